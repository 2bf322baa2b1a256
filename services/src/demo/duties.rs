//! What organisations do about what they owe under their certificates: most of it in time, some of
//! it late, some of it never.

use domain::case::CertificateTerms;
use domain::certificate::{
    Certificate, CertificateCommand, CertificateEvent, DutyNamed, DutyState, Founded,
};
use domain::law::{DutyTerm, Owed};
use domain::{Aggregate as _, CertificateId, Code, PaperNumber};
use time::{Date, Duration, OffsetDateTime};

use super::chance::Chance;
use super::hours;
use super::plan::{Entry, PlanError, Unfolding};
use super::step::{Step, What};

/// What becomes of a duty, and how likely that is in a hundred.
const FATES: [(u32, Fate); 4] = [
    (80, Fate::InTime),
    (9, Fate::Late),
    (9, Fate::Never),
    (2, Fate::Waived),
];

/// How long before its last day a yearly report comes.
const REPORTED_BEFORE: [(u32, i64); 5] = [(30, 0), (25, 1), (20, 2), (15, 5), (10, 12)];

#[derive(Clone, Copy)]
enum Fate {
    InTime,
    Late,
    Never,
    Waived,
}

/// The certificate that a case granted, and what is known of what is owed under it.
#[derive(Debug)]
pub(super) struct Held {
    id: CertificateId,
    certificate: Certificate,
    founded: Founded,
}

/// Something that an organisation owes, and what becomes of it.
#[derive(Debug, Clone)]
pub(super) struct Settling {
    duty: Code,
    due: Date,
    /// The number of the decision by which it need not be done; none where it was done.
    waived_by: Option<PaperNumber>,
    /// Whether it shows that the organisation works.
    shows_activity: bool,
}

impl Unfolding<'_> {
    /// A case granted a certificate.
    pub(super) fn holds(&mut self, run: usize, terms: &CertificateTerms) {
        let of = &mut self.runs[run];
        let Some((procedure, version)) = of.case.procedure() else {
            return;
        };
        let founded = Founded {
            procedure: procedure.clone(),
            version,
            changed_on: vec![],
            extended_on: vec![],
            received_on: None,
            received_again_on: vec![],
        };
        let granted = CertificateEvent::Granted {
            case: of.id,
            terms: Box::new(terms.clone()),
        };
        of.held = Some(Held {
            id: terms.certificate,
            certificate: Certificate::default().evolve(&granted),
            founded,
        });
    }

    /// Whoever was handed a certificate owes something from then on.
    pub(super) fn received(&mut self, run: usize, at: OffsetDateTime) {
        let day = self.cast.calendar.day_of(at);
        if let Some(held) = &mut self.runs[run].held {
            held.founded.received_on = Some(day);
        }
        let Some(held) = &self.runs[run].held else {
            return;
        };
        let number = u32::try_from(run).unwrap_or(u32::MAX);
        let mut chance = Chance::of(self.scenario.seed, "duties", number);
        let (certificate, founded) = (&held.certificate, &held.founded);
        let owed = certificate.owed(self.cast.law, founded).into_iter();
        let settled: Vec<_> = owed
            .filter_map(|(owed, _)| self.settled(&owed, day, &mut chance))
            .collect();
        for (on, settling) in settled {
            let at = hours::on(self.cast.calendar, on, &mut chance);
            self.enter(at, Entry::Duty(run, settling));
        }
    }

    /// The working day on which somebody says what became of a duty, and what.
    fn settled(
        &self,
        owed: &Owed<'_>,
        received: Date,
        chance: &mut Chance,
    ) -> Option<(Date, Settling)> {
        let shows_activity = match owed.duty.due {
            DutyTerm::Yearly { .. } => true,
            DutyTerm::AfterIssue(_)
            | DutyTerm::AfterCertificate(_)
            | DutyTerm::AfterReceipt(_)
            | DutyTerm::AfterEachReceipt(_)
            | DutyTerm::AfterChange(_) => false,
            // Activity shows in reports; nobody in the scenario applies for an extension, and aid has
            // duties of its own.
            DutyTerm::Within { .. }
            | DutyTerm::BeforeEnd { .. }
            | DutyTerm::EachPeriod { .. }
            | DutyTerm::AfterEnd(_) => return None,
        };
        let fate = *chance.weighted(&FATES);
        let days = (owed.due - received).whole_days();
        let on = match fate {
            Fate::Never => return None,
            Fate::Late => owed.due + Duration::days(i64::from(chance.between(1, 40))),
            Fate::InTime | Fate::Waived if shows_activity => {
                owed.due - Duration::days(*chance.weighted(&REPORTED_BEFORE))
            }
            Fate::InTime | Fate::Waived => {
                // Whatever has a term is done in its second half rather than its first.
                let last = u32::try_from(days).unwrap_or_default();
                let (one, another) = (chance.between(1, last), chance.between(1, last));
                received + Duration::days(i64::from(one.max(another)))
            }
        };
        let waived_by = match fate {
            Fate::Waived => {
                let number = format!("{}-QD-{}", chance.between(10, 99), on.year());
                Some(number.parse().ok()?)
            }
            Fate::InTime | Fate::Late | Fate::Never => None,
        };
        let settling = Settling {
            duty: owed.duty.id.clone(),
            due: owed.due,
            waived_by,
            shows_activity,
        };
        Some((self.worked_by(on, received)?, settling))
    }

    /// The last working day up to this one, but after that of the receipt.
    fn worked_by(&self, mut day: Date, after: Date) -> Option<Date> {
        let calendar = self.cast.calendar;
        while !calendar.is_working_day(day) && day > after {
            day = day.previous_day()?;
        }
        Some(if day > after {
            day
        } else {
            hours::working_day(calendar, after, 1)
        })
    }

    /// Somebody at the receiver puts down what became of a duty.
    pub(super) fn settle(
        &mut self,
        run: usize,
        settling: &Settling,
        at: OffsetDateTime,
    ) -> Result<(), PlanError> {
        let on = self.cast.calendar.day_of(at);
        self.tell_of_duty(run, (&settling.duty, settling.due), settling, at)?;
        let Some(held) = &self.runs[run].held else {
            return Ok(());
        };
        if settling.waived_by.is_some() || !settling.shows_activity {
            return Ok(());
        }
        let owed = held.certificate.owed(self.cast.law, &held.founded);
        let active = owed.into_iter().find(|(owed, state)| {
            let again = matches!(owed.duty.due, DutyTerm::Within { .. });
            again && open(*state) && owed.due >= on
        });
        let active = active.map(|(owed, _)| (owed.duty.id.clone(), owed.due));
        if let Some((duty, due)) = active {
            let a_moment_later = at + Duration::seconds(30);
            self.tell_of_duty(run, (&duty, due), settling, a_moment_later)?;
        }
        Ok(())
    }

    fn tell_of_duty(
        &mut self,
        run: usize,
        (duty, due): (&Code, Date),
        settling: &Settling,
        at: OffsetDateTime,
    ) -> Result<(), PlanError> {
        let receiver = self.runs[run].hands.0;
        let by = self.cast.receiver(receiver, at);
        let case = self.runs[run].id;
        let Some(held) = &mut self.runs[run].held else {
            return Ok(());
        };
        let named = Box::new(DutyNamed {
            founded: held.founded.clone(),
            duty: duty.clone(),
            due,
        });
        let command = match &settling.waived_by {
            Some(decision) => CertificateCommand::WaiveDuty {
                named,
                decision: decision.clone(),
            },
            None => CertificateCommand::FulfilDuty {
                named,
                on: self.cast.calendar.day_of(at),
            },
        };
        let decided = held.certificate.decide(&command, &by, self.cast.law);
        let events = decided.map_err(|source| PlanError::NotOwed {
            at,
            case,
            source: Box::new(source),
        })?;
        let before = std::mem::take(&mut held.certificate);
        held.certificate = events.iter().fold(before, Certificate::evolve);
        let certificate = held.id;
        let command = Box::new(command);
        self.steps.push(Step {
            at,
            what: What::Duty {
                case,
                certificate,
                by,
                command,
            },
        });
        Ok(())
    }
}

/// Whether nobody said yet what became of it.
fn open(state: Option<DutyState>) -> bool {
    match state {
        None | Some(DutyState::Missed) => true,
        Some(DutyState::Fulfilled { .. } | DutyState::Waived) => false,
    }
}
