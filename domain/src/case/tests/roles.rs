use super::*;
use crate::Role;
use crate::testing::{agency, applicant, system};

fn role(history: &[CaseEvent], by: &Acting) -> Role {
    replay::<Case>(history).role_of(by, law())
}

#[test]
fn everybody_plays_the_part_that_the_procedure_gives_them() {
    let case = consulting();
    assert_eq!(role(&case, &applicant("2026-03-09")), Role::Applicant);
    assert_eq!(role(&case, &system("2026-03-09")), Role::System);
    assert_eq!(
        role(&case, &agency("COMINGO", "2026-03-09")),
        Role::Receiver
    );
    assert_eq!(role(&case, &agency("MOFA", "2026-03-09")), Role::Decider);
    assert_eq!(role(&case, &agency("MPS", "2026-03-09")), Role::Consultee);
    assert_eq!(role(&case, &agency("MOJ", "2026-03-09")), Role::Outsider);
}

#[test]
fn a_body_becomes_a_consultee_when_it_is_asked() {
    assert_eq!(
        role(&in_process(), &agency("MPS", "2026-03-09")),
        Role::Outsider
    );
}

#[test]
fn a_successor_is_a_consultee_and_a_dissolved_body_is_none() {
    let history = [in_process(), vec![asked("MPI")]].concat();
    assert_eq!(
        role(&history, &agency("MPI", "2025-02-28")),
        Role::Consultee
    );
    assert_eq!(role(&history, &agency("MPI", "2025-03-01")), Role::Outsider);
    assert_eq!(
        role(&history, &agency("MOF", "2025-03-01")),
        Role::Consultee
    );
}

#[test]
fn a_case_knows_its_procedure_and_its_code_while_it_needs_them() {
    let open = replay::<Case>(&in_process());
    assert_eq!(open.code(), Some(&code()));
    assert_eq!(open.procedure().map(|it| it.1), Some(5));
    for history in [vec![], vec![submitted()], closed()] {
        assert_eq!(replay::<Case>(&history).code(), None);
    }
    assert_eq!(replay::<Case>(&closed()).procedure(), None);
}
