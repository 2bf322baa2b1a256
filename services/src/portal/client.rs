//! Speaking with the portal.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use tokio::time::timeout;

use super::Portal;
use super::message::Ready;

/// A longer answer is not read.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// How much of a refusal is kept.
const WHY_CHARS_MAX: usize = 300;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Somebody who speaks with the portal.
#[derive(Debug, Clone)]
pub struct PortalClient {
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: String,
    token: Option<HeaderValue>,
    answers_within: Duration,
}

/// What came of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The portal has it.
    Confirmed,
    /// The portal will not have it, and says why.
    Refused(String),
    /// Nobody knows; it may be sent again.
    Unclear(String),
}

/// What the portal has of a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Has {
    /// The dossier, with this status.
    Status(u8),
    /// No such dossier.
    Nothing,
    /// It did not say.
    Unclear(String),
}

/// Why nobody can speak with the portal.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The file with the token cannot be read.
    #[error("reading the file with the portal's token")]
    Token(#[source] std::io::Error),
    /// The token cannot be sent.
    #[error("the portal's token is not one line of ASCII")]
    BadToken,
}

#[derive(Deserialize)]
struct Said {
    error_code: i64,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Found {
    #[serde(rename = "TrangThaiHoSo")]
    status: u8,
}

impl PortalClient {
    /// Reads the token; nothing is sent yet.
    pub fn new(portal: &Portal) -> Result<Self, ClientError> {
        let token = match &portal.token_file {
            None => None,
            Some(file) => {
                let token = std::fs::read_to_string(file).map_err(ClientError::Token)?;
                let bearer = HeaderValue::try_from(format!("Bearer {}", token.trim()));
                let mut bearer = bearer.map_err(|_| ClientError::BadToken)?;
                bearer.set_sensitive(true);
                Some(bearer)
            }
        };
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self {
            http: Client::builder(TokioExecutor::new()).build(connector),
            url: portal.url.clone(),
            token,
            answers_within: portal.answers_within,
        })
    }

    /// Sends a message, and says what came of it.
    pub async fn send(&self, message: &Ready) -> Answer {
        let body = message.body.to_string();
        let key = HeaderValue::try_from(&message.key);
        let Ok(key) = key else {
            return Answer::Refused("the key of the message cannot be sent".to_owned());
        };
        let request = self
            .request(Method::POST, message.service)
            .header(IDEMPOTENCY_KEY, key)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Full::from(body));
        let Ok(request) = request else {
            return Answer::Refused("the portal's address cannot be used".to_owned());
        };
        match self.answer(request).await {
            Ok((status, body)) => answer(status, &body),
            Err(unclear) => Answer::Unclear(unclear),
        }
    }

    /// Asks what the portal has of a dossier.
    pub async fn look_up(&self, code: &str) -> Has {
        let request = self
            .request(Method::GET, &format!("TraCuuHoSo?MaHoSo={code}"))
            .body(Full::default());
        let Ok(request) = request else {
            return Has::Unclear("the portal's address cannot be used".to_owned());
        };
        match self.answer(request).await {
            Ok((StatusCode::NOT_FOUND, _)) => Has::Nothing,
            Ok((status, body)) if status.is_success() => {
                match serde_json::from_slice::<Found>(&body) {
                    Ok(found) => Has::Status(found.status),
                    Err(_) => Has::Unclear("the answer cannot be read".to_owned()),
                }
            }
            Ok((status, _)) => Has::Unclear(format!("status {}", status.as_u16())),
            Err(unclear) => Has::Unclear(unclear),
        }
    }

    fn request(&self, method: Method, service: &str) -> hyper::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/{service}", self.url))
            .header(ACCEPT, "application/json");
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, token),
            None => request,
        }
    }

    /// The status and the body, or why there is none.
    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), String> {
        let asked = async {
            let response = self.http.request(request).await;
            // What a library says may name the address with its query; the log need not know.
            let response = response.map_err(|_| "the portal cannot be reached".to_owned())?;
            let (head, body) = response.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|_| "the answer broke off".to_owned())?;
            Ok((head.status, body.to_bytes()))
        };
        let in_time = timeout(self.answers_within, asked).await;
        in_time.unwrap_or_else(|_| Err("the portal does not answer in time".to_owned()))
    }
}

/// What an answer means: only a confirmation in so many words is one.
fn answer(status: StatusCode, body: &[u8]) -> Answer {
    let said = serde_json::from_slice::<Said>(body);
    let code = status.as_u16();
    let again = matches!(code, 401 | 403 | 408 | 425 | 429) || status.is_server_error();
    match said {
        Ok(said) if status.is_success() && said.error_code == 0 => Answer::Confirmed,
        Ok(said) if (status.is_success() || status.is_client_error()) && !again => {
            let why: String = said.message.chars().take(WHY_CHARS_MAX).collect();
            Answer::Refused(format!("{why} ({})", said.error_code))
        }
        Err(_) if status.is_client_error() && !again => Answer::Refused(format!("status {code}")),
        Ok(_) | Err(_) => Answer::Unclear(format!("status {code}, and no confirmation")),
    }
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;

    use super::{Answer, answer};

    fn said(status: u16, body: &str) -> Answer {
        answer(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn only_a_confirmation_is_one() {
        let confirmed = r#"{"error_code": 0, "message": "ok"}"#;
        assert_eq!(said(200, confirmed), Answer::Confirmed);
        for (status, body) in [
            (200, ""),
            (200, "{}"),
            (204, ""),
            (302, confirmed),
            (500, confirmed),
        ] {
            let unclear = said(status, body);
            assert!(
                matches!(unclear, Answer::Unclear(_)),
                "{status} {body}: {unclear:?}"
            );
        }
    }

    #[test]
    fn a_refusal_says_why_and_what_may_pass_is_none() {
        let refusal = r#"{"error_code": 7, "message": "MaTTHC không tồn tại"}"#;
        let why = Answer::Refused("MaTTHC không tồn tại (7)".to_owned());
        assert_eq!(said(200, refusal), why);
        assert_eq!(said(422, refusal), why);
        assert_eq!(said(400, "?"), Answer::Refused("status 400".to_owned()));
        for passing in [401, 403, 408, 429, 500, 502, 503] {
            assert!(
                matches!(said(passing, refusal), Answer::Unclear(_)),
                "{passing}"
            );
        }
    }
}
