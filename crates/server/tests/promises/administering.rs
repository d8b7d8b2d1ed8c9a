//! Accounts by command line: the same as for admins, for whoever may run commands on the server's machine.

use serde_json::{Value, json};

use super::{
    database::TestDatabase,
    process::{Process, refused, run, said},
    support::{PASSWORD, answer, http},
};

/// Runs a command that must succeed and returns its lines.
fn lines(arguments: &[&str], input: &str) -> Vec<String> {
    said(arguments, input).lines().map(str::to_owned).collect()
}

fn objects(arguments: &[&str]) -> Vec<Value> {
    lines(arguments, "").iter().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// A database with the team Marina and its agent Ada.
fn prepared(database: &TestDatabase) -> String {
    let database = database.url();
    lines(&["team", "create", "--database", &database, "--name", "Marina"], "");
    let user = ["user", "create", "--database", &database, "--team", "Marina", "--email", "ada@example.com"];
    lines(&[&user[..], &["--name", "Ada", "--password-stdin"]].concat(), PASSWORD);
    database
}

#[tokio::test]
async fn what_a_command_takes_away_is_gone_from_a_server_that_runs() {
    let own = TestDatabase::new();
    let database = prepared(&own);
    let server = Process::serve(&["--database", &database], &[], 1);
    let url = server.url();
    let sign_in = async |password: &str| {
        let body = json!({"email": "ada@example.com", "password": password, "deviceName": "Desk"});
        answer(http().post(format!("{url}/v1/sessions")).json(&body)).await
    };
    let me = async |session: &Value| {
        let token = session["token"].as_str().expect("a token").to_owned();
        answer(http().get(format!("{url}/v1/me")).bearer_auth(token)).await
    };
    let ada = ["--database", &database, "--email", "ada@example.com"];
    let about_ada = |command: &[&'static str]| [command, &ada[..]].concat();
    let of_team = ["--database", &database, "--team", "Marina", "--json"];

    let (_, session) = sign_in(PASSWORD).await;
    let listed = objects(&[&["session", "list"], &of_team[..]].concat());
    assert_eq!((&listed[0]["id"], &listed[0]["deviceName"]), (&session["sessionId"], &json!("Desk")));
    let stream = http().get(format!("{url}/v1/events")).bearer_auth(session["token"].as_str().expect("a token"));
    let mut stream = stream.send().await.expect("an answer");
    assert!(stream.chunk().await.expect("open").is_some());
    let id = session["sessionId"].as_str().expect("an id");
    assert_eq!(lines(&[&about_ada(&["session", "revoke"])[..], &["--id", id]].concat(), ""), ["1 sign-ins ended"]);
    assert_eq!(me(&session).await.0, 401);
    let ended = async { while let Ok(Some(_)) = stream.chunk().await {} };
    tokio::time::timeout(std::time::Duration::from_secs(5), ended).await.expect("the stream ends soon");
    assert!(refused(&[&about_ada(&["session", "revoke"])[..], &["--id", id]].concat()).contains("session list"));

    let (_, session) = sign_in(PASSWORD).await;
    lines(&[&about_ada(&["user", "role"])[..], &["--role", "admin"]].concat(), "");
    assert_eq!(me(&session).await.1["role"], "admin");
    lines(&about_ada(&["user", "disable"]), "");
    assert_eq!((me(&session).await.0.as_u16(), sign_in(PASSWORD).await.0.as_u16()), (401, 401));
    let users = objects(&[&["user", "list"], &of_team[..]].concat());
    assert_eq!((&users[0]["disabled"], &users[0]["role"]), (&json!(true), &json!("admin")), "commands may do that");
    lines(&about_ada(&["user", "enable"]), "");

    let (_, session) = sign_in(PASSWORD).await;
    lines(&[&about_ada(&["user", "reset-password"])[..], &["--password-stdin"]].concat(), "battery staple\n");
    assert_eq!(me(&session).await.0, 401);
    assert_eq!(sign_in("battery staple").await.0, 201);
    let reset = &objects(&[&about_ada(&["user", "reset-password"])[..], &["--json"]].concat())[0];
    assert_eq!(sign_in("battery staple").await.0, 401);
    let body = json!({"token": reset["token"], "password": PASSWORD});
    assert_eq!(answer(http().post(format!("{url}/v1/password-resets/accept")).json(&body)).await.0, 204);
    assert_eq!(sign_in(PASSWORD).await.0, 201);

    let audit = objects(&[&["audit", "list"], &of_team[..]].concat());
    let by_command = audit.iter().rev().filter(|entry| entry["command"].is_string());
    let by_command: Vec<_> = by_command
        .map(|entry| (entry["command"].as_str().expect("text"), entry["action"].as_str().expect("text")))
        .collect();
    assert_eq!(
        by_command,
        [
            ("team create", "teamCreated"),
            ("user create", "userCreated"),
            ("session revoke", "sessionsRevoked"),
            ("user role", "roleChanged"),
            ("user disable", "userDisabled"),
            ("user enable", "userEnabled"),
            ("user reset-password", "passwordSet"),
            ("user reset-password", "passwordResetCreated"),
        ]
    );
}

#[tokio::test]
async fn invitations_are_made_listed_and_taken_back() {
    let own = TestDatabase::new();
    let database = prepared(&own);
    let team = ["--database", &database, "--team", "Marina"];
    let invite = |email: &str| {
        objects(&[&["invite", "create"], &team[..], &["--email", email, "--role", "admin", "--json"]].concat())
            .remove(0)
    };
    let (first, second) = (invite("Bola@Example.com"), invite("chi@example.com"));
    let listed = objects(&[&["invite", "list"], &team[..], &["--json"]].concat());
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|one| one.get("token").is_none() && one["role"] == "admin"), "{listed:?}");
    let revoke = [&["invite", "revoke"], &team[..], &["--id", second["id"].as_str().expect("an id")]].concat();
    lines(&revoke, "");
    assert!(refused(&revoke).contains("invite list"));
    let taken = [&["invite", "create"], &team[..], &["--email", "ADA@example.com"]].concat();
    assert!(refused(&taken).contains("already"));

    let server = Process::serve(&["--database", &database], &[], 1);
    let url = server.url();
    let accept = async |invitation: &Value| {
        let body = json!({"token": invitation["token"], "name": "Bola", "password": PASSWORD});
        answer(http().post(format!("{url}/v1/invitations/accept")).json(&body)).await
    };
    assert_eq!(accept(&first).await.1["role"], "admin");
    assert_eq!(accept(&second).await.0, 404);
}

/// What a backup brings back of access: links are taken back, sign-ins on demand, and the rest is said.
#[tokio::test]
async fn a_restored_database_has_no_open_links_and_it_is_said_what_may_be_good_again() {
    let own = TestDatabase::new();
    let database = prepared(&own);
    let invite =
        ["invite", "create", "--database", &database, "--team", "Marina", "--email", "bola@example.com", "--json"];
    let invitation = objects(&invite).remove(0);
    let user = ["user", "create", "--database", &database, "--team", "Marina", "--email", "chi@example.com"];
    lines(&[&user[..], &["--name", "Chi", "--password-stdin"]].concat(), PASSWORD);
    let reset =
        objects(&["user", "reset-password", "--database", &database, "--email", "chi@example.com", "--json"]).remove(0);
    let server = Process::serve(&["--database", &database], &[], 1);
    let url = server.url();
    let credentials = json!({"email": "ada@example.com", "password": PASSWORD});
    let (_, session) = answer(http().post(format!("{url}/v1/sessions")).json(&credentials)).await;
    let me = async || {
        let token = session["token"].as_str().expect("a token");
        answer(http().get(format!("{url}/v1/me")).bearer_auth(token)).await.0
    };

    let told = said(&["database", "restored", "--database", &database], "");
    for part in ["1 open invitations and 1 password resets", "user list", "session revoke", "--sign-everybody-out"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let accept = json!({"token": invitation["token"], "name": "Bola", "password": PASSWORD});
    let (status, problem) = answer(http().post(format!("{url}/v1/invitations/accept")).json(&accept)).await;
    assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("invitationNotGood")));
    let accept = json!({"token": reset["token"], "password": PASSWORD});
    let (status, problem) = answer(http().post(format!("{url}/v1/password-resets/accept")).json(&accept)).await;
    assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("resetNotGood")));
    assert_eq!(me().await, 200, "devices bring what the backup lacks by themselves");

    let told = said(&["database", "restored", "--database", &database, "--sign-everybody-out"], "");
    assert!(
        told.contains("1 sign-ins ended") && told.contains("user list") && !told.contains("session list"),
        "{told}"
    );
    assert_eq!(me().await, 401);
    let audit = objects(&["audit", "list", "--database", &database, "--team", "Marina", "--json"]);
    let by_restore: Vec<_> = audit.iter().filter(|entry| entry["command"] == "database restored").collect();
    let actions: Vec<_> = by_restore.iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["sessionsRevoked", "linksRevoked"]);
    assert_eq!(by_restore[1]["details"], json!({"invitationsRevoked": 1, "resetsRevoked": 1}));
}

#[test]
fn teams_are_listed_and_renamed() {
    let own = TestDatabase::new();
    let database = prepared(&own);
    lines(&["team", "create", "--database", &database, "--name", "Harbour"], "");
    let rename = |from: &str, to: &str| run(&["team", "rename", "--database", &database, "--team", from, "--name", to]);
    assert!(!rename("Marina", "HARBOUR").status.success(), "another team has it");
    assert!(!rename("Nowhere", "Quay").status.success());
    assert!(!rename("Marina", " ").status.success());
    assert!(rename("Marina", "MARINA").status.success(), "one's own name in other letters");
    assert!(rename("marina", "Quay").status.success());
    let teams = objects(&["team", "list", "--database", &database, "--json"]);
    let names: Vec<_> = teams.iter().map(|team| team["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["Harbour", "Quay"]);
    assert_eq!(lines(&["user", "list", "--database", &database, "--team", "Quay"], "").len(), 1);
}

#[test]
fn what_cannot_be_done_is_said_in_one_sentence_and_makes_no_database() {
    let own = TestDatabase::new();
    if let TestDatabase::Sqlite(folder) = &own {
        for command in [["user", "list"], ["invite", "list"], ["session", "list"], ["audit", "list"]] {
            let said = refused(&[&command[..], &["--database", &own.url(), "--team", "Marina"]].concat());
            assert!(said.contains("there is no database"), "{said}");
        }
        assert!(!folder.path().join("lagoon.db").exists());
    }
    let database = prepared(&own);
    let said = refused(&["user", "list", "--database", &database, "--team", "Mari\u{1b}[1mna"]);
    assert!(said.contains("team list") && !said.contains('\u{1b}'), "{said}");
    let said = refused(&["user", "disable", "--database", &database, "--email", "bola@example.com"]);
    assert!(said.contains("user list"), "{said}");
    for name in ["", "a\nb", &"x".repeat(101)] {
        refused(&["team", "create", "--database", &database, "--name", name]);
    }
    // A role that is none: clap's own words, and nothing is changed.
    let role = ["user", "role", "--database", &database, "--email", "ada@example.com", "--role", "boss"];
    assert!(!run(&role).status.success());
}
