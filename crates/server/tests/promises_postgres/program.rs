//! The `lagoon-server` program on PostgreSQL, from an empty database to one that outlives a kill.

use reqwest::StatusCode;
use serde_json::json;

use super::{
    database::TestDatabase,
    process::{Process, said},
    support::{DRAFT, PASSWORD, sign_in},
};

#[tokio::test]
async fn one_address_is_enough_and_a_kill_loses_nothing() {
    let database = TestDatabase::new();
    let address = database.url();
    let run = |words: &[&str], input| said(&[words, &["--database", &address]].concat(), input);
    let serve = || Process::serve(&["--database", &address], &[], 1);
    assert!(run(&["database", "migrate"], "").contains("up to date"));
    assert!(run(&["team", "create", "--name", "Marina"], "").contains("added"));
    let user =
        ["user", "create", "--team", "Marina", "--email", "ada@example.com", "--name", "Ada", "--password-stdin"];
    assert!(run(&user, PASSWORD).contains("added"));

    let server = serve();
    let ada = sign_in(server.url(), "ada").await;
    assert_eq!(ada.put(DRAFT, json!({"lastModified": 1, "title": "Kept"})).await.0, StatusCode::OK);
    let working = "SELECT DISTINCT rolname FROM pg_stat_activity JOIN pg_roles ON pg_roles.oid = usesysid
                   WHERE datname = current_database() AND application_name = 'lagoon-server'";
    assert_eq!(database.sql(working).await, ["lagoon_owner"], "the address's own sign-in");
    drop(server); // kill -9
    let server = serve();
    let ada = sign_in(server.url(), "ada").await;
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.1["title"], "Kept");

    assert!(run(&["database", "empty-trash"], "").contains("0 drafts forgotten"));
    assert!(run(&["database", "restored"], "").contains("read all again"));
    let resync = ada.sync(Some(&json!({"epoch": "0000000000000001", "seq": 1})), vec![]).await;
    assert_eq!(resync["resync"], "restored");
}
