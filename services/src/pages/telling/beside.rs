//! What a dossier says beside its papers.

use domain::case::Particulars;

use super::Teller;
use crate::pages::{names, reckoning};

impl Teller<'_> {
    /// The home of the applicant, and what is said of aid.
    pub(super) fn said_beside(&self, said: &Particulars, into: &mut Vec<(String, String)>) {
        let language = self.reader.language;
        let mut add = |vi: &str, en: &str, value: Option<String>| {
            into.extend(value.map(|it| (language.pick(vi, en).to_owned(), it)));
        };
        let home = said.home.map(|it| names::country(language, it.as_str()));
        add("Quốc gia thành lập", "Founded in", home);
        let value = said.value.as_ref();
        let money = |it: &domain::money::Money| {
            let amount = reckoning::amount(language, &it.amount.to_string());
            format!("{amount} {}", it.currency)
        };
        add("Giá trị", "Value", value.map(money));
        let donor = said.donor.as_ref().map(|it| self.personal(it));
        add("Bên viện trợ", "Donor", donor);
        let approval = said.approval.as_deref();
        let approval = approval.map(|it| format!("{} ({})", it.number, money(&it.value)));
        add("Theo quyết định phê duyệt", "Under the approval", approval);
        add("Năm báo cáo", "Year", said.year.map(|it| it.to_string()));
        let period = said.period.map(|it| it.to_string());
        add("Kỳ báo cáo", "Period", period);
        let runs = said.runs.map(|it| {
            let [from, until] = [it.from, it.until].map(|it| reckoning::date(language, it));
            format!("{from} – {until}")
        });
        add("Thời gian thực hiện", "Runs", runs);
    }
}
