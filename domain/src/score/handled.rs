//! What the events of a case say about how it was handled.

mod terms;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::calendar::{Calendar, iso_date};
use crate::case::{CaseEvent, Clock, Clocks, Pause};
use crate::law::{ScoreMeasure, Scored};
use crate::{ActorId, AgencyId, Channel, Law, ProcedureId, Role};

/// Something that happened to a case, and who did it.
#[derive(Debug, Clone, Copy)]
pub struct Happened<'a> {
    /// Where it stands in the log.
    pub position: i64,
    /// When.
    pub at: OffsetDateTime,
    /// The body that was competent for it.
    pub competent: Option<&'a str>,
    /// The body on behalf of which it was done.
    pub acted: Option<&'a str>,
    /// The part that whoever did it played in the case.
    pub role: &'a str,
    /// What happened.
    pub event: &'a CaseEvent,
}

/// How a dossier was handled so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handled {
    /// Under which procedure.
    pub procedure: ProcedureId,
    /// Which version of it.
    pub version: u32,
    /// How it was filed.
    pub channel: Channel,
    /// Where that stands in the log.
    pub filed: i64,
    /// The body that has it: that took it in, and then that accepted it.
    pub agency: Option<AgencyId>,
    /// The official who was made responsible last.
    pub officer: Option<ActorId>,
    /// What the applicant had to do with authorities, in order.
    pub contacts: Vec<Contact>,
    /// Where each request for a supplement stands in the log.
    pub requests: Vec<i64>,
    /// The terms of bodies that ended, kept or not. One that ran twice was kept if it was both times.
    pub terms: BTreeMap<Clock, Term>,
    /// How the whole stood to its term, once that ended.
    pub lateness: Option<Lateness>,
    /// How it ended, once it did.
    pub over: Option<Over>,
    decider: Option<AgencyId>,
    accepted: bool,
    decided: Option<Scored>,
    closed: bool,
    clocks: Clocks,
}

/// Something that the applicant had to do with an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Where it stands in the log.
    pub position: i64,
    /// With which body.
    pub agency: Option<AgencyId>,
    /// Whether it was at the desk that receives dossiers.
    pub at_desk: bool,
}

/// A term of a body that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Who had to keep it.
    pub agency: Option<AgencyId>,
    /// Its last day.
    #[serde(with = "iso_date")]
    pub due: Date,
    /// Whether it was kept.
    pub kept: bool,
    /// The event that ended it, or that noted that it had ended.
    pub position: i64,
    /// Whether it was noted while it ran on: a corrected calendar may give it more time yet.
    runs_on: bool,
}

/// How the whole stood to its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lateness {
    /// The last day of the term.
    #[serde(with = "iso_date")]
    pub due: Date,
    /// The day on which what it was set for was done, or from which it waited for the applicant.
    #[serde(with = "iso_date")]
    pub ended: Date,
    /// How many days that was after the last day; negative before it.
    pub days: i64,
    /// The event that ended it.
    pub position: i64,
}

/// The end of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Over {
    /// How it ended.
    pub outcome: Scored,
    /// The last event: the hand-over, or what ended processing without one.
    pub position: i64,
    /// When that was.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

impl Handled {
    /// The first event of a case that is conducted here; nothing for another one.
    #[must_use]
    pub fn filed(first: &Happened<'_>) -> Option<Self> {
        let CaseEvent::DossierSubmitted {
            procedure,
            procedure_version,
            channel,
            ..
        } = first.event
        else {
            return None;
        };
        let mut handled = Self {
            procedure: procedure.clone(),
            version: *procedure_version,
            channel: channel.clone(),
            filed: first.position,
            agency: named(first.competent),
            officer: None,
            contacts: vec![],
            requests: vec![],
            terms: BTreeMap::new(),
            lateness: None,
            over: None,
            decider: None,
            accepted: false,
            decided: None,
            closed: false,
            clocks: Clocks::default(),
        };
        handled.clocks.after(first.event);
        handled.meets(first);
        Some(handled)
    }

    /// Whether nothing more can change it.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// How a whole history was handled, as far as it goes; nothing for what is not conducted here.
    #[must_use]
    pub fn through<'a>(history: impl IntoIterator<Item = Happened<'a>>, law: &Law) -> Option<Self> {
        let mut history = history.into_iter();
        let mut handled = Self::filed(&history.next()?)?;
        history.for_each(|it| handled.goes_on(&it, law));
        Some(handled)
    }

    /// Something more happened. What comes after the end changes nothing.
    pub fn goes_on(&mut self, next: &Happened<'_>, law: &Law) {
        use CaseEvent as E;

        if self.closed {
            return;
        }
        let mut after = self.clocks.clone();
        after.after(next.event);
        if let Some(calendar) = self.calendar(law) {
            self.terms_end(next, &after, calendar);
            self.whole_ends(next, &after, calendar);
        }
        self.clocks = after;
        self.hears_of_a_decision(next.event);
        match next.event {
            E::OfficerAssigned { officer } => self.officer = Some(*officer),
            E::SupplementRequested { .. } => {
                self.requests.push(next.position);
                self.meets(next);
            }
            E::DossierSupplemented { .. } => self.meets(next),
            E::CasePaused { pause, .. } => match pause {
                Pause::Payment { .. } | Pause::Applicant {} => self.meets(next),
                Pause::Suspension {} => (),
            },
            E::DossierAccepted {
                procedure_version, ..
            } => {
                self.version = *procedure_version;
                self.agency = named(next.competent).or(self.agency.take());
                self.accepted = true;
            }
            E::DossierForwarded { decider, .. } | E::CaseRipened { decider, .. } => {
                self.decider = Some(decider.clone());
            }
            E::ResultReturned { .. } => {
                self.meets(next);
                self.ends(self.decided, next);
            }
            E::ProcessingStopped { .. } => self.ends(Some(Scored::Stopped), next),
            E::DossierWithdrawn { .. } => self.ends(Some(Scored::Withdrawn), next),
            E::IntakeRefused { .. } => self.closed = true,
            E::DossierSubmitted { .. }
            | E::CertificateGranted(_)
            | E::CertificateChanged { .. }
            | E::ApplicationApproved { .. }
            | E::ApplicationRefused { .. }
            | E::ConsultationRequested { .. }
            | E::ConsultationReceived { .. }
            | E::ConsultationEscalated { .. }
            | E::MeetingHeld { .. }
            | E::OpinionGiven { .. }
            | E::Reappointed { .. }
            | E::CaseResumed { .. }
            | E::DeadlinesRecounted { .. }
            | E::DeadlineMissed { .. }
            | E::ResultAnnounced {}
            | E::FollowUpConfirmed {}
            | E::DocumentFiled { .. }
            | E::HistoryImported { .. }
            | E::StepCompleted { .. }
            | E::HistoryEnded { .. } => (),
        }
    }

    /// Where the events stand in the log on which a measure rests, in order. That something did not
    /// happen rests on the end. What rests on the catalogue alone has none, nor what is not recorded.
    #[must_use]
    pub fn events_of(&self, measure: &ScoreMeasure) -> Vec<i64> {
        let Some(over) = self.over else {
            return vec![];
        };
        let mut events: Vec<i64> = match measure {
            ScoreMeasure::DaysLate => self.lateness.iter().map(|it| it.position).collect(),
            ScoreMeasure::TermsMissed => self.terms.values().map(|it| it.position).collect(),
            ScoreMeasure::Requests if self.requests.is_empty() => vec![over.position],
            ScoreMeasure::Requests => self.requests.clone(),
            ScoreMeasure::Bodies | ScoreMeasure::DeskShare => {
                self.contacts.iter().map(|it| it.position).collect()
            }
            ScoreMeasure::Online => vec![self.filed],
            ScoreMeasure::PublicityFaults | ScoreMeasure::NotRecorded { .. } => vec![],
        };
        events.sort_unstable();
        events.dedup();
        events
    }

    /// How many terms of bodies were not kept.
    #[must_use]
    pub fn terms_missed(&self) -> i64 {
        count(self.terms.values().filter(|it| !it.kept).count())
    }

    /// With how many bodies the applicant had to deal. The desk is one, whoever keeps it: the body that
    /// took the powers of another over does not send anybody to a second place.
    #[must_use]
    pub fn bodies(&self) -> i64 {
        let desk = usize::from(self.contacts.iter().any(|it| it.at_desk));
        let others = self.contacts.iter().filter(|it| !it.at_desk);
        let others: BTreeSet<_> = others.map(|it| &it.agency).collect();
        count(desk + others.len())
    }

    /// How many in a hundred of what the applicant had to do with authorities was at the desk, no
    /// part of one counted.
    #[must_use]
    pub fn desk_share(&self) -> i64 {
        let at_desk = self.contacts.iter().filter(|it| it.at_desk).count();
        let share = (at_desk * 100).checked_div(self.contacts.len());
        count(share.unwrap_or_default())
    }

    fn calendar<'a>(&self, law: &'a Law) -> Option<&'a Calendar> {
        let rules = law.procedure(&self.procedure, self.version)?.rules()?;
        law.calendar(&rules.calendar)
    }

    /// The applicant has to do with an authority. Applicants file and bring with whoever receives.
    fn meets(&mut self, next: &Happened<'_>) {
        let at_desk = [Role::Applicant, Role::Receiver].map(Role::name);
        self.contacts.push(Contact {
            position: next.position,
            agency: named(next.acted.or(next.competent)),
            at_desk: at_desk.contains(&next.role),
        });
    }

    fn hears_of_a_decision(&mut self, event: &CaseEvent) {
        if event.is_decision() {
            let against = matches!(event, CaseEvent::ApplicationRefused { .. });
            let how = if against {
                Scored::Refused
            } else {
                Scored::Granted
            };
            self.decided = Some(how);
        }
    }

    /// A case that nobody accepted or decided was not handled to its end: nothing is scored.
    fn ends(&mut self, outcome: Option<Scored>, next: &Happened<'_>) {
        let handled = self.accepted || self.decided.is_some();
        let over = |outcome| Over {
            outcome,
            position: next.position,
            at: next.at,
        };
        self.over = outcome.filter(|_| handled).map(over);
        self.closed = true;
    }
}

fn named(agency: Option<&str>) -> Option<AgencyId> {
    agency.and_then(|it| it.parse().ok())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
