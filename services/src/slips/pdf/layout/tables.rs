//! Tables: their head is repeated on each page, and a row breaks only where no page could hold it.

use super::lines::Line;
use super::{Desk, LEADING, MARGIN, Stand};
use crate::slips::content::Table;
use crate::slips::pdf::font::Face;
use crate::slips::pdf::plan::{Element, Ink, Mark};

/// The size of letters in a table.
const SIZE: f32 = 10.5;

/// The space around what stands in a cell.
const PADDING: f32 = 3.0;

/// How thick lines are.
const LINE: f32 = 0.5;

impl Desk<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let edges = self.edges(table);
        let head: Vec<&str> = table.columns.iter().map(|it| it.0.as_str()).collect();
        let head = self.cells(&head, Face::Bold, &edges);
        self.y += 2.0;
        self.keep_together(height(&head) + 3.0 * SIZE * LEADING);
        let heads: Vec<Mark> = head.iter().map(|_| self.mark()).collect();
        self.row(&head, Some(&heads), &edges, Stand::Middle);
        let mut rows = vec![heads];
        for row in &table.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            let cells = self.cells(&cells, Face::Regular, &edges);
            let marks: Vec<Mark> = cells.iter().map(|_| self.mark()).collect();
            self.body_row(cells, &marks, &edges, &head);
            rows.push(marks);
        }
        self.plan.elements.push(Element::Table(rows));
        self.y += 4.0;
    }

    /// A row, under the head once more where it begins a page.
    fn body_row(
        &mut self,
        mut cells: Vec<Vec<Line>>,
        marks: &[Mark],
        edges: &[f32],
        head: &[Vec<Line>],
    ) {
        let page = self.plan.height - 2.0 * MARGIN - height(head);
        loop {
            let whole = height(&cells);
            if whole <= self.room() {
                self.row(&cells, Some(marks), edges, Stand::Left);
                return;
            }
            if whole > page {
                let room = self.room() - 2.0 * PADDING;
                let fits = |it: &u16| f32::from(*it) * SIZE * LEADING <= room;
                let fitting = (1..=u16::MAX).take_while(fits).count();
                if fitting > 0 {
                    let rest = cells
                        .iter_mut()
                        .map(|it| it.split_off(fitting.min(it.len())));
                    let rest: Vec<_> = rest.collect();
                    self.row(&cells, Some(marks), edges, Stand::Left);
                    cells = rest;
                }
            }
            self.turn_page();
            self.row(head, None, edges, Stand::Middle);
        }
    }

    /// The edges of the columns, by their shares of the width.
    fn edges(&self, table: &Table) -> Vec<f32> {
        let all: u16 = table.columns.iter().map(|it| it.1).sum();
        let unit = self.width() / f32::from(all.max(1));
        let mut edges = vec![MARGIN];
        let mut x = MARGIN;
        for (_, share) in &table.columns {
            x += unit * f32::from(*share);
            edges.push(x);
        }
        edges
    }

    fn cells(&self, texts: &[&str], face: Face, edges: &[f32]) -> Vec<Vec<Line>> {
        let widths = edges.windows(2).map(|it| it[1] - it[0] - 2.0 * PADDING);
        let cells = texts.iter().zip(widths);
        cells
            .map(|(text, width)| self.wrapped(&[(face, text)], SIZE, width))
            .collect()
    }

    fn row(&mut self, cells: &[Vec<Line>], marks: Option<&[Mark]>, edges: &[f32], stand: Stand) {
        let (top, height) = (self.y, height(cells));
        for (number, lines) in cells.iter().enumerate() {
            let inner = (edges[number] + PADDING, edges[number + 1] - PADDING);
            let mut ink = vec![];
            for (line, below) in lines.iter().zip(1_u16..) {
                let y = top + PADDING + SIZE * LEADING * f32::from(below) - SIZE * 0.3;
                ink.extend(self.ink(line, SIZE, y, inner, stand));
            }
            self.put(marks.map(|it| it[number]), ink);
        }
        self.y = top + height;
        let (left, right) = (edges[0], edges[edges.len() - 1]);
        let mut lines = vec![
            [left, top, right - left, LINE],
            [left, self.y, right - left, LINE],
        ];
        lines.extend(edges.iter().map(|x| [*x, top, LINE, height + LINE]));
        self.put(None, vec![Ink::Boxes(lines)]);
    }
}

fn height(cells: &[Vec<Line>]) -> f32 {
    let lines = cells.iter().map(Vec::len).max().unwrap_or_default();
    let lines = u16::try_from(lines).unwrap_or(u16::MAX);
    f32::from(lines) * SIZE * LEADING + 2.0 * PADDING
}
