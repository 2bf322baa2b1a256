//! Hashes beside an export are believed as far as a checkpoint proves them.

use std::fs;

use eventstore::merkle::leaf_hash;
use harness::Filing;

use super::Exported;

#[tokio::test(flavor = "multi_thread")]
async fn hashes_that_were_forged_beside_an_export_do_not_hide_those_that_were_kept() {
    let log = Exported::new().await;
    let lines = log.lines();
    let at = lines.len() / 2;
    log.shell("mkdir kept; for it in checkpoint leaves; do cp log.jsonl.$it kept/old.$it; done")
        .expect(0)
        .says(&[]);
    let mut edited = lines.clone();
    edited[at] = edited[at].replacen("\"actorrole\":\"", "\"actorrole\":\"x", 1);
    log.write(&edited);
    // Hashes of the lines as they are now, and some of other lines.
    let hashes: Vec<u8> = edited
        .iter()
        .flat_map(|it| *leaf_hash(it.as_bytes()).as_bytes())
        .collect();
    fs::write(log.path().join("log.jsonl.leaves"), hashes).unwrap();
    let position = format!("position {}", at + 1);
    let verify = "unset DATABASE_URL HOSO_MASTER_KEY; hoso verify log.jsonl --key log.keys";
    log.shell(&format!("{verify} --checkpoint kept/old.checkpoint"))
        .expect(1)
        .says(&[&position, "edited"]);
    // Without those, it lies somewhere up to the checkpoint; and somebody is told why.
    log.shell(verify).expect(1).says(&[
        "position 1",
        "no checkpoint proves the hashes in log.jsonl.leaves",
    ]);

    // The log went on: what was kept still tells what is wrong as far as it reaches.
    log.write(&lines);
    log.app.file(&Filing::of("Quỹ Ban Mai")).await;
    log.shell("rm log.jsonl.leaves; hoso export events --out new.jsonl")
        .expect(0)
        .says(&["covered by new.jsonl.checkpoint"]);
    let newer = fs::read_to_string(log.path().join("new.jsonl")).unwrap();
    let forged = newer.replacen(&lines[at], &edited[at], 1);
    fs::write(log.path().join("new.jsonl"), forged).unwrap();
    fs::write(log.path().join("new.jsonl.leaves"), [7; 64]).unwrap();
    log.shell("hoso verify new.jsonl --checkpoint kept/old.checkpoint --key log.keys")
        .expect(1)
        .says(&[&position, "edited"]);
    fs::write(log.path().join("new.jsonl"), newer).unwrap();
    log.shell("hoso verify new.jsonl --checkpoint kept/old.checkpoint --key log.keys")
        .expect(0)
        .says(&["events are those that were signed"]);
}
