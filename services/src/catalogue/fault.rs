//! What can be wrong with a catalogue, each with what to do about it.

mod body;
mod calendar;
mod figure;
mod scoring;
mod term;

use domain::{
    AgencyId, CalendarId, CertificateKind, Code, ComponentId, FormId, GroundId, ProcedureId,
    ProvinceId, StepId, TraitId,
};
use time::Date;

pub use self::body::BodyFault;
pub use self::calendar::CalendarFault;
pub use self::figure::FigureFault;
pub use self::scoring::ScoringFault;
pub use self::term::TermFault;
use crate::located::{Faults, Located};

/// Everything that is wrong with a catalogue.
pub type CatalogueFaults = Faults<Fault>;

/// One fault of a catalogue.
pub type CatalogueFault = Located<Fault>;

/// What is wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file or the folder cannot be read as text.
    #[error("this cannot be read ({why}); check the path, its permissions, and that it is UTF-8")]
    Unreadable {
        /// What the system says.
        why: String,
    },
    /// The folder holds no catalogue.
    #[error("no file here ends in .toml; name the folder that holds the catalogue")]
    NoFiles,
    /// The text is not TOML.
    #[error("this is not TOML: {why}; correct the line")]
    Syntax {
        /// What the reader says.
        why: String,
    },
    /// An entry does not have the form of its kind.
    #[error("{why}")]
    Form {
        /// What is wrong and what to do.
        why: String,
    },
    /// A table of a kind that a catalogue does not have.
    #[error(
        "a catalogue has no {name:?}; \
         use [[agency]], [[calendar]], [[procedure]], [[publicity]], [[retention]], [[territory]], \
         [[form]], [[fee]], [[index]], [[report]] or [[scoring]]"
    )]
    UnknownTable {
        /// What stands there.
        name: String,
    },
    /// Two entries have one name.
    #[error("{what} is entered already at {first}; keep one of the two")]
    Twice {
        /// What is entered.
        what: String,
        /// Where it stands first.
        first: String,
    },
    /// The last day is before the first.
    #[error("this ends on {valid_to}, before it begins on {valid_from}; correct one of the days")]
    Reversed {
        /// The first day.
        valid_from: Date,
        /// The last day.
        valid_to: Date,
    },
    /// Two versions are in force on one day.
    #[error(
        "version {newer} begins on {begins}, when version {older} is in force; \
         let version {older} end the day before, or leave its valid_to out"
    )]
    Overlap {
        /// The older version.
        older: u32,
        /// The newer version.
        newer: u32,
        /// The first day of the newer one.
        begins: Date,
    },
    /// No entry has that name.
    #[error("there is no agency {agency}; enter it, or correct the name")]
    UnknownAgency {
        /// What was named.
        agency: AgencyId,
    },
    /// No entry has that name.
    #[error("there is no calendar {calendar}; enter it, or correct the name")]
    UnknownCalendar {
        /// What was named.
        calendar: CalendarId,
    },
    /// No entry has that name.
    #[error("there is no procedure {procedure}; enter it, or correct the name")]
    UnknownProcedure {
        /// What was named.
        procedure: ProcedureId,
    },
    /// No certificate is of that kind.
    #[error("no procedure issues a {kind}; correct the kind, or enter the procedure that does")]
    UnknownKind {
        /// What was named.
        kind: CertificateKind,
    },
    /// What is changed is of another kind than what the case is about.
    #[error("the case is never about a {kind}; name one of the kinds in `upon`")]
    ChangesAnotherKind {
        /// What was named.
        kind: CertificateKind,
    },
    /// Nothing is done under what approves nothing.
    #[error("{procedure} approves no aid; name a procedure that does")]
    ApprovesNoAid {
        /// What was named.
        procedure: ProcedureId,
    },
    /// No agency governs that province.
    #[error("there is no province {province}; name one that an agency governs")]
    UnknownProvince {
        /// What was named.
        province: ProvinceId,
    },
    /// A province becomes part of one that is not there then.
    #[error("there is no province {successor} on {day}, when this becomes part of it; correct it")]
    ProvinceMissing {
        /// What it is to become part of.
        successor: ProvinceId,
        /// The first day of that.
        day: Date,
    },
    /// Two provinces have one code on one day.
    #[error("the code {code} is that of {other} {when} as well; correct a code or a day")]
    CodeTwice {
        /// The code.
        code: String,
        /// Which other province.
        other: ProvinceId,
        /// When both have it.
        when: String,
    },
    /// No version of the procedure has such a paper.
    #[error("no version of {procedure} has a component {component}; correct the name")]
    UnknownComponent {
        /// The procedure.
        procedure: ProcedureId,
        /// What was named.
        component: ComponentId,
    },
    /// No entry has that name.
    #[error("there is no form {form}; enter it, or correct the name")]
    UnknownForm {
        /// What was named.
        form: FormId,
    },
    /// Nobody would owe the report.
    #[error("nobody owes this report; name agencies, ministries or provinces")]
    NobodyOwes,
    /// Duties follow from a certificate, or from how aid runs.
    #[error("this is not counted from what the procedure brings about; give another `due`")]
    DutyOfAnother,
    /// The procedure does not list what its rules depend on.
    #[error("{declared} is not among the traits of the procedure; list it, or correct the name")]
    UnknownTrait {
        /// What was named.
        declared: TraitId,
    },
    /// No entry has that name and version.
    #[error("there is no version {version} of procedure {procedure}; enter it, or correct this")]
    UnknownVersion {
        /// What was named.
        procedure: ProcedureId,
        /// Which version.
        version: u32,
    },
    /// One act in two steps.
    #[error("another step does {act} already; keep one of the two")]
    ActTwice {
        /// The act.
        act: &'static str,
    },
    /// A step leads to one that is not there.
    #[error("there is no step {step}; enter it, or correct the name")]
    UnknownStep {
        /// What was named.
        step: StepId,
    },
    /// A step leads back.
    #[error("step {step} does {act}, which does not come after {after}; correct the order")]
    StepBackwards {
        /// The step that is to follow.
        step: StepId,
        /// What it does.
        act: &'static str,
        /// What is done before.
        after: &'static str,
    },
    /// No step leads here.
    #[error("step {step} cannot be reached; let a step before it name it in `then`, or drop it")]
    StepUnreachable {
        /// The step.
        step: StepId,
    },
    /// Nothing follows that ends the case.
    #[error("step {step} does not lead to the hand-over; say in `then` what follows")]
    StepLeadsNowhere {
        /// The step.
        step: StepId,
    },
    /// Something that has to be done is done in no step.
    #[error("no step does {act}; add one")]
    NoStepFor {
        /// The act.
        act: &'static str,
    },
    /// Somebody is to be asked, and nobody named.
    #[error("a step asks for opinions, and these rules name nobody; name somebody")]
    NobodyAsked,
    /// Somebody is named, and never asked.
    #[error("these rules name whom to ask, and no step does consult; drop them, or add the step")]
    AskedWithoutStep,
    /// A change of nothing.
    #[error("the result changes a certificate, and no `upon` says which kinds; add it")]
    UponNothing,
    /// Every dossier would be complete, an empty one too.
    #[error("no component is required; set required = true on those a dossier cannot do without")]
    NothingRequired,
    /// No case ends so.
    #[error("no case ends as {outcome:?}; it is one of {known}")]
    UnknownOutcome {
        /// What was named.
        outcome: String,
        /// How cases end.
        known: String,
    },
    /// A list that must not be empty.
    #[error("{what} is empty; name at least one")]
    Empty {
        /// Which list.
        what: &'static str,
    },
    /// The aid owes no such thing.
    #[error(
        "none of the procedures in `under` has a duty {duty}; correct the name, or enter the duty"
    )]
    UnknownDuty {
        /// What was named.
        duty: Code,
    },
    /// Two classes keep the same cases.
    #[error(
        "{other} is about cases of {procedure} that end as {outcome} as well, so that nobody can \
         say which one counts; let one of the two leave them out"
    )]
    KeptTwice {
        /// The other class.
        other: GroundId,
        /// Of which procedure.
        procedure: ProcedureId,
        /// How they end.
        outcome: String,
    },
    /// About a calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarFault),
    /// About a way of scoring.
    #[error(transparent)]
    Scoring(#[from] ScoringFault),
    /// About public bodies.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// About terms.
    #[error(transparent)]
    Term(#[from] TermFault),
    /// About figures.
    #[error(transparent)]
    Figure(#[from] FigureFault),
}

impl Fault {
    /// Whether something could not be read at all, so that there may be more.
    #[must_use]
    pub fn is_about_reading(&self) -> bool {
        matches!(self, Fault::Unreadable { .. } | Fault::NoFiles)
    }
}
