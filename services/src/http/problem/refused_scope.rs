//! What is refused of an application that says more than its papers, and of its decision.

use domain::case::HomeFault;
use domain::money::MoneyFault;

use super::kind::kinds;
use super::{Kind, Problem};

kinds! {
    NO_CERTIFICATE = "no-certificate" UNPROCESSABLE_ENTITY,
        "The procedure is about a certificate",
        "Name the certificate; GET /v1/certificates lists those that were issued.";
    CERTIFICATE_OF_ANOTHER = "certificate-of-another" CONFLICT,
        "The certificate is held by somebody else",
        "Name a certificate that the applicant holds.";
    CERTIFICATE_OF_ANOTHER_KIND = "certificate-of-another-kind" CONFLICT,
        "The procedure is not about certificates of that kind",
        "Name a certificate of a kind that GET /v1/procedures/{id} lists.";
    TOO_LATE_TO_FILE = "too-late-to-file" CONFLICT,
        "The time in which the application could be filed has passed",
        "File a dossier for a new certificate.";
    NO_SEAT = "no-seat" UNPROCESSABLE_ENTITY,
        "No province is named for the seat",
        "Name one of the provinces that GET /v1/procedures/{id} lists.";
    SEAT_ELSEWHERE = "seat-elsewhere" UNPROCESSABLE_ENTITY,
        "The seat may not be in that province",
        "Name one of the provinces that GET /v1/procedures/{id} lists.";
    UNKNOWN_TRAIT = "unknown-trait" UNPROCESSABLE_ENTITY,
        "The procedure knows nothing of the kind to declare",
        "Declare what GET /v1/procedures/{id} lists.";
    NO_MANAGING_AGENCY = "no-managing-agency" UNPROCESSABLE_ENTITY,
        "No managing agency is named",
        "Name the agency that manages what is applied for.";
    NO_VALUE = "no-value" UNPROCESSABLE_ENTITY,
        "No value is named",
        "Name the value with its currency.";
    UNKNOWN_CURRENCY = "unknown-currency" UNPROCESSABLE_ENTITY,
        "The procedure does not take a value in that currency",
        "Name the value in another currency.";
    ALREADY_FORWARDED = "already-forwarded" CONFLICT,
        "The dossier has already been forwarded",
        "The decider decides next.";
    NO_SUCH_CURRENCY = "no-such-currency" UNPROCESSABLE_ENTITY,
        "There is no such currency",
        "Name the currency by its three letters of ISO 4217, such as USD.";
    TOO_EXACT_FOR_THE_CURRENCY = "too-exact-for-the-currency" UNPROCESSABLE_ENTITY,
        "The currency is not divided into such parts",
        "Name the value with no more decimals than the currency has.";
    VALUE_OF_NOTHING = "value-of-nothing" UNPROCESSABLE_ENTITY,
        "The value is 0",
        "Name what is applied for; only a report may say that nothing was given.";
    NO_SUCH_COUNTRY = "no-such-country" UNPROCESSABLE_ENTITY,
        "There is no such country",
        "Name the country by its two letters of ISO 3166-1, such as SE.";
    HOME_NOT_TAKEN = "home-not-taken" UNPROCESSABLE_ENTITY,
        "The procedure is not for applicants from that country",
        "Name the country under whose law the applicant was founded; under `home`, \
         GET /v1/procedures/{id} says which are not taken.";
    HOME_REGISTRATION_ENDS = "home-registration-ends" CONFLICT,
        "The registration at home does not outlast the certificate",
        "Say in `home_registration_until` until when the applicant is registered at home now.";
    NOT_ASKED_FOR = "not-asked-for" UNPROCESSABLE_ENTITY,
        "The procedure does not ask for this",
        "Leave it out.";
    NO_GROUND = "no-ground" UNPROCESSABLE_ENTITY,
        "The decision needs a ground",
        "Name one of the grounds that GET /v1/procedures/{id} lists for decisions.";
    NO_MEETING_HERE = "no-meeting-here" CONFLICT,
        "The procedure knows no meeting",
        "Go on without one.";
    MEETING_MISSING = "meeting-missing" CONFLICT,
        "The bodies that were asked have not met",
        "Hold a meeting first.";
    NOTHING_TO_FORWARD = "nothing-to-forward" CONFLICT,
        "Nothing is forwarded under this procedure",
        "Let the decider decide.";
    NOTHING_TO_FOLLOW_UP = "nothing-to-follow-up" CONFLICT,
        "Nothing was handed over that asks its holder for more",
        "Hand the result over first; most decisions ask for nothing afterwards.";
    NOTHING_TO_ACCEPT = "nothing-to-accept" CONFLICT,
        "Dossiers are decided at once under this procedure",
        "Let the decider decide.";
    NOT_LATE = "not-late" CONFLICT,
        "The agency is not late",
        "Wait until its time is over.";
    APOLOGY_WITHOUT_REASON = "apology-without-reason" UNPROCESSABLE_ENTITY,
        "The apology gives no reason",
        "Say why the day that was set cannot be kept.";
    CERTIFICATE_NOT_LIKE_THAT = "certificate-not-like-that" CONFLICT,
        "A certificate that stands like this cannot become that",
        "Read the certificate; its status says how it stands.";
}

/// What kind of refusal it is that a value is no sum.
pub(super) fn of_sum(fault: &MoneyFault) -> &'static Kind {
    match fault {
        MoneyFault::NoSuchCurrency { .. } => &NO_SUCH_CURRENCY,
        MoneyFault::TooExact { .. } => &TOO_EXACT_FOR_THE_CURRENCY,
        MoneyFault::Nothing => &VALUE_OF_NOTHING,
    }
}

/// The problem, with what is wrong with the value.
pub(super) fn about_sum(problem: Problem, fault: &MoneyFault) -> Problem {
    match fault {
        MoneyFault::NoSuchCurrency { currency } => problem.with("currency", currency.to_string()),
        MoneyFault::TooExact { currency, decimals } => problem
            .with("currency", currency.to_string())
            .with("decimals", *decimals),
        MoneyFault::Nothing => problem,
    }
}

/// What kind of refusal it is that an applicant is at home elsewhere, or not for as long.
pub(super) fn of_home(fault: &HomeFault) -> &'static Kind {
    match fault {
        HomeFault::NotThere { .. } => &HOME_NOT_TAKEN,
        HomeFault::EndsFirst { .. } => &HOME_REGISTRATION_ENDS,
    }
}

/// The problem, with what is wrong with the home.
pub(super) fn about_home(problem: Problem, fault: &HomeFault) -> Problem {
    match fault {
        HomeFault::NotThere { home } => problem.with("country", home.as_str()),
        HomeFault::EndsFirst { ends, until } => problem
            .with("ends", ends.to_string())
            .with("valid_until", until.to_string()),
    }
}
