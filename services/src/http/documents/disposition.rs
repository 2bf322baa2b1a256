//! What files are called, in the header that says so (RFC 6266).

use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue};
use eventstore::Personal;
use uuid::Uuid;

use crate::http::params::{header, invalid_header};
use crate::http::problem::Problem;

/// The longest name, in characters.
const NAME_CHARACTERS_MAX: usize = 255;

/// What the sender calls a file, if anything.
pub(super) fn name(headers: &HeaderMap) -> Result<Option<Personal<String>>, Problem> {
    let Some(text) = header(headers, &CONTENT_DISPOSITION)? else {
        return Ok(None);
    };
    let refuse = |why| invalid_header(&CONTENT_DISPOSITION, why);
    let Some(name) = named(text) else {
        return Err(refuse(
            "it is not of the form attachment; filename*=UTF-8''…",
        ));
    };
    // A path is the sender's own business.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        return Err(refuse("the name is empty or too long"));
    }
    if name.contains(char::is_control) {
        return Err(refuse("the name has control characters"));
    }
    Ok(Some(Personal::new(name.to_owned())))
}

/// The extended parameter comes before the plain one.
fn named(text: &str) -> Option<String> {
    let parameters: Vec<(String, &str)> = text
        .split(';')
        .skip(1)
        .filter_map(|it| it.trim().split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
        .collect();
    let of = |name: &str| parameters.iter().find(|it| it.0 == name).map(|it| it.1);
    if let Some(value) = of("filename*") {
        let (charset, rest) = value.split_once('\'')?;
        let (_language, encoded) = rest.split_once('\'')?;
        return charset
            .eq_ignore_ascii_case("utf-8")
            .then(|| decoded(encoded))?;
    }
    let value = of("filename")?;
    let bare = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    Some(bare.unwrap_or(value).to_owned())
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let (digits, after) = rest.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The header with which a file is given out: it is to be saved under its name.
pub(super) fn attachment(name: Option<&str>, id: Uuid) -> HeaderValue {
    use std::fmt::Write as _;

    let name = name.map_or_else(|| id.to_string(), ToOwned::to_owned);
    let mut text = format!("attachment; filename=\"{id}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{attachment, decoded, named};

    #[test]
    fn a_name_survives_its_way_there_and_back() {
        let name = "Điều lệ \"2026\"; bản 1'.pdf";
        let header = attachment(Some(name), Uuid::nil());
        assert_eq!(named(header.to_str().unwrap()).as_deref(), Some(name));
        assert_eq!(
            named("attachment; filename=\"a b.txt\"").as_deref(),
            Some("a b.txt")
        );
        assert_eq!(
            named("attachment; filename=a.txt").as_deref(),
            Some("a.txt")
        );
        for nonsense in [
            "",
            "attachment",
            "attachment; filename*=latin1''a",
            "x; filename*=a",
        ] {
            assert_eq!(named(nonsense), None, "{nonsense}");
        }
        for nonsense in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decoded(nonsense), None, "{nonsense}");
        }
    }
}
