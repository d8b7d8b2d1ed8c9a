//! Links that are good once: invitations and resets. The one rule: of a link that was used, revoked or is over, nothing is
//! left that could tell it from one that never was.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;

use super::{InvitationId, Role};
use crate::auth::TokenHash;

/// How long a link is good, in milliseconds: 7 days.
pub const LINK_LASTS: i64 = 7 * 24 * 60 * 60 * 1000;

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// The team it brings somebody into.
    pub team: TeamId,
    /// The address they will sign in with, in lower case.
    pub email: String,
    /// Their name, if the admin knew it.
    pub name: Option<String>,
    /// What they will be allowed to do.
    pub role: Role,
    /// Who made it; `None`: the command line.
    pub made_by: Option<UserId>,
    /// When.
    pub created_at: Millis,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedInvitation {
    /// It stands, and an earlier one for the same address does not any more.
    Added,
    /// Somebody of the team signs in with that address already. Of other teams' people nothing is told.
    EmailTaken,
}

/// Links that were taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevokedLinks {
    /// How many invitations.
    pub invitations: u64,
    /// How many links to set a password with.
    pub resets: u64,
}

/// Somebody who was invited and says who they are.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// Their password, as a PHC string.
    pub password_hash: String,
    /// When.
    pub at: Millis,
}

/// What became of a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptedInvitation {
    /// They belong to the team now.
    Joined(UserId),
    /// Somebody signs in with that address already. The invitation stands.
    EmailTaken,
    /// The invitation is not good (any more).
    NotGood,
}

/// A link to set a new password with.
#[derive(Clone, Debug)]
pub struct NewReset {
    /// The token's hash.
    pub token: TokenHash,
    /// Whose password.
    pub user: UserId,
    /// Until when it is good.
    pub expires_at: Millis,
}

/// Whose password a link sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetOf {
    /// Their team.
    pub team: TeamId,
    /// The person.
    pub user: UserId,
}
