//! What was made public of a procedure beside its rules (Decree 63/2010 Art. 8.2), and whether in time.

use domain::law::{self, Authority, Part};
use domain::{Calendar, Law};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

use super::iso_date;
use super::rules::{Bilingual, Length};

/// What was made public of a version of a procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Publicity {
    /// The letters of the parts of Decree 63/2010 Art. 8.2 of which nothing is public: `a`, `b`, `c`,
    /// `d`, `đ`, `e`, `g`; none where it was published in full.
    #[schema(value_type = Vec<String>, example = json!(["d"]))]
    missing: Vec<&'static str>,
    /// The field under which the national list of procedures has it.
    field: Option<NationalField>,
    /// In what order the steps follow, for people (part b).
    steps: Vec<Bilingual>,
    /// In what ways it is done, for people (part c).
    ways: Option<Bilingual>,
    /// How many sets of the dossier are filed (part d).
    sets: Option<u8>,
    /// Who may apply (part e).
    applicants: Option<Bilingual>,
    /// What has to be fulfilled (part h, where it is so).
    conditions: Vec<Bilingual>,
    /// What is to be paid, as it was made public (part h, where it is so).
    fees: Vec<PublicFee>,
    /// The decision that announced it; nothing where none is known.
    announcement: Option<Announcement>,
    /// What of this nobody has checked.
    unverified: Vec<String>,
}

/// A field of the national list of procedures.
#[derive(Debug, Serialize, ToSchema)]
struct NationalField {
    /// Its code, such as `G08-NG09`.
    code: String,
    /// What people call it.
    title: Bilingual,
}

/// Something that is to be paid, as it was made public.
#[derive(Debug, Serialize, ToSchema)]
struct PublicFee {
    /// What for.
    title: Bilingual,
    /// How much, exact to the last digit.
    amount: String,
    /// Of what, by its ISO 4217 code.
    currency: String,
    /// The article that sets it.
    basis: String,
}

/// The decision by which an authority announced the procedure.
#[derive(Debug, Serialize, ToSchema)]
struct Announcement {
    /// What kind of authority announced it: `ministry` or `province`.
    #[schema(value_type = String, example = "ministry")]
    authority: &'static str,
    /// The number of the decision.
    decision: String,
    /// The day it was signed.
    #[serde(with = "iso_date")]
    signed: Date,
    /// The day it was entered in the national database; nothing while it is not.
    #[serde(with = "iso_date::option")]
    entered: Option<Date>,
    /// How long before the procedure comes into force it is announced at the latest.
    announce_before: Length,
    /// In what time after the decision it is entered.
    enter_within: Length,
    /// Whether it was announced in time; nothing where the calendar is not known.
    announced_on_time: Option<bool>,
    /// Whether it was entered in time, or still can be; nothing where the calendar is not known.
    entered_on_time: Option<bool>,
    /// The articles that set these times.
    basis: String,
}

impl Publicity {
    pub(super) fn of(procedure: &law::Procedure, law: &Law, today: Date) -> Self {
        let public = law.publicity(&procedure.id, procedure.version);
        let calendar = procedure.rules().and_then(|it| law.calendar(&it.calendar));
        let missing = procedure.parts_missing(public).into_iter();
        let texts = |of: Option<&Vec<law::Bilingual>>| {
            let texts = of.into_iter().flatten();
            texts.map(Bilingual::from).collect()
        };
        Self {
            missing: missing.map(Part::letter).collect(),
            field: public
                .and_then(|it| it.field.as_ref())
                .map(NationalField::from),
            steps: texts(public.map(|it| &it.steps)),
            ways: public.and_then(|it| it.ways.as_ref()).map(Bilingual::from),
            sets: public.and_then(|it| it.sets),
            applicants: public
                .and_then(|it| it.applicants.as_ref())
                .map(Bilingual::from),
            conditions: texts(public.map(|it| &it.conditions)),
            fees: public
                .into_iter()
                .flat_map(|it| &it.fees)
                .map(PublicFee::from)
                .collect(),
            announcement: public.and_then(|it| Announcement::of(procedure, it, calendar, today)),
            unverified: public.map_or_else(Vec::new, |it| it.unverified.clone()),
        }
    }
}

impl Announcement {
    fn of(
        procedure: &law::Procedure,
        public: &law::Publicity,
        calendar: Option<&Calendar>,
        today: Date,
    ) -> Option<Self> {
        let it = public.announcement.as_ref()?;
        Some(Self {
            authority: match it.authority {
                Authority::Ministry => "ministry",
                Authority::Province => "province",
            },
            decision: it.decision.clone(),
            signed: it.signed,
            entered: it.entered,
            announce_before: it.announce_before.into(),
            enter_within: it.enter_within.into(),
            announced_on_time: calendar
                .and_then(|it| procedure.announced_on_time(Some(public), it)),
            entered_on_time: calendar.and_then(|it| public.entered_on_time(it, today)),
            basis: it.basis.clone(),
        })
    }
}

impl From<&law::NationalField> for NationalField {
    fn from(it: &law::NationalField) -> Self {
        Self {
            code: it.code.clone(),
            title: (&it.title).into(),
        }
    }
}

impl From<&law::PublicFee> for PublicFee {
    fn from(it: &law::PublicFee) -> Self {
        Self {
            title: (&it.title).into(),
            amount: it.amount.amount.to_string(),
            currency: it.amount.currency.to_string(),
            basis: it.basis.clone(),
        }
    }
}
