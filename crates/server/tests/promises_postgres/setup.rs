//! Setting up a database, and saying in one sentence what stands in the way.

use std::{path::Path, str::FromStr};

use futures_util::future::join_all;
use lagoon_server::open;
use sqlx::{ConnectOptions, Connection, migrate::Migrator, postgres::PgConnectOptions};

use super::database::TestDatabase;

async fn refused(url: &str) -> String {
    match open(url).await {
        Ok(_) => panic!("it opened"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_set_a_new_database_up_once() {
    let database = TestDatabase::new();
    let url = database.url();
    let opened = join_all((0..6).map(|_| open(&url))).await;
    for server in opened {
        server.expect("opens").repository.close().await;
    }
    let count = database.sql("SELECT count(*)::text || (SELECT count(*) FROM meta)::text FROM _sqlx_migrations").await;
    let [migrations] = &count[..] else { panic!("{count:?}") };
    assert!(migrations.ends_with('1') && migrations.starts_with(|first: char| first != '0'), "{migrations}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_waits_while_another_one_takes_its_time_to_set_up() {
    let database = TestDatabase::new();
    let mut other = sqlx::PgConnection::connect(&database.url()).await.expect("connects");
    let held = sqlx::query("SELECT pg_advisory_lock($1)").bind(0x001a_6000_i64).execute(&mut other).await;
    held.expect("held");
    let url = database.url();
    let let_go = async {
        // Longer than a request waits for a lock.
        tokio::time::sleep(std::time::Duration::from_secs(12)).await;
        other.close().await.expect("let go");
    };
    let (opened, ()) = tokio::join!(open(&url), let_go);
    opened.expect("opens").repository.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_may_only_serve_serves_and_can_neither_set_up_nor_administer() {
    let database = TestDatabase::new();
    let TestDatabase::Postgres(postgres) = &database else { panic!("another kind") };
    let role = format!("only_{}", postgres.name());
    postgres.sql(&format!("CREATE ROLE {role} LOGIN")).expect("made");
    let only = postgres.url_as(&role);
    let said = refused(&only).await;
    assert!(said.contains("permission denied") && said.contains("database migrate"), "{said}");

    let owner = open(&database.url()).await.expect("opens");
    owner.repository.add_team("Marina").await.expect("no failure");
    let said = refused(&only).await;
    assert!(said.contains("GRANT lagoon_app TO"), "{said}");
    postgres.sql(&format!("GRANT lagoon_app TO {role}")).expect("granted");
    let server = open(&only).await.expect("serves");
    assert!(server.repository.account("nobody@example.com").await.expect("asks").is_none());
    let error = server.repository.add_team("Harbour").await.expect_err("not permitted");
    assert!(error.to_string().contains("may only serve"), "{error}");
    server.repository.close().await;

    database
        .sql("UPDATE _sqlx_migrations SET version = 9999 WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
        .await;
    for url in [only, database.url()] {
        let said = refused(&url).await;
        assert!(said.contains("belongs to a newer lagoon-server (its schema is 9999)"), "{said}");
    }
    database.sql("DELETE FROM _sqlx_migrations").await;
    let said = refused(&postgres.url_as(&role)).await;
    assert!(said.contains("is not up to date") && said.contains("migrate"), "{said}");
    owner.repository.close().await;
    postgres.sql(&format!("DROP ROLE {role}")).expect("dropped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_hold_what_people_write_is_refused() {
    let database = TestDatabase::new();
    let TestDatabase::Postgres(postgres) = &database else { panic!("another kind") };
    let narrow = format!("{}_narrow", postgres.name());
    let made = format!(
        "CREATE DATABASE {narrow} OWNER lagoon_owner ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    );
    postgres.sql(&made).expect("made");
    let said = refused(&postgres.url().replace(postgres.name(), &narrow)).await;
    assert!(said.contains("LATIN1") && said.contains("--encoding=UTF8"), "{said}");
    postgres.sql(&format!("DROP DATABASE {narrow}")).expect("dropped");
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_without_the_password() {
    let database = TestDatabase::new();
    let TestDatabase::Postgres(postgres) = &database else { panic!("another kind") };
    let missing = postgres.url().replace("lagoon_owner@", "lagoon_owner:hunter2@") + "_missing";
    let said = refused(&missing).await;
    assert!(said.contains("createdb") && !said.contains("hunter2"), "{said}");
    let said = refused("postgres://a:hunter2@127.0.0.1:x/y").await;
    assert!(said.contains("postgres://USER") && !said.contains("hunter2"), "{said}");
    postgres.sql("CREATE SCHEMA lagoon CREATE TABLE music (id int)").expect("made");
    let said = refused(&database.url()).await;
    assert!(said.contains("belongs to something else"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_earlier_version_is_brought_up_to_date_with_all_it_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let all = Migrator::new(folder.clone()).await.expect("readable");
    let versions: Vec<_> = all.iter().map(|migration| migration.version).collect();
    assert!(versions.len() >= 2);
    for version in versions {
        let database = TestDatabase::new();
        let options = PgConnectOptions::from_str(&database.url()).expect("an address");
        let mut owner = options.options([("search_path", "lagoon")]).connect().await.expect("connects");
        sqlx::query("CREATE SCHEMA lagoon").execute(&mut owner).await.expect("made");
        let mut migrator = Migrator::new(folder.clone()).await.expect("readable");
        migrator.migrations.to_mut().retain(|migration| migration.version <= version);
        migrator.run(&mut owner).await.expect("migrated");
        let team = uuid::Uuid::new_v4();
        let held = format!(
            "INSERT INTO meta (only_row, epoch) VALUES (1, '00000000000000ab');
             INSERT INTO teams (id, name) VALUES ('{team}', 'Marina');
             INSERT INTO audit (team_id, number, at, command, action, details)
             VALUES ('{team}', 1, 5, 'team create', 'teamCreated', '{{}}'),
                    ('{team}', 2, 6, 'team rename', 'teamRenamed', '{{}}')"
        );
        database.sql(&held).await;

        let repository = open(&database.url()).await.expect("opens").repository.clone();
        assert!(repository.team_named("Marina").await.expect("read").is_some());
        assert!(repository.maintenance().expect("can be checked").is_current().await.expect("read"));
        let now = repository.now().await.expect("a time");
        assert_eq!(repository.forget_access(now, Some(now)).await.expect("the sign-in may"), 1);
        assert_eq!(database.sql("SELECT epoch FROM meta").await, ["00000000000000ab"]);
        repository.close().await;
    }
}
