//! Sign-ins. The one rule: a sign-in stands until its end, and only while it is used and its person is not locked out.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::{DeviceId, Millis};

use super::{Role, SessionId};
use crate::auth::TokenHash;

const HOUR: i64 = 60 * 60 * 1000;

/// How long a sign-in lasts at most, in milliseconds: 180 days.
pub const SESSION_LASTS: i64 = 180 * 24 * HOUR;
/// How long a sign-in stands without a request: 30 days.
pub const SESSION_IDLE: i64 = 30 * 24 * HOUR;
/// How exactly the time of the last request is known: writing it at each request would make every read a write.
pub const SEEN_EVERY: i64 = HOUR;

/// A sign-in to remember.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The token's hash.
    pub token: TokenHash,
    /// What it is called.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Their team.
    pub team: TeamId,
    /// The password as it was checked. Whoever has another by now, or is locked out, is not signed in.
    pub password_hash: String,
    /// The device that stamps plain updates of this sign-in.
    pub device: DeviceId,
    /// What the device calls itself.
    pub device_name: Option<String>,
    /// When it began.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
}

/// Who a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub user: UserId,
    /// Their team. Nothing outside it can be reached.
    pub team: TeamId,
    /// The device of the sign-in.
    pub device: DeviceId,
    /// What they may do.
    pub role: Role,
    /// The sign-in.
    pub session: SessionId,
    /// When it was last used, as far as that was written down.
    pub seen_at: Millis,
    /// When it ends by itself, if it is not used again.
    pub ends_at: Millis,
    /// How often anybody had lost access when this was read. As long as that has not gone on, the sign-in stands.
    pub access: i64,
}

/// A sign-in, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// The device of the sign-in.
    pub device: DeviceId,
    /// What the device calls itself.
    pub device_name: Option<String>,
    /// When it began.
    pub created_at: Millis,
    /// When it was last used, to an hour.
    pub seen_at: Millis,
    /// When it ends at the latest.
    pub expires_at: Millis,
}

/// Which sign-ins of a team.
#[derive(Clone, Copy, Debug, Default)]
pub struct SessionsOf {
    /// Of this person only.
    pub user: Option<UserId>,
    /// After this one, in the order of their ids.
    pub after: Option<SessionId>,
}
