//! A data directory whose database is damaged: what is said, for how long, and what is still there.

use serde_json::Value;
use sqlx::{Connection, Row, SqliteConnection};

use crate::support::{Done, Profile, Server};

/// Spoils the page at which a table of the database begins.
async fn spoil(profile: &Profile, table: &str) {
    let path = profile.file("drafts.db");
    let mut database = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.expect("opens");
    let row =
        sqlx::query("SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = ?");
    let row = row.bind(table).fetch_one(&mut database).await.expect("it is there");
    let (page, size): (i64, i64) = (row.get(0), row.get(1));
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut database).await.expect("taken in");
    database.close().await.expect("closed");
    let mut bytes = std::fs::read(&path).expect("readable");
    let start = usize::try_from((page - 1) * size).expect("a place");
    bytes[start..start + usize::try_from(size).expect("a size")].fill(0xa5);
    std::fs::write(&path, bytes).expect("written");
}

/// What is said of the damage on standard error.
fn notice(done: &Done) -> Option<String> {
    let said = done.stderr.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
    let notices = said.filter(|line| line["notice"]["code"] == "damagedDataSetAside");
    notices.map(|line| line["notice"]["message"].as_str().expect("a sentence").to_owned()).next()
}

#[tokio::test]
async fn damage_is_told_until_status_was_read_and_the_sign_in_survives_it() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Sent before").await;
    ada.json(&["create", "--title", "Never sent", "--no-wait"]).await;
    spoil(&ada, "draft_groups").await;

    for words in [["list", "--json"], ["list", "--json"], ["status", "--json"]] {
        let done = ada.run(&words).await;
        let said = notice(&done).unwrap_or_else(|| panic!("{words:?}: {done:?}"));
        for part in ["drafts.damaged-", "You are still signed in", "never sent", ".dump"] {
            assert!(said.contains(part), "{said}");
        }
    }
    let done = ada.run(&["sync", "--json"]).await;
    assert_eq!((done.code, notice(&done)), (0, None), "{done:?}");
    assert_eq!(ada.groups(&id).await["title"], "Sent before");
}

#[tokio::test]
async fn when_nothing_can_be_read_any_more_it_says_to_sign_in_again() {
    let server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Sent before").await;
    std::fs::write(ada.file("drafts.db"), "this was a database once, and then the battery died").expect("written");
    let done = ada.run(&["sync", "--json"]).await;
    let said = notice(&Done { stderr: done.stderr.lines().next().unwrap_or_default().into(), ..done });
    assert!(said.as_ref().is_some_and(|said| said.contains("Sign in again")), "{said:?}");
    ada.run(&["status"]).await;
    assert_eq!(ada.sign_in(&server, "ada@example.com", crate::support::PASSWORD).await.code, 0);
    assert_eq!(ada.groups(&id).await["title"], "Sent before");
}
