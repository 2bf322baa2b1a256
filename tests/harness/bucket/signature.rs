//! The signature of a request, as version 4 of Amazon's says it is made.

use std::fmt::Write as _;

use hyper::http::request::Parts;
use ring::{digest, hmac};
use services::Clock;
use time::macros::format_description;
use time::{Duration, PrimitiveDateTime};

use super::{KEY_ID, REGION};

/// How wrong the sender's clock may be.
const OFF_MAX: Duration = Duration::minutes(15);

/// Says what is wrong with the signature of a request, if anything is.
pub(super) fn check(request: &Parts, body: &[u8], secret: &str) -> Result<(), String> {
    let said = header(request, "authorization")?;
    let said = said
        .strip_prefix("AWS4-HMAC-SHA256 ")
        .ok_or("not signed by version 4")?;
    let part = |name: &str| {
        let mut parts = said.split(", ");
        parts
            .find_map(|it| it.strip_prefix(name))
            .ok_or(format!("{name} is missing"))
    };
    let (credential, signed, signature) = (
        part("Credential=")?,
        part("SignedHeaders=")?,
        part("Signature=")?,
    );

    let at = header(request, "x-amz-date")?;
    is_now(at)?;
    let scope = format!("{}/{REGION}/s3/aws4_request", &at[..8]);
    if credential != format!("{KEY_ID}/{scope}") {
        return Err(format!("signed by {credential}"));
    }
    let content = header(request, "x-amz-content-sha256")?;
    if content != hexadecimal(digest::digest(&digest::SHA256, body).as_ref()) {
        return Err("the signed digest is of another body".to_owned());
    }
    for name in ["host", "x-amz-content-sha256", "x-amz-date"] {
        if !signed.split(';').any(|it| it == name) {
            return Err(format!("{name} is not signed"));
        }
    }
    if request.headers.contains_key("x-amz-copy-source") && !signed.contains("x-amz-copy-source") {
        return Err("what to copy is not signed".to_owned());
    }

    let canonical = canonical(request, signed, content)?;
    let digest = hexadecimal(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
    let to_sign = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}");
    let mut key = format!("AWS4{secret}").into_bytes();
    for step in [&at[..8], REGION, "s3", "aws4_request"] {
        key = mac(&key, step.as_bytes());
    }
    let expected = hexadecimal(&mac(&key, to_sign.as_bytes()));
    if signature != expected {
        return Err(format!(
            "the signature is {signature} and should be {expected}"
        ));
    }
    Ok(())
}

fn canonical(request: &Parts, signed: &str, content: &str) -> Result<String, String> {
    let mut query: Vec<&str> = request.uri.query().unwrap_or_default().split('&').collect();
    query.sort_unstable();
    let mut text = format!(
        "{}\n{}\n{}\n",
        request.method,
        request.uri.path(),
        query.join("&")
    );
    for name in signed.split(';') {
        let _ = writeln!(text, "{name}:{}", header(request, name)?.trim());
    }
    let _ = write!(text, "\n{signed}\n{content}");
    Ok(text)
}

fn is_now(at: &str) -> Result<(), String> {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    let signed = PrimitiveDateTime::parse(at, format).map_err(|error| format!("{at}: {error}"))?;
    let off = (Clock::Wall.now() - signed.assume_utc()).abs();
    if off > OFF_MAX {
        return Err(format!("signed {off} ago"));
    }
    Ok(())
}

fn header<'a>(request: &'a Parts, name: &str) -> Result<&'a str, String> {
    let value = request.headers.get(name);
    let value = value.and_then(|it| it.to_str().ok());
    value.ok_or(format!("{name} is missing"))
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text).as_ref().to_vec()
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, it| {
        let _ = write!(text, "{it:02x}");
        text
    })
}
