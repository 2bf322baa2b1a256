//! Addresses of pages: percent-encoding, queries, and cursors in them.

use std::fmt::Write as _;

use projections::case_list::Cursor;
use time::OffsetDateTime;

/// An address with a query of these fields; fields without a value are left out.
pub(super) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    let mut mark = '?';
    for (name, value) in query {
        if !value.is_empty() {
            let _ = write!(text, "{mark}{}={}", encoded(name), encoded(value));
            mark = '&';
        }
    }
    text
}

/// The same address in another language.
pub(super) fn in_language(path: &str, query: Option<&str>, tag: &str) -> String {
    let kept = query.unwrap_or_default().split('&');
    let kept = kept.filter(|it| !it.is_empty() && *it != "lang" && !it.starts_with("lang="));
    let fields: Vec<&str> = kept.collect();
    if fields.is_empty() {
        return format!("{path}?lang={tag}");
    }
    format!("{path}?{}&lang={tag}", fields.join("&"))
}

/// A cursor as it stands in an address.
pub(super) fn cursor_text(cursor: Cursor) -> String {
    match cursor.at {
        None => cursor.opened_position.to_string(),
        Some(at) => {
            let micros = at.unix_timestamp_nanos() / 1_000;
            format!("{}.{micros}", cursor.opened_position)
        }
    }
}

/// The cursor in an address; nothing when it is none.
pub(super) fn cursor(text: &str) -> Option<Cursor> {
    let (position, at) = match text.split_once('.') {
        Some((position, at)) => (position, Some(at)),
        None => (text, None),
    };
    let at = match at {
        None => None,
        Some(micros) => {
            let nanos = micros.parse::<i64>().ok().map(i128::from)? * 1_000;
            let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok();
            // The database knows fewer years than we do.
            Some(at.filter(|it| it.year() > 0)?)
        }
    };
    Some(Cursor {
        at,
        opened_position: position.parse().ok()?,
    })
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use projections::case_list::Cursor;
    use time::macros::datetime;

    use super::{address, cursor, cursor_text, in_language};

    #[test]
    fn whatever_is_searched_for_stays_in_its_field() {
        assert_eq!(
            address("/cases", &[("q", "Quỹ A&B=?"), ("status", "")]),
            "/cases?q=Qu%E1%BB%B9%20A%26B%3D%3F"
        );
        assert_eq!(address("/cases", &[("q", "")]), "/cases");
    }

    #[test]
    fn another_language_keeps_the_rest_of_the_address() {
        assert_eq!(in_language("/", None, "en"), "/?lang=en");
        assert_eq!(
            in_language("/cases", Some("q=a&lang=vi&status=b"), "en"),
            "/cases?q=a&status=b&lang=en"
        );
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for at in [None, Some(datetime!(2026-03-01 17:00:00.000_001 UTC))] {
            let sent = Cursor {
                at,
                opened_position: 4711,
            };
            assert_eq!(cursor(&cursor_text(sent)), Some(sent));
        }
        for nonsense in [
            "",
            "x",
            "1.",
            "1.x",
            "1.99999999999999999999",
            "1.9223372036854775807",
            "1.-300000000000000000",
        ] {
            assert_eq!(cursor(nonsense), None, "{nonsense}");
        }
    }
}
