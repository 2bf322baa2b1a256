//! From article to catalogue entry to test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::citation::articles;
use super::{everywhere, scenarios};
use crate::law::{Scoring, Versioned};
use crate::testing::delivered;

/// What says that nobody read it.
const UNVERIFIED: [&str; 4] = ["unverified", "no number", "from memory", "not read"];

/// What of a procedure is tested by nothing of that procedure: the list only gets shorter.
pub(super) const UNTESTED: [&str; 0] = [];

/// Kinds of entries that are no procedures, and a test of what entries of the kind say.
const BESIDE: [(&str, &str, &str); 9] = [
    (
        "agencies",
        "law/tests.rs",
        "those_who_must_be_asked_are_the_bodies_of_the_day_each_once",
    ),
    (
        "calendar",
        "calendar/tests/known.rs",
        "a_year_has_as_many_working_days_as_was_announced",
    ),
    (
        "provinces",
        "law/tests/entries.rs",
        "a_province_has_the_name_of_the_day",
    ),
    (
        "forms",
        "law/tests/entries.rs",
        "a_paper_is_made_out_on_the_form_of_the_day",
    ),
    (
        "fees",
        "law/tests/entries.rs",
        "a_fee_is_a_sum_in_its_currency_or_none",
    ),
    (
        "indices",
        "law/tests/index.rs",
        "points_are_in_the_measure_of_the_share",
    ),
    (
        "scoring",
        "score/tests/sheet.rs",
        "points_change_at_their_bounds",
    ),
    (
        "retention",
        "catalogue/tests.rs",
        "what_is_about_a_case_is_kept_for_the_years_of_its_class",
    ),
    (
        "publicity",
        "catalogue/tests.rs",
        "what_is_public_of_a_procedure_can_be_told",
    ),
];

/// The parts that have to be public and their times, which entries leave to the code.
const PUBLICITY: &str = "Decree 63/2010/NĐ-CP Art. 8, 15, 24";

/// How an entry rests on an article.
#[derive(Default)]
pub(super) struct Cited {
    /// Whether somebody read it.
    read: bool,
    /// What tests it, each with a link.
    pub(super) tests: BTreeSet<String>,
}

/// Each article, with the entries that rest on it.
pub(super) type Rows = BTreeMap<String, BTreeMap<String, Cited>>;

/// Every article that something in the delivered catalogue cites, but for drafts.
pub(super) fn rows() -> Rows {
    let mut rows = Rows::new();
    for procedure in delivered().procedures.iter().filter(|it| !it.draft) {
        for (basis, test) in bases(procedure) {
            cite(&mut rows, procedure.id.as_str(), &basis, test);
        }
    }
    for report in &delivered().reports {
        let name = format!("report {}", report.id);
        cite(&mut rows, &name, &report.basis, None);
    }
    for scenario in scenarios() {
        let (title, file) = (&scenario.title, &scenario.file);
        let link = format!("[{title}](../domain/scenarios/{file})");
        for article in scenario.articles.iter().flat_map(|it| articles(it)) {
            for (entry, cited) in rows.get_mut(&article).into_iter().flatten() {
                let of_report = entry.starts_with("report ") && file == "reports.txt";
                if scenario.procedures.contains(entry) || of_report {
                    cited.tests.insert(link.clone());
                }
            }
        }
    }
    beside(&mut rows);
    rows
}

/// What the entries cite that are no procedures and no reports.
fn beside(rows: &mut Rows) {
    let all = delivered();
    let publicity = [bases(&all.publicity), vec![(PUBLICITY.to_owned(), None)]].concat();
    let cited = [
        bases(&all.agencies),
        bases(&all.calendars),
        bases(&all.territories),
        bases(&all.forms),
        bases(&all.fees),
        bases(&all.indexes),
        bases(&all.scorings),
        bases(&all.retention),
        publicity,
    ];
    for ((name, file, test), bases) in BESIDE.into_iter().zip(cited) {
        let link = format!("[{test}](../domain/src/{file})");
        for (basis, _) in bases {
            cite(rows, name, &basis, Some(&link));
        }
    }
}

fn cite(rows: &mut Rows, entry: &str, basis: &str, test: Option<&str>) {
    let read = !UNVERIFIED.iter().any(|it| basis.contains(it));
    for article in articles(basis) {
        let cited = rows.entry(article).or_default();
        let cited = cited.entry(entry.to_owned()).or_default();
        cited.read |= read;
        cited.tests.extend(test.map(str::to_owned));
    }
}

/// Every basis in an entry, and the tests of it where it is tested for every procedure.
fn bases(entry: &impl Serialize) -> Vec<Basis> {
    let mut found = vec![];
    gather(&serde_json::to_value(entry).unwrap(), None, &mut found);
    found
}

type Basis = (String, Option<&'static str>);

fn gather(value: &Value, tested: Option<&'static str>, found: &mut Vec<Basis>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let of_member = everywhere::MEMBERS.into_iter().find(|it| it.0 == name);
                if let (Value::String(basis), "basis") = (value, name.as_str()) {
                    found.push((basis.clone(), tested));
                }
                gather(value, tested.or(of_member.map(|it| it.1)), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| gather(it, tested, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

#[test]
fn the_tests_that_the_table_names_are_there() {
    for (_, file, test) in BESIDE {
        let text = super::source(file);
        assert!(text.contains(&format!("fn {test}()")), "{file}: {test}");
    }
}

pub(super) fn table() -> String {
    let mut out = String::from(
        "# From the law to its tests\n\n\
         Written by a test from the catalogue and the scenarios; do not edit it by hand, but run\n\
         `LAW=write cargo test -p domain table_of_the_law`. An entry in *italics* rests on the\n\
         article by nothing that anybody has read; what else is not verified stands below.\n\n\
         | Article | Entries | Tests |\n|---|---|---|\n",
    );
    for (article, entries) in rows() {
        let named: Vec<_> = (entries.iter())
            .map(|(id, cited)| {
                if cited.read {
                    id.clone()
                } else {
                    format!("*{id}*")
                }
            })
            .collect();
        let tests: BTreeSet<_> = entries.values().flat_map(|it| &it.tests).collect();
        let tests: Vec<_> = tests.into_iter().map(String::as_str).collect();
        let (named, tests) = (named.join(", "), tests.join("<br>"));
        writeln!(out, "| {article} | {named} | {tests} |").unwrap();
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
        .chain(all.reports.iter().map(|it| named(it, &it.unverified)))
        .chain(all.scorings.iter().flat_map(of_scoring))
        .chain(
            all.agencies
                .iter()
                .map(|it| (format!("agency {}", it.id), &it.unverified[..])),
        )
        .chain(
            all.retention
                .iter()
                .map(|it| (format!("retention {}", it.id), &it.unverified[..])),
        )
        .chain(all.publicity.iter().map(|it| {
            let name = format!("what is public of {}, version {}", it.procedure, it.version);
            (name, &it.unverified[..])
        }));
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, reasons) in each {
        for reason in reasons {
            by_reason.entry(reason).or_default().push(name.clone());
        }
    }
    out.push_str(
        "\n### Provinces, forms, fees, indices, scoring, reports, agencies, retention and publicity\n\n",
    );
    for (reason, names) in by_reason {
        writeln!(out, "* {reason} ({})", names.join(", ")).unwrap();
    }
    out.push_str("\n### The calendar\n\n");
    let unread: BTreeSet<String> = (bases(&all.calendars).into_iter())
        .map(|(basis, _)| basis)
        .filter(|basis| UNVERIFIED.iter().any(|it| basis.contains(it)))
        .collect();
    for basis in unread {
        writeln!(out, "* {basis}").unwrap();
    }
}

/// A way of scoring has what nobody has read of it in several places.
fn of_scoring(scoring: &Scoring) -> Vec<(String, &[String])> {
    let (whole, unverified) = named(scoring, &scoring.unverified);
    let officials = (
        format!("{whole}, officials"),
        &scoring.officials.unverified[..],
    );
    let criteria = scoring.criteria.iter().map(|it| {
        let name = format!("{whole}, criterion {}", it.number);
        (name, &it.unverified[..])
    });
    let criteria: Vec<_> = criteria.collect();
    [vec![(whole, unverified), officials], criteria].concat()
}

fn named<'a, T: Versioned>(entry: &T, unverified: &'a [String]) -> (String, &'a [String]) {
    let name = format!("{}, version {}", entry.name(), entry.version());
    (name, unverified)
}
