//! What a database does for requests that share a commit, inside one transaction about one team.

use std::collections::{BTreeMap, BTreeSet};

use lagoon_listing::{DraftId, GroupName, UserId};
use lagoon_sync::{
    Epoch, Millis, Seq, Stamp,
    wire::{Notice, NoticeId, NoticeKind},
};

use crate::{
    exchange::{StoredDraft, Writes},
    repository::{RepositoryError, SignedIn},
};

/// Where a team's list of changes stands.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    /// The life of the database.
    pub epoch: Epoch,
    /// The team's counter.
    pub seq: Seq,
    /// Drafts up to this number were forgotten with the trash.
    pub purged: Seq,
    /// Server time of the last change.
    pub changed_at: Millis,
    /// How often anybody has lost access.
    pub access: i64,
    /// The server's time.
    pub now: Millis,
}

/// Which notices are read.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Of these people.
    pub users: &'a [UserId],
    /// Made or dealt with after this.
    pub from: Seq,
    /// And up to this.
    pub to: Seq,
    /// Without those that were dealt with.
    pub open_only: bool,
    /// At most so many, in the order of their numbers.
    pub limit: usize,
}

/// A notice and where it stands.
#[derive(Clone, Debug)]
pub struct ToldRow {
    /// Who is to be told.
    pub user: UserId,
    /// The team's counter when it was made, or dealt with.
    pub seq: Seq,
    /// Whether it was dealt with.
    pub is_settled: bool,
    /// The notice.
    pub notice: Notice,
    /// The bytes of its values.
    pub bytes: usize,
}

/// Reads what a notice tells of. One that this version did not write is damage: the schema would be a newer one.
pub fn notice_kind(text: &str) -> Result<NoticeKind, RepositoryError> {
    match serde_json::from_value(text.into()) {
        Ok(NoticeKind::Other(_)) | Err(_) => Err(RepositoryError::Unreadable { what: "kind" }),
        Ok(kind) => Ok(kind),
    }
}

/// A transaction about one team. Each of these is one statement, or a fixed few, however many rows it is about.
#[async_trait::async_trait]
pub trait TeamRows: Send {
    /// Where the team's counter stands. This comes first. A transaction that writes holds the lock that all writers of the team
    /// need by then: it makes commit order the order of the counter.
    async fn counter(&mut self) -> Result<Counter, RepositoryError>;

    /// Whether a sign-in of the team stands at `now`, and its person is not locked out.
    async fn stands(&mut self, who: &SignedIn, now: Millis) -> Result<bool, RepositoryError>;

    /// Those of the drafts that the team has.
    async fn drafts(&mut self, ids: &BTreeSet<DraftId>) -> Result<BTreeMap<DraftId, StoredDraft>, RepositoryError>;

    /// Those of the values that came before: history holds one of their group and device that is as new or newer.
    async fn came_before(
        &mut self,
        values: &[(DraftId, GroupName, Stamp)],
    ) -> Result<BTreeSet<(DraftId, GroupName, Stamp)>, RepositoryError>;

    /// Remembers that a person has dealt with notices, each with a number of its own, and returns the counter afterwards.
    async fn settle(
        &mut self,
        user: UserId,
        settled: &[NoticeId],
        seq: Seq,
        now: Millis,
    ) -> Result<Seq, RepositoryError>;

    /// Writes what was decided, and the counter if it went on.
    async fn write(&mut self, writes: &Writes, now: Millis) -> Result<(), RepositoryError>;

    /// Every change after `from` that still stands, as its draft and number, without the `except`ed drafts.
    async fn changes(&mut self, from: Seq, except: &BTreeSet<DraftId>) -> Result<Vec<(DraftId, Seq)>, RepositoryError>;

    /// The first `limit` drafts that changed after `from`, each with its first change, in the order of those.
    async fn first_changes(
        &mut self,
        from: Seq,
        except: &BTreeSet<DraftId>,
        limit: usize,
    ) -> Result<Vec<(DraftId, Seq)>, RepositoryError>;

    /// Notices in the order of their numbers.
    async fn notices(&mut self, wanted: Wanted<'_>) -> Result<Vec<ToldRow>, RepositoryError>;
}
