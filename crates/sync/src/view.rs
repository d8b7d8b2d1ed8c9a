//! What the app's window is told: the answers of the shell's commands and the payloads of its events.
//!
//! JSON is camelCase. Nothing here ever holds a token or a password.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, FieldError, GroupName, Groups, Price, Status, TeamId, UserId};
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
    /// Its price.
    pub price: Option<Price>,
    /// Its area, or else its LGA or state.
    pub area: Option<String>,
    /// DRAFT or PUBLISHED.
    pub status: Status,
    /// Published, and changed since.
    pub unpublished_changes: bool,
    /// What publishing still asks for.
    pub problems: u32,
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// Where its newest values are.
    pub saved: Saved,
    /// When it last changed, in milliseconds since 1970 UTC on this device's clock.
    pub edited_at: i64,
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

/// What a command answers when it cannot do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandError {
    /// Stable, for the page to act on.
    pub code: String,
    /// For people: what happened and what to do.
    pub message: String,
}
