//! What the rules about registries refuse, and what is refused of an application because of them.

use domain::focal_point::FocalPointRejection;
use domain::organisation::OrganisationRejection;

use super::Problem;
use super::kind::kinds;
use super::refused::{NOT_ALLOWED, UNKNOWN_AGENCY, UNKNOWN_PROVINCE};

kinds! {
    MERGED_INTO_ITSELF = "merged-into-itself" UNPROCESSABLE_ENTITY,
        "An organisation is not merged into itself",
        "Name the other organisation as the one that survives.";
    ALREADY_MERGED = "already-merged" CONFLICT,
        "The organisation was merged already",
        "Read the organisation that the problem names; it is the one that is left.";
    SURVIVOR_MERGED = "survivor-merged" CONFLICT,
        "The organisation that is to survive was itself merged",
        "Merge into the organisation that the problem names.";
    BOTH_HOLD = "both-hold-a-certificate" CONFLICT,
        "Both organisations hold a certificate of the same kind",
        "End or revoke one of the two certificates first: nobody holds two of a kind.";
    APPLICANT_MERGED = "applicant-merged" CONFLICT,
        "The applicant was merged into another organisation",
        "File as the organisation that the problem names.";
    NO_APPROVAL = "no-approval" UNPROCESSABLE_ENTITY,
        "The case that is named approved no aid",
        "Name a case that GET /v1/aid lists.";
    OTHER_CURRENCY = "other-currency" UNPROCESSABLE_ENTITY,
        "The aid was approved in another currency",
        "Name the value in the currency of the approval; sums of two currencies are never added up.";
    NO_SUCH_YEAR = "no-such-year" UNPROCESSABLE_ENTITY,
        "No report can be about that year",
        "Name the year that the report is about; it has begun, and is 1990 or later.";
    AGENCY_OF_ELSEWHERE = "agency-of-elsewhere" UNPROCESSABLE_ENTITY,
        "The agency governs another province",
        "Name the province's own committee, or a body of the whole country.";
    FOCAL_POINT_VACANT = "focal-point-vacant" CONFLICT,
        "Nobody is named there",
        "Nothing needs to be done; GET /v1/focal-points lists who is named.";
}

/// What a refused command about an organisation is answered with.
pub(super) fn organisation(rejection: &OrganisationRejection) -> Problem {
    use OrganisationRejection as R;

    match rejection {
        R::NotAllowed { needed } => Problem::new(&NOT_ALLOWED).with("needed_role", needed.name()),
        R::IntoItself => Problem::new(&MERGED_INTO_ITSELF),
        R::AlreadyMerged { into } => Problem::new(&ALREADY_MERGED).with("into", into.to_string()),
        R::SurvivorMerged { into } => Problem::new(&SURVIVOR_MERGED).with("into", into.to_string()),
        R::BothHold { kind } => Problem::new(&BOTH_HOLD).with("certificate_kind", kind.as_str()),
    }
}

/// What a refused command about a focal point is answered with.
pub(super) fn focal_point(rejection: &FocalPointRejection) -> Problem {
    use FocalPointRejection as R;

    match rejection {
        R::NotAllowed { needed } => Problem::new(&NOT_ALLOWED).with("needed_role", needed.name()),
        R::UnknownProvince { province } => {
            Problem::new(&UNKNOWN_PROVINCE).with("province", province.as_str())
        }
        R::UnknownAgency { agency } => {
            Problem::new(&UNKNOWN_AGENCY).with("agency", agency.as_str())
        }
        R::AgencyOfElsewhere { agency } => {
            Problem::new(&AGENCY_OF_ELSEWHERE).with("agency", agency.as_str())
        }
        R::Vacant => Problem::new(&FOCAL_POINT_VACANT),
    }
}
