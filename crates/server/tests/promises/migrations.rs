//! A database of any earlier version is brought up to date with all it holds, by one process at a time.

use std::path::Path;

use lagoon_server::repository::Repository;
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqliteConnectOptions};

use super::{process::run, support::DRAFT};

const TEAM: &str = "0197f3a0-0000-7000-8000-0000000000aa";
const USER: &str = "0197f3a0-0000-7000-8000-0000000000bb";

/// A database as the version with this schema left it. What is written is what the first version knew.
async fn of_version(path: &Path, version: i64) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let mut migrator = Migrator::new(folder).await.expect("readable");
    migrator.migrations.to_mut().retain(|migration| migration.version <= version);
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.expect("made");
    migrator.run(&pool).await.expect("migrated");
    let device = "0000000000000001";
    for sql in [
        "INSERT INTO meta (only_row, epoch) VALUES (1, '00000000000000ab')".to_owned(),
        format!("INSERT INTO teams (id, name, seq, changed_at) VALUES ('{TEAM}', 'Marina', 2, 20)"),
        format!(
            "INSERT INTO users (team_id, id, email, name, password_hash) VALUES ('{TEAM}', '{USER}', 'a@example.com', 'Ada', 'hash')"
        ),
        format!(
            "INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq) VALUES ('{TEAM}', '{DRAFT}', '{USER}', 2, 20, 20, 2)"
        ),
        format!(
            "INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq) VALUES ('{TEAM}', '{DRAFT}', 'title', '\"Two\"', 20, '{device}', '{USER}', 2, 2)"
        ),
        format!(
            "INSERT INTO draft_history (team_id, draft_id, stamp_millis, stamp_device, name, value, author, replaced_at) VALUES ('{TEAM}', '{DRAFT}', 10, '{device}', 'title', '\"One\"', '{USER}', 20)"
        ),
    ] {
        sqlx::query(&sql).execute(&pool).await.expect("written");
    }
    pool.close().await;
}

async fn versions() -> Vec<i64> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    Migrator::new(folder).await.expect("readable").iter().map(|migration| migration.version).collect()
}

async fn holds_everything(repository: &dyn Repository) {
    let (team, draft) = (TEAM.parse().expect("an id"), DRAFT.parse().expect("an id"));
    let held = repository.draft(team, draft).await.expect("no failure").expect("there");
    assert_eq!((held.rev, held.property(draft).title), (2, Some("Two".to_owned())));
    let past = repository.history(team, draft, None, 10).await.expect("no failure").expect("there");
    assert_eq!(past.len(), 1);
    assert!(repository.account("a@example.com").await.expect("no failure").is_some());
    let maintenance = repository.maintenance().expect("can be checked");
    assert!(maintenance.is_current().await.expect("no failure"));
    assert_eq!(maintenance.check().await.expect("looked"), []);
}

#[tokio::test]
async fn every_earlier_version_is_brought_up_to_date_with_all_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let versions = versions().await;
    assert!(versions.len() >= 2);
    for version in versions {
        let path = folder.path().join(format!("{version}.db"));
        of_version(&path, version).await;
        let server = lagoon_server::open(&format!("sqlite:{}", path.display())).await.expect("opens");
        holds_everything(&*server.repository).await;
        server.repository.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_open_an_old_database_at_once_take_turns() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lagoon.db");
    of_version(&path, 1).await;
    let url = format!("sqlite:{}", path.display());
    let racing = (0..6).map(|number| {
        let url = url.clone();
        let name = format!("Team {number}");
        tokio::task::spawn_blocking(move || run(&["team", "create", "--database", &url, "--name", &name]))
    });
    for racer in racing.collect::<Vec<_>>() {
        let output = racer.await.expect("no panic");
        assert!(output.status.success(), "{output:?}");
    }
    let server = lagoon_server::open(&url).await.expect("opens");
    holds_everything(&*server.repository).await;
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_database_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lagoon.db");
    of_version(&path, 1).await;
    // Stands where the second migration makes a table of its own, after it has changed another.
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path)).await.expect("opens");
    sqlx::query("CREATE TABLE devices (of_another TEXT)").execute(&pool).await.expect("made");
    pool.close().await;
    let Err(error) = lagoon_server::open(&format!("sqlite:{}", path.display())).await else { panic!("it opened") };
    assert!(error.to_string().contains("up to date"), "{error}");
    let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path)).await.expect("opens");
    let columns: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info('teams')").fetch_all(&pool).await.expect("read");
    assert!(!columns.contains(&"purged_seq".to_owned()), "{columns:?}");
    let applied: Vec<i64> =
        sqlx::query_scalar("SELECT version FROM _sqlx_migrations").fetch_all(&pool).await.expect("read");
    assert_eq!(applied, [1]);
}
