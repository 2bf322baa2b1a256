//! Why an event happened.

use std::borrow::Cow;

use time::OffsetDateTime;
use uuid::Uuid;

/// Which command caused an event, by whom, in which role, when. It holds no personal data: the actor
/// is an opaque id, whose name lives in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The command; a sender that repeats it sends the same id.
    pub command_id: Uuid,
    /// The command's name, such as `submit_dossier`.
    pub command: Cow<'static, str>,
    /// Who asked.
    pub actor: Uuid,
    /// The agency they asked for, if any.
    pub agency: Option<String>,
    /// The role they asked in.
    pub role: String,
    /// When they asked. The log keeps microseconds.
    pub at: OffsetDateTime,
}
