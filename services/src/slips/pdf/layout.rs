//! Laying a paper out as such papers look: the body and the motto above, the title in the middle,
//! what it says below, then those who sign, and the code.

mod head;
mod lines;
mod tables;

use qrcodegen::{QrCode, QrCodeEcc};

use self::lines::{Line, wrapped};
use super::PdfError;
use super::font::{Face, Fonts};
use super::plan::{Element, Ink, Mark, Plan, Run};
use crate::slips::content::{Block, Confirmation, Paper, Sheet, Signature};

/// The sides of A4, in points.
const A4: (f32, f32) = (595.28, 841.89);

/// The margin on every side but the lower one: 20 mm.
const MARGIN: f32 = 56.7;

/// The lower margin: 15 mm.
const BOTTOM: f32 = 42.5;

/// The size of running text.
const SIZE: f32 = 12.0;

/// The distance from one line to the next, in parts of the size.
const LEADING: f32 = 1.3;

/// The room for a signature.
const SIGNATURE: f32 = 80.0;

/// The side of the square code.
const CODE: f32 = 68.0;

/// Light squares around the code, which its readers need.
const QUIET: u16 = 4;

/// Lays a paper out.
pub(super) fn lay_out(paper: &Paper, fonts: &Fonts) -> Result<Plan, PdfError> {
    let mut desk = Desk::new(paper.sheet, fonts);
    desk.head(paper);
    for block in &paper.blocks {
        desk.block(block);
    }
    desk.signatures(paper);
    if let Some(confirmation) = &paper.confirmation {
        desk.confirmation(confirmation)?;
    }
    desk.number_pages();
    Ok(desk.plan)
}

/// Where the next line goes.
struct Desk<'a> {
    fonts: &'a Fonts,
    plan: Plan,
    /// How far down the page.
    y: f32,
    marks: usize,
}

/// How lines stand between two edges.
#[derive(Clone, Copy)]
enum Stand {
    Left,
    Middle,
}

impl<'a> Desk<'a> {
    fn new(sheet: Sheet, fonts: &'a Fonts) -> Self {
        let (width, height) = match sheet {
            Sheet::Upright => A4,
            Sheet::Across => (A4.1, A4.0),
        };
        Self {
            fonts,
            plan: Plan {
                width,
                height,
                pages: vec![vec![]],
                elements: vec![],
            },
            y: MARGIN,
            marks: 0,
        }
    }

    fn width(&self) -> f32 {
        self.plan.width - 2.0 * MARGIN
    }

    /// How much room is left on the page.
    fn room(&self) -> f32 {
        self.plan.height - BOTTOM - self.y
    }

    fn turn_page(&mut self) {
        self.plan.pages.push(vec![]);
        self.y = MARGIN;
    }

    /// Begins a page where this would not fit on the one at hand.
    fn keep_together(&mut self, height: f32) {
        if self.room() < height {
            self.turn_page();
        }
    }

    fn mark(&mut self) -> Mark {
        self.marks += 1;
        Mark(self.marks)
    }

    fn put(&mut self, mark: Option<Mark>, ink: Vec<Ink>) {
        let page = self.plan.pages.last_mut().expect("a plan has a page");
        page.push(Run { mark, ink });
    }

    fn wrapped(&self, spans: &[(Face, &str)], size: f32, width: f32) -> Vec<Line> {
        wrapped(self.fonts, spans, size, width)
    }

    /// The letters of a line whose base line is at `y`.
    fn ink(&self, line: &Line, size: f32, y: f32, edges: (f32, f32), stand: Stand) -> Vec<Ink> {
        let mut x = match stand {
            Stand::Left => edges.0,
            Stand::Middle => edges.0 + (edges.1 - edges.0 - line.width) / 2.0,
        };
        let mut ink = vec![];
        for (face, text) in &line.pieces {
            let width = self.fonts.width(*face, size, text);
            ink.push(Ink::Letters {
                x,
                y,
                face: *face,
                size,
                text: text.clone(),
            });
            x += width;
        }
        ink
    }

    /// Lines across the page, on as many pages as they need.
    fn paragraph(&mut self, spans: &[(Face, &str)], size: f32, stand: Stand) -> Mark {
        let mark = self.mark();
        let edges = (MARGIN, self.plan.width - MARGIN);
        for line in self.wrapped(spans, size, self.width()) {
            self.keep_together(size * LEADING);
            self.y += size * LEADING;
            let ink = self.ink(&line, size, self.y - size * 0.3, edges, stand);
            self.put(Some(mark), ink);
        }
        mark
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(text) => {
                let mark = self.paragraph(&[(Face::Regular, text)], SIZE, Stand::Left);
                self.plan.elements.push(Element::Paragraph(mark));
            }
            Block::Field { name, value } => {
                let name = format!("{name}: ");
                let spans = [(Face::Regular, name.as_str()), (Face::Bold, value)];
                let mark = self.paragraph(&spans, SIZE, Stand::Left);
                self.plan.elements.push(Element::Paragraph(mark));
            }
            Block::Table(table) => self.table(table),
        }
        self.y += 3.0;
    }

    /// Those who sign, side by side under the day.
    fn signatures(&mut self, paper: &Paper) {
        if paper.signatures.is_empty() {
            return;
        }
        self.y += 8.0;
        self.keep_together(SIGNATURE + 20.0);
        let count = u16::try_from(paper.signatures.len()).unwrap_or(u16::MAX);
        let share = self.width() / f32::from(count);
        let mut lowest = self.y;
        let top = self.y;
        for (number, Signature { role, hint }) in (0_u16..).zip(&paper.signatures) {
            let left = MARGIN + share * f32::from(number);
            let edges = (left + 6.0, left + share - 6.0);
            self.y = top;
            self.column(&[(Face::Bold, role)], 11.0, edges);
            self.column(&[(Face::Italic, hint)], 10.0, edges);
            lowest = lowest.max(self.y);
        }
        self.y = lowest + SIGNATURE - 40.0;
    }

    /// Lines in the middle of a column that does not break.
    fn column(&mut self, spans: &[(Face, &str)], size: f32, edges: (f32, f32)) {
        let mark = self.mark();
        for line in self.wrapped(spans, size, edges.1 - edges.0) {
            self.y += size * LEADING;
            let ink = self.ink(&line, size, self.y - size * 0.3, edges, Stand::Middle);
            self.put(Some(mark), ink);
        }
        self.plan.elements.push(Element::Paragraph(mark));
    }

    /// The square code, and beside it what it leads to.
    fn confirmation(&mut self, confirmation: &Confirmation) -> Result<(), PdfError> {
        let code = QrCode::encode_text(&confirmation.url, QrCodeEcc::Medium);
        let code = code.map_err(|_| PdfError::Code)?;
        self.keep_together(CODE + 8.0);
        self.y += 8.0;
        let top = self.y;
        let module = CODE / f32::from(side(&code) + 2 * QUIET);
        let place = |it: u16| module * f32::from(it + QUIET);
        let boxes = squares(&code)
            .map(|(x, y)| [MARGIN + place(x), top + place(y), module, module])
            .collect();
        let mark = self.mark();
        self.put(Some(mark), vec![Ink::Boxes(boxes)]);
        let tells = format!("{} {}", confirmation.hint, confirmation.url);
        self.plan.elements.push(Element::Picture { mark, tells });

        let (mark, left) = (self.mark(), MARGIN + CODE + 8.0);
        let edges = (left, self.plan.width - MARGIN);
        self.y = top + 8.0;
        for (face, text) in [
            (Face::Italic, &confirmation.hint),
            (Face::Regular, &confirmation.url),
        ] {
            for line in self.wrapped(&[(face, text)], 9.0, edges.1 - edges.0) {
                self.y += 9.0 * LEADING;
                let ink = self.ink(&line, 9.0, self.y - 3.0, edges, Stand::Left);
                self.put(Some(mark), ink);
            }
        }
        self.plan.elements.push(Element::Paragraph(mark));
        self.y = self.y.max(top + CODE);
        Ok(())
    }

    /// Says on each of several pages which it is.
    fn number_pages(&mut self) {
        let count = self.plan.pages.len();
        if count == 1 {
            return;
        }
        let edges = (MARGIN, self.plan.width - MARGIN);
        for number in 0..count {
            let text = format!("{}/{count}", number + 1);
            let Some(line) = self
                .wrapped(&[(Face::Regular, &text)], 9.0, self.width())
                .pop()
            else {
                continue;
            };
            let y = self.plan.height - BOTTOM / 2.0;
            let ink = self.ink(&line, 9.0, y, edges, Stand::Middle);
            self.plan.pages[number].push(Run { mark: None, ink });
        }
    }
}

/// How many squares a side of the code has.
pub(in crate::slips) fn side(code: &QrCode) -> u16 {
    u16::try_from(code.size()).unwrap_or_default()
}

/// The dark squares of the code.
pub(in crate::slips) fn squares(code: &QrCode) -> impl Iterator<Item = (u16, u16)> + '_ {
    let side = side(code);
    let all = (0..side).flat_map(move |y| (0..side).map(move |x| (x, y)));
    all.filter(|(x, y)| code.get_module(i32::from(*x), i32::from(*y)))
}
