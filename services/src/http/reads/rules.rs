//! The rules of a procedure, as they are shown.

mod about;
mod competence;
mod consultees;
mod course;
mod result;

use domain::calendar::{Limit, Unit};
use domain::law::{self, ClockAfterSupplement};
use serde::Serialize;
use utoipa::ToSchema;

use self::about::{Home, Under, Value};
use self::competence::Competence;
use self::consultees::Consultees;
use self::course::{Meeting, Reappointment, Step};
use self::result::{Duty, ResultKind};

/// A text in two languages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Bilingual {
    /// In Vietnamese.
    vi: String,
    /// In English.
    en: String,
}

/// The rules of a procedure in which one body receives, others are consulted, and one decides.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rules {
    /// Who takes dossiers in and hands over the result.
    receiver: String,
    /// Who decides.
    decider: String,
    /// The calendar in which time is counted.
    calendar: String,
    /// What dossier codes begin with.
    dossier_prefix: String,
    /// The ways in which a dossier may be filed.
    channels: Vec<String>,
    /// Who may file: `applicant`, `receiver`, `decider`.
    #[schema(example = json!(["applicant", "receiver"]))]
    filers: Vec<&'static str>,
    /// The steps that the procedure names, in the order in which they follow one another; none where it
    /// takes the full course.
    steps: Vec<Step>,
    /// What is done in cases of this procedure, in its order, named or not.
    #[schema(example = json!(["file", "accept", "decide", "hand_over"]))]
    acts: Vec<&'static str>,
    /// Who receives and decides where others do than `receiver` and `decider`. The first that fits is
    /// taken.
    competences: Vec<Competence>,
    /// What a dossier consists of.
    components: Vec<Component>,
    /// How long everything may take.
    limits: Limits,
    /// Who is asked for an opinion.
    consultees: Consultees,
    /// How often and how a dossier may be supplemented.
    supplements: Supplements,
    /// What becomes of the terms while a case waits for something else than a supplement.
    pauses: Vec<Pause>,
    /// How another day may be set for the result; nothing where it may not.
    reappointment: Option<Reappointment>,
    /// When the bodies that were asked meet; nothing where they do not.
    meeting: Option<Meeting>,
    /// What a favourable decision issues.
    result: ResultKind,
    /// What is owed after a favourable decision.
    duties: Vec<Duty>,
    /// On what grounds a dossier is not taken in.
    intake_grounds: Vec<Ground>,
    /// On what grounds an application is refused.
    refusal_grounds: Vec<Ground>,
    /// On what grounds processing is stopped.
    stop_grounds: Vec<Ground>,
    /// On what grounds a decision is taken that nobody applied for.
    decision_grounds: Vec<Ground>,
    /// The kinds of certificates one of which a case has to be about.
    upon: Vec<String>,
    /// How long before its last day a dossier about a certificate is filed at the latest.
    window: Option<Term>,
    /// The approval of aid that a case has to be about.
    under: Option<Under>,
    /// Where applicants may be at home; anywhere when absent.
    home: Option<Home>,
    /// The provinces in one of which the applicant has to have its seat.
    seats: Vec<String>,
    /// What an application may declare.
    traits: Vec<Ground>,
    /// Whether an application states a value.
    valued: bool,
    /// The value that an application states.
    value: Option<Value>,
}

/// A paper that belongs to a dossier.
#[derive(Debug, Serialize, ToSchema)]
struct Component {
    /// Names the paper.
    id: String,
    /// What people call it.
    title: Bilingual,
    /// Whether a dossier without it is incomplete.
    required: bool,
    /// What has to be declared for it to be required; nothing where it always is.
    when: Option<String>,
    /// What, when it is declared, it is not required for.
    unless: Option<String>,
    /// The article that asks for it.
    basis: String,
}

/// The terms of a procedure.
#[derive(Debug, Serialize, ToSchema)]
struct Limits {
    /// From the full and valid dossier to the result.
    total: Term,
    /// With what that ends.
    #[schema(value_type = TotalEndsName)]
    total_ends: law::TotalEnds,
    /// From receipt to the check of the components.
    intake: Term,
    /// From the full and valid dossier to the letters of consultation.
    consultation: Option<Term>,
    /// From the receipt of such a letter to the opinion.
    opinion: Option<Term>,
    /// From the last opinion to the hand-over to the decider.
    forwarding: Option<Term>,
    /// From the hand-over to the decision.
    decision: Term,
    /// From the decision to its hand-over, where a text says.
    delivery: Option<Term>,
}

/// A limit and the article that sets it.
#[derive(Debug, Serialize, ToSchema)]
struct Term {
    /// How many of the unit.
    count: u16,
    /// In what it is counted.
    #[schema(value_type = TermUnit)]
    unit: Unit,
    /// The article.
    basis: String,
}

/// How long something may take.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TermLength)]
pub(super) struct Length {
    /// How many of the unit.
    count: u16,
    /// In what it is counted.
    #[schema(value_type = TermUnit)]
    unit: Unit,
}

/// With what the legal term of a case ends.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::law::TotalEnds in OpenAPI")]
enum TotalEndsName {
    /// With the decision.
    Decision,
    /// With the hand-over of the result, or its lying ready, whoever applied having been told.
    Delivery,
}

/// In what a term is counted.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes domain::calendar::Unit in OpenAPI")]
enum TermUnit {
    WorkingHours,
    WorkingDays,
    Days,
    Months,
}

/// How a dossier may be supplemented.
#[derive(Debug, Serialize, ToSchema)]
struct Supplements {
    /// How many requests there may be.
    requests_max: u32,
    /// How long after acceptance one may still be requested; nothing when no text says.
    after_acceptance: Option<Term>,
    /// How long the applicant has to answer; without end when no text says.
    answer_within: Option<Term>,
    /// The ground on which the case is stopped when that has passed; it waits on when absent.
    lapse_ground: Option<String>,
    /// What becomes of the total term when the applicant comes back.
    #[schema(value_type = SupplementClock)]
    clock: ClockAfterSupplement,
    /// The articles that set this.
    basis: String,
}

/// What becomes of the terms of a case while it waits.
#[derive(Debug, Serialize, ToSchema)]
struct Pause {
    /// For what it waits: `payment`, `applicant` or `suspension`.
    #[schema(value_type = String, example = "payment")]
    pause: &'static str,
    /// What becomes of the legal term of the case when it goes on.
    #[schema(value_type = SupplementClock)]
    total: ClockAfterSupplement,
    /// What becomes of the terms of the single steps.
    #[schema(value_type = SupplementClock)]
    steps: ClockAfterSupplement,
    /// How long it may last; without end when no text says.
    at_most: Option<Term>,
    /// The ground on which the case is stopped when that has passed; it waits on when absent.
    lapse_ground: Option<String>,
    /// The article.
    basis: String,
}

/// What becomes of a term that waited for the applicant.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "describes domain::law::ClockAfterSupplement in OpenAPI"
)]
enum SupplementClock {
    Restart,
    Resume,
}

/// A reason that may be given for a refusal or a stop.
#[derive(Debug, Serialize, ToSchema)]
struct Ground {
    /// Names the ground.
    id: String,
    /// What people call it.
    title: Bilingual,
    /// The article it rests on.
    basis: String,
}

impl From<&law::Bilingual> for Bilingual {
    fn from(text: &law::Bilingual) -> Self {
        Self {
            vi: text.vi.clone(),
            en: text.en.clone(),
        }
    }
}

impl From<&law::Rules> for Rules {
    fn from(rules: &law::Rules) -> Self {
        Self {
            receiver: rules.receiver.to_string(),
            decider: rules.decider.to_string(),
            calendar: rules.calendar.to_string(),
            dossier_prefix: rules.dossier_prefix.clone(),
            channels: rules.channels.iter().map(ToString::to_string).collect(),
            filers: course::filers(rules),
            steps: rules.steps.iter().map(Step::from).collect(),
            acts: course::acts(rules),
            competences: rules.competences.iter().map(Competence::from).collect(),
            components: rules.components.iter().map(Component::from).collect(),
            limits: (&rules.limits).into(),
            consultees: (&rules.consultees).into(),
            supplements: (&rules.supplements).into(),
            pauses: rules.pauses.iter().map(Pause::from).collect(),
            reappointment: rules.reappointment.as_ref().map(Reappointment::from),
            meeting: rules.meeting.as_ref().map(Meeting::from),
            result: (&rules.result).into(),
            duties: rules.duties.iter().map(Duty::from).collect(),
            intake_grounds: grounds(&rules.intake_grounds),
            refusal_grounds: grounds(&rules.refusal_grounds),
            stop_grounds: grounds(&rules.stop_grounds),
            decision_grounds: grounds(&rules.decision_grounds),
            upon: rules.upon.iter().flat_map(|it| names(&it.kinds)).collect(),
            window: rules
                .upon
                .as_ref()
                .and_then(|it| Some(it.window.as_ref()?.into())),
            under: rules.under.as_ref().map(Under::from),
            home: rules.home.as_ref().map(Home::from),
            seats: rules
                .seat
                .iter()
                .flat_map(|it| names(&it.provinces))
                .collect(),
            traits: rules.traits.iter().map(Ground::from).collect(),
            valued: rules.value.is_some(),
            value: rules.value.as_ref().map(Value::from),
        }
    }
}

impl From<&law::Component> for Component {
    fn from(it: &law::Component) -> Self {
        Self {
            id: it.id.to_string(),
            title: (&it.title).into(),
            required: it.required,
            when: it.when.as_ref().map(ToString::to_string),
            unless: it.unless.as_ref().map(ToString::to_string),
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::Limits> for Limits {
    fn from(limits: &law::Limits) -> Self {
        Self {
            total: (&limits.total).into(),
            total_ends: limits.total_ends,
            intake: (&limits.intake).into(),
            consultation: limits.consultation.as_ref().map(Term::from),
            opinion: limits.opinion.as_ref().map(Term::from),
            forwarding: limits.forwarding.as_ref().map(Term::from),
            decision: (&limits.decision).into(),
            delivery: limits.delivery.as_ref().map(Term::from),
        }
    }
}

impl From<&law::TermLimit> for Term {
    fn from(it: &law::TermLimit) -> Self {
        Self {
            count: it.limit.count,
            unit: it.limit.unit,
            basis: it.basis.clone(),
        }
    }
}

impl From<Limit> for Length {
    fn from(it: Limit) -> Self {
        Self {
            count: it.count,
            unit: it.unit,
        }
    }
}

impl From<&law::Supplements> for Supplements {
    fn from(it: &law::Supplements) -> Self {
        Self {
            requests_max: it.requests_max,
            after_acceptance: it.after_acceptance.as_ref().map(Term::from),
            answer_within: it.answer_within.as_ref().map(Term::from),
            lapse_ground: it.lapse_ground.as_ref().map(ToString::to_string),
            clock: it.clock,
            basis: it.basis.clone(),
        }
    }
}

impl From<&law::PauseRule> for Pause {
    fn from(it: &law::PauseRule) -> Self {
        Self {
            pause: it.pause.name(),
            total: it.total,
            steps: it.steps,
            at_most: it.at_most.as_ref().map(Term::from),
            lapse_ground: it.lapse_ground.as_ref().map(ToString::to_string),
            basis: it.basis.clone(),
        }
    }
}

fn grounds(grounds: &[law::Ground]) -> Vec<Ground> {
    grounds
        .iter()
        .map(|it| Ground {
            id: it.id.to_string(),
            title: (&it.title).into(),
            basis: it.basis.clone(),
        })
        .collect()
}

impl From<&law::Trait> for Ground {
    fn from(it: &law::Trait) -> Self {
        Self {
            id: it.id.to_string(),
            title: (&it.title).into(),
            basis: it.basis.clone(),
        }
    }
}

fn names<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(T::to_string).collect()
}
