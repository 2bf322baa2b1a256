//! What is refused of the reports that agencies owe, and of dossiers about approved aid.

use domain::agency_report::AgencyReportRejection;
use domain::aid::AidRejection;

use super::Problem;
use super::kind::kinds;
use super::refused::NOT_ALLOWED;
use super::refused_pause::NOT_YET;

kinds! {
    REPORT_NOT_OWED = "report-not-owed" UNPROCESSABLE_ENTITY,
        "The agency owes no such report",
        "Name a report, an agency and a period that GET /v1/agency-reports lists.";
    REPORT_SETTLED = "report-settled" CONFLICT,
        "The report was made, or need not be",
        "Read what became of it at GET /v1/agency-reports.";
    REPORT_TOO_EARLY = "report-too-early" UNPROCESSABLE_ENTITY,
        "The data of the report had not begun on that day",
        "Name the day on which the report arrived.";
    APPROVAL_NOT_NAMED = "approval-not-named" UNPROCESSABLE_ENTITY,
        "The procedure is about aid that was approved",
        "Name the case in which the aid was approved; GET /v1/aid lists them.";
    APPROVAL_OF_ANOTHER = "approval-of-another" CONFLICT,
        "The aid was approved for somebody else",
        "File as the owner of the aid, or name the approval of the applicant's own aid.";
    APPROVAL_CLOSED = "approval-closed" CONFLICT,
        "The aid was closed",
        "Nothing more is reported on aid whose closing report was approved.";
    NO_SUCH_PERIOD = "no-such-period" UNPROCESSABLE_ENTITY,
        "No report can be about that period",
        "Name a period that has begun, and no other year beside it.";
    NO_SUCH_SPAN = "no-such-span" UNPROCESSABLE_ENTITY,
        "Aid cannot run like that",
        "Name a first day and a last day that does not come before it, between 1990 and 2199.";
    DUTY_NOT_OWED = "duty-not-owed" UNPROCESSABLE_ENTITY,
        "Nothing of that name is owed by that day",
        "Name a duty and a day that the list of the duties of this aid has.";
    DUTY_SETTLED = "duty-settled" CONFLICT,
        "It was done, or need not be",
        "Read what became of it in the list of the duties of this aid.";
    DECIDED_BY_ANOTHER = "decided-by-another" UNPROCESSABLE_ENTITY,
        "Another body decided on the approval",
        "Name the body that is told as `decider` as the managing agency, or none.";
}

/// What a refused command about aid is answered with.
pub(super) fn aid(rejection: &AidRejection) -> Problem {
    use AidRejection as R;

    match rejection {
        R::AlreadyClosed => Problem::new(&APPROVAL_CLOSED),
        R::NotOwed { duty, due } => Problem::new(&DUTY_NOT_OWED)
            .with("duty", duty.as_str())
            .with("due", due.to_string()),
        R::AlreadySettled { duty, due } => Problem::new(&DUTY_SETTLED)
            .with("duty", duty.as_str())
            .with("due", due.to_string()),
        R::NotAllowed { needed } => Problem::new(&NOT_ALLOWED).with("needed_role", needed.name()),
    }
}

/// What a refused command about a report is answered with.
pub(super) fn agency_report(rejection: &AgencyReportRejection) -> Problem {
    use AgencyReportRejection as R;

    match rejection {
        R::NotOwed { named } => Problem::new(&REPORT_NOT_OWED)
            .with("report", named.report.as_str())
            .with("agency", named.agency.as_str())
            .with("period", named.period.to_string()),
        R::AlreadySettled { named } => Problem::new(&REPORT_SETTLED)
            .with("report", named.report.as_str())
            .with("agency", named.agency.as_str())
            .with("period", named.period.to_string()),
        R::NotYet { today } => Problem::new(&NOT_YET).with("today", today.to_string()),
        R::BeforePeriod { begins } => {
            Problem::new(&REPORT_TOO_EARLY).with("begins", begins.to_string())
        }
        R::NotAllowed { needed } => Problem::new(&NOT_ALLOWED).with("needed_role", needed.name()),
    }
}
