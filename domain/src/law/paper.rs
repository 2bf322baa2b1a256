//! Which form a paper about a case is made out on.

use time::Date;

use super::{Form, Law, Rules};
use crate::slip::SlipKind;

impl Law {
    /// The form on which a paper is made out on the day; none where the catalogue has none.
    #[must_use]
    pub fn form_of_slip(&self, kind: SlipKind, rules: &Rules, day: Date) -> Option<&Form> {
        match kind.form() {
            Some(form) => self.forms.on(form, day),
            None => {
                let mut forms = self.forms.all_on(day);
                forms.find(|it| it.certificates.contains(&rules.result.certificate))
            }
        }
    }
}
