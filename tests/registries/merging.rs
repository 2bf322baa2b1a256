use std::collections::BTreeSet;

use harness::{Http, TestApp, applicant, decider, receiver};
use serde_json::{Value, json};
use services::clock::new_id;

use super::{
    Who, assert_claims_follow_from_the_log, decide, each, erase, file_for, forwarded, ids, merge,
    merged, post, read, registered,
};
use crate::certificate_changes::certificate_of;
use crate::clerk::{problem, send};

/// One that holds a certificate, and the same again under a name that is written otherwise.
async fn entered_twice(http: &Http) -> (Who, Who, Value) {
    let kept = Who::new("Alderwyck Green Delta Foundation", "SE");
    let twice = Who::new("Aldrewyck Green Delta Trust", "SE");
    registered(http, &twice, "1-26").await;
    let (_, last) = file_for(http, &kept).await;
    (kept, twice, last)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_was_entered_twice_is_suspected_and_the_reason_is_told() {
    let app = TestApp::start().await;
    let http = app.http();
    let (kept, twice, _) = entered_twice(&http).await;
    let elsewhere = Who::new("Alderwyck Green Delta Foundation", "NO");
    let (_, last) = file_for(&http, &elsewhere).await;

    let pairs = read(&http, "/v1/organisations/duplicates", &last).await;
    assert_eq!(ids(&pairs, "organisation_id"), [kept.id], "{pairs}");
    assert_eq!(ids(&pairs, "other_id"), [twice.id]);
    assert_eq!(each(&pairs, "same_name"), ["spelling"]);
    assert_eq!(each(&pairs, "same_home"), ["same"]);
    let of = format!("/v1/organisations/duplicates?organisation={}", elsewhere.id);
    assert_eq!(read(&http, &of, &last).await["items"], json!([]));
    let done = merged(&http, twice.id, kept.id).await;
    let pairs = read(&http, "/v1/organisations/duplicates", &done).await;
    assert_eq!(pairs["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_cannot_be_is_refused_and_a_repeat_is_answered_as_before() {
    let app = TestApp::start().await;
    let http = app.http();
    let (kept, twice, _) = entered_twice(&http).await;
    let other = Who::new("Hạt Mầm", "NO");
    file_for(&http, &other).await;
    for (by, from, into, status, code) in [
        (receiver(), twice.id, kept.id, 403, "not-allowed"),
        (applicant(), twice.id, kept.id, 403, "not-allowed"),
        (decider(), twice.id, twice.id, 422, "merged-into-itself"),
        (decider(), new_id(), kept.id, 404, "unknown-subject"),
        (decider(), twice.id, new_id(), 404, "unknown-subject"),
    ] {
        problem(&merge(&http, &by, from, into).await, status, code);
    }
    let path = format!("/v1/organisations/{}/merge", twice.id);
    let order = json!({ "into": kept.id, "ground": "same_organisation", "decision": "1-QD" });
    let key = new_id();
    let done = post(&http, &decider(), key, &path, &order).await;
    let done = done.expect(200).json();
    let again = post(&http, &decider(), key, &path, &order).await;
    let again = again.expect(200).json();
    assert_eq!(again["repeated"], true);
    assert_eq!(again["position"], done["position"]);

    let twice_merged = merge(&http, &decider(), twice.id, other.id).await;
    let told = problem(&twice_merged, 409, "already-merged");
    assert_eq!(told["into"], kept.id.to_string());
    for from in [kept.id, other.id] {
        let back = merge(&http, &decider(), from, twice.id).await;
        let told = problem(&back, 409, "survivor-merged");
        assert_eq!(told["into"], kept.id.to_string());
    }
    let refused = twice.dossier();
    let refused = send(&http, &applicant(), (new_id(), "submit-dossier"), &refused).await;
    let told = problem(&refused, 409, "applicant-merged");
    assert_eq!(told["into"], kept.id.to_string());
    assert_claims_follow_from_the_log(&app).await;
    app.assert_read_models_equal_a_rebuild().await;
}

/// A history, read one entry a page.
async fn one_by_one(http: &Http, path: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (vec![], None);
    loop {
        let from = cursor.map_or(String::new(), |it: String| format!("&cursor={it}"));
        let page = http.get(&format!("{path}?limit=1{from}")).await;
        let page = page.expect(200).json();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else {
            return all;
        };
        cursor = Some(next.to_owned());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_one_that_was_merged_is_led_to_the_one_that_survived() {
    let app = TestApp::start().await;
    let http = app.http();
    let (kept, twice, _) = entered_twice(&http).await;
    let done = merged(&http, twice.id, kept.id).await;

    let led = read(&http, &format!("/v1/organisations/{}", twice.id), &done).await;
    assert_eq!(led["organisation_id"], kept.id.to_string());
    assert_eq!(led["merged"], json!([twice.id]));
    assert_eq!(led["name"], kept.name);
    // The last decision named the representative; the survivor has only asked for one.
    let path = format!("/v1/organisations/{}/particulars", twice.id);
    let told = read(&http, &path, &done).await;
    let told = told["items"].as_array().unwrap().iter();
    let of = told.filter(|it| it["what"] == "representative" && it["in_force"] == "now");
    let of: Vec<_> = of.map(|it| it["organisation"].clone()).collect();
    assert_eq!(of, [json!(twice.id)]);
    assert!(led["representative"].is_string());
    let found = read(&http, "/v1/organisations?q=aldrewyck", &done).await;
    assert_eq!(
        ids(&found, "organisation_id"),
        [kept.id],
        "by the name it had"
    );
    for holder in [twice.id, kept.id] {
        let path = format!("/v1/certificates?holder={holder}");
        let held = read(&http, &path, &done).await;
        assert_eq!(each(&held, "number"), ["1-26"]);
        assert_eq!(ids(&held, "holder"), [kept.id]);
        let path = format!("/v1/organisations/{holder}/history");
        let history = read(&http, &path, &done).await;
        let what: BTreeSet<_> = each(&history, "what").into_iter().collect();
        let all = [
            "merged",
            "certificate_passed",
            "certificate_issued",
            "dossier_filed",
        ];
        assert_eq!(what, all.into_iter().collect());
        let entries = history["items"].as_array().unwrap();
        assert_eq!(one_by_one(&http, &path).await, *entries);
    }
    let page = http.get(&format!("/organisations/{}", twice.id)).await;
    assert_eq!(page.status, 308);
    let survivor = format!("/organisations/{}", kept.id);
    assert_eq!(page.header("location"), Some(&*survivor));

    let acts = read(&http, "/v1/audit?agency=MOFA&limit=200", &done).await;
    let mut acts = acts["items"].as_array().unwrap().iter();
    let act = acts
        .find(|it| it["type"] == "organisation.merged.v1")
        .unwrap();
    assert_eq!(act["ground"], "same_organisation");
    assert_eq!(act["role"], "registrar");
    assert!(act["reason"].is_string(), "the explanation is in the vault");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survivor_holds_what_the_other_held_and_no_second_one() {
    let app = TestApp::start().await;
    let http = app.http();
    let (kept, twice, _) = entered_twice(&http).await;
    let (pending, _) = file_for(&http, &kept).await;
    merged(&http, twice.id, kept.id).await;
    problem(&decide(&http, pending, "2-26").await, 409, "already-held");

    let rival = Who::new("Giếng Nước", "SE");
    registered(&http, &rival, "8-26").await;
    let both = merge(&http, &decider(), rival.id, kept.id).await;
    let told = problem(&both, 409, "both-hold-a-certificate");
    assert_eq!(told["certificate_kind"], "CERT-OP");
    assert_claims_follow_from_the_log(&app).await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_after_two_merges_is_the_survivors_and_each_is_forgotten_for_itself() {
    let app = TestApp::start().await;
    let http = app.http();
    let (one, two) = (Who::new("Hạt Mầm", "SE"), Who::new("Hạt Mầm", "SE"));
    let last = Who::new("Quỹ Hạt Mầm", "SE");
    let (pending, _) = file_for(&http, &one).await;
    file_for(&http, &two).await;
    file_for(&http, &last).await;
    merged(&http, one.id, two.id).await;
    merged(&http, two.id, last.id).await;
    let granted = decide(&http, pending, "7-26").await.expect(200).json();
    let issued = certificate_of(&http, pending, &granted["position"]).await;
    assert_eq!(issued["holder"], last.id.to_string());
    let led = read(&http, &format!("/v1/organisations/{}", one.id), &granted).await;
    assert_eq!(led["organisation_id"], last.id.to_string());

    erase(&app, one.id).await;
    let kept = http.get(&format!("/v1/organisations/{}", one.id)).await;
    assert_eq!(kept.expect(200).json()["name"], "Quỹ Hạt Mầm");
    let path = format!("/v1/certificates?holder={}", last.id);
    let held = http.get(&path).await.expect(200).json();
    assert!(
        held["items"][0]["name"].is_null(),
        "the name that was on it"
    );
    assert_claims_follow_from_the_log(&app).await;
    app.assert_read_models_equal_a_rebuild().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_in_the_moment_of_a_merge_leaves_nobody_with_two_certificates() {
    let app = TestApp::start().await;
    let http = app.http();
    for n in 0..6 {
        let (gone, kept) = (Who::new("Hạt Mầm", "SE"), Who::new("Hạt Mầm", "SE"));
        let (pending, _) = file_for(&http, &gone).await;
        forwarded(&http, pending).await;
        registered(&http, &kept, &format!("{n}-26")).await;
        let grant = json!({ "number": format!("{n}-27") });
        let by = decider();
        let (granted, merged) = tokio::join!(
            send(&http, &by, (pending, "grant-certificate"), &grant),
            merge(&http, &by, gone.id, kept.id),
        );
        match (granted.status, merged.status) {
            (200, 409) => problem(&merged, 409, "both-hold-a-certificate"),
            (409, 200) => problem(&granted, 409, "already-held"),
            answers => panic!("{answers:?}: {} {}", granted.text(), merged.text()),
        };
    }
    assert_claims_follow_from_the_log(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_merged_into_one_that_was_forgotten() {
    let app = TestApp::start().await;
    let http = app.http();
    let (one, two) = (Who::new("Hạt Mầm", "SE"), Who::new("Hạt Mầm", "SE"));
    file_for(&http, &one).await;
    file_for(&http, &two).await;
    erase(&app, two.id).await;
    let path = format!("/v1/organisations/{}/merge", one.id);
    let order = json!({ "into": two.id, "ground": "union", "decision": "1-QD" });
    let refused = post(&http, &decider(), new_id(), &path, &order).await;
    problem(&refused, 409, "subject-erased");
    merged(&http, two.id, one.id).await;
}
