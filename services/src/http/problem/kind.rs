//! The kinds of problems, each with a page under `/problems`.

use axum::http::StatusCode;

/// A kind of problem. Its code never changes: clients branch on it.
#[derive(Debug)]
pub(crate) struct Kind {
    /// The last part of its `type`.
    pub(crate) code: &'static str,
    /// The status of replies.
    pub(crate) status: StatusCode,
    /// What is the case.
    pub(crate) title: &'static str,
    /// What the caller can do.
    pub(crate) advice: &'static str,
}

impl Kind {
    /// Its `type`: where it is explained.
    pub(crate) fn uri(&self) -> String {
        format!("/problems/{}", self.code)
    }
}

/// Names kinds of problems, and lists them.
macro_rules! kinds {
    ($($name:ident = $code:literal $status:ident, $title:literal, $advice:literal;)+) => {
        $(
            pub(crate) static $name: $crate::http::problem::Kind = $crate::http::problem::Kind {
                code: $code,
                status: axum::http::StatusCode::$status,
                title: $title,
                advice: $advice,
            };
        )+

        /// All of them.
        pub(super) static ALL: &[&$crate::http::problem::Kind] = &[$(&$name),+];
    };
}

pub(super) use kinds;
