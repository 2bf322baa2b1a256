//! What is refused of a case that waits for something, or is to wait, and of what is owed.

use super::kind::kinds;

kinds! {
    PAUSED = "paused" CONFLICT,
        "The case waits for something",
        "Let the case go on when what it waits for has come, or stop the processing.";
    NOT_PAUSED = "not-paused" CONFLICT,
        "The case does not wait",
        "Read the case; whoever brings a supplement supplements the dossier.";
    NO_PAUSE = "no-pause" CONFLICT,
        "Cases of this procedure do not wait for this",
        "Go on with the case, or ask the operator for a version of the procedure with such a pause.";
    UNKNOWN_FEE = "unknown-fee" UNPROCESSABLE_ENTITY,
        "Nothing is to be paid under this fee",
        "Name a fee with an amount that GET /v1/fees lists for the procedure.";
    PAID_ALREADY = "paid-already" CONFLICT,
        "The fee was paid already",
        "Go on with the case.";
    NOT_PAID = "not-paid" UNPROCESSABLE_ENTITY,
        "The case waits for a payment",
        "Say by which channel it was paid.";
    NOT_OWED = "not-owed" UNPROCESSABLE_ENTITY,
        "That is not owed under this certificate by that day",
        "Name a duty and a day that GET /v1/certificates/{id}/duties lists.";
    ALREADY_SETTLED = "already-settled" CONFLICT,
        "The duty is settled already",
        "Read what became of it at GET /v1/certificates/{id}/duties.";
    NOT_YET = "not-yet" UNPROCESSABLE_ENTITY,
        "That day has not come yet",
        "Name the day on which it was done.";
    BEFORE_ISSUE = "before-issue" UNPROCESSABLE_ENTITY,
        "Nothing was owed before the certificate was issued",
        "Name the day on which it was done, no earlier than the one the problem names.";
    NO_RULES = "no-rules" CONFLICT,
        "The catalogue does not say what is owed under this certificate",
        "Ask the operator to publish the procedure in the version of the certificate.";
}
