//! From article to catalogue entry to scenario.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::scenarios;
use crate::law::Versioned;
use crate::testing::delivered;

/// What says that nobody read it.
const UNVERIFIED: [&str; 4] = ["unverified", "no number", "from memory", "not read"];

/// Which entries rest on an article, and whether somebody read it for each of them.
pub(super) type Entries = BTreeMap<String, BTreeMap<String, bool>>;

/// The articles that a text names, without their clauses.
pub(super) fn articles(basis: &str) -> Vec<String> {
    let mut found = vec![];
    // What is said of a number is not an article.
    let basis = match basis.split_once(" (no number") {
        Some((before, after)) => format!("{before}{}", after.split_once(')').map_or("", |it| it.1)),
        None => basis.to_owned(),
    };
    for text in basis.split(';').map(str::trim) {
        let Some((law, numbers)) = text.split_once(" Art. ") else {
            found.push(text.split(',').next().unwrap_or(text).trim().to_owned());
            continue;
        };
        for number in numbers.split(", ") {
            let article: String = number.chars().take_while(char::is_ascii_digit).collect();
            if !article.is_empty() {
                found.push(format!("{law} Art. {article}"));
            }
        }
    }
    found
}

/// Every article that a procedure in force or a report names.
pub(super) fn entries() -> Entries {
    let mut entries = Entries::new();
    for procedure in delivered().procedures.iter().filter(|it| !it.draft) {
        let mut bases = vec![];
        bases_in(&serde_json::to_value(procedure).unwrap(), &mut bases);
        for basis in bases {
            let read = !UNVERIFIED.iter().any(|it| basis.contains(it));
            for article in articles(&basis) {
                let entry = entries.entry(article).or_default();
                let known = entry.entry(procedure.id.to_string()).or_insert(false);
                *known |= read;
            }
        }
    }
    for report in &delivered().reports {
        let read = !UNVERIFIED.iter().any(|it| report.basis.contains(it));
        for article in articles(&report.basis) {
            let entry = entries.entry(article).or_default();
            entry.insert(format!("report {}", report.id), read);
        }
    }
    entries
}

fn bases_in(value: &Value, bases: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            bases.extend(
                members
                    .get("basis")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            members.values().for_each(|it| bases_in(it, bases));
        }
        Value::Array(items) => items.iter().for_each(|it| bases_in(it, bases)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

pub(super) fn table() -> String {
    let mut tests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for scenario in scenarios() {
        for article in scenario.articles.iter().flat_map(|it| articles(it)) {
            let link = format!(
                "[{}](../domain/scenarios/{})",
                scenario.title, scenario.file
            );
            tests.entry(article).or_default().insert(link);
        }
    }
    let mut out = String::from(
        "# From the law to its tests\n\n\
         Written by a test from the catalogue and the scenarios; do not edit it by hand, but run\n\
         `LAW=write cargo test -p domain table_of_the_law`. A procedure in *italics* rests on the\n\
         article by nothing that anybody has read; what else is not verified stands below.\n\n\
         | Article | Procedures and reports | Scenarios |\n|---|---|---|\n",
    );
    for (article, procedures) in entries() {
        let procedures: Vec<_> = (procedures.iter())
            .map(|(id, read)| if *read { id.clone() } else { format!("*{id}*") })
            .collect();
        let tests: Vec<_> = tests.get(&article).into_iter().flatten().cloned().collect();
        let (procedures, tests) = (procedures.join(", "), tests.join("<br>"));
        writeln!(out, "| {article} | {procedures} | {tests} |").unwrap();
    }
    out.push_str("\n## Not verified\n");
    for procedure in &delivered().procedures {
        if procedure.unverified.is_empty() {
            continue;
        }
        let draft = if procedure.draft { ", a draft" } else { "" };
        let (id, version) = (&procedure.id, procedure.version);
        writeln!(out, "\n### {id}, version {version}{draft}\n").unwrap();
        for what in &procedure.unverified {
            writeln!(out, "* {what}").unwrap();
        }
    }
    others_unverified(&mut out);
    out
}

/// What nobody has read of entries that are no procedures.
fn others_unverified(out: &mut String) {
    let all = delivered();
    let each = (all.territories.iter().map(|it| named(it, &it.unverified)))
        .chain(all.forms.iter().map(|it| named(it, &it.unverified)))
        .chain(all.fees.iter().map(|it| named(it, &it.unverified)))
        .chain(all.indexes.iter().map(|it| named(it, &it.unverified)))
        .chain(all.reports.iter().map(|it| named(it, &it.unverified)));
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, reasons) in each {
        for reason in reasons {
            by_reason.entry(reason).or_default().push(name.clone());
        }
    }
    out.push_str("\n### Provinces, forms, fees, indices and reports\n\n");
    for (reason, names) in by_reason {
        writeln!(out, "* {reason} ({})", names.join(", ")).unwrap();
    }
}

fn named<'a, T: Versioned>(entry: &T, unverified: &'a [String]) -> (String, &'a [String]) {
    let name = format!("{}, version {}", entry.name(), entry.version());
    (name, unverified)
}
