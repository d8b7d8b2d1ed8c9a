//! What the person has to be told, in plain words, and the text by which a notice is named on the command line.

use std::collections::HashMap;

use chrono::{DateTime, Local};
use lagoon_client::{Client, ClientError};
use lagoon_listing::{DraftId, GroupName, Publication, UserId};
use lagoon_sync::{
    Millis,
    wire::{Notice, NoticeId, NoticeKind},
};
use serde_json::{Value, json};

use crate::{failure::Failure, output::plain, people::called, shown::text};

/// The name of a notice: `DRAFT/GROUP/STAMP`.
pub fn name(id: &NoticeId) -> String {
    format!("{}/{}/{}", id.draft, id.group, id.stamp)
}

/// Reads the name of a notice.
pub fn parse(name: &str) -> Result<NoticeId, &'static str> {
    let read = || {
        let (draft, rest) = name.trim().split_once('/')?;
        let (group, stamp) = rest.split_once('/')?;
        Some(NoticeId { draft: draft.parse().ok()?, group: group.parse().ok()?, stamp: stamp.parse().ok()? })
    };
    read().ok_or("this is not a notice; `lagoon-cli notices` shows them as LISTING/GROUP/STAMP")
}

/// Deals with a notice. Answers whether the person's value was written once more.
pub async fn settle(client: &Client, id: &NoticeId, use_mine: bool) -> Result<bool, Failure> {
    let kind = client.list_notices().await?.into_iter().find(|notice| notice.id() == *id).map(|notice| notice.kind);
    if use_mine && matches!(kind, Some(NoticeKind::Other(_))) {
        // It would be settled, and nothing written.
        return Err(Failure::new(
            "unknownNotice",
            "This version does not know what using your value means here. Update Lagoon, or keep what stands with \
             `lagoon-cli keep-theirs`.",
        ));
    }
    client.settle_notice(id, use_mine).await?;
    Ok(use_mine && matches!(kind, Some(NoticeKind::Overwritten | NoticeKind::Revived)))
}

/// What the person has to be told, newest first.
pub struct Open {
    notices: Vec<Notice>,
    titles: HashMap<DraftId, String>,
    person: Option<UserId>,
}

/// Reads what the person has to be told, as far as this device knows.
pub async fn read(client: &Client) -> Result<Open, ClientError> {
    let notices = client.list_notices().await?;
    let ids: Vec<_> = notices.iter().map(|notice| notice.draft).collect();
    let listings = client.list_drafts(Some(&ids)).await?;
    let titles = listings.into_iter().filter_map(|listing| Some((listing.id, listing.title?))).collect();
    Ok(Open { notices, titles, person: client.read_account().await?.user_id })
}

impl Open {
    /// As programs read it.
    pub fn to_json(&self) -> Value {
        let notice = |notice: &Notice| {
            let mut line = json!(notice);
            line["notice"] = json!(name(&notice.id()));
            line["title"] = json!(self.titles.get(&notice.draft));
            line["you"] = json!(self.is_own(notice));
            line
        };
        json!({"notices": self.notices.iter().map(notice).collect::<Vec<_>>()})
    }

    /// For people.
    pub fn to_text(&self) -> String {
        if self.notices.is_empty() {
            return "there is nothing to tell you; `lagoon-cli sync` asks the cloud".into();
        }
        self.notices.iter().map(|notice| self.described(notice)).collect::<Vec<_>>().join("\n\n")
    }

    fn described(&self, notice: &Notice) -> String {
        let title = plain(self.titles.get(&notice.draft).map_or("(no title)", String::as_str));
        let (group, theirs) = (&notice.group, notice.their_group.as_ref().unwrap_or(&notice.group));
        let stands = text(theirs, &notice.theirs.value);
        let (what, mine) = match &notice.kind {
            NoticeKind::Overwritten => (
                format!("your {group} lost to a later one that was made without having seen it"),
                format!("mine: {}", text(group, &notice.mine.value)),
            ),
            NoticeKind::Revived => (
                format!("you deleted this listing, and a newer change of its {theirs} brought it back"),
                "mine: deleted".into(),
            ),
            NoticeKind::MovedOn => (
                format!("you published it, but its {theirs} had changed: buyers see the value of before"),
                format!("published: {}", text(theirs, &published(notice, theirs))),
            ),
            NoticeKind::Other(_) => (
                format!("something happened to your {group} that this version cannot explain; a newer one can"),
                format!("mine: {}", text(group, &notice.mine.value)),
            ),
        };
        let author = called(notice.theirs.author, self.person);
        let who = if self.is_own(notice) { format!("{author} on another device") } else { author };
        let when = time(notice.theirs.stamp.millis);
        format!("{}\n  {title}: {what}\n  {mine}\n  theirs: {stands} ({who}, {when})", name(&notice.id()))
    }

    fn is_own(&self, notice: &Notice) -> bool {
        self.person == Some(notice.theirs.author)
    }
}

/// What buyers see of a group.
fn published(notice: &Notice, group: &GroupName) -> Value {
    let copy: Option<Publication> = serde_json::from_value(notice.mine.value.clone()).ok();
    copy.and_then(|copy| copy.fields.get(group).cloned()).unwrap_or_default()
}

fn time(at: Millis) -> String {
    let at = DateTime::from_timestamp_millis(at.get()).unwrap_or_default();
    at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use lagoon_sync::{DeviceId, Stamp, wire::GroupHead};
    use uuid::Uuid;

    use super::*;

    const DRAFT: &str = "0197f3a0-0000-7000-8000-000000000001";

    #[test]
    fn a_notice_is_found_again_by_its_name() {
        for group in ["title", "amenity:pool", "a.b-c_d:e"] {
            let written = format!("{DRAFT}/{group}/1732406400000-00000000000000ab");
            assert_eq!(parse(&written).map(|id| name(&id)), Ok(written));
        }
        for bad in ["", DRAFT, "a/b/c", &format!("{DRAFT}/title"), &format!("{DRAFT}/title/5"), &format!("{DRAFT}//5")]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    fn told(kind: NoticeKind, group: GroupName, mine: Value, their_group: Option<GroupName>, own: bool) -> String {
        let author = |number| UserId(Uuid::from_u128(number));
        let head = |value, by| {
            let stamp = Stamp { millis: Millis::clamped(5), device: DeviceId(1) };
            GroupHead { value, stamp, author: author(by) }
        };
        let draft = DRAFT.parse().expect("an id");
        let theirs = head(json!("Theirs"), if own { 1 } else { 2 });
        let notice = Notice { draft, kind, group, mine: head(mine, 1), their_group, theirs, at: Millis::clamped(9) };
        let titles = HashMap::from([(draft, "Duplex\u{1b}[2J".to_owned())]);
        Open { notices: vec![notice], titles, person: Some(author(1)) }.to_text()
    }

    #[test]
    fn every_kind_is_told_in_plain_words() {
        let text = told(NoticeKind::Overwritten, GroupName::TITLE, json!("Mine"), None, false);
        for part in
            ["Duplex [2J: your title lost to a later one", "mine: Mine", "theirs: Theirs (a colleague (0000…), "]
        {
            assert!(text.contains(part), "{text}");
        }
        let text = told(NoticeKind::Revived, GroupName::TRASH, json!(true), Some(GroupName::TITLE), true);
        for part in ["newer change of its title brought it back", "theirs: Theirs (you on another device, "] {
            assert!(text.contains(part), "{text}");
        }
        let copy = json!({"fields": {"title": "Before"}, "publishedAt": 1});
        let text = told(NoticeKind::MovedOn, GroupName::PUBLICATION, copy, Some(GroupName::TITLE), false);
        for part in ["its title had changed", "published: Before", "theirs: Theirs"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
