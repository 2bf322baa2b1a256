//! What the service's role cannot do.

use eventstore::{MasterKey, Vault};
use harness::{MASTER_KEY, TestDatabase};
use services::settings::Settings;
use services::{App, Clock};
use sqlx::{AssertSqlSafe, Error, PgPool};

use crate::sample::{count, open, thing};

/// Connections of the service's role.
async fn service(database: &TestDatabase) -> PgPool {
    Settings::grant(&database.pool().await).await.unwrap();
    let (role, url) = (eventstore::SERVICE_ROLE, database.url());
    let pool = eventstore::connect_as(role, &url, 8, projections::SCHEMA);
    pool.await.unwrap()
}

/// What Postgres says to a statement.
async fn code_of(pool: &PgPool, statement: &str) -> Option<String> {
    let statement = AssertSqlSafe(statement.to_owned());
    match sqlx::raw_sql(statement).execute(pool).await {
        Ok(_) => None,
        Err(Error::Database(error)) => error.code().map(Into::into),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_can_do_its_work_and_change_nothing_that_was_recorded() {
    let database = TestDatabase::create().await;
    let pool = service(&database).await;
    let store = open(&pool);
    store.append(count(1, thing(1), 0)).await.unwrap();
    let key = MasterKey::from_base64(MASTER_KEY).unwrap();
    let vault = Vault::open(pool.clone(), key).await.unwrap();
    App::open(store.clone(), vault, pool.clone(), Clock::Wall)
        .await
        .unwrap();

    let denied = Some("42501".to_owned());
    let history = [
        "event",
        "command",
        "tree_hashes",
        "log_key",
        "checkpoint",
        "cosignature",
    ];
    for table in history {
        for statement in [
            format!("delete from eventstore.{table}"),
            format!("truncate eventstore.{table} cascade"),
            format!("alter table eventstore.{table} disable trigger all"),
            format!("alter table eventstore.{table} add column more text"),
            format!("drop table eventstore.{table} cascade"),
            format!(
                "create trigger t before insert on eventstore.{table}
                     execute function eventstore.refuse_edit()"
            ),
        ] {
            assert_eq!(code_of(&pool, &statement).await, denied, "{statement}");
        }
    }
    for statement in [
        "update eventstore.event set document = document",
        "update eventstore.event set position = position",
        "update eventstore.command set fingerprint = ''",
        "update eventstore.tree_hashes set hashes = hashes",
        "update eventstore.checkpoint set note = note",
        "update eventstore.log_key set verifier_key = verifier_key",
        "update eventstore.cosignature set signature = signature",
        "delete from eventstore.head",
        "insert into eventstore.head (only_row, position) values (true, 0)",
        "delete from eventstore.migrations",
        "update eventstore.migrations set checksum = checksum",
        "insert into eventstore.migrations select * from eventstore.migrations",
        "delete from projections.migrations",
        "create table eventstore.more (n int)",
        "create table projections.more (n int)",
        "drop schema eventstore cascade",
        "create schema more",
        "create or replace function eventstore.refuse_edit() returns trigger language plpgsql
         as $$ begin return new; end $$",
        "set session_replication_role = replica",
        "alter role hoso_service superuser",
        "create role more",
    ] {
        assert_eq!(code_of(&pool, statement).await, denied, "{statement}");
    }
    store.append(count(2, thing(1), 1)).await.unwrap();
    assert_eq!(
        code_of(&pool, "truncate projections.checkpoint").await,
        None
    );
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_may_build_beside_and_the_grants_can_be_made_again() {
    let database = TestDatabase::create().await;
    let owner = database.pool().await;
    for _ in 0..2 {
        Settings::grant(&owner).await.unwrap();
    }
    assert!(eventstore::may_serve(&owner).await.unwrap());
    let url = database.url();
    let operator = eventstore::connect_as("hoso_operator", &url, 2, projections::SCHEMA);
    let operator = operator.await.unwrap();
    let beside = "create schema beside; create table beside.t (like projections.checkpoint);
        drop schema beside cascade";
    assert_eq!(code_of(&operator, beside).await, None);
    let refused = code_of(&operator, "delete from eventstore.event").await;
    assert_eq!(refused.as_deref(), Some("42501"));
}
