//! Messages that come twice, late, in another order, at once: what the server then holds is the same.

use std::{collections::BTreeMap, sync::Arc};

use lagoon_listing::GroupName;
use serde_json::{Value, json};

use crate::{
    line::Mode,
    person::{Person, device, outcome, title, update},
    support::{ADA, CHIDI, Server, device_of, edit, new_id, shows, synced, write},
    world::{HOUR, MINUTE, SECOND, START},
};

#[tokio::test]
async fn case_01_the_same_request_twice_is_one_row_one_revision_and_success_both_times() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    one.line.set(Mode::LoseAnswers);
    let id = write(&ada, "Duplex").await;
    one.line.until_answered(1).await;
    one.line.set(Mode::Open);
    ada.report_connectivity(true);
    synced(&ada).await;

    let pushes = one.line.pushes();
    assert!(pushes.len() >= 2, "the answer was lost, so that it went twice");
    for push in &pushes {
        assert_eq!(push.updates(), pushes[0].updates(), "a retry is the same message");
        let answer = push.answer.as_ref().expect("the server answered");
        assert_eq!(outcome(answer, 0, "title"), "applied");
        assert_eq!(answer["outcomes"][0]["draft"]["rev"], 1);
    }
    let person = Person::sign_in(&server, CHIDI).await;
    assert_eq!(person.head(id).await["rev"], 1);
    assert_eq!(person.past(id, "title").await, [] as [Value; 0]);
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM draft_groups")
        .fetch_one(&server.database().await)
        .await
        .expect("counted");
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn case_02_an_older_request_that_arrives_after_a_newer_one_loses_and_is_kept() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&ada, "At first").await;
    shows(&chidi, id, &GroupName::TITLE, "At first").await;
    synced(&ada).await;

    one.line.set(Mode::HoldRequests);
    edit(&ada, id, &GroupName::TITLE, "Older").await;
    one.line.until(|all| all.iter().any(|one| one.request.to_string().contains("Older"))).await;
    // Held for less than a minute: what comes later than that is stamped anew.
    server.world.pass(MINUTE / 2);
    edit(&chidi, id, &GroupName::TITLE, "Newer").await;
    synced(&chidi).await;
    one.line.set(Mode::Open);
    shows(&ada, id, &GroupName::TITLE, "Newer").await;

    let pushes = one.line.pushes();
    let answer = pushes.last().and_then(|push| push.answer.as_ref()).expect("answered");
    assert_eq!(outcome(answer, 0, "title"), "superseded");
    assert_eq!(answer["outcomes"][0]["draft"]["groups"]["title"]["value"], "Newer", "the answer carries it");
    let person = Person::sign_in(&server, ADA).await;
    assert_eq!(person.value(id, "title").await, "Newer");
    assert!(person.past(id, "title").await.contains(&json!("Older")));
    synced(&ada).await;
    let own = ada.read_history(id).await.expect("readable");
    assert!(own.iter().any(|entry| entry.value == "Older"), "and it is in its author's own history");
}

#[tokio::test]
async fn case_03_three_writes_in_all_six_orders_end_the_same() {
    let server = Server::start().await;
    let person = Person::sign_in(&server, ADA).await;
    let mut ends = vec![];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let id = new_id();
        let writes = [
            update(id, &[("title", json!("a"), START, 3), ("description", json!("a"), START + 2, 1)]),
            update(id, &[("title", json!("b"), START + 1, 2), ("price", json!({"amountMinor": 1}), START, 2)]),
            update(id, &[("title", json!("c"), START + 1, 1), ("description", json!("c"), START + 1, 1)]),
        ];
        for which in order {
            person.sync(None, vec![writes[which].clone()]).await;
        }
        let head = person.head(id).await;
        let mut past = person.past(id, "title").await;
        past.extend(person.past(id, "description").await);
        ends.push((head["contentHash"].clone(), head["groups"].clone(), past));
    }
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:#?}");
    let (_, groups, past) = &ends[0];
    assert_eq!([&groups["title"]["value"], &groups["description"]["value"]], ["b", "a"]);
    assert_eq!(*past, ["a", "c", "c"]);
}

#[tokio::test]
async fn case_23_the_same_draft_twice_in_one_request_ends_with_the_greatest_stamps() {
    let server = Server::start().await;
    let person = Person::sign_in(&server, ADA).await;
    let id = new_id();
    let updates = vec![
        update(id, &[("title", json!("middle"), START + 2, 1), ("description", json!("greatest"), START + 9, 1)]),
        update(id, &[("title", json!("greatest"), START + 3, 1)]),
        update(id, &[("title", json!("least"), START + 1, 1), ("description", json!("least"), START, 1)]),
    ];
    let answer = person.sync(None, updates.clone()).await;
    let title_outcomes = [0, 1, 2].map(|number| outcome(&answer, number, "title"));
    assert_eq!(title_outcomes, ["applied", "applied", "superseded"]);
    assert_eq!(outcome(&answer, 2, "description"), "superseded");
    let head = person.head(id).await;
    assert_eq!([&head["groups"]["title"]["value"], &head["groups"]["description"]["value"]], ["greatest", "greatest"]);
    assert_eq!(person.past(id, "title").await, ["least", "middle"]);
    // The whole again changes nothing.
    person.sync(None, updates).await;
    assert_eq!(person.head(id).await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_24_ten_thousand_updates_over_eight_connections_end_with_the_greatest_stamps() {
    const EACH: i64 = 1_250;
    const CONNECTIONS: i64 = 8;
    let server = Server::start().await;
    let id = new_id();
    let mut tasks = vec![];
    for number in 0..CONNECTIONS {
        let person = Person::sign_in(&server, if number % 2 == 0 { ADA } else { CHIDI }).await;
        tasks.push(tokio::spawn(async move {
            let mut applied = 0;
            // Every connection writes every time once, in an order of its own, five at a time.
            let times: Vec<_> = (0..EACH).map(|n| (n * 37 + number * 211) % EACH).collect();
            for some in times.chunks(5) {
                let by = u64::try_from(number).expect("small");
                let write = |time: &i64| title(id, &format!("{time} by {number}"), START + time, by);
                let answer = person.sync(None, some.iter().map(write).collect()).await;
                for index in 0..some.len() {
                    match outcome(&answer, index, "title") {
                        "applied" => applied += 1,
                        other => assert_eq!(other, "superseded"),
                    }
                }
            }
            applied
        }));
    }
    let mut applied = 0;
    for task in tasks {
        applied += task.await.expect("no panic");
    }
    let person = Person::sign_in(&server, ADA).await;
    let head = person.head(id).await;
    assert_eq!(head["groups"]["title"]["value"], format!("{} by {}", EACH - 1, CONNECTIONS - 1));
    assert_eq!(head["rev"], applied, "every stamp was sent once, so that every change counts once");
    let kept = sqlx::query_scalar::<_, i64>("SELECT count(*) FROM draft_history");
    let kept = kept.fetch_one(&server.database().await).await.expect("counted");
    assert_eq!(kept, EACH * CONNECTIONS - 1, "whatever does not stand is in history");
}

/// Reads on from a cursor until nothing more waits, and notes what was read.
async fn read_on(person: &Person, cursor: &mut Option<Value>, seen: &mut BTreeMap<String, Value>) {
    loop {
        let page = person.sync(cursor.as_ref(), vec![]).await;
        for draft in page["changes"].as_array().into_iter().flatten() {
            seen.insert(draft["id"].to_string(), draft["groups"]["title"]["value"].clone());
        }
        let before = cursor.replace(page["cursor"].clone());
        let seq = |cursor: &Value| cursor["seq"].as_i64().expect("a place");
        assert!(before.is_none_or(|before| seq(&before) <= seq(&page["cursor"])), "a cursor never goes back");
        if page["more"] != true {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn case_25_a_row_that_is_committed_after_a_pull_is_not_skipped() {
    let server = Server::start().await;
    let reader = Person::sign_in(&server, CHIDI).await;
    let (mut cursor, mut seen) = (None, BTreeMap::new());
    // A pull while a write waits for its commit, which the test holds back by holding the database's lock.
    let writer = Arc::new(Person::sign_in(&server, ADA).await);
    let (first, late) = (new_id(), new_id());
    writer.sync(None, vec![title(first, "First", START, 1)]).await;
    let database = server.database().await;
    let lock = database.begin_with("BEGIN IMMEDIATE").await.expect("locked");
    let waiting = tokio::spawn({
        let writer = writer.clone();
        async move { writer.sync(None, vec![title(late, "Late", START, 1)]).await }
    });
    read_on(&reader, &mut cursor, &mut seen).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    lock.rollback().await.expect("let go");
    waiting.await.expect("written");
    read_on(&reader, &mut cursor, &mut seen).await;
    assert_eq!(seen.len(), 2, "{seen:?}");

    // Four writers and a reader that pulls all the while.
    let mut tasks = vec![];
    for number in 0..4_u64 {
        let writer = Person::sign_in(&server, ADA).await;
        tasks.push(tokio::spawn(async move {
            let mut written = BTreeMap::new();
            for n in 0..50 {
                let (id, text) = (new_id(), format!("{n} of {number}"));
                writer.sync(None, vec![title(id, &text, START, number)]).await;
                written.insert(json!(id).to_string(), json!(text));
            }
            written
        }));
    }
    while !tasks.iter().all(tokio::task::JoinHandle::is_finished) {
        read_on(&reader, &mut cursor, &mut seen).await;
    }
    let mut written =
        BTreeMap::from([(json!(first).to_string(), json!("First")), (json!(late).to_string(), json!("Late"))]);
    for task in tasks {
        written.extend(task.await.expect("no panic"));
    }
    read_on(&reader, &mut cursor, &mut seen).await;
    assert_eq!(seen, written);
}

#[tokio::test]
async fn case_26_an_edit_with_an_old_stamp_that_arrives_late_still_reaches_the_others() {
    let server = Server::start().await;
    let (one, ada) = device_of(&server, ADA).await;
    let (_two, chidi) = device_of(&server, CHIDI).await;
    let id = write(&chidi, "Duplex").await;
    shows(&ada, id, &GroupName::TITLE, "Duplex").await;
    synced(&chidi).await;
    one.cut();
    edit(&ada, id, &GroupName::DESCRIPTION, "Written in a tunnel").await;
    server.world.pass(2 * HOUR);
    edit(&chidi, id, &GroupName::TITLE, "Duplex in Lekki").await;
    synced(&chidi).await;

    one.mend(&ada);
    let view = shows(&chidi, id, &GroupName::DESCRIPTION, "Written in a tunnel").await;
    let (late, before) = (view.stamps[&GroupName::DESCRIPTION], view.stamps[&GroupName::TITLE]);
    assert!(late.millis.get() < before.millis.get() - HOUR, "{late} is an old stamp beside {before}");
    shows(&ada, id, &GroupName::TITLE, "Duplex in Lekki").await;
}

/// Ten requests at once, one of them with the poisoned update. Returns the answers.
async fn ten_at_once(server: &Server, poison: Value) -> Vec<(u16, Value)> {
    let mut tasks = vec![];
    let gate = Arc::new(tokio::sync::Barrier::new(10));
    for number in 0..10_u64 {
        let person = Person::sign_in(server, if number % 2 == 0 { ADA } else { CHIDI }).await;
        let update = if number == 4 { poison.clone() } else { title(new_id(), "Fine", START + SECOND, number) };
        let (gate, body) = (gate.clone(), crate::person::request(None, &[update]).to_string());
        tasks.push(tokio::spawn(async move {
            gate.wait().await;
            let (status, answer) = person.say(body).await;
            (status.as_u16(), answer)
        }));
    }
    let mut answers = vec![];
    for task in tasks {
        answers.push(task.await.expect("no panic"));
    }
    answers
}

async fn assert_nine_succeeded(server: &Server, answers: &[(u16, Value)]) {
    for (number, (status, answer)) in answers.iter().enumerate().filter(|(number, _)| *number != 4) {
        assert_eq!((*status, outcome(answer, 0, "title")), (200, "applied"), "request {number}: {answer}");
    }
    let person = Person::sign_in(server, ADA).await;
    let all = person.sync(None, vec![]).await;
    assert_eq!(all["changes"].as_array().map(Vec::len), Some(9), "nine stand: {all}");
    assert_eq!(all["cursor"]["seq"], 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn case_33_a_value_that_may_not_be_stored_is_rejected_with_its_reason_and_hurts_nobody_else() {
    let server = Server::start().await;
    let answers = ten_at_once(&server, title(new_id(), "a\0b", START + SECOND, 4)).await;
    assert_nine_succeeded(&server, &answers).await;
    let (status, answer) = &answers[4];
    assert_eq!((*status, outcome(answer, 0, "title")), (200, "rejected"), "{answer}");
    let reason = &answer["outcomes"][0]["groups"]["title"];
    assert_eq!(reason["field"], "title");
    assert!(reason["message"].as_str().is_some_and(|message| message.contains("NUL")), "{reason}");

    // A group's name that no database is asked about either.
    let mut misnamed = title(new_id(), "Fine", START + SECOND, 4);
    misnamed["groups"] = json!({"a\0b": {"value": 1, "stamp": format!("{}-{}", START, device(4))}});
    let person = Person::sign_in(&server, ADA).await;
    let (status, answer) = person.say(crate::person::request(None, &[misnamed]).to_string()).await;
    assert_eq!(status, 400, "{answer}");
    assert!(answer["field"].as_str().is_some_and(|field| field.starts_with("updates[0].groups")), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn case_33_what_the_database_itself_refuses_hurts_nobody_else() {
    let server = Server::start().await;
    // Nothing that passes the server's own checks is refused by SQLite: so it is taught to.
    sqlx::query(
        "CREATE TRIGGER poison BEFORE INSERT ON draft_groups WHEN NEW.value LIKE '%poison%'
         BEGIN SELECT RAISE(ABORT, 'refused by the database'); END",
    )
    .execute(&server.database().await)
    .await
    .expect("made");
    let id = new_id();
    let answers = ten_at_once(&server, title(id, "poison", START + SECOND, 4)).await;
    assert_nine_succeeded(&server, &answers).await;
    let (status, answer) = &answers[4];
    assert_eq!((*status, &answer["code"]), (400, &json!("valueRefused")), "a device sets it aside at once: {answer}");
    assert!(answer["detail"].is_string(), "{answer}");
    assert_eq!(Person::sign_in(&server, ADA).await.head(id).await, Value::Null);
}
