//! Another team sees nothing, changes nothing and learns nothing, in the window or past it.

use anyhow::{Result, ensure};
use lagoon_e2e::{
    api::{Answer, Api},
    proxy::now,
    server::{ADA, ZAINAB},
    story,
    waits::SOON,
};
use serde_json::{Value, json};

const TITLE: &str = "Waterfront mansion, Old Ikoyi";

#[test]
fn another_teams_user_sees_and_changes_nothing_by_any_route() {
    story("another-team", async |stage| {
        let ada = stage.device("ada").await?;
        ada.sign_in(ADA).await?;
        let draft = ada.new_listing("words").await?;
        ada.type_into("field-title", TITLE).await?;
        let database = stage.server.database().await?;
        let (before, _) = database.see_title(&draft, TITLE, SOON).await?;

        let zainab = stage.device("zainab").await?;
        zainab.sign_in(ZAINAB).await?;
        zainab.see("empty").await?;
        zainab.tap("filter-trash").await?;
        zainab.see("empty").await?;
        let page = zainab.run("return document.body.innerText", vec![]).await?;
        ensure!(!page.to_string().contains("mansion"), "{page}");

        let stranger = Api::sign_in(stage.server.url(), ZAINAB).await?;
        let unknown = uuid::Uuid::new_v4().to_string();
        let (theirs, none) = (stranger.get(&draft).await?, stranger.get(&unknown).await?);
        same_answer("GET", (&theirs, &draft), (&none, &unknown))?;
        let (theirs, none) = (stranger.history(&draft).await?, stranger.history(&unknown).await?);
        same_answer("GET history", (&theirs, &draft), (&none, &unknown))?;
        let pulled = stranger.sync(json!([])).await?;
        ensure!(pulled.status.is_success(), "{pulled:?}");
        for told in ["changes", "notices", "settled", "outcomes"] {
            ensure!(pulled.body.get(told).is_none(), "a stranger is told of {told}: {pulled:?}");
        }
        ensure!(pulled.body["cursor"]["seq"] == json!(0), "{pulled:?}");

        let at = now();
        let push = async |id: &str| {
            let group = json!({"value": "Mine now", "stamp": format!("{at}-00000000000000aa")});
            let update = json!([{"id": id, "baseRev": 0, "lastModified": at, "groups": {"title": group}}]);
            stranger.sync(update).await
        };
        let (theirs, none) = (push(&draft).await?, push(&unknown).await?);
        ensure!(theirs.body["outcomes"][0]["groups"]["title"]["outcome"] == json!("applied"), "{theirs:?}");
        ensure!(theirs.body.get("changes").is_none(), "{theirs:?}");
        // By the second request the stranger's own team has the draft of the first: that, and nothing of the other team's.
        let [own] = none.body["changes"].as_array().map(Vec::as_slice).unwrap_or_default() else {
            anyhow::bail!("{none:?}")
        };
        let groups = own["groups"].as_object().map(|groups| groups.keys().collect::<Vec<_>>());
        ensure!(own["id"] == json!(draft) && groups == Some(vec![&"title".to_owned()]), "{none:?}");
        ensure!(own["groups"]["title"]["value"] == json!("Mine now"), "{none:?}");
        same_but_for_times("POST sync", (theirs, &draft), (none, &unknown))?;
        let put = async |id: &str| stranger.put(id, json!({"lastModified": at + 1, "description": "Mine now"})).await;
        let (theirs, none) = (put(&draft).await?, put(&unknown).await?);
        ensure!(theirs.status.is_success(), "{theirs:?}");
        same_but_for_times("PUT", (theirs, &draft), (none, &unknown))?;

        let own = Api::sign_in(stage.server.url(), ADA).await?.get(&draft).await?;
        ensure!(own.body["title"] == json!(TITLE) && own.body["description"] == Value::Null, "{own:?}");
        ensure!(own.body["lastModified"] == json!(before.last_modified), "{own:?} was touched");
        Ok(())
    });
}

#[test]
fn without_a_sign_in_the_server_tells_nothing() {
    story("nobody", async |stage| {
        let nobody = Api::new(stage.server.url());
        let unknown = uuid::Uuid::new_v4().to_string();
        for answer in [nobody.get(&unknown).await?, nobody.history(&unknown).await?, nobody.sync(json!([])).await?] {
            ensure!(answer.status == 401, "{answer:?}");
        }
        Ok(())
    });
}

/// The answers are the same, byte for byte, but for the id that was asked for.
fn same_answer(route: &str, one: (&Answer, &str), other: (&Answer, &str)) -> Result<()> {
    let text = |(answer, id): (&Answer, &str)| format!("{} {}", answer.status, answer.body).replace(id, "ID");
    ensure!(text(one) == text(other), "{route} tells a known id from an unknown one: {one:?}, {other:?}");
    Ok(())
}

/// The answers are the same but for the id that was asked for, the server's time, and where the stranger's own team stands
/// (by the second request it has the draft of the first).
fn same_but_for_times(route: &str, one: (Answer, &str), other: (Answer, &str)) -> Result<()> {
    let timeless = |(mut answer, id): (Answer, &str)| {
        forget_times(&mut answer.body);
        format!("{} {}", answer.status, answer.body).replace(id, "ID")
    };
    let (one, other) = (timeless(one), timeless(other));
    ensure!(one == other, "{route} tells a known id from an unknown one: {one}, {other}");
    Ok(())
}

fn forget_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !["serverTime", "updatedAt", "cursor", "changes"].contains(&name.as_str()));
            fields.values_mut().for_each(forget_times);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_times),
        _ => {}
    }
}
