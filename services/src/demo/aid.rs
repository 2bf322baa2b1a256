//! Aid of the scenario: what is approved, changed, disbursed and closed.
//!
//! Some three thousand approvals a year are the real field's; here is about one of twenty-five, so that
//! the whole is played in seconds.

mod case;
mod reports;

use domain::aid::Span;
use domain::case::Approval;
use domain::law::ReportPeriod;
use domain::money::Money;
use domain::{AgencyId, Calendar, FieldId, Law, ProcedureId, ProvinceId, SubjectId};
use time::{Date, Duration, OffsetDateTime};

use super::chance::Chance;
use super::organisation::Organisation;
use super::plan::{PlanError, Scenario};
use super::step::Step;
use super::{DEMO, hours, names};
use crate::clock::derived_id;

/// For how many organisations that apply there is one approval of aid.
const ORGANISATIONS_PER_APPROVAL: u32 = 5;

/// How many bodies receive aid.
const OWNERS: u32 = 40;

/// Procedures that approve aid, each as often as its weight says.
const APPROVING: [(u32, &str); 4] = [
    (60, "AID-PROJECT"),
    (22, "AID-NON-PROJECT"),
    (12, "AID-RECOVERY"),
    (6, "AID-PROGRAMME"),
];

/// Currencies, and how much of each is worth about a dollar.
const CURRENCIES: [(u32, (&str, u64)); 5] = [
    (66, ("USD", 1)),
    (18, ("EUR", 1)),
    (6, ("GBP", 1)),
    (5, ("JPY", 150)),
    (5, ("VND", 25_000)),
];

/// How long after a decision its dossier is closed at the latest.
const DECIDED_WITHIN: Duration = Duration::days(60);

/// Everything that is done about aid, in the order of time of each case.
pub(super) fn steps(
    law: &Law,
    calendar: &Calendar,
    scenario: &Scenario,
    donors: &[Organisation],
) -> Result<Vec<Step>, PlanError> {
    let mut aid = Aid {
        law,
        calendar,
        seed: scenario.seed,
        numbered: 0,
        steps: vec![],
    };
    for number in 0..scenario.organisations / ORGANISATIONS_PER_APPROVAL {
        let chance = Chance::of(scenario.seed, "aid", number);
        aid.play(number, chance, donors, scenario)?;
    }
    Ok(aid.steps)
}

struct Aid<'a> {
    law: &'a Law,
    calendar: &'a Calendar,
    seed: u64,
    /// How many decisions have a number.
    numbered: u32,
    steps: Vec<Step>,
}

/// What is given to whom, and for what.
#[derive(Clone)]
struct Gift {
    owner: Owner,
    donor: Organisation,
    agency: AgencyId,
    currency: &'static str,
    /// In hundredths.
    value: u64,
    fields: Vec<FieldId>,
    provinces: Vec<ProvinceId>,
    /// From when to when it runs, where the approval says so.
    runs: Option<Span>,
    /// What a report on it is about, where it says so.
    period: Option<ReportPeriod>,
    /// What was reported on before.
    reported: Vec<ReportPeriod>,
}

/// Who receives aid.
#[derive(Clone)]
struct Owner {
    subject: SubjectId,
    name: String,
}

impl Aid<'_> {
    /// Aid from its approval to its end. What was approved is reported on after the last day of its
    /// decree, too.
    fn play(
        &mut self,
        number: u32,
        mut chance: Chance,
        donors: &[Organisation],
        scenario: &Scenario,
    ) -> Result<(), PlanError> {
        let procedure: ProcedureId = chance.weighted(&APPROVING).parse()?;
        let Some(last_day) = self.last_day(&procedure) else {
            return Ok(());
        };
        let end = last_day.min(scenario.through) - DECIDED_WITHIN;
        let days = u32::try_from((end - scenario.from).whole_days()).unwrap_or_default();
        let day = scenario.from + Duration::days(i64::from(chance.below(days)));
        let at = hours::on(
            self.calendar,
            hours::working_day(self.calendar, day, 0),
            &mut chance,
        );
        let mut gift = self.gift(&mut chance, donors, at);
        gift.runs = self.runs(number, at);
        let name = format!("{}/aid/{number}", self.seed);
        let refused = chance.percent(6);
        let first = (&procedure, None);
        let decided = self.decide(&name, first, &gift, (at, refused), &mut chance)?;
        let Some(approved) = decided else {
            return Ok(());
        };
        let paid = self.disburse(&name, &approved, (&mut gift, donors), last_day, &mut chance)?;
        let Some((disbursed, at)) = paid else {
            return self.report(&name, &approved.0, &gift, (number, scenario.through));
        };
        let at = hours::later(self.calendar, at, chance.between(5, 30), &mut chance);
        if chance.percent(40) && self.is_before(at, last_day) {
            let closing = "AID-CLOSING".parse()?;
            let paid = Gift {
                value: disbursed,
                ..gift
            };
            let about = (&closing, Some(&approved.0));
            let name = format!("{name}/end");
            self.decide(&name, about, &paid, (at, false), &mut chance)?;
            return Ok(());
        }
        self.report(&name, &approved.0, &gift, (number, scenario.through))
    }

    /// Reports on what was disbursed, with a change between them now and then; gives what was
    /// disbursed and when the last report was decided, or nothing when the decree ended before.
    fn disburse(
        &mut self,
        name: &str,
        (approval, at): &(Approval, OffsetDateTime),
        (gift, donors): (&mut Gift, &[Organisation]),
        last_day: Date,
        chance: &mut Chance,
    ) -> Result<Option<(u64, OffsetDateTime)>, PlanError> {
        let (mut disbursed, mut at) = (0, *at);
        for report in 0..chance.between(1, 3) {
            at = hours::later(self.calendar, at, chance.between(40, 75), chance);
            if report == 1 && chance.percent(45) && self.is_before(at, last_day) {
                self.change(gift, donors, at, chance);
                let change = "AID-CHANGE".parse()?;
                let about = (&change, Some(approval));
                let name = format!("{name}/change");
                let decided = self.decide(&name, about, gift, (at, false), chance)?;
                at = decided.map_or(at, |it| it.1);
                at = hours::later(self.calendar, at, 5, chance);
            }
            if !self.is_before(at, last_day) {
                return Ok(None);
            }
            let part = gift.value * u64::from(chance.between(15, 33)) / 100;
            let paid = Gift {
                value: part.min(gift.value.saturating_sub(disbursed)),
                period: self.owed_at(gift, at),
                ..gift.clone()
            };
            gift.reported.extend(paid.period);
            disbursed += paid.value;
            let name = format!("{name}/report/{report}");
            let report = "AID-DISBURSEMENT".parse()?;
            let about = (&report, Some(approval));
            let decided = self.decide(&name, about, &paid, (at, false), chance)?;
            at = decided.map_or(at, |it| it.1);
        }
        Ok(Some((disbursed, at)))
    }

    /// Whether a dossier of this moment can be accepted before the last day of its decree.
    fn is_before(&self, at: OffsetDateTime, last_day: Date) -> bool {
        self.calendar.day_of(at) <= last_day - Duration::days(20)
    }

    /// The last day on which anything is filed under a procedure; nothing when nothing ever is.
    fn last_day(&self, procedure: &ProcedureId) -> Option<Date> {
        let versions = self
            .law
            .versions()
            .filter(|it| it.id == *procedure && !it.draft);
        versions.map(|it| it.valid_to.unwrap_or(Date::MAX)).max()
    }

    fn gift(&self, chance: &mut Chance, donors: &[Organisation], at: OffsetDateTime) -> Gift {
        let today = self.calendar.day_of(at);
        let number = chance.below(OWNERS);
        let owner = format!("{}/owner/{number}", self.seed);
        let bodies: Vec<_> = self
            .law
            .agencies()
            .filter(|it| it.exists_on(today))
            .collect();
        let committees: Vec<_> = bodies.iter().filter(|it| it.province.is_some()).collect();
        let ministries: Vec<_> = bodies.iter().filter(|it| !it.fields.is_empty()).collect();
        let central = chance.percent(20) && !ministries.is_empty();
        let agency = if central {
            chance.pick(&ministries)
        } else {
            chance.pick(&committees)
        };
        let provinces: Vec<_> = committees
            .iter()
            .filter_map(|it| it.province.clone())
            .collect();
        let provinces = match &agency.province {
            Some(province) => vec![province.clone()],
            None => {
                let count = chance.between(1, 3);
                chance.some(&provinces, count)
            }
        };
        let (currency, rate) = *chance.weighted(&CURRENCIES);
        Gift {
            owner: Owner {
                subject: SubjectId(derived_id(DEMO, &owner)),
                name: names::owner(&mut Chance::of(self.seed, "owner", number)),
            },
            donor: some_donor(chance, donors),
            agency: agency.id.clone(),
            currency,
            value: value(chance) * rate,
            fields: self.fields(chance, today),
            provinces,
            runs: None,
            period: None,
            reported: vec![],
        }
    }

    fn fields(&self, chance: &mut Chance, today: Date) -> Vec<FieldId> {
        let managed = self.law.agencies().flat_map(|it| &it.fields);
        let fields = managed.map(|it| it.field.clone());
        let mut fields: Vec<_> = fields
            .filter(|it| self.law.is_field_on(it, today))
            .collect();
        fields.sort();
        fields.dedup();
        let count = *chance.weighted(&[(75, 1), (25, 2)]);
        chance.some(&fields, count)
    }

    /// The gift, with whoever took the place of a body or a province that is none any more.
    fn as_of(&self, gift: &Gift, at: OffsetDateTime) -> Gift {
        let today = self.calendar.day_of(at);
        let holder = self.law.holder_on(&gift.agency, today);
        let heir = |it: &ProvinceId| {
            let found = self.law.province_on(it, today);
            found.map_or_else(|| it.clone(), |it| it.id.clone())
        };
        let mut provinces: Vec<_> = gift.provinces.iter().map(heir).collect();
        provinces.sort();
        provinces.dedup();
        let mut fields = gift.fields.clone();
        fields.retain(|it| self.law.is_field_on(it, today));
        Gift {
            agency: holder.map_or_else(|| gift.agency.clone(), |it| it.id.clone()),
            provinces,
            fields,
            ..gift.clone()
        }
    }

    /// A change of the value, and now and then of who gives or what it is for.
    fn change(
        &self,
        gift: &mut Gift,
        donors: &[Organisation],
        at: OffsetDateTime,
        chance: &mut Chance,
    ) {
        gift.value = gift.value * u64::from(chance.between(80, 160)) / 100;
        if chance.percent(20) {
            gift.donor = some_donor(chance, donors);
        }
        if chance.percent(25) {
            gift.fields = self.fields(chance, self.calendar.day_of(at));
        }
        if let Some(runs) = &mut gift.runs
            && chance.percent(40)
        {
            runs.until += Duration::days(182);
        }
    }
}

impl Gift {
    fn money(&self) -> Money {
        let (whole, cents) = (self.value / 100, self.value % 100);
        // Nobody has hundredths of a yen or of a dong.
        let has_none = ["JPY", "VND"].contains(&self.currency);
        let amount = if cents == 0 || has_none {
            whole.to_string()
        } else {
            format!("{whole}.{cents:02}")
        };
        Money {
            amount: amount
                .parse()
                .expect("digits, and two of them after a point"),
            currency: self.currency.parse().expect("three capital letters"),
        }
    }
}

/// Few give much, and many give once.
fn some_donor(chance: &mut Chance, donors: &[Organisation]) -> Organisation {
    let count = u32::try_from(donors.len()).unwrap_or(u32::MAX);
    let within = chance.between(1, count.max(1));
    donors[chance.below(within) as usize].clone()
}

/// A value in hundredths: most are tens of thousands, few are millions.
fn value(chance: &mut Chance) -> u64 {
    let (from, through) = *chance.weighted(&[
        (35, (5_000, 30_000)),
        (40, (30_000, 120_000)),
        (20, (120_000, 400_000)),
        (5, (400_000, 2_500_000)),
    ]);
    let whole = u64::from(chance.between(from, through));
    let cents = if chance.percent(30) {
        u64::from(chance.below(100))
    } else {
        0
    };
    whole * 100 + cents
}
