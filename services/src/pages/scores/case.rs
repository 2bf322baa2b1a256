//! The points of one dossier, with the events that they rest on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::law::{ScoreMeasure, Scored};
use domain::score::{Contact, DossierPoints, Handled, Term};
use domain::{AgencyId, CaseId, Language, case};
use eventstore::Position;
use projections::Fact;
use uuid::Uuid;

use super::super::case::{href_of_event, listed, named};
use super::super::frame::{Frame, PageError, Place, Reader};
use super::super::wording::ScoreWording;
use super::super::{citation, names, reckoning, terms};
use crate::App;
use crate::scores::{self, OfCase, Sum};

#[derive(Template)]
#[template(path = "case_score.html")]
struct Page {
    frame: Frame,
    s: &'static ScoreWording,
    id: Uuid,
    name: String,
    code: String,
    /// How it ended, when, and the day by which; nothing before that.
    over: Option<Over>,
    /// Why it has no points, where it has none.
    without: Option<&'static str>,
    sum: Sum,
    /// The way of scoring, and the text that sets it.
    scoring: Option<(String, String)>,
    criteria: Vec<Line>,
    terms: Vec<TermLine>,
    contacts: Vec<ContactLine>,
    unverified: Vec<String>,
}

struct Over {
    outcome: &'static str,
    event: Option<Link>,
    done: Option<String>,
    due: Option<String>,
}

/// An event of the case.
struct Link {
    href: String,
    what: String,
    when: String,
}

/// Something for which points are given.
struct Line {
    number: String,
    title: String,
    basis: String,
    value: Option<String>,
    /// Why it is not measured, where that lies in what is not recorded.
    why: Option<String>,
    points: Option<u8>,
    events: Vec<Link>,
    unverified: Vec<String>,
}

/// A term of a body that ended.
struct TermLine {
    title: String,
    agency: String,
    due: String,
    kept: bool,
    event: Option<Link>,
}

/// Something that the applicant had to do with an authority.
struct ContactLine {
    agency: String,
    at_desk: bool,
    event: Option<Link>,
}

/// Where the points of a dossier are shown.
pub(in crate::pages) fn href(case: Uuid) -> String {
    format!("/cases/{case}/score")
}

/// The points of a dossier.
pub(in crate::pages) async fn show(
    reader: Reader,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Response {
    let page = match id.parse() {
        Ok(id) => page(&reader, &app, id).await,
        Err(_) => Err(PageError::NotFound),
    };
    reader.answer(page)
}

async fn page(reader: &Reader, app: &App, id: Uuid) -> Result<Page, PageError> {
    reader.asks_nothing()?;
    let (language, s) = (reader.language, reader.about_scores());
    let frame = reader.frame(app, reader.w.score_of_case, Place::Cases);
    let frame = frame.await?;
    let (line, held) = listed(app, id).await?;
    // A case that is held back may have an event that cannot be read.
    let until = (!held.is_empty()).then_some(Position(line.position));
    let found = scores::of_case(&app.store, CaseId(id), until).await?;
    let found = found.ok_or(PageError::NotFound)?;
    let of = Told { reader, of: &found };
    let points = found.points();
    let handled = found.handled.iter();
    Ok(Page {
        frame,
        s,
        id,
        name: named(&line, reader),
        code: line.code.unwrap_or_default(),
        over: found.handled.as_ref().and_then(|it| of.over(it)),
        without: points.is_empty().then(|| without(&found, s)),
        sum: Sum::of(&points),
        scoring: found.scoring.as_ref().map(|it| {
            let title = language.of(&it.title).to_owned();
            (title, citation::basis(language, &it.basis))
        }),
        criteria: points.iter().map(|it| of.line(it)).collect(),
        terms: (handled.clone().flat_map(|it| &it.terms))
            .map(|it| of.term(it))
            .collect(),
        contacts: (handled.flat_map(|it| &it.contacts))
            .map(|it| of.contact(it))
            .collect(),
        unverified: (found.scoring.iter())
            .flat_map(|it| it.unverified.clone())
            .collect(),
    })
}

/// Why a case has no points.
fn without(found: &OfCase, s: &'static ScoreWording) -> &'static str {
    match &found.handled {
        None => s.only_recorded,
        Some(handled) if handled.over.is_none() && !handled.is_closed() => s.not_over,
        Some(_) => s.not_scored,
    }
}

/// What is told of a dossier, and to whom.
struct Told<'a> {
    reader: &'a Reader,
    of: &'a OfCase,
}

impl Told<'_> {
    fn over(&self, handled: &Handled) -> Option<Over> {
        let (over, language) = (handled.over?, self.reader.language);
        let late = handled.lateness;
        Some(Over {
            outcome: outcome(language, over.outcome),
            event: self.event(over.position),
            done: late.map(|it| reckoning::date(language, it.ended)),
            due: late.map(|it| reckoning::date(language, it.due)),
        })
    }

    fn line(&self, it: &DossierPoints<'_>) -> Line {
        let (criterion, language) = (it.criterion, self.reader.language);
        let events = it.events.iter();
        Line {
            number: criterion.number.clone(),
            title: language.of(&criterion.title).to_owned(),
            basis: citation::basis(language, &criterion.basis),
            value: it
                .value
                .map(|it| measured(language, &criterion.measure, it)),
            why: criterion
                .not_recorded()
                .map(|it| language.of(it).to_owned()),
            points: it.points,
            events: events.filter_map(|it| self.event(*it)).collect(),
            unverified: criterion.unverified.clone(),
        }
    }

    fn term(&self, (clock, term): (&case::Clock, &Term)) -> TermLine {
        TermLine {
            title: terms::named(&clock.to_string(), self.reader),
            agency: self.agency(term.agency.as_ref()),
            due: reckoning::date(self.reader.language, term.due),
            kept: term.kept,
            event: self.event(term.position),
        }
    }

    fn contact(&self, contact: &Contact) -> ContactLine {
        ContactLine {
            agency: self.agency(contact.agency.as_ref()),
            at_desk: contact.at_desk,
            event: self.event(contact.position),
        }
    }

    fn agency(&self, id: Option<&AgencyId>) -> String {
        id.map_or_else(String::new, |it| self.reader.agency(it.as_str()))
    }

    /// The event of the case at a position of the log.
    fn event(&self, position: i64) -> Option<Link> {
        let mut facts = self.of.facts.iter();
        let fact: &Fact = facts.find(|it| it.position() == position)?;
        let (language, recorded) = (self.reader.language, &fact.recorded);
        Some(Link {
            href: href_of_event(recorded.stream_id, recorded.version.0),
            what: names::event(language, &recorded.name),
            when: reckoning::moment(language, recorded.recorded_at, self.reader.offset),
        })
    }
}

fn outcome(language: Language, outcome: Scored) -> &'static str {
    let (vi, en) = match outcome {
        Scored::Granted => ("Chấp thuận", "Granted"),
        Scored::Refused => ("Không chấp thuận", "Refused"),
        Scored::Stopped => ("Dừng giải quyết", "Stopped"),
        Scored::Withdrawn => ("Tổ chức rút hồ sơ", "Withdrawn"),
    };
    language.pick(vi, en)
}

/// What was measured, in words.
fn measured(language: Language, measure: &ScoreMeasure, value: i64) -> String {
    let number = reckoning::number(language, value);
    let counted = |vi: &str, one: &str, many: &str| {
        let en = if value == 1 { one } else { many };
        language.pick(format!("{number} {vi}"), format!("{number} {en}"))
    };
    match measure {
        ScoreMeasure::DaysLate if value == 0 => {
            language.pick("đúng ngày hẹn", "on the due day").to_owned()
        }
        ScoreMeasure::DaysLate => {
            let days = reckoning::days(language, value.abs());
            if value < 0 {
                language.pick(format!("trước hạn {days}"), format!("{days} early"))
            } else {
                language.pick(format!("trễ hạn {days}"), format!("{days} late"))
            }
        }
        ScoreMeasure::TermsMissed => counted("thời hạn bị trễ", "term missed", "terms missed"),
        ScoreMeasure::Requests => counted(
            "lần yêu cầu bổ sung",
            "request for a supplement",
            "requests for a supplement",
        ),
        ScoreMeasure::Bodies => counted("cơ quan", "body", "bodies"),
        ScoreMeasure::DeskShare => format!("{number} %"),
        ScoreMeasure::PublicityFaults => counted(
            "điều thiếu hoặc chậm công khai",
            "thing missing or late",
            "things missing or late",
        ),
        ScoreMeasure::Online => {
            let (vi, en) = match value {
                2 => ("nộp trực tuyến", "filed online"),
                1 => (
                    "có thể nộp trực tuyến nhưng nộp cách khác",
                    "not filed online, as it could have been",
                ),
                _ => ("không nộp trực tuyến được", "cannot be filed online"),
            };
            language.pick(vi, en).to_owned()
        }
        ScoreMeasure::NotRecorded { .. } => number,
    }
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Vi};
    use domain::law::ScoreMeasure as M;

    use super::measured;

    #[test]
    fn what_was_measured_is_told_in_words() {
        let told = |measure: M, value| [Vi, En].map(|it| measured(it, &measure, value));
        assert_eq!(told(M::DaysLate, 0), ["đúng ngày hẹn", "on the due day"]);
        assert_eq!(
            told(M::DaysLate, -21),
            ["trước hạn 21 ngày", "21 days early"]
        );
        assert_eq!(told(M::DaysLate, 1), ["trễ hạn 1 ngày", "1 day late"]);
        assert_eq!(
            told(M::Requests, 1)[1],
            "1 request for a supplement",
            "one is one"
        );
        assert_eq!(told(M::Bodies, 2), ["2 cơ quan", "2 bodies"]);
        assert_eq!(told(M::DeskShare, 100), ["100 %", "100 %"]);
        let online = [2, 1, 0].map(|it| told(M::Online, it)[1].clone());
        assert_eq!(
            online,
            [
                "filed online",
                "not filed online, as it could have been",
                "cannot be filed online"
            ]
        );
    }
}
