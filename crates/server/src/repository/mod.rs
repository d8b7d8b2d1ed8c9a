//! What the server asks of a database. The one rule: everything of a team is asked for with the team's id, which comes
//! from the sign-in alone.
//!
//! All SQL stands behind these traits, so that another database is another folder beside `postgres` and `sqlite`.

mod accounts;
mod drafts;
mod errors;
mod maintenance;
pub mod moving;
pub mod postgres;
mod shared;
pub mod sqlite;

use std::sync::Arc;

use lagoon_listing::TeamId;
use lagoon_sync::Seq;
use tokio::sync::mpsc;

pub use accounts::{
    AcceptedInvitation, Account, Accounts, Action, Actor, AddedInvitation, AddedUser, AuditEntry, AuditPerson, By,
    ChangedUser, InvalidAction, InvalidRole, Invitation, InvitationId, LINK_LASTS, Member, NewReset, NewSession,
    NewUser, Newcomer, RenamedTeam, ResetOf, RevokedLinks, Role, SEEN_EVERY, SESSION_IDLE, SESSION_LASTS, Session,
    SessionId, SessionsOf, SignedIn, Team, UserChange,
};
pub use drafts::{
    DraftHash, Drafts, Exchanged, HistoryPlace, InvalidHistoryPlace, PastValue, PlainUpdated, Published, PublishedCopy,
};
pub use maintenance::{Damage, Finding, Maintenance};
pub use shared::CommitStats;

/// A database that could not do what was asked. Nothing was written, as far as is known.
#[derive(Debug, thiserror::Error)]
pub enum RepositoryError {
    /// Too many wait for it, or the connection broke: then a commit may have arrived whose answer did not. Try again soon.
    #[error("the database is busy")]
    Busy,
    /// Its disk is full. Make room.
    #[error("the disk of the database is full")]
    Full,
    /// The answer would be larger than a device reads. Ask for less at a time.
    #[error("the answer would be too large")]
    AnswerTooLarge,
    /// Whoever asks is no admin of the team, or their sign-in has ended: perhaps since they asked.
    #[error("only an admin of the team may do this")]
    AdminOnly,
    /// The sign-in of whoever asks has ended, perhaps since they asked.
    #[error("the sign-in has ended")]
    SignedOut,
    /// The server's own sign-in to the database lacks the right: it may only serve.
    #[error("this sign-in to the database may only serve: use the owner's for this")]
    ServesOnly,
    /// It refuses a value, or something else of the request: another request would fare better.
    #[error("the database refused: {0}")]
    Refused(Box<dyn std::error::Error + Send + Sync>),
    /// It holds something that this version cannot read: damage, or a hand in the file.
    #[error("the database holds an unreadable {what}")]
    Unreadable {
        /// Which column.
        what: &'static str,
    },
    /// Anything else.
    #[error("the database failed: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

/// Is told after a commit of this process where a team's counter stands. Must not wait.
pub type OnCommit = Box<dyn Fn(TeamId, Seq) + Send + Sync>;

/// What other processes on the same database did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// A team's counter stands there now.
    Advanced(TeamId, Seq),
    /// Something may have happened that this process was not told of.
    PerhapsMissed,
}

/// A database that a server can stand on.
#[async_trait::async_trait]
pub trait Repository: Accounts + Drafts {
    /// What there is to see of its commits.
    fn commits(&self) -> &Arc<CommitStats>;

    /// Has every later commit of drafts told, also of those whose request nobody waits for any more.
    fn on_commit(&self, told: OnCommit);

    /// Looking at it as a whole, if that can be done from here.
    fn maintenance(&self) -> Option<&dyn Maintenance> {
        None
    }

    /// Begins to hear what other processes on the database do; `None`: there are no others.
    fn elsewhere(&self) -> Option<mpsc::Receiver<Elsewhere>> {
        None
    }

    /// Finishes what runs and closes the database.
    async fn close(&self);
}
