//! What a slip in the syntax takes with it.

use toml::de::Error;

use super::entry::Source;

/// The lines of a file that are not TOML.
pub(super) struct Torn<'a> {
    source: Source<'a>,
    /// Their numbers, from 1, in order.
    lines: Vec<usize>,
}

impl<'a> Torn<'a> {
    /// The lines at which the reader stumbled. Where it did so at the head of an entry, what
    /// follows belongs to no entry, up to the next.
    pub(super) fn at(source: Source<'a>, errors: &[Error]) -> Self {
        let at = |it: &Error| it.span().map_or(0, |it| it.start);
        let mut lines = vec![];
        for error in errors {
            let line = source.line(at(error));
            lines.push(line);
            if source.is_head(line) {
                let rest = source.text.lines().enumerate().skip(line);
                let of_entry = rest.take_while(|(_, it)| !it.starts_with("[["));
                lines.extend(of_entry.map(|(number, _)| number + 1));
            }
        }
        lines.sort_unstable();
        lines.dedup();
        Self { source, lines }
    }

    /// The first error of every line; the others follow from it.
    pub(super) fn first_of_each_line<'e>(
        &self,
        errors: &'e [Error],
    ) -> impl Iterator<Item = &'e Error> {
        let mut last = 0;
        errors.iter().filter(move |it| {
            let line = self.source.line(it.span().map_or(0, |it| it.start));
            // What stands below a torn head is explained by it.
            let below_head = (1..line).rev().find(|it| self.source.is_head(*it));
            let explained = below_head.is_some_and(|it| {
                self.lines.binary_search(&it).is_ok() && !self.source.is_head(line)
            });
            let first = line != last && !explained;
            last = line;
            first
        })
    }

    /// The texts of the lines.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'a str> {
        let text = self.source.text;
        self.lines.iter().filter_map(|it| text.lines().nth(it - 1))
    }

    /// Whether a fault follows from a line that is not TOML: it stands there, or it is about
    /// something missing in the entry of such a line.
    pub(super) fn explains(&self, at: usize, missing: bool) -> bool {
        let line = self.source.line(at);
        if self.lines.binary_search(&line).is_ok() {
            return true;
        }
        let next = |it: &usize| self.source.is_entry(*it);
        let end = (line + 1..)
            .take(self.source.text.lines().count())
            .find(next);
        let in_entry = |it: &usize| *it >= line && end.is_none_or(|end| *it < end);
        missing && self.lines.iter().any(in_entry)
    }
}

impl Source<'_> {
    fn is_head(&self, line: usize) -> bool {
        (self.text.lines().nth(line - 1)).is_some_and(|it| it.trim_start().starts_with('['))
    }

    fn is_entry(&self, line: usize) -> bool {
        self.text
            .lines()
            .nth(line - 1)
            .is_some_and(|it| it.starts_with("[["))
    }
}
