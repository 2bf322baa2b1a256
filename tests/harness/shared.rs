//! Real data that are not in the repository.

use std::env;
use std::path::PathBuf;

use crate::root;

/// A file of the shared folder: `HOSO_SHARED`, or the nearest `shared` beside or above the checkout.
///
/// # Panics
/// If it is not there; the message names it.
#[must_use]
pub fn shared(file: &str) -> PathBuf {
    let named = env::var_os("HOSO_SHARED").map(PathBuf::from);
    let here = root();
    let near = here.ancestors().map(|folder| folder.join("shared"));
    let found = named
        .into_iter()
        .chain(near)
        .map(|folder| folder.join(file))
        .find(|path| path.exists());
    found.unwrap_or_else(|| {
        panic!("this test needs shared/{file}; HOSO_SHARED names the folder `shared`")
    })
}
