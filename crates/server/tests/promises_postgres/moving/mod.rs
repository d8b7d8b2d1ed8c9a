//! `migrate-to`: a server moves from SQLite to PostgreSQL with all it holds, and devices notice nothing.

mod refusals;
mod world;

use lagoon_server::Settings;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    database::TestDatabase,
    process::{command, said},
    support::{DRAFT, PASSWORD, Person, TestServer, answer, draft_id, http, serve, update},
};
use world::{BETWEEN, World, contents};

fn moving<'a>(from: &'a str, to: &'a str) -> [&'a str; 4] {
    ["migrate-to", to, "--database", from]
}

/// What a person of the team, or only its admin, can ask.
async fn all_told(person: &Person, is_admin: bool) -> Vec<Value> {
    let draft = |n: &str, more: &str| format!("/v1/property-drafts/{n}{more}");
    let mut paths = vec![
        "/v1/me".to_owned(),
        "/v1/sessions".to_owned(),
        "/v1/sync/hashes".to_owned(),
        "/v1/listings".to_owned(),
        draft(DRAFT, ""),
        draft(DRAFT, "/history"),
        draft(&draft_id(2), ""),
        draft(&draft_id(3), ""),
        draft(&draft_id(9), ""),
    ];
    if is_admin {
        let areas = ["users", "invitations", "sessions", "audit"];
        paths.extend(areas.map(|area| format!("/v1/admin/{area}")));
    }
    let mut told = vec![person.sync(None, vec![]).await];
    for path in paths {
        told.push(person.get(&path).await.1);
    }
    told
}

async fn told_to_all(people: &[Person; 3]) -> Vec<Vec<Value>> {
    let [ada, bola, chi] = people;
    vec![all_told(ada, true).await, all_told(bola, false).await, all_told(chi, true).await]
}

/// Moves a server, and serves what was moved to.
async fn moved(world: World) -> (World, String) {
    let World { server, people, invitation, reset } = world;
    let clock = server.clock.clone();
    let (source, target) = (server.stop().await, TestDatabase::new());
    let output = said(&moving(&source.url(), &target.url()), "");
    let server = serve(target, clock, Settings::default()).await;
    let people = people.map(|person| server.person(person.session));
    (World { server, people, invitation, reset }, output)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_every_table_stands_in_postgresql_as_it_stood_in_sqlite() {
    let source = World::new().await.server.stop().await;
    let target = TestDatabase::new();
    let before = contents(&source).await;
    // The address may be in the environment, where no list of processes shows it.
    let mut program = command();
    let ran = program.env("LAGOON_MIGRATE_TO", target.url()).args(["migrate-to", "--database", &source.url()]).output();
    let ran = ran.expect("runs");
    let output = String::from_utf8(ran.stdout).expect("text");
    assert!(ran.status.success() && ran.stderr.is_empty(), "{output}{}", String::from_utf8_lossy(&ran.stderr));
    // A table or a column that one of them lacks, or that is not copied, is seen here.
    let (left, found) = (contents(&source).await, contents(&target).await);
    assert_eq!(found.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    for (table, rows) in &before {
        let columns = table.split(", ").count();
        let is_seen =
            |column| rows.iter().any(|row| row.split(BETWEEN).nth(column).is_some_and(|text| !text.is_empty()));
        assert!((0..columns).all(is_seen), "{table} lacks values: whether they are copied cannot be seen");
        assert_eq!(&found[table], rows, "{table}");
        let name = table.split(' ').next().expect("a name");
        assert!(output.contains(&format!("{name}: {} rows copied", rows.len())), "{output}");
    }
    assert_eq!(left, before, "the source stays as it is");
    let access: Vec<_> =
        found.iter().filter(|(table, _)| table.starts_with("meta")).flat_map(|(_, rows)| rows).collect();
    assert!(access[0].starts_with(|first: char| first > '0'), "it was counted who lost access: {access:?}");
    let sequences = "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'lagoon'::regnamespace AND relkind = 'S'";
    assert_eq!(target.sql(sequences).await, ["0"], "a sequence would have to be set to what comes next");
    assert!(said(&["check", "--database", &target.url()], "").contains("nothing is wrong"));
    assert!(output.contains("never start a server on it again"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_signed_in_goes_on_where_they_were() {
    let world = World::new().await;
    let before = told_to_all(&world.people).await;
    assert_eq!(before[0][0]["notices"].as_array().map(Vec::len), Some(1), "{}", before[0][0]);
    let (world, _) = moved(world).await;
    let [ada, bola, _] = &world.people;
    assert_eq!(told_to_all(&world.people).await, before);

    let cursor = &before[0][0]["cursor"];
    let nothing = ada.sync(Some(cursor), vec![]).await;
    assert_eq!((&nothing["cursor"], &nothing["changes"], nothing.get("resync")), (cursor, &json!([]), None));
    let seq = cursor["seq"].as_i64().expect("a number");
    let stored = ada.sync(Some(cursor), vec![update(DRAFT, 3, &[("later", json!("Afterwards"), 90, 1)])]).await;
    assert_eq!(stored["cursor"]["seq"], seq + 1);
    let seen = bola.sync(Some(cursor), vec![]).await;
    assert_eq!(seen["changes"][0]["groups"]["later"]["value"], "Afterwards", "{seen}");
    let findings = world.server.repository.maintenance().expect("can be checked").check().await.expect("looked");
    assert_eq!(findings, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_were_sent_are_good_and_the_audit_counts_on() {
    let (world, _) = moved(World::new().await).await;
    let server: &TestServer = &world.server;
    let entries = "SELECT count(*)::text FROM audit GROUP BY team_id HAVING count(*) = max(number) ORDER BY count(*)";
    let before = server.database.sql(entries).await;
    let accept = |what: &str, body: Value| answer(http().post(format!("{}/v1/{what}/accept", server.url)).json(&body));
    let joined = json!({"token": world.invitation, "name": "Efe", "password": PASSWORD});
    let (status, efe) = accept("invitations", joined).await;
    assert_eq!((status, &efe["role"]), (StatusCode::CREATED, &json!("office")), "{efe}");
    let set = json!({"token": world.reset, "password": PASSWORD});
    assert_eq!(server.try_sign_in("dayo", "").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(accept("password-resets", set).await.0, StatusCode::NO_CONTENT);
    server.sign_in("dayo").await;
    let after = server.database.sql(entries).await;
    assert!(after.len() == 2 && after[0] == before[0] && after[1] != before[1], "{before:?} {after:?}");
}
