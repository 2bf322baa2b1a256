//! Why a case refuses. A refusal leaves nothing behind.

mod code;

use time::Date;

use super::HomeFault;
use crate::law::{PauseKind, ReportPeriod};
use crate::money::MoneyFault;
use crate::{
    AgencyId, CalendarId, CertificateKind, Channel, ComponentId, Country, DossierCode, FeeId,
    FieldId, GroundId, ProcedureId, ProvinceId, Role, SubjectId, TraitId,
};

/// Why a command was refused. Nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseRejection {
    /// Nothing can be done to a case nobody filed.
    #[error("no dossier has been submitted under this case")]
    NotSubmitted,
    /// A dossier is filed once.
    #[error("a dossier has already been submitted under this case")]
    AlreadySubmitted,
    /// The catalogue has no such procedure on that day.
    #[error("the procedure {procedure} is not in force on that day")]
    ProcedureNotInForce {
        /// What was asked for.
        procedure: ProcedureId,
    },
    /// The catalogue lacks the calendar that the procedure counts with.
    #[error("the catalogue has no calendar {calendar}")]
    CalendarMissing {
        /// What the procedure names.
        calendar: CalendarId,
    },
    /// Cases of this procedure are conducted elsewhere.
    #[error("cases of this procedure are only recorded here")]
    OnlyRecorded,
    /// Cases of this procedure are conducted here.
    #[error("cases of this procedure are conducted here and cannot be imported")]
    NotRecorded,
    /// Somebody else has to do this.
    #[error("only the {} may do this", needed.name())]
    NotAllowed {
        /// Who may.
        needed: Role,
    },
    /// The procedure cannot be filed that way.
    #[error("the procedure cannot be filed by {channel}")]
    UnknownChannel {
        /// The way that was named.
        channel: Channel,
    },
    /// The dossier has no such component.
    #[error("the procedure has no component {component}")]
    UnknownComponent {
        /// What was named.
        component: ComponentId,
    },
    /// The list of components is empty.
    #[error("no component is named")]
    NoComponents,
    /// The application says nothing of the fields in which the applicant will work.
    #[error("no field of operation is named")]
    NoFields,
    /// Nobody manages such a field on that day.
    #[error("there is no field of operation {field} on that day")]
    UnknownField {
        /// What was named.
        field: FieldId,
    },
    /// The application says nothing of the provinces in which the applicant will work.
    #[error("no province of operation is named")]
    NoProvinces,
    /// There is no such province on that day.
    #[error("there is no province {province} on that day")]
    UnknownProvince {
        /// What was named.
        province: ProvinceId,
    },
    /// The procedure has no such ground.
    #[error("the procedure has no ground {ground} for this")]
    UnknownGround {
        /// What was named.
        ground: GroundId,
    },
    /// A dossier is accepted when it is full.
    #[error("the dossier lacks {}", list(missing))]
    Incomplete {
        /// What is missing.
        missing: Vec<ComponentId>,
    },
    /// The applicant may not be made to come back more often.
    #[error("a supplement may be requested at most {requests_max} times")]
    TooManySupplements {
        /// How often at most.
        requests_max: u32,
    },
    /// After acceptance a supplement may be requested for a short time only.
    #[error("a supplement could be requested until {until}")]
    SupplementTooLate {
        /// The last day on which it could.
        until: Date,
    },
    /// The case waits for the applicant.
    #[error("the case waits for the applicant's supplement")]
    AwaitsSupplement,
    /// The case waits for something else.
    #[error("the case waits: {}", kind.name())]
    Paused {
        /// For what.
        kind: PauseKind,
    },
    /// The case does not wait.
    #[error("the case does not wait for anything that could have come")]
    NotPaused,
    /// The procedure has no such pause.
    #[error("the procedure has no pause for this: {}", kind.name())]
    NoPause {
        /// For what.
        kind: PauseKind,
    },
    /// Nobody owes such a fee under this procedure today.
    #[error("nothing is to be paid under {fee} for this procedure today")]
    UnknownFee {
        /// What was named.
        fee: FeeId,
    },
    /// The fee was paid.
    #[error("{fee} was paid already")]
    PaidAlready {
        /// Which fee.
        fee: FeeId,
    },
    /// The case waits for a payment, and nobody says how it was paid.
    #[error("the case waits for a payment; say how it was paid")]
    NotPaid,
    /// Nothing was asked for.
    #[error("no supplement has been requested")]
    NoSupplementRequested,
    /// The dossier has to be accepted first.
    #[error("the dossier has not been accepted")]
    NotAccepted,
    /// The decision follows at the desk.
    #[error("dossiers are not accepted under this procedure, but decided at once")]
    NothingToAccept,
    /// A dossier is accepted once.
    #[error("the dossier has already been accepted")]
    AlreadyAccepted,
    /// A code comes from the book that the receiver keeps for the day of acceptance.
    #[error("the code {code} is not from the receiver's book of {day}")]
    CodeOfAnotherBook {
        /// The code that was given.
        code: DossierCode,
        /// The day it is where the receiver is.
        day: Date,
    },
    /// There is no such body on that day.
    #[error("there is no agency {agency} on that day")]
    UnknownAgency {
        /// What was named.
        agency: AgencyId,
    },
    /// Whoever takes in the dossier does not ask itself.
    #[error("{agency} conducts this case and cannot be consulted in it")]
    ConsultsItself {
        /// Who was named.
        agency: AgencyId,
    },
    /// Nobody is left to be asked.
    #[error("every agency named has already been consulted")]
    NobodyToConsult,
    /// The body was not asked.
    #[error("{agency} has not been consulted in this case")]
    NotConsulted {
        /// Who spoke.
        agency: AgencyId,
    },
    /// A letter arrives once.
    #[error("the consultation has already been received")]
    AlreadyReceived,
    /// An opinion is given once.
    #[error("the opinion has already been given")]
    OpinionAlreadyGiven,
    /// All opinions are needed; silence is not consent.
    #[error("opinions are missing from {}", list(agencies))]
    OpinionsMissing {
        /// From whom.
        agencies: Vec<AgencyId>,
    },
    /// The dossier has to be with the decider.
    #[error("the dossier has not been forwarded to the decider")]
    NotForwarded,
    /// A dossier is forwarded once.
    #[error("the dossier has already been forwarded")]
    AlreadyForwarded,
    /// The certificate would be valid for too long.
    #[error("the certificate can be valid until {latest} at most")]
    ValidTooLong {
        /// The last day the law allows.
        latest: Date,
    },
    /// The certificate would not be valid on any day.
    #[error("the certificate would end before it begins")]
    NeverValid,
    /// The case has to be about a certificate.
    #[error("the procedure is about a certificate, and none is named")]
    NoCertificate,
    /// The applicant is entered as somebody else by now.
    #[error("the applicant was merged into {into}")]
    ApplicantMerged {
        /// As whom it is entered.
        into: SubjectId,
    },
    /// The dossier is about aid, and says nothing of its approval.
    #[error("the procedure is about aid that was approved, and no approval is named")]
    ApprovalNotNamed,
    /// The aid is somebody else's.
    #[error("the aid was approved for somebody else")]
    ApprovalOfAnother,
    /// An apology says why the day could not be kept.
    #[error("the apology gives no reason")]
    ApologyWithoutReason,
    /// The aid came to its end.
    #[error("the aid was closed")]
    ApprovalClosed,
    /// A change goes to the body that decided on the approval, and another one is named.
    #[error("{decider} decided on the approval, and decides on its changes")]
    DecidedByAnother {
        /// Who did.
        decider: AgencyId,
    },
    /// The case that was named approved no aid.
    #[error("the case that is named approved no aid")]
    NoApproval,
    /// The aid was approved in another currency.
    #[error("the aid was approved in {currency}")]
    OtherCurrency {
        /// In which.
        currency: String,
    },
    /// No report can be about the year.
    #[error("no report can be about the year {year}")]
    NoSuchYear {
        /// The year that was named.
        year: u16,
    },
    /// No report can be about the period: it has not begun, or the dossier names another year.
    #[error("no report can be about {period}")]
    NoSuchPeriod {
        /// The period that was named.
        period: ReportPeriod,
    },
    /// Aid cannot run like that.
    #[error("aid runs from a day to that day or a later one, between 1990 and 2199")]
    NoSuchSpan,
    /// The certificate belongs to somebody else.
    #[error("the certificate is held by somebody else")]
    CertificateOfAnother,
    /// The procedure is about certificates of other kinds.
    #[error("the procedure is not about certificates of the kind {kind}")]
    CertificateOfAnotherKind {
        /// The kind that was named.
        kind: CertificateKind,
    },
    /// The certificate ends too soon for an application to be dealt with before.
    #[error("the application could be filed until {until}")]
    TooLateToFile {
        /// The last day on which it could.
        until: Date,
    },
    /// The application says nothing of the seat.
    #[error("no province is named for the seat")]
    NoSeat,
    /// The seat may not be there.
    #[error("the seat may not be in {seat}")]
    SeatElsewhere {
        /// The province that was named.
        seat: ProvinceId,
    },
    /// The procedure has no such declaration.
    #[error("the procedure knows no {declared} to declare")]
    UnknownTrait {
        /// What was declared.
        declared: TraitId,
    },
    /// The application says nothing of the body that manages what is applied for.
    #[error("no managing agency is named")]
    NoManagingAgency,
    /// The application says nothing of its value.
    #[error("no value is named")]
    NoValue,
    /// The value is in a currency that the procedure does not take.
    #[error("the procedure does not take a value in that currency")]
    UnknownCurrency,
    /// The value is no sum that there can be.
    #[error(transparent)]
    NotASum(#[from] MoneyFault),
    /// The country is none.
    #[error("ISO 3166-1 has no country {home}")]
    NoSuchCountry {
        /// What was named.
        home: Country,
    },
    /// The applicant is not at home where it has to be, or for as long.
    #[error(transparent)]
    AtHome(#[from] HomeFault),
    /// The procedure does not ask for this.
    #[error("the procedure asks for no {what}")]
    NotAskedFor {
        /// What was given.
        what: &'static str,
    },
    /// The decision needs a ground.
    #[error("the decision has to name one of the procedure's grounds")]
    NoGround,
    /// Nobody meets under this procedure.
    #[error("the procedure knows no meeting")]
    NoMeetingHere,
    /// The bodies have to meet first.
    #[error("the bodies that were asked have not met")]
    MeetingMissing,
    /// The receiver decides itself.
    #[error("nothing is forwarded under this procedure")]
    NothingToForward,
    /// The holder was not asked to do anything after the decision, or not yet.
    #[error("nothing was handed over that asks its holder for more")]
    NothingToFollowUp,
    /// The body still has time, or does not have the letter yet.
    #[error("the body that was asked is not late")]
    NotLate {
        /// By when it is to answer, if it has the letter.
        due: Option<Date>,
    },
    /// There is no decision to hand over.
    #[error("the application has not been decided")]
    NotDecided,
    /// A decision stands.
    #[error("the application has already been decided")]
    AlreadyDecided,
    /// The case is over.
    #[error("the case is closed")]
    Closed,
    /// The procedure says nothing of another day for the result.
    #[error("the procedure does not let another day be set for the result")]
    NoReappointment,
    /// Another day may be set so often, and was.
    #[error("another day was set for the result already, and may be {times_max} times at most")]
    AlreadyReappointed {
        /// How often it may be set.
        times_max: u32,
    },
    /// The applicant has to be told before the day.
    #[error("it is too late to tell the applicant that {due} is not kept")]
    NoticeTooLate {
        /// The day that is not kept.
        due: Date,
    },
    /// The other day is before the first.
    #[error("the result is due on {due}, and the other day is not later")]
    NotLater {
        /// The day that is set already.
        due: Date,
    },
    /// Nobody works on the day.
    #[error("nobody works on {day}")]
    DayOff {
        /// The day.
        day: Date,
    },
    /// Nobody can wait that long.
    #[error("{day} is too far away")]
    TooFarAway {
        /// The day.
        day: Date,
    },
}

fn list<T: ToString>(names: &[T]) -> String {
    names
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
