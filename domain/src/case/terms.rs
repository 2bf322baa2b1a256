//! What stands on a certificate.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::calendar::iso_date;
use crate::{
    CertificateId, CertificateKind, FieldId, PaperNumber, PersonalRef, ProvinceId, SubjectId,
};

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateTerms {
    /// Names the certificate.
    pub certificate: CertificateId,
    /// Its kind.
    pub kind: CertificateKind,
    /// The number on the paper.
    pub number: PaperNumber,
    /// Who holds it.
    pub holder: SubjectId,
    /// The holder's name.
    pub name: PersonalRef,
    /// The fields in which the holder may operate.
    pub fields: Vec<FieldId>,
    /// The provinces in which the holder may operate.
    pub provinces: Vec<ProvinceId>,
    /// The province of its seat, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<ProvinceId>,
    /// The day of issue.
    #[serde(with = "iso_date")]
    pub valid_from: Date,
    /// The last day of validity.
    #[serde(with = "iso_date")]
    pub valid_until: Date,
    /// The last day of the holder's registration at home, where it was said: neither the certificate
    /// lasts longer, nor an extension that names no other day.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "iso_date::option"
    )]
    pub home_registration_until: Option<Date>,
}
