//! The style sheet, the script and the icon: part of the program, under addresses that change with
//! their content, so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};

const FOREVER: &str = "public, max-age=31536000, immutable";

/// A file that pages refer to.
pub(super) struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
}

pub(super) const STYLE: Asset = Asset {
    name: "hoso.css",
    content_type: "text/css; charset=utf-8",
    content: include_str!("../../assets/hoso.css"),
};

pub(super) const SCRIPT: Asset = Asset {
    name: "hoso.js",
    content_type: "text/javascript; charset=utf-8",
    content: include_str!("../../assets/hoso.js"),
};

pub(super) const ICON: Asset = Asset {
    name: "hoso.svg",
    content_type: "image/svg+xml",
    content: include_str!("../../assets/hoso.svg"),
};

const ALL: [&Asset; 3] = [&STYLE, &SCRIPT, &ICON];

/// Where pages find the assets.
#[derive(Debug)]
pub(super) struct Addresses {
    pub(super) style: String,
    pub(super) script: String,
    pub(super) icon: String,
}

/// The addresses, which change only with the program.
pub(super) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    style: STYLE.address(),
    script: SCRIPT.address(),
    icon: ICON.address(),
});

impl Asset {
    fn address(&self) -> String {
        format!("/assets/{}/{}", self.hash(), self.name)
    }

    fn hash(&self) -> String {
        format!("{:016x}", fnv(self.content.as_bytes()))
    }
}

/// One of the assets, in the version that this program has.
pub(super) async fn show(Path((hash, name)): Path<(String, String)>) -> Response {
    let found = ALL.iter().find(|it| it.name == name && it.hash() == hash);
    match found {
        Some(asset) => (
            [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, FOREVER)],
            asset.content,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The 64-bit FNV-1a hash: it tells versions of a file apart and protects nothing.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::{ALL, fnv};

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(b"a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn nothing_in_an_asset_asks_for_another_host() {
        for asset in ALL {
            let text = asset.content.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http"), "{}", asset.name);
            assert!(!text.contains("//"), "{}", asset.name);
        }
    }
}
