//! The codes of currencies and countries are those of lists that somebody else keeps.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::Country;
use crate::money::Currency;

/// The codes of a list in the shared folder: `HOSO_SHARED`, or the nearest `shared` beside or above
/// this workspace.
fn listed(file: &str, list: &str, code: &str) -> BTreeSet<String> {
    let file = PathBuf::from("data/reference/iso").join(file);
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("HOSO_SHARED").map(|it| PathBuf::from(it).join(&file));
    let mut near = here.ancestors().map(|it| it.join("shared").join(&file));
    let found = given.or_else(|| near.find(|it| it.exists()));
    let path = found.unwrap_or_else(|| {
        panic!(
            "shared/{} is needed; HOSO_SHARED names shared",
            file.display()
        )
    });
    let text = fs::read_to_string(&path).unwrap();
    let lists: Value = serde_json::from_str(&text).unwrap();
    let entries = lists[list].as_array().unwrap().iter();
    entries
        .map(|it| it[code].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn countries_are_those_of_iso_3166() {
    let ours: BTreeSet<_> = Country::all().map(str::to_owned).collect();
    assert_eq!(ours, listed("iso3166-1.json", "3166-1", "alpha_2"));
}

#[test]
fn currencies_are_those_of_iso_4217_and_some_that_it_withdrew() {
    let mut theirs = listed("iso4217.json", "4217", "alpha_3");
    // No currency, and a code for trials.
    for none in ["XXX", "XTS"] {
        assert!(theirs.remove(none), "{none}");
        assert_eq!(none.parse::<Currency>().unwrap().decimals(), None);
    }
    let all = Currency::all();
    let withdrawn: BTreeSet<_> = all[4].split(' ').map(str::to_owned).collect();
    assert!(withdrawn.is_disjoint(&theirs), "one is there again");
    let codes: Vec<_> = all.iter().flat_map(|it| it.split(' ')).collect();
    let ours: BTreeSet<_> = codes.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(ours.len(), codes.len(), "one is listed twice");
    assert_eq!(&ours - &withdrawn, theirs);
}
