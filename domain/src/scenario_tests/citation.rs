//! What a basis cites: which articles of which texts.

/// What a text that is cited begins with.
const TEXTS: [&str; 8] = [
    "Decree ",
    "Circular ",
    "Decision ",
    "Law ",
    "Labour Code ",
    "Civil Code ",
    "Resolution ",
    "Letter ",
];

/// The articles that a basis names, without their clauses; a text of which it names none, by itself.
pub(super) fn articles(basis: &str) -> Vec<String> {
    let mut found = vec![];
    for piece in without_remarks(basis).split(';').map(str::trim) {
        // A form is cited with the text that prescribes it.
        let text = piece
            .split_once(" of ")
            .filter(|_| piece.starts_with("form "));
        let text = text.map_or(piece, |it| it.1);
        if !TEXTS.iter().any(|it| text.starts_with(it)) {
            continue;
        }
        let Some((law, numbers)) = text.split_once(" Art. ") else {
            let law = text.split(',').next().unwrap_or(text);
            let law = law.split_once(" Annex").map_or(law, |it| it.0);
            found.push(law.trim().to_owned());
            continue;
        };
        for named in numbers.split(", ") {
            let (first, last) = range(named);
            found.extend((first..=last).map(|it| format!("{law} Art. {it}")));
        }
    }
    found
}

/// The first and the last article of `7-11`, or of `11.6(c)`; none of what is no number.
fn range(named: &str) -> (u32, u32) {
    let (first, rest) = number(named);
    let last = rest.strip_prefix('-').and_then(|it| number(it).0);
    match first {
        Some(first) => (first, last.unwrap_or(first)),
        None => (1, 0),
    }
}

fn number(text: &str) -> (Option<u32>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(digits);
    (digits.parse().ok(), rest)
}

/// The text without what is said of it in brackets; the letter of a clause is none of that.
fn without_remarks(basis: &str) -> String {
    let mut out = String::new();
    let mut rest = basis;
    while let Some((before, after)) = rest.split_once('(') {
        let (inside, beyond) = after.split_once(')').unwrap_or((after, ""));
        out.push_str(before);
        if !inside.contains(' ') && inside != "unverified" {
            out.extend(["(", inside, ")"]);
        }
        rest = beyond;
    }
    out + rest
}

#[test]
fn ranges_and_lists_name_every_article() {
    let all = |basis: &str| articles(basis).join("; ");
    assert_eq!(
        all("Decree 80 Art. 7-9"),
        "Decree 80 Art. 7; Decree 80 Art. 8; Decree 80 Art. 9"
    );
    assert_eq!(
        all("Decree 58 Art. 10, 11.6(c), 9, form 03a; Decree 61 Art. 19.4 (a day; unverified)"),
        "Decree 58 Art. 10; Decree 58 Art. 11; Decree 58 Art. 9; Decree 61 Art. 19"
    );
    assert_eq!(
        all("Decree 61 Art. 19; form 05 of Circular 3"),
        "Decree 61 Art. 19; Circular 3"
    );
    assert_eq!(
        all("Circular 3 Annex I, form 01; lunar date computed, unverified"),
        "Circular 3"
    );
    assert_eq!(
        all("Law on A 7/2015 Art. 12-13, unverified; the rest from memory"),
        "Law on A 7/2015 Art. 12; Law on A 7/2015 Art. 13"
    );
    assert_eq!(all("The yearly decision, not read"), "");
}
