//! Backups and the look for damage: a copy is whole, and every planted damage is found.

use std::path::Path;

use serde_json::json;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    process::{refused, run},
    support::{DRAFT, TestServer, draft_id, start, title, update},
};

async fn by_hand(path: &Path) -> SqlitePool {
    // A hand in the file obeys no rules.
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens")
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// Two drafts with history, a notice and something in the trash.
async fn lived_in() -> TestServer {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, vec![title(DRAFT, "One", 0, 1), title(&draft_id(2), "Two", 0, 1)]).await;
    bola.sync(None, vec![update(DRAFT, 0, &[("title", json!("Three"), 5, 2), ("price", json!({"amount": 1}), 5, 2)])])
        .await;
    ada.sync(None, vec![update(&draft_id(2), 1, &[("trash", json!(true), 9, 1), ("later", json!([1.5, "é"]), 9, 1)])])
        .await;
    server
}

#[tokio::test]
async fn a_backup_is_whole_while_others_write_and_overwrites_nothing() {
    let server = lived_in().await;
    let ada = server.sign_in("ada").await;
    let to = server.folder().join("backup.db");
    let arguments = |to: &Path| {
        ["backup".into(), "--database".into(), url(&server.file()), "--to".into(), to.display().to_string()]
    };
    let copying = tokio::task::spawn_blocking({
        let arguments: [String; 5] = arguments(&to);
        move || run(&arguments.each_ref().map(String::as_str))
    });
    let mut written = 0;
    while !copying.is_finished() {
        ada.sync(None, vec![title(&draft_id(100 + written), "Meanwhile", 0, 1)]).await;
        written += 1;
    }
    let copied = copying.await.expect("no panic");
    assert!(copied.status.success(), "{copied:?}");
    assert!(written > 0);
    let said = refused(&arguments(&to).each_ref().map(String::as_str));
    assert!(said.contains("exists already"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&to).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
    assert!(!server.folder().join("backup.db.partial").exists());
    let checked = run(&["check", "--database", &url(&to)]);
    assert!(checked.status.success(), "{checked:?}");
    let copy = lagoon_server::open(&url(&to)).await.expect("opens");
    let team = ada.session["teamId"].as_str().expect("an id").parse().expect("an id");
    assert!(copy.repository.draft(team, DRAFT.parse().expect("an id")).await.expect("no failure").is_some());
}

#[test]
fn a_backup_of_nothing_and_to_nowhere_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let said = refused(&["backup", "--database", &url(&path("none.db")), "--to", &path("b.db").display().to_string()]);
    assert!(said.contains("there is no database"), "{said}");
    assert!(run(&["team", "create", "--database", &url(&path("a.db")), "--name", "Marina"]).status.success());
    let nowhere = path("no/folder/b.db").display().to_string();
    assert!(refused(&["backup", "--database", &url(&path("a.db")), "--to", &nowhere]).contains("cannot write"));
    let postgres = ["backup", "--database", "postgres://db/lagoon", "--to", &nowhere];
    assert!(refused(&postgres).contains("pg_dump"));
    assert!(!path("none.db").exists() && !path("b.db").exists());
}

#[tokio::test]
async fn nothing_is_wrong_with_what_the_server_wrote() {
    let server = lived_in().await;
    let findings = server.repository.maintenance().expect("can be checked").check().await.expect("looked");
    assert_eq!(findings, []);
}

#[tokio::test]
async fn every_planted_damage_is_found() {
    let server = lived_in().await;
    let whole = server.folder().join("whole.db");
    let copied = run(&["backup", "--database", &url(&server.file()), "--to", &whole.display().to_string()]);
    assert!(copied.status.success(), "{copied:?}");
    let damages = [
        ("receipt", "UPDATE draft_groups SET value = '{ \"amount\":1}' WHERE name = 'price'"),
        ("receipt", "UPDATE draft_history SET value = '\"\\u004fne\"' WHERE value = '\"One\"'"),
        ("unreadable", "UPDATE draft_groups SET value = '{\"amount\":' WHERE name = 'price'"),
        ("unreadable", "UPDATE draft_history SET value = 'One'"),
        ("unreadable", "UPDATE draft_history SET author = 'nobody'"),
        ("unreadable", "UPDATE draft_groups SET stamp_device = '7' WHERE name = 'price'"),
        ("unreadable", "UPDATE drafts SET updated_at = -1"),
        ("unreadable", "UPDATE notices SET their_value = '?'"),
        ("unreadable", "UPDATE draft_groups SET name = 'no group' WHERE name = 'price'"),
        ("orphan", "DELETE FROM drafts WHERE rev = 2 AND id LIKE '%1'"),
        ("orphan", "DELETE FROM draft_groups WHERE draft_id LIKE '%1'"),
        ("orphan", "DELETE FROM users"),
        ("revision", "UPDATE drafts SET rev = rev + 1"),
        ("revision", "UPDATE draft_groups SET rev = 0 WHERE name = 'title'"),
        ("revision", "UPDATE drafts SET last_modified = last_modified + 1"),
        ("counter", "UPDATE teams SET seq = 2"),
        ("counter", "UPDATE teams SET purged_seq = seq + 1"),
        ("counter", "UPDATE drafts SET seq = seq - 1 WHERE id LIKE '%1'"),
        ("counter", "UPDATE draft_groups SET seq = 3"),
        ("counter", "UPDATE notices SET seq = (SELECT max(seq) FROM draft_groups)"),
        (
            "history",
            "UPDATE draft_history SET stamp_millis = stamp_millis + 5, stamp_device = '0000000000000002' WHERE name = 'title'",
        ),
    ];
    for (number, (damage, sql)) in damages.into_iter().enumerate() {
        let path = server.folder().join(format!("damaged-{number}.db"));
        std::fs::copy(&whole, &path).expect("copied");
        let pool = by_hand(&path).await;
        let changed = sqlx::query(sql).execute(&pool).await.expect("planted").rows_affected();
        assert!(changed > 0, "{sql}");
        pool.close().await;
        let checked = run(&["check", "--database", &url(&path)]);
        let said = String::from_utf8(checked.stdout).expect("text");
        assert_eq!(checked.status.code(), Some(1), "{sql}\n{said}");
        assert!(said.lines().any(|line| line.starts_with(damage)), "{sql}\n{said}");
        assert!(!said.contains("One") && !said.contains("amount"), "values are not told: {said}");
    }
}

#[tokio::test]
async fn a_page_that_was_overwritten_is_found() {
    let server = lived_in().await;
    let path = server.folder().join("torn.db");
    let copied = run(&["backup", "--database", &url(&server.file()), "--to", &path.display().to_string()]);
    assert!(copied.status.success(), "{copied:?}");
    let pool = by_hand(&path).await;
    let page: i64 = sqlx::query_scalar("SELECT rootpage FROM sqlite_master WHERE name = 'groups_in_commit_order'")
        .fetch_one(&pool)
        .await
        .expect("there");
    pool.close().await;
    let mut bytes = std::fs::read(&path).expect("read");
    let start = (usize::try_from(page).expect("small") - 1) * 4096;
    bytes[start + 8..start + 4096].fill(0xa5);
    std::fs::write(&path, bytes).expect("written");
    let checked = run(&["check", "--database", &url(&path)]);
    let said = String::from_utf8(checked.stdout).expect("text");
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.starts_with("storage") || !checked.stderr.is_empty(), "{said}");
}

#[test]
fn a_check_of_nothing_makes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none.db");
    assert!(refused(&["check", "--database", &url(&path)]).contains("there is no database"));
    assert!(!path.exists());
}
