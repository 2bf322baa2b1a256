//! What the portal is told, in its own words: names of members and codes as real systems send them.
//!
//! The portal's own description was not at hand; the names come from systems that send to it, and
//! are to be compared with it before anything is sent there.

mod parts;

use std::collections::HashMap;

use domain::calendar::Deadline;
use domain::case::{Case, CaseEvent, Clock, PortalMessage, PortalStatus};
use domain::law::{Procedure, Publicity};
use domain::{AgencyId, Aggregate as _, Calendar, CaseId, DossierCode, Law, PersonalRef};
use eventstore::{DecodeError, ReadError, Recorded, VaultError, Version};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

use crate::App;
use crate::history::events_of_case;

/// A message that is ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    /// The same whenever it is sent.
    pub key: String,
    /// The portal's service for such messages.
    pub service: &'static str,
    /// What it says.
    pub body: Value,
}

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// The log has no such event of a dossier that was accepted.
    #[error("the log has no event {version} of an accepted dossier {case}")]
    NoEvent {
        /// The case.
        case: CaseId,
        /// The version.
        version: i64,
    },
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The log holds something that this build does not understand.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The vault failed.
    #[error("reading the vault")]
    Vault(#[from] VaultError),
}

/// What stands for a name that was erased.
const ERASED: &str = "[đã xóa]";

/// A case as it stood after an event.
struct Told<'a> {
    code: &'a DossierCode,
    events: &'a [CaseEvent],
    recorded: &'a [Recorded],
    procedure: &'a Procedure,
    /// Those that the dossier passed with the event, before it had its status.
    passed: &'static [PortalStatus],
    public: Option<&'a Publicity>,
    status: PortalStatus,
    offset: UtcOffset,
}

/// Makes the message that an event of a case calls for, after those without which the portal would
/// not have it. Each has a key of its own.
pub async fn messages(
    app: &App,
    case: CaseId,
    version: i64,
    kind: PortalMessage,
) -> Result<Vec<Ready>, MessageError> {
    let until = events_of_case::<MessageError>(&app.store, case, Some(Version(version)));
    let (recorded, events): (Vec<_>, Vec<_>) = until.await?.into_iter().unzip();
    let law = app.law.current();
    let told = told(&recorded, &events, &law).ok_or(MessageError::NoEvent { case, version })?;
    let key = format!("{}/{version}/{}", told.code, kind.name());
    if kind == PortalMessage::Progress {
        return Ok(vec![Ready {
            key,
            service: "CapNhatTienDoHoSoMC",
            body: told.progress(&law),
        }]);
    }
    let applicant = applicant(app, &events).await?;
    let passed = told.passed.iter().map(|it| Ready {
        key: format!("{key}/{}", it.code()),
        service: "DongBoHoSoMC",
        body: told.dossier(&applicant, *it, &law),
    });
    let now = Ready {
        key: key.clone(),
        service: "DongBoHoSoMC",
        body: told.dossier(&applicant, told.status, &law),
    };
    Ok(passed.chain([now]).collect())
}

/// The code of a case's dossier and the status that the portal should have after a version.
pub async fn expected(
    app: &App,
    case: CaseId,
    version: i64,
) -> Result<(DossierCode, PortalStatus), MessageError> {
    let until = events_of_case::<MessageError>(&app.store, case, Some(Version(version)));
    let (recorded, events): (Vec<_>, Vec<_>) = until.await?.into_iter().unzip();
    let law = app.law.current();
    let told = told(&recorded, &events, &law).ok_or(MessageError::NoEvent { case, version })?;
    Ok((told.code.clone(), told.status))
}

fn told<'a>(recorded: &'a [Recorded], events: &'a [CaseEvent], law: &'a Law) -> Option<Told<'a>> {
    let (code, version) = events.iter().find_map(|event| {
        if let CaseEvent::DossierAccepted {
            code,
            procedure_version,
            ..
        } = event
        {
            return Some((code, *procedure_version));
        }
        None
    })?;
    let Some(CaseEvent::DossierSubmitted { procedure, .. }) = events.first() else {
        return None;
    };
    let procedure = law.procedure(procedure, version)?;
    let calendar = procedure.rules().and_then(|it| law.calendar(&it.calendar));
    let (last, before) = events.split_last()?;
    let before = before.iter().fold(Case::default(), Case::evolve);
    let was = before.portal_status();
    let status = before.evolve(last).portal_status()?;
    Some(Told {
        code,
        events,
        recorded,
        procedure,
        passed: status.by_way_of(was),
        public: law.publicity(&procedure.id, procedure.version),
        status,
        offset: calendar.map_or(UtcOffset::UTC, Calendar::offset),
    })
}

/// The name and the contact of whoever applies, as far as they are still known.
async fn applicant(app: &App, events: &[CaseEvent]) -> Result<(String, String), VaultError> {
    let Some(CaseEvent::DossierSubmitted { name, contact, .. }) = events.first() else {
        return Ok((ERASED.to_owned(), String::new()));
    };
    let ids: Vec<Uuid> = std::iter::once(name)
        .chain(contact)
        .map(|it| it.value)
        .collect();
    let revealed: HashMap<_, _> = app.vault.reveal(&ids).await?;
    let text = |it: &PersonalRef| {
        let value = revealed.get(&it.value).and_then(Option::as_ref);
        value.map_or_else(|| ERASED.to_owned(), |it| it.expose().clone())
    };
    Ok((text(name), contact.as_ref().map(text).unwrap_or_default()))
}

impl Told<'_> {
    fn dossier(
        &self,
        (name, contact): &(String, String),
        status: PortalStatus,
        law: &Law,
    ) -> Value {
        let at = |wanted: fn(&CaseEvent) -> bool| {
            let found = self.events.iter().position(wanted);
            found.map(|it| self.moment(self.recorded[it].recorded_at))
        };
        let field = self.public.and_then(|it| it.field.as_ref());
        json!({
            "isUpdating": self.events.len() > self.accepted_at() + 1,
            "MaHoSo": self.code.as_str(),
            "MaTTHC": self.procedure.id.as_str(),
            "TenTTHC": self.procedure.title.vi,
            "MaLinhVuc": field.map(|it| &it.code),
            "TenLinhVuc": field.map(|it| &it.title.vi),
            "KenhThucHien": self.channel(),
            "ChuHoSo": name,
            "ThongTinLienHe": contact,
            "NgayNopHoSo": at(|it| matches!(it, CaseEvent::DossierSubmitted { .. })),
            "NgayTiepNhan": at(|it| matches!(it, CaseEvent::DossierAccepted { .. })),
            "NgayHenTra": self.due().map(|it| self.last_moment(it)),
            // What it has passed with its end, it passed before that.
            "NgayKetThucXuLy": at(ends).filter(|_| status == self.status),
            "NgayTuChoi": at(|it| matches!(it, CaseEvent::ApplicationRefused { .. })),
            "NgayTra": at(|it| matches!(it, CaseEvent::ResultReturned { .. })),
            "TrangThaiHoSo": status.code(),
            // It came to the desk here; what the portal took in has a number of the portal's.
            "NoiNopHoSo": 2,
            "HoSoCoThanhPhanSoHoa": self.has_files(),
            "TaiLieuNop": self.papers(),
            "DanhSachLePhi": self.fees(law),
            "DuocThanhToanTrucTuyen": self.paid_online(),
            "KetQua": self.result(),
        })
    }

    fn progress(&self, law: &Law) -> Value {
        let last = self.recorded.last();
        let cause = last.and_then(|it| it.cause().ok());
        // What an applicant does is done at the desk of the body that answers for the case.
        let agency = cause.as_ref().and_then(|it| it.agency.clone());
        let agency = agency.unwrap_or_else(|| self.receiver(law).to_string());
        let unit = agency.parse().ok().and_then(|it| law.agency(&it));
        let at = last.map(|it| self.moment(it.recorded_at));
        json!({
            "MaHoSo": self.code.as_str(),
            // An opaque id: who that is, is for the body that employs them to say.
            "NguoiXuLy": cause.as_ref().map(|it| it.actor.to_string()),
            "PhongBanXuLy": unit.map_or_else(|| agency.clone(), |it| it.name.vi.clone()),
            "NoiDungXuLy": cause.map(|it| it.command),
            "NgayBatDau": self.recorded.iter().rev().nth(1).map(|it| self.moment(it.recorded_at)),
            "ThoiDiemXuLy": at,
            "TrangThai": self.status.code(),
            "NgayKetThucTheoQuyDinh": self.due().map(|it| self.last_moment(it)),
        })
    }

    /// Whoever receives the dossier on the day of the last event.
    fn receiver(&self, law: &Law) -> AgencyId {
        let at = self.recorded.last().map(|it| it.recorded_at);
        let day = at.map(|it| it.to_offset(self.offset).date());
        if let (Some(day), Some(rules), Some(CaseEvent::DossierSubmitted { particulars, .. })) =
            (day, self.procedure.rules(), self.events.first())
        {
            return law.competent(rules, particulars, day).receiver;
        }
        self.procedure.agency().clone()
    }

    /// Which of the events accepted the dossier.
    fn accepted_at(&self) -> usize {
        let accepted = |it: &CaseEvent| matches!(it, CaseEvent::DossierAccepted { .. });
        self.events.iter().position(accepted).unwrap_or_default()
    }

    /// A day is over with its last second; a term in hours ends at a moment of it.
    fn last_moment(&self, deadline: &Deadline) -> String {
        match &deadline.hours {
            Some(hours) => self.moment(hours.to),
            None => format!("{}235959", digits(deadline.due)),
        }
    }

    fn due(&self) -> Option<&Deadline> {
        let after = &self.events[self.accepted_at()..];
        after.iter().rev().find_map(|event| {
            if let CaseEvent::DossierAccepted { deadline, .. }
            | CaseEvent::DossierSupplemented { deadline, .. }
            | CaseEvent::Reappointed { deadline, .. } = event
            {
                return Some(deadline);
            }
            if let CaseEvent::CaseResumed { terms, .. } = event {
                let total = terms.iter().find(|it| it.clock == Clock::Total);
                return total.map(|it| &it.deadline);
            }
            if let CaseEvent::DeadlinesRecounted { moved, .. } = event {
                let total = moved.iter().find(|it| it.clock == Clock::Total);
                return total.map(|it| &it.deadline);
            }
            None
        })
    }

    /// 1 in person, 2 online, 3 by public post.
    fn channel(&self) -> u8 {
        let Some(CaseEvent::DossierSubmitted { channel, .. }) = self.events.first() else {
            return 1;
        };
        match channel.as_str() {
            "online" => 2,
            "post" => 3,
            _ => 1,
        }
    }

    fn moment(&self, at: OffsetDateTime) -> String {
        let at = at.to_offset(self.offset);
        let (hour, minute, second) = at.time().as_hms();
        format!("{}{hour:02}{minute:02}{second:02}", digits(at.date()))
    }
}

/// Whether processing ends with it: decided, stopped, or taken back.
fn ends(event: &CaseEvent) -> bool {
    event.is_decision()
        || matches!(
            event,
            CaseEvent::ProcessingStopped { .. } | CaseEvent::DossierWithdrawn { .. }
        )
}

fn digits(day: Date) -> String {
    format!(
        "{:04}{:02}{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}
