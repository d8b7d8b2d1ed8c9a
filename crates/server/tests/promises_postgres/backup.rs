//! Backups by PostgreSQL's own tools, with the commands of `docs/OPERATING.md` as they stand there, and databases that were
//! not restored whole.

use std::{path::Path, process::Command};

use lagoon_listing::TeamId;
use lagoon_postgres_cluster::{Cluster, Durability, OWNER};
use lagoon_server::open;
use serde_json::json;

use super::{
    database::TestDatabase,
    process::said,
    repository::{person, request, update},
};

const DOCUMENTED: &str = include_str!("../../../../docs/OPERATING.md");

/// The commands among which is this one.
fn documented(command: &str) -> &'static str {
    let blocks = DOCUMENTED.split("```").filter_map(|block| block.strip_prefix("sh\n"));
    blocks.clone().find(|block| block.contains(command)).expect("documented")
}

/// Runs commands as the superuser of the cluster at that port, in a folder.
fn run(cluster: &Cluster, port: &str, folder: &Path, commands: &str) -> Result<(), String> {
    let server = Path::new(env!("CARGO_BIN_EXE_lagoon-server")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{}:{path}", server.display(), cluster.programs().path("").display());
    let output = Command::new("sh")
        .args(["-e", "-c", commands])
        .current_dir(folder)
        .envs([("PATH", path.as_str()), ("PGHOST", "127.0.0.1"), ("PGPORT", port), ("PGUSER", "postgres")])
        .output()
        .expect("runs");
    output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

fn port_of(database: &TestDatabase) -> String {
    let url = database.url();
    url.rsplit([':', '/']).nth(1).expect("a port").to_owned()
}

/// Dumps a database with a listing into `lagoon.dump` of a folder. Returns its team.
async fn dumped(cluster: &Cluster, folder: &Path) -> TeamId {
    let database = TestDatabase::new();
    let repository = open(&database.url()).await.expect("opens").repository.clone();
    let who = person(&repository, "Marina", "a@example.com").await;
    repository.exchange(who, request(None, vec![update(1, json!("Kept"), 1, 1)])).await.expect("stored");
    let TestDatabase::Postgres(postgres) = &database else { panic!("another kind") };
    let dump =
        documented("pg_dump --format=custom").replace("--dbname=lagoon", &format!("--dbname={}", postgres.name()));
    run(cluster, &port_of(&database), folder, &dump).expect("dumped");
    repository.close().await;
    who.team
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_is_restored_into_a_new_cluster_by_the_documented_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = Cluster::own(Durability::None).expect("starts");
    cluster.sql("postgres", &format!("DROP ROLE {OWNER}")).expect("as new as any");
    let port = cluster.port().to_string();
    let team = dumped(&cluster, folder.path()).await;

    let restore = documented("pg_restore --exit-on-error");
    let address = format!("postgres://{OWNER}:secret@127.0.0.1:{port}/lagoon");
    let told = restore.replace("postgres://lagoon_owner:SECRET@localhost/lagoon", &address);
    assert_ne!(restore, told, "the address");
    run(&cluster, &port, folder.path(), &told).expect("restored");

    assert_eq!(said(&["check", "--database", &address], "").trim(), "nothing is wrong");
    let server = open(&address).await.expect("serves");
    let account = server.repository.account("a@example.com").await.expect("asks").expect("is there");
    assert_eq!(account.team, team);
    let now = server.repository.now().await.expect("asks");
    assert_eq!(server.repository.purge(now).await.expect("administers"), 0);
    server.repository.close().await;
    let value = "SELECT value FROM lagoon.draft_groups WHERE name = 'later'";
    assert_eq!(cluster.sql("lagoon", value).expect("asks").trim(), "\"Kept\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_restored_without_its_roles_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let cluster = Cluster::own(Durability::None).expect("starts");
    let port = cluster.port().to_string();
    dumped(&cluster, folder.path()).await;
    let careless = "createdb --owner=lagoon_owner lagoon; pg_restore --dbname=lagoon lagoon.dump";
    let complaints = run(&cluster, &port, folder.path(), careless).expect_err("it complains");
    assert!(complaints.contains("lagoon_app"), "{complaints}");

    let address = format!("postgres://{OWNER}@127.0.0.1:{port}/lagoon");
    let refused = async || open(&address).await.err().expect("refused").to_string();
    let told = refused().await;
    assert!(told.contains("lacks the role lagoon_a") && told.contains("--exit-on-error"), "{told}");
    let roles = format!("CREATE ROLE lagoon_app; CREATE ROLE lagoon_admin; GRANT lagoon_app, lagoon_admin TO {OWNER}");
    cluster.sql("lagoon", &roles).expect("made");
    let told = refused().await;
    assert!(told.contains("lacks the policies of the table"), "{told}");
}
