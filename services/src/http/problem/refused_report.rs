//! What is refused of the reports that agencies owe, and of dossiers about approved aid.

use domain::agency_report::AgencyReportRejection;

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
    DECIDED_BY_ANOTHER = "decided-by-another" UNPROCESSABLE_ENTITY,
        "Another body decided on the approval",
        "Name the body that is told as `decider` as the managing agency, or none.";
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
