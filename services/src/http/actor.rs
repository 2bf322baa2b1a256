//! Who acts. Until there is authentication, headers say so, where the server was told to believe.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header::WWW_AUTHENTICATE};
use domain::{Acting, ActorId, AgencyId, Party};
use uuid::Uuid;

use super::Api;
use super::params::{header, invalid_header};
use super::problem::{Kind, Problem, bad};
use crate::timers::SYSTEM;

/// The header that names whoever acts.
const ACTOR: HeaderName = HeaderName::from_static("hoso-actor");

/// The header that names the agency they act for.
const AGENCY: HeaderName = HeaderName::from_static("hoso-agency");

/// What stands in the header of the agency when the applicant acts.
const APPLICANT: &str = "applicant";

/// Who sends a command, and for whom.
pub(super) async fn acting(api: &Api, headers: &HeaderMap) -> Result<Acting, Problem> {
    if !api.trusts_actor_headers {
        return Err(unauthorized(&bad::NOT_AUTHENTICATED));
    }
    let (Some(actor), Some(party)) = (header(headers, &ACTOR)?, header(headers, &AGENCY)?) else {
        return Err(unauthorized(&bad::ACTOR_MISSING));
    };
    let actor = actor.parse::<Uuid>().ok().filter(|it| !it.is_nil());
    let actor = actor.ok_or_else(|| invalid_header(&ACTOR, "it is not a UUID"))?;
    if ActorId(actor) == SYSTEM {
        return Err(Problem::new(&bad::ACTS_AS_SYSTEM));
    }
    Ok(Acting {
        actor: ActorId(actor),
        party: self::party(api, party).await?,
        at: api.app.clock.now(),
    })
}

async fn party(api: &Api, name: &str) -> Result<Party, Problem> {
    if name == APPLICANT {
        return Ok(Party::Applicant);
    }
    let id: AgencyId = name
        .parse()
        .map_err(|_| invalid_header(&AGENCY, "it is not the id of an agency"))?;
    let law = api.app.law.current();
    // It may have been entered a moment ago, by another process.
    let known = law.agency(&id).is_some() || api.app.law.refresh().await?.agency(&id).is_some();
    if !known {
        return Err(Problem::new(&bad::AGENCY_NOT_IN_CATALOGUE).with("agency", id.as_str()));
    }
    Ok(Party::Agency(id))
}

/// The refusal of somebody who would have to say who they are.
pub(super) fn unauthorized(kind: &'static Kind) -> Problem {
    let scheme = HeaderValue::from_static("Hoso-Actor");
    Problem::new(kind).header(WWW_AUTHENTICATE, scheme)
}
