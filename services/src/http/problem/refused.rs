//! What the rules about cases and certificates refuse.

#[cfg(test)]
mod tests;

use domain::case::CaseRejection;
use domain::certificate::CertificateRejection;
use domain::data_subject::DataSubjectRejection;

use super::kind::kinds;
use super::{Kind, Problem};
use super::{
    refused_pause as pause, refused_registry as registry, refused_report as report,
    refused_scope as scope,
};

kinds! {
    NOT_SUBMITTED = "not-submitted" NOT_FOUND,
        "No dossier has been submitted under this case",
        "Check the id of the case, or submit a dossier first.";
    ALREADY_SUBMITTED = "already-submitted" CONFLICT,
        "A dossier has already been submitted under this case",
        "Make a new UUID for a new case.";
    PROCEDURE_NOT_IN_FORCE = "procedure-not-in-force" UNPROCESSABLE_ENTITY,
        "The procedure is not in force today",
        "Name a procedure that is in force; GET /v1/procedures lists what was published.";
    CALENDAR_MISSING = "calendar-missing" CONFLICT,
        "The catalogue lacks the calendar of the procedure",
        "Ask the operator to publish the calendar, then send a new command.";
    ONLY_RECORDED = "only-recorded" CONFLICT,
        "Cases of this procedure are conducted elsewhere",
        "Nothing can be done here to a case that is only recorded.";
    NOT_RECORDED = "not-recorded" CONFLICT,
        "Cases of this procedure are conducted here",
        "Submit a dossier instead of importing a history.";
    NOT_ALLOWED = "not-allowed" FORBIDDEN,
        "Somebody else has to do this",
        "Leave this to whoever plays the role that the problem names.";
    NOT_THEIRS = "not-theirs" FORBIDDEN,
        "Only a body that receives or decides a case about somebody may do this",
        "Leave this to one of those bodies; the report of whom it is about names the cases.";
    UNKNOWN_CHANNEL = "unknown-channel" UNPROCESSABLE_ENTITY,
        "The procedure does not know this channel",
        "Name one of the channels that GET /v1/procedures/{id} lists.";
    UNKNOWN_COMPONENT = "unknown-component" UNPROCESSABLE_ENTITY,
        "The procedure has no such component",
        "Name components that GET /v1/procedures/{id} lists.";
    NO_COMPONENTS = "no-components" UNPROCESSABLE_ENTITY,
        "No component is named",
        "Name at least one component of the dossier.";
    NO_FIELDS = "no-fields" UNPROCESSABLE_ENTITY,
        "No field of operation is named",
        "Name at least one field in which the applicant will work.";
    UNKNOWN_FIELD = "unknown-field" UNPROCESSABLE_ENTITY,
        "Nobody manages such a field of operation today",
        "Name fields that an agency of GET /v1/agencies manages.";
    NO_PROVINCES = "no-provinces" UNPROCESSABLE_ENTITY,
        "No province of operation is named",
        "Name at least one province in which the applicant will work.";
    UNKNOWN_PROVINCE = "unknown-province" UNPROCESSABLE_ENTITY,
        "There is no such province today",
        "Name provinces that an agency of GET /v1/agencies governs.";
    UNKNOWN_GROUND = "unknown-ground" UNPROCESSABLE_ENTITY,
        "The procedure has no such ground for this",
        "Name one of the grounds that GET /v1/procedures/{id} lists for this decision.";
    NO_REAPPOINTMENT = "no-reappointment" CONFLICT,
        "The procedure does not let another day be set for the result",
        "Decide by the day that was set.";
    ALREADY_REAPPOINTED = "already-reappointed" CONFLICT,
        "Another day was set for the result already",
        "Decide by the day that was set last.";
    NOTICE_TOO_LATE = "notice-too-late" CONFLICT,
        "It is too late to tell the applicant of another day",
        "Decide as soon as possible; the case is counted as late.";
    NOT_LATER = "not-later" UNPROCESSABLE_ENTITY,
        "The other day is not later than the one that is set",
        "Name a day after the one that the problem names.";
    DAY_OFF = "day-off" UNPROCESSABLE_ENTITY,
        "Nobody works on that day",
        "Name a day that is worked.";
    TOO_FAR_AWAY = "too-far-away" UNPROCESSABLE_ENTITY,
        "The day is too far away",
        "Name a nearer day.";
    INCOMPLETE = "incomplete" CONFLICT,
        "The dossier is not full",
        "Request a supplement of the components that the problem names, or refuse the intake.";
    TOO_MANY_SUPPLEMENTS = "too-many-supplements" CONFLICT,
        "No more supplements may be requested",
        "Decide on what was filed.";
    SUPPLEMENT_TOO_LATE = "supplement-too-late" CONFLICT,
        "The time in which a supplement may be requested has passed",
        "Decide on what was filed.";
    AWAITS_SUPPLEMENT = "awaits-supplement" CONFLICT,
        "The case waits for the applicant",
        "Wait for the supplement, or stop the processing.";
    NO_SUPPLEMENT_REQUESTED = "no-supplement-requested" CONFLICT,
        "No supplement has been requested",
        "A dossier can be supplemented after the receiver has asked for it.";
    NOT_ACCEPTED = "not-accepted" CONFLICT,
        "The dossier has not been accepted",
        "Accept the dossier first.";
    ALREADY_ACCEPTED = "already-accepted" CONFLICT,
        "The dossier has already been accepted",
        "Read the case; it is in process.";
    CODE_OF_ANOTHER_BOOK = "code-of-another-book" CONFLICT,
        "The dossier code is not from the receiver's book of the day",
        "Accept the dossier again; its code is taken from the book of that day.";
    UNKNOWN_AGENCY = "unknown-agency" UNPROCESSABLE_ENTITY,
        "There is no such agency today",
        "Name an agency from GET /v1/agencies that exists today.";
    CONSULTS_ITSELF = "consults-itself" CONFLICT,
        "The agency conducts the case itself",
        "Name other agencies: whoever takes in a dossier has its say when it hands it on.";
    NOBODY_TO_CONSULT = "nobody-to-consult" CONFLICT,
        "Everybody named has already been consulted",
        "Name an agency that has not been asked yet, or go on.";
    NOT_CONSULTED = "not-consulted" FORBIDDEN,
        "The agency has not been consulted in this case",
        "Only agencies that were asked receive a consultation and give an opinion, each for itself.";
    ALREADY_RECEIVED = "already-received" CONFLICT,
        "The consultation has already been received",
        "Give the opinion.";
    OPINION_ALREADY_GIVEN = "opinion-already-given" CONFLICT,
        "The opinion has already been given",
        "An opinion is given once; nothing needs to be done.";
    OPINIONS_MISSING = "opinions-missing" CONFLICT,
        "Opinions are missing",
        "Wait for the opinions of the agencies that the problem names; silence is not consent.";
    NOT_FORWARDED = "not-forwarded" CONFLICT,
        "The dossier has not been forwarded to the decider",
        "The receiver forwards the dossier first.";
    VALID_TOO_LONG = "valid-too-long" UNPROCESSABLE_ENTITY,
        "The certificate would be valid for too long",
        "Name a last day no later than the one the problem names, or none for the longest.";
    NEVER_VALID = "never-valid" UNPROCESSABLE_ENTITY,
        "The certificate would end before it begins",
        "Name a last day that has not passed.";
    NOT_DECIDED = "not-decided" CONFLICT,
        "The application has not been decided",
        "The decider grants or refuses first.";
    ALREADY_DECIDED = "already-decided" CONFLICT,
        "The application has already been decided",
        "Hand the result over.";
    CLOSED = "closed" CONFLICT,
        "The case is closed",
        "Nothing can be done to a closed case; a new dossier is a new case.";
    CERTIFICATE_ALREADY_GRANTED = "certificate-already-granted" CONFLICT,
        "The certificate has already been issued",
        "Read the certificate; it is issued once.";
    CERTIFICATE_NOT_GRANTED = "certificate-not-granted" NOT_FOUND,
        "There is no such certificate",
        "Check the id; GET /v1/certificates lists those that were issued.";
    CERTIFICATE_STILL_VALID = "certificate-still-valid" CONFLICT,
        "The certificate is still valid",
        "Wait until its last day has passed.";
}

/// The kind of a refusal.
#[expect(
    clippy::too_many_lines,
    reason = "it is a table: a line for each refusal"
)]
fn kind_of(rejection: &CaseRejection) -> &'static Kind {
    use CaseRejection as R;

    match rejection {
        R::NotSubmitted => &NOT_SUBMITTED,
        R::AlreadySubmitted => &ALREADY_SUBMITTED,
        R::ProcedureNotInForce { .. } => &PROCEDURE_NOT_IN_FORCE,
        R::CalendarMissing { .. } => &CALENDAR_MISSING,
        R::OnlyRecorded => &ONLY_RECORDED,
        R::NotRecorded => &NOT_RECORDED,
        R::NotAllowed { .. } => &NOT_ALLOWED,
        R::UnknownChannel { .. } => &UNKNOWN_CHANNEL,
        R::UnknownComponent { .. } => &UNKNOWN_COMPONENT,
        R::NoComponents => &NO_COMPONENTS,
        R::NoFields => &NO_FIELDS,
        R::UnknownField { .. } => &UNKNOWN_FIELD,
        R::NoProvinces => &NO_PROVINCES,
        R::UnknownProvince { .. } => &UNKNOWN_PROVINCE,
        R::UnknownGround { .. } => &UNKNOWN_GROUND,
        R::Incomplete { .. } => &INCOMPLETE,
        R::TooManySupplements { .. } => &TOO_MANY_SUPPLEMENTS,
        R::SupplementTooLate { .. } => &SUPPLEMENT_TOO_LATE,
        R::AwaitsSupplement => &AWAITS_SUPPLEMENT,
        R::Paused { .. } => &pause::PAUSED,
        R::NotPaused => &pause::NOT_PAUSED,
        R::NoPause { .. } => &pause::NO_PAUSE,
        R::UnknownFee { .. } => &pause::UNKNOWN_FEE,
        R::PaidAlready { .. } => &pause::PAID_ALREADY,
        R::NotPaid => &pause::NOT_PAID,
        R::NoSupplementRequested => &NO_SUPPLEMENT_REQUESTED,
        R::NotAccepted => &NOT_ACCEPTED,
        R::AlreadyAccepted => &ALREADY_ACCEPTED,
        R::CodeOfAnotherBook { .. } => &CODE_OF_ANOTHER_BOOK,
        R::UnknownAgency { .. } => &UNKNOWN_AGENCY,
        R::ConsultsItself { .. } => &CONSULTS_ITSELF,
        R::NobodyToConsult => &NOBODY_TO_CONSULT,
        R::NotConsulted { .. } => &NOT_CONSULTED,
        R::AlreadyReceived => &ALREADY_RECEIVED,
        R::OpinionAlreadyGiven => &OPINION_ALREADY_GIVEN,
        R::OpinionsMissing { .. } => &OPINIONS_MISSING,
        R::NotForwarded => &NOT_FORWARDED,
        R::AlreadyForwarded => &scope::ALREADY_FORWARDED,
        R::ValidTooLong { .. } => &VALID_TOO_LONG,
        R::NeverValid => &NEVER_VALID,
        R::NoReappointment => &NO_REAPPOINTMENT,
        R::AlreadyReappointed { .. } => &ALREADY_REAPPOINTED,
        R::NoticeTooLate { .. } => &NOTICE_TOO_LATE,
        R::NotLater { .. } => &NOT_LATER,
        R::DayOff { .. } => &DAY_OFF,
        R::TooFarAway { .. } => &TOO_FAR_AWAY,
        R::NotDecided => &NOT_DECIDED,
        R::AlreadyDecided => &ALREADY_DECIDED,
        R::Closed => &CLOSED,
        R::ApplicantMerged { .. } => &registry::APPLICANT_MERGED,
        R::ApprovalNotNamed => &report::APPROVAL_NOT_NAMED,
        R::ApprovalOfAnother => &report::APPROVAL_OF_ANOTHER,
        R::ApprovalClosed => &report::APPROVAL_CLOSED,
        R::DecidedByAnother { .. } => &report::DECIDED_BY_ANOTHER,
        R::ApologyWithoutReason => &scope::APOLOGY_WITHOUT_REASON,
        R::NoApproval => &registry::NO_APPROVAL,
        R::OtherCurrency { .. } => &registry::OTHER_CURRENCY,
        R::NoSuchYear { .. } => &registry::NO_SUCH_YEAR,
        R::NoSuchPeriod { .. } => &report::NO_SUCH_PERIOD,
        R::NoSuchSpan => &report::NO_SUCH_SPAN,
        R::NoCertificate => &scope::NO_CERTIFICATE,
        R::CertificateOfAnother => &scope::CERTIFICATE_OF_ANOTHER,
        R::CertificateOfAnotherKind { .. } => &scope::CERTIFICATE_OF_ANOTHER_KIND,
        R::TooLateToFile { .. } => &scope::TOO_LATE_TO_FILE,
        R::NoSeat => &scope::NO_SEAT,
        R::SeatElsewhere { .. } => &scope::SEAT_ELSEWHERE,
        R::UnknownTrait { .. } => &scope::UNKNOWN_TRAIT,
        R::NoManagingAgency => &scope::NO_MANAGING_AGENCY,
        R::NoValue => &scope::NO_VALUE,
        R::UnknownCurrency => &scope::UNKNOWN_CURRENCY,
        R::NotASum(fault) => scope::of_sum(fault),
        R::NoSuchCountry { .. } => &scope::NO_SUCH_COUNTRY,
        R::AtHome(fault) => scope::of_home(fault),
        R::NotAskedFor { .. } => &scope::NOT_ASKED_FOR,
        R::NoGround => &scope::NO_GROUND,
        R::NoMeetingHere => &scope::NO_MEETING_HERE,
        R::MeetingMissing => &scope::MEETING_MISSING,
        R::NothingToForward => &scope::NOTHING_TO_FORWARD,
        R::NothingToFollowUp => &scope::NOTHING_TO_FOLLOW_UP,
        R::NothingToAccept => &scope::NOTHING_TO_ACCEPT,
        R::NotLate { .. } => &scope::NOT_LATE,
    }
}

/// What a refused command is answered with.
#[expect(
    clippy::too_many_lines,
    reason = "it is a table: a line for each refusal"
)]
pub(super) fn case(rejection: &CaseRejection) -> Problem {
    use CaseRejection as R;

    let kind = kind_of(rejection);
    let problem = Problem::new(kind).detail(format!("{}. {}", sentence(rejection), kind.advice));
    match rejection {
        R::NotAllowed { needed } => problem.with("needed_role", needed.name()),
        R::ProcedureNotInForce { procedure } => problem.with("procedure", procedure.as_str()),
        R::CalendarMissing { calendar } => problem.with("calendar", calendar.as_str()),
        R::UnknownChannel { channel } => problem.with("channel", channel.as_str()),
        R::UnknownComponent { component } => problem.with("component", component.as_str()),
        R::UnknownField { field } => problem.with("field", field.as_str()),
        R::UnknownProvince { province } => problem.with("province", province.as_str()),
        R::UnknownGround { ground } => problem.with("ground", ground.as_str()),
        R::Incomplete { missing } => problem.with("missing", names(missing)),
        R::TooManySupplements { requests_max } => problem.with("requests_max", *requests_max),
        R::SupplementTooLate { until } | R::TooLateToFile { until } => {
            problem.with("until", until.to_string())
        }
        R::CodeOfAnotherBook { code, .. } => problem.with("code", code.as_str()),
        R::UnknownAgency { agency } | R::ConsultsItself { agency } | R::NotConsulted { agency } => {
            problem.with("agency", agency.as_str())
        }
        R::OpinionsMissing { agencies } => problem.with("agencies", names(agencies)),
        R::ValidTooLong { latest } => problem.with("latest", latest.to_string()),
        R::CertificateOfAnotherKind { kind } => problem.with("certificate_kind", kind.as_str()),
        R::SeatElsewhere { seat } => problem.with("province", seat.as_str()),
        R::UnknownTrait { declared } => problem.with("trait", declared.as_str()),
        R::NotASum(fault) => scope::about_sum(problem, fault),
        R::NoSuchCountry { home } => problem.with("country", home.as_str()),
        R::AtHome(fault) => scope::about_home(problem, fault),
        R::NotAskedFor { what } => problem.with("member", *what),
        R::ApplicantMerged { into } => problem.with("into", into.to_string()),
        R::OtherCurrency { currency } => problem.with("currency", currency.as_str()),
        R::NoSuchYear { year } => problem.with("year", *year),
        R::NoSuchPeriod { period } => problem.with("period", period.to_string()),
        R::AlreadyReappointed { times_max } => problem.with("times_max", *times_max),
        R::NotLate { due: Some(due) } | R::NoticeTooLate { due } | R::NotLater { due } => {
            problem.with("due", due.to_string())
        }
        R::DayOff { day } | R::TooFarAway { day } => problem.with("day", day.to_string()),
        R::Paused { kind } | R::NoPause { kind } => problem.with("waits_for", kind.name()),
        R::DecidedByAnother { decider } => problem.with("decider", decider.as_str()),
        R::UnknownFee { fee } | R::PaidAlready { fee } => problem.with("fee", fee.as_str()),
        R::NotSubmitted
        | R::NotPaused
        | R::NotPaid
        | R::AlreadySubmitted
        | R::OnlyRecorded
        | R::NotRecorded
        | R::NoComponents
        | R::NoFields
        | R::NoProvinces
        | R::AwaitsSupplement
        | R::NoSupplementRequested
        | R::NotAccepted
        | R::AlreadyAccepted
        | R::NobodyToConsult
        | R::AlreadyReceived
        | R::OpinionAlreadyGiven
        | R::NotForwarded
        | R::AlreadyForwarded
        | R::NeverValid
        | R::NoReappointment
        | R::NotDecided
        | R::AlreadyDecided
        | R::Closed
        | R::NoCertificate
        | R::ApprovalNotNamed
        | R::ApprovalOfAnother
        | R::ApprovalClosed
        | R::ApologyWithoutReason
        | R::NoApproval
        | R::NoSuchSpan
        | R::CertificateOfAnother
        | R::NoSeat
        | R::NoManagingAgency
        | R::NoValue
        | R::UnknownCurrency
        | R::NoGround
        | R::NoMeetingHere
        | R::MeetingMissing
        | R::NothingToForward
        | R::NothingToFollowUp
        | R::NothingToAccept
        | R::NotLate { due: None } => problem,
    }
}

/// What a refused command about a certificate is answered with.
pub(super) fn certificate(rejection: &CertificateRejection) -> Problem {
    use CertificateRejection as R;

    match rejection {
        R::AlreadyGranted => Problem::new(&CERTIFICATE_ALREADY_GRANTED),
        R::NotGranted => Problem::new(&CERTIFICATE_NOT_GRANTED),
        R::StillValid { valid_until } => {
            Problem::new(&CERTIFICATE_STILL_VALID).with("valid_until", valid_until.to_string())
        }
        R::NotOwed { duty, due } => Problem::new(&pause::NOT_OWED)
            .with("duty", duty.as_str())
            .with("due", due.to_string()),
        R::AlreadySettled { duty, due } => Problem::new(&pause::ALREADY_SETTLED)
            .with("duty", duty.as_str())
            .with("due", due.to_string()),
        R::BeforeIssue { issued } => {
            Problem::new(&pause::BEFORE_ISSUE).with("issued", issued.to_string())
        }
        R::NotYet { today } => Problem::new(&pause::NOT_YET).with("today", today.to_string()),
        R::NoRules { procedure } => {
            Problem::new(&pause::NO_RULES).with("procedure", procedure.as_str())
        }
        R::NotLikeThat { standing } => {
            Problem::new(&scope::CERTIFICATE_NOT_LIKE_THAT).with("status", standing.name())
        }
        R::NotAllowed { needed } => {
            let needed = needed.iter().map(|it| it.name());
            let needed: Vec<_> = needed.collect();
            Problem::new(&NOT_ALLOWED).with("needed_role", needed.join(" or "))
        }
    }
}

/// What a refused command about somebody's data is answered with.
pub(super) fn data_subject(rejection: &DataSubjectRejection) -> Problem {
    match rejection {
        DataSubjectRejection::NotAllowed { needed } => {
            Problem::new(&NOT_ALLOWED).with("needed_role", needed.name())
        }
        DataSubjectRejection::NotTheirs => Problem::new(&NOT_THEIRS),
        DataSubjectRejection::NotErased => Problem::new(&super::bad::NOT_ERASED),
    }
}

/// The refusal with a capital letter.
fn sentence(rejection: &CaseRejection) -> String {
    let text = rejection.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn names<T: ToString>(names: &[T]) -> Vec<String> {
    names.iter().map(T::to_string).collect()
}
