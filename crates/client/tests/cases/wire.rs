//! What goes over the wire: times that are none, other teams' listings, and what a newer app says.

use lagoon_listing::{GroupName, Property};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    person::{Person, device, outcome, request, title, update},
    support::{ADA, CHIDI, Server, ZAINAB, device_of, edit, new_id, shows, synced},
    world::START,
};

const NO_TIMES: [&str; 7] =
    ["-1", "0.5", "null", "9007199254740992", "9223372036854775807", "1e999", "\"1800000000000\""];

#[tokio::test]
async fn case_11_a_time_that_is_none_is_refused_by_name_and_changes_nothing() {
    let server = Server::start().await;
    let person = Person::sign_in(&server, ADA).await;
    let id = new_id();
    person.sync(None, vec![title(id, "Stands", START, 1)]).await;
    let before = person.sync(None, vec![]).await;
    for bad in NO_TIMES {
        let (status, problem) = person.put(id, format!("{{\"lastModified\": {bad}, \"title\": \"x\"}}")).await;
        assert!(matches!(status.as_u16(), 400 | 422), "{bad}: {status} {problem}");
        // 1e999 is no number that JSON readers can hold: there is no value yet, and so no field.
        assert!(bad == "1e999" || problem["field"] == "lastModified", "{bad}: {problem}");

        let whole = request(None, &[title(id, "x", START + 1, 1)]).to_string();
        let spoilt = whole.replace(&format!("\"lastModified\":{}", START + 1), &format!("\"lastModified\":{bad}"));
        assert_ne!(whole, spoilt);
        let (status, answer) = person.say(spoilt).await;
        if bad == "null" {
            // Absent means "no groups" here: the groups are refused one by one, in an answer that names the field.
            assert_eq!((status.as_u16(), outcome(&answer, 0, "title")), (200, "rejected"), "{answer}");
            assert_eq!(answer["outcomes"][0]["groups"]["title"]["field"], "lastModified");
        } else {
            assert_eq!(status.as_u16(), 400, "{bad}: {answer}");
            assert!(bad == "1e999" || answer["field"] == "updates[0].lastModified", "{bad}: {answer}");
        }
    }
    for bad in ["-1", "0.5", "null", "9007199254740992", "9223372036854775807"] {
        let mut spoilt = title(id, "x", START + 1, 1);
        spoilt["groups"]["title"]["stamp"] = json!(format!("{bad}-{}", device(1)));
        let (status, answer) = person.say(request(None, &[spoilt]).to_string()).await;
        assert_eq!(status.as_u16(), 400, "{bad}: {answer}");
        assert_eq!(answer["field"], "updates[0].groups.title.stamp", "{bad}: {answer}");
    }
    let after = person.sync(None, vec![]).await;
    assert_eq!((&after["changes"], &after["cursor"]), (&before["changes"], &before["cursor"]));
    assert_eq!(person.past(id, "title").await, [] as [Value; 0]);
}

/// Every row of a team, as SQL literals: equal texts mean byte-identical rows.
async fn rows_of(server: &Server, team: &Value) -> Vec<String> {
    let database = server.database().await;
    let mut rows = vec![];
    for (table, columns) in [
        ("drafts", "id, user_id, rev, updated_at, last_modified, seq"),
        ("draft_groups", "draft_id, name, value, stamp_millis, stamp_device, author, rev, seq"),
        ("draft_history", "draft_id, name, value, stamp_millis, stamp_device, author, replaced_at"),
    ] {
        let quoted: Vec<_> = columns.split(", ").map(|column| format!("quote({column})")).collect();
        let sql = format!("SELECT {} AS row FROM {table} WHERE team_id = ? ORDER BY row", quoted.join(" || ',' || "));
        let found = sqlx::query_scalar::<_, String>(&sql).bind(team.as_str().expect("an id"));
        let found = found.fetch_all(&database).await.expect("rows");
        rows.extend(found.into_iter().map(|row| format!("{table}: {row}")));
    }
    rows
}

#[tokio::test]
async fn case_27_another_teams_draft_is_like_one_that_does_not_exist() {
    let server = Server::start().await;
    let (ada, zainab) = (Person::sign_in(&server, ADA).await, Person::sign_in(&server, ZAINAB).await);
    server.world.stand_still();
    let (theirs, unknown) = (new_id(), new_id());
    ada.sync(None, vec![title(theirs, "Ours", START, 1)]).await;
    ada.sync(None, vec![title(theirs, "Still ours", START + 1, 1)]).await;
    let team = &ada.session["teamId"];
    let before = rows_of(&server, team).await;
    assert_eq!(before.len(), 3);

    // Everything that Zainab can do with the one id and the other, in turn; her answers must not tell them apart.
    let mut answers = vec![];
    for id in [theirs, unknown] {
        let path = format!("/v1/property-drafts/{id}");
        let mut said = vec![zainab.get(&path).await, zainab.get(&format!("{path}/history")).await];
        said.push(zainab.say(request(None, &[json!({"id": id, "baseRev": 7})]).to_string()).await);
        said.push(zainab.put(id, json!({"lastModified": START - 1, "title": null}).to_string()).await);
        said.push(zainab.say(request(None, &[title(id, "Mine now", START + 9, 2)]).to_string()).await);
        said.push(zainab.put(id, json!({"lastModified": START + 8, "title": "Older"}).to_string()).await);
        said.push(zainab.put(id, json!({"lastModified": START + 10, "title": "Newer"}).to_string()).await);
        said.push(zainab.get(&format!("{path}/history")).await);
        let nameless = |(status, body): (StatusCode, Value)| {
            (status, without_counter(&body.to_string().replace(&id.to_string(), "ID")))
        };
        answers.push(said.into_iter().map(nameless).collect::<Vec<_>>());
    }
    for (number, (of_theirs, of_unknown)) in answers[0].iter().zip(&answers[1]).enumerate() {
        assert_eq!(of_theirs, of_unknown, "answer {number}");
    }
    assert!(answers[0][0].0 == 404 && answers[0][4].0 == 200, "{answers:#?}");
    assert_eq!(rows_of(&server, team).await, before, "byte-identical");
    assert_eq!(ada.value(theirs, "title").await, "Still ours");
    let seen = ada.sync(None, vec![]).await;
    assert_eq!((&seen["cursor"]["seq"], seen["changes"].as_array().map(Vec::len)), (&json!(2), Some(1)));
}

/// The second round finds what the first one wrote for Zainab's own team: her counter, and her own other draft.
fn without_counter(text: &str) -> Value {
    let mut body: Value = serde_json::from_str(text).expect("JSON");
    for own in ["cursor", "changes"] {
        body.as_object_mut().expect("an object").remove(own);
    }
    body
}

#[tokio::test]
async fn case_30_what_a_newer_app_says_survives_a_round_trip_through_an_older_one() {
    let server = Server::start().await;
    // The newer app: groups, fields and ids that this version has never heard of.
    let newer = Person::sign_in(&server, CHIDI).await;
    let id = new_id();
    let tour = json!({"scenes": [{"room": "kitchen", "seconds": 12.5}], "licence": null});
    let price = json!({"amountMinor": 4_500_000_000_i64, "currency": "XLG", "per": "plot", "negotiable": true});
    let place = json!({"state": "Moon", "area": "Tranquility", "what3words": "a.b.c", "depth": [1, 2]});
    let sent = [
        ("title", json!("Duplex"), START, 2),
        ("virtualTour", tour.clone(), START, 2),
        ("price", price.clone(), START, 2),
        ("location", place.clone(), START, 2),
        ("amenity:helipad", json!(true), START, 2),
        ("amenity:helipad.lights", json!({"lit": true}), START, 2),
    ];
    let mut said = update(id, &sent[..5]);
    said["mood"] = json!("hopeful");
    said["groups"]["title"]["confidence"] = json!(0.5);
    let mut whole = request(None, &[said]);
    whole["schema"] = json!(99);
    whole["capabilities"] = json!(["notices"]);
    let (status, answer) = newer.say(whole.to_string()).await;
    assert_eq!(status.as_u16(), 200, "{answer}");
    assert!(sent[..5].iter().all(|(group, ..)| outcome(&answer, 0, group) == "applied"), "{answer}");
    let before = newer.head(id).await;

    // The older app reads the listing, changes what it knows of it as its page does, and is started anew in between.
    let (one, ada) = device_of(&server, ADA).await;
    let view = shows(&ada, id, &GroupName::TITLE, "Duplex").await;
    drop(ada);
    let ada = one.start().await;
    let mut property = Property::from_groups(id, &view.groups);
    assert!(property.amenities.iter().any(|amenity| amenity.to_string() == "helipad"));
    property.price.as_mut().expect("readable").amount_minor = Some(4_800_000_000);
    property.location.as_mut().expect("readable").area = Some("Sea of Serenity".into());
    property.title = Some("Duplex with a view".into());
    for (name, value) in property.to_groups() {
        edit(&ada, id, &name, value).await;
    }
    synced(&ada).await;

    let after = newer.head(id).await;
    let (mut dearer, mut elsewhere) = (price, place);
    dearer["amountMinor"] = json!(4_800_000_000_i64);
    elsewhere["area"] = json!("Sea of Serenity");
    assert_eq!(after["groups"]["title"]["value"], "Duplex with a view");
    assert_eq!(after["groups"]["price"]["value"], dearer);
    assert_eq!(after["groups"]["location"]["value"], elsewhere);
    for untouched in ["virtualTour", "amenity:helipad"] {
        assert_eq!(after["groups"][untouched], before["groups"][untouched], "value and stamp");
    }
    let pushes = one.line.pushes();
    let sent = pushes.iter().flat_map(|push| push.updates()[0]["groups"].as_object().expect("groups").keys());
    assert_eq!(sent.count(), 3, "nothing that it did not change: {pushes:#?}");

    // What a newer server adds to its answers is passed over.
    let view = ada.read_draft(id).await.expect("there");
    assert_eq!(view.groups[&"virtualTour".parse::<GroupName>().expect("a name")], tour);
}
