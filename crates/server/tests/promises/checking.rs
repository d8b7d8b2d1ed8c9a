//! Backups of SQLite files, and damage that only a file can have.

use std::path::Path;

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    damage::lived_in,
    process::{refused, run},
    support::{DRAFT, draft_id, title},
};

async fn by_hand(path: &Path) -> SqlitePool {
    // A hand in the file obeys no rules.
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(false);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("opens")
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
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
