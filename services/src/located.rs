//! Faults in files, each with its place, told as compilers tell theirs.

use std::fmt;

/// Everything that is wrong with some files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults<F>(pub Vec<Located<F>>);

impl<F: fmt::Debug + fmt::Display> std::error::Error for Faults<F> {}

impl<F: fmt::Display> fmt::Display for Faults<F> {
    /// One line a fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            let line_break = if number == 0 { "" } else { "\n" };
            write!(f, "{line_break}{fault}")?;
        }
        Ok(())
    }
}

/// One fault and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<F> {
    /// The file, or the folder.
    pub file: String,
    /// The line, from 1; none when the whole file is at fault.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub fault: F,
}

impl<F: fmt::Display> fmt::Display for Located<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, fault } = self;
        match line {
            Some(line) => write!(f, "{file}:{line}: {fault}"),
            None => write!(f, "{file}: {fault}"),
        }
    }
}
