//! What an organisation is called, where it was founded, who represents it, and in which fields and
//! provinces it may operate: as it is, as it was, and as somebody asks for it to be.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher;

use domain::case::{CertificateChange, CertificateTerms};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Statement;
use crate::registry_entry::RegistryEntry;

/// What is told of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What it is called.
    Name,
    /// The country under whose law it was founded.
    Home,
    /// Who represents it.
    Representative,
    /// The fields in which it may operate.
    Fields,
    /// The provinces in which it may operate.
    Provinces,
}

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InForce {
    /// It does.
    Now,
    /// It did.
    Before,
    /// A dossier asks for it, and nobody has decided yet.
    Asked,
    /// A dossier asked for it in vain.
    NotGranted,
}

/// When something began or ended, and in which case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The event.
    pub position: i64,
    /// When it was recorded.
    pub at: OffsetDateTime,
    /// The case behind it; none where there is none.
    pub case_id: Option<Uuid>,
}

/// Something that is, was or is to be told of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particular {
    /// What it is about.
    pub what: What,
    /// Of which organisation: itself, or one that was merged into it.
    pub organisation: Uuid,
    /// The name, the code of the country, or the ids of fields or provinces; nothing once erased.
    pub values: Vec<String>,
    /// The value of the vault, of a name and of a representative.
    pub told: Option<Uuid>,
    /// Whether it holds.
    pub in_force: InForce,
    /// When it was asked for, where a dossier did.
    pub asked: Option<Moment>,
    /// Since when it holds or held.
    pub since: Option<Moment>,
    /// Until when it held.
    pub until: Option<Moment>,
}

/// Puts together what is told of an organisation, the newest first, from what dossiers said and what
/// became of its certificates, both in the order of the log. Representatives are compared by what
/// the vault says of them, since each dossier names them anew.
pub fn particulars<S: BuildHasher>(
    organisation: Uuid,
    statements: &[Statement],
    entries: &[RegistryEntry],
    revealed: &HashMap<Uuid, String, S>,
) -> Result<Vec<Particular>, serde_json::Error> {
    let mut all = vec![];
    for what in [What::Name, What::Home, What::Representative] {
        let told: Vec<_> = (statements.iter())
            .filter_map(|it| Told::of(what, it, revealed))
            .collect();
        let mut decided = in_force(what, &told);
        if what == What::Name
            && told
                .iter()
                .any(|it| it.statement.organisation == organisation)
        {
            leave_names(organisation, &mut decided, entries);
        }
        succeed(&mut decided, entries);
        let asked = told.iter().filter_map(|it| pending(what, it, &decided));
        let asked: Vec<_> = asked.collect();
        all.extend(decided);
        all.extend(asked);
    }
    for what in [What::Fields, What::Provinces] {
        let held = held(what, entries)?;
        let stated = (statements.iter()).filter(|it| it.status != "in_force");
        let stated = stated.filter_map(|it| Told::of(what, it, revealed));
        let asked: Vec<_> = stated.filter_map(|it| pending(what, &it, &held)).collect();
        all.extend(held);
        all.extend(asked);
    }
    let newest = |it: &Particular| it.since.or(it.asked).map_or(0, |it| it.position);
    all.sort_by_key(|it| (it.what, -newest(it)));
    Ok(all)
}

/// What a statement tells of one thing.
struct Told<'a> {
    statement: &'a Statement,
    values: Vec<String>,
    told: Option<Uuid>,
}

impl<'a> Told<'a> {
    fn of<S: BuildHasher>(
        what: What,
        statement: &'a Statement,
        revealed: &HashMap<Uuid, String, S>,
    ) -> Option<Self> {
        let (values, told) = match what {
            What::Name => (
                statement.name.iter().cloned().collect(),
                Some(statement.told),
            ),
            What::Home => (vec![statement.home.clone()?], None),
            What::Representative => {
                let told = statement.representative?;
                let named = revealed.get(&told).cloned();
                (named.into_iter().collect(), Some(told))
            }
            What::Fields if statement.fields.is_empty() => return None,
            What::Fields => (statement.fields.clone(), None),
            What::Provinces if statement.provinces.is_empty() => return None,
            What::Provinces => (statement.provinces.clone(), None),
        };
        Some(Self {
            statement,
            values,
            told,
        })
    }

    fn particular(&self, what: What, in_force: InForce) -> Particular {
        let statement = self.statement;
        let case_id = Some(statement.case_id);
        let decided = statement.decided_position.zip(statement.decided_at);
        let decided = decided.map(|(position, at)| Moment {
            position,
            at,
            case_id,
        });
        let granted = matches!(in_force, InForce::Now | InForce::Before);
        Particular {
            what,
            organisation: statement.organisation,
            values: self.values.clone(),
            told: self.told,
            in_force,
            asked: Some(Moment {
                position: statement.position,
                at: statement.stated_at,
                case_id,
            }),
            since: decided.filter(|_| granted),
            until: decided.filter(|_| in_force == InForce::NotGranted),
        }
    }
}

/// What came into force of each entry, one after the other. What is said again is not told again;
/// what was erased cannot be compared.
fn in_force(what: What, told: &[Told<'_>]) -> Vec<Particular> {
    let granted = told.iter().filter(|it| it.statement.status == "in_force");
    let mut granted: Vec<_> = granted.collect();
    granted.sort_by_key(|it| it.statement.decided_position);
    let mut all: Vec<Particular> = vec![];
    for it in granted {
        let next = it.particular(what, InForce::Now);
        let of_same = |it: &&mut Particular| {
            it.organisation == next.organisation && it.in_force == InForce::Now
        };
        if let Some(last) = all.iter_mut().find(of_same) {
            if last.values == next.values && !next.values.is_empty() {
                continue;
            }
            end(last, next.since);
        }
        all.push(next);
    }
    all
}

fn end(particular: &mut Particular, until: Option<Moment>) {
    particular.in_force = InForce::Before;
    particular.until = until;
}

/// Whoever was merged goes under the name of the one that survived.
fn leave_names(survivor: Uuid, decided: &mut [Particular], entries: &[RegistryEntry]) {
    let others = decided.iter_mut().filter(|it| it.organisation != survivor);
    for it in others.filter(|it| it.in_force == InForce::Now) {
        end(it, merged(it.organisation, entries));
    }
}

/// Of what is in force of several entries that became one, what was decided last goes on. The others
/// end with the merge, or when the one that goes on came later.
fn succeed(decided: &mut [Particular], entries: &[RegistryEntry]) {
    let goes_on = |it: &&Particular| it.in_force == InForce::Now;
    let since = |it: &&Particular| it.since.map(|it| it.position);
    let Some(heir) = decided.iter().filter(goes_on).max_by_key(since).cloned() else {
        return;
    };
    let others = decided
        .iter_mut()
        .filter(|it| it.organisation != heir.organisation);
    for it in others.filter(|it| it.in_force == InForce::Now) {
        let merges = [it.organisation, heir.organisation].map(|it| merged(it, entries));
        let known = merges.into_iter().flatten().chain(heir.since);
        end(it, known.max_by_key(|it| it.position));
    }
}

/// When an organisation was merged into another one.
fn merged(organisation: Uuid, entries: &[RegistryEntry]) -> Option<Moment> {
    let is_merge =
        |it: &&RegistryEntry| it.what == "merged" && it.organisation == Some(organisation);
    let merge = entries.iter().find(is_merge)?;
    Some(Moment {
        position: merge.position,
        at: merge.recorded_at,
        case_id: None,
    })
}

/// What is asked for or was in vain, unless it holds anyway.
fn pending(what: What, told: &Told<'_>, known: &[Particular]) -> Option<Particular> {
    let in_force = match told.statement.status.as_str() {
        "asked" => InForce::Asked,
        "not_granted" => InForce::NotGranted,
        _ => return None,
    };
    let own = |it: &&Particular| match what {
        What::Name => it.organisation == told.statement.organisation,
        What::Home | What::Representative | What::Fields | What::Provinces => true,
    };
    let mut now = known
        .iter()
        .filter(|it| it.in_force == InForce::Now)
        .filter(own);
    let same = |it: &Particular| !it.values.is_empty() && alike(&it.values, &told.values);
    let holds = now.any(same);
    (!holds).then(|| told.particular(what, in_force))
}

fn alike(one: &[String], other: &[String]) -> bool {
    let set = |it: &[String]| it.iter().cloned().collect::<BTreeSet<_>>();
    set(one) == set(other)
}

/// A certificate as entries tell of it.
#[derive(Default)]
struct Held {
    counts: bool,
    suspended: bool,
    fields: Vec<String>,
    provinces: Vec<String>,
}

/// What an entry says that a certificate says.
#[derive(Deserialize)]
struct Granted {
    terms: CertificateTerms,
}

/// What an entry says that became of a certificate.
#[derive(Deserialize)]
struct Changed {
    change: CertificateChange,
}

/// The fields or provinces of all certificates that are valid or suspended, from change to change.
fn held(what: What, entries: &[RegistryEntry]) -> Result<Vec<Particular>, serde_json::Error> {
    let mut certificates: BTreeMap<Uuid, Held> = BTreeMap::new();
    let mut all: Vec<Particular> = vec![];
    for entry in entries {
        let Some(id) = entry.certificate else {
            continue;
        };
        certificates.entry(id).or_default().become_of(entry)?;
        let counting = certificates.values().filter(|it| it.counts);
        let values: BTreeSet<String> = counting
            .flat_map(|it| match what {
                What::Provinces => it.provinces.clone(),
                What::Fields | What::Name | What::Home | What::Representative => it.fields.clone(),
            })
            .collect();
        let moment = Moment {
            position: entry.position,
            at: entry.recorded_at,
            case_id: entry.case_id,
        };
        let values: Vec<String> = values.into_iter().collect();
        if let Some(last) = all.iter_mut().find(|it| it.in_force == InForce::Now) {
            if last.values == values {
                continue;
            }
            end(last, Some(moment));
        }
        if !values.is_empty() {
            all.push(Particular {
                what,
                organisation: entry.organisation.unwrap_or_default(),
                values,
                told: None,
                in_force: InForce::Now,
                asked: None,
                since: Some(moment),
                until: None,
            });
        }
    }
    Ok(all)
}

impl Held {
    fn become_of(&mut self, entry: &RegistryEntry) -> Result<(), serde_json::Error> {
        match entry.what.as_str() {
            "certificate_issued" => {
                let Granted { terms } = serde_json::from_str(&entry.data)?;
                self.counts = true;
                self.fields = terms.fields.iter().map(ToString::to_string).collect();
                self.provinces = terms.provinces.iter().map(ToString::to_string).collect();
            }
            "certificate_amended" => {
                let Changed { change } = serde_json::from_str(&entry.data)?;
                if let CertificateChange::Amended {
                    fields, provinces, ..
                } = change
                {
                    self.fields = fields.iter().map(ToString::to_string).collect();
                    self.provinces = provinces.iter().map(ToString::to_string).collect();
                }
            }
            "certificate_suspended" => (self.counts, self.suspended) = (true, true),
            "certificate_reactivated" => (self.counts, self.suspended) = (true, false),
            "certificate_revoked" | "certificate_ended" => self.counts = false,
            // Whoever had to stop has to stop still.
            "certificate_expired" => self.counts = self.suspended,
            _ => (),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
