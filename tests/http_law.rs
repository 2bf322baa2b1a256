//! What the interface says of procedures: all that an application and its decision go by.

use domain::law::Rules;
use harness::{Http, TestApp};
use serde_json::{Value, json};

/// What the view calls otherwise than the catalogue does.
const RENAMED: [(&str, &str); 1] = [("seat", "seats")];

async fn procedure(http: &Http, id: &str) -> Value {
    let path = format!("/v1/procedures/{id}");
    http.get(&path).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_procedure_says_is_in_its_view() {
    let app = TestApp::start().await;
    let law = app.app().law.current();
    let http = app.http();
    for version in law.versions() {
        let Some(rules) = version.rules() else {
            continue;
        };
        let path = format!("/v1/procedures/{}?version={}", version.id, version.version);
        let shown = http.get(&path).await.expect(200).json();
        for part in parts(rules) {
            let renamed = RENAMED.iter().find(|it| it.0 == part);
            let name = renamed.map_or(part.as_str(), |it| it.1);
            let told = &shown["rules"][name];
            assert!(
                !told.is_null() && *told != json!([]),
                "{path} says nothing of {name}: {told}"
            );
        }
    }
}

/// The names of what the rules say.
fn parts(rules: &Rules) -> Vec<String> {
    let said = serde_json::to_value(rules).unwrap();
    let said = said.as_object().unwrap().iter();
    // Some of them say that there is none of something.
    said.filter(|it| *it.1 != json!([]))
        .map(|it| it.0.clone())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_says_who_does_what_and_what_is_owed() {
    let app = TestApp::start().await;
    let http = app.http();
    let issue = procedure(&http, "FNGO-OP-ISSUE").await;
    let rules = &issue["rules"];
    assert_eq!(rules["filers"], json!(["applicant", "receiver"]));
    assert_eq!(rules["home"]["not_in"], json!(["VN"]));
    assert_eq!(
        rules["duties"][0]["due"],
        json!({ "after_receipt": { "count": 10, "unit": "working_days" } })
    );
    assert_eq!(rules["reappointment"]["times_max"], 1);
    assert_eq!(rules["reappointment"]["notice"]["count"], 1);

    let suspend = procedure(&http, "FNGO-SUSPEND").await;
    let rules = &suspend["rules"];
    assert_eq!(
        rules["acts"],
        json!(["file", "accept", "consult", "meet", "decide", "hand_over"])
    );
    assert_eq!(rules["steps"][1]["act"], "accept");
    assert_eq!(rules["steps"][1]["then"], json!(["consult"]));
    assert_eq!(rules["filers"], json!(["receiver", "decider"]));
    assert_eq!(rules["meeting"]["when"], "opinions_differ");
    assert_eq!(rules["result"]["follow_up"]["term"]["count"], 30);

    let change = procedure(&http, "AID-CHANGE").await;
    let rules = &change["rules"];
    assert_eq!(rules["competences"][1]["approved_by"], json!(["PM"]));
    assert_eq!(rules["competences"][2]["issuer"], true);
    assert_eq!(rules["value"]["counts_as"], "change");
    assert_eq!(rules["under"]["procedures"][0], "AID-PROGRAMME");
    assert_eq!(rules["consultees"]["also"][0]["ask"], json!(["VUFO"]));
    assert_eq!(rules["consultees"]["local"]["asks"], "MPI");

    let extend = procedure(&http, "FNGO-RO-EXTEND").await;
    let rules = &extend["rules"];
    assert_eq!(
        (&rules["window"]["count"], &rules["window"]["unit"]),
        (&json!(60), &json!("days"))
    );
    assert_eq!(rules["consultees"]["seat_committee"], true);
    let acts = [
        "file",
        "accept",
        "consult",
        "forward",
        "meet",
        "decide",
        "hand_over",
    ];
    assert_eq!(rules["acts"], json!(acts));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_procedure_says_what_is_public_of_it_and_whether_it_is_in_force() {
    let app = TestApp::start().await;
    let http = app.http();
    let issue = procedure(&http, "FNGO-OP-ISSUE").await;
    assert_eq!(issue["in_force"], true);
    let public = &issue["publicity"];
    assert_eq!(public["missing"], json!([]));
    assert_eq!(public["field"]["code"], "G08-NG09");
    assert_eq!(public["sets"], 1);
    assert_eq!(public["announcement"], json!(null));
    assert_eq!(public["steps"].as_array().unwrap().len(), 6);

    let draft = http
        .get("/v1/procedures/AID-PROJECT?version=2")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&draft["in_force"], &draft["draft"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(draft["publicity"]["missing"], json!(["c", "d", "e"]));
}
