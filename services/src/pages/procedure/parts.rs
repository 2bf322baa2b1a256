//! What a procedure says, divided as people look for it. The parts that have to be public carry the
//! letter they have in the decree, also where nothing is public of them.

mod afterwards;
mod asked;

use domain::law::{
    Competence, Component, Part as PublicPart, Procedure, Publicity, Rules, TermLimit, TotalEnds,
};
use domain::{AgencyId, TraitId};

use crate::pages::citation::basis;
use crate::pages::frame::Reader;
use crate::pages::{names, reckoning, terms};

/// A part of what a procedure says.
pub(super) struct Part {
    pub(super) id: &'static str,
    /// Its letter in Decree 63/2010 Art. 8.2, where it is one of those.
    pub(super) letter: &'static str,
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// Something that a procedure says.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) note: String,
    /// The article.
    pub(super) basis: String,
}

impl Line {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: String::new(),
            basis: String::new(),
        }
    }

    fn noted(self, note: impl Into<String>) -> Self {
        let note = note.into();
        Self { note, ..self }
    }

    fn under(self, reader: &Reader, article: &str) -> Self {
        let basis = basis(reader.language, article);
        Self { basis, ..self }
    }
}

/// Every part, in the order of the decree, and then what else there is.
pub(super) fn parts(procedure: &Procedure, reader: &Reader) -> Vec<Part> {
    let publicity = reader.law.publicity(&procedure.id, procedure.version);
    let mut parts = vec![];
    let Some(rules) = procedure.rules() else {
        parts.push(public(
            PublicPart::Agency,
            reader,
            settled_by(procedure, reader),
        ));
        return parts;
    };
    let dossier = dossier(procedure, rules, publicity, reader);
    let letters = [
        (PublicPart::Order, order(rules, publicity, reader)),
        (PublicPart::Ways, ways(rules, publicity, reader)),
        (PublicPart::Dossier, dossier),
        (PublicPart::Time, time(rules, reader)),
        (PublicPart::Applicants, applicants(publicity, reader)),
        (PublicPart::Agency, settled_by(procedure, reader)),
    ];
    parts.extend(letters.map(|(part, lines)| public(part, reader, lines)));
    parts.extend(asked::parts(procedure, rules, publicity, reader));
    parts.extend(afterwards::parts(rules, reader));
    parts
}

/// One of the parts that have to be public.
fn public(part: PublicPart, reader: &Reader, lines: Vec<Line>) -> Part {
    let language = reader.language;
    let (id, title) = match part {
        PublicPart::Name => ("name", language.pick("Tên thủ tục", "Name")),
        PublicPart::Order => (
            "order",
            language.pick("Trình tự thực hiện", "Order of steps"),
        ),
        PublicPart::Ways => (
            "ways",
            language.pick("Cách thức thực hiện", "Ways of filing"),
        ),
        PublicPart::Dossier => (
            "dossier",
            language.pick(
                "Thành phần, số lượng hồ sơ",
                "Components and sets of the dossier",
            ),
        ),
        PublicPart::Time => ("time", language.pick("Thời hạn giải quyết", "Time limits")),
        PublicPart::Applicants => (
            "applicants",
            language.pick("Đối tượng thực hiện", "Who may apply"),
        ),
        PublicPart::Agency => (
            "agency",
            language.pick("Cơ quan thực hiện", "Bodies that settle it"),
        ),
    };
    Part {
        id,
        letter: part.letter(),
        title,
        lines,
    }
}

/// A part that has no letter; none where there is nothing in it.
fn further(id: &'static str, title: &'static str, lines: Vec<Line>) -> Option<Part> {
    (!lines.is_empty()).then_some(Part {
        id,
        letter: "",
        title,
        lines,
    })
}

fn order(rules: &Rules, publicity: Option<&Publicity>, reader: &Reader) -> Vec<Line> {
    let announced = publicity.map_or(&[][..], |it| &it.steps);
    let told = |it| Line::of(reader.language.of(it));
    if announced.is_empty() {
        return rules.steps.iter().map(|it| told(&it.title)).collect();
    }
    announced.iter().map(told).collect()
}

fn ways(rules: &Rules, publicity: Option<&Publicity>, reader: &Reader) -> Vec<Line> {
    let Some(ways) = publicity.and_then(|it| it.ways.as_ref()) else {
        return vec![];
    };
    let language = reader.language;
    let channels = rules.channels.iter();
    let named: Vec<_> = channels
        .map(|it| names::channel(language, it.as_str()))
        .collect();
    vec![Line::of(language.of(ways)).noted(named.join(", "))]
}

fn dossier(
    procedure: &Procedure,
    rules: &Rules,
    publicity: Option<&Publicity>,
    reader: &Reader,
) -> Vec<Line> {
    let language = reader.language;
    let papers = rules.components.iter();
    let papers = papers.map(|it| paper(procedure, rules, it, reader));
    let sets = publicity.and_then(|it| it.sets).map(|sets| {
        let plural = if sets == 1 { "set" } else { "sets" };
        let number = language.pick(format!("Số lượng: {sets} bộ"), format!("{sets} {plural}"));
        Line::of(number)
    });
    papers.chain(sets).collect()
}

/// A paper, when it is asked for, and the form that it is made out on today.
fn paper(procedure: &Procedure, rules: &Rules, it: &Component, reader: &Reader) -> Line {
    let language = reader.language;
    let mut notes = vec![];
    if !it.required {
        notes.push(language.pick("nếu có", "if there is one").to_owned());
    }
    if let Some(when) = &it.when {
        let when = declared(rules, when, reader);
        notes.push(language.pick(format!("khi: {when}"), format!("when: {when}")));
    }
    if let Some(unless) = &it.unless {
        let unless = declared(rules, unless, reader);
        notes.push(language.pick(format!("trừ khi: {unless}"), format!("unless: {unless}")));
    }
    let form = reader.law.form_of(&procedure.id, &it.id, reader.today());
    notes.extend(form.map(|it| {
        let (number, title) = (&it.number, language.of(&it.title));
        language.pick(
            format!("Mẫu {number}: {title}"),
            format!("form {number}: {title}"),
        )
    }));
    Line::of(language.of(&it.title))
        .noted(notes.join("; "))
        .under(reader, &it.basis)
}

/// What people call something that an application may declare.
fn declared<'a>(rules: &'a Rules, id: &'a TraitId, reader: &Reader) -> &'a str {
    let found = rules.traits.iter().find(|it| it.id == *id);
    found.map_or(id.as_str(), |it| reader.language.of(&it.title))
}

fn time(rules: &Rules, reader: &Reader) -> Vec<Line> {
    let limits = &rules.limits;
    let opinion = reader.language.pick(
        "Ý kiến của từng cơ quan, kể từ ngày nhận văn bản",
        "Each body's opinion, from the day it receives the letter",
    );
    let named = |clock| terms::named(clock, reader);
    let each = [
        (named("total"), Some(&limits.total)),
        (named("intake"), Some(&limits.intake)),
        (named("consultation"), limits.consultation.as_ref()),
        (opinion.to_owned(), limits.opinion.as_ref()),
        (named("forwarding"), limits.forwarding.as_ref()),
        (named("decision"), Some(&limits.decision)),
        (named("delivery"), limits.delivery.as_ref()),
    ];
    let each = each.into_iter();
    let mut lines: Vec<_> = each
        .filter_map(|(name, limit)| Some(term(name, limit?, reader)))
        .collect();
    if let (TotalEnds::Delivery, Some(total)) = (limits.total_ends, lines.first_mut()) {
        total.note.push_str(reader.language.pick(
            ", đến khi trả kết quả hoặc kết quả đã sẵn sàng",
            ", until the result is handed over or lies ready",
        ));
    }
    lines
}

fn term(name: impl Into<String>, limit: &TermLimit, reader: &Reader) -> Line {
    Line::of(name)
        .noted(reckoning::limit(reader.language, limit.limit))
        .under(reader, &limit.basis)
}

fn applicants(publicity: Option<&Publicity>, reader: &Reader) -> Vec<Line> {
    let applicants = publicity.and_then(|it| it.applicants.as_ref());
    let told = |it| Line::of(reader.language.of(it));
    applicants.map(told).into_iter().collect()
}

fn settled_by(procedure: &Procedure, reader: &Reader) -> Vec<Line> {
    let Some(rules) = procedure.rules() else {
        return vec![Line::of(reader.agency(procedure.agency().as_str()))];
    };
    let language = reader.language;
    let receives = language.pick(
        "tiếp nhận và trả kết quả",
        "takes dossiers in and hands over",
    );
    let decides = language.pick("quyết định", "decides");
    let mut lines: Vec<_> = rules
        .competences
        .iter()
        .map(|it| by_rule(it, rules, reader))
        .collect();
    // Where a rule fits always, nobody else is competent.
    if rules.competences.iter().all(|it| !it.when.is_empty()) {
        lines.insert(0, Line::of(today(&rules.decider, reader)).noted(decides));
        lines.insert(0, Line::of(today(&rules.receiver, reader)).noted(receives));
    }
    lines
}

/// Who is competent by a rule, and when.
fn by_rule(rule: &Competence, rules: &Rules, reader: &Reader) -> Line {
    let language = reader.language;
    let told = |vi: &str, en: &str| language.pick(vi, en).to_owned();
    let body = match &rule.decider {
        Some(decider) => today(decider, reader),
        None if rule.issuer => told("Cơ quan đã phê duyệt", "Whoever decided on the approval"),
        None if rule.managing_agency => told(
            "Cơ quan chủ quản nêu trong hồ sơ",
            "The managing agency that the dossier names",
        ),
        None => today(&rules.decider, reader),
    };
    let declared = rules.traits.iter().filter(|it| rule.when.contains(&it.id));
    let mut when: Vec<_> = declared
        .map(|it| language.of(&it.title).to_owned())
        .collect();
    when.extend(rule.approved_by.iter().map(|it| {
        let by = today(it, reader);
        language.pick(format!("{by} đã phê duyệt"), format!("approved by {by}"))
    }));
    if when.is_empty() {
        when.push(told("trong mọi trường hợp khác", "in all other cases"));
    }
    let mut note = when.join(language.pick(" hoặc ", " or "));
    if !rule.issuer && !rule.managing_agency {
        let receiver = today(rule.receiver.as_ref().unwrap_or(&rules.receiver), reader);
        let receives = language.pick("tiếp nhận tại", "received by");
        note = format!("{note}; {receives} {receiver}");
    }
    Line::of(body).noted(note).under(reader, &rule.basis)
}

/// Whoever holds a body's powers today.
fn today(id: &AgencyId, reader: &Reader) -> String {
    let holder = reader.law.holder_or_itself(id, reader.today());
    reader.agency(holder.as_str())
}
