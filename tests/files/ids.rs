//! Ids of files, which their senders make up.

use harness::receiver;
use services::clock::new_id;

use super::shelf::Shelf;
use super::{client, open, paper, send};

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_another_file_has_is_told() {
    for shelf in Shelf::each().await {
        is_taken(&shelf).await;
    }
}

async fn is_taken(shelf: &Shelf) {
    let app = open(shelf, 50_000).await;
    let (case, other) = (app.file_dossier().await, app.file_dossier().await);
    let document = new_id();
    let place = |case| format!("/v1/cases/{case}/documents/{document}?part=charter");
    let desk = || client(&app, &receiver(), new_id());
    let filed = send(&desk(), &place(case), paper(99)).await;
    assert_eq!(filed.status, 200);
    let kept = shelf.stored();
    for (path, bytes, code) in [
        (place(other), paper(99), "id-taken"),
        (place(case), paper(98), "id-taken"),
        (place(case), paper(99), "nothing-to-do"),
    ] {
        let refused = send(&desk(), &path, bytes).await.expect(409).json();
        assert_eq!(refused["type"], format!("/problems/{code}"), "{path}");
    }
    assert_eq!(shelf.stored(), kept);
}
