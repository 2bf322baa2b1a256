use uuid::Uuid;

use super::{AssignCode, DossierBook, DossierBookEvent};
use crate::testing::{agency, day, law};
use crate::{Aggregate, CaseId, DossierCode, replay};

fn ask(case: u128) -> AssignCode {
    AssignCode {
        case: CaseId(Uuid::from_u128(case)),
        prefix: "G08".to_owned(),
        day: day("2026-03-04"),
    }
}

fn assigned(case: u128, number: usize) -> DossierBookEvent {
    DossierBookEvent::CodeAssigned {
        case: CaseId(Uuid::from_u128(case)),
        code: DossierCode::new("G08", day("2026-03-04"), number),
    }
}

fn decide(history: &[DossierBookEvent], command: &AssignCode) -> Vec<DossierBookEvent> {
    let book = replay::<DossierBook>(history);
    let by = agency("COMINGO", "2026-03-04");
    match book.decide(command, &by, law()) {
        Ok(events) => events,
        Err(never) => match never {},
    }
}

#[test]
fn dossiers_are_numbered_in_the_order_of_their_acceptance() {
    assert_eq!(decide(&[], &ask(1)), [assigned(1, 1)]);
    assert_eq!(
        decide(&[assigned(1, 1), assigned(2, 2)], &ask(3)),
        [assigned(3, 3)]
    );
}

#[test]
fn a_case_that_asks_again_keeps_its_code() {
    let history = [assigned(1, 1), assigned(2, 2)];
    assert_eq!(decide(&history, &ask(2)), []);
    let book = replay::<DossierBook>(&history);
    let code = DossierCode::new("G08", day("2026-03-04"), 2);
    assert_eq!(book.code_of(CaseId(Uuid::from_u128(2))), Some(&code));
    assert_eq!(book.code_of(CaseId(Uuid::from_u128(9))), None);
}

#[test]
fn the_newest_entry_alone_says_what_the_next_number_is() {
    let history: Vec<_> = (1..=10_050).map(|it| assigned(it as u128, it)).collect();
    for so_far in [1, 9_998, 9_999, 10_000, 10_050] {
        let (read, newest) = (&history[..so_far], &history[so_far - 1..so_far]);
        assert_eq!(decide(newest, &ask(77_777)), decide(read, &ask(77_777)));
        assert_eq!(decide(newest, &ask(77_777)), [assigned(77_777, so_far + 1)]);
    }
}

#[test]
fn a_book_is_kept_for_each_unit_and_day() {
    let name = DossierBook::name("G08", day("2026-03-04"));
    assert_eq!(name, "G08/2026-03-04");
}
