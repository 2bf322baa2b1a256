//! Writing a plan as a file.

use std::collections::HashMap;
use std::num::NonZeroU16;

use domain::Language;
use krilla::Document;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagTree,
};
use krilla::{SerializeSettings, outline};

use super::font::Fonts;
use super::plan::{Element, Ink, Mark, Plan, Run};
use crate::slips::content::Paper;

/// The pieces of each part, which may be on several pages.
type Pieces = HashMap<Mark, Vec<Identifier>>;

pub(super) fn paint(paper: &Paper, plan: &Plan, fonts: &Fonts) -> Result<Vec<u8>, KrillaError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .finish()
        .expect("PDF/A-2a alone contradicts nothing");
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        enable_tagging: true,
        ..SerializeSettings::default()
    });
    let mut pieces = Pieces::new();
    for runs in &plan.pages {
        let settings = PageSettings::from_wh(plan.width, plan.height);
        let mut page = document.start_page_with(settings.expect("a sheet has a size"));
        let mut surface = page.surface();
        for run in runs {
            paint_run(&mut surface, run, fonts, &mut pieces);
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tags(paper.language, &plan.elements, &mut pieces));
    document.set_outline(outline::Outline::new());
    document.set_metadata(metadata(paper));
    document.finish()
}

fn paint_run(surface: &mut Surface<'_>, run: &Run, fonts: &Fonts, pieces: &mut Pieces) {
    let tag = match run.mark {
        Some(_) => ContentTag::Span(SpanTag::empty()),
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)),
    };
    let piece = surface.start_tagged(tag);
    for ink in &run.ink {
        match ink {
            Ink::Letters {
                x,
                y,
                face,
                size,
                text,
            } => {
                let font = fonts.of(*face);
                let (at, glyphs) = (Point::from_xy(*x, *y), font.glyphs(text));
                surface.draw_glyphs(at, &glyphs, font.embedded.clone(), text, *size, false);
            }
            Ink::Boxes(boxes) => {
                let mut path = PathBuilder::new();
                for [x, y, width, height] in boxes {
                    if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                        path.push_rect(rect);
                    }
                }
                if let Some(path) = path.finish() {
                    surface.draw_path(&path);
                }
            }
        }
    }
    surface.end_tagged();
    if let Some(mark) = run.mark {
        pieces.entry(mark).or_default().push(piece);
    }
}

fn tags(language: Language, elements: &[Element], pieces: &mut Pieces) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(language.tag().to_owned()));
    for element in elements {
        match element {
            Element::Heading(mark) => {
                let tag = Tag::Hn(NonZeroU16::MIN, None);
                tree.push(TagGroup::with_children(tag, taken(pieces, *mark)));
            }
            Element::Paragraph(mark) => {
                tree.push(TagGroup::with_children(Tag::P, taken(pieces, *mark)));
            }
            Element::Table(rows) => tree.push(table(rows, pieces)),
            Element::Picture { mark, tells } => {
                let tag = Tag::Figure(Some(tells.clone()));
                tree.push(TagGroup::with_children(tag, taken(pieces, *mark)));
            }
        }
    }
    tree
}

fn table(rows: &[Vec<Mark>], pieces: &mut Pieces) -> TagGroup {
    let mut table = TagGroup::new(Tag::Table);
    for (number, cells) in rows.iter().enumerate() {
        let mut row = TagGroup::new(Tag::TR);
        for mark in cells {
            let text = TagGroup::with_children(Tag::P, taken(pieces, *mark));
            row.push(if number == 0 {
                let head = Tag::TH(TableHeaderScope::Column);
                TagGroup::with_children(head, vec![text.into()])
            } else {
                TagGroup::with_children(Tag::TD, vec![text.into()])
            });
        }
        table.push(row);
    }
    table
}

fn taken(pieces: &mut Pieces, mark: Mark) -> Vec<Node> {
    let pieces = pieces.remove(&mark).unwrap_or_default();
    pieces.into_iter().map(Node::from).collect()
}

fn metadata(paper: &Paper) -> Metadata {
    let at = paper.at;
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(at.offset().whole_hours())
        .utc_offset_minute(0);
    let number = &paper.number;
    Metadata::new()
        .title(format!("{} – {number}", paper.title))
        .language(paper.language.tag().to_owned())
        .authors(vec![paper.issuer.clone()])
        .creator("Hoso".to_owned())
        .creation_date(made)
}
