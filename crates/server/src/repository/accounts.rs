//! What the server asks of a database about teams, people and their sign-ins. The one rule: passwords and tokens come here
//! as hashes only.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::{DeviceId, Millis};

use super::RepositoryError;
use crate::auth::TokenHash;

/// A person who can sign in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub user: UserId,
    /// The team they belong to.
    pub team: TeamId,
    /// The team's name.
    pub team_name: String,
    /// Their name.
    pub name: String,
    /// Their e-mail address, in lower case.
    pub email: String,
    /// Their password, as a PHC string.
    pub password_hash: String,
    /// Whether they are locked out.
    pub disabled: bool,
}

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The team's name.
    pub team_name: String,
    /// Their e-mail address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their password, as a PHC string.
    pub password_hash: String,
}

/// What became of a person to add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddedUser {
    /// Added.
    Added(UserId),
    /// Somebody signs in with that address already. Nothing was changed.
    EmailTaken,
    /// There is no team of that name.
    NoSuchTeam,
}

/// A sign-in to remember.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// The token's hash.
    pub token: TokenHash,
    /// Whose it is.
    pub user: UserId,
    /// Their team.
    pub team: TeamId,
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
}

/// Teams, people and sign-ins.
#[async_trait::async_trait]
pub trait Accounts: Send + Sync {
    /// Adds a team; `None` when one of that name exists.
    async fn add_team(&self, name: &str) -> Result<Option<TeamId>, RepositoryError>;

    /// Adds a person.
    async fn add_user(&self, user: NewUser) -> Result<AddedUser, RepositoryError>;

    /// Locks a person out, or lets them in again; `false` when nobody has that address.
    async fn set_disabled(&self, email: &str, disabled: bool) -> Result<bool, RepositoryError>;

    /// The person who signs in with this address (in lower case).
    async fn account(&self, email: &str) -> Result<Option<Account>, RepositoryError>;

    /// Remembers a sign-in, and forgets those of the same person that have ended.
    async fn add_session(&self, session: NewSession) -> Result<(), RepositoryError>;

    /// Who holds this token, if it has not ended at `now` and they are not locked out.
    async fn signed_in(&self, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, RepositoryError>;

    /// Forgets a sign-in.
    async fn remove_session(&self, token: &TokenHash) -> Result<(), RepositoryError>;
}
