//! No name, contact or free text stands in clear in the log, on the way, in what the service says
//! about itself, or in any form of it that a reader would undo without a key.

use std::fmt::Write as _;

use harness::{Filing, Service, TestApp, log_of, messages_of};
use sqlx::AssertSqlSafe;

/// What people tell us in the scenario. Each is a text that nothing else contains by chance.
const TOLD: [&str; 9] = [
    "Quỹ Nhân Ái Ngàn Thông",
    "lienhe@nganthong.example",
    "Trịnh Thị Mỹ Hạnh-Dubois",
    "Bản sao điều lệ bị mờ ở trang bảy",
    "Không phản đối, đã gặp bà Hạnh",
    "Hồ sơ nộp nhầm nơi, ông Phước báo",
    "Rút hồ sơ vì bà Lan ốm nặng",
    "Người đại diện khai sai lý lịch ở Lyon",
    "Tổ chức giải thể, theo thư ông Beaumont",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_told_us_stands_anywhere_in_clear() {
    let mut app = TestApp::opening().roles(&[]).with_nats().open().await;
    let nats_url = app.nats().url();
    let mut service = Service::start(&app.database.url(), Some(&nats_url)).await;
    play(&app).await;
    app.relayed().await;

    let mut places = database_in_clear(&app).await;
    assert!(
        places.contains("case.dossier_submitted.v1") && places.contains("vault_value"),
        "the search finds what is there"
    );
    for message in messages_of(&app.nats().jetstream().await).await {
        let headers = format!("{:?}", message.headers);
        let payload = String::from_utf8_lossy(&message.payload);
        writeln!(places, "{} {headers} {payload}", message.subject).unwrap();
    }
    for path in ["/metrics", "/health/ready"] {
        places.push_str(service.http().get(path).await.expect(200).text());
    }
    assert!(service.terminate().await.success());
    places.push_str(&service.log());

    for told in TOLD {
        for (form, text) in forms_of(told) {
            assert!(!places.contains(&text), "{told} was found as {form}");
        }
    }
    assert!(log_of(&app.app().store).await.len() > 100);
}

/// Everything that takes a personal value.
async fn play(app: &TestApp) {
    let [
        name,
        contact,
        person,
        missing,
        opinion,
        misfiled,
        withdrawn,
        refused,
        stopped,
    ] = TOLD;
    let filing = Filing {
        name: name.into(),
        contact: contact.into(),
        representative: person.into(),
        ..Filing::default()
    };
    let case = app.file(&filing).await;
    app.request_supplement(case, "charter", missing).await;
    app.supplement(case, "charter").await;
    app.accept(case).await;
    for agency in app.consult(case).await {
        app.agree(case, &agency, opinion).await;
    }
    app.forward(case).await;
    app.refuse(case, "background-of-representative", refused)
        .await;
    app.return_result(case).await;
    app.certify(&filing).await;

    let case = app.file(&filing).await;
    app.refuse_intake(case, "wrong-agency", misfiled).await;
    let case = app.file(&filing).await;
    app.withdraw(case, withdrawn).await;
    let case = app.file(&filing).await;
    app.accept(case).await;
    app.stop_processing(case, "applicant-ceased", stopped).await;
}

/// Every row of every table of the log and the vault as text, binary columns both as hexadecimal
/// digits and as the text that they may be.
async fn database_in_clear(app: &TestApp) -> String {
    let columns: Vec<(String, String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text, data_type::text
         from information_schema.columns where table_schema = 'eventstore'",
    )
    .fetch_all(app.pool())
    .await
    .unwrap();
    assert!(columns.len() > 20, "{columns:?}");
    let mut all = String::new();
    for (table, column, kind) in columns {
        let select = if kind == "bytea" {
            format!("select encode({column}, 'hex') || ' ' || encode({column}, 'escape')")
        } else {
            format!("select {column}::text")
        };
        let select = format!("{select} from eventstore.{table} where {column} is not null");
        let values: Vec<String> = sqlx::query_scalar(AssertSqlSafe(select))
            .fetch_all(app.pool())
            .await
            .unwrap();
        writeln!(all, "{table}.{column}").unwrap();
        for value in values {
            writeln!(all, "{value}").unwrap();
        }
    }
    all
}

/// The text as it might be written: as it is, escaped, in hexadecimal digits, in Base64, and the
/// same of UTF-16.
fn forms_of(text: &str) -> Vec<(&'static str, String)> {
    let utf8 = text.as_bytes().to_vec();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let json = text.encode_utf16().map(|it| match u8::try_from(it) {
        Ok(ascii) if ascii.is_ascii() => char::from(ascii).to_string(),
        Ok(_) | Err(_) => format!("\\u{it:04x}"),
    });
    let octal = utf8.iter().map(|it| match it {
        32..=126 => char::from(*it).to_string(),
        _ => format!("\\{it:03o}"),
    });
    let mut forms = vec![
        ("itself", text.to_owned()),
        ("lower case", text.to_lowercase()),
        ("JSON escapes", json.collect()),
        ("octal escapes", octal.collect()),
    ];
    for (form, bytes) in [("UTF-8", &utf8), ("UTF-16LE", &little), ("UTF-16BE", &big)] {
        forms.push((form, hexadecimal(bytes)));
        // What stands before it shifts Base64 by none, one or two bytes; its middle stays the same.
        for skipped in 0..3 {
            forms.push((form, base64(&bytes[skipped..])));
        }
    }
    forms
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, it| {
        write!(text, "{it:02x}").unwrap();
        text
    })
}

/// Base64 of whole groups of three bytes, so without the end that depends on what follows.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks_exact(3).map(|it| {
        let bits = u32::from(it[0]) << 16 | u32::from(it[1]) << 8 | u32::from(it[2]);
        [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift & 63) as usize]))
    });
    groups.flatten().collect()
}

#[test]
fn the_forms_are_what_they_are_called() {
    let forms: Vec<_> = forms_of("Ấm áp").into_iter().map(|it| it.1).collect();
    for expected in [
        "\\u1ea4m \\u00e1p",
        "\\341\\272\\244m \\303\\241p",
        "e1baa46d20c3a170",
    ] {
        assert!(forms.contains(&expected.to_owned()), "{forms:?}");
    }
    assert!(forms.contains(&"4bqkbSDD".to_owned()), "{forms:?}");
}
