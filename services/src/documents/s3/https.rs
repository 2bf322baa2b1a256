//! Sends the requests of the object store by the HTTP client and the TLS that the portal's client uses.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody,
    HttpResponse, HttpResponseBody, HttpService,
};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Sleep, error::Elapsed, sleep, timeout};

use super::S3Error;

/// How long it may take to reach the store.
const CONNECTS_WITHIN: Duration = Duration::from_secs(5);

/// How long the store may take to answer, from the first byte that it is sent.
const ANSWERS_WITHIN: Duration = Duration::from_mins(1);

/// How long an answer may stand still.
const GOES_ON_WITHIN: Duration = Duration::from_secs(30);

/// How long a connection is kept that nobody uses.
const IDLES_FOR: Duration = Duration::from_secs(30);

type Client = legacy::Client<HttpsConnector<TcpConnector>, HttpRequestBody>;

/// Somebody who speaks with the store.
#[derive(Debug, Clone)]
pub(super) struct Connector {
    client: Client,
}

impl Connector {
    /// Trusts the certificates in the file, or those that browsers trust.
    pub(super) fn new(ca_file: Option<&Path>, allow_http: bool) -> Result<Self, S3Error> {
        let builder = match ca_file {
            Some(path) => HttpsConnectorBuilder::new().with_tls_config(trusting(path)?),
            None => HttpsConnectorBuilder::new().with_webpki_roots(),
        };
        let builder = if allow_http {
            builder.https_or_http()
        } else {
            builder.https_only()
        };
        let mut tcp = TcpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECTS_WITHIN));
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLES_FOR)
            .build(builder.enable_http1().wrap_connector(tcp));
        Ok(Self { client })
    }
}

fn trusting(path: &Path) -> Result<ClientConfig, S3Error> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| S3Error::Certificates {
        path: path.to_owned(),
        source,
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|it| failed(it.into()))? {
        let certificate = certificate.map_err(|it| failed(it.into()))?;
        roots.add(certificate).map_err(|it| failed(it.into()))?;
    }
    if roots.is_empty() {
        return Err(failed("there is none".into()));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|it| failed(it.into()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

impl HttpService for Connector {
    // As `async_trait` writes it, which the trait was declared with.
    fn call<'life0, 'async_trait>(
        &'life0 self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let asked = timeout(ANSWERS_WITHIN, self.client.request(request)).await;
            let answer = asked.map_err(late)?;
            let answer = answer.map_err(|it| HttpError::new(kind(&it), it))?;
            Ok(answer.map(|body| HttpResponseBody::new(Paced::new(body))))
        })
    }
}

fn late(error: Elapsed) -> HttpError {
    HttpError::new(HttpErrorKind::Timeout, error)
}

/// What kind of failure it is, from which follows whether the request is sent again.
fn kind(error: &legacy::Error) -> HttpErrorKind {
    if error.is_connect() {
        return HttpErrorKind::Connect;
    }
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<hyper::Error>() {
            if found.is_timeout() {
                return HttpErrorKind::Timeout;
            }
            if found.is_parse() {
                return HttpErrorKind::Decode;
            }
        }
        next = error.source();
    }
    // The connection broke: every request that is sent here may be sent again.
    HttpErrorKind::Request
}

/// A body that may not stand still for long.
#[derive(Debug)]
struct Paced {
    body: Incoming,
    /// Set while somebody waits for more.
    limit: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    fn new(body: Incoming) -> Self {
        Self { body, limit: None }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.limit = None;
            let broken = |it| HttpError::new(HttpErrorKind::Interrupted, it);
            return Poll::Ready(frame.map(|it| it.map_err(broken)));
        }
        let limit = self
            .limit
            .get_or_insert_with(|| Box::pin(sleep(GOES_ON_WITHIN)));
        limit.as_mut().poll(cx).map(|()| {
            let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
            Some(Err(HttpError::new(HttpErrorKind::Timeout, late)))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
