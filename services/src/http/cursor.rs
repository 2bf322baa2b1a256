//! Where a page ended. Callers send cursors back as they got them, and read nothing out of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer};
use time::macros::format_description;
use time::{Date, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::problem::{Problem, bad};

/// A cursor as it was sent.
#[derive(Debug, Clone, ToSchema)]
#[schema(value_type = String)]
pub(super) struct Cursor(String);

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// A cursor of the list of this name that goes on after these values.
pub(super) fn cursor(list: &str, values: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list} {}", values.join(" ")))
}

/// A moment as cursors hold it, to the microsecond.
pub(super) fn micros(at: OffsetDateTime) -> String {
    (at.unix_timestamp_nanos() / 1_000).to_string()
}

impl Cursor {
    /// The one position that a cursor of this list holds.
    pub(super) fn position(&self, list: &str) -> Result<i64, Problem> {
        let values = self.values(list)?;
        let [position] = values.as_slice() else {
            return Err(invalid());
        };
        number(position)
    }

    /// Two positions.
    pub(super) fn two_positions(&self, list: &str) -> Result<(i64, i64), Problem> {
        let values = self.values(list)?;
        let [one, other] = values.as_slice() else {
            return Err(invalid());
        };
        Ok((number(one)?, number(other)?))
    }

    /// A position, and which of the things that stand there.
    pub(super) fn position_and_ordinal(&self, list: &str) -> Result<(i64, i32), Problem> {
        let (position, ordinal) = self.two_positions(list)?;
        Ok((position, i32::try_from(ordinal).map_err(|_| invalid())?))
    }

    /// A moment, or none, and a position.
    pub(super) fn moment_and_position(
        &self,
        list: &str,
    ) -> Result<(Option<OffsetDateTime>, i64), Problem> {
        let values = self.values(list)?;
        let [at, position] = values.as_slice() else {
            return Err(invalid());
        };
        let at = if at == "-" { None } else { Some(moment(at)?) };
        Ok((at, number(position)?))
    }

    /// A moment, an id and a name.
    pub(super) fn moment_id_and_name(
        &self,
        list: &str,
    ) -> Result<(OffsetDateTime, Uuid, String), Problem> {
        let values = self.values(list)?;
        let [at, id, name] = values.as_slice() else {
            return Err(invalid());
        };
        let id = id.parse().map_err(|_| invalid())?;
        Ok((moment(at)?, id, name.clone()))
    }

    /// A day and three names.
    pub(super) fn day_and_names(&self, list: &str) -> Result<(Date, [String; 3]), Problem> {
        let values = self.values(list)?;
        let [on, names @ ..] = values.as_slice() else {
            return Err(invalid());
        };
        let names = names.to_vec().try_into().map_err(|_| invalid())?;
        Ok((day(on)?, names))
    }

    /// A day, an id and a name.
    pub(super) fn day_id_and_name(&self, list: &str) -> Result<(Date, Uuid, String), Problem> {
        let values = self.values(list)?;
        let [on, id, name] = values.as_slice() else {
            return Err(invalid());
        };
        let id = id.parse().map_err(|_| invalid())?;
        Ok((day(on)?, id, name.clone()))
    }

    fn values(&self, list: &str) -> Result<Vec<String>, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| invalid())?;
        let text = String::from_utf8(bytes).map_err(|_| invalid())?;
        let mut values = text.split(' ').map(str::to_owned);
        let ours = values.next().is_some_and(|it| it == list);
        let plain = !text.chars().any(char::is_control);
        (ours && plain)
            .then(|| values.collect())
            .ok_or_else(invalid)
    }
}

fn number(text: &str) -> Result<i64, Problem> {
    let number = text.parse::<i64>().ok().filter(|it| *it >= 0);
    number.ok_or_else(invalid)
}

fn day(text: &str) -> Result<Date, Problem> {
    let format = format_description!("[year]-[month]-[day]");
    Date::parse(text, format).map_err(|_| invalid())
}

fn moment(micros: &str) -> Result<OffsetDateTime, Problem> {
    let micros = micros.parse::<i64>().map_err(|_| invalid())?;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).ok();
    // The database knows fewer years than we do.
    moment.filter(|it| it.year() > 0).ok_or_else(invalid)
}

fn invalid() -> Problem {
    Problem::new(&bad::INVALID_CURSOR)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{Cursor, cursor, micros};

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let at = datetime!(2026-03-01 17:00:00.000_001 UTC);
        let sent = Cursor(cursor("due", &[&micros(at), "7"]));
        assert_eq!(sent.moment_and_position("due").unwrap(), (Some(at), 7));
        let sent = Cursor(cursor("due", &["-", "7"]));
        assert_eq!(sent.moment_and_position("due").unwrap(), (None, 7));
        assert_eq!(
            Cursor(cursor("newest", &["9"])).position("newest").unwrap(),
            9
        );
    }

    #[test]
    fn a_cursor_tells_apart_two_entries_of_one_event() {
        let of = |text: &str| {
            let sent = Cursor(cursor("history", &["9", text]));
            sent.position_and_ordinal("history").ok()
        };
        assert_eq!((of("0"), of("1")), (Some((9, 0)), Some((9, 1))));
        assert_eq!((of("-1"), of("4294967296")), (None, None));
        let position_alone = Cursor(cursor("history", &["9"]));
        assert!(position_alone.position_and_ordinal("history").is_err());
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        assert!(
            Cursor(cursor("due", &["-", "7"]))
                .position("newest")
                .is_err()
        );
        assert!(Cursor(cursor("audit", &["7"])).position("newest").is_err());
        let before_all_calendars = Cursor(cursor("due", &["-300000000000000000", "7"]));
        assert!(before_all_calendars.moment_and_position("due").is_err());
        for nonsense in ["", "x", "====", "bmV3ZXN0", "bmV3ZXN0IC0x"] {
            assert!(
                Cursor(nonsense.to_owned()).position("newest").is_err(),
                "{nonsense}"
            );
        }
    }
}
