//! Who is competent for a dossier: by the rules of its procedure, and on a day.

use time::Date;

use super::{Competence, Law, Rules};
use crate::AgencyId;
use crate::case::Particulars;

/// Who takes a dossier in and who decides on it, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competent {
    /// Who takes it in, and hands over the result.
    pub receiver: AgencyId,
    /// Who decides.
    pub decider: AgencyId,
}

impl Law {
    /// Who is competent on the day for a dossier that says this: the bodies that the rules name, or
    /// those that their powers came to.
    #[must_use]
    pub fn competent(&self, rules: &Rules, of: &Particulars, day: Date) -> Competent {
        Competent {
            receiver: self.holder_or_itself(rules.receiver_of(of), day).clone(),
            decider: self.holder_or_itself(rules.decider_of(of), day).clone(),
        }
    }

    /// Who holds the powers of a body on the day; the body itself where nobody does, so that what
    /// it did keeps a name.
    #[must_use]
    pub fn holder_or_itself<'a>(&'a self, id: &'a AgencyId, day: Date) -> &'a AgencyId {
        self.holder_on(id, day).map_or(id, |it| &it.id)
    }

    /// Whether dossiers under these rules may be for this body to take in on the day: it is the
    /// receiver or one by rule, or may be the managing agency that a dossier names. Those are
    /// ministries and committees of provinces (Decree 80/2020 Art. 3.3); which other bodies manage
    /// aid no entry says.
    #[must_use]
    pub fn may_receive(&self, rules: &Rules, agency: &AgencyId, day: Date) -> bool {
        let is = |named: &AgencyId| self.holder_or_itself(named, day) == agency;
        let known = self.agency(agency);
        let manages = known.is_some_and(|it| it.ministry || it.province.is_some());
        let by_rule = |it: &Competence| {
            let named = it.managing_agency || it.issuer;
            it.receiver.as_ref().is_some_and(is) || named && manages
        };
        let always = rules.competences.iter().any(|it| it.when.is_empty());
        rules.competences.iter().any(by_rule) || !always && is(&rules.receiver)
    }
}

impl Rules {
    /// Who takes a dossier with these particulars in.
    #[must_use]
    pub fn receiver_of<'a>(&'a self, of: &'a Particulars) -> &'a AgencyId {
        let rule = self.competence(of);
        let other = rule.and_then(|it| it.named_by(of).or(it.receiver.as_ref()));
        other.unwrap_or(&self.receiver)
    }

    /// Who decides on a dossier with these particulars.
    #[must_use]
    pub fn decider_of<'a>(&'a self, of: &'a Particulars) -> &'a AgencyId {
        let rule = self.competence(of);
        let other = rule.and_then(|it| it.named_by(of).or(it.decider.as_ref()));
        other.unwrap_or(&self.decider)
    }

    /// The rule on who is competent that fits these particulars.
    #[must_use]
    pub fn competence(&self, of: &Particulars) -> Option<&Competence> {
        self.competences.iter().find(|it| it.fits(of))
    }
}

impl Competence {
    fn fits(&self, of: &Particulars) -> bool {
        let declared = self.when.is_empty() || self.when.iter().any(|it| of.traits.contains(it));
        let by = of.decided_by();
        let approved =
            self.approved_by.is_empty() || by.is_some_and(|it| self.approved_by.contains(it));
        declared && approved
    }

    /// The body to which the dossier itself leads.
    fn named_by<'a>(&self, of: &'a Particulars) -> Option<&'a AgencyId> {
        let issuer = of.decided_by().filter(|_| self.issuer);
        issuer.or(of
            .managing_agency
            .as_ref()
            .filter(|_| self.issuer || self.managing_agency))
    }
}
