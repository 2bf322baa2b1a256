//! What a dossier consists of, what was paid for it and what came of it, as the portal is told.

use std::collections::BTreeSet;

use domain::case::{CaseEvent, CertificateChange, DocumentPart, Pause};
use domain::law::Component;
use domain::{ComponentId, Law};
use serde_json::{Value, json};

use super::Told;

/// How the portal says that something is so.
const YES: u8 = 1;

/// How the portal says that something is not so.
const NO: u8 = 0;

/// How the portal says that a fee was paid through a gateway which is not its own.
const PAID_HERE: u8 = 2;

impl Told<'_> {
    /// The papers of the dossier, each once, and whether it is here as a file.
    pub(super) fn papers(&self) -> Vec<Value> {
        let digitised = self.digitised();
        let mut named = BTreeSet::new();
        let brought = self.events.iter().filter_map(|event| brought_by(event));
        let each = brought.flatten().filter(|it| named.insert(*it));
        each.map(|it| {
            json!({
                "TenTaiLieu": self.component(it),
                "DuocSoHoa": flag(digitised.contains(it)),
            })
        })
        .collect()
    }

    /// Whether a paper of the dossier is here as a file.
    pub(super) fn has_files(&self) -> u8 {
        flag(!self.digitised().is_empty())
    }

    /// The fees that were asked for.
    pub(super) fn fees(&self, law: &Law) -> Vec<Value> {
        let asked = self.events.iter().filter_map(|event| {
            let CaseEvent::CasePaused {
                pause:
                    Pause::Payment {
                        fee,
                        fee_version,
                        sum,
                    },
                ..
            } = event
            else {
                return None;
            };
            let known = law.fees().version(fee.as_str(), *fee_version);
            Some(json!({
                "TenPhiLePhi": known.map_or(fee.as_str(), |it| it.title.vi.as_str()),
                "MaPhiLePhi": fee.as_str(),
                "Gia": sum.amount.to_string(),
            }))
        });
        asked.collect()
    }

    /// Whether a fee was paid online: not at all, or here.
    pub(super) fn paid_online(&self) -> u8 {
        let online = |it: &CaseEvent| {
            let CaseEvent::CaseResumed { paid_by, .. } = it else {
                return false;
            };
            paid_by.as_ref().is_some_and(|it| it.as_str() == "online")
        };
        if self.events.iter().any(online) {
            PAID_HERE
        } else {
            NO
        }
    }

    /// The number of what was decided in favour, and when; nothing while nothing was, and where the
    /// decision has no number of its own.
    pub(super) fn result(&self) -> Option<Value> {
        let mut decided = self.events.iter().zip(self.recorded).rev();
        let (number, at) = decided.find_map(|(event, recorded)| {
            let number = if let CaseEvent::CertificateGranted(terms) = event {
                &terms.number
            } else if let CaseEvent::ApplicationApproved { number, .. }
            | CaseEvent::CertificateChanged {
                change: CertificateChange::Reissued { number },
                ..
            } = event
            {
                number
            } else {
                return None;
            };
            Some((number, recorded.recorded_at))
        })?;
        Some(json!({ "SoKyHieu": number.as_str(), "NgayKy": self.moment(at) }))
    }

    fn digitised(&self) -> BTreeSet<&ComponentId> {
        let files = self.events.iter().filter_map(|event| {
            if let CaseEvent::DocumentFiled {
                part: DocumentPart::Component(component),
                ..
            } = event
            {
                return Some(component);
            }
            None
        });
        files.collect()
    }

    fn component(&self, id: &ComponentId) -> String {
        let rules = self.procedure.rules();
        let mut known = rules.iter().flat_map(|it| &it.components);
        let found = known.find(|it: &&Component| it.id == *id);
        found.map_or_else(|| id.to_string(), |it| it.title.vi.clone())
    }
}

/// The papers that an event brings.
fn brought_by(event: &CaseEvent) -> Option<&[ComponentId]> {
    if let CaseEvent::DossierSubmitted { components, .. }
    | CaseEvent::DossierSupplemented { components, .. } = event
    {
        return Some(components);
    }
    None
}

fn flag(is_so: bool) -> u8 {
    if is_so { YES } else { NO }
}
