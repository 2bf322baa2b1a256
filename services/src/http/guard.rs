//! Keeps out whom nobody knows, and pages of other sites that use a browser to reach a server that
//! trusts its callers.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderName, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::problem::{Problem, bad};
use super::{Api, actor};

/// The header by which a browser says where a request comes from.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What everybody may read although nobody can sign in: what the law is, how much there is, and what
/// the log proves, which are hashes only.
const PUBLIC: [&str; 4] = ["/v1/procedures", "/v1/agencies", "/v1/figures", "/v1/log/"];

/// Refuses what a page of another site made a browser send, and whoever would have to sign in.
pub(super) async fn check(State(api): State<Api>, request: Request, next: Next) -> Response {
    let host = host(request.uri(), request.headers());
    // A foreign name that leads to this machine lets its pages read and write here as their own.
    if api.trusts_actor_headers && !host.as_ref().is_some_and(|it| is_own(it.host())) {
        return Problem::new(&bad::FOREIGN_HOST).into_response();
    }
    if !request.method().is_safe() && is_cross_site(request.headers(), host.as_ref()) {
        return Problem::new(&bad::CROSS_SITE).into_response();
    }
    if !api.trusts_actor_headers && is_protected(request.uri().path()) {
        return actor::unauthorized(&bad::NOT_AUTHENTICATED).into_response();
    }
    next.run(request).await
}

/// Whether an address tells of single cases, or does something to them.
fn is_protected(path: &str) -> bool {
    path.starts_with("/v1/") && !PUBLIC.iter().any(|it| path.starts_with(it))
}

/// By which name the server was addressed.
fn host(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let named = headers.get(HOST).and_then(|it| it.to_str().ok());
    let named = named.and_then(|it| it.parse().ok());
    uri.authority().cloned().or(named)
}

/// Whether a name is the loopback's, which nobody else can answer for.
fn is_own(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|it| it.is_loopback())
}

/// Whether the browser says that another site's page sent this. Other programs say nothing.
fn is_cross_site(headers: &HeaderMap, host: Option<&Authority>) -> bool {
    let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
    if site.is_some_and(|it| it != b"same-origin" && it != b"none") {
        return true;
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return false;
    };
    let origin = origin.to_str().ok().and_then(|it| it.split_once("://"));
    let authority = origin.and_then(|(_scheme, it)| it.parse::<Authority>().ok());
    authority.as_ref() != host
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::{is_cross_site, is_own, is_protected};

    #[test]
    fn only_names_of_the_loopback_are_own() {
        for own in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(is_own(own), "{own}");
        }
        for foreign in [
            "hoso.example",
            "localhost.example",
            "10.0.0.1",
            "0.0.0.0",
            "[::]",
            "",
        ] {
            assert!(!is_own(foreign), "{foreign}");
        }
    }

    #[test]
    fn nobody_unknown_reads_of_single_cases() {
        for closed in [
            "/v1/cases",
            "/v1/cases/1",
            "/v1/events",
            "/v1/audit",
            "/v1/certificates",
        ] {
            assert!(is_protected(closed), "{closed}");
        }
        for open in [
            "/v1/procedures/P",
            "/v1/agencies",
            "/v1/figures",
            "/health/live",
        ] {
            assert!(!is_protected(open), "{open}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_told_by_its_browser() {
        let host = "127.0.0.1:8080".parse().unwrap();
        let told = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_cross_site(&headers, Some(&host))
        };
        assert!(told("origin", "https://other.example"));
        assert!(told("origin", "http://127.0.0.1:9090"));
        assert!(told("origin", "null"));
        assert!(told("sec-fetch-site", "cross-site"));
        assert!(told("sec-fetch-site", "same-site"));
        assert!(!told("origin", "http://127.0.0.1:8080"));
        assert!(!told("sec-fetch-site", "same-origin"));
        assert!(!is_cross_site(&HeaderMap::new(), Some(&host)));
    }
}
