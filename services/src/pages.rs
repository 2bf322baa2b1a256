//! The pages people look at: plain HTML from the read models, readable without script.

use axum::Router;

use crate::App;

/// Every page.
pub(crate) fn router() -> Router<App> {
    Router::new()
}
