//! The papers that people are handed: what they say, how they are printed, and that they are kept.
//!
//! In reading order: [`content`] is what a paper says; [`compose`] makes it from a case's history,
//! with what [`held`] finds of a certificate; `called` says for which papers a history calls; [`pdf`]
//! and [`html`] print it; [`issue`] keeps it when it is handed out; [`worker`] does that when
//! something calls for it. A paper is made once: whoever asks again gets the same bytes.

pub(crate) mod called;
pub mod compose;
pub mod content;
pub mod held;
pub mod html;
pub mod issue;
pub mod pdf;
pub mod worker;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::CaseId;
use domain::slip::Slip;
use eventstore::Vault;
use uuid::Uuid;

use crate::clock::derived_id;

/// How much of a paper's secret is printed: more than anybody can guess.
const SECRET_BYTES: usize = 16;

/// What the vault calls a paper that is kept as it was handed out.
pub const LABEL: &str = "slip";

/// The id of the paper that an event of a case calls for.
#[must_use]
pub fn slip_id(case: CaseId, case_version: u32) -> Uuid {
    derived_id(case.0, &Slip::name(case_version))
}

/// What only the paper tells: who knows it has the paper before them.
#[must_use]
pub fn secret(vault: &Vault, slip: Uuid) -> String {
    let mac = vault.fingerprint("slip secret v1", slip.as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.as_bytes()[..SECRET_BYTES])
}

/// Whether somebody knows what only the paper tells. It takes as long wherever they are wrong.
#[must_use]
pub fn holds_paper(vault: &Vault, slip: Uuid, told: &str) -> bool {
    let secret = secret(vault, slip);
    let differ = secret.bytes().zip(told.bytes());
    secret.len() == told.len() && differ.fold(0, |all, (a, b)| all | (a ^ b)) == 0
}
