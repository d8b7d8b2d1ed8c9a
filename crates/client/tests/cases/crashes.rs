//! Processes that are killed: a child of this very program works on a data directory until SIGKILL ends it.

use std::{
    io::{BufRead, BufReader, Lines},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use lagoon_client::{Client, Config, MemorySecrets, Settings, SystemClock};
use lagoon_listing::{DraftId, GroupName};
use serde_json::{Value, json};

use crate::{
    line::Mode,
    person::{Person, outcome},
    support::{ADA, CHIDI, Device, PASSWORD, Server, shows, synced},
};

/// The data directory that a child works on; without it the child has nothing to do.
const DIRECTORY: &str = "LAGOON_CASE_DIRECTORY";
/// The server that it signs in to first, if any.
const URL: &str = "LAGOON_CASE_URL";
/// The draft that it edits.
const DRAFT: &str = "LAGOON_CASE_DRAFT";
/// The number of its first edit.
const FROM: &str = "LAGOON_CASE_FROM";

/// Says every edit on stdout as soon as it is durable.
const DURABLE: &str = "durable ";

/// The child. By itself it is no test.
#[tokio::test]
#[ignore = "2026-11-24: runs as the child process of a case of this file, which kills it"]
async fn child_that_edits_until_it_is_killed() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let config = Config {
        directory: directory.into(),
        default_server_url: String::new(),
        device_name: "child".into(),
        clock: Arc::new(SystemClock::new()),
        secrets: Arc::new(MemorySecrets::default()),
        extra_roots: vec![],
        settings: Settings::default(),
    };
    let (client, _) = Client::start(config).await.expect("starts");
    if let Ok(url) = std::env::var(URL) {
        client.sign_in(ADA, PASSWORD, &url, true).await.expect("signed in");
    }
    let id: DraftId = std::env::var(DRAFT).expect("told").parse().expect("an id");
    let from: u64 = std::env::var(FROM).expect("told").parse().expect("a number");
    for number in from.. {
        // Values of some length, so that a transaction is more than one page.
        let value = json!(format!("{number} {}", "x".repeat(5_000)));
        client.edit(id, &GroupName::DESCRIPTION, value, None).await.expect("saved");
        println!("{DURABLE}{number}");
        if std::env::var(URL).is_ok() {
            // One edit, and then it waits for its end.
            std::future::pending::<()>().await;
        }
    }
}

struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(directory: &Path, url: Option<&str>, draft: DraftId, from: u64) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .args(["--exact", "crashes::child_that_edits_until_it_is_killed", "--ignored", "--nocapture"])
            .env(DIRECTORY, directory)
            .env(DRAFT, draft.to_string())
            .env(FROM, from.to_string())
            .stdout(Stdio::piped());
        if let Some(url) = url {
            command.env(URL, url);
        }
        let mut child = command.spawn().expect("starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { child, lines }
    }

    /// The number of the next edit that the child calls durable.
    fn next_durable(&mut self) -> Option<u64> {
        let mut said = self.lines.by_ref().map_while(Result::ok);
        said.find_map(|line| line.strip_prefix(DURABLE)?.parse().ok())
    }

    /// SIGKILL; returns the last number that the child still said.
    fn kill(mut self, mut last: u64) -> u64 {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
        while let Some(number) = self.next_durable() {
            last = number;
        }
        last
    }
}

fn number_of(value: &Value) -> u64 {
    let text = value.as_str().expect("text");
    assert_eq!(text.trim_end_matches('x').len() + 5_000, text.len(), "whole");
    text.split(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[tokio::test]
async fn case_21_killed_at_any_instant_after_saved_here_the_value_is_there_on_relaunch() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    let id = client.create_draft().await.expect("created").id;
    drop(client);
    drop(device.start().await);
    let mut next = 1;
    for round in 0..20 {
        let mut child = Running::start(&device.directory(), None, id, next);
        let edits = 1 + getrandom::u64().expect("random") % 40;
        let mut last = None;
        for _ in 0..edits {
            last = child.next_durable();
        }
        // Any instant of the next edit: up to three milliseconds of it, which is about as long as one takes.
        let instant = std::time::Duration::from_micros(getrandom::u64().expect("random") % 3_000);
        std::thread::sleep(instant);
        let durable = child.kill(last.expect("it worked until it was killed"));

        let client = device.start().await;
        let view = client.read_draft(id).await.expect("there");
        let found = number_of(&view.groups[&GroupName::DESCRIPTION]);
        assert!((durable..=durable + 1).contains(&found), "round {round}: said {durable}, found {found}");
        assert_eq!(view.unsent, [GroupName::DESCRIPTION]);
        drop(client);
        drop(device.start().await);
        next = found + 1;
    }
    // And all of it can still be sent.
    let client = device.start().await;
    client.sign_in(ADA, PASSWORD, &device.line.url(), true).await.expect("signed in");
    synced(&client).await;
    let stands = Person::sign_in(&server, CHIDI).await.value(id, "description").await;
    // What was being written when the last one was killed may turn out to be there as well: nothing is lost by that.
    assert!((next - 1..=next).contains(&number_of(&stands)), "{stands}, and {} was found", next - 1);
}

#[tokio::test]
async fn case_20_killed_after_the_servers_commit_and_before_the_local_mark() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    let id = client.create_draft().await.expect("created").id;
    drop(client);
    drop(device.start().await);

    device.line.set(Mode::HoldAnswers);
    let (directory, url) = (device.directory(), device.line.url());
    // Reading a child's words blocks: not the thread that the server runs on.
    let child = tokio::task::spawn_blocking(move || {
        let mut child = Running::start(&directory, Some(&url), id, 1);
        assert_eq!(child.next_durable(), Some(1));
        child
    });
    let child = child.await.expect("no panic");
    device.line.until_answered(1).await;
    let witness = Person::sign_in(&server, CHIDI).await;
    let committed = witness.head(id).await;
    assert_eq!((&committed["rev"], number_of(&committed["groups"]["description"]["value"])), (&json!(1), 1));
    child.kill(1);

    let client = device.start().await;
    let view = client.read_draft(id).await.expect("there");
    assert_eq!(view.unsent, [GroupName::DESCRIPTION], "the mark was not made");
    let before = device.line.pushes().len();
    device.line.set(Mode::Open);
    client.sign_in(ADA, PASSWORD, &device.line.url(), true).await.expect("signed in");
    synced(&client).await;
    let pushes = device.line.pushes();
    assert_eq!(pushes.len(), before + 1);
    let groups = |push: usize| pushes[push].updates()[0]["groups"].clone();
    assert!(groups(before) == groups(before - 1), "the same values with the same stamps again");
    assert_eq!(outcome(pushes[before].answer.as_ref().expect("answered"), 0, "description"), "applied");
    assert_eq!(witness.head(id).await, committed, "it changed nothing");
    let view = shows(&client, id, &GroupName::DESCRIPTION, committed["groups"]["description"]["value"].clone()).await;
    assert!(view.unsent.is_empty(), "and the device is clean");
}
