//! How a legal basis is cited. The catalogue gives it in English; in Vietnamese the smallest part comes
//! first, and what the catalogue remarks is said in the reader's language.

use domain::Language;

/// What texts and their parts are called: as in the catalogue, and in Vietnamese. What is part of another
/// name comes after it.
const NAMES: [(&str, &str); 11] = [
    ("Law on Civil Status", "Luật Hộ tịch"),
    ("Law on Military Service", "Luật Nghĩa vụ quân sự"),
    ("Civil Code", "Bộ luật Dân sự"),
    ("Labour Code", "Bộ luật Lao động"),
    ("Decree", "Nghị định"),
    ("Circular", "Thông tư"),
    ("Decision", "Quyết định"),
    ("Resolution", "Nghị quyết"),
    ("Annex ", "Phụ lục "),
    ("form ", "Mẫu "),
    ("index ", "chỉ số "),
];

/// How a text ends of which nobody has read the place.
const UNVERIFIED: &str = ", unverified";

/// A legal basis. Where the catalogue remarks that the number is its own, or that nobody has read the
/// text, that is said.
pub(crate) fn basis(language: Language, text: &str) -> String {
    let acts: Vec<_> = acts(text).iter().map(|it| act(language, it)).collect();
    acts.join("; ")
}

/// The texts that a basis names. A remark in parentheses is part of its text.
fn acts(text: &str) -> Vec<String> {
    let is_open = |it: &str| it.matches('(').count() > it.matches(')').count();
    let mut acts: Vec<String> = vec![];
    for part in text.split("; ") {
        match acts.last_mut().filter(|it| is_open(it)) {
            Some(act) => *act = format!("{act}; {part}"),
            None => acts.push(part.to_owned()),
        }
    }
    acts
}

fn act(language: Language, text: &str) -> String {
    let remarked = text.strip_suffix(')').and_then(|it| it.split_once(" ("));
    let (text, remark) = remarked.map_or((text, None), |(text, remark)| (text, Some(remark)));
    let cited = match language {
        Language::En => text.to_owned(),
        Language::Vi => in_vietnamese(text),
    };
    match remark {
        Some(remark) => format!("{cited} ({})", remark_in(language, remark)),
        None => cited,
    }
}

fn remark_in(language: Language, remark: &str) -> &str {
    if remark.ends_with("parameter") {
        return language.pick(
            "văn bản không nêu số ngày, hệ thống tự đặt",
            "the text names no number, which is set here",
        );
    }
    match (language, remark) {
        (Language::Vi, "no article on fees") => "không có điều về phí, lệ phí",
        (Language::Vi, it) if it.ends_with("unverified") => "theo cách hiểu chưa kiểm chứng",
        (Language::Vi | Language::En, it) => it,
    }
}

fn in_vietnamese(text: &str) -> String {
    if let Some(act) = text.strip_suffix(UNVERIFIED) {
        return format!("{}, chưa kiểm chứng", in_vietnamese(act));
    }
    match text.split_once(" Art. ") {
        Some((act, articles)) => {
            let articles: Vec<_> = articles.split(", ").map(place_in_vietnamese).collect();
            format!("{} {}", articles.join(", "), named(act))
        }
        None => named(text),
    }
}

/// The smallest part comes first: `11.6(c)` is point c of clause 6 of article 11.
fn place_in_vietnamese(text: &str) -> String {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return named(text);
    }
    let (clause, point) = match text.strip_suffix(')').and_then(|it| it.split_once('(')) {
        Some((clause, point)) => (clause, format!("điểm {point} ")),
        None => (text, String::new()),
    };
    match clause.split_once('.') {
        Some((article, clause)) => format!("{point}khoản {clause} Điều {article}"),
        None => format!("{point}Điều {clause}"),
    }
}

fn named(text: &str) -> String {
    let all = NAMES.into_iter();
    let named = all.fold(text.to_owned(), |text, (en, vi)| text.replace(en, vi));
    named.replace(" of ", " ")
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Vi};

    use super::basis;

    #[test]
    fn the_smallest_part_comes_first_in_vietnamese() {
        let two = "Decree 58/2022/NĐ-CP Art. 11.2; form 05 of Circular 03/2025/TT-VPCP";
        assert_eq!(basis(En, two), two);
        assert_eq!(
            basis(Vi, two),
            "khoản 2 Điều 11 Nghị định 58/2022/NĐ-CP; Mẫu 05 Thông tư 03/2025/TT-VPCP"
        );
        let cited = |articles| basis(Vi, &format!("Decree 58/2022/NĐ-CP Art. {articles}"));
        assert_eq!(
            [cited("11.6(đ)"), cited("10, 11.3"), cited("11, form 03a")],
            [
                "điểm đ khoản 6 Điều 11 Nghị định 58/2022/NĐ-CP",
                "Điều 10, khoản 3 Điều 11 Nghị định 58/2022/NĐ-CP",
                "Điều 11, Mẫu 03a Nghị định 58/2022/NĐ-CP"
            ]
        );
    }

    #[test]
    fn a_remark_is_told_in_the_language_of_the_reader() {
        let told = |text| [basis(En, text), basis(Vi, text)];
        assert_eq!(
            told("Decree 80/2020/NĐ-CP Art. 8 (no number read; a parameter)"),
            [
                "Decree 80/2020/NĐ-CP Art. 8 (the text names no number, which is set here)",
                "Điều 8 Nghị định 80/2020/NĐ-CP (văn bản không nêu số ngày, hệ thống tự đặt)"
            ]
        );
        assert_eq!(
            told("Decree 80/2020/NĐ-CP (no article on fees)"),
            [
                "Decree 80/2020/NĐ-CP (no article on fees)",
                "Nghị định 80/2020/NĐ-CP (không có điều về phí, lệ phí)"
            ]
        );
        assert_eq!(
            told(
                "Labour Code 2012 Art. 115 (article from memory, unverified); Decision 766/QĐ-TTg"
            )[1],
            "Điều 115 Bộ luật Lao động 2012 (theo cách hiểu chưa kiểm chứng); Quyết định 766/QĐ-TTg"
        );
        assert_eq!(
            told("Law on Civil Status 60/2014/QH13 Art. 53, unverified"),
            [
                "Law on Civil Status 60/2014/QH13 Art. 53, unverified",
                "Điều 53 Luật Hộ tịch 60/2014/QH13, chưa kiểm chứng"
            ]
        );
    }
}
