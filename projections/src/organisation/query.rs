//! Which organisations there are, and which may be one and the same.

use serde::Serialize;
use sqlx::PgPool;
use uuid::Uuid;

use super::Likeness;
use super::likeness::{Compared, judged};
use crate::search::sought;

/// An organisation that stands for itself, with what it may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Which organisation.
    pub organisation_id: Uuid,
    /// The event that entered it; orders the list.
    pub position: i64,
    /// Its name; none once erased.
    pub name: Option<String>,
    /// Whether the name is as it was decided, and not only as a dossier says it.
    pub decided: bool,
    /// The other name that a pending dossier asks for.
    pub name_asked_for: Option<String>,
    /// The country under whose law it was founded, where it was told.
    pub home: Option<String>,
    /// The value of the vault that names its representative.
    pub representative: Option<Uuid>,
    /// Those that were merged into it.
    pub merged: Vec<Uuid>,
    /// How many certificates it holds that are valid or suspended.
    pub certificates: i64,
    /// The fields that they name.
    pub fields: Vec<String>,
    /// The provinces that they name.
    pub provinces: Vec<String>,
}

/// Which organisations to list; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Founded under the law of this country.
    pub home: Option<String>,
    /// With a certificate for this field.
    pub field: Option<String>,
    /// With a certificate for one of these provinces; any when none is named.
    pub provinces: Vec<String>,
    /// With a certificate that stands like this.
    pub status: Option<String>,
    /// With these words, perhaps unfinished, in a name of it or of one merged into it, or in the
    /// number of a certificate; diacritics do not matter.
    pub text: Option<String>,
    /// This one.
    pub organisation: Option<Uuid>,
}

/// Two organisations that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suspected {
    /// The one that was entered later.
    pub organisation_id: Uuid,
    /// The event that entered it; orders the list.
    pub position: i64,
    /// Its name.
    pub name: String,
    /// Its home, where it was told.
    pub home: Option<String>,
    /// The one that was entered before.
    pub other_id: Uuid,
    /// The event that entered that.
    pub other_position: i64,
    /// The other's name.
    pub other_name: String,
    /// The other's home, where it was told.
    pub other_home: Option<String>,
    /// Why they may be one.
    pub likeness: Likeness,
}

/// The next organisations before a position, those entered last first, at most so many.
pub async fn list(
    pool: &PgPool,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> sqlx::Result<Vec<Listed>> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(vec![]);
    };
    sqlx::query_as!(
        Listed,
        r#"
        with held as (
            select holder, count(distinct certificate_id) as certificates,
                array_agg(distinct field order by field) filter (where field is not null) as fields,
                array_agg(distinct province order by province)
                    filter (where province is not null) as provinces
            from certificate
                left join lateral unnest(fields) as field on true
                left join lateral unnest(provinces) as province on true
            where status in ('valid', 'suspended')
            group by holder
        )
        select organisation_id as "organisation_id!", position as "position!", name,
            decided as "decided!", name_asked_for, home, representative,
            array(
                select merged.organisation_id from organisation as merged
                where merged.survivor = standing.organisation_id
                order by merged.position
            ) as "merged!",
            coalesce(held.certificates, 0) as "certificates!",
            coalesce(held.fields, '{}') as "fields!",
            coalesce(held.provinces, '{}') as "provinces!"
        from organisation_standing as standing
            left join held on held.holder = organisation_id
        where ($1::text is null or home = $1)
            and ($2::text is null or $2 = any(held.fields))
            and ($3::text[] = '{}' or held.provinces && $3)
            and ($4::text is null or organisation_id in (
                select coalesce(survivor, organisation_id) from organisation
                where to_tsvector('simple', search) @@ to_tsquery('simple', $4)
                union all
                select holder from certificate
                where to_tsvector('simple', search) @@ to_tsquery('simple', $4)
            ))
            and ($5::bigint is null or position < $5)
            and ($6::uuid is null or organisation_id = $6)
            and ($7::text is null or exists (
                select from certificate where holder = organisation_id and status = $7
            ))
        order by position desc
        limit $8
        "#,
        filter.home,
        filter.field,
        &filter.provinces,
        words,
        before,
        filter.organisation,
        filter.status,
        limit,
    )
    .fetch_all(pool)
    .await
}

/// How many organisations there are.
pub async fn count(pool: &PgPool, filter: &Filter) -> sqlx::Result<i64> {
    let Ok(words) = sought(filter.text.as_deref()) else {
        return Ok(0);
    };
    sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from organisation
        where survivor is null
            and ($1::text is null or organisation_id in (
                select organisation_id from organisation_standing where home = $1
            ))
            and ($2::text is null or exists (
                select from certificate
                where holder = organisation_id and status in ('valid', 'suspended')
                    and $2 = any(fields)
            ))
            and ($3::text[] = '{}' or exists (
                select from certificate
                where holder = organisation_id and status in ('valid', 'suspended')
                    and provinces && $3
            ))
            and ($4::text is null or organisation_id in (
                select coalesce(survivor, organisation_id) from organisation
                where to_tsvector('simple', search) @@ to_tsquery('simple', $4)
                union all
                select holder from certificate
                where to_tsvector('simple', search) @@ to_tsquery('simple', $4)
            ))
            and ($5::text is null or exists (
                select from certificate where holder = organisation_id and status = $5
            ))
        "#,
        filter.home,
        filter.field,
        &filter.provinces,
        words,
        filter.status,
    )
    .fetch_one(pool)
    .await
}

/// As whom an organisation is entered: itself, or whoever survived of it. Nothing when it is not.
pub async fn survivor_of(pool: &PgPool, id: Uuid) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar!(
        r#"
        select coalesce(survivor, organisation_id) as "id!" from organisation
        where organisation_id = $1
        "#,
        id,
    )
    .fetch_optional(pool)
    .await
}

/// An organisation, or whoever survived of it.
pub async fn one(pool: &PgPool, id: Uuid) -> sqlx::Result<Option<Listed>> {
    let Some(survivor) = survivor_of(pool, id).await? else {
        return Ok(None);
    };
    let filter = Filter {
        organisation: Some(survivor),
        ..Filter::default()
    };
    Ok(list(pool, &filter, None, 1).await?.pop())
}

/// A name as it is compared, of an organisation that stands for itself.
struct Candidate {
    organisation_id: Uuid,
    position: i64,
    name: String,
    home: Option<String>,
}

async fn candidates(pool: &PgPool) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"
        select organisation_id as "organisation_id!", position as "position!", name as "name!", home
        from organisation_standing
        where name is not null
        order by position desc
        "#,
    )
    .fetch_all(pool)
    .await
}

/// Organisations that may be one, two by two, those entered last first; with one named, only those
/// pairs that it is one of. Each is compared with each, which takes a second for some thousands.
pub async fn suspected(pool: &PgPool, of: Option<Uuid>) -> sqlx::Result<Vec<Suspected>> {
    Ok(duplicates(&candidates(pool).await?, of))
}

fn duplicates(candidates: &[Candidate], of: Option<Uuid>) -> Vec<Suspected> {
    let compared: Vec<Compared> = candidates.iter().map(|it| Compared::of(&it.name)).collect();
    let mut found = vec![];
    for (n, later) in candidates.iter().enumerate() {
        for (m, earlier) in candidates.iter().enumerate().skip(n + 1) {
            let named = |it: Uuid| it == later.organisation_id || it == earlier.organisation_id;
            if of.is_some_and(|it| !named(it)) {
                continue;
            }
            let likeness = judged(
                (&compared[n], later.home.as_deref()),
                (&compared[m], earlier.home.as_deref()),
            );
            found.extend(likeness.map(|likeness| suspicion(later, earlier, likeness)));
        }
    }
    found
}

fn suspicion(later: &Candidate, earlier: &Candidate, likeness: Likeness) -> Suspected {
    Suspected {
        organisation_id: later.organisation_id,
        position: later.position,
        name: later.name.clone(),
        home: later.home.clone(),
        other_id: earlier.organisation_id,
        other_position: earlier.position,
        other_name: earlier.name.clone(),
        other_home: earlier.home.clone(),
        likeness,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Candidate, duplicates};

    fn named(number: u128, name: &str, home: &str) -> Candidate {
        Candidate {
            organisation_id: Uuid::from_u128(number),
            position: i64::try_from(number).unwrap(),
            name: name.to_owned(),
            home: Some(home.to_owned()),
        }
    }

    #[test]
    fn each_pair_is_found_once_and_the_one_entered_later_comes_first() {
        let all = [
            named(4, "Ánh Dương", "NO"),
            named(3, "Quỹ Ánh Dương", "SE"),
            named(2, "Hạt Mầm", "SE"),
            named(1, "ANH DUONG", "SE"),
        ];
        let found = duplicates(&all, None);
        let pairs: Vec<_> = found
            .iter()
            .map(|it| (it.position, it.other_position))
            .collect();
        assert_eq!(pairs, [(3, 1)]);
        assert_eq!(duplicates(&all, Some(Uuid::from_u128(1))), found);
        assert_eq!(duplicates(&all, Some(Uuid::from_u128(2))), []);
    }
}
