//! What the app's window is told: the answers of the shell's commands and the payloads of its events.
//!
//! JSON is camelCase. Nothing here ever holds a token or a password.

use std::{collections::BTreeMap, sync::LazyLock};

use lagoon_listing::{
    DraftId, FieldError, GroupName, Groups, Price, Property, Purpose, Status, TeamId, UserId, check_for_publishing,
    suggest_title,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    DeviceId, Millis, Stamp,
    status::{SignIn, SyncStatus},
};

/// One listing as a wizard shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// The draft.
    pub id: DraftId,
    /// What the person sees: unsent changes over what the cloud holds.
    pub groups: Groups,
    /// What each shown value was made from: pass it back as `base` when editing the group. Absent: it was empty.
    pub stamps: BTreeMap<GroupName, Stamp>,
    /// Groups whose newest value the cloud does not hold yet.
    pub unsent: Vec<GroupName>,
    /// It was published or withdrawn here, and the cloud has not confirmed it.
    #[serde(default)]
    pub publication_waits: bool,
    /// Groups that the cloud refuses, and why.
    pub held: BTreeMap<GroupName, FieldError>,
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// Whether the team deleted it so long ago that the cloud has forgotten it, and it has unsent changes: keep it as a new
    /// listing, or discard it.
    #[serde(default)]
    pub purged: bool,
    /// Who started it, once the cloud has it.
    pub user_id: Option<UserId>,
    /// The team it belongs to, once somebody signed in.
    pub team_id: Option<TeamId>,
    /// Server time of its last effective change, once the cloud has it.
    pub updated_at: Option<Millis>,
}

/// Where the newest values of a listing are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Saved {
    /// On this device.
    Here,
    /// In the cloud.
    Cloud,
    /// On this device, and the cloud refuses a part of it.
    Held,
}

/// One line of the list of listings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// The draft.
    pub id: DraftId,
    /// Its title.
    pub title: Option<String>,
    /// What its facts suggest for one, while it has none.
    #[serde(default)]
    pub suggested: Option<String>,
    /// What it is offered for.
    #[serde(default)]
    pub purpose: Option<Purpose>,
    /// Its price.
    pub price: Option<Price>,
    /// Its area, or else its LGA or state.
    pub area: Option<String>,
    /// DRAFT or PUBLISHED.
    pub status: Status,
    /// Published, and changed since.
    pub unpublished_changes: bool,
    /// It was published or withdrawn here, and the cloud has not confirmed it.
    #[serde(default)]
    pub publication_waits: bool,
    /// What publishing still asks for.
    pub problems: u32,
    /// How much of what publishing asks for is there, in percent.
    #[serde(default)]
    pub complete: u8,
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// Since when it does, in milliseconds since 1970 UTC.
    #[serde(default)]
    pub deleted_at: Option<i64>,
    /// Who started it. Unknown until the cloud has it: then it was somebody on this device.
    #[serde(default)]
    pub user_id: Option<UserId>,
    /// Where its newest values are.
    pub saved: Saved,
    /// When it last changed, in milliseconds since 1970 UTC on this device's clock.
    pub edited_at: i64,
    /// Who changed it last. `None`: somebody on this device, and the cloud has not heard of it.
    #[serde(default)]
    pub edited_by: Option<UserId>,
}

/// A place in the list, last edited first: after the listing with this id, which was edited then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListCursor {
    /// In milliseconds since 1970 UTC on this device's clock.
    pub edited_at: i64,
    /// Among those that were edited at the same time.
    pub id: DraftId,
}

/// What of a line of the list does not follow from the listing's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// Since when it does, in milliseconds since 1970 UTC.
    pub deleted_at: Option<i64>,
    /// Who started it, if the cloud has it.
    pub user_id: Option<UserId>,
    /// Where its newest values are.
    pub saved: Saved,
    /// It was published or withdrawn here, and the cloud has not confirmed it.
    pub publication_waits: bool,
    /// When it last changed, in milliseconds since 1970 UTC on this device's clock.
    pub edited_at: i64,
    /// Who changed it last, if the cloud has heard of it.
    pub edited_by: Option<UserId>,
}

impl DraftSummary {
    /// The line of a listing with these values.
    pub fn of(id: DraftId, groups: &Groups, standing: Standing) -> Self {
        let property = Property::from_groups(id, groups);
        let problems = check_for_publishing(&property).len();
        let place = property.location.clone().unwrap_or_default();
        let untitled = property.title.as_deref().is_none_or(|title| title.trim().is_empty());
        Self {
            id,
            unpublished_changes: property.has_unpublished_changes(),
            suggested: untitled.then(|| suggest_title(&property)).flatten(),
            title: property.title,
            purpose: property.purpose,
            price: property.price,
            area: [place.area, place.lga, place.state].into_iter().flatten().find(|part| !part.trim().is_empty()),
            status: property.status,
            problems: u32::try_from(problems).unwrap_or(u32::MAX),
            complete: complete(problems),
            deleted: standing.deleted,
            deleted_at: standing.deleted_at.filter(|_| standing.deleted),
            user_id: standing.user_id,
            saved: standing.saved,
            publication_waits: standing.publication_waits,
            edited_at: standing.edited_at,
            edited_by: standing.edited_by,
        }
    }
}

/// What publishing asks an empty listing for.
static ASKED: LazyLock<usize> =
    LazyLock::new(|| check_for_publishing(&Property::new(DraftId(uuid::Uuid::nil()))).len().max(1));

/// How much of what publishing asks for is there, in percent. Only a listing that is ready has all of it.
fn complete(problems: usize) -> u8 {
    let there = ASKED.saturating_sub(problems) * 100 / *ASKED;
    u8::try_from(there.min(if problems == 0 { 100 } else { 99 })).unwrap_or(0)
}

/// The answer to `edit_draft`: the value is durable on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EditReceipt {
    /// Counts this device's edits of the group.
    pub generation: u64,
}

/// One value that a group held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// The group.
    pub group: GroupName,
    /// The value that was replaced.
    pub value: Value,
    /// Its stamp, if it was ever sent.
    pub stamp: Option<Stamp>,
    /// Who wrote it; `None` is this device, before the cloud knew it.
    pub author: Option<UserId>,
    /// When it was replaced, in milliseconds since 1970 UTC on this device's clock.
    pub replaced_at: i64,
}

/// The cloud chip's panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncPanel {
    /// What the chip says.
    pub status: SyncStatus,
    /// What waits, oldest first.
    pub waiting: Vec<WaitingDraft>,
    /// The last thing that went wrong.
    pub last_problem: Option<SyncProblem>,
    /// Milliseconds until the next try; `None` when none is planned.
    pub next_try_in: Option<i64>,
    /// Whether the person paused sync.
    pub paused: bool,
    /// How far this device's clock is ahead of the server's, in milliseconds; `None` before the first answer.
    pub clock_ahead: Option<i64>,
    /// What this device sent and received this month.
    #[serde(default)]
    pub data_used: DataUsed,
}

/// What this device sent and received in one month, in bytes, as far as this program sees it: without what encryption and the
/// network add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataUsed {
    /// Year and month in UTC, such as `2026-11`.
    pub month: String,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
}

/// When this device does without what costs data and is not needed: the standing connection that brings news at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SaveData {
    /// Never.
    Never,
    /// While the connection is paid by what it carries.
    #[default]
    Metered,
    /// Always.
    Always,
}

impl SaveData {
    /// Whether data is to be saved on a connection that is metered or not.
    pub fn saves(self, metered: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Metered => metered,
            Self::Always => true,
        }
    }
}

/// A server that answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerFound {
    /// Its address, as it is understood.
    pub url: String,
    /// Its version.
    pub version: String,
    /// Whether what is sent to it is encrypted.
    pub encrypted: bool,
}

/// One listing with changes that the cloud does not hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WaitingDraft {
    /// The draft.
    pub id: DraftId,
    /// Its title.
    pub title: Option<String>,
    /// The groups that wait.
    pub groups: Vec<GroupName>,
    /// Bytes of their values as JSON.
    pub bytes: u64,
    /// When the oldest of them was edited, in milliseconds since 1970 UTC on this device's clock.
    pub since: i64,
    /// Why it waits, if it waits for more than its turn.
    pub reason: Option<String>,
    /// Whether a request that carries it is on its way.
    #[serde(default)]
    pub sending: bool,
}

/// Something that went wrong while syncing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncProblem {
    /// When, in milliseconds since 1970 UTC on this device's clock.
    pub at: i64,
    /// What, and what to do, in plain words.
    pub message: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Whether somebody is.
    pub sign_in: SignIn,
    /// The address of the server, also when nobody is signed in: where the sign-in form starts.
    pub server_url: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// Their team's name.
    pub team: Option<String>,
    /// Their id.
    pub user_id: Option<UserId>,
    /// Their team's id.
    pub team_id: Option<TeamId>,
    /// This device, as stamps name it.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// Listings that were written on this device before any sign-in and belong to nobody yet.
    pub unclaimed_drafts: u32,
    /// What this device calls itself when somebody signs in.
    #[serde(default)]
    pub device_name: String,
    /// When this device saves data.
    #[serde(default)]
    pub save_data: SaveData,
    /// Something to know about this device, such as "You will have to sign in again after a restart".
    pub notice: Option<String>,
}

/// Somebody of the team by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: String,
}

/// What "Check my data" found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DataCheck {
    /// How many listings were compared.
    pub compared: u32,
    /// Those that differed. They are being fetched and merged.
    pub repaired: Vec<DraftId>,
}

/// Which drafts changed: the event `drafts-changed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftsChanged {
    /// The drafts.
    pub ids: Vec<DraftId>,
}

/// What came of doing the same to several listings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Several {
    /// Those that it was done to.
    pub done: Vec<DraftId>,
    /// Those that it could not be done to.
    pub left: Vec<DraftId>,
    /// What kept the first of those.
    pub why: Option<CommandError>,
}

/// What a command answers when it cannot do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandError {
    /// Stable, for the page to act on.
    pub code: String,
    /// For people: what happened and what to do.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listing_that_is_ready_is_complete() {
        assert_eq!((complete(0), complete(*ASKED), complete(usize::MAX)), (100, 0, 0));
        for problems in 1..*ASKED {
            assert!((1..100).contains(&complete(problems)), "{problems}");
            assert!(complete(problems) < complete(problems - 1), "less is missing");
        }
    }

    #[test]
    fn a_listing_without_a_title_is_called_by_its_facts() {
        let line = |title: &str| {
            let groups = serde_json::from_value(serde_json::json!({
                "title": title, "propertyType": "detached", "rooms": {"bedrooms": 4}, "location": {"area": "Lekki"},
            }));
            let standing = Standing {
                deleted: false,
                deleted_at: None,
                user_id: None,
                saved: Saved::Here,
                publication_waits: false,
                edited_at: 0,
                edited_by: None,
            };
            DraftSummary::of(DraftId(uuid::Uuid::nil()), &groups.expect("valid groups"), standing)
        };
        assert_eq!(line("  ").suggested.as_deref(), Some("4-bedroom detached duplex, Lekki"));
        assert_eq!(line("Duplex").suggested, None);
    }

    #[test]
    fn data_is_saved_when_it_is_asked_for() {
        assert!(!SaveData::Never.saves(true) && SaveData::Always.saves(false));
        assert!(SaveData::Metered.saves(true) && !SaveData::Metered.saves(false));
    }
}
