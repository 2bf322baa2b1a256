use time::macros::datetime;

use super::*;
use crate::testing::{agency, applicant, law_with, system};
use crate::{Party, Role};

fn submit(submission: Submission) -> CaseCommand {
    CaseCommand::SubmitDossier(Box::new(submission))
}

fn file(change: impl FnOnce(&mut Submission)) -> Decision {
    let mut submission = submission();
    change(&mut submission);
    decide(&[], &submit(submission), &applicant("2026-03-02"))
}

#[test]
fn a_dossier_is_filed_and_its_check_is_due_in_two_working_days() {
    assert_eq!(file(|_| ()), Ok(vec![submitted()]));
}

#[test]
fn a_certificate_is_named_only_where_one_is_asked_for() {
    // Whether it was ever issued makes no difference.
    let named = Some(CertificateId(Uuid::from_u128(0xc)));
    let what = "certificate";
    assert_eq!(
        file(|it| it.certificate = named),
        Err(CaseRejection::NotAskedFor { what })
    );
}

#[test]
fn the_receiver_files_what_reached_its_desk() {
    let by = Acting {
        actor: FILER,
        ..agency("COMINGO", "2026-03-02")
    };
    assert_eq!(
        decide(&[], &submit(submission()), &by),
        Ok(vec![submitted()])
    );
}

#[test]
fn nobody_else_files() {
    let needed = Role::Applicant;
    for by in [agency("MOFA", "2026-03-02"), system("2026-03-02")] {
        assert_eq!(
            decide(&[], &submit(submission()), &by),
            Err(CaseRejection::NotAllowed { needed })
        );
    }
}

#[test]
fn the_day_of_filing_is_the_day_it_is_in_viet_nam() {
    let by = Acting {
        at: datetime!(2026-03-02 20:00 UTC),
        ..applicant("2026-03-02")
    };

    let events = decide(&[], &submit(submission()), &by).unwrap();

    // It is Tuesday the 3rd there, three in the morning.
    let deadline = term("2026-03-03", 2, "2026-03-05", "11.2");
    assert!(
        matches!(&events[0], CaseEvent::DossierSubmitted { deadline: it, .. } if *it == deadline)
    );
}

#[test]
fn a_procedure_is_in_force_from_midnight_in_viet_nam() {
    let filed = |at| {
        let by = Acting {
            at,
            ..applicant("2022-11-01")
        };
        let mut submission = submission();
        submission.provinces = ids(&["VN34-01"]);
        decide(&[], &submit(submission), &by)
    };
    assert_eq!(
        filed(datetime!(2022-10-31 16:59:59 UTC)),
        Err(CaseRejection::ProcedureNotInForce {
            procedure: "FNGO-OP-ISSUE".parse().unwrap()
        })
    );
    assert!(filed(datetime!(2022-10-31 17:00 UTC)).is_ok());
}

#[test]
fn a_procedure_that_nobody_published_is_not_in_force() {
    assert_eq!(
        file(|it| it.procedure = "FNGO-RO-RENT".parse().unwrap()),
        Err(CaseRejection::ProcedureNotInForce {
            procedure: "FNGO-RO-RENT".parse().unwrap()
        })
    );
}

#[test]
fn cases_of_a_recorded_procedure_are_not_filed_here() {
    assert_eq!(
        file(|it| it.procedure = "ELSEWHERE".parse().unwrap()),
        Err(CaseRejection::OnlyRecorded)
    );
}

#[test]
fn time_is_counted_in_a_calendar_that_is_there() {
    let law = law_with(|it| it.calendar = "NL".parse().unwrap());
    assert_eq!(
        decide_under(&law, &[], &submit(submission()), &applicant("2026-03-02")),
        Err(CaseRejection::CalendarMissing {
            calendar: "NL".parse().unwrap()
        })
    );
}

#[test]
fn a_dossier_is_filed_in_one_of_the_ways_of_its_procedure() {
    assert_eq!(
        file(|it| it.channel = "pigeon".parse().unwrap()),
        Err(CaseRejection::UnknownChannel {
            channel: "pigeon".parse().unwrap()
        })
    );
}

#[test]
fn a_dossier_consists_of_papers_that_its_procedure_knows() {
    assert_eq!(
        file(|it| it.components = vec![]),
        Err(CaseRejection::NoComponents)
    );
    assert_eq!(
        file(|it| it.components.push("poem".parse().unwrap())),
        Err(CaseRejection::UnknownComponent {
            component: "poem".parse().unwrap()
        })
    );
}

#[test]
fn an_application_names_fields_that_somebody_manages() {
    assert_eq!(file(|it| it.fields = vec![]), Err(CaseRejection::NoFields));
    assert_eq!(
        file(|it| it.fields = ids(&["health", "astrology"])),
        Err(CaseRejection::UnknownField {
            field: "astrology".parse().unwrap()
        })
    );
}

#[test]
fn an_application_names_provinces_that_exist_on_the_day() {
    assert_eq!(
        file(|it| it.provinces = vec![]),
        Err(CaseRejection::NoProvinces)
    );
    // Yên Bái was merged into Lào Cai on 1 July 2025.
    assert_eq!(
        file(|it| it.provinces = ids(&["VN34-01", "VN63-15"])),
        Err(CaseRejection::UnknownProvince {
            province: "VN63-15".parse().unwrap()
        })
    );
    let before = |provinces: &[&str]| {
        let mut submission = submission();
        submission.provinces = ids(provinces);
        decide(&[], &submit(submission), &applicant("2025-06-30"))
    };
    assert!(before(&["VN63-15"]).is_ok());
    assert_eq!(
        before(&["VN34-15"]),
        Err(CaseRejection::UnknownProvince {
            province: "VN34-15".parse().unwrap()
        })
    );
}

#[test]
fn a_procedure_that_asks_nobody_by_scope_needs_no_scope() {
    let law = law_with(|it| {
        it.consultees.field_managers = false;
        it.consultees.province_committees = false;
    });
    let mut submission = submission();
    submission.fields = vec![];
    submission.provinces = vec![];
    let file = |submission: &Submission| {
        let by = applicant("2026-03-02");
        decide_under(&law, &[], &submit(submission.clone()), &by)
    };
    assert!(file(&submission).is_ok());
    // Whoever names a province names one there is, though nobody asks.
    submission.provinces = ids(&["VN63-15"]);
    let province = "VN63-15".parse().unwrap();
    assert_eq!(
        file(&submission),
        Err(CaseRejection::UnknownProvince { province })
    );
}

#[test]
fn a_name_given_twice_is_stored_once() {
    let twice = file(|it| {
        it.components.extend(required());
        it.fields = ids(&["health", "health"]);
        it.provinces = ids(&["VN34-01", "VN34-01"]);
    });
    assert_eq!(twice, Ok(vec![submitted()]));
}

#[test]
fn a_dossier_is_filed_once() {
    assert_eq!(
        decide(
            &[submitted()],
            &submit(submission()),
            &applicant("2026-03-02")
        ),
        Err(CaseRejection::AlreadySubmitted)
    );
}

#[test]
fn an_officer_is_assigned_by_whoever_has_the_dossier() {
    let officer = ActorId(Uuid::from_u128(0x0ff));
    let assigned = CaseEvent::OfficerAssigned { officer };

    let receiver = agency("COMINGO", "2026-03-03");
    assert_eq!(
        decide(&[submitted()], &assign(), &receiver),
        Ok(vec![assigned.clone()])
    );
    let decider = agency("MOFA", "2026-03-25");
    assert_eq!(
        decide(&in_process(), &assign(), &decider),
        Err(CaseRejection::NotForwarded)
    );
    assert_eq!(
        decide(&with_decider(), &assign(), &decider),
        Ok(vec![assigned.clone()])
    );
    let needed = Role::Receiver;
    assert_eq!(
        decide(&[submitted()], &assign(), &applicant("2026-03-03")),
        Err(CaseRejection::NotAllowed { needed })
    );
    assert_eq!(
        decide(&[submitted(), assigned], &assign(), &receiver),
        Ok(vec![])
    );
}

#[test]
fn an_applicant_acts_as_nobody_else() {
    assert_eq!(applicant("2026-03-02").party, Party::Applicant);
    let needed = Role::Receiver;
    assert_eq!(
        decide(&[submitted()], &accept(), &applicant("2026-03-04")),
        Err(CaseRejection::NotAllowed { needed })
    );
}
