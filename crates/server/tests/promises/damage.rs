//! The look for damage: every planted one is found, whatever the database.

use serde_json::json;

use super::{
    kind,
    process::run,
    support::{DRAFT, TestServer, draft_id, start, title, update},
};

/// Two drafts with history, a notice and something in the trash.
pub async fn lived_in() -> TestServer {
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
async fn nothing_is_wrong_with_what_the_server_wrote() {
    let server = lived_in().await;
    let findings = server.repository.maintenance().expect("can be checked").check().await.expect("looked");
    assert_eq!(findings, []);
}

/// What to look for, and what plants it.
const DAMAGES: &[(&str, &str)] = &[
    ("receipt", "UPDATE draft_groups SET value = '{ \"amount\":1}' WHERE name = 'price'"),
    ("receipt", "UPDATE draft_history SET value = '\"\\u004fne\"' WHERE value = '\"One\"'"),
    ("unreadable", "UPDATE draft_history SET value = 'One'"),
    ("unreadable", "UPDATE draft_groups SET stamp_device = '7' WHERE name = 'price'"),
    ("unreadable", "UPDATE drafts SET updated_at = -1"),
    ("unreadable", "UPDATE draft_groups SET value = '7' WHERE name = 'title'"),
    ("unreadable", "UPDATE notices SET their_value = '?'"),
    ("unreadable", "UPDATE draft_groups SET name = 'no group' WHERE name = 'price'"),
    ("orphan", "DELETE FROM drafts WHERE rev = 2 AND CAST(id AS TEXT) LIKE '%1'"),
    ("orphan", "DELETE FROM draft_groups WHERE CAST(draft_id AS TEXT) LIKE '%1'"),
    ("revision", "UPDATE drafts SET rev = rev + 1"),
    ("revision", "UPDATE draft_groups SET rev = 0 WHERE name = 'title'"),
    ("revision", "UPDATE drafts SET last_modified = last_modified + 1"),
    ("counter", "UPDATE teams SET seq = 2"),
    ("counter", "UPDATE teams SET purged_seq = seq + 1"),
    ("counter", "UPDATE drafts SET seq = seq - 1 WHERE CAST(id AS TEXT) LIKE '%1'"),
    ("counter", "UPDATE draft_groups SET seq = 3"),
    ("counter", "UPDATE notices SET seq = (SELECT max(seq) FROM draft_groups)"),
    (
        "history",
        "UPDATE draft_history SET stamp_millis = stamp_millis + 5, stamp_device = '0000000000000002' WHERE name = 'title'",
    ),
];

/// PostgreSQL refuses these: its columns are of narrower types, and it reads values for reports.
const ONLY_IN_SQLITE: &[(&str, &str)] = &[
    ("unreadable", "UPDATE draft_groups SET value = '{\"amount\":' WHERE name = 'price'"),
    ("unreadable", "UPDATE draft_history SET author = 'nobody'"),
    ("orphan", "DELETE FROM users"),
];

#[tokio::test]
async fn every_planted_damage_is_found() {
    let whole = lived_in().await.stop().await;
    for (damage, sql) in DAMAGES.iter().chain(if kind::POSTGRES { &[] } else { ONLY_IN_SQLITE }) {
        let damaged = whole.copy().await;
        damaged.plant(sql).await;
        let checked = run(&["check", "--database", &damaged.url()]);
        let said = String::from_utf8(checked.stdout).expect("text");
        assert_eq!(checked.status.code(), Some(1), "{sql}\n{said}");
        assert!(said.lines().any(|line| line.starts_with(damage)), "{sql}\n{said}");
        assert!(!said.contains("One") && !said.contains("amount"), "values are not told: {said}");
    }
}
