//! Searching Vietnamese text with and without diacritics.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The text in lower case, without diacritics and punctuation, its words one space apart.
///
/// `Hoà Bình`, `Hòa Bình` and `hoa binh` all give `hoa binh`.
#[must_use]
pub fn folded(text: &str) -> String {
    let plain = text
        .nfd()
        .filter(|it| !is_combining_mark(*it))
        .map(|it| match it {
            // These are letters of their own and do not decompose.
            'đ' | 'Đ' | 'ð' | 'Ð' => 'd',
            'ł' | 'Ł' => 'l',
            'ø' | 'Ø' => 'o',
            other => other,
        });
    let words: String = plain
        .flat_map(char::to_lowercase)
        .map(|it| if it.is_alphanumeric() { it } else { ' ' })
        .collect();
    // The one small letter that stands for two.
    let words = words.replace('ß', "ss");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What to ask the text index for: every word, the last of them perhaps unfinished.
///
/// Nothing when the text has no word.
#[must_use]
pub fn prefix_query(text: &str) -> Option<String> {
    let words: Vec<String> = folded(text)
        .split(' ')
        .filter(|it| !it.is_empty())
        .map(|it| format!("{it}:*"))
        .collect();
    (!words.is_empty()).then(|| words.join(" & "))
}

/// A text that is sought has no word in it, so it finds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoWord;

/// What to ask the text index for, where a text is sought.
pub(crate) fn sought(text: Option<&str>) -> Result<Option<String>, NoWord> {
    text.map(|it| prefix_query(it).ok_or(NoWord)).transpose()
}

#[cfg(test)]
mod tests {
    use super::{folded, prefix_query};

    #[test]
    fn diacritics_and_their_spelling_do_not_matter() {
        assert_eq!(folded("Quỹ Hoà Bình"), "quy hoa binh");
        assert_eq!(folded("Quỹ Hòa Bình"), "quy hoa binh");
        assert_eq!(
            folded("Qu\u{79}\u{303} Ho\u{300}a Bi\u{300}nh"),
            "quy hoa binh"
        );
        assert_eq!(folded("Đồng Đội"), "dong doi");
        assert_eq!(folded("Straße GROẞ"), "strasse gross");
    }

    #[test]
    fn punctuation_parts_words() {
        assert_eq!(folded("  G08-261008-0975 / A&B "), "g08 261008 0975 a b");
    }

    #[test]
    fn every_word_is_a_prefix_and_no_operator_gets_through() {
        assert_eq!(prefix_query("Hòa bì").as_deref(), Some("hoa:* & bi:*"));
        assert_eq!(prefix_query("a:* | !b").as_deref(), Some("a:* & b:*"));
        assert_eq!(prefix_query(" '&| "), None);
    }
}
