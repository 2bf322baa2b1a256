//! What somebody may have meant.

/// How many letters two names may differ in to be taken for one another.
const SLIPS_MAX: usize = 2;

/// The name that is nearest to the one given, if any is near.
pub(crate) fn nearest<'a>(given: &str, known: &[&'a str]) -> Option<&'a str> {
    let with_slips = known.iter().map(|it| (slips(given, it), *it));
    let (slips, name) = with_slips.min()?;
    (slips <= SLIPS_MAX && slips < name.len() / 2).then_some(name)
}

/// How many letters have to be put in, taken out or changed to make one name of the other.
fn slips(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (number, letter) in from.chars().enumerate() {
        let mut before = row[0];
        row[0] = number + 1;
        for (at, other) in to.iter().enumerate() {
            let changed = before + usize::from(letter != *other);
            before = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(before + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        let known = ["basis", "title", "valid_from", "valid_to"];
        assert_eq!(nearest("bases", &known), Some("basis"));
        assert_eq!(nearest("Title", &known), Some("title"));
        assert_eq!(nearest("valid_form", &known), Some("valid_from"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest("x", &["id"]), None);
    }
}
