//! The `lagoon-server` program on PostgreSQL, from an empty database to one that outlives a kill.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use reqwest::StatusCode;
use serde_json::json;

use super::{
    database::TestDatabase,
    support::{DRAFT, PASSWORD, sign_in},
};

fn command(database: &str, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lagoon-server"));
    command.env_remove("LAGOON_LISTEN").env_remove("RUST_LOG").env("LAGOON_DATABASE", database).args(words);
    command
}

fn run(database: &str, words: &[&str], input: &str) -> String {
    let piped = command(database, words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = piped.expect("starts");
    // It may not ask for any.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).expect("text")
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(database: &str) -> (Running, String) {
    let words = ["serve", "--listen", "127.0.0.1:0"];
    let mut child = command(database, &words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    let url = line.trim().strip_prefix("listening on ").expect("says where it listens").to_owned();
    (Running(child), url)
}

#[tokio::test]
async fn one_address_is_enough_and_a_kill_loses_nothing() {
    let database = TestDatabase::new();
    let address = database.url();
    assert!(run(&address, &["database", "migrate"], "").contains("up to date"));
    assert!(run(&address, &["team", "create", "--name", "Marina"], "").contains("added"));
    let user =
        ["user", "create", "--team", "Marina", "--email", "ada@example.com", "--name", "Ada", "--password-stdin"];
    assert!(run(&address, &user, PASSWORD).contains("added"));

    let (server, url) = serve(&address);
    let ada = sign_in(&url, "ada").await;
    assert_eq!(ada.put(DRAFT, json!({"lastModified": 1, "title": "Kept"})).await.0, StatusCode::OK);
    let working = "SELECT DISTINCT rolname FROM pg_stat_activity JOIN pg_roles ON pg_roles.oid = usesysid
                   WHERE datname = current_database() AND application_name = 'lagoon-server'";
    assert_eq!(database.sql(working).await, ["lagoon_owner"], "the address's own sign-in");
    drop(server); // kill -9
    let (_server, url) = serve(&address);
    let ada = sign_in(&url, "ada").await;
    assert_eq!(ada.get(&format!("/v1/property-drafts/{DRAFT}")).await.1["title"], "Kept");

    assert!(run(&address, &["database", "empty-trash"], "").contains("0 drafts forgotten"));
    assert!(run(&address, &["database", "restored"], "").contains("read all again"));
    let resync = ada.sync(Some(&json!({"epoch": "0000000000000001", "seq": 1})), vec![]).await;
    assert_eq!(resync["resync"], "restored");
}
