//! From points to indices and classes.

use crate::law::{Band, Criterion, ScoreClass, ScoreMeasure, Scoring};
use crate::money::Amount;
use crate::score::{Measured, Sheet, Tally, Whom};
use crate::testing::{day, delivered, law};

/// Two points for everything that can be measured.
const BEST: Measured = Measured {
    days_late: Some(-1),
    terms_missed: 0,
    requests: 0,
    bodies: 1,
    desk_share: 100,
    publicity_faults: Some(0),
    online: Some(2),
};

fn scoring() -> &'static Scoring {
    &delivered().scorings[0]
}

fn criterion(number: &str) -> &'static Criterion {
    let mut all = scoring().criteria.iter();
    all.find(|it| it.number == number).unwrap()
}

/// The points of a criterion for each of these values.
fn points<const N: usize>(number: &str, values: [i64; N]) -> [u8; N] {
    values.map(|it| criterion(number).points(it).unwrap())
}

fn tally(scoring: &Scoring, dossiers: &[(Measured, u64)]) -> Tally {
    let mut tally = Tally::of(scoring);
    for (measured, number) in dossiers {
        tally.add(scoring, measured, *number);
    }
    tally
}

fn index(sheet: &Sheet<'_>, number: &str) -> Option<String> {
    let mut all = sheet.indices.iter();
    let index = all.find(|it| it.criterion.number == number).unwrap();
    index.index.map(|it| it.to_string())
}

fn called(class: Option<&ScoreClass>) -> &str {
    class.map_or("", |it| &it.title.en)
}

#[test]
fn points_change_at_their_bounds() {
    assert_eq!(points("1", [-400, -1, 0, 1, 400]), [2, 2, 1, 0, 0]);
    assert_eq!(points("2", [0, 1, 2, 15]), [2, 1, 0, 0]);
    assert_eq!(points("3", [0, 1, 2, 3]), [2, 1, 0, 0]);
    assert_eq!(points("4", [1, 2, 3]), [2, 1, 0]);
    assert_eq!(points("5", [100, 99, 50, 49, 0]), [2, 1, 1, 0, 0]);
    assert_eq!(points("6", [0, 1, 2, 9]), [2, 1, 0, 0]);
    assert_eq!(points("8", [100, 99, 90, 89, 0]), [2, 1, 1, 0, 0]);
    assert_eq!(points("9", [2, 1, 0]), [2, 1, 0]);
}

#[test]
fn an_index_is_the_mean_with_one_decimal_and_halves_go_up() {
    let mean = |sum, of| Amount::mean(sum, of).map(|it| it.to_string());
    assert_eq!(mean(5, 3).as_deref(), Some("1.7"));
    assert_eq!(mean(4, 3).as_deref(), Some("1.3"));
    assert_eq!(mean(1, 20).as_deref(), Some("0.1"));
    assert_eq!(mean(1, 21).as_deref(), Some("0"));
    assert_eq!(mean(39, 20).as_deref(), Some("2"));
    assert_eq!(mean(0, 7).as_deref(), Some("0"));
    assert_eq!(mean(0, 0), None);
    let late = Measured {
        days_late: Some(3),
        ..BEST
    };
    let tally = tally(scoring(), &[(BEST, 2), (late, 1)]);
    let sheet = tally.sheet(scoring(), Whom::Agency);
    assert_eq!(sheet.dossiers, 3);
    assert_eq!(index(&sheet, "1").as_deref(), Some("1.3"));
    assert_eq!(index(&sheet, "2").as_deref(), Some("2"));
}

#[test]
fn what_is_not_measured_gives_nothing_and_leaves_a_range_of_classes() {
    let tally = tally(scoring(), &[(BEST, 5)]);
    let sheet = tally.sheet(scoring(), Whom::Agency);
    assert_eq!((index(&sheet, "7"), index(&sheet, "8")), (None, None));
    let sums = [sheet.points, sheet.reachable, sheet.points_max];
    assert_eq!(sums.map(|it| it.to_string()), ["14", "14", "18"]);
    assert_eq!(
        (called(sheet.lowest), called(sheet.highest)),
        ("Good", "Excellent")
    );
    let attitude = sheet
        .indices
        .iter()
        .find(|it| it.criterion.number == "7")
        .unwrap();
    assert!(
        attitude
            .not_recorded()
            .unwrap()
            .en
            .contains("another system")
    );

    // Nothing for time, terms and contacts, two for each of the other four.
    let worse = Measured {
        days_late: Some(1),
        terms_missed: 2,
        requests: 2,
        ..BEST
    };
    let worse = tally_of(&worse);
    let sheet = worse.sheet(scoring(), Whom::Agency);
    assert_eq!(sheet.points.to_string(), "8");
    assert_eq!(
        (called(sheet.lowest), called(sheet.highest)),
        ("Average", "Good")
    );
}

fn tally_of(measured: &Measured) -> Tally {
    tally(scoring(), &[(*measured, 1)])
}

#[test]
fn of_an_official_only_what_tells_of_one_is_counted() {
    let sheet = tally_of(&BEST);
    let sheet = sheet.sheet(scoring(), Whom::Official);
    let numbers: Vec<_> = sheet
        .indices
        .iter()
        .map(|it| it.criterion.number.as_str())
        .collect();
    assert_eq!(numbers, ["1", "2", "3", "7"]);
    assert_eq!(
        (sheet.points.to_string(), sheet.points_max.to_string()),
        ("6".into(), "8".into())
    );
    assert_eq!(called(sheet.lowest), "100% of duty");
    assert_eq!(called(sheet.highest), "100% of duty");
}

#[test]
fn of_no_dossiers_nobody_is_called_anything() {
    let tally = Tally::of(scoring());
    let sheet = tally.sheet(scoring(), Whom::Agency);
    assert_eq!(
        (sheet.dossiers, sheet.lowest, sheet.highest),
        (0, None, None)
    );
    assert!(sheet.indices.iter().all(|it| it.index.is_none()));
}

/// A scoring in which everything is measured: how often somebody was asked, nine times.
fn all_by_requests() -> Scoring {
    let mut scoring = scoring().clone();
    for criterion in &mut scoring.criteria {
        criterion.measure = ScoreMeasure::Requests;
        criterion.bands = vec![
            Band {
                points: 2,
                from: None,
                to: Some(0),
            },
            Band {
                points: 1,
                from: Some(1),
                to: Some(1),
            },
            Band {
                points: 0,
                from: Some(2),
                to: None,
            },
        ];
    }
    scoring
}

#[test]
fn where_all_nine_are_measured_there_is_one_class_with_its_lower_bound_in_it() {
    let scoring = all_by_requests();
    let asked = |times| Measured {
        requests: times,
        ..BEST
    };
    // Of so many dossiers with 2 points and so many with none, nine times the same mean.
    let class = |best: u64, worst: u64| {
        let tally = tally(&scoring, &[(asked(0), best), (asked(2), worst)]);
        let sheet = tally.sheet(&scoring, Whom::Agency);
        assert_eq!(sheet.lowest, sheet.highest);
        (sheet.points.to_string(), called(sheet.lowest).to_owned())
    };
    let is = |sum: &str, class: &str| (sum.to_owned(), class.to_owned());
    assert_eq!(class(1, 0), is("18", "Excellent"));
    assert_eq!(class(17, 3), is("15.3", "Excellent"));
    assert_eq!(class(16, 4), is("14.4", "Good"));
    assert_eq!(class(10, 10), is("9", "Fair"));
    assert_eq!(class(9, 11), is("8.1", "Average"));
    assert_eq!(class(0, 1), is("0", "Weak"));
    let has = |sum: &str| {
        let sum: Amount = sum.parse().unwrap();
        let class = scoring.agencies.iter().find(|it| it.has(sum));
        called(class).to_owned()
    };
    assert_eq!(
        ["15", "14.9", "12", "11.9"].map(has),
        ["Excellent", "Good", "Good", "Fair"]
    );
    assert_eq!(
        ["9", "8.9", "6", "5.9"].map(has),
        ["Fair", "Average", "Average", "Weak"]
    );
    let officials = |sum: &str| {
        let sum: Amount = sum.parse().unwrap();
        let class = scoring.officials.classes.iter().find(|it| it.has(sum));
        called(class).to_owned()
    };
    assert_eq!(
        ["5", "4.9", "3.5", "3.4"].map(officials),
        [
            "100% of duty",
            "70% to less than 100% of duty",
            "70% to less than 100% of duty",
            "Less than 70% of duty"
        ]
    );
}

#[test]
fn every_value_of_what_is_measured_gives_points() {
    for criterion in &scoring().criteria {
        let (lowest, highest) = criterion.measure.values();
        for value in lowest.unwrap_or(-500)..=highest.unwrap_or(500) {
            let points = criterion.points(value);
            let unsaid = criterion.bands.is_empty() && criterion.not_recorded().is_some();
            assert!(
                points.is_some() || unsaid,
                "{} of {value}",
                criterion.number
            );
        }
    }
}

#[test]
fn what_is_public_of_a_procedure_follows_from_the_catalogue() {
    let issue = "FNGO-OP-ISSUE".parse().unwrap();
    let newest = law().newest_procedure(&issue).unwrap().version;
    let known = law().publicity(&issue, newest).cloned();
    let missing = law()
        .procedure(&issue, newest)
        .unwrap()
        .parts_missing(known.as_ref());
    let faults = law().publicity_faults(&issue, newest).unwrap();
    assert_eq!(faults, i64::try_from(missing.len()).unwrap());
    let nothing = law().publicity_faults(&"GONE".parse().unwrap(), 1);
    assert_eq!(nothing, None);

    // Announced on the day it came into force, and entered in the national database two years later.
    let mut public = known.unwrap();
    public.announcement = Some(crate::law::Announcement {
        authority: crate::law::Authority::Ministry,
        decision: "1/QĐ".to_owned(),
        signed: day("2022-11-01"),
        entered: Some(day("2024-11-01")),
        announce_before: limit(20),
        enter_within: limit(10),
        basis: "Art. 15, 24".to_owned(),
    });
    let late = law().clone().with_publicity(public.clone());
    assert_eq!(late.publicity_faults(&issue, newest), Some(faults + 2));
    let announcement = public.announcement.as_mut().unwrap();
    announcement.signed = day("2022-09-01");
    announcement.entered = Some(day("2022-09-05"));
    let in_time = law().clone().with_publicity(public.clone());
    assert_eq!(in_time.publicity_faults(&issue, newest), Some(faults));
    public.announcement.as_mut().unwrap().entered = None;
    let never = law().clone().with_publicity(public);
    assert_eq!(never.publicity_faults(&issue, newest), Some(faults + 1));
}

fn limit(count: u16) -> crate::calendar::Limit {
    let unit = crate::calendar::Unit::WorkingDays;
    crate::calendar::Limit { count, unit }
}

#[test]
fn online_is_how_it_was_filed_or_how_it_could_have_been() {
    let issue = "FNGO-OP-ISSUE".parse().unwrap();
    let newest = law().newest_procedure(&issue).unwrap().version;
    let online = |channel: &str| law().online(&issue, newest, &channel.parse().unwrap());
    assert_eq!(online("online"), Some(2));
    assert_eq!(online("post"), Some(1));
}
