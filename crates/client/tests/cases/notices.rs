//! Who is told: the author of a value that lost unseen, once, however the two arrived and wherever the author is by then.

use lagoon_client::Client;
use lagoon_listing::GroupName;
use lagoon_sync::wire::{Notice, NoticeKind};
use serde_json::json;

use crate::{
    conflicts::{Pair, delete_against_edit},
    line::Exchange,
    support::{ADA, device_of, edit, in_time, until_view},
    world::MINUTE,
};

/// Waits until the client has this many notices.
async fn until_notices(client: &Client, count: usize) -> Vec<Notice> {
    let mut events = client.subscribe();
    let looked = async {
        loop {
            let notices = client.list_notices().await.expect("readable");
            if notices.len() == count {
                return notices;
            }
            let _ = events.recv().await;
        }
    };
    in_time(&format!("{count} notices"), looked).await
}

impl Pair {
    /// Lets both devices hear from the server several times more: nothing else may come of it.
    async fn hear_on(&self) {
        let answered = |all: &[Exchange]| all.iter().filter(|exchange| exchange.answer.is_some()).count();
        for device in [&self.one, &self.two] {
            let before = answered(&device.line.exchanges());
            device.line.until(|all| answered(all) > before + 2).await;
        }
    }

    /// The author has exactly this one notice, and the other nobody has any.
    async fn only_ada_is_told(&self) -> Notice {
        let notice = until_notices(&self.ada, 1).await.remove(0);
        self.hear_on().await;
        assert_eq!(self.ada.list_notices().await.expect("readable"), std::slice::from_ref(&notice), "exactly one");
        assert_eq!(self.chidi.list_notices().await.expect("readable"), []);
        notice
    }
}

/// Both change the title, Ada first; their edits arrive in one order or the other.
async fn both_change_the_title(earlier_arrives_first: bool) -> Pair {
    let both = Pair::with("Duplex", "Bright").await;
    both.cut();
    edit(&both.ada, both.id, &GroupName::TITLE, "Ada's").await;
    both.server.world.pass(MINUTE);
    edit(&both.chidi, both.id, &GroupName::TITLE, "Chidi's").await;
    let (ada, chidi) = ((&both.one, &both.ada), (&both.two, &both.chidi));
    for (device, client) in if earlier_arrives_first { [ada, chidi] } else { [chidi, ada] } {
        device.mend(client);
        until_view(client, both.id, "clean", |view| view.unsent.is_empty()).await;
    }
    both.all_show(&GroupName::TITLE, json!("Chidi's")).await;
    both
}

#[tokio::test]
async fn case_16_the_later_edit_wins_everywhere_and_the_losers_author_gets_exactly_one_notice() {
    for earlier_arrives_first in [true, false] {
        let both = both_change_the_title(earlier_arrives_first).await;
        let past = both.witness.past(both.id, "title").await;
        assert_eq!(past, ["Duplex", "Ada's"], "the loser is in the server's history");
        let own = both.ada.read_history(both.id).await.expect("readable");
        assert_eq!(own.iter().filter(|line| line.value == "Ada's").count(), 1, "and in its author's: {own:?}");

        let notice = both.only_ada_is_told().await;
        assert_eq!(
            (notice.kind.clone(), notice.draft, &notice.group),
            (NoticeKind::Overwritten, both.id, &GroupName::TITLE)
        );
        assert_eq!((&notice.mine.value, &notice.theirs.value), (&json!("Ada's"), &json!("Chidi's")));
        let who = both.chidi.read_account().await.expect("readable").user_id;
        assert_eq!(Some(notice.theirs.author), who, "it says who");
        assert_eq!(both.witness.stamp(both.id, "title").await, notice.theirs.stamp, "and when");
    }
}

#[tokio::test]
async fn case_16_the_notice_outlives_a_restart_and_use_mine_is_simply_a_new_edit() {
    let both = both_change_the_title(true).await;
    let notice = both.only_ada_is_told().await;
    let Pair { server, one, ada, chidi, id, witness, .. } = both;
    let (_other, elsewhere) = device_of(&server, ADA).await;
    until_notices(&elsewhere, 1).await;
    drop(ada);
    let ada = one.start().await;
    assert_eq!(ada.list_notices().await.expect("readable"), std::slice::from_ref(&notice));
    server.world.pass(MINUTE);
    ada.settle_notice(&notice.id(), true).await.expect("settled");
    for client in [&ada, &chidi, &elsewhere] {
        until_view(client, id, "Ada's again", |view| view.groups[&GroupName::TITLE] == "Ada's").await;
        until_notices(client, 0).await;
    }
    assert_eq!(witness.value(id, "title").await, "Ada's");
    assert_eq!(witness.past(id, "title").await, ["Duplex", "Ada's", "Chidi's"]);
}

#[tokio::test]
async fn case_17_whoever_deleted_is_told_of_a_revival_in_any_order_of_arrival() {
    for delete_arrives_first in [true, false] {
        let both = delete_against_edit(false, delete_arrives_first).await;
        let notice = both.only_ada_is_told().await;
        assert_eq!(
            (notice.kind.clone(), notice.draft, &notice.group),
            (NoticeKind::Revived, both.id, &GroupName::TRASH)
        );
        assert_eq!((notice.their_group, &notice.theirs.value), (Some(GroupName::TITLE), &json!("Edited")));
    }
}

#[tokio::test]
async fn case_17_nobody_is_told_when_the_later_delete_stands() {
    let both = delete_against_edit(true, true).await;
    both.hear_on().await;
    for client in [&both.ada, &both.chidi] {
        assert_eq!(client.list_notices().await.expect("readable"), []);
    }
}
