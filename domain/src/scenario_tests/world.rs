//! What the scenarios happen in: cases and certificates, one after another.

use std::collections::BTreeMap;
use std::str::FromStr;

use uuid::Uuid;

use super::registries::{self, Registries};
use super::{aid, duties, reports, tell};
use crate::case::{
    Case, CaseCommand, CaseEvent, CertificateTerms, Grant, OpinionKind, Particulars, Submission,
    WrittenReason,
};
use crate::certificate::{Certificate, CertificateCommand, CertificateEvent};
use crate::law::{PauseKind, Rules};
use crate::testing::{FILER, acting, certificate_terms, day, law};
use crate::{
    Acting, ActorId, AgencyId, Aggregate, CaseId, CertificateId, DossierCode, Party, PersonalRef,
    SubjectId,
};

const CERTIFICATE: CertificateId = CertificateId(Uuid::from_u128(0xc));
const APPLICANT: SubjectId = SubjectId(Uuid::from_u128(0x5));

/// A case and the certificate that it is about or that comes of it.
#[derive(Default)]
pub(super) struct World {
    procedure: String,
    case: Case,
    certificate: Certificate,
    registries: Registries,
    reports: reports::Reports,
    aid: aid::Given,
    /// How many dossiers were filed.
    filed: u128,
}

/// The words of a line: the day, who acts, what they do, and with what.
struct Words<'a> {
    by: Acting,
    who: &'a str,
    verb: &'a str,
    on: &'a str,
    plain: Vec<&'a str>,
    named: BTreeMap<&'a str, &'a str>,
}

fn list<T: FromStr>(text: &str) -> Vec<T>
where
    T::Err: std::fmt::Debug,
{
    let items = text.split(',').filter(|it| !it.is_empty());
    items.map(|it| it.parse().unwrap()).collect()
}

fn name() -> PersonalRef {
    PersonalRef {
        value: Uuid::from_u128(1),
        subject: APPLICANT,
        commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
    }
}

impl<'a> Words<'a> {
    fn of(line: &'a str) -> Self {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("too short: {line}"));
        let (on, who, verb) = (next(), next(), next());
        let (named, plain): (Vec<&str>, Vec<&str>) = words.partition(|it| it.contains('='));
        let party = match who {
            "applicant" => Party::Applicant,
            // Everyone: the bodies that were asked, one after the other.
            "system" | "everyone" => Party::System,
            agency => Party::Agency(agency.parse().unwrap()),
        };
        let actor = if who == "applicant" {
            FILER
        } else {
            ActorId(Uuid::from_u128(0xa))
        };
        Self {
            by: acting(actor, party, on),
            who,
            verb,
            on,
            plain,
            named: named.iter().map(|it| it.split_once('=').unwrap()).collect(),
        }
    }

    fn list<T: FromStr>(&self, key: &str) -> Vec<T>
    where
        T::Err: std::fmt::Debug,
    {
        self.named.get(key).map(|it| list(it)).unwrap_or_default()
    }

    fn one<T: FromStr>(&self, key: &str) -> Option<T>
    where
        T::Err: std::fmt::Debug,
    {
        self.named.get(key).map(|it| it.parse().unwrap())
    }

    fn first<T: FromStr>(&self) -> T
    where
        T::Err: std::fmt::Debug,
    {
        self.plain[0].parse().unwrap()
    }
}

impl World {
    pub(super) fn begin(procedure: &str) -> Self {
        Self {
            procedure: procedure.to_owned(),
            ..Self::default()
        }
    }

    /// Does what a line says, and tells what happened or why it was refused.
    pub(super) fn play(&mut self, line: &str) -> Result<Vec<String>, String> {
        let words = Words::of(line);
        match words.verb {
            "holds" => Ok(self.hold(&words)),
            "was-given" => Ok((self.aid).give((&words.plain, &words.named), &words.by)),
            verb if verb.ends_with("-aid") => {
                (self.aid).ask((verb, &words.plain), &words.named, &words.by)
            }
            "expires" => self.expire(&words),
            "merges" => self.merge(&words),
            "names" | "vacates" => (self.registries).point(&words.plain, &words.named, &words.by),
            verb if verb.ends_with("-report") || verb.ends_with("-reports") => {
                (self.reports).play(verb, &words.plain, &words.named, &words.by)
            }
            "counts-duties" => {
                let rules = rules_at(&self.procedure, &words.by);
                Ok(duties::told(rules, words.on, &words.named))
            }
            _ if words.who == "everyone" => self.everyone(&words),
            "files" => {
                self.case = Case::default();
                self.filed += 1;
                self.command(&self.file(&words), &words.by)
            }
            _ => self.command(&self.read(&words), &words.by),
        }
    }

    fn command(&mut self, command: &CaseCommand, by: &Acting) -> Result<Vec<String>, String> {
        let events = self
            .case
            .decide(command, by, law())
            .map_err(|it| it.to_string())?;
        for event in &events {
            self.on_the_certificate(event, by)?;
        }
        let id = CaseId(Uuid::from_u128(0xca5e_0000 + self.filed));
        let after = events.iter().fold(self.case.clone(), Case::evolve);
        let meant = (self.case).meant_for_aid((id, &after), &events, by, law());
        self.case = after;
        let mut told: Vec<_> = events.iter().map(tell::event).collect();
        if let Some(command) = meant {
            told.extend(self.aid.play(&command, by)?);
        }
        Ok(told)
    }

    fn on_the_certificate(&mut self, event: &CaseEvent, by: &Acting) -> Result<(), String> {
        let case = CaseId(Uuid::from_u128(0xca5e));
        let command = if let CaseEvent::CertificateGranted(terms) = event {
            self.certificate = Certificate::default();
            let terms = Box::new(terms.clone());
            CertificateCommand::Grant { case, terms }
        } else if let CaseEvent::CertificateChanged { change, .. } = event {
            let change = change.clone();
            CertificateCommand::Change { case, change }
        } else {
            return Ok(());
        };
        self.on(&command, by).map(|_| ())
    }

    fn on(
        &mut self,
        command: &CertificateCommand,
        by: &Acting,
    ) -> Result<Vec<CertificateEvent>, String> {
        let events = self.certificate.decide(command, by, law());
        let events = events.map_err(|it| it.to_string())?;
        let certificate = std::mem::take(&mut self.certificate);
        self.certificate = events.iter().fold(certificate, Certificate::evolve);
        Ok(events)
    }

    /// `2024-03-01 applicant holds CERT-OP until=2027-03-01 fields=health provinces=VN34-01`
    fn hold(&mut self, words: &Words<'_>) -> Vec<String> {
        let terms = CertificateTerms {
            kind: words.first(),
            fields: words.list("fields"),
            provinces: words.list("provinces"),
            seat: words.one("seat"),
            valid_from: words.by.at.date(),
            valid_until: day(words.named["until"]),
            home_registration_until: words.named.get("home-until").map(|it| day(it)),
            ..certificate_terms(5, "7-24")
        };
        let granted = CertificateEvent::Granted {
            case: CaseId(Uuid::from_u128(1)),
            terms: Box::new(terms),
        };
        self.certificate = Certificate::default().evolve(&granted);
        vec![]
    }

    /// `2026-03-02 MOFA merges applicant into=other decision=12-26`
    fn merge(&mut self, words: &Words<'_>) -> Result<Vec<String>, String> {
        let (name, into) = (words.plain[0], words.named["into"]);
        let mut told = (self.registries).merge(name, &words.named, &words.by)?;
        let held = self.certificate.holding();
        if held.is_some_and(|it| it.holder == registries::subject(name)) {
            let to = registries::subject(into);
            self.on(&CertificateCommand::Pass { to }, &words.by)?;
            told.push(format!("the certificate is {into}'s"));
        }
        Ok(told)
    }

    fn expire(&mut self, words: &Words<'_>) -> Result<Vec<String>, String> {
        let today = words.by.at.date();
        let events = self.on(&CertificateCommand::Expire { today }, &words.by)?;
        Ok(events
            .iter()
            .map(|_| "certificate expired".to_owned())
            .collect())
    }

    /// Whoever was asked and has not answered does the same.
    fn everyone(&mut self, words: &Words<'_>) -> Result<Vec<String>, String> {
        let mut told = vec![];
        let asked: Vec<AgencyId> = if let Case::InProcess(process) = &self.case {
            process.unanswered()
        } else {
            vec![]
        };
        for agency in asked {
            let by = Acting {
                party: Party::Agency(agency),
                ..words.by.clone()
            };
            told.extend(self.command(&self.read(words), &by)?);
        }
        Ok(told)
    }

    /// A dossier with all required components, but for those in `without`, and those in `with`.
    fn file(&self, words: &Words<'_>) -> CaseCommand {
        let procedure = words.named.get("as").copied().unwrap_or(&self.procedure);
        let rules = rules_at(procedure, &words.by);
        let without: Vec<String> = words.list("without");
        let declared = words.list("declaring");
        let required = rules.components.iter().filter(|it| it.is_needed(&declared));
        let mut components: Vec<_> = required
            .map(|it| it.id.clone())
            .filter(|it| !without.contains(&it.to_string()))
            .collect();
        components.extend(words.list("with"));
        let value = words.named.get("value").map(|it| aid::money(it));
        let holder: Option<String> = words.one("for");
        let holder = holder.map(|it| SubjectId(Uuid::parse_str(&it).unwrap()));
        let named = !words.plain.contains(&"naming-no-certificate");
        let aid = (self.aid.known(APPLICANT)).filter(|_| rules.under.is_some());
        let aid = aid.filter(|_| !words.plain.contains(&"naming-no-approval"));
        let holding = (self.certificate.holding()).filter(|_| rules.upon.is_some() && named);
        CaseCommand::SubmitDossier(Box::new(Submission {
            procedure: procedure.parse().unwrap(),
            channel: words.first(),
            applicant: holder.unwrap_or(APPLICANT),
            name: name(),
            contact: None,
            representative: None,
            components,
            fields: words.list("fields"),
            provinces: words.list("provinces"),
            home_registration_until: words.named.get("home-until").map(|it| day(it)),
            particulars: Particulars {
                holding: holding.map(Box::new),
                seat: words.one("seat"),
                traits: words.list("declaring"),
                managing_agency: words.one("managed-by"),
                value,
                home: words.one("home"),
                approval: aid.as_ref().map(|it| Box::new(it.0.clone())),
                period: words.one("for-period"),
                runs: aid::runs(&words.named),
                ..Particulars::default()
            },
            certificate: None,
            merged_into: None,
            aid: aid.map(|it| it.1),
        }))
    }

    fn read(&self, words: &Words<'_>) -> CaseCommand {
        let reason = || WrittenReason {
            ground: words.first(),
            text: None,
        };
        let opinion = |opinion| CaseCommand::GiveOpinion {
            opinion,
            text: None,
        };
        let pause = |kind| CaseCommand::PauseCase { kind, reason: None };
        match words.verb {
            "accepts" => {
                let wanted = self
                    .case
                    .code_wanted(CaseId(Uuid::from_u128(1)), words.by.at, law());
                let prefix = wanted.map_or("G08".to_owned(), |it| it.prefix);
                let code = DossierCode::new(&prefix, words.by.at.date(), 1);
                CaseCommand::AcceptDossier { code }
            }
            "asks" => CaseCommand::RequestConsultation {
                agencies: words.list("also"),
            },
            "receives" => CaseCommand::ReceiveConsultation,
            "agrees" => opinion(OpinionKind::Agree),
            "disagrees" => opinion(OpinionKind::Disagree),
            "takes-no-position" => opinion(OpinionKind::NoPosition),
            "escalates" => CaseCommand::EscalateConsultation {
                agency: words.first(),
            },
            "meets" => CaseCommand::HoldMeeting { minutes: None },
            "forwards" => CaseCommand::ForwardDossier,
            "grants" => CaseCommand::GrantCertificate(Grant {
                certificate: CERTIFICATE,
                number: words.one("number").unwrap_or("12-26".parse().unwrap()),
                valid_until: words.named.get("until").map(|it| day(it)),
                ground: words.one("ground"),
                holder: None,
            }),
            "refuses" => CaseCommand::RefuseApplication(reason()),
            "refuses-intake" => CaseCommand::RefuseIntake(reason()),
            "stops" => CaseCommand::StopProcessing(reason()),
            "withdraws" => CaseCommand::WithdrawDossier { reason: None },
            "confirms-follow-up" => CaseCommand::ConfirmFollowUp,
            "announces-result" => CaseCommand::AnnounceResult,
            "hands-over" => CaseCommand::ReturnResult {
                channel: words.first(),
            },
            "requests-supplement" => CaseCommand::RequestSupplement {
                missing: list(words.plain[0]),
                reason: None,
            },
            "supplements" => CaseCommand::SupplementDossier {
                components: list(words.plain[0]),
            },
            "asks-payment" => CaseCommand::RequestPayment { fee: words.first() },
            "waits-for-applicant" => pause(PauseKind::Applicant),
            "suspends" => pause(PauseKind::Suspension),
            "resumes" => CaseCommand::ResumeCase {
                paid_by: words.one("paid-by"),
            },
            "lets-time-pass" => CaseCommand::LetTimePass,
            "reappoints" => CaseCommand::Reappoint {
                due: day(words.plain[0]),
                reason: (!words.plain.contains(&"without-reason")).then(name),
            },
            verb => panic!("nobody {verb}"),
        }
    }
}

fn rules_at(procedure: &str, by: &Acting) -> &'static Rules {
    let id = procedure.parse().unwrap();
    let found = law()
        .procedure_at(&id, by.at)
        .or(law().newest_procedure(&id));
    found.and_then(|it| it.rules()).unwrap()
}
