//! Provinces, forms, fees and indices: published once a version, and repealed.

use super::{already, changed, day, publish, published, system};
use crate::catalogue::RepealEntry;
use crate::catalogue::{Catalogue, CatalogueCommand, CatalogueEvent, CatalogueRejection};
use crate::law::{EntryKind, FeeAmount};
use crate::{Aggregate, Law, replay};

#[test]
fn every_version_that_changed_is_told_at_once() {
    let other = changed(|it| {
        it.procedures[0].basis = "Art. 2".to_owned();
        it.territories[0].code = "99".to_owned();
        it.fees[0].amount = FeeAmount::Free;
        it.indexes[0].number = "9.9".to_owned();
    });
    let Err(CatalogueRejection::Changed { entries }) = publish(&published(), &other) else {
        panic!("what was published stands");
    };
    let told: Vec<_> = entries.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "version 5 of procedure FNGO-OP-ISSUE",
            "version 1 of territory VN34-01",
            "version 1 of index Q766-1-1"
        ]
    );
    let form = changed(|it| it.forms[0].number = "9".to_owned());
    assert_eq!(
        publish(&published(), &form),
        Err(already("form", "D58-01", 2))
    );
}

#[test]
fn the_next_version_of_a_fee_is_published_beside_the_first() {
    let next = changed(|it| {
        it.fees[3].version = 2;
        it.fees[3].valid_from = day("2027-01-01");
        it.fees[3].amount = FeeAmount::Free;
    });
    let events = publish(&published(), &next).unwrap();
    assert_eq!(events.len(), 1);
    let law = replay::<Catalogue>(&[published(), events].concat()).into_law();
    let version = |on| law.fees().on("BIRTH-MISSION", day(on)).map(|it| it.version);
    assert_eq!(version("2026-12-31"), Some(1));
    assert_eq!(version("2027-01-01"), Some(2));
}

#[test]
fn a_form_and_a_fee_are_for_procedures_that_are_there() {
    let stray = changed(|it| it.fees[0].procedures[0] = "NOTHING".parse().unwrap());
    let rejection = publish(&[], &stray).unwrap_err();
    assert_eq!(
        rejection.to_string(),
        "fee FNGO-REGISTRATION names the procedure NOTHING, which is not in the catalogue"
    );
    let stray = changed(|it| it.forms[2].components[0].procedure = "NOTHING".parse().unwrap());
    assert!(publish(&[], &stray).is_err());
}

fn repealed(
    history: &[CatalogueEvent],
    id: &str,
    last_day: &str,
) -> Result<Vec<CatalogueEvent>, CatalogueRejection> {
    let repeal = CatalogueCommand::RepealEntry(RepealEntry {
        kind: EntryKind::Fee,
        id: id.parse().unwrap(),
        version: 1,
        last_day: day(last_day),
        basis: "Art. 30".to_owned(),
    });
    let catalogue = replay::<Catalogue>(history);
    catalogue.decide(&repeal, &system("2026-11-02"), &Law::default())
}

#[test]
fn an_entry_is_repealed_once_and_holds_through_its_last_day() {
    let mut history = published();
    let today = day("2026-11-02");
    assert_eq!(
        repealed(&history, "BIRTH-MISSION", "2026-11-01"),
        Err(CatalogueRejection::RepealedInThePast { today })
    );
    history.extend(repealed(&history, "BIRTH-MISSION", "2026-12-31").unwrap());
    assert_eq!(
        repealed(&history, "BIRTH-MISSION", "2026-12-31"),
        Ok(vec![])
    );
    assert!(matches!(
        repealed(&history, "BIRTH-MISSION", "2027-12-31"),
        Err(CatalogueRejection::EntryAlreadyRepealed { version: 1, .. })
    ));
    assert!(matches!(
        repealed(&history, "NOTHING", "2027-12-31"),
        Err(CatalogueRejection::UnknownEntry { version: 1, .. })
    ));
    let law = replay::<Catalogue>(&history).into_law();
    let version = |on| law.fees().on("BIRTH-MISSION", day(on)).map(|it| it.version);
    assert_eq!(version("2026-12-31"), Some(1));
    assert_eq!(version("2027-01-01"), None);
}
