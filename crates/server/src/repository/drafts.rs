//! What the server asks of a database about drafts. The one rule: everything of a team is asked for with the team's id,
//! which comes from the sign-in alone.

use lagoon_listing::{DraftId, GroupName, TeamId};
use lagoon_sync::{
    DeviceId, Epoch, InstallId, Millis, Seq,
    decision::{HeldDraft, PlainDecision, PropertyDraftInput},
    wire::{Cursor, DraftChange, DraftOutcome, GroupHead, Notice, NoticeId, Resync, SyncRequest},
};

use super::{RepositoryError, SignedIn};

/// What an exchange brought.
#[derive(Clone, Debug)]
pub struct Exchanged {
    /// The server's time when it was decided.
    pub server_time: Millis,
    /// One for each update, in order.
    pub outcomes: Vec<DraftOutcome>,
    /// What changed after the cursor, in commit order, without the drafts in `outcomes`.
    pub changes: Vec<DraftChange>,
    /// What the person has not heard of on this device.
    pub notices: Vec<Notice>,
    /// What the person has dealt with on another device.
    pub settled: Vec<NoticeId>,
    /// Where the device stands now.
    pub cursor: Cursor,
    /// Whether more changes wait.
    pub more: bool,
    /// Why the device had to begin again, if it had to.
    pub resync: Option<Resync>,
    /// Where the team's counter stands after it, if it brought something: others may have to be told. Also when it moved
    /// nothing, for it may have before, when its answer was lost on the way.
    pub advanced_to: Option<Seq>,
}

/// What became of a plain update.
#[derive(Clone, Debug)]
pub struct PlainUpdated {
    /// The server's time when it was decided.
    pub server_time: Millis,
    /// The decision, already carried out.
    pub decision: PlainDecision,
    /// The draft as it stands afterwards, if there is one.
    pub draft: Option<HeldDraft>,
    /// Where the team's counter stands after it: as for an exchange.
    pub advanced_to: Option<Seq>,
}

/// A value that does not stand (any more).
#[derive(Clone, Debug, PartialEq)]
pub struct PastValue {
    /// The group it belongs to.
    pub group: GroupName,
    /// The value, its stamp and its author.
    pub head: GroupHead,
    /// Server time when it was replaced, or refused as not newer.
    pub replaced_at: Millis,
}

/// The receipt of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftHash {
    /// The draft.
    pub id: DraftId,
    /// [`content_hash`](lagoon_sync::canonical::content_hash) over all its groups.
    pub content_hash: String,
}

/// A copy that buyers may see.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedCopy {
    /// The draft it was made of.
    pub id: DraftId,
    /// What stands in its group `publication`.
    pub copy: GroupHead,
}

/// Some of a team's published copies.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// In the order of their ids.
    pub copies: Vec<PublishedCopy>,
    /// There may be more after this draft.
    pub more_after: Option<DraftId>,
}

/// Drafts, their history and what people are told of them. Also the server's time, which several processes on one database
/// must agree about.
#[async_trait::async_trait]
pub trait Drafts: Send + Sync {
    /// The server's time; it never runs back.
    async fn now(&self) -> Result<Millis, RepositoryError>;

    /// Where a team's counter stands.
    async fn seq(&self, team: TeamId) -> Result<Seq, RepositoryError>;

    /// Decides and stores all updates of a request and reads what changed since its cursor, in one transaction.
    async fn exchange(&self, who: SignedIn, request: SyncRequest) -> Result<Exchanged, RepositoryError>;

    /// Decides and stores one plain update.
    async fn update_plain(
        &self,
        who: SignedIn,
        id: DraftId,
        input: PropertyDraftInput,
    ) -> Result<PlainUpdated, RepositoryError>;

    /// One draft of a team.
    async fn draft(&self, team: TeamId, id: DraftId) -> Result<Option<HeldDraft>, RepositoryError>;

    /// Values of a draft that do not stand, the newest stamp first, below `before` (exclusive). `None` when the team has
    /// no such draft.
    async fn history(
        &self,
        team: TeamId,
        id: DraftId,
        before: Option<&HistoryPlace>,
        limit: usize,
    ) -> Result<Option<Vec<PastValue>>, RepositoryError>;

    /// Whether a device's id belongs to this installation. The first that comes with an id has it.
    async fn is_own_device(&self, team: TeamId, device: DeviceId, install: InstallId) -> Result<bool, RepositoryError>;

    /// The receipts of a team's drafts in the order of their ids, after one of them.
    async fn hashes(
        &self,
        team: TeamId,
        after: Option<DraftId>,
        limit: usize,
    ) -> Result<Vec<DraftHash>, RepositoryError>;

    /// Published copies of a team, in the order of their drafts' ids, after one of them; without those in the trash. Looks at
    /// `limit` at most.
    async fn published(&self, team: TeamId, after: Option<DraftId>, limit: usize)
    -> Result<Published, RepositoryError>;

    /// Forgets every draft that was deleted, and not changed, since `before`, and notices that were dealt with before it.
    /// Returns how many drafts.
    async fn purge(&self, before: Millis) -> Result<u64, RepositoryError>;

    /// Begins another life of the database, as after restoring a backup: every device then reads all again and brings
    /// what is missing.
    async fn begin_epoch(&self, epoch: Epoch) -> Result<(), RepositoryError>;
}

/// A place in a draft's history. On the wire: the stamp, a slash and the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPlace {
    /// The stamp of the value there.
    pub stamp: lagoon_sync::Stamp,
    /// Its group.
    pub group: GroupName,
}

impl std::fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.stamp, self.group)
    }
}

impl std::str::FromStr for HistoryPlace {
    type Err = InvalidHistoryPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (stamp, group) = text.split_once('/').ok_or(InvalidHistoryPlace)?;
        Ok(Self {
            stamp: stamp.parse().map_err(|_| InvalidHistoryPlace)?,
            group: group.parse().map_err(|_| InvalidHistoryPlace)?,
        })
    }
}

/// A text that is not a place in a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take `before` from the `next` of an earlier answer")]
pub struct InvalidHistoryPlace;
