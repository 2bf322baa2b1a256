//! What the tests of several modules begin with: the delivered law, and people who act under it.

use std::sync::LazyLock;

use serde::Deserialize;
use time::{Date, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

use crate::calendar::{Deadline, Limit, Unit};
use crate::case::CertificateTerms;
use crate::catalogue::{Catalogue, CatalogueCommand, Publish};
use crate::law::{
    Agency, Conduct, Fee, Form, Index, Procedure, Publicity, Report, RetentionClass, Rules,
    Scoring, Territory,
};
use crate::{
    Acting, ActorId, Aggregate, Calendar, CertificateId, Law, Party, PersonalRef, SubjectId,
};

/// A file of the catalogue.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    agency: Vec<Agency>,
    calendar: Vec<Calendar>,
    procedure: Vec<Procedure>,
    publicity: Vec<Publicity>,
    retention: Vec<RetentionClass>,
    territory: Vec<Territory>,
    form: Vec<Form>,
    fee: Vec<Fee>,
    index: Vec<Index>,
    report: Vec<Report>,
    scoring: Vec<Scoring>,
}

static DELIVERED: LazyLock<Publish> = LazyLock::new(|| {
    let mut all = File::default();
    for text in [
        include_str!("../catalogue/agencies.toml"),
        include_str!("../catalogue/calendar-vn.toml"),
        include_str!("../catalogue/fngo-op-issue.toml"),
        include_str!("../catalogue/fngo-op-issue-v1.toml"),
        include_str!("../catalogue/fngo-op-changes.toml"),
        include_str!("../catalogue/fngo-ro.toml"),
        include_str!("../catalogue/fngo-end.toml"),
        include_str!("../catalogue/fngo-po.toml"),
        include_str!("../catalogue/aid-80-2020.toml"),
        include_str!("../catalogue/aid-313-2025-draft.toml"),
        include_str!("../catalogue/other-domains.toml"),
        include_str!("../catalogue/publicity.toml"),
        include_str!("../catalogue/retention.toml"),
        include_str!("../catalogue/territories.toml"),
        include_str!("../catalogue/forms.toml"),
        include_str!("../catalogue/fees.toml"),
        include_str!("../catalogue/index-766.toml"),
        include_str!("../catalogue/reports.toml"),
        include_str!("../catalogue/scoring.toml"),
    ] {
        let file: File = toml::from_str(text).unwrap();
        all.agency.extend(file.agency);
        all.calendar.extend(file.calendar);
        all.procedure.extend(file.procedure);
        all.publicity.extend(file.publicity);
        all.retention.extend(file.retention);
        all.territory.extend(file.territory);
        all.form.extend(file.form);
        all.fee.extend(file.fee);
        all.index.extend(file.index);
        all.report.extend(file.report);
        all.scoring.extend(file.scoring);
    }
    Publish {
        agencies: all.agency,
        calendars: all.calendar,
        procedures: all.procedure,
        publicity: all.publicity,
        retention: all.retention,
        territories: all.territory,
        forms: all.form,
        fees: all.fee,
        indexes: all.index,
        reports: all.report,
        scorings: all.scoring,
    }
});

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let catalogue = Catalogue::default();
    let events = catalogue
        .decide(
            &CatalogueCommand::Publish(DELIVERED.clone()),
            &system("2024-11-01"),
            &Law::default(),
        )
        .unwrap();
    let recorded = Procedure {
        id: "ELSEWHERE".parse().unwrap(),
        conduct: Conduct::Recorded {
            agency: "MOFA".parse().unwrap(),
        },
        ..DELIVERED.procedures[0].clone()
    };
    let catalogue = events.iter().fold(catalogue, Catalogue::evolve);
    catalogue.into_law().with_procedure(recorded)
});

/// The catalogue as it is delivered.
pub(crate) fn delivered() -> &'static Publish {
    &DELIVERED
}

/// The delivered law, and `ELSEWHERE`, a procedure whose cases are only recorded.
pub(crate) fn law() -> &'static Law {
    &LAW
}

/// The delivered law with other rules of its procedure.
pub(crate) fn law_with(change: impl FnOnce(&mut Rules)) -> Law {
    let mut procedure = DELIVERED.procedures[0].clone();
    if let Conduct::Ruled(rules) = &mut procedure.conduct {
        change(rules);
    }
    law().clone().with_procedure(procedure)
}

pub(crate) fn calendar() -> &'static Calendar {
    &DELIVERED.calendars[0]
}

/// The day that the ISO text names.
pub(crate) fn day(text: &str) -> Date {
    let numbers: Vec<u16> = text.split('-').map(|it| it.parse().unwrap()).collect();
    let month = u8::try_from(numbers[1]).unwrap().try_into().unwrap();
    Date::from_calendar_date(numbers[0].into(), month, numbers[2].try_into().unwrap()).unwrap()
}

/// Nine in the morning of the day in Ha Noi.
pub(crate) fn morning(date: Date) -> OffsetDateTime {
    let nine = Time::from_hms(9, 0, 0).unwrap();
    date.with_time(nine)
        .assume_offset(UtcOffset::from_hms(7, 0, 0).unwrap())
}

/// The term of that many working days.
pub(crate) fn term(from: &str, count: u16, due: &str, basis: &str) -> Deadline {
    let unit = Unit::WorkingDays;
    Deadline {
        counted_from: day(from),
        limit: Limit { count, unit },
        due: day(due),
        hours: None,
        calendar_version: calendar().version,
        basis: format!("Decree 58/2022/NĐ-CP Art. {basis}"),
    }
}

/// The applicant's user who files the dossier of the examples.
pub(crate) const FILER: ActorId = ActorId(Uuid::from_u128(0xf));

pub(crate) fn applicant(on: &str) -> Acting {
    acting(FILER, Party::Applicant, on)
}

pub(crate) fn agency(id: &str, on: &str) -> Acting {
    let party = Party::Agency(id.parse().unwrap());
    acting(ActorId(Uuid::from_u128(0xa)), party, on)
}

pub(crate) fn system(on: &str) -> Acting {
    acting(ActorId(Uuid::nil()), Party::System, on)
}

pub(crate) fn acting(actor: ActorId, party: Party, on: &str) -> Acting {
    let at = morning(day(on));
    Acting { actor, party, at }
}

/// What the certificate of the examples says.
pub(crate) fn certificate_terms(holder: u128, number: &str) -> CertificateTerms {
    let holder = SubjectId(Uuid::from_u128(holder));
    CertificateTerms {
        certificate: CertificateId(Uuid::from_u128(0xc)),
        kind: "CERT-OP".parse().unwrap(),
        number: number.parse().unwrap(),
        holder,
        name: PersonalRef {
            value: Uuid::from_u128(1),
            subject: holder,
            commitment: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
        },
        fields: vec!["health".parse().unwrap()],
        provinces: vec!["VN34-01".parse().unwrap()],
        seat: None,
        valid_from: day("2026-04-02"),
        valid_until: day("2029-04-02"),
        home_registration_until: None,
    }
}
