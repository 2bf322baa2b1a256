//! The head of a paper: who hands it out, the motto, the title.

use super::{Desk, MARGIN, Stand};
use crate::slips::content::{Paper, motto, state};
use crate::slips::pdf::font::Face;
use crate::slips::pdf::plan::{Element, Ink};

/// How much of the width the body has that hands the paper out.
const ISSUER: f32 = 0.42;

/// How thick lines are.
const LINE: f32 = 0.6;

impl Desk<'_> {
    pub(super) fn head(&mut self, paper: &Paper) {
        self.form(paper);
        let (left, right) = (MARGIN, self.plan.width - MARGIN);
        let middle = left + self.width() * ISSUER;
        let top = self.y;
        let issuer = paper.issuer.to_uppercase();
        self.column(&[(Face::Bold, &issuer)], 11.0, (left, middle - 10.0));
        self.rule((left, middle - 10.0), 60.0);
        self.column(
            &[(Face::Regular, &paper.number)],
            11.0,
            (left, middle - 10.0),
        );
        let lowest = self.y;

        self.y = top;
        let edges = (middle, right);
        self.column(&[(Face::Bold, state(paper.language))], 11.0, edges);
        let motto = motto(paper.language);
        self.column(&[(Face::Bold, motto)], 12.0, edges);
        let width = self.fonts.width(Face::Bold, 12.0, motto);
        self.rule(edges, width);
        self.column(&[(Face::Italic, &paper.day)], 11.0, edges);

        self.y = self.y.max(lowest) + 14.0;
        let title = self.paragraph(&[(Face::Bold, &paper.title)], 15.0, Stand::Middle);
        self.plan.elements.push(Element::Heading(title));
        if !paper.subject.is_empty() {
            let spans = [(Face::Bold, paper.subject.as_str())];
            let subject = self.paragraph(&spans, 12.0, Stand::Middle);
            self.plan.elements.push(Element::Paragraph(subject));
        }
        self.y += 10.0;
    }

    /// Which form it is, in the corner.
    fn form(&mut self, paper: &Paper) {
        let right = self.plan.width - MARGIN;
        let width = self.fonts.width(Face::Italic, 10.0, &paper.form);
        let mark = self.mark();
        let Some(line) = self
            .wrapped(&[(Face::Italic, &paper.form)], 10.0, self.width())
            .pop()
        else {
            return;
        };
        let y = MARGIN - 14.0;
        let ink = self.ink(&line, 10.0, y, (right - width, right), Stand::Left);
        self.put(Some(mark), ink);
        self.plan.elements.push(Element::Paragraph(mark));
    }

    /// A short line under what stands above it.
    fn rule(&mut self, edges: (f32, f32), width: f32) {
        let x = edges.0 + (edges.1 - edges.0 - width) / 2.0;
        self.y += 3.0;
        let ink = vec![Ink::Boxes(vec![[x, self.y, width, LINE]])];
        self.put(None, ink);
        self.y += 3.0;
    }
}
