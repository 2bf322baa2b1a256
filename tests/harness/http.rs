//! A client for tests: it says what it sends, and hides nothing of the answer.

use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::Person;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Sends requests to one address, with headers that stay.
#[derive(Debug, Clone)]
pub struct Http {
    address: SocketAddr,
    headers: HeaderMap,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// An event of a stream that the server keeps open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerSentEvent {
    /// Its id, by which a client goes on after a break.
    pub id: Option<String>,
    /// Its name.
    pub event: Option<String>,
    /// What it says.
    pub data: String,
}

/// A stream of events that the server keeps open.
#[derive(Debug)]
pub struct ServerSentEvents {
    /// The answer's status.
    pub status: u16,
    /// The answer's headers.
    pub headers: HeaderMap,
    body: Incoming,
    unread: Vec<u8>,
}

impl Http {
    /// A client of the service at this address.
    #[must_use]
    pub fn at(address: SocketAddr) -> Self {
        Self {
            address,
            headers: HeaderMap::new(),
        }
    }

    /// Where it sends its requests.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// This client, with another header.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        let value = HeaderValue::from_str(value).unwrap();
        client.headers.insert(HeaderName::from_static(name), value);
        client
    }

    /// This client, used by somebody.
    #[must_use]
    pub fn acting_as(&self, who: &Person) -> Self {
        let client = self.with("hoso-actor", &who.actor.to_string());
        client.with("hoso-agency", &who.party.to_string())
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, Bytes::new()).await
    }

    /// Sends a JSON document.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        let body = serde_json::to_vec(body).unwrap();
        self.send(Method::POST, path, body.into()).await
    }

    /// Puts a JSON document.
    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        let body = serde_json::to_vec(body).unwrap();
        self.send(Method::PUT, path, body.into()).await
    }

    /// Sends any request.
    pub async fn send(&self, method: Method, path: &str, body: Bytes) -> Reply {
        let answer = self.try_send(method, path, body).await;
        answer.unwrap_or_else(|error| panic!("{path}: {error:#}"))
    }

    /// Sends any request to a service that may be away.
    pub async fn try_send(&self, method: Method, path: &str, body: Bytes) -> anyhow::Result<Reply> {
        timeout(PATIENCE, async {
            let answer = self.open(method, path, body).await?;
            let (parts, body) = answer.into_parts();
            Ok(Reply {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: body.collect().await?.to_bytes(),
            })
        })
        .await?
    }

    /// Opens a stream of events.
    pub async fn events(&self, path: &str) -> ServerSentEvents {
        let client = self.with("accept", "text/event-stream");
        let answer = client.open(Method::GET, path, Bytes::new()).await;
        let (parts, body) = answer.unwrap().into_parts();
        ServerSentEvents {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
            unread: vec![],
        }
    }

    async fn open(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> anyhow::Result<Response<Incoming>> {
        let stream = TokioIo::new(TcpStream::connect(self.address).await?);
        let (mut sender, connection) = http1::handshake(stream).await?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string());
        if !body.is_empty() && !self.headers.contains_key(CONTENT_TYPE) {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let mut request = request.body(Full::new(body))?;
        request.headers_mut().extend(self.headers.clone());
        Ok(sender.send_request(request).await?)
    }
}

impl Reply {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// This answer, when it has the status; fails with what it says otherwise.
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

impl ServerSentEvents {
    /// The next event; nothing when the server ended the stream. Comments are passed over.
    pub async fn next(&mut self) -> Option<ServerSentEvent> {
        let next = timeout(PATIENCE, self.read()).await;
        next.expect("the next event takes too long")
    }

    async fn read(&mut self) -> Option<ServerSentEvent> {
        loop {
            while let Some(end) = self.unread.windows(2).position(|it| it == b"\n\n") {
                let block: Vec<u8> = self.unread.drain(..end + 2).collect();
                if let Some(event) = parse(std::str::from_utf8(&block).unwrap()) {
                    return Some(event);
                }
            }
            let frame = self.body.frame().await?.ok()?;
            if let Some(data) = frame.data_ref() {
                self.unread.extend_from_slice(data);
            }
        }
    }
}

fn parse(block: &str) -> Option<ServerSentEvent> {
    let mut event = ServerSentEvent::default();
    let mut data = vec![];
    for line in block.lines().filter(|it| !it.starts_with(':')) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "id" => event.id = Some(value.to_owned()),
            "event" => event.event = Some(value.to_owned()),
            "data" => data.push(value),
            _ => (),
        }
    }
    event.data = data.join("\n");
    (!data.is_empty()).then_some(event)
}
