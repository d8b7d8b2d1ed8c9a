//! Requests that share a commit: each ends as it would have alone.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use lagoon_listing::{DraftId, GroupName};
use lagoon_server::repository::{Exchanged, Repository, RepositoryError, SignedIn};
use lagoon_sync::{
    DeviceId, Epoch, Millis, Stamp,
    decision::PropertyDraftInput,
    wire::{Cursor, GroupOutcome, GroupUpdate, NoticeId, SyncRequest, UpdatePropertyDraft},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    database::TestDatabase,
    repository::{open, person, request, update},
    support::START,
};

/// Waits for a condition that others bring about.
async fn until(condition: impl Fn() -> bool) {
    let soon = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), soon).await.expect("in time");
}

/// Sends requests so that they share a commit: while another one's commit is held up they all come to wait.
async fn together<T: Send + 'static>(
    database: &TestDatabase,
    repository: &Arc<dyn Repository>,
    first: SignedIn,
    requests: Vec<impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let held = database.hold_writers().await;
    let before = repository.commits().commits();
    let blocker = tokio::spawn({
        let repository = repository.clone();
        // Late for whatever stands: it changes nothing.
        async move { repository.exchange(first, request(None, vec![update(u128::MAX, json!(0), 0, 1)])).await }
    });
    until(|| repository.commits().commits() > before && repository.commits().waiting() == 0).await;
    let count = requests.len() as u64;
    let sent = tokio::spawn(join_all(requests));
    until(|| repository.commits().waiting() == count).await;
    held.release().await;
    blocker.await.expect("no panic").expect("done");
    sent.await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_the_database_refuses_in_a_shared_commit_fails_its_own_request_only() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let who = person(&repository, "Marina", "a@example.com").await;
    database.refuse_values_with("poison").await;
    let requests = (0..10_u128).map(|n| {
        let repository = repository.clone();
        let value = if n == 4 { json!("some poison") } else { json!(n.to_string()) };
        async move { repository.exchange(who, request(None, vec![update(n, value, START, 1)])).await }
    });
    let outcomes = together(&database, &repository, who, requests.collect()).await;
    for (n, outcome) in outcomes.iter().enumerate() {
        if n == 4 {
            assert!(matches!(outcome, Err(RepositoryError::Refused(_))), "{outcome:?}");
        } else {
            assert!(applied(outcome.as_ref().expect("stored")), "{outcome:?}");
        }
    }
    assert_eq!(repository.commits().redone(), 10);
    let read = repository.exchange(who, request(None, vec![])).await.expect("no failure");
    let ids: Vec<_> = read.changes.iter().map(|draft| draft.id.0.as_u128()).filter(|id| *id < 10).collect();
    assert_eq!(ids, [0, 1, 2, 3, 5, 6, 7, 8, 9], "nine are stored, in order");
    repository.close().await;
}

fn applied(answer: &Exchanged) -> bool {
    answer.outcomes.iter().all(|outcome| outcome.groups.values().all(|group| *group == GroupOutcome::Applied))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_waiting_changes_nothing_for_those_who_wait() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let who = person(&repository, "Marina", "a@example.com").await;
    let requests = (0..10_u128).map(|n| {
        let repository = repository.clone();
        async move {
            let one = request(None, vec![update(n, json!(n.to_string()), START, 1)]);
            let patience = if n % 3 == 0 { Duration::ZERO } else { Duration::from_secs(30) };
            tokio::time::timeout(patience, repository.exchange(who, one)).await.is_ok_and(|answer| answer.is_ok())
        }
    });
    let answered = together(&database, &repository, who, requests.collect()).await;
    assert_eq!(answered, (0..10).map(|n| n % 3 != 0).collect::<Vec<_>>());
    let read = repository.exchange(who, request(None, vec![])).await.expect("no failure");
    for (n, answered) in (0..10_u128).zip(answered) {
        let held = read.changes.iter().find(|draft| draft.id.0.as_u128() == n);
        assert!(!answered || held.is_some(), "{n} was acknowledged");
    }
    repository.close().await;
}

/// A small generator of numbers, the same for each seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[derive(Clone)]
enum Request {
    Sync(SyncRequest),
    Plain(DraftId, Box<PropertyDraftInput>),
}

/// A team of two with four devices, which remember their cursors and what they were told.
struct TeamOfTwo {
    people: [SignedIn; 2],
    cursors: [Option<Cursor>; 4],
    told: [Vec<NoticeId>; 4],
    sent: Vec<UpdatePropertyDraft>,
}

impl TeamOfTwo {
    fn who(&self, device: usize) -> SignedIn {
        self.people[device % 2]
    }

    fn request(&mut self, device: usize, dice: &mut Dice) -> Request {
        let id = |dice: &mut Dice| DraftId(Uuid::from_u128(u128::from(dice.below(3))));
        if dice.below(6) == 0 {
            let input = PropertyDraftInput {
                last_modified: Millis::clamped(START + i64::try_from(dice.below(400)).expect("small")),
                title: Some(Some(format!("plain {}", dice.below(5)))),
                ..PropertyDraftInput::default()
            };
            return Request::Plain(id(dice), Box::new(input));
        }
        let updates = (0..=dice.below(2)).map(|_| {
            if !self.sent.is_empty() && dice.below(3) == 0 {
                // A copy that comes late.
                let last = self.sent.len().min(8) as u64;
                return self.sent[self.sent.len() - 1 - usize::try_from(dice.below(last)).expect("small")].clone();
            }
            let stamp = Stamp {
                millis: Millis::clamped(START + i64::try_from(dice.below(400)).expect("small")),
                device: DeviceId(device as u64),
            };
            let (name, value) = match dice.below(4) {
                0 => (GroupName::TRASH, json!(true)),
                1 => (GroupName::DESCRIPTION, json!(format!("text {}", dice.below(9)))),
                _ => (GroupName::TITLE, json!(format!("title {}", dice.below(9)))),
            };
            let group = GroupUpdate { value, stamp, base: None, continues: None };
            let update = UpdatePropertyDraft {
                id: id(dice),
                base_rev: i64::try_from(dice.below(2)).expect("small"),
                last_modified: Some(stamp.millis),
                groups: [(name, group)].into(),
                past: vec![],
            };
            self.sent.push(update.clone());
            update
        });
        let updates = updates.collect();
        let settled = if dice.below(4) == 0 { std::mem::take(&mut self.told[device]) } else { vec![] };
        let cursor = self.cursors[device].filter(|_| dice.below(12) > 0);
        Request::Sync(SyncRequest { settled, device: DeviceId(device as u64), ..request(cursor, updates) })
    }

    fn heard(&mut self, device: usize, answer: &Exchanged) {
        self.cursors[device] = Some(answer.cursor);
        self.told[device].extend(answer.notices.iter().map(lagoon_sync::wire::Notice::id));
    }
}

enum Answered {
    Sync(Box<Exchanged>),
    Plain(String),
}

async fn send(repository: Arc<dyn Repository>, who: SignedIn, request: Request) -> Answered {
    match request {
        Request::Sync(request) => Answered::Sync(Box::new(repository.exchange(who, request).await.expect("done"))),
        Request::Plain(id, input) => {
            let updated = repository.update_plain(who, id, *input).await.expect("done");
            Answered::Plain(format!("{updated:?}"))
        }
    }
}

/// One team sends one request after the other, in turn to two processes, so that each finds that the other wrote; another
/// sends the same ones to one process, which remembers what it wrote, so that they share commits. Nobody can tell the two
/// apart by what they are answered, or by what they find in the end.
#[tokio::test(flavor = "multi_thread")]
async fn sharing_a_commit_makes_no_difference_to_any_answer() {
    let database = TestDatabase::new();
    let (repository, elsewhere) = (open(&database).await, open(&database).await);
    repository.begin_epoch(Epoch(7)).await.expect("begun");
    let mut teams = vec![];
    for team in ["alone", "together"] {
        let mut people = vec![];
        for person_of in ["a", "b"] {
            people.push(person(&repository, team, &format!("{person_of}@{team}.example.com")).await);
        }
        // The one who holds up the queue writes it first, so that both have it.
        let first = request(None, vec![update(u128::MAX, json!("held up"), START, 1)]);
        repository.exchange(people[0], first.clone()).await.expect("done");
        let people = [people[0], people[1]];
        teams.push(TeamOfTwo { people, cursors: [None; 4], told: std::array::from_fn(|_| vec![]), sent: vec![] });
    }
    // What the two teams cannot have in common is their people's ids.
    let names: Vec<(String, String)> = teams
        .iter()
        .flat_map(|team| team.people.iter().enumerate().map(|(n, who)| (who.user.to_string(), format!("person {n}"))))
        .collect();
    let nameless = |text: String| names.iter().fold(text, |text, (id, name)| text.replace(id, name));

    for seed in 0..30 {
        let mut sent: Vec<Vec<Request>> = vec![];
        for team in &mut teams {
            let mut dice = Dice(seed);
            sent.push((0..12).map(|n| team.request(n % 4, &mut dice)).collect());
        }
        // The requests of a round were made before any of its answers was heard.
        let mut alone = vec![];
        for (n, one) in sent[0].iter().enumerate() {
            let process = if n % 2 == 0 { &repository } else { &elsewhere };
            alone.push(send(process.clone(), teams[0].who(n % 4), one.clone()).await);
        }
        let requests = sent[1].iter().enumerate();
        let requests = requests.map(|(n, one)| send(repository.clone(), teams[1].who(n % 4), one.clone())).collect();
        let shared = together(&database, &repository, teams[1].people[0], requests).await;
        for (n, (alone, shared)) in alone.into_iter().zip(shared).enumerate() {
            match (alone, shared) {
                (Answered::Sync(alone), Answered::Sync(shared)) => {
                    let (one, other) = (nameless(format!("{alone:?}")), nameless(format!("{shared:?}")));
                    assert_eq!(one, other, "round {seed}, request {n}");
                    teams[0].heard(n % 4, &alone);
                    teams[1].heard(n % 4, &shared);
                }
                (Answered::Plain(alone), Answered::Plain(shared)) => {
                    assert_eq!(nameless(alone), nameless(shared), "round {seed}, request {n}");
                }
                _ => panic!("the same request got another kind of answer"),
            }
        }
    }
    let mut ends = vec![];
    for team in &teams {
        let read = repository.exchange(team.people[0], request(None, vec![])).await.expect("done");
        let mut past = vec![];
        for id in 0..3 {
            past.push(repository.history(team.people[0].team, DraftId(Uuid::from_u128(id)), None, 500).await);
        }
        ends.push(nameless(format!("{read:?} {past:?}")));
    }
    assert_eq!(ends[0], ends[1]);
    let shared: u64 =
        repository.commits().sizes().filter(|(bound, _)| bound.is_none_or(|bound| bound > 4)).map(|(_, n)| n).sum();
    assert!(shared >= 15, "they did share: {:?}", repository.commits());
    repository.close().await;
}

/// Case 24, at a size for every day.
#[tokio::test(flavor = "multi_thread")]
async fn many_updates_of_one_draft_from_eight_connections_end_with_the_greatest_stamp() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let who = person(&repository, "Marina", "a@example.com").await;
    let tasks = (0..8_u64).map(|device| {
        let repository = repository.clone();
        tokio::spawn(async move {
            let mut effective = 0;
            for n in 0..100_i64 {
                let after = (n * 37 + i64::try_from(device).expect("small") * 11) % 101;
                let one = request(None, vec![update(1, json!([after, device]), START + after, device)]);
                effective += i64::from(applied(&repository.exchange(who, one).await.expect("stored")));
            }
            effective
        })
    });
    let effective: i64 = join_all(tasks).await.into_iter().map(|applied| applied.expect("no panic")).sum();
    let draft = repository.draft(who.team, DraftId(Uuid::from_u128(1))).await.expect("no failure").expect("written");
    let greatest = (0..8_i64).flat_map(|d| (0..100).map(move |n| ((n * 37 + d * 11) % 101, d))).max().expect("some");
    let values: Vec<&Value> = draft.groups.values().map(|group| &group.head.value).collect();
    assert_eq!(values, [&json!([greatest.0, greatest.1])]);
    assert_eq!(draft.rev, effective, "every effective change counts once");
    assert!(repository.commits().commits() < repository.commits().requests(), "commits were shared");
    repository.close().await;
}

/// Case 25: whoever reads on while others write misses nothing, through whichever process either goes.
#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_never_skips_what_is_committed_late() {
    let database = TestDatabase::new();
    let mut processes = vec![open(&database).await];
    if super::kind::POSTGRES {
        processes.push(open(&database).await);
    }
    let who = person(&processes[0], "Marina", "a@example.com").await;
    let writers: Vec<_> = (0..6_u64)
        .map(|device| {
            let repository = processes[usize::try_from(device).expect("small") % processes.len()].clone();
            tokio::spawn(async move {
                for n in 0..40_i64 {
                    let id = u128::from(device % 3) * 10 + u128::try_from(n).expect("positive") % 7;
                    let one = request(None, vec![update(id, json!([n, device]), START + n, device)]);
                    repository.exchange(who, one).await.expect("stored");
                }
            })
        })
        .collect();
    let mut seen = std::collections::BTreeMap::new();
    let (mut cursor, mut turn) = (None, 0);
    loop {
        let done = writers.iter().all(tokio::task::JoinHandle::is_finished);
        turn += 1;
        let page = processes[turn % processes.len()].exchange(who, request(cursor, vec![])).await.expect("read");
        assert_eq!(page.resync, None);
        cursor = Some(page.cursor);
        for change in page.changes {
            seen.insert(change.id, change.head.content_hash);
        }
        if done && !page.more {
            break;
        }
    }
    for writer in writers {
        writer.await.expect("no panic");
    }
    let hashes = processes[0].hashes(who.team, None, 1_000).await.expect("no failure");
    let held: std::collections::BTreeMap<_, _> = hashes.into_iter().map(|hash| (hash.id, hash.content_hash)).collect();
    assert_eq!(seen, held);
    for repository in processes {
        repository.close().await;
    }
}
