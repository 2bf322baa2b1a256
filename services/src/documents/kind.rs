//! What a file is, by what it contains, whatever its sender says.

use domain::case::MediaType;

/// How many of its first bytes tell what a file is.
const TELLING_BYTES: usize = 8 * 1024;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognised {
    /// It is this, unless it is a text that later turns out to be none.
    As(MediaType),
    /// It is nothing that is taken in.
    Not,
}

/// Looks at a file as it streams by.
#[derive(Debug, Default)]
pub struct Recogniser {
    beginning: Vec<u8>,
    recognised: Option<Recognised>,
    text: TextCheck,
}

/// Follows UTF-8 across the borders of what arrives.
#[derive(Debug, Default)]
struct TextCheck {
    /// The bytes of a character whose rest has not arrived.
    unfinished: Vec<u8>,
    is_none: bool,
}

impl Recogniser {
    /// Looks at what arrived.
    pub fn look(&mut self, bytes: &[u8]) {
        self.text.look(bytes);
        if self.recognised.is_none() {
            let missing = TELLING_BYTES - self.beginning.len();
            self.beginning
                .extend_from_slice(&bytes[..bytes.len().min(missing)]);
            if self.beginning.len() == TELLING_BYTES {
                self.recognised = Some(by_beginning(&self.beginning));
            }
        }
        if self.recognised == Some(Recognised::As(MediaType::Text)) && self.text.is_none {
            self.recognised = Some(Recognised::Not);
        }
    }

    /// What the file is, as far as it was seen; none while too little of it was.
    #[must_use]
    pub fn so_far(&self) -> Option<Recognised> {
        self.recognised
    }

    /// What the file is, when all of it was seen.
    #[must_use]
    pub fn finish(self) -> Recognised {
        let recognised = self
            .recognised
            .unwrap_or_else(|| by_beginning(&self.beginning));
        if recognised == Recognised::As(MediaType::Text) && !self.text.is_text() {
            return Recognised::Not;
        }
        recognised
    }
}

fn by_beginning(bytes: &[u8]) -> Recognised {
    let found = infer::get(bytes).map(|it| it.mime_type());
    match found {
        Some(mime) => {
            let known = MediaType::ALL.into_iter().find(|it| it.name() == mime);
            known.map_or(Recognised::Not, Recognised::As)
        }
        None => Recognised::As(MediaType::Text),
    }
}

impl TextCheck {
    fn look(&mut self, bytes: &[u8]) {
        if self.is_none {
            return;
        }
        self.unfinished.extend_from_slice(bytes);
        let (text, rest) = match str::from_utf8(&self.unfinished) {
            Ok(text) => (text, 0),
            Err(error) if error.error_len().is_some() => {
                self.is_none = true;
                return;
            }
            Err(error) => {
                let (text, rest) = self.unfinished.split_at(error.valid_up_to());
                (str::from_utf8(text).unwrap_or_default(), rest.len())
            }
        };
        let forbidden = |it: char| it.is_control() && !matches!(it, '\n' | '\r' | '\t' | '\u{c}');
        self.is_none = text.contains(forbidden);
        let kept = self.unfinished.len() - rest;
        self.unfinished.drain(..kept);
    }

    fn is_text(&self) -> bool {
        !self.is_none && self.unfinished.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use domain::case::MediaType;

    use super::{Recognised, Recogniser};

    fn kind_of(bytes: &[u8], step: usize) -> Recognised {
        let mut recogniser = Recogniser::default();
        for part in bytes.chunks(step) {
            recogniser.look(part);
        }
        recogniser.finish()
    }

    fn zip_of(name: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes
    }

    #[test]
    fn a_file_is_what_it_contains() {
        let text = "Điều lệ của tổ chức\r\n\tĐiều 1.\n".repeat(900);
        let kinds: [(&[u8], MediaType); 6] = [
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", MediaType::Pdf),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", MediaType::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", MediaType::Jpeg),
            (&zip_of("notes.txt"), MediaType::Zip),
            (b"x", MediaType::Text),
            (text.as_bytes(), MediaType::Text),
        ];
        for (bytes, kind) in kinds {
            for step in [1, 7, 100_000] {
                assert_eq!(kind_of(bytes, step), Recognised::As(kind), "{kind:?}");
            }
        }
    }

    #[test]
    fn what_is_no_text_to_its_end_and_what_runs_is_not_taken_in() {
        let late = ["ấ".repeat(5_000).as_bytes(), b"\xff"].concat();
        let cut = ["ấ".repeat(5_000).as_bytes(), &"ấ".as_bytes()[..2]].concat();
        let control = ["a".repeat(20_000).as_bytes(), b"\0"].concat();
        for bytes in [
            &late[..],
            &cut,
            &control,
            b"\x7fELF\x02\x01\x01\0",
            b"MZ\x90\0\x03\0\0\0",
            b"GIF89a\x01\0",
        ] {
            for step in [3, 4_096] {
                assert_eq!(kind_of(bytes, step), Recognised::Not, "{:?}", &bytes[..4]);
            }
        }
    }
}
