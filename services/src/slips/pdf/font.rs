//! The letters of papers: Libertinus Serif, which has every letter of Vietnamese.
//!
//! Vietnamese in composed form has a glyph for each letter, so a text is its letters side by side:
//! nothing has to be shaped.

use std::sync::OnceLock;

use krilla::text::{Font as Embedded, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};
use unicode_normalization::UnicodeNormalization as _;

/// Stands for a letter that the font does not have.
const MISSING: char = '\u{25a1}';

/// Stands for it where not even that is there.
const LAST_RESORT: char = '?';

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// As in running text.
    Regular,
    /// Heavier.
    Bold,
    /// Slanted.
    Italic,
}

/// A face, ready to measure and to embed.
pub(super) struct Font {
    pub(super) embedded: Embedded,
    reader: FontRef<'static>,
    units: f32,
}

/// Every face.
pub(super) struct Fonts {
    regular: Font,
    bold: Font,
    italic: Font,
}

/// The faces, read once.
pub(super) fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS.get_or_init(Fonts::read).as_ref()
}

impl Fonts {
    fn read() -> Option<Self> {
        // As typst-assets lists them; a test looks at their names.
        let mut files = typst_assets::fonts();
        Some(Self {
            regular: Font::read(files.next()?)?,
            bold: Font::read(files.next()?)?,
            italic: Font::read(files.next()?)?,
        })
    }

    pub(super) fn of(&self, face: Face) -> &Font {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
            Face::Italic => &self.italic,
        }
    }

    /// How wide a text is.
    pub(super) fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        let font = self.of(face);
        let widths = text.chars().map(|it| font.advance(it));
        widths.sum::<f32>() * size
    }

    /// A text as it can be printed: composed, without what controls a terminal, and with a mark
    /// for each letter that the font does not have.
    pub(super) fn printable(&self, text: &str) -> String {
        let mark = if self.regular.has(MISSING) {
            MISSING
        } else {
            LAST_RESORT
        };
        text.nfc()
            .map(|it| if it.is_whitespace() { ' ' } else { it })
            .filter(|it| !it.is_control())
            .map(|it| {
                let known = self.regular.has(it) && self.bold.has(it) && self.italic.has(it);
                if known { it } else { mark }
            })
            .collect()
    }
}

impl Font {
    fn read(file: &'static [u8]) -> Option<Self> {
        let embedded = Embedded::new(file.into(), 0)?;
        let units = embedded.units_per_em();
        let reader = FontRef::new(file).ok()?;
        Some(Self {
            embedded,
            reader,
            units,
        })
    }

    /// Whether there is a glyph for a letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.reader
            .charmap()
            .map(letter)
            .is_some_and(|it| it.to_u32() != 0)
    }

    /// How wide a letter is, in parts of its size.
    fn advance(&self, letter: char) -> f32 {
        let glyph = self.reader.charmap().map(letter).unwrap_or_default();
        let metrics = self
            .reader
            .glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(glyph).unwrap_or_default() / self.units
    }

    /// The glyphs of a text.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let id = self.reader.charmap().map(letter).unwrap_or_default();
            KrillaGlyph {
                glyph_id: GlyphId::new(id.to_u32()),
                text_range: at..at + letter.len_utf8(),
                x_advance: self.advance(letter),
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            }
        };
        text.char_indices().map(glyph).collect()
    }

    #[cfg(test)]
    pub(super) fn name(&self) -> String {
        let names = self
            .reader
            .localized_strings(skrifa::string::StringId::FULL_NAME);
        names
            .english_or_first()
            .map(|it| it.to_string())
            .unwrap_or_default()
    }
}
