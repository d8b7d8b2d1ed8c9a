//! What device and server say to each other in `POST /v1/sync`: one round trip that pushes and pulls.
//!
//! Everything from the wire is parsed into these types at the edge; what does not fit is refused with its field named.

use std::collections::BTreeMap;

use lagoon_listing::{DraftId, FieldError, GroupName, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AppVersion, DeviceId, Epoch, InstallId, Millis, Seq, Stamp, app_version::if_readable};

/// The version of these types. A device says which it speaks; unknown fields are ignored on both sides.
pub const SCHEMA: u32 = 1;

/// A device's half of an exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncRequest {
    /// Who speaks.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// Which installation of that device. Absent in requests with updates: the one before them, with which each start of a
    /// device begins, has told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub install: Option<InstallId>,
    /// [`SCHEMA`] of the device.
    pub schema: u32,
    /// The server's clock as the device believes it to be now. If it is more than a minute off, stamps are refused with
    /// `clockAhead`: the device learns the time, and makes others. Absent: not known, and there are no stamps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub clock: Option<Millis>,
    /// How far the device has read. Absent: from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// What the device changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<UpdatePropertyDraft>,
    /// Notices that the person has dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<NoticeId>,
}

/// A place in a team's list of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cursor {
    /// Which life of the database it belongs to.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub epoch: Epoch,
    /// Everything up to and including this is known.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub seq: Seq,
    /// While the device reads from the beginning: where the list ended when it began. Send it back as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub began: Option<Seq>,
}

/// One call of `updatePropertyDraft`: the changed groups of one draft. Without groups it only asks for the draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdatePropertyDraft {
    /// The draft; made on first sight.
    #[cfg_attr(feature = "openapi", schema(value_type = uuid::Uuid))]
    pub id: DraftId,
    /// The revision the device holds. The answer carries every group that changed after it. 0: a draft that is new to the
    /// device, or to the server. -1: everything of a draft that the server is known to have held.
    pub base_rev: i64,
    /// Milliseconds of the greatest stamp among `groups`; absent without groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub last_modified: Option<Millis>,
    /// The changed groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, GroupUpdate>))]
    pub groups: BTreeMap<GroupName, GroupUpdate>,
    /// Values that ended a run and were replaced before the server heard of them, the oldest first. They go to history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<PastUpdate>,
}

/// A value that no longer stands on its device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PastUpdate {
    /// Its group.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupName,
    /// The value.
    pub value: Value,
    /// When and where it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub stamp: Stamp,
}

/// A new value of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GroupUpdate {
    /// The value; `null` clears.
    pub value: Value,
    /// When and where it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub stamp: Stamp,
    /// The stamp of the value that was on screen when the edit was made. Absent: the group was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub base: Option<Stamp>,
    /// The stamp of an earlier value of the same run, which this one replaces: that one was a keystroke, and history does
    /// without it. Absent: what stands is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub continues: Option<Stamp>,
}

/// The server's half of an exchange.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncResponse {
    /// The server's clock when it answered.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub server_time: Millis,
    /// One for each update, in the order they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<DraftOutcome>,
    /// What changed after the cursor, in commit order. Drafts that stand in `outcomes` are not repeated here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<DraftChange>,
    /// What this person has not heard of yet: values of theirs that lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// Notices that this person has dealt with on another device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<NoticeId>,
    /// Where the device stands after this answer.
    pub cursor: Cursor,
    /// Whether more changes wait behind the new cursor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// Why `changes` start from the beginning, if they do although the device had read before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resync: Option<Resync>,
    /// What one request may hold. Absent in the answer to a request with updates: what was said before still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// Why a device has to begin reading again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum Resync {
    /// The server was restored from a backup and may lack what the device holds: the device brings it back.
    Restored,
    /// The device was away for longer than deleted drafts are remembered: what the server lacks was deleted.
    Purged,
}

/// A draft that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftChange {
    /// The draft.
    #[cfg_attr(feature = "openapi", schema(value_type = uuid::Uuid))]
    pub id: DraftId,
    /// As it stands, with the groups that changed.
    #[serde(flatten)]
    pub head: DraftHead,
}

/// Which notice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeId {
    /// The draft.
    #[cfg_attr(feature = "openapi", schema(value_type = uuid::Uuid))]
    pub draft: DraftId,
    /// The group of the value that lost.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupName,
    /// The stamp of the value that lost.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub stamp: Stamp,
}

/// Tells the author of a value that it lost to one that was made without having seen it. It is in history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The draft.
    #[cfg_attr(feature = "openapi", schema(value_type = uuid::Uuid))]
    pub draft: DraftId,
    /// What happened: `overwritten`, `revived`, `movedOn`, or something that only newer versions know.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "overwritten"))]
    pub kind: NoticeKind,
    /// The group of the value that lost.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub group: GroupName,
    /// The value that lost.
    pub mine: GroupHead,
    /// The group of what won; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub their_group: Option<GroupName>,
    /// What won.
    pub theirs: GroupHead,
    /// Server time when it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub at: Millis,
}

impl Notice {
    /// Which one it is: there is one for each value that lost.
    pub fn id(&self) -> NoticeId {
        NoticeId { draft: self.draft, group: self.group.clone(), stamp: self.mine.stamp }
    }
}

/// What a notice tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NoticeKind {
    /// Two values of a group were made without knowing of each other, and the other one stands.
    Overwritten,
    /// A draft was deleted, and an edit that is newer brought it back.
    Revived,
    /// A copy was published, and the draft had been changed in the meantime.
    MovedOn,
    /// Something that only newer versions know: the person sees both values, and can say that they have. Its name is kept, so
    /// that an upgraded client can explain it.
    #[serde(untagged)]
    Other(String),
}

/// What one request may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Bytes of JSON of one group's value.
    pub group_bytes: usize,
    /// Updates in one request.
    pub updates: usize,
    /// Bytes of one request after decompression.
    pub body_bytes: usize,
    /// The oldest version of the app that people should have. An older one asks them to update it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "if_readable")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub oldest_client: Option<AppVersion>,
}

/// What became of one `updatePropertyDraft`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DraftOutcome {
    /// Per group that was sent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, GroupOutcome>))]
    pub groups: BTreeMap<GroupName, GroupOutcome>,
    /// The draft after it, with every group that changed after `baseRev`, save those that were `applied` just now (the
    /// device has them). Absent when the server holds nothing of the draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftHead>,
    /// How many of `past`, from the first on, are dealt with: in history, or never storable. The others come again.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub past: usize,
    /// The update builds on a revision of a draft that the server does not hold (any more). Nothing of it was stored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What became of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", tag = "outcome")]
pub enum GroupOutcome {
    /// Stored, or stored already.
    Applied,
    /// A newer value stands; it comes along in the draft's groups. The sent one is kept in history.
    Superseded,
    /// The stamp lies more than a minute ahead of the server, or the device's idea of the server's clock is more than a minute
    /// off. Make a new one, at most `server_time`.
    #[serde(rename_all = "camelCase")]
    ClockAhead {
        /// The server's clock.
        #[cfg_attr(feature = "openapi", schema(value_type = i64))]
        server_time: Millis,
    },
    /// The value may not be stored.
    Rejected(FieldError),
    /// The same stamp already stands for another value. Make a new stamp.
    StampReused,
}

/// A draft as the server holds it: all of it, or the groups that changed after some revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct DraftHead {
    /// Counts its effective changes.
    pub rev: i64,
    /// Milliseconds of its greatest stamp.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub last_modified: Millis,
    /// Server time of its last effective change.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub updated_at: Millis,
    /// Who started it. Absent when the device has heard of the draft before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<uuid::Uuid>))]
    pub user_id: Option<UserId>,
    /// The groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, GroupHead>))]
    pub groups: BTreeMap<GroupName, GroupHead>,
    /// [`content_hash`](crate::canonical::content_hash) over *all* its groups.
    pub content_hash: String,
}

/// The value of a group that stands at the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct GroupHead {
    /// The value; `null` is cleared.
    pub value: Value,
    /// When and where it was made.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub stamp: Stamp,
    /// Who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = uuid::Uuid))]
    pub author: UserId,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_of_newer_versions_are_ignored_and_bad_ones_named() {
        let id = "0197f3a0-0000-7000-8000-000000000001";
        let update = |last_modified: Value| {
            serde_json::from_value::<UpdatePropertyDraft>(json!({
                "id": id, "baseRev": 0, "lastModified": last_modified, "later": true, "groups": {}
            }))
        };
        assert!(update(json!(1)).is_ok());
        for bad in [json!(-1), json!(0.5), json!(Millis::LIMIT), json!(i64::MAX), json!("1")] {
            assert!(update(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_notice_of_a_kind_that_only_newer_versions_know_is_read_and_kept_as_it_is() {
        let head = json!({"value": 1, "stamp": "5-00000000000000aa", "author": "0197f3a0-0000-7000-8000-000000000002"});
        let sent = json!({
            "draft": "0197f3a0-0000-7000-8000-000000000001", "kind": "outbid", "group": "price", "mine": head,
            "theirs": head, "at": 6
        });
        let notice: Notice = serde_json::from_value(sent.clone()).expect("is read");
        assert_eq!(notice.kind, NoticeKind::Other("outbid".into()));
        assert_eq!(serde_json::to_value(notice).expect("serialises"), sent);
    }

    #[test]
    fn outcomes_have_the_shape_that_the_documentation_shows() {
        let rejected = GroupOutcome::Rejected(FieldError {
            code: "tooLarge".into(),
            field: "description".into(),
            message: "Shorten it.".into(),
        });
        assert_eq!(
            serde_json::to_value(rejected).expect("serialises"),
            json!({"outcome": "rejected", "code": "tooLarge", "field": "description", "message": "Shorten it."})
        );
        assert_eq!(serde_json::to_value(GroupOutcome::Applied).expect("serialises"), json!({"outcome": "applied"}));
        assert_eq!(
            serde_json::to_value(GroupOutcome::ClockAhead { server_time: Millis::clamped(5) }).expect("serialises"),
            json!({"outcome": "clockAhead", "serverTime": 5})
        );
    }
}
