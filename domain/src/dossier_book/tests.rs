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
fn a_case_gets_one_code_however_often_it_asks() {
    let history = [assigned(1, 1), assigned(2, 2)];
    assert_eq!(decide(&history, &ask(1)), []);
    let book = replay::<DossierBook>(&history);
    let code = DossierCode::new("G08", day("2026-03-04"), 1);
    assert_eq!(book.code_of(CaseId(Uuid::from_u128(1))), Some(&code));
    assert_eq!(book.code_of(CaseId(Uuid::from_u128(9))), None);
}

#[test]
fn a_book_is_kept_for_each_unit_and_day() {
    let name = DossierBook::name("G08", day("2026-03-04"));
    assert_eq!(name, "G08/2026-03-04");
}
