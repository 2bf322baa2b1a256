//! What a paper is made from.

use std::collections::HashMap;

use domain::Language;
use domain::calendar::Deadline;
use domain::case::{CaseEvent, CertificateTerms, Clock};
use domain::law::{Competent, Ground, Procedure, Rules};
use domain::slip::SlipKind;
use domain::{
    AgencyId, Calendar, ComponentId, DossierCode, FieldId, GroundId, Law, PersonalRef, ProvinceId,
};
use projections::Fact;
use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

use crate::pages::names;
use crate::slips::held::Held;

/// A case's history up to the event that calls for a paper, and what explains it.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// The history, up to that event.
    pub facts: &'a [Fact],
    /// The law, as published.
    pub law: &'a Law,
    /// The personal values that the history refers to.
    pub revealed: &'a HashMap<Uuid, String>,
    /// What stands on the certificate that the event grants or changes.
    pub held: Option<&'a Held>,
}

impl<'a> Matter<'a> {
    /// What happened, in order.
    pub(super) fn events(&self) -> impl DoubleEndedIterator<Item = (&'a Fact, &'a CaseEvent)> {
        self.facts
            .iter()
            .filter_map(|fact| Some((fact, fact.event.case()?)))
    }

    /// The event that calls for the paper.
    pub(super) fn last(&self) -> Option<&'a CaseEvent> {
        self.events().next_back().map(|it| it.1)
    }

    /// When that was, where the case is conducted.
    pub(super) fn at(&self) -> OffsetDateTime {
        let at = self.facts.last().map(|it| it.recorded.recorded_at);
        at.map_or(OffsetDateTime::UNIX_EPOCH, |it| self.local(it))
    }

    /// A moment, where the case is conducted.
    pub(super) fn local(&self, at: OffsetDateTime) -> OffsetDateTime {
        let calendar = self.rules().and_then(|it| self.law.calendar(&it.calendar));
        at.to_offset(calendar.map_or(UtcOffset::UTC, Calendar::offset))
    }

    /// When a term ends, where the case is conducted: on a day, or at a moment where it is counted in
    /// hours.
    pub(super) fn last_moment(&self, language: Language, deadline: &Deadline) -> String {
        match &deadline.hours {
            Some(hours) => super::words::moment(language, self.local(hours.to)),
            None => super::words::day(language, deadline.due),
        }
    }

    pub(super) fn procedure(&self) -> Option<&'a Procedure> {
        let mut named = None;
        for (_, event) in self.events() {
            if let CaseEvent::DossierSubmitted {
                procedure,
                procedure_version,
                ..
            } = event
            {
                named = Some((procedure, *procedure_version));
            } else if let CaseEvent::DossierAccepted {
                procedure_version, ..
            } = event
            {
                named = named.map(|(id, _)| (id, *procedure_version));
            }
        }
        let (id, version) = named?;
        self.law.procedure(id, version)
    }

    pub(super) fn rules(&self) -> Option<&'a Rules> {
        self.procedure()?.rules()
    }

    /// The number of the form of a paper, if such a paper is handed out here at all.
    #[must_use]
    pub fn handed_out(&self, kind: SlipKind) -> Option<Option<String>> {
        let rules = self.rules()?;
        let form = self.law.form_of_slip(kind, rules, self.at().date());
        let number = form.map(|it| it.number.clone());
        kind.is_handed_out(rules, self.code().is_some())
            .then_some(number)
    }

    /// The number of the form that a paper is made out on; empty where the catalogue has none for
    /// the day.
    pub(super) fn form(&self, language: Language, kind: SlipKind) -> String {
        let on = self.at().date();
        let form = self
            .rules()
            .and_then(|it| self.law.form_of_slip(kind, it, on));
        form.map_or_else(String::new, |it| super::words::form(language, &it.number))
    }

    /// How many sets of the dossier are filed, where that was made public.
    pub(super) fn sets(&self) -> Option<u8> {
        let procedure = self.procedure()?;
        let public = self.law.publicity(&procedure.id, procedure.version)?;
        public.sets
    }

    /// The code of the dossier, once it has one.
    pub(super) fn code(&self) -> Option<&'a DossierCode> {
        self.events().find_map(|(_, event)| {
            if let CaseEvent::DossierAccepted { code, .. } = event {
                return Some(code);
            }
            None
        })
    }

    /// The term of the whole procedure, as it stands.
    pub(super) fn due(&self) -> Option<&'a Deadline> {
        let accepted = self.code().is_some();
        self.events().rev().find_map(|(_, event)| {
            if let CaseEvent::DossierAccepted { deadline, .. }
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
            if let CaseEvent::DossierSupplemented { deadline, .. } = event {
                return accepted.then_some(deadline);
            }
            None
        })
    }

    /// The name and the contact of whoever applies.
    pub(super) fn applicant(&self) -> Option<(String, String)> {
        self.events().find_map(|(_, event)| {
            if let CaseEvent::DossierSubmitted { name, contact, .. } = event {
                let contact = contact.as_ref().map(|it| self.text(it)).unwrap_or_default();
                return Some((self.text(name), contact));
            }
            None
        })
    }

    /// A personal value; whoever makes a paper has made sure that it is there.
    pub(super) fn text(&self, reference: &PersonalRef) -> String {
        let text = self.revealed.get(&reference.value);
        text.cloned().unwrap_or_default()
    }

    pub(super) fn agency(&self, language: Language, id: &AgencyId) -> String {
        let found = self.law.agency(id);
        found.map_or_else(|| id.to_string(), |it| language.of(&it.name).to_owned())
    }

    /// The body that has another's powers on a day, which may be that one.
    pub(super) fn holder(&self, language: Language, id: &AgencyId, day: Date) -> String {
        self.agency(language, self.law.holder_or_itself(id, day))
    }

    /// Whoever receives the dossier on the day of the paper.
    pub(super) fn issuer(&self, language: Language) -> String {
        let on = self.at().date();
        let competent = self.competent_on(on);
        competent.map_or_else(String::new, |it| self.agency(language, &it.receiver))
    }

    /// Whoever decides, on that day.
    pub(super) fn decider(&self, language: Language) -> String {
        let on = self.at().date();
        let competent = self.competent_on(on);
        competent.map_or_else(String::new, |it| self.agency(language, &it.decider))
    }

    /// Who was competent on a day, by what the dossier says.
    pub(super) fn competent_on(&self, day: Date) -> Option<Competent> {
        let rules = self.rules()?;
        let particulars = self.events().find_map(|(_, event)| {
            if let CaseEvent::DossierSubmitted { particulars, .. } = event {
                return Some(particulars);
            }
            None
        })?;
        Some(self.law.competent(rules, particulars, day))
    }

    /// What the certificate says that the event grants or changes.
    pub(super) fn terms(&self) -> Option<&'a CertificateTerms> {
        self.held.map(|it| &it.terms)
    }

    /// The number of the paper: the dossier's code, or the certificate's number.
    pub(super) fn number(&self, kind: SlipKind, language: Language) -> String {
        let number = match (kind, self.last()) {
            (SlipKind::Certificate, Some(_)) if self.terms().is_some() => {
                let terms = self.terms();
                terms.map(|it| it.number.to_string()).unwrap_or_default()
            }
            (_, _) => self.code().map(ToString::to_string).unwrap_or_default(),
        };
        if number.is_empty() {
            return language.pick("Số: ……/……", "No.: ……/……").to_owned();
        }
        language.pick(format!("Số: {number}"), format!("No.: {number}"))
    }

    pub(super) fn component(&self, language: Language, id: &ComponentId) -> String {
        let components = self.rules().map(|it| it.components.as_slice());
        let found = components.and_then(|it| it.iter().find(|it| it.id == *id));
        found.map_or_else(|| id.to_string(), |it| language.of(&it.title).to_owned())
    }

    /// A ground, and under which article.
    pub(super) fn ground(&self, language: Language, id: &GroundId) -> String {
        let lists = |it: &'a Rules| {
            [&it.intake_grounds, &it.refusal_grounds, &it.stop_grounds]
                .into_iter()
                .flatten()
        };
        let found = self
            .rules()
            .and_then(|it| lists(it).find(|it: &&Ground| it.id == *id));
        found.map_or_else(
            || id.to_string(),
            |it| {
                let basis = super::words::act(language, &it.basis);
                format!("{} ({basis})", language.of(&it.title))
            },
        )
    }

    pub(super) fn fields(&self, language: Language, fields: &[FieldId]) -> String {
        let named = fields
            .iter()
            .map(|it| names::field(self.law, language, it.as_str()));
        super::words::listed(named)
    }

    pub(super) fn provinces(&self, language: Language, provinces: &[ProvinceId]) -> String {
        let named = provinces
            .iter()
            .map(|it| names::province(self.law, language, it.as_str()));
        super::words::listed(named)
    }
}
