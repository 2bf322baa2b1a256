//! Which checkpoints to believe.

use std::fmt;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::Frontier;
use crate::note::{Note, Signed, VerifierKey};

/// Checkpoints that somebody signed whose key one trusts, the smallest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trusted(pub Vec<Checkpoint>);

/// A key whose signatures are believed, and about which checkpoints: one that was changed for another
/// signs no later ones, whoever may have it by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: VerifierKey,
    /// The smallest checkpoint that it signs.
    pub from_size: u64,
    /// The largest one; none where no end is known.
    pub to_size: Option<u64>,
}

/// Whose signatures are believed about any checkpoint.
impl From<VerifierKey> for TrustedKey {
    fn from(key: VerifierKey) -> Self {
        Self {
            key,
            from_size: 0,
            to_size: None,
        }
    }
}

/// Why a checkpoint is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untrusted {
    /// None of the trusted keys signed it.
    OtherKey {
        /// How many events it covers, if it says so.
        size: Option<u64>,
        /// Who did, as it says.
        signers: Vec<String>,
    },
    /// A trusted key is said to have signed it, and did not.
    Forged {
        /// How many events it covers, if it says so.
        size: Option<u64>,
        /// Which key.
        key: String,
    },
    /// A trusted key signed it, which was not the log's when it had so many events.
    Untimely {
        /// How many events it covers.
        size: u64,
        /// Which key.
        key: String,
    },
    /// It is no checkpoint.
    Form(CheckpointError),
    /// It is of another log than the others.
    OtherLog {
        /// Which.
        origin: String,
    },
    /// It is of no events, and has another root than the tree over none.
    NotEmpty,
    /// It is stored as the checkpoint of another size than it says.
    Misplaced {
        /// As which it is stored.
        size: u64,
        /// How many events it says it covers.
        says: u64,
    },
    /// It contradicts another one that is believed.
    Contradicts {
        /// How many events both cover.
        size: u64,
    },
}

/// Sorts checkpoints into those to believe and those not to. They must all be of one log.
#[must_use]
pub fn trusted(notes: &[Note], keys: &[TrustedKey]) -> (Trusted, Vec<Untrusted>) {
    let (mut believed, mut refused) = (Vec::<Checkpoint>::new(), vec![]);
    for note in notes {
        match believe(note, keys) {
            Ok(it) => match believed.first() {
                Some(first) if first.origin != it.origin => {
                    refused.push(Untrusted::OtherLog { origin: it.origin });
                }
                Some(_) | None => believed.push(it),
            },
            Err(why) => refused.push(why),
        }
    }
    believed.sort_by_key(|it| it.size);
    let pairs = believed.iter().zip(believed.iter().skip(1));
    let contradictions = pairs.filter(|(a, b)| a.size == b.size && a.root != b.root);
    refused.extend(contradictions.map(|(it, _)| Untrusted::Contradicts { size: it.size }));
    believed.dedup();
    (Trusted(believed), refused)
}

fn believe(note: &Note, keys: &[TrustedKey]) -> Result<Checkpoint, Untrusted> {
    let checkpoint = Checkpoint::of(note);
    let size = checkpoint.as_ref().ok().map(|it| it.size);
    let verdicts: Vec<_> = keys.iter().map(|it| (it, it.key.verify(note))).collect();
    if let Some((forged, _)) = verdicts.iter().find(|it| it.1 == Signed::Forged) {
        let key = forged.key.to_string();
        return Err(Untrusted::Forged { size, key });
    }
    let signed = verdicts.iter().filter(|it| it.1 == Signed::Yes);
    let signed: Vec<&TrustedKey> = signed.map(|it| it.0).collect();
    let Some(signer) = signed.first() else {
        let signatures = note.signatures().iter();
        let signers = signatures
            .map(|it| format!("{}+{:08x}", it.name, u32::from_be_bytes(it.key_id)))
            .collect();
        return Err(Untrusted::OtherKey { size, signers });
    };
    if let Some(size) = size
        && !signed.iter().any(|it| it.signs(size))
    {
        let key = signer.key.to_string();
        return Err(Untrusted::Untimely { size, key });
    }
    match checkpoint {
        Ok(it) if it.size == 0 && it.root != Frontier::default().root() => Err(Untrusted::NotEmpty),
        other => other.map_err(Untrusted::Form),
    }
}

impl TrustedKey {
    /// Whether it signs checkpoints of so many events.
    fn signs(&self, size: u64) -> bool {
        self.from_size <= size && self.to_size.is_none_or(|last| size <= last)
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let which = |size: &Option<u64>| {
            size.map_or("a checkpoint".to_owned(), |it| {
                format!("the checkpoint of {it} events")
            })
        };
        match self {
            Self::OtherKey { size, signers } => write!(
                f,
                "{}: signed by another key: by {}, and by none that is trusted",
                which(size),
                signers.join(" and ")
            ),
            Self::Forged { size, key } => write!(
                f,
                "{}: the signature is not of {key}: changed, or signed by another key",
                which(size)
            ),
            Self::Untimely { size, key } => write!(
                f,
                "{}: signed by another key: by {key}, which is not the one that signs so many events",
                which(&Some(*size))
            ),
            Self::Form(error) => write!(f, "a checkpoint cannot be read: {error}"),
            Self::NotEmpty => {
                f.write_str("the checkpoint of 0 events has a root that an empty log does not have")
            }
            Self::OtherLog { origin } => write!(f, "a checkpoint is of another log: {origin}"),
            Self::Misplaced { size, says } => write!(
                f,
                "the checkpoint of {size} events is not there: in its place stands one of {says}"
            ),
            Self::Contradicts { size } => write!(
                f,
                "two signed checkpoints of {size} events contradict each other: the log was forked"
            ),
        }
    }
}
