//! What a store does that speaks S3, as far as files of cases need it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use hyper::Method;
use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use hyper::http::response::Builder;
use ring::digest;
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

use super::signature::hexadecimal;
use super::{NAME, State, Upload};

/// A part may not be smaller, but for the last.
const PART_BYTES_MIN: usize = 5 << 20;

/// An answer before it is sent.
pub(super) struct Answer {
    pub(super) response: Builder,
    pub(super) body: Bytes,
}

impl Answer {
    fn of(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            response: Response::builder().status(status),
            body: body.into(),
        }
    }

    pub(super) fn fault(status: u16, code: &str) -> Self {
        Self::of(status, format!("<Error><Code>{code}</Code></Error>"))
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.response = self.response.header(name, value);
        self
    }
}

impl State {
    /// Carries out a request whose signature holds, or says why it makes no sense.
    pub(super) fn carry_out(&mut self, request: &Parts, body: &Bytes) -> Result<Answer, String> {
        let path = request.uri.path().trim_start_matches('/');
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != NAME {
            return Ok(Answer::fault(404, "NoSuchBucket"));
        }
        let query = query(request);
        let upload = query.get("uploadId").copied();
        match (&request.method, upload) {
            (&Method::GET, None) if query.contains_key("list-type") => Ok(self.list(&query)),
            (&Method::GET | &Method::HEAD, None) => Ok(self.get(request, key)),
            (&Method::PUT, Some(id)) => self.put_part(id, &query, body),
            (&Method::PUT, None) => match request.headers.get("x-amz-copy-source") {
                Some(from) => self.copy(from.to_str().unwrap_or_default(), key),
                None => Ok(self.put(key, body)),
            },
            (&Method::POST, Some(id)) => self.complete(id, key, body),
            (&Method::POST, None) if query.contains_key("uploads") => Ok(self.begin(key)),
            (&Method::DELETE, Some(id)) => {
                self.uploads.remove(id);
                Ok(Answer::of(204, ""))
            }
            (&Method::DELETE, None) => {
                self.objects.remove(key);
                Ok(Answer::of(204, ""))
            }
            (method, _) => Err(format!("{method} is not what files need")),
        }
    }

    fn get(&self, request: &Parts, key: &str) -> Answer {
        let Some(bytes) = self.objects.get(key) else {
            return Answer::fault(404, "NoSuchKey");
        };
        let range = request.headers.get("range").and_then(|it| it.to_str().ok());
        let answer = match range.map(|it| asked_for(it, bytes.len())) {
            None => Answer::of(200, bytes.clone()),
            Some(None) => return Answer::fault(416, "InvalidRange"),
            Some(Some(range)) => {
                let (first, last, all) = (range.start, range.end - 1, bytes.len());
                let told = format!("bytes {first}-{last}/{all}");
                Answer::of(206, bytes.slice(range)).with("content-range", &told)
            }
        };
        let modified = OffsetDateTime::UNIX_EPOCH.format(&Rfc2822).unwrap();
        answer
            .with("etag", &tag(bytes))
            .with("last-modified", &modified)
    }

    fn put(&mut self, key: &str, bytes: &Bytes) -> Answer {
        let answer = Answer::of(200, "").with("etag", &tag(bytes));
        self.objects.insert(key.to_owned(), bytes.clone());
        if self.keeps_versions {
            return answer.with("x-amz-version-id", "3HL4kqtJlcpXroDTDmJ");
        }
        answer
    }

    fn copy(&mut self, from: &str, key: &str) -> Result<Answer, String> {
        let from = from.trim_start_matches('/').replace("%2F", "/");
        let Some(from) = from.strip_prefix(&format!("{NAME}/")) else {
            return Err(format!("{from} is of another bucket"));
        };
        let Some(bytes) = self.objects.get(from).cloned() else {
            return Ok(Answer::fault(404, "NoSuchKey"));
        };
        let told = format!(
            "<CopyObjectResult><ETag>{}</ETag></CopyObjectResult>",
            tag(&bytes)
        );
        self.objects.insert(key.to_owned(), bytes);
        Ok(Answer::of(200, told))
    }

    fn begin(&mut self, key: &str) -> Answer {
        self.uploads_begun += 1;
        let id = format!("upload-{}", self.uploads_begun);
        let told = format!(
            "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        );
        let upload = Upload {
            key: key.to_owned(),
            parts: BTreeMap::new(),
        };
        self.uploads.insert(id, upload);
        Answer::of(200, told)
    }

    fn put_part(
        &mut self,
        id: &str,
        query: &BTreeMap<&str, &str>,
        bytes: &Bytes,
    ) -> Result<Answer, String> {
        let number = query.get("partNumber").and_then(|it| it.parse().ok());
        let number = number.ok_or("the part has no number")?;
        let Some(upload) = self.uploads.get_mut(id) else {
            return Ok(Answer::fault(404, "NoSuchUpload"));
        };
        upload.parts.insert(number, bytes.clone());
        Ok(Answer::of(200, "").with("etag", &tag(bytes)))
    }

    fn complete(&mut self, id: &str, key: &str, body: &Bytes) -> Result<Answer, String> {
        let Some(upload) = self.uploads.remove(id) else {
            return Ok(Answer::fault(404, "NoSuchUpload"));
        };
        let last = upload.parts.len();
        if upload.key != key || !upload.parts.keys().copied().eq(1..=last) {
            return Err("the parts are not those of the file".to_owned());
        }
        let mut parts = upload.parts.iter();
        if parts.any(|it| *it.0 < last && it.1.len() < PART_BYTES_MIN) {
            return Ok(Answer::fault(400, "EntityTooSmall"));
        }
        let named = String::from_utf8_lossy(body).replace("&quot;", "\"");
        let mut from = 0;
        for (number, bytes) in &upload.parts {
            for text in [tag(bytes), format!("<PartNumber>{number}</PartNumber>")] {
                let found = named[from..].find(&text);
                found.ok_or(format!("part {number} is not named: {named}"))?;
            }
            from += named[from..].find("</Part>").unwrap_or_default() + 1;
        }
        let whole: Vec<u8> = upload.parts.values().flatten().copied().collect();
        let tag = tag(&whole);
        self.objects.insert(key.to_owned(), whole.into());
        let told = format!(
            "<CompleteMultipartUploadResult><ETag>{tag}</ETag></CompleteMultipartUploadResult>"
        );
        Ok(Answer::of(200, told))
    }

    fn list(&self, query: &BTreeMap<&str, &str>) -> Answer {
        let prefix = query.get("prefix").copied().unwrap_or_default();
        let prefix = prefix.replace("%2F", "/");
        let modified = OffsetDateTime::UNIX_EPOCH.format(&Rfc3339).unwrap();
        let mut told = "<ListBucketResult>".to_owned();
        for (key, bytes) in self.objects.iter().filter(|it| it.0.starts_with(&prefix)) {
            let size = bytes.len();
            let _ = write!(
                told,
                "<Contents><Key>{key}</Key><Size>{size}</Size>\
                 <LastModified>{modified}</LastModified></Contents>"
            );
        }
        Answer::of(200, told + "</ListBucketResult>")
    }
}

fn query(request: &Parts) -> BTreeMap<&str, &str> {
    let query = request.uri.query().unwrap_or_default();
    let pairs = query.split('&').filter(|it| !it.is_empty());
    pairs
        .map(|it| it.split_once('=').unwrap_or((it, "")))
        .collect()
}

/// The bytes that somebody asks for, if there are such bytes.
fn asked_for(range: &str, all: usize) -> Option<Range<usize>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let first = first.parse().ok()?;
    let end = match last {
        "" => all,
        last => last.parse::<usize>().ok()? + 1,
    };
    (first < end.min(all)).then_some(first..end.min(all))
}

fn tag(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    format!("\"{}\"", hexadecimal(&digest.as_ref()[..16]))
}
