//! Finding focal points. Their names are in the vault alone, so whoever looks for one reads them there.

use std::collections::HashMap;

use projections::ProjectionError;
use projections::focal_point::{self, Filter, FocalPointLine};
use projections::search::folded;
use uuid::Uuid;

use crate::{App, succession};

/// How many are read at a time while somebody looks for a name.
const AT_A_TIME: i64 = 500;

/// A focal point with what the vault still knows of the person.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) line: FocalPointLine,
    /// Their name; none once erased.
    pub(crate) name: Option<String>,
    /// How to reach them; none once erased, or where it was not told.
    pub(crate) contact: Option<String>,
    /// The body that has the powers of theirs now, where it is another one.
    pub(crate) agency_now: Option<String>,
}

/// The next focal points before a position, at most so many; with a text, those in whose name each of
/// its words begins a word.
pub(crate) async fn list(
    app: &App,
    filter: &Filter,
    text: Option<&str>,
    mut before: Option<i64>,
    limit: i64,
) -> Result<Vec<Named>, ProjectionError> {
    let law = app.law.current();
    let gone = succession::ended(&law, app.clock.now());
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let words = text.map(folded);
    let at_a_time = if words.is_some() { AT_A_TIME } else { limit };
    let mut found = vec![];
    loop {
        let lines = focal_point::list(&app.pool, filter, &gone, before, at_a_time).await?;
        before = lines.last().map(|it| it.position);
        let named = named(app, lines).await?;
        let fits = |it: &Named| {
            let words = words.as_deref();
            words.is_none_or(|words| is_found(it.name.as_deref(), words))
        };
        found.extend(named.into_iter().filter(fits));
        if before.is_none() || words.is_none() || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}

async fn named(app: &App, lines: Vec<FocalPointLine>) -> Result<Vec<Named>, ProjectionError> {
    let refs = lines.iter().flat_map(|it| [Some(it.name), it.contact]);
    let refs: Vec<Uuid> = refs.flatten().collect();
    let kept = app.vault.reveal(&refs).await?.into_iter();
    let kept = kept.filter_map(|(id, value)| Some((id, value?.expose().clone())));
    let kept: HashMap<Uuid, String> = kept.collect();
    let (law, now) = (app.law.current(), app.clock.now());
    let each = lines.into_iter().map(|line| Named {
        name: kept.get(&line.name).cloned(),
        contact: line.contact.and_then(|it| kept.get(&it)).cloned(),
        agency_now: succession::agency(&law, now, &line.agency),
        line,
    });
    Ok(each.collect())
}

/// Whether each word begins a word of the name. A text without a word finds nobody.
fn is_found(name: Option<&str>, words: &str) -> bool {
    let name = folded(name.unwrap_or_default());
    let begins = |word: &str| name.split(' ').any(|it| it.starts_with(word));
    !words.is_empty() && words.split(' ').all(begins)
}

#[cfg(test)]
mod tests {
    use super::is_found;

    #[test]
    fn a_person_is_found_by_the_beginnings_of_words_without_diacritics() {
        for (name, words, found) in [
            (Some("Đỗ Quỳnh Mai"), "do mai", true),
            (Some("Đỗ Quỳnh Mai"), "quy", true),
            (Some("Đỗ Quỳnh Mai"), "anh", false),
            (Some("Đỗ Quỳnh Mai"), "", false),
            (None, "do", false),
        ] {
            assert_eq!(is_found(name, words), found, "{name:?} {words}");
        }
    }
}
