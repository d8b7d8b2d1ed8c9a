//! The `lagoon-server` command: one clear sentence when something cannot be done, exit code 1, no panic.

use std::path::Path;

use super::{
    process::{Process, refused_with, run_with},
    support::{PASSWORD, answer},
};

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("lagoon.db").display())
}

#[tokio::test]
async fn a_team_and_a_user_made_by_the_command_can_sign_in_and_a_kill_loses_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = database(folder.path());
    let team = ["team", "create", "--database", &database, "--name", "Marina"];
    assert!(run_with(&team, "").status.success());
    assert!(refused_with(&team, "").contains("exists already"));
    assert!(run_with(&[&team[..], &["--if-missing"]].concat(), "").status.success());
    let user = |team, email| {
        [
            "user",
            "create",
            "--database",
            &database,
            "--team",
            team,
            "--email",
            email,
            "--name",
            "Ada",
            "--password-stdin",
        ]
        .map(str::to_owned)
    };
    let user = |team: &'static str, email: &'static str| user(team, email).to_vec();
    let as_str = |arguments: &[String]| arguments.iter().map(String::as_str).collect::<Vec<_>>().join("\u{1f}");
    let go = |arguments: Vec<String>, input: &str| {
        let joined = as_str(&arguments);
        run_with(&joined.split('\u{1f}').collect::<Vec<_>>(), input)
    };
    assert!(go(user("Marina", "Ada@Example.com"), &format!("{PASSWORD}\n")).status.success());
    assert!(!go(user("Marina", "ada@example.com"), PASSWORD).status.success(), "one person per address");
    assert!(!go(user("Nowhere", "bola@example.com"), PASSWORD).status.success());
    assert!(!go(user("Marina", "no address"), PASSWORD).status.success());
    assert!(!go(user("Marina", "bola@example.com"), "short").status.success());

    let server = Process::serve(&["--database", &database], &[], 1);
    let url = server.url().to_owned();
    let credentials = serde_json::json!({"email": "ada@example.com", "password": PASSWORD});
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let (status, session) = answer(http.post(format!("{url}/v1/sessions")).json(&credentials)).await;
    assert_eq!(status, reqwest::StatusCode::CREATED, "{session}");
    let token = session["token"].as_str().expect("a token");
    let draft = format!("/v1/property-drafts/{}", super::support::DRAFT);
    let body = serde_json::json!({"lastModified": 1, "title": "Kept"});
    answer(http.put(format!("{url}{draft}")).bearer_auth(token).json(&body)).await;
    drop(server); // kill -9
    let server = Process::serve(&["--database", &database], &[], 1);
    let url = server.url();
    let (_, read) = answer(http.get(format!("{url}{draft}")).bearer_auth(token)).await;
    assert_eq!(read["title"], "Kept");
}

#[test]
fn what_cannot_be_opened_or_listened_on_is_said_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = database(folder.path());
    let serve = |database: &str, listen: &str| refused_with(&["serve", "--database", database, "--listen", listen], "");

    let nowhere = format!("sqlite:{}", folder.path().join("no/such/folder/lagoon.db").display());
    assert!(serve(&nowhere, "127.0.0.1:0").contains("there is no folder"));
    let as_folder = format!("sqlite:{}", folder.path().display());
    assert!(serve(&as_folder, "127.0.0.1:0").contains("cannot write the database"));
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "no database, but long enough to be read as the header of one: ".repeat(20)).expect("writes");
    assert!(serve(&format!("sqlite:{}", text.display()), "127.0.0.1:0").contains("is not a Lagoon database"));
    let other = serve("mysql://root:hunter2@db/x", "127.0.0.1:0");
    assert!(other.contains("sqlite:PATH") && !other.contains("hunter2"), "{other}");
    let nobody = serve("postgres://lagoon:hunter2@127.0.0.1:1/lagoon", "127.0.0.1:0");
    assert!(nobody.contains("check that PostgreSQL runs there") && !nobody.contains("hunter2"), "{nobody}");
    assert!(serve(&good, "nonsense").contains("ADDRESS:PORT"));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    assert!(serve(&good, &address).contains("the port is in use"));
    assert!(!folder.path().join("lagoon.db").exists(), "nothing is left behind");
}

#[tokio::test]
async fn a_database_of_something_else_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("music.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("made");
    sqlx::query("CREATE TABLE teams (song TEXT)").execute(&pool).await.expect("made");
    pool.close().await;
    let before = std::fs::read(&path).expect("readable");
    let said =
        refused_with(&["serve", "--database", &format!("sqlite:{}", path.display()), "--listen", "127.0.0.1:0"], "");
    assert!(said.contains("is not a Lagoon database"), "{said}");
    assert!(std::fs::read(&path).expect("readable") == before, "it was written to");
}

#[tokio::test]
async fn a_database_that_another_program_holds_is_waited_for_and_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = database(folder.path());
    assert!(run_with(&["team", "create", "--database", &database, "--name", "Marina"], "").status.success());
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("lagoon.db"));
    let alone = options.locking_mode(sqlx::sqlite::SqliteLockingMode::Exclusive);
    let mut held = sqlx::ConnectOptions::connect(&alone).await.expect("opens");
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut held).await.expect("held");
    let list = ["team", "list", "--database", &database];
    assert!(refused_with(&list, "").contains("another program holds the database"));
    sqlx::Connection::close(held).await.expect("closed");
    assert!(run_with(&list, "").status.success());
}

#[tokio::test]
async fn a_server_that_was_stopped_before_its_first_migration_starts() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("lagoon.db"));
    let pool = sqlx::SqlitePool::connect_with(options.create_if_missing(true)).await.expect("made");
    sqlx::migrate::Migrate::ensure_migrations_table(&mut *pool.acquire().await.expect("open")).await.expect("made");
    pool.close().await;
    let created = run_with(&["team", "create", "--database", &database(folder.path()), "--name", "Marina"], "");
    assert!(created.status.success(), "{created:?}");
}

#[cfg(unix)]
#[test]
fn the_database_is_for_the_servers_user_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let created = run_with(&["team", "create", "--database", &database(folder.path()), "--name", "Marina"], "");
    assert!(created.status.success());
    let mode = std::fs::metadata(folder.path().join("lagoon.db")).expect("there").permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = database(folder.path());
    assert!(run_with(&["team", "create", "--database", &database, "--name", "Marina"], "").status.success());
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("lagoon.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opens");
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .expect("writes");
    pool.close().await;
    let message = refused_with(&["serve", "--database", &database, "--listen", "127.0.0.1:0"], "");
    assert!(message.contains("newer lagoon-server") && message.contains("9999"), "{message}");
}

#[cfg(unix)]
#[test]
fn sigterm_stops_it_cleanly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Process::serve(&["--database", &database(folder.path())], &[], 1).stop();
}
