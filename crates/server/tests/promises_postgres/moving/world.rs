//! A server on SQLite that holds something of everything, and what either database holds, in one spelling.

use std::collections::BTreeMap;

use lagoon_server::Settings;
use lagoon_sync::Millis;
use serde_json::{Value, json};

use super::super::{
    database::TestDatabase,
    support::{
        DRAFT, PASSWORD, Person, START, TestServer, answer, device, draft_id, http, ready, start_on, sync_body, title,
        update,
    },
};

/// A server that was used.
pub struct World {
    pub server: TestServer,
    /// An admin, an agent of the same team, and the admin of another.
    pub people: [Person; 3],
    /// A link that brings somebody in, and one that sets Dayo's password.
    pub invitation: Value,
    pub reset: Value,
}

impl World {
    pub async fn new() -> Self {
        let sqlite = TestDatabase::Sqlite(tempfile::tempdir().expect("a temporary folder"));
        let server = start_on(sqlite, Settings::default()).await;
        let people = [server.sign_in("ada").await, server.sign_in("bola").await, server.sign_in("chi").await];
        let [ada, bola, chi] = &people;
        forgotten_draft(&server, ada).await;
        contested_drafts(ada, bola).await;
        published_draft(ada).await;
        // Whatever a text may hold comes over as it is.
        let odd = json!("\\ \\N \t\r\n ' \" \u{7f} \u{1F3E1} \u{202e} \u{FEFF}{\"a\": NULL}");
        let stored = [("title", odd.clone(), 0, 3), ("later", json!([odd, 1.5]), 0, 3)];
        let told = chi.sync(None, vec![update(DRAFT, 0, &stored)]).await;
        assert_eq!(told["cursor"]["seq"], 1, "{told}");
        let invited = json!({"email": "efe@example.com", "role": "office", "name": "Efe"});
        let invitation = ada.post("/v1/admin/invitations", invited).await.1["token"].clone();
        let reset = somebody_without_password(&server, ada).await;
        // Somebody who lost access: it is counted.
        server.sign_in("chi").await.delete("/v1/sessions/current").await;
        server.set_disabled("chi", true).await;
        server.set_disabled("chi", false).await;
        let named = json!({"email": "chi@example.com", "password": PASSWORD, "deviceName": "Desk"});
        let (_, session) = answer(http().post(format!("{}/v1/sessions", server.url)).json(&named)).await;
        let chi = server.person(session);
        let [ada, bola, _] = people;
        Self { server, people: [ada, bola, chi], invitation, reset }
    }
}

async fn forgotten_draft(server: &TestServer, ada: &Person) {
    ada.sync(None, vec![title(&draft_id(9), "Gone", 0, 1)]).await;
    ada.sync(None, vec![update(&draft_id(9), 1, &[("trash", json!(true), 1, 1)])]).await;
    assert_eq!(server.repository.purge(Millis::clamped(START)).await.expect("purged"), 1);
}

/// Two values that lost, of which the author has dealt with one; another draft in the trash.
async fn contested_drafts(ada: &Person, bola: &Person) {
    let mine = [("title", json!("Ada's"), 10, 1), ("description", json!("Long"), 10, 1)];
    ada.sync(None, vec![update(DRAFT, 0, &mine), title(&draft_id(2), "Two", 10, 1)]).await;
    let theirs = [("title", json!("Bola's"), 20, 2), ("description", json!("Longer"), 20, 2)];
    bola.sync(None, vec![update(DRAFT, 0, &theirs)]).await;
    ada.sync(None, vec![update(&draft_id(2), 1, &[("trash", json!(true), 30, 1)])]).await;
    let mut body = sync_body(None, &[]);
    body["settled"] = json!([{"draft": DRAFT, "group": "title", "stamp": format!("{}-{}", START + 10, device(1))}]);
    let settled = ada.sync_request(&body).send().await.expect("an answer");
    assert!(settled.status().is_success());
}

async fn published_draft(ada: &Person) {
    let mut listing = ready();
    listing["lastModified"] = json!(START);
    listing["status"] = json!("PUBLISHED");
    listing["location"]["area"] = json!("Ajah");
    listing["amenities"] = json!(["pool"]);
    let (status, body) = ada.put(&draft_id(3), listing).await;
    assert_eq!(status, 200, "{body}");
}

async fn somebody_without_password(server: &TestServer, ada: &Person) -> Value {
    let adding = lagoon_server::Server::new(server.repository.clone()).expect("hashes");
    adding.add_user("Marina", "dayo@example.com", "Dayo", "some password").await.expect("a user");
    let dayo = server.repository.account("dayo@example.com").await.expect("read").expect("added").user;
    ada.post(&format!("/v1/admin/users/{dayo}/password-reset"), json!({})).await.1["token"].clone()
}

/// Between the columns of a row: no value has it.
pub const BETWEEN: char = '\u{1f}';

/// Every row of every table there is, by the table's name and columns.
pub async fn contents(database: &TestDatabase) -> BTreeMap<String, Vec<String>> {
    let columns = match database {
        TestDatabase::Sqlite(_) => IN_SQLITE,
        TestDatabase::Postgres(_) => IN_POSTGRES,
    };
    let mut tables = BTreeMap::<String, Vec<[String; 2]>>::new();
    for column in database.sql(columns).await {
        let [table, name, kind] = &column.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{column}") };
        tables.entry((*table).to_owned()).or_default().push([(*name).to_owned(), spelled(name, kind)]);
    }
    let mut all = BTreeMap::new();
    for (table, columns) in tables {
        let names = columns.iter().map(|[name, _]| name.as_str()).collect::<Vec<_>>().join(", ");
        let texts =
            columns.iter().map(|[_, text]| text.as_str()).collect::<Vec<_>>().join(&format!(" || '{BETWEEN}' || "));
        let mut rows = database.sql(&format!("SELECT {texts} FROM {table}")).await;
        rows.sort();
        all.insert(format!("{table} ({names})"), rows);
    }
    all
}

/// A column as text: the same in both.
fn spelled(name: &str, kind: &str) -> String {
    match kind {
        "BLOB" => format!(r"'\x' || lower(hex({name}))"),
        "boolean" => format!("{name}::int::text"),
        _ => format!("coalesce(CAST({name} AS text), '')"),
    }
}

const IN_SQLITE: &str = "SELECT tables.name || ' ' || columns.name || ' ' || columns.type
     FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
     WHERE tables.type = 'table' AND tables.name <> '_sqlx_migrations' ORDER BY tables.name, columns.name";
/// Without what PostgreSQL makes of the rest itself.
const IN_POSTGRES: &str = "SELECT (table_name || ' ' || column_name || ' ' || data_type)::text
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'lagoon' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
       AND table_name <> '_sqlx_migrations' ORDER BY table_name, column_name";
