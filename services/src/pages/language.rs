//! Which language a page is in.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use domain::Language;

/// The cookie that remembers what a reader chose.
pub(super) const COOKIE_NAME: &str = "hoso_lang";

/// What the language calls itself.
pub(super) fn own_name(language: Language) -> &'static str {
    match language {
        Language::Vi => "Tiếng Việt",
        Language::En => "English",
    }
}

/// What the address asks for, or else was chosen before, or else the browser prefers, or else
/// Vietnamese.
pub(super) fn wanted(asked: Option<&str>, headers: &HeaderMap) -> Language {
    asked
        .and_then(Language::tagged)
        .or_else(|| remembered(headers))
        .or_else(|| preferred(headers))
        .unwrap_or(Language::Vi)
}

fn remembered(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(COOKIE).into_iter();
    cookies
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, tag)| Language::tagged(tag))
}

/// The language with the highest weight; of equal ones, the first named.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for range in accepted.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let primary = tag.split('-').next().unwrap_or_default();
        let weight = parts
            .find_map(|it| it.strip_prefix("q="))
            .map_or(Some(1.0), |it| it.parse().ok())
            .filter(|it| *it > 0.0);
        let (Some(language), Some(weight)) = (Language::tagged(primary), weight) else {
            continue;
        };
        if best.is_none_or(|(best, _)| weight > best) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use domain::Language;

    use super::wanted;

    fn headers(cookie: &'static str, accept: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        headers
    }

    #[test]
    fn the_address_comes_before_the_cookie_and_the_cookie_before_the_browser() {
        let headers = headers("a=b; hoso_lang=en", "vi");
        assert_eq!(wanted(Some("vi"), &headers), Language::Vi);
        assert_eq!(wanted(None, &headers), Language::En);
        assert_eq!(wanted(Some("xx"), &headers), Language::En);
    }

    #[test]
    fn the_browser_says_which_language_it_prefers() {
        let by_browser = |accept| wanted(None, &headers("x=1", accept));
        assert_eq!(by_browser("fr-FR, en-GB;q=0.8, vi;q=0.7"), Language::En);
        assert_eq!(by_browser("en;q=0.5, vi-VN;q=0.9"), Language::Vi);
        assert_eq!(by_browser("en;q=0, fr"), Language::Vi);
        assert_eq!(by_browser("en;q=nonsense"), Language::Vi);
    }

    #[test]
    fn vietnamese_is_the_language_of_whoever_says_nothing() {
        assert_eq!(wanted(None, &HeaderMap::new()), Language::Vi);
    }
}
