//! What is asked of the applicant and of other bodies, and on what grounds it is refused.

use std::collections::BTreeSet;

use domain::law::{Bilingual, Consultees, FeeAmount, Ground, Procedure, Publicity, Rules};

use super::{Line, Part, declared, further, today};
use crate::pages::frame::Reader;
use crate::pages::{names, reckoning};

/// These parts, as far as there is something in them.
pub(super) fn parts(
    procedure: &Procedure,
    rules: &Rules,
    publicity: Option<&Publicity>,
    reader: &Reader,
) -> Vec<Part> {
    let language = reader.language;
    let conditions = publicity.map_or(&[][..], |it| &it.conditions);
    let conditions = conditions.iter().map(|it| Line::of(language.of(it)));
    let refused = rules.intake_grounds.iter().chain(&rules.refusal_grounds);
    let stopped = rules.stop_grounds.iter();
    let decided = rules.decision_grounds.iter();
    let parts = [
        further(
            "conditions",
            language.pick("Yêu cầu, điều kiện", "Requirements and conditions"),
            conditions.chain(about(rules, reader)).collect(),
        ),
        further(
            "fees",
            language.pick("Phí, lệ phí", "Fees"),
            fees(procedure, reader),
        ),
        further(
            "consulted",
            language.pick("Cơ quan được lấy ý kiến", "Bodies asked for an opinion"),
            consulted(&rules.consultees, rules, reader),
        ),
        further(
            "grounds",
            language.pick("Căn cứ quyết định", "Grounds of the decision"),
            grounds(decided, reader),
        ),
        further(
            "refusal",
            language.pick("Căn cứ từ chối", "Grounds of refusal"),
            grounds(refused, reader),
        ),
        further(
            "stop",
            language.pick("Căn cứ dừng giải quyết", "Grounds on which it is stopped"),
            grounds(stopped, reader),
        ),
    ];
    parts.into_iter().flatten().collect()
}

/// The certificate or the approval that a dossier has to be about, and where the seat has to be.
fn about(rules: &Rules, reader: &Reader) -> Vec<Line> {
    let (law, language) = (&reader.law, reader.language);
    let mut lines = vec![];
    if let Some(upon) = &rules.upon {
        let kinds = upon.kinds.iter();
        let kinds: Vec<_> = kinds
            .map(|it| names::certificate_kind(law, language, it.as_str()))
            .collect();
        let window = upon.window.as_ref().map(|it| {
            let before = reckoning::limit(language, it.limit);
            language.pick(
                format!("nộp chậm nhất {before} trước ngày hết hạn"),
                format!("filed at the latest {before} before its last day"),
            )
        });
        let about = language.pick("Đang giữ: ", "Held: ");
        let line = Line::of(format!("{about}{}", kinds.join(", ")));
        lines.push(
            line.noted(window.unwrap_or_default())
                .under(reader, &upon.basis),
        );
    }
    if let Some(under) = &rules.under {
        let procedures = under.procedures.iter();
        let procedures: Vec<_> = procedures
            .map(|it| names::procedure(law, language, it.as_str()))
            .collect();
        let about = language.pick("Đã được phê duyệt theo: ", "Approved under: ");
        let line = Line::of(format!("{about}{}", procedures.join("; ")));
        lines.push(line.under(reader, &under.basis));
    }
    if let Some(home) = &rules.home {
        let countries = home.not_in.iter();
        let countries: Vec<_> = countries
            .map(|it| names::country(language, it.as_str()))
            .collect();
        let founded = language.pick(
            "Được thành lập ở nước ngoài, không phải tại: ",
            "Founded abroad, and not in: ",
        );
        let line = Line::of(format!("{founded}{}", countries.join(", ")));
        lines.push(line.under(reader, &home.basis));
    }
    if let Some(seat) = &rules.seat {
        let provinces = seat.provinces.iter();
        let provinces: Vec<_> = provinces.map(|it| reader.province(it.as_str())).collect();
        let about = language.pick("Trụ sở tại: ", "Seat in: ");
        let line = Line::of(format!("{about}{}", provinces.join(", ")));
        lines.push(line.under(reader, &seat.basis));
    }
    lines
}

fn fees(procedure: &Procedure, reader: &Reader) -> Vec<Line> {
    let language = reader.language;
    let fees = reader.law.fees_of(&procedure.id, reader.today());
    fees.map(|it| {
        let amount = match &it.amount {
            FeeAmount::Free => language.pick("Không", "None").to_owned(),
            FeeAmount::Sum(sum) => {
                let amount = reckoning::amount(language, &sum.amount.to_string());
                format!("{amount} {}", sum.currency)
            }
        };
        Line::of(language.of(&it.title))
            .noted(amount)
            .under(reader, &it.basis)
    })
    .collect()
}

fn consulted(asked: &Consultees, rules: &Rules, reader: &Reader) -> Vec<Line> {
    let language = reader.language;
    let whom = |text: &str| Line::of(text).under(reader, &asked.basis);
    // Powers of several may have come to one body.
    let bodies: BTreeSet<_> = asked.always.iter().map(|it| today(it, reader)).collect();
    let mut lines: Vec<_> = bodies.iter().map(|it| whom(it)).collect();
    let by_scope = [
        (
            asked.field_managers,
            language.pick(
                "Bộ, cơ quan quản lý lĩnh vực đăng ký",
                "Those that manage a field of the dossier",
            ),
        ),
        (
            asked.province_committees,
            language.pick(
                "Ủy ban nhân dân tỉnh, thành phố nơi hoạt động",
                "The People's Committees of its provinces",
            ),
        ),
        (
            asked.seat_committee,
            language.pick(
                "Ủy ban nhân dân tỉnh, thành phố nơi đặt trụ sở",
                "The People's Committee of the province of the seat",
            ),
        ),
    ];
    let by_scope = by_scope.into_iter().filter(|it| it.0);
    lines.extend(by_scope.map(|(_, text)| whom(text)));
    lines.extend(asked.also.iter().map(|it| {
        let ask: Vec<_> = it.ask.iter().map(|it| today(it, reader)).collect();
        let nobody = language.pick("Không lấy ý kiến", "Nobody");
        let text = if it.nobody {
            nobody.to_owned()
        } else {
            ask.join(", ")
        };
        let when = declared(rules, &it.when, reader);
        Line::of(text)
            .noted(language.pick(format!("khi: {when}"), format!("when: {when}")))
            .under(reader, &it.basis)
    }));
    lines.extend(asked.local.as_ref().map(|local| {
        let bodies: BTreeSet<_> = local.always.iter().map(|it| today(it, reader)).collect();
        let bodies: Vec<_> = bodies.into_iter().collect();
        let text = language.pick(
            "Ở địa phương: cơ quan trong tỉnh của ",
            "Before a committee of a province: the bodies in the province of ",
        );
        Line::of(format!("{text}{}", bodies.join(", "))).under(reader, &local.basis)
    }));
    lines
}

fn grounds<'a>(of: impl Iterator<Item = &'a Ground>, reader: &Reader) -> Vec<Line> {
    let told = |it: &Bilingual| reader.language.of(it).to_owned();
    of.map(|it| Line::of(told(&it.title)).under(reader, &it.basis))
        .collect()
}
