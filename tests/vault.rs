//! What the vault promises to those it knows something about.

use eventstore::{MasterKey, Personal, Subject, Vault, VaultError, Version};
use serde_json::json;
use sqlx::PgPool;
use time::macros::datetime;
use uuid::Uuid;

use crate::sample::{count, open, thing};

const NAME: &str = "Nguyễn Thị Thử-Nghiệm";

async fn vault(pool: &PgPool) -> Vault {
    Vault::open(pool.clone(), master_key('A')).await.unwrap()
}

fn master_key(fill: char) -> MasterKey {
    MasterKey::from_base64(&format!("{}=", fill.to_string().repeat(43))).unwrap()
}

fn name() -> Personal<String> {
    Personal::new(NAME.to_owned())
}

fn person(n: u128) -> Subject {
    Subject {
        kind: "person",
        id: Uuid::from_u128(n),
    }
}

/// Whether a text stands anywhere in the database, in any form of its bytes.
async fn is_anywhere(pool: &PgPool, text: &str) -> bool {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', table_schema, table_name) from information_schema.tables
         where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    assert!(tables.len() >= 7, "{tables:?}");
    let hex: String = sqlx::query_scalar("select encode(convert_to($1, 'utf8'), 'hex')")
        .bind(text)
        .fetch_one(pool)
        .await
        .unwrap();
    for table in tables {
        let select = format!("select count(*) from {table} as r where r::text like any ($1)");
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(select))
            .bind([format!("%{text}%"), format!("%{hex}%")])
            .fetch_one(pool)
            .await
            .unwrap();
        if found > 0 {
            return true;
        }
    }
    false
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_personal_value_is_readable_until_it_is_erased_and_never_in_clear(pool: PgPool) {
    let (store, vault) = (open(&pool), vault(&pool).await);
    let value = Uuid::from_u128(50);
    let (reference, sealed) = vault
        .confide(person(1), value, "full_name", &name())
        .await
        .unwrap();
    let mut append = count(1, thing(1), 0);
    let body = json!({ "type": "thing.named.v1", "data": { "name": reference } });
    append.writes[0].events = vec![eventstore::NewEvent::of(&body).unwrap()];
    append.confide.push(sealed);
    store.append(append).await.unwrap();

    assert!(
        is_anywhere(&pool, "full_name").await,
        "the search finds what is there"
    );
    assert!(!is_anywhere(&pool, NAME).await);
    let unknown = Uuid::from_u128(51);
    let revealed = vault.reveal(&[value, unknown]).await.unwrap();
    assert_eq!(revealed[&value].as_ref().unwrap().expose(), NAME);
    assert_eq!(revealed[&unknown], None);
    assert_eq!(vault.verify(&reference).await.unwrap(), Some(true));
    let mut forged = reference.clone();
    forged.commitment = "forged".into();
    assert_eq!(vault.verify(&forged).await.unwrap(), Some(false));

    let at = datetime!(2026-02-01 00:00 UTC);
    assert!(vault.erase(person(1).id, at).await.unwrap());
    assert!(
        !vault.erase(person(1).id, at).await.unwrap(),
        "it is gone already"
    );
    assert_eq!(vault.reveal(&[value]).await.unwrap()[&value], None);
    assert_eq!(vault.verify(&reference).await.unwrap(), None);
    let rows: i64 = sqlx::query_scalar("select count(*) from eventstore.vault_value")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(rows, 0);
    let log = store.load_stream(thing(1), Version(0)).await.unwrap();
    assert_eq!(log.len(), 1, "history stays");
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn nothing_is_kept_of_somebody_who_was_erased_in_between(pool: PgPool) {
    let (store, vault) = (open(&pool), vault(&pool).await);
    let key = vault.subject_key(person(1)).await.unwrap();
    let (_, sealed) = key
        .confide(Uuid::from_u128(50), "full_name", &name())
        .unwrap();
    vault
        .erase(person(1).id, datetime!(2026-02-01 00:00 UTC))
        .await
        .unwrap();

    let mut append = count(1, thing(1), 0);
    append.confide.push(sealed);
    store
        .append(append)
        .await
        .expect("the event itself may be recorded");

    let rows: i64 = sqlx::query_scalar("select count(*) from eventstore.vault_value")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(rows, 0);
    assert!(matches!(
        vault.subject_key(person(1)).await,
        Err(VaultError::Erased { subject }) if subject == person(1).id
    ));
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn whoever_meets_a_new_subject_at_once_gets_the_same_key(pool: PgPool) {
    let (store, vault) = (open(&pool), vault(&pool).await);
    let mut meetings = tokio::task::JoinSet::new();
    for n in 0..16 {
        let (store, vault) = (store.clone(), vault.clone());
        meetings.spawn(async move {
            let id = Uuid::from_u128(100 + n);
            let (_, sealed) = vault
                .confide(person(1), id, "full_name", &name())
                .await
                .unwrap();
            let mut append = count(n, thing(n), 0);
            append.confide.push(sealed);
            store.append(append).await.unwrap();
            id
        });
    }
    let ids = meetings.join_all().await;
    let revealed = vault.reveal(&ids).await.unwrap();
    assert!(revealed.values().flatten().all(|it| it.expose() == NAME));
    assert_eq!(revealed.values().flatten().count(), 16);
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_subject_is_found_again_by_what_identifies_it(pool: PgPool) {
    let vault = vault(&pool).await;
    let number = Personal::new("001099012345".to_owned());
    let found = tokio::join!(
        vault.subject_for(person(1), &number),
        vault.subject_for(person(2), &number),
    );
    let (first, second) = (found.0.unwrap(), found.1.unwrap());
    assert_eq!(first, second);
    let officer = Subject {
        kind: "officer",
        id: Uuid::from_u128(3),
    };
    assert_eq!(
        vault.subject_for(officer, &number).await.unwrap(),
        officer.id
    );
    assert!(!is_anywhere(&pool, number.expose()).await);

    vault
        .erase(first, datetime!(2026-02-01 00:00 UTC))
        .await
        .unwrap();
    assert_eq!(
        vault.subject_for(person(4), &number).await.unwrap(),
        person(4).id
    );
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn another_master_key_is_refused(pool: PgPool) {
    let opened = tokio::join!(vault(&pool), vault(&pool));
    let print = opened.0.fingerprint("submit", b"{}");
    assert_eq!(
        print,
        opened.1.fingerprint("submit", b"{}"),
        "one index key for all"
    );
    assert_ne!(print, opened.0.fingerprint("submit", b"{ }"));
    assert_ne!(print, opened.0.fingerprint("submi", b"t{}"));

    let refused = Vault::open(pool.clone(), master_key('E'))
        .await
        .unwrap_err();
    assert!(matches!(refused, VaultError::WrongMasterKey), "{refused:?}");
}

#[sqlx::test(migrator = "eventstore::MIGRATOR")]
async fn a_value_that_was_moved_or_changed_is_not_revealed(pool: PgPool) {
    let (store, vault) = (open(&pool), vault(&pool).await);
    let value = Uuid::from_u128(50);
    let (_, sealed) = vault
        .confide(person(1), value, "full_name", &name())
        .await
        .unwrap();
    let mut append = count(1, thing(1), 0);
    append.confide.push(sealed);
    store.append(append).await.unwrap();
    for tampering in [
        "update eventstore.vault_value set label = 'nickname'",
        "update eventstore.vault_value set label = 'full_name', sealed = sealed || '\\x00'",
    ] {
        sqlx::raw_sql(tampering).execute(&pool).await.unwrap();
        let refused = vault.reveal(&[value]).await.unwrap_err();
        assert!(matches!(refused, VaultError::Damaged { id } if id == value));
    }
}
