//! A stand-in for a store that speaks S3: a real HTTP server with one bucket, which checks every
//! signature, and misbehaves when it is asked to.

mod carried_out;
mod signature;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody, combinators::BoxBody};
use hyper::body::{Body as _, Bytes, Frame, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use services::documents::s3::S3;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

use self::carried_out::Answer;

/// Its only bucket.
const NAME: &str = "papers";

/// Who may use it.
const KEY_ID: &str = "HOSOTESTS";

/// The secret of that key.
const SECRET: &str = "not/known+to anybody";

/// Where it says it is.
const REGION: &str = "hanoi-1";

/// What the stand-in does once instead of what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hitch {
    /// Says 500 to whatever comes next, having done nothing.
    Fails,
    /// Hangs up in the middle of the next part of a file that comes in.
    CutsAPart,
    /// Hangs up in the middle of the next file that goes out.
    CutsAFile,
    /// Takes in the next file or part of one, and hangs up without a word.
    SaysNothing,
    /// Makes the next file whole out of its parts, and hangs up without a word.
    EndsWithoutAWord,
}

/// A stand-in, which ends with the test.
#[derive(Debug)]
pub struct Bucket {
    url: String,
    folder: TempDir,
    state: Arc<Mutex<State>>,
    serving: Mutex<AbortHandle>,
}

#[derive(Debug, Default)]
struct State {
    objects: BTreeMap<String, Bytes>,
    uploads: BTreeMap<String, Upload>,
    uploads_begun: usize,
    hitches: VecDeque<Hitch>,
    faults: Vec<String>,
    keeps_versions: bool,
}

/// A file that comes in part by part.
#[derive(Debug, Default)]
struct Upload {
    key: String,
    parts: BTreeMap<usize, Bytes>,
}

impl Bucket {
    /// Opens it.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let folder = TempDir::with_prefix("hoso-bucket-").unwrap();
        std::fs::write(folder.path().join("secret"), format!("{SECRET}\n")).unwrap();
        let state = Arc::<Mutex<State>>::default();
        let serving = Mutex::new(serve(listener, state.clone()));
        Self {
            url,
            folder,
            state,
            serving,
        }
    }

    /// The settings of somebody who may use it.
    #[must_use]
    pub fn settings(&self) -> S3 {
        S3 {
            bucket: Some(NAME.to_owned()),
            endpoint: Some(self.url.clone()),
            region: Some(REGION.to_owned()),
            access_key_id: Some(KEY_ID.to_owned()),
            secret_access_key_file: Some(self.secret_file()),
            allow_http: Some(true),
            ..S3::default()
        }
    }

    /// The same as the environment says it.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let secret = self.secret_file().display().to_string();
        vec![
            ("HOSO_S3_BUCKET", NAME.to_owned()),
            ("HOSO_S3_ENDPOINT", self.url.clone()),
            ("HOSO_S3_REGION", REGION.to_owned()),
            ("HOSO_S3_ACCESS_KEY_ID", KEY_ID.to_owned()),
            ("HOSO_S3_SECRET_ACCESS_KEY_FILE", secret),
            ("HOSO_S3_ALLOW_HTTP", "true".to_owned()),
        ]
    }

    /// The file with the secret.
    #[must_use]
    pub fn secret_file(&self) -> PathBuf {
        self.folder.path().join("secret")
    }

    /// The keys of all files, but for the one with which the service tries whether it can store any.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let state = self.state();
        let keys = state.objects.keys().filter(|it| !it.starts_with("probe/"));
        keys.cloned().collect()
    }

    /// What is stored under a key.
    #[must_use]
    pub fn stored(&self, key: &str) -> Bytes {
        self.state().objects[key].clone()
    }

    /// Stores something under a key.
    pub fn store(&self, key: &str, bytes: impl Into<Bytes>) {
        self.state().objects.insert(key.to_owned(), bytes.into());
    }

    /// How many files are coming in part by part, and not yet whole.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.state().uploads.len()
    }

    /// How many files ever came in part by part.
    #[must_use]
    pub fn came_in_parts(&self) -> usize {
        self.state().uploads_begun
    }

    /// Lets it misbehave, once for each of these.
    pub fn misbehave(&self, hitches: &[Hitch]) {
        self.state().hitches.extend(hitches);
    }

    /// How many of these are still to come.
    #[must_use]
    pub fn hitches_to_come(&self) -> usize {
        self.state().hitches.len()
    }

    /// Lets it keep what is deleted, as a bucket with versioning does.
    pub fn keep_versions(&self) {
        self.state().keeps_versions = true;
    }

    /// What was wrong with what it was asked.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        self.state().faults.clone()
    }

    /// Is away: nobody listens any more. What is stored stays.
    pub fn leave(&self) {
        self.serving.lock().unwrap().abort();
    }

    /// Is there again, where it was.
    pub async fn come_back(&self) {
        let address = self.url.trim_start_matches("http://");
        let mut listener = None;
        let free = async || {
            listener = TcpListener::bind(address).await.ok();
            listener.is_some()
        };
        crate::wait_until("the address is free", Duration::from_secs(10), free).await;
        let serving = serve(listener.unwrap(), self.state.clone());
        *self.serving.lock().unwrap() = serving;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Serves, on connections that end together with the task.
fn serve(listener: TcpListener, state: Arc<Mutex<State>>) -> AbortHandle {
    let serving = tokio::spawn(async move {
        let mut connections = tokio::task::JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let state = state.clone();
            let service = service_fn(move |request| answer(state.clone(), request));
            connections
                .spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    serving.abort_handle()
}

/// What goes out; it may break off.
type Outgoing = BoxBody<Bytes, io::Error>;

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Outgoing>, io::Error> {
    let (parts, body) = request.into_parts();
    let hitch = state.lock().unwrap().take_hitch(&parts);
    let Some(body) = whole(body, hitch).await? else {
        return Err(io::Error::other("hangs up in the middle of a part"));
    };
    if hitch == Some(Hitch::Fails) {
        let answer = Answer::fault(500, "InternalError");
        return Ok(sent(&parts.method, answer, None));
    }
    let answer = {
        let mut state = state.lock().unwrap();
        let checked = signature::check(&parts, &body, SECRET);
        match checked.and_then(|()| state.carry_out(&parts, &body)) {
            Ok(answer) => answer,
            Err(fault) => {
                state
                    .faults
                    .push(format!("{} {}: {fault}", parts.method, parts.uri));
                Answer::fault(403, "SignatureDoesNotMatch")
            }
        }
    };
    if matches!(hitch, Some(Hitch::SaysNothing | Hitch::EndsWithoutAWord)) {
        return Err(io::Error::other("hangs up without a word"));
    }
    Ok(sent(&parts.method, answer, hitch))
}

/// What came in; none if it is to be cut off in the middle.
async fn whole(mut body: Incoming, hitch: Option<Hitch>) -> Result<Option<Bytes>, io::Error> {
    let half = body.size_hint().lower() / 2;
    let mut read = vec![];
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(io::Error::other)?;
        read.extend_from_slice(&frame.into_data().unwrap_or_default());
        if hitch == Some(Hitch::CutsAPart) && read.len() as u64 >= half {
            return Ok(None);
        }
    }
    Ok(Some(read.into()))
}

/// The answer, which breaks off in the middle if it is to.
fn sent(method: &Method, answer: Answer, hitch: Option<Hitch>) -> Response<Outgoing> {
    let Answer { mut response, body } = answer;
    let length = body.len();
    response = response.header("content-length", length);
    let mut frames = vec![];
    if method != Method::HEAD {
        if hitch == Some(Hitch::CutsAFile) {
            frames.push(Ok(Frame::data(body.slice(..length / 2))));
            frames.push(Err(io::Error::other("hangs up in the middle of a file")));
        } else {
            frames.push(Ok(Frame::data(body)));
        }
    }
    let body = StreamBody::new(stream::iter(frames));
    response.body(BoxBody::new(body)).unwrap()
}

impl State {
    /// The next hitch, if it is meant for such a request.
    fn take_hitch(&mut self, request: &Parts) -> Option<Hitch> {
        let next = *self.hitches.front()?;
        let query = request.uri.query().unwrap_or_default();
        let (is_part, is_of_upload) = (query.contains("partNumber"), query.contains("uploadId"));
        let is_meant = match next {
            Hitch::Fails => true,
            Hitch::CutsAPart => request.method == Method::PUT && is_part,
            Hitch::CutsAFile => request.method == Method::GET && request.uri.query().is_none(),
            Hitch::SaysNothing => request.method == Method::PUT,
            Hitch::EndsWithoutAWord => request.method == Method::POST && is_of_upload,
        };
        is_meant.then(|| self.hitches.pop_front()).flatten()
    }
}
