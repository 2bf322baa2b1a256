//! What may stand in a text.

use crate::http::turns_direction;

/// A longer text is a slip: no title, condition or article is.
const CHARACTERS_MAX: usize = 10_000;

/// Characters that count as letters or as nothing, and that nobody sees.
const UNSEEN: [char; 10] = [
    '\u{ad}', '\u{115f}', '\u{1160}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{2800}',
    '\u{3164}', '\u{feff}',
];

/// Whether nothing is to be seen in it.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|it| it.is_whitespace() || UNSEEN.contains(&it))
}

/// What is wrong with a text, whatever it is for.
pub(super) fn fault(text: &str) -> Option<String> {
    let unseen = |it: char| it != '\n' && it.is_control() || turns_direction(it);
    if text.contains(unseen) {
        return Some(format!("{text:?} has a control character; drop it"));
    }
    let length = text.chars().count();
    (length > CHARACTERS_MAX).then(|| {
        format!("this text has {length} characters, and {CHARACTERS_MAX} are the most; shorten it")
    })
}
