use super::*;
use crate::testing::{acting, agency, applicant, system};
use crate::{Party, Role};

fn withdraw(history: &[CaseEvent], by: &Acting) -> Decision {
    let reason = None;
    decide(history, &CaseCommand::WithdrawDossier { reason }, by)
}

fn stop(history: &[CaseEvent], ground: &str, by: &str) -> Decision {
    let stop = CaseCommand::StopProcessing(grounds(ground));
    decide(history, &stop, &agency(by, "2026-03-25"))
}

fn refuse_intake(history: &[CaseEvent], ground: &str, by: &str) -> Decision {
    let refuse = CaseCommand::RefuseIntake(grounds(ground));
    decide(history, &refuse, &agency(by, "2026-03-04"))
}

#[test]
fn a_dossier_is_refused_at_the_desk_on_a_ground_of_its_procedure() {
    assert_eq!(
        refuse_intake(&[submitted()], "wrong-agency", "COMINGO"),
        Ok(vec![CaseEvent::IntakeRefused {
            ground: "wrong-agency".parse().unwrap(),
            reason: Some(in_the_vault(3)),
        }])
    );
    assert_eq!(
        refuse_intake(&[submitted()], "no-legal-personality", "COMINGO"),
        Err(CaseRejection::UnknownGround {
            ground: "no-legal-personality".parse().unwrap()
        })
    );
}

#[test]
fn only_the_receiver_refuses_at_the_desk_and_only_before_acceptance() {
    let needed = Role::Receiver;
    assert_eq!(
        refuse_intake(&[submitted()], "wrong-agency", "MOFA"),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert_eq!(
        refuse_intake(&in_process(), "wrong-agency", "COMINGO"),
        Err(CaseRejection::AlreadyAccepted)
    );
}

#[test]
fn a_dossier_that_waits_for_its_applicant_is_not_refused_at_the_desk() {
    let waiting = [submitted(), supplement_requested("2026-03-03")];
    assert_eq!(
        refuse_intake(&waiting, "incomplete", "COMINGO"),
        Err(CaseRejection::AwaitsSupplement)
    );
}

#[test]
fn an_applicant_takes_its_dossier_back_until_it_is_decided() {
    let withdrawn = Ok(vec![CaseEvent::DossierWithdrawn { reason: None }]);
    let waiting = vec![submitted(), supplement_requested("2026-03-03")];
    for open in [
        vec![submitted()],
        waiting,
        in_process(),
        consulting(),
        with_decider(),
    ] {
        assert_eq!(withdraw(&open, &applicant("2026-04-01")), withdrawn);
    }
    assert_eq!(
        withdraw(&decided(), &applicant("2026-04-03")),
        Err(CaseRejection::AlreadyDecided)
    );
}

#[test]
fn nobody_takes_back_the_dossier_of_another() {
    let needed = Role::Applicant;
    let other = ActorId(Uuid::from_u128(0xbad));
    for by in [
        acting(other, Party::Applicant, "2026-03-05"),
        agency("MOFA", "2026-03-05"),
        system("2026-03-05"),
        acting(FILER, Party::System, "2026-03-05"),
    ] {
        assert_eq!(
            withdraw(&in_process(), &by),
            Err(CaseRejection::NotAllowed { needed })
        );
    }
    assert!(withdraw(&in_process(), &agency("COMINGO", "2026-03-05")).is_ok());
}

#[test]
fn processing_is_stopped_on_a_ground_of_its_procedure() {
    assert_eq!(
        stop(&in_process(), "applicant-ceased", "COMINGO"),
        Ok(vec![CaseEvent::ProcessingStopped {
            ground: "applicant-ceased".parse().unwrap(),
            reason: Some(in_the_vault(3)),
        }])
    );
    assert_eq!(
        stop(&in_process(), "wrong-agency", "COMINGO"),
        Err(CaseRejection::UnknownGround {
            ground: "wrong-agency".parse().unwrap()
        })
    );
}

#[test]
fn a_case_is_stopped_by_whoever_has_it() {
    let needed = Role::Receiver;
    assert_eq!(
        stop(&in_process(), "applicant-ceased", "MPS"),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert_eq!(
        stop(&in_process(), "applicant-ceased", "MOFA"),
        Err(CaseRejection::NotForwarded)
    );
    assert!(stop(&with_decider(), "applicant-ceased", "MOFA").is_ok());
    assert!(stop(&with_decider(), "applicant-ceased", "COMINGO").is_ok());
}

#[test]
fn before_acceptance_a_case_is_stopped_only_when_nobody_comes_back() {
    assert_eq!(
        stop(&[submitted()], "supplement-not-brought", "COMINGO"),
        Err(CaseRejection::NotAccepted)
    );
    let waiting = [submitted(), supplement_requested("2026-03-03")];
    assert!(stop(&waiting, "supplement-not-brought", "COMINGO").is_ok());
}
