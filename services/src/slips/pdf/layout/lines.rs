//! Breaking text into lines: between words, and inside those that no line can hold.

use crate::slips::pdf::font::{Face, Fonts};

/// A line, and how wide it is.
pub(super) struct Line {
    pub(super) pieces: Vec<(Face, String)>,
    pub(super) width: f32,
}

impl Line {
    fn new() -> Self {
        Self {
            pieces: vec![],
            width: 0.0,
        }
    }

    fn add(&mut self, face: Face, text: &str, width: f32) {
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == face => piece.push_str(text),
            Some(_) | None => self.pieces.push((face, text.to_owned())),
        }
        self.width += width;
    }
}

/// The lines of a text, at least one.
pub(super) fn wrapped(fonts: &Fonts, spans: &[(Face, &str)], size: f32, width: f32) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    for (face, text) in spans {
        let text = fonts.printable(text);
        for word in text.split_inclusive(' ') {
            let whole = fonts.width(*face, size, word);
            let visible = fonts.width(*face, size, word.trim_end());
            let line = lines.last_mut().expect("there is a line");
            if line.width + visible <= width || visible > width && line.pieces.is_empty() {
                if visible <= width {
                    line.add(*face, word, whole);
                    continue;
                }
            } else {
                lines.push(Line::new());
                if visible <= width {
                    let line = lines.last_mut().expect("there is a line");
                    line.add(*face, word, whole);
                    continue;
                }
            }
            letters(fonts, &mut lines, (*face, word), size, width);
        }
    }
    lines
}

/// Breaks a word wherever the line ends.
fn letters(
    fonts: &Fonts,
    lines: &mut Vec<Line>,
    (face, word): (Face, &str),
    size: f32,
    width: f32,
) {
    for letter in word.chars() {
        let text = letter.to_string();
        let wide = fonts.width(face, size, &text);
        let full = lines
            .last()
            .is_some_and(|it| it.width + wide > width && !it.pieces.is_empty());
        if full {
            lines.push(Line::new());
        }
        if let Some(line) = lines.last_mut() {
            line.add(face, &text, wide);
        }
    }
}
