//! What cannot be moved is refused with what to do, and leaves nothing in the target.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    super::{
        database::TestDatabase,
        process::{Process, refused, run, said},
    },
    World, contents, moving,
};

async fn source() -> TestDatabase {
    World::new().await.server.stop().await
}

/// A target that is set up, and empty.
fn set_up() -> TestDatabase {
    let target = TestDatabase::new();
    said(&["database", "migrate", "--database", &target.url()], "");
    target
}

async fn is_empty(target: &TestDatabase) -> bool {
    contents(target).await.iter().all(|(table, rows)| table.starts_with("meta ") || rows.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_not_empty_is_left_as_it_is() {
    let (source, target) = (source().await, set_up());
    said(&["team", "create", "--database", &target.url(), "--name", "Harbour"], "");
    let before = contents(&target).await;
    let message = refused(&moving(&source.url(), &target.url()));
    assert!(message.contains("is not empty, it has teams") && message.contains("createdb"), "{message}");
    assert_eq!(contents(&target).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_somebody_has_open_is_refused_until_they_have_not() {
    let (source, target) = (source().await, TestDatabase::new());
    let (from, to) = (source.url(), target.url());
    let server = Process::serve(&["--database", &from], &[], 1);
    let message = refused(&moving(&from, &to));
    assert!(message.contains("stop the server"), "{message}");
    drop(server); // kill -9
    assert!(said(&moving(&from, &to), "").contains("moved in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_source_is_refused_with_what_is_wrong() {
    let (source, target) = (source().await, set_up());
    source.plant("UPDATE drafts SET rev = rev + 1").await;
    let (from, to) = (source.url(), target.url());
    let message = refused(&moving(&from, &to));
    assert!(message.contains("4 things are wrong") && message.contains("Restore a backup"), "{message}");
    let listed = String::from_utf8(run(&moving(&from, &to)).stdout).expect("text");
    assert_eq!(listed.lines().filter(|line| line.starts_with("revision: ")).count(), 4, "{listed}");
    assert!(is_empty(&target).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_another_version_is_refused_and_left_as_it_is() {
    let (source, target) = (source().await, TestDatabase::new());
    let newest = "(SELECT max(version) FROM _sqlx_migrations)";
    let older = source.copy().await;
    older.plant(&format!("DELETE FROM _sqlx_migrations WHERE version = {newest}")).await;
    let before = contents(&older).await;
    let message = refused(&moving(&older.url(), &target.url()));
    assert!(message.contains("older version") && message.contains("database migrate"), "{message}");
    assert_eq!(contents(&older).await, before);
    source.plant(&format!("UPDATE _sqlx_migrations SET version = 9999 WHERE version = {newest}")).await;
    let message = refused(&moving(&source.url(), &target.url()));
    assert!(message.contains("newer lagoon-server (its schema is 9999)"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_other_kinds_and_of_nothing_are_refused_without_the_password() {
    let (source, target) = (source().await, TestDatabase::new());
    let (from, to) = (source.url(), target.url());
    for other in [&from, "mysql://root:hunter2@db/x", "db"] {
        let message = refused(&moving(&from, other));
        assert!(message.contains("has to be a PostgreSQL database") && !message.contains("hunter2"), "{message}");
    }
    let message = refused(&moving(&from, "postgres://lagoon:hunter2@127.0.0.1:1/lagoon"));
    assert!(message.contains("check that PostgreSQL runs there") && !message.contains("hunter2"), "{message}");
    let message = refused(&moving(&from, "postgres://lagoon:hunter2@127.0.0.1:x/lagoon"));
    assert!(message.contains("write it as postgres://") && !message.contains("hunter2"), "{message}");
    assert!(refused(&moving(&to, &to)).contains("only SQLite databases are moved"));
    assert!(refused(&moving("sqlite:/nowhere/lagoon.db", &to)).contains("there is no database"));
    let text = source.folder().join("notes.txt");
    for contents in ["", "not a database, but long enough to look like the head of one"] {
        std::fs::write(&text, contents).expect("written");
        let message = refused(&moving(&format!("sqlite:{}", text.display()), &to));
        assert!(message.contains("is not a Lagoon database"), "{message}");
        assert_eq!(std::fs::read_to_string(&text).expect("there"), contents);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_may_only_serve_moves_nothing() {
    let (source, target) = (source().await, set_up());
    let TestDatabase::Postgres(postgres) = &target else { panic!("another kind") };
    let role = format!("only_{}", postgres.name());
    postgres.sql(&format!("CREATE ROLE {role} LOGIN; GRANT lagoon_app TO {role}")).expect("made");
    let message = refused(&moving(&source.url(), &postgres.url_as(&role)));
    assert!(message.contains("give the address of its owner"), "{message}");
    postgres.sql(&format!("DROP ROLE {role}")).expect("dropped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_not_what_was_read_leaves_nothing() {
    let source = source().await;
    for (table, does, said) in [
        ("users", "NEW.name := 'Somebody'; RETURN NEW;", "4 rows were read, 4 are there"),
        ("notices", "RETURN NULL;", "2 rows were read, 0 are there"),
    ] {
        let target = set_up();
        let trigger = format!(
            "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} END $$;
             CREATE TRIGGER meddle BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION meddle()"
        );
        target.sql(&trigger).await;
        let message = refused(&moving(&source.url(), &target.url()));
        assert!(message.contains(&format!("the copy of {table} is not")) && message.contains(said), "{message}");
        assert!(is_empty(&target).await);
    }
}

async fn open_at_once(source: &TestDatabase) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(source.folder().join("lagoon.db")).busy_timeout(Duration::ZERO);
    let mut connection = options.connect().await?;
    sqlx::query("SELECT * FROM teams").fetch_all(&mut connection).await?;
    Ok(connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_in_the_middle_leaves_nothing_and_it_can_be_done_again() {
    let (source, target) = (source().await, set_up());
    let (from, to) = (source.url(), target.url());
    let TestDatabase::Postgres(postgres) = &target else { panic!("another kind") };
    // The last table that is copied waits for this one.
    let mut held = PgConnection::connect(&postgres.url_as("postgres")).await.expect("connects");
    let hold = "BEGIN; LOCK TABLE lagoon.notices IN EXCLUSIVE MODE";
    sqlx::raw_sql(hold).execute(&mut held).await.expect("held");
    let copying = tokio::task::spawn_blocking({
        let (from, to) = (from.clone(), to.clone());
        move || refused(&moving(&from, &to))
    });
    let waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while target.sql(&format!("SELECT count(*)::text {waiting}")).await != ["1"] {
        assert!(!copying.is_finished(), "it does not wait");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let locked = open_at_once(&source).await.expect_err("nobody opens what is being moved");
    assert!(locked.to_string().contains("locked"), "{locked}");
    target.sql(&format!("SELECT pg_terminate_backend(pid)::text {waiting}")).await;
    let message = copying.await.expect("no panic");
    assert!(message.contains("cannot write notices") && message.contains("nothing was left there"), "{message}");
    held.close().await.expect("closed");
    assert!(is_empty(&target).await);
    open_at_once(&source).await.expect("nobody holds it any more").close().await.expect("closed");
    said(&moving(&from, &to), "");
}
