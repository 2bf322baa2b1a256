//! What is done to the registries: focal points are named, and organisations that were entered twice
//! are merged.

use domain::case::{Case, CaseCommand as C, Particulars, Submission};
use domain::focal_point::{FocalRole, Naming, Office, Point};
use domain::law::{Agency, Rules};
use domain::organisation::{Merge, MergeGround};
use domain::{
    Acting, ActorId, Aggregate as _, Calendar, CaseId, Law, PaperNumber, Party, ProcedureId,
    SubjectId,
};
use eventstore::Subject;
use time::macros::date;
use time::{Date, Duration};

use super::chance::Chance;
use super::organisation::Organisation;
use super::plan::{PlanError, Scenario};
use super::step::{Step, Text, What};
use super::{DEMO, hours, names};
use crate::clock::derived_id;
use crate::execute::Order;

/// When the provinces name their focal points: before they were merged, and after.
const NAMED_ON: [Date; 2] = [date!(2024 - 12 - 03), date!(2025 - 07 - 02)];

/// Of how many organisations that apply in the first year one is entered twice.
const ENTERED_TWICE: usize = 45;

/// Before the offices open: what is done then is done in a row.
const EARLY: i64 = 7 * 60 + 30;

/// Whom provinces name, and when somebody else takes over.
pub(super) fn focal_points(law: &Law, calendar: &Calendar, scenario: &Scenario) -> Vec<Step> {
    let mut steps = vec![];
    let within = |day: &Date| (scenario.from..=scenario.through).contains(day);
    for day in NAMED_ON.into_iter().filter(within) {
        let committees = law.agencies().filter(|it| it.exists_on(day));
        let committees = committees.filter(|it| it.province.is_some());
        for committee in committees {
            for role in FocalRole::ALL {
                // At first, few have named anybody for aid.
                let mut chance = Chance::of(scenario.seed, &format!("{day}/{}", committee.id), 0);
                if day == NAMED_ON[0] && role != FocalRole::FngoActivity && !chance.percent(25) {
                    continue;
                }
                let at = hours::moment(calendar, day, EARLY, 0);
                let number = u32::try_from(steps.len()).unwrap_or(u32::MAX);
                let at = at + Duration::seconds(i64::from(number));
                steps.extend(named(committee, role, (scenario.seed, number), at));
            }
        }
    }
    steps
}

/// A province names somebody.
fn named(
    committee: &Agency,
    role: FocalRole,
    (seed, number): (u64, u32),
    at: time::OffsetDateTime,
) -> Option<Step> {
    let mut chance = Chance::of(seed, "focal point", number);
    let person = Subject {
        kind: "person",
        id: derived_id(DEMO, &format!("{seed}/focal point/{number}")),
    };
    let name = names::official(&mut chance);
    let texts = vec![
        Text {
            subject: person,
            label: "name",
            value: name,
        },
        Text {
            subject: person,
            label: "contact",
            value: format!(
                "dau-moi-{number}@{}.example",
                committee.id.as_str().to_lowercase()
            ),
        },
    ];
    let office = match role {
        FocalRole::FngoActivity => Office::ForeignAffairs,
        FocalRole::AidUse => Office::Finance,
        FocalRole::AidMobilisation => Office::FriendshipUnion,
    };
    let naming = Naming {
        point: Point {
            province: committee.province.clone()?,
            role,
        },
        agency: committee.id.clone(),
        office,
        name: texts[0].blank(),
        contact: Some(texts[1].blank()),
    };
    let actor = ActorId(derived_id(DEMO, &format!("{}/officer/0", committee.id)));
    Some(Step {
        at,
        what: What::FocalPoint {
            by: Acting {
                actor,
                party: Party::Agency(committee.id.clone()),
                at,
            },
            naming: Box::new(naming),
            texts,
        },
    })
}

/// Organisations, each with the day of its first dossier, whose clerk spelt the name otherwise: they
/// apply again, take that back, and are merged into themselves; of some, nobody has noticed yet.
pub(super) fn entered_twice(
    (law, rules): (&Law, &Rules),
    calendar: &Calendar,
    (scenario, procedure): (&Scenario, &ProcedureId),
    organisations: &[(Organisation, Date)],
) -> Result<Vec<Step>, PlanError> {
    let mut steps = vec![];
    // Of those that apply later, it would not be found out before the last day.
    let early = |it: &&(Organisation, Date)| it.1 < scenario.from + Duration::days(365);
    let each = organisations.iter().filter(early);
    let each = each.skip(7).step_by(ENTERED_TWICE);
    for (number, (organisation, filed)) in (0..).zip(each) {
        let mut chance = Chance::of(scenario.seed, "entered twice", number);
        let day = *filed + Duration::days(i64::from(chance.between(20, 90)));
        let twin = Organisation {
            subject: SubjectId(derived_id(organisation.subject.0, "entered twice")),
            name: names::misspelt(&organisation.name),
            ..organisation.clone()
        };
        let mut at = hours::on(calendar, hours::working_day(calendar, day, 0), &mut chance);
        let mut case = Case::default();
        let id = CaseId(derived_id(
            DEMO,
            &format!("{}/twice/{number}", scenario.seed),
        ));
        let texts = vec![Text {
            subject: Subject {
                kind: "organisation",
                id: twin.subject.0,
            },
            label: "name",
            value: twin.name.clone(),
        }];
        let file = C::SubmitDossier(submission(rules, procedure, &twin, &texts[0], &mut chance)?);
        let take_back = C::WithdrawDossier { reason: None };
        for (command, texts) in [(file, texts), (take_back, vec![])] {
            let by = Acting {
                actor: twin.applicant,
                party: Party::Applicant,
                at,
            };
            let events = case.decide(&command, &by, law);
            let events = events.map_err(|source| PlanError::Refused {
                command: command.name(),
                at,
                case: id,
                source: Box::new(source),
            })?;
            case = events.iter().fold(case, Case::evolve);
            let order = Box::new(Order::Command(command));
            let what = What::Case {
                case: id,
                by,
                order,
                texts,
            };
            steps.push(Step { at, what });
            at = hours::later(calendar, at, chance.between(2, 6), &mut chance);
        }
        // The last ones are still to be found.
        if number % 3 != 2 {
            let day = hours::working_day(calendar, calendar.day_of(at), 10);
            let at = hours::moment(calendar, day, EARLY, i64::from(number));
            steps.push(merged(rules, (&twin, organisation), number, at)?);
        }
    }
    Ok(steps)
}

fn submission(
    rules: &Rules,
    procedure: &ProcedureId,
    twin: &Organisation,
    name: &Text,
    chance: &mut Chance,
) -> Result<Box<Submission>, PlanError> {
    let required = rules.components.iter().filter(|it| it.is_needed(&[]));
    let fields = ["health", "education"].map(str::parse);
    Ok(Box::new(Submission {
        procedure: procedure.clone(),
        channel: rules.channels.last().cloned().ok_or(PlanError::Law)?,
        applicant: twin.subject,
        name: name.blank(),
        contact: None,
        representative: None,
        components: required.map(|it| it.id.clone()).collect(),
        fields: vec![chance.pick(&fields).clone()?],
        provinces: vec!["VN34-01".parse()?],
        home_registration_until: None,
        particulars: Particulars {
            home: Some(twin.home),
            ..Particulars::default()
        },
        certificate: None,
        merged_into: None,
        aid: None,
    }))
}

/// Whoever decides on certificates keeps the registry.
fn merged(
    rules: &Rules,
    (twin, organisation): (&Organisation, &Organisation),
    number: u32,
    at: time::OffsetDateTime,
) -> Result<Step, PlanError> {
    let decision: PaperNumber = format!("{}-HN-{}", number + 1, at.year()).parse()?;
    let merge = Merge {
        organisation: twin.subject,
        into: organisation.subject,
        ground: MergeGround::SameOrganisation,
        decision,
        reason: None,
        both_hold: None,
    };
    let by = Acting {
        actor: ActorId(derived_id(DEMO, &format!("{}/officer/0", rules.decider))),
        party: Party::Agency(rules.decider.clone()),
        at,
    };
    let merge = Box::new(merge);
    Ok(Step {
        at,
        what: What::Merge { by, merge },
    })
}
