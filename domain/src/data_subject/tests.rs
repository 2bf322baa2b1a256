use crate::data_subject::{
    DataSubject, DataSubjectCommand, DataSubjectEvent, DataSubjectRejection, ErasureGround,
};
use crate::testing::{agency as body, applicant, law, system};
use crate::{Acting, Aggregate as _, Role, SubjectId, replay};

const DAY: &str = "2026-03-02";

fn subject() -> SubjectId {
    SubjectId(uuid::Uuid::from_u128(9))
}

fn erase() -> DataSubjectCommand {
    DataSubjectCommand::ErasePersonalData {
        subject: subject(),
        ground: ErasureGround::SubjectRequest,
        decision: "12-QD-2026".parse().unwrap(),
    }
}

fn complete() -> DataSubjectCommand {
    DataSubjectCommand::CompleteErasure {
        values: 2,
        documents: 1,
        certificate: "abc".to_owned(),
    }
}

fn after(commands: &[(&DataSubjectCommand, &Acting)]) -> DataSubject {
    let mut events: Vec<DataSubjectEvent> = vec![];
    for (command, by) in commands {
        let state: DataSubject = replay(&events);
        events.extend(state.decide(command, by, law()).unwrap());
    }
    replay(&events)
}

#[test]
fn whoever_receives_or_decides_may_have_data_erased_and_nobody_else() {
    let kept = DataSubject::default();
    for allowed in ["COMINGO", "MOFA"] {
        let events = kept.decide(&erase(), &body(allowed, DAY), law()).unwrap();
        assert_eq!(events.len(), 1, "{allowed}");
    }
    let needed = Role::Controller;
    for refused in [applicant(DAY), system(DAY), body("MOH", DAY)] {
        assert_eq!(
            kept.decide(&erase(), &refused, law()),
            Err(DataSubjectRejection::NotAllowed { needed }),
            "{refused:?}"
        );
    }
}

#[test]
fn only_the_system_says_that_nothing_is_left_and_only_of_what_was_erased() {
    let kept = DataSubject::default();
    assert_eq!(
        kept.decide(&complete(), &system(DAY), law()),
        Err(DataSubjectRejection::NotErased)
    );
    let erased = after(&[(&erase(), &body("MOFA", DAY))]);
    let needed = Role::System;
    assert_eq!(
        erased.decide(&complete(), &body("MOFA", DAY), law()),
        Err(DataSubjectRejection::NotAllowed { needed })
    );
    let events = erased.decide(&complete(), &system(DAY), law()).unwrap();
    assert_eq!(
        events,
        [DataSubjectEvent::ErasureCompleted {
            subject: subject(),
            values: 2,
            documents: 1,
            certificate: "abc".to_owned(),
        }]
    );
}

#[test]
fn what_is_done_is_not_done_again() {
    let (by, system) = (body("MOFA", DAY), system(DAY));
    let erased = after(&[(&erase(), &by)]);
    assert_eq!(erased.decide(&erase(), &by, law()), Ok(vec![]));
    let completed = after(&[(&erase(), &by), (&complete(), &system)]);
    assert_eq!(completed.decide(&erase(), &by, law()), Ok(vec![]));
    assert_eq!(completed.decide(&complete(), &system, law()), Ok(vec![]));
}

#[test]
fn every_ground_is_named_as_it_is_stored() {
    for ground in ErasureGround::ALL {
        assert_eq!(serde_json::to_value(ground).unwrap(), ground.name());
    }
}
