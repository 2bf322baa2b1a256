//! What can be read: one file for each kind of thing.

mod agencies;
mod agency_reports;
mod aid;
mod audit;
mod case;
mod cases;
mod certificates;
mod changes;
mod consultations;
mod deadlines;
mod duties;
mod entries;
mod figures;
mod focal_points;
mod indices;
mod organisations;
mod past;
mod procedures;
mod publicity;
mod rules;
mod scores;
mod slips;
mod timeline;
mod tracking_book;

use domain::ProvinceId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

use super::Api;
use crate::{App, succession};

time::serde::format_description!(iso_date, Date, "[year]-[month]-[day]");

/// Every read from the read models and the catalogue.
pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(cases::router())
        .merge(case::router())
        .merge(timeline::router())
        .merge(slips::router())
        .merge(tracking_book::router())
        .merge(consultations::router())
        .merge(deadlines::router())
        .merge(certificates::router())
        .merge(organisations::router())
        .merge(aid::router())
        .merge(focal_points::router())
        .merge(duties::router())
        .merge(agency_reports::router())
        .merge(audit::router())
        .merge(figures::router())
        .merge(indices::router())
        .merge(scores::router())
        .merge(procedures::router())
        .merge(agencies::router())
        .merge(entries::router())
}

/// All there is, on one page.
#[derive(Debug, Serialize, ToSchema)]
struct All<T> {
    /// What there is.
    items: Vec<T>,
}

/// The province that is asked for, and those that were merged into it; none when none is.
fn merged_into(app: &App, province: Option<&ProvinceId>) -> Vec<String> {
    let province = province.map(ProvinceId::as_str);
    let all = |it| succession::with_merged(&app.law.current(), app.clock.now(), it);
    province.map(all).unwrap_or_default()
}
