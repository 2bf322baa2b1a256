use uuid::Uuid;

use super::{
    FocalPoint, FocalPointCommand, FocalPointEvent, FocalPointRejection, FocalRole, Naming, Office,
    Point,
};
use crate::testing::{agency, applicant, law};
use crate::{Acting, Aggregate, PersonalRef, Role, SubjectId};

fn point(province: &str) -> Point {
    Point {
        province: province.parse().unwrap(),
        role: FocalRole::AidUse,
    }
}

fn naming(province: &str, of: &str) -> Naming {
    Naming {
        point: point(province),
        agency: of.parse().unwrap(),
        office: Office::Finance,
        name: PersonalRef {
            value: Uuid::from_u128(1),
            subject: SubjectId(Uuid::from_u128(2)),
            commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
        },
        contact: None,
    }
}

fn decide(
    state: FocalPoint,
    command: &FocalPointCommand,
    by: &Acting,
) -> Result<Vec<FocalPointEvent>, FocalPointRejection> {
    state.decide(command, by, law())
}

#[test]
fn who_keeps_the_registries_and_the_province_itself_name_somebody() {
    for by in [agency("MOFA", "2026-04-02"), agency("PPC-01", "2026-04-02")] {
        let named = naming("VN34-01", "PPC-01");
        let command = || FocalPointCommand::Name(named.clone());
        let first = decide(FocalPoint::Vacant, &command(), &by);
        assert_eq!(first, Ok(vec![FocalPointEvent::Named(named.clone())]));
        let next = decide(FocalPoint::Held, &command(), &by);
        assert_eq!(next, Ok(vec![FocalPointEvent::Replaced(named.clone())]));
    }
    let needed = Role::Registrar;
    for by in [
        agency("PPC-04", "2026-04-02"),
        agency("COMINGO", "2026-04-02"),
        applicant("2026-04-02"),
    ] {
        let command = FocalPointCommand::Name(naming("VN34-01", "PPC-01"));
        let refused = decide(FocalPoint::Vacant, &command, &by);
        assert_eq!(refused, Err(FocalPointRejection::NotAllowed { needed }));
    }
}

#[test]
fn a_province_names_its_own_offices_while_it_exists() {
    let by = agency("MOFA", "2026-04-02");
    let name = |province, of| {
        let command = FocalPointCommand::Name(naming(province, of));
        decide(FocalPoint::Vacant, &command, &by)
    };
    assert!(name("VN34-01", "PPC-01").is_ok());
    assert!(
        name("VN34-01", "VUFO").is_ok(),
        "a body of the whole country"
    );
    assert!(matches!(
        name("VN63-02", "PPC-01"),
        Err(FocalPointRejection::UnknownProvince { .. })
    ));
    assert!(matches!(
        name("VN34-01", "PPC-04"),
        Err(FocalPointRejection::AgencyOfElsewhere { .. })
    ));
    assert!(matches!(
        name("VN34-01", "NOBODY"),
        Err(FocalPointRejection::UnknownAgency { .. })
    ));
}

#[test]
fn only_who_is_named_can_leave() {
    let by = agency("PPC-01", "2026-04-02");
    let vacate = || FocalPointCommand::Vacate(point("VN34-01"));
    let left = decide(FocalPoint::Held, &vacate(), &by).unwrap();
    assert_eq!(FocalPoint::Held.evolve(&left[0]), FocalPoint::Vacant);
    assert_eq!(
        decide(FocalPoint::Vacant, &vacate(), &by),
        Err(FocalPointRejection::Vacant)
    );
}

#[test]
fn roles_and_offices_are_named_as_they_are_stored() {
    for role in FocalRole::ALL {
        assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        assert_eq!(FocalRole::named(role.name()), Some(role));
    }
    for office in Office::ALL {
        assert_eq!(serde_json::to_value(office).unwrap(), office.name());
        assert_eq!(Office::named(office.name()), Some(office));
    }
}
