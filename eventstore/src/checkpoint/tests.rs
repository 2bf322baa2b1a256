//! What is a checkpoint and what is not.

use super::{Checkpoint, CheckpointError};
use crate::note::Note;

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

fn read(text: &str) -> Result<Checkpoint, CheckpointError> {
    let signature = "— log.example/one Az3grlgtzPICa5OS8npVmf1Myq8=";
    Checkpoint::of(&Note::parse(&format!("{text}\n{signature}\n")).unwrap())
}

#[test]
fn a_checkpoint_is_three_lines_and_perhaps_more() {
    let text = format!("log.example/one\n20852163\n{ROOT}\n");
    let checkpoint = read(&text).unwrap();
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.to_string(), text);
    assert_eq!(read(&format!("{text}more\n")), Ok(checkpoint));
    assert_eq!(read(&format!("a\n0\n{ROOT}\n")).unwrap().size, 0);
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for size in [
        "",
        "+1",
        "01",
        "-1",
        "1 ",
        " 1",
        "0x1",
        "1e3",
        "18446744073709551616",
    ] {
        let expected = if size.is_empty() {
            CheckpointError::Lines
        } else {
            CheckpointError::Size
        };
        assert_eq!(
            read(&format!("a\n{size}\n{ROOT}\n")),
            Err(expected),
            "{size:?}"
        );
    }
    for root in [
        &ROOT[..43],
        "AAAA",
        "",
        &ROOT.replace("q2I=", "q2J="),
        &format!("{ROOT} "),
    ] {
        let read = read(&format!("a\n1\n{root}\n"));
        assert!(read.is_err(), "{root:?}");
    }
    for text in [
        "a\n1\n",
        &format!("\n1\n{ROOT}\n"),
        &format!("a\n1\n{ROOT}\n\nb\n"),
    ] {
        assert_eq!(read(text), Err(CheckpointError::Lines), "{text:?}");
    }
}
