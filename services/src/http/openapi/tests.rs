use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::complete;
use crate::http::routes;

/// Commands that come from elsewhere than HTTP, or as a file and not as JSON.
const NOT_SENT: [&str; 4] = [
    "import-history",
    "file-document",
    "let-time-pass",
    "recount-deadlines",
];

fn document() -> Value {
    let mut document = routes().into_openapi();
    complete(&mut document);
    serde_json::to_value(document).unwrap()
}

/// Every operation with its path, its method and itself.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(|(method, it)| (path.clone(), method.clone(), it.clone()))
    });
    operations.collect()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(target)) = members.get("$ref") {
                found.insert(target.clone());
            }
            members.values().for_each(|it| references(it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| references(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

/// The Rust files of this API, but for tests.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|it| it != "tests.rs") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_route_is_described_because_it_is_made_from_its_description() {
    let mut files = vec![];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    sources(&folder, &mut files);
    let count = |what: &str| {
        files
            .iter()
            .map(|it| it.matches(what).count())
            .sum::<usize>()
    };
    // The description itself is the one route that is not described.
    assert_eq!(count(".route("), 1);
    assert_eq!(count("utoipa::path("), count("routes!("));
    assert_eq!(operations(&document()).len(), count("utoipa::path("));
}

#[test]
fn every_command_of_a_case_has_an_address() {
    let command = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src/case/command.rs");
    let source = std::fs::read_to_string(command).unwrap();
    let names = source.lines().filter_map(|it| it.split("=> \"").nth(1));
    let wanted: BTreeSet<String> = names
        .filter_map(|it| it.split('"').next())
        .map(|it| it.replace('_', "-"))
        .filter(|it| !NOT_SENT.contains(&it.as_str()))
        .collect();
    let document = document();
    let posted = operations(&document)
        .into_iter()
        .filter(|it| it.1 == "post" && it.0.starts_with("/v1/cases/"));
    let sent: BTreeSet<String> = posted
        .filter_map(|it| Some(it.0.rsplit_once('/')?.1.to_owned()))
        .collect();
    assert_eq!(sent.len(), 23);
    assert_eq!(sent, wanted);
}

#[test]
fn whatever_is_referred_to_is_there() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.contains("#/components/schemas/Problem"));
    for target in found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{target}");
    }
}

#[test]
fn every_part_of_a_path_is_a_parameter_and_no_name_is_used_twice() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id}");
        let named: BTreeSet<&str> = path
            .split('/')
            .filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let described: BTreeSet<&str> = parameters
            .iter()
            .filter(|it| it["in"] == "path")
            .map(|it| it["name"].as_str().unwrap())
            .collect();
        assert_eq!(named, described, "{method} {path}");
    }
}

#[test]
fn every_address_says_what_it_does_and_which_problems_it_may_answer_with() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap_or_default();
        assert!(summary.ends_with('.'), "{method} {path}");
        if !path.starts_with("/v1/") {
            continue;
        }
        let problem = &operation["responses"]["400"]["content"]["application/problem+json"];
        assert!(problem.is_object(), "{method} {path}");
    }
}

#[test]
fn every_reply_is_described_and_nothing_optional_is_sent_as_null() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        for (status, reply) in operation["responses"].as_object().unwrap() {
            let text = reply["description"].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{method} {path} {status}");
            assert!(
                reply["headers"]["X-Request-Id"].is_object(),
                "{method} {path} {status}"
            );
        }
        let sent = [&operation["parameters"], &operation["requestBody"]];
        for part in sent {
            assert!(
                !part.to_string().contains("\"null\""),
                "{method} {path}: {part}"
            );
        }
    }
}
