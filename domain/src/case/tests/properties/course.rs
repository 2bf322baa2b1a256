//! Every delivered procedure, what can be made of it by other steps, and a dossier for each.

use proptest::prelude::*;
use time::{Date, Duration};
use uuid::Uuid;

use super::pausing::rule_for_each;
use crate::case::tests::{ids, in_the_vault};
use crate::case::{AidStanding, Approval, CaseCommand, Holding, Particulars, Submission};
use crate::law::{Act, Conduct, Filer, Procedure, Rules, Step};
use crate::money::Money;
use crate::testing::{FILER, day, delivered, law, morning};
use crate::{
    Acting, ActorId, AgencyId, CaseId, CertificateId, CertificateKind, Law, Party, SubjectId,
};

const APPLICANT: SubjectId = SubjectId(Uuid::from_u128(0x5));

/// A procedure, the law that has it, and how a case of it begins.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) law: Law,
    pub(super) rules: Rules,
    pub(super) procedure: Procedure,
    particulars: Particulars,
}

/// Every delivered procedure that is in force on a day, in the version in force.
pub(super) fn in_force(on: Date) -> Vec<&'static Procedure> {
    let ids: std::collections::BTreeSet<_> =
        delivered().procedures.iter().map(|it| &it.id).collect();
    ids.into_iter()
        .filter_map(|it| law().procedure_at(it, morning(on)))
        .filter(|it| it.rules().is_some())
        .collect()
}

/// A delivered procedure as it is, or with other steps and a rule for every pause.
pub(super) fn courses() -> impl Strategy<Value = Course> {
    let procedures = in_force(day("2025-09-01"));
    (prop::sample::select(procedures), any::<u8>(), any::<u8>()).prop_map(
        |(procedure, bits, declared)| {
            let mut procedure = procedure.clone();
            if let Conduct::Ruled(rules) = &mut procedure.conduct {
                if bits & 1 == 1 {
                    rules.pauses = rule_for_each(rules.supplements.clock);
                }
                if bits & 2 == 2 {
                    rules.steps = steps(bits >> 2);
                }
            }
            Course::of(procedure, declared)
        },
    )
}

/// Some of the acts, in their order; where nothing is accepted, nothing is asked or handed on.
fn steps(bits: u8) -> Vec<Step> {
    let accepts = bits & 1 == 0;
    let acts = [
        (true, Act::File),
        (accepts, Act::Accept),
        (accepts && bits & 2 == 0, Act::Consult),
        (accepts && bits & 6 == 0, Act::Meet),
        (accepts && bits & 8 == 0, Act::Forward),
        (true, Act::Decide),
        (true, Act::HandOver),
    ];
    let example = delivered().procedures.iter().find_map(|it| {
        let steps = &it.rules()?.steps;
        steps.first().cloned()
    });
    let example = example.unwrap();
    let taken = acts.into_iter().filter(|it| it.0);
    taken
        .map(|(_, act)| Step {
            act,
            ..example.clone()
        })
        .collect()
}

impl Course {
    pub(super) fn of(procedure: Procedure, declared: u8) -> Self {
        let rules = procedure.rules().unwrap().clone();
        Self {
            law: law().clone().with_procedure(procedure.clone()),
            particulars: particulars(&rules, declared),
            procedure,
            rules,
        }
    }

    pub(super) fn acting(&self, agency: &AgencyId, on: Date) -> Acting {
        let holder = self.law.holder_on(agency, on).map_or(agency, |it| &it.id);
        Acting {
            actor: ActorId(Uuid::from_u128(0xa)),
            party: Party::Agency(holder.clone()),
            at: morning(on),
        }
    }

    pub(super) fn receiver(&self, on: Date) -> Acting {
        self.acting(self.rules.receiver_of(&self.particulars), on)
    }

    pub(super) fn decider(&self, on: Date) -> Acting {
        self.acting(self.rules.decider_of(&self.particulars), on)
    }

    pub(super) fn file(&self, on: Date) -> (CaseCommand, Acting) {
        let papers = self.rules.components.iter().filter(|it| it.required);
        let submission = Submission {
            procedure: self.procedure.id.clone(),
            channel: self.rules.channels[0].clone(),
            applicant: APPLICANT,
            name: in_the_vault(1),
            contact: None,
            representative: None,
            components: papers.map(|it| it.id.clone()).collect(),
            fields: ids(&["health", "social-affairs"]),
            provinces: ids(&["VN34-01"]),
            home_registration_until: None,
            particulars: self.particulars.clone(),
            certificate: None,
            merged_into: None,
            aid: self.rules.under.as_ref().map(|_| AidStanding {
                owner: APPLICANT,
                closed: false,
            }),
        };
        let by = if self.rules.filed_by(Filer::Applicant) {
            applicant(on)
        } else {
            self.receiver(on)
        };
        (CaseCommand::SubmitDossier(Box::new(submission)), by)
    }
}

/// In September 2025, when all of the delivered procedures are in force.
pub(super) fn begins() -> impl Strategy<Value = Date> {
    (0..30i64).prop_map(|it| day("2025-09-01") + Duration::days(it))
}

pub(super) fn applicant(on: Date) -> Acting {
    Acting {
        actor: FILER,
        party: Party::Applicant,
        at: morning(on),
    }
}

/// All that the rules ask a dossier to say, and some of what it may declare.
fn particulars(rules: &Rules, declared: u8) -> Particulars {
    let said = |at: usize| declared & (1 << (at % 8)) != 0;
    let traits = rules.traits.iter().enumerate().filter(|it| said(it.0));
    let value = rules.value.as_ref().map(|it| Money {
        amount: "150000".parse().unwrap(),
        currency: it
            .currencies
            .first()
            .cloned()
            .unwrap_or_else(|| "USD".parse().unwrap()),
    });
    Particulars {
        holding: rules
            .upon
            .as_ref()
            .map(|it| Box::new(holding(&it.kinds[0]))),
        seat: rules.seat.as_ref().map(|it| it.provinces[0].clone()),
        traits: traits.map(|it| it.1.id.clone()).collect(),
        managing_agency: (rules
            .competences
            .iter()
            .any(|it| it.managing_agency || it.issuer))
        .then(|| "MOH".parse().unwrap()),
        approval: rules
            .under
            .as_ref()
            .zip(value.as_ref())
            .map(|(under, value)| {
                Box::new(Approval {
                    case: CaseId(Uuid::from_u128(0xa1d)),
                    number: "7-24".parse().unwrap(),
                    value: value.clone(),
                    procedure: under.procedures.first().cloned(),
                    version: Some(1),
                    approved_on: Some(day("2025-03-18")),
                    decider: None,
                })
            }),
        value,
        ..Particulars::default()
    }
}

fn holding(kind: &CertificateKind) -> Holding {
    Holding {
        certificate: CertificateId(Uuid::from_u128(0xc)),
        kind: kind.clone(),
        holder: APPLICANT,
        fields: ids(&["health"]),
        provinces: ids(&["VN34-01"]),
        seat: None,
        valid_until: day("2026-06-30"),
        home_registration_until: None,
    }
}
