//! Two devices that change the same listing without knowing of each other.

use lagoon_client::Client;
use lagoon_listing::{DraftId, GroupName};
use serde_json::{Value, json};

use crate::{
    line::Mode,
    person::{Person, outcome, stamp_of, title, update},
    support::{ADA, CHIDI, Device, Server, device_of, edit, new_id, shows, synced, until_view, write},
    world::{HOUR, MINUTE, SECOND, START},
};

/// Two devices that both show a listing of Ada's, and somebody who looks at the server.
pub struct Pair {
    pub server: Server,
    pub one: Device,
    pub ada: Client,
    pub two: Device,
    pub chidi: Client,
    pub id: DraftId,
    pub witness: Person,
}

impl Pair {
    pub async fn with(title: &str, description: &str) -> Self {
        let server = Server::start().await;
        let (one, ada) = device_of(&server, ADA).await;
        let (two, chidi) = device_of(&server, CHIDI).await;
        let id = write(&ada, title).await;
        edit(&ada, id, &GroupName::DESCRIPTION, description).await;
        // The step is left: what follows are other runs.
        ada.flush_drafts().await.expect("saved");
        shows(&chidi, id, &GroupName::DESCRIPTION, description).await;
        synced(&ada).await;
        let witness = Person::sign_in(&server, CHIDI).await;
        server.world.pass(MINUTE);
        Self { server, one, ada, two, chidi, id, witness }
    }

    pub fn cut(&self) {
        self.one.cut();
        self.two.cut();
    }

    /// Both devices and the server hold the same value of a group.
    pub async fn all_show(&self, group: &GroupName, value: Value) {
        for client in [&self.ada, &self.chidi] {
            let what = format!("{group} = {value}, and all sent");
            let fits =
                |view: &lagoon_sync::view::DraftView| view.groups.get(group) == Some(&value) && view.unsent.is_empty();
            until_view(client, self.id, &what, fits).await;
        }
        assert_eq!(self.witness.value(self.id, group.as_str()).await, value);
    }
}

#[tokio::test]
async fn case_06_the_same_stamp_with_another_value_flips_nothing() {
    let server = Server::start().await;
    let person = Person::sign_in(&server, ADA).await;
    let id = new_id();
    person.sync(None, vec![title(id, "First", START, 1)]).await;
    let before = person.head(id).await;
    let both = update(id, &[("title", json!("Second"), START, 1), ("description", json!("Fine"), START, 1)]);
    let answer = person.sync(None, vec![both]).await;
    assert_eq!(outcome(&answer, 0, "title"), "stampReused");
    assert_eq!(outcome(&answer, 0, "description"), "applied", "and its neighbour is not held up");
    let after = person.head(id).await;
    assert_eq!(after["groups"]["title"], before["groups"]["title"]);
    assert_eq!(person.past(id, "title").await, [] as [Value; 0]);
    let (status, refused) = person.put(id, json!({"lastModified": START, "title": "Third"}).to_string()).await;
    assert_eq!((status.as_u16(), &refused["code"]), (409, &json!("stampReused")), "{refused}");
    assert_eq!(person.head(id).await, after);
}

#[tokio::test]
async fn case_06_a_device_whose_stamp_is_taken_makes_another_and_its_edit_is_stored() {
    let both = Pair::with("Duplex", "Bright").await;
    both.one.line.set(Mode::HoldRequests);
    edit(&both.ada, both.id, &GroupName::TITLE, "Mine").await;
    both.one.line.until(|all| all.iter().any(|one| one.request.to_string().contains("Mine"))).await;
    let held = both.one.line.pushes().pop().expect("held");
    let taken = stamp_of(&held.updates()[0]["groups"]["title"]);
    // Whatever else says it is this device, in the very millisecond.
    both.witness.sync(None, vec![title(both.id, "A clone's", taken.millis.get(), taken.device.0)]).await;
    both.one.line.set(Mode::Open);
    both.all_show(&GroupName::TITLE, json!("Mine")).await;
    let pushes = both.one.line.pushes();
    let said = pushes.iter().filter_map(|push| push.answer.as_ref());
    let reused = said.filter(|answer| answer["outcomes"][0]["groups"]["title"]["outcome"] == "stampReused").count();
    assert_eq!(reused, 1, "the trap was set: {pushes:#?}");
    assert!(both.witness.past(both.id, "title").await.contains(&json!("A clone's")));
}

#[tokio::test]
async fn case_15_different_groups_are_both_kept_with_one_history_line_each() {
    let both = Pair::with("Duplex", "Bright").await;
    both.cut();
    edit(&both.ada, both.id, &GroupName::TITLE, "Ada's title").await;
    both.server.world.pass(MINUTE);
    edit(&both.chidi, both.id, &GroupName::DESCRIPTION, "Chidi's words").await;
    both.one.mend(&both.ada);
    both.two.mend(&both.chidi);
    both.all_show(&GroupName::TITLE, json!("Ada's title")).await;
    both.all_show(&GroupName::DESCRIPTION, json!("Chidi's words")).await;

    for (group, before) in [("title", "Duplex"), ("description", "Bright")] {
        assert_eq!(both.witness.past(both.id, group).await, [before], "one line at the server");
        let own = both.ada.read_history(both.id).await.expect("readable");
        let others = both.chidi.read_history(both.id).await.expect("readable");
        let asked = both.chidi.read_cloud_history(both.id).await.expect("readable");
        for lines in [own, others, asked] {
            let lines = lines.iter().filter(|line| line.group.as_str() == group);
            assert_eq!(lines.map(|line| &line.value).collect::<Vec<_>>(), [before], "one line for everybody");
        }
        for client in [&both.ada, &both.chidi] {
            assert_eq!(client.list_notices().await.expect("readable"), [], "and nobody has to be told");
        }
    }
}

/// Deletes on Ada's device and edits on Chidi's, in one order of time and one of arrival.
pub async fn delete_against_edit(delete_is_later: bool, delete_arrives_first: bool) -> Pair {
    let both = Pair::with("Duplex", "Bright").await;
    both.cut();
    if delete_is_later {
        edit(&both.chidi, both.id, &GroupName::TITLE, "Edited").await;
        both.server.world.pass(MINUTE);
        both.ada.delete_draft(both.id).await.expect("deleted");
    } else {
        both.ada.delete_draft(both.id).await.expect("deleted");
        both.server.world.pass(MINUTE);
        edit(&both.chidi, both.id, &GroupName::TITLE, "Edited").await;
    }
    both.server.world.pass(MINUTE);
    let (deleter, editor) = ((&both.one, &both.ada), (&both.two, &both.chidi));
    let order = if delete_arrives_first { [deleter, editor] } else { [editor, deleter] };
    for (device, client) in order {
        device.mend(client);
        synced(client).await;
    }
    both.all_show(&GroupName::TITLE, json!("Edited")).await;
    both.all_show(&GroupName::TRASH, json!(true)).await;
    both
}

#[tokio::test]
async fn case_17_a_later_delete_wins_in_any_order_of_arrival_and_all_can_be_restored() {
    for delete_arrives_first in [true, false] {
        let both = delete_against_edit(true, delete_arrives_first).await;
        for client in [&both.ada, &both.chidi] {
            assert!(client.read_draft(both.id).await.expect("there").deleted, "arrives first: {delete_arrives_first}");
        }
        let (_, plain) = both.witness.get(&format!("/v1/property-drafts/{}", both.id)).await;
        assert_eq!(plain["deleted"], true);
        both.chidi.restore_draft(both.id).await.expect("restored");
        both.all_show(&GroupName::TRASH, json!(false)).await;
        let view = both.ada.read_draft(both.id).await.expect("there");
        assert!(!view.deleted);
        assert_eq!([&view.groups[&GroupName::TITLE], &view.groups[&GroupName::DESCRIPTION]], ["Edited", "Bright"]);
    }
}

#[tokio::test]
async fn case_17_a_later_edit_revives_in_any_order_of_arrival() {
    for delete_arrives_first in [true, false] {
        let both = delete_against_edit(false, delete_arrives_first).await;
        for client in [&both.ada, &both.chidi] {
            assert!(!client.read_draft(both.id).await.expect("there").deleted, "arrives first: {delete_arrives_first}");
        }
        let (_, plain) = both.witness.get(&format!("/v1/property-drafts/{}", both.id)).await;
        assert_eq!((&plain["deleted"], &plain["title"]), (&json!(false), &json!("Edited")));
        // It can be deleted again, and then stays so.
        both.ada.delete_draft(both.id).await.expect("deleted");
        until_view(&both.chidi, both.id, "deleted", |view| view.deleted).await;
    }
}

#[tokio::test]
async fn case_31_a_price_that_was_replaced_hours_later_offline_is_in_the_servers_history() {
    let both = Pair::with("Duplex", "Bright").await;
    let price = |millions: i64| json!({"amountMinor": millions * 100_000_000, "currency": "NGN"});
    both.one.cut();
    edit(&both.ada, both.id, &GroupName::PRICE, price(45)).await;
    both.server.world.pass(2 * HOUR);
    edit(&both.ada, both.id, &GroupName::PRICE, price(48)).await;
    both.one.mend(&both.ada);
    both.all_show(&GroupName::PRICE, price(48)).await;
    synced(&both.ada).await;
    let kept = both.witness.history(both.id, "price").await;
    assert_eq!(kept.iter().map(|entry| &entry["value"]).collect::<Vec<_>>(), [&price(45)]);
    let (then, now) = (stamp_of(&kept[0]), both.witness.stamp(both.id, "price").await);
    let age = now.millis.get() - then.millis.get();
    assert!((2 * HOUR - 5 * SECOND..=2 * HOUR + 5 * SECOND).contains(&age), "kept with its own time: {age} ms before");
    let own = both.ada.read_history(both.id).await.expect("readable");
    assert_eq!(own.iter().filter(|line| line.value == price(45)).count(), 1);
}
