//! What every page has around its content, and how a request becomes a page.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Query};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use domain::{Calendar, Language, Law, ProcedureId};
use eventstore::{DecodeError, ReadError, TreeError, VaultError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use time::{Date, OffsetDateTime, UtcOffset};

use super::address::in_language;
use super::assets::{ADDRESSES, Addresses};
use super::language::{self, COOKIE_NAME};
use super::wording::{
    PublicWording, ScoreWording, Wording, public_wording, score_wording, wording,
};
use super::{names, reckoning};
use crate::App;
use crate::away::is_away;
use crate::execute::chain;

/// How long a chosen language is remembered, in seconds.
const REMEMBER_SECONDS: u32 = 365 * 24 * 60 * 60;

/// How much of a name from an address a page repeats.
const NAME_CHARACTERS_SHOWN: usize = 40;

/// After how many seconds to try again what is not available now.
const RETRY_SECONDS: &str = "5";

/// Who reads, and when.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(super) language: Language,
    pub(super) w: &'static Wording,
    pub(super) now: OffsetDateTime,
    pub(super) law: Arc<Law>,
    /// The distance from UTC of the clocks that pages show.
    pub(super) offset: UtcOffset,
    uri: Uri,
    chose_language: bool,
}

/// Which page of the navigation is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Cases,
    Certificates,
    Organisations,
    Aid,
    FocalPoints,
    Duties,
    Procedures,
    Log,
    Audit,
    Elsewhere,
}

/// What every page has around its content.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) language: Language,
    pub(super) w: &'static Wording,
    pub(super) title: String,
    pub(super) place: Place,
    pub(super) assets: &'static Addresses,
    pub(super) languages: Vec<LanguageLink>,
    /// How far the read models had come when the page was made; nothing where that says nothing.
    pub(super) position: Option<i64>,
    pub(super) date: String,
    pub(super) clock: String,
    pub(super) zone: String,
}

/// A link to the same page in another language.
#[derive(Debug)]
pub(super) struct LanguageLink {
    pub(super) language: Language,
    pub(super) name: &'static str,
    pub(super) href: String,
    pub(super) current: bool,
}

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    /// There is no such thing.
    #[error("there is no such page")]
    NotFound,
    /// The address holds something that cannot be read.
    #[error("the address cannot be read")]
    BadAddress,
    /// The address asks for something that the page does not know.
    #[error("the page knows no condition {0:?}")]
    UnknownField(String),
    /// A condition of the address has a value that it cannot have.
    #[error("the condition {0} has another value than it can have")]
    UnknownValue(&'static str),
    /// Nobody may see the pages.
    #[error("nobody may see the pages")]
    Closed,
    /// The list of cases could not take an event of the case.
    #[error("the case is held back")]
    HeldBack,
    /// A read model could not be read.
    #[error("reading a read model")]
    Query(#[from] sqlx::Error),
    /// The log could not be read.
    #[error("reading the log")]
    Log(#[from] ReadError),
    /// An event is not one that this build understands.
    #[error("understanding an event")]
    Decode(#[from] DecodeError),
    /// An event in a read model is not one that this build understands.
    #[error("understanding a timeline")]
    Timeline(#[from] serde_json::Error),
    /// Personal values could not be read.
    #[error("reading the vault")]
    Vault(#[from] VaultError),
    /// The tree over the log could not be read.
    #[error("reading the tree over the log")]
    Tree(#[from] TreeError),
    /// The page could not be written.
    #[error("writing the page")]
    Render(#[from] askama::Error),
    /// What read models know could not be put together.
    #[error("putting together what is known")]
    Projection(#[from] projections::ProjectionError),
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message {
    frame: Frame,
    code: u16,
    hint: String,
    show_links: bool,
}

#[derive(Deserialize)]
struct AskedLanguage {
    lang: Option<String>,
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let asked = Query::<AskedLanguage>::try_from_uri(&parts.uri).ok();
        let asked = asked.and_then(|it| it.0.lang);
        let language = language::wanted(asked.as_deref(), &parts.headers);
        let law = app.law.current();
        let offset = law.offset();
        Ok(Self {
            language,
            w: wording(language),
            now: app.clock.now(),
            law,
            offset,
            uri: parts.uri.clone(),
            chose_language: asked.as_deref().and_then(Language::tagged).is_some(),
        })
    }
}

impl Reader {
    /// The fields of the address, which are of these names. None holds a zero, which no text of the
    /// database can be. Whoever asks for what the page does not know is told so: a page that passes
    /// it over would show something else than was asked for.
    pub(super) fn query<T: DeserializeOwned>(&self, known: &[&str]) -> Result<T, PageError> {
        if self.uri.query().is_some_and(|it| it.contains("%00")) {
            return Err(PageError::BadAddress);
        }
        let fields = Query::<Vec<(String, String)>>::try_from_uri(&self.uri);
        let fields = fields.map_err(|_| PageError::BadAddress)?.0;
        let is_unknown = |it: &&(String, String)| it.0 != "lang" && !known.contains(&it.0.as_str());
        if let Some((name, _)) = fields.iter().find(is_unknown) {
            return Err(PageError::UnknownField(name.clone()));
        }
        let query = Query::<T>::try_from_uri(&self.uri);
        query.map(|it| it.0).map_err(|_| PageError::BadAddress)
    }

    /// For pages that know no condition: whoever asks for one is told so.
    pub(super) fn asks_nothing(&self) -> Result<(), PageError> {
        #[derive(Deserialize)]
        struct Nothing {}

        self.query::<Nothing>(&[]).map(|Nothing {}| ())
    }

    /// The texts of the pages that are open to everybody.
    pub(super) fn public(&self) -> &'static PublicWording {
        public_wording(self.language)
    }

    /// The texts about scores.
    pub(super) fn about_scores(&self) -> &'static ScoreWording {
        score_wording(self.language)
    }

    /// The frame of a page that shows read models.
    pub(super) async fn frame(
        &self,
        app: &App,
        title: impl Into<String>,
        place: Place,
    ) -> Result<Frame, PageError> {
        let position = projections::checkpoint::of_all(&app.pool).await?;
        let mut frame = self.bare_frame(title.into(), place);
        frame.position = Some(position.0);
        Ok(frame)
    }

    /// The page, or the page that says why there is none.
    pub(super) fn answer(&self, page: Result<impl Template, PageError>) -> Response {
        match page.and_then(|it| Ok(it.render()?)) {
            Ok(html) => self.respond(StatusCode::OK, html),
            Err(error) => self.explain(&error),
        }
    }

    /// The page that says why there is no page.
    pub(super) fn explain(&self, error: &PageError) -> Response {
        let w = self.w;
        let (status, title, hint): (_, _, String) = match error {
            PageError::NotFound => (StatusCode::NOT_FOUND, w.not_found, w.not_found_hint.into()),
            PageError::BadAddress | PageError::UnknownField(_) | PageError::UnknownValue(_) => (
                StatusCode::BAD_REQUEST,
                w.bad_address,
                bad_address(w, error),
            ),
            PageError::Closed => (StatusCode::FORBIDDEN, w.closed, w.closed_hint.into()),
            PageError::HeldBack => (
                StatusCode::SERVICE_UNAVAILABLE,
                w.held_back,
                w.held_back_hint.into(),
            ),
            PageError::Query(_)
            | PageError::Log(_)
            | PageError::Decode(_)
            | PageError::Timeline(_)
            | PageError::Vault(_)
            | PageError::Render(_)
            | PageError::Projection(_)
                if is_away(error) =>
            {
                tracing::error!(error = chain(error), "a page cannot be shown");
                (StatusCode::SERVICE_UNAVAILABLE, w.away, w.away_hint.into())
            }
            PageError::Query(_)
            | PageError::Log(_)
            | PageError::Decode(_)
            | PageError::Timeline(_)
            | PageError::Vault(_)
            | PageError::Tree(_)
            | PageError::Render(_)
            | PageError::Projection(_) => {
                tracing::error!(error = chain(error), "a page cannot be shown");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    w.broken,
                    w.broken_hint.into(),
                )
            }
        };
        let message = Message {
            frame: self.bare_frame(title.to_owned(), Place::Elsewhere),
            code: status.as_u16(),
            hint,
            show_links: !matches!(error, PageError::Closed),
        };
        match message.render() {
            Ok(html) => self.respond(status, html),
            Err(error) => {
                tracing::error!(error = chain(&error), "an error page cannot be shown");
                status.into_response()
            }
        }
    }

    /// The calendar of a procedure; nothing when its cases are only recorded.
    pub(super) fn calendar_of(&self, procedure: &str) -> Option<&Calendar> {
        let id: ProcedureId = procedure.parse().ok()?;
        let rules = self.law.newest_procedure(&id)?.rules()?;
        self.law.calendar(&rules.calendar)
    }

    /// The day it is.
    pub(super) fn today(&self) -> Date {
        self.now.to_offset(self.offset).date()
    }

    /// What people call an agency.
    pub(super) fn agency(&self, id: &str) -> String {
        let found = id.parse().ok().and_then(|it| self.law.agency(&it));
        found.map_or(id, |it| self.language.of(&it.name)).to_owned()
    }

    /// What people call a procedure.
    pub(super) fn procedure(&self, id: &str) -> String {
        names::procedure(&self.law, self.language, id)
    }

    /// What people call a province.
    pub(super) fn province(&self, id: &str) -> String {
        names::province(&self.law, self.language, id)
    }

    pub(super) fn bare_frame(&self, title: String, place: Place) -> Frame {
        let links = Language::ALL.map(|language| LanguageLink {
            language,
            name: language::own_name(language),
            href: in_language(self.uri.path(), self.uri.query(), language.tag()),
            current: language == self.language,
        });
        Frame {
            language: self.language,
            w: self.w,
            title,
            place,
            assets: &ADDRESSES,
            languages: links.into(),
            position: None,
            date: reckoning::date(self.language, self.today()),
            clock: reckoning::clock(self.now, self.offset),
            zone: zone(self.offset),
        }
    }

    fn respond(&self, status: StatusCode, html: String) -> Response {
        // Pages show personal values: no cache keeps them.
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (VARY, "Accept-Language, Cookie"),
        ];
        let mut response = (status, headers, html).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let seconds = HeaderValue::from_static(RETRY_SECONDS);
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        if self.chose_language {
            let tag = self.language.tag();
            let cookie = format!(
                "{COOKIE_NAME}={tag}; Path=/; Max-Age={REMEMBER_SECONDS}; SameSite=Lax; HttpOnly"
            );
            if let Ok(cookie) = HeaderValue::try_from(cookie) {
                response.headers_mut().insert(SET_COOKIE, cookie);
            }
        }
        response
    }
}

/// What cannot be read in an address, and what to do.
fn bad_address(w: &Wording, error: &PageError) -> String {
    match error {
        // The past is answered elsewhere; shown as if it were the present, it would deceive.
        PageError::UnknownField(name) if name == "at" || name == "as_of" => w.no_past.to_owned(),
        PageError::UnknownField(name) => {
            let name: String = name.chars().take(NAME_CHARACTERS_SHOWN).collect();
            format!("{} {name}. {}", w.unknown_field, w.bad_address_hint)
        }
        PageError::UnknownValue(name) => {
            format!("{} {name}. {}", w.unknown_value, w.bad_address_hint)
        }
        PageError::NotFound
        | PageError::BadAddress
        | PageError::Closed
        | PageError::HeldBack
        | PageError::Query(_)
        | PageError::Log(_)
        | PageError::Decode(_)
        | PageError::Timeline(_)
        | PageError::Vault(_)
        | PageError::Tree(_)
        | PageError::Render(_)
        | PageError::Projection(_) => w.bad_address_hint.to_owned(),
    }
}

fn zone(offset: UtcOffset) -> String {
    match offset.whole_hours() {
        0 => "UTC".to_owned(),
        hours => format!("UTC{hours:+}"),
    }
}
