//! Where on which page everything goes, and what it is to somebody who cannot see the page.

use super::font::Face;

/// A paper, laid out.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) pages: Vec<Vec<Run>>,
    /// In the order of reading.
    pub(super) elements: Vec<Element>,
}

/// Something whole on a page.
#[derive(Debug)]
pub(super) struct Run {
    /// What it is a part of; none for lines, which mean nothing.
    pub(super) mark: Option<Mark>,
    pub(super) ink: Vec<Ink>,
}

/// Names a part of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark(pub(super) usize);

/// What is put on paper. Lengths are in points, from the upper left corner.
#[derive(Debug)]
pub(super) enum Ink {
    /// Letters on a base line.
    Letters {
        x: f32,
        y: f32,
        face: Face,
        size: f32,
        text: String,
    },
    /// Filled rectangles: x, y, width, height.
    Boxes(Vec<[f32; 4]>),
}

/// What a part is to somebody who cannot see the page.
#[derive(Debug)]
pub(super) enum Element {
    Heading(Mark),
    Paragraph(Mark),
    /// Rows of cells; those of the first row are heads.
    Table(Vec<Vec<Mark>>),
    Picture {
        mark: Mark,
        tells: String,
    },
}
