//! People, what they may do, and what can be changed about them.

use std::{fmt, str::FromStr};

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person may do. Every role edits all drafts of its team; only admins manage accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Writes listings.
    Agent,
    /// Works in the office.
    Office,
    /// Manages the team's accounts.
    Admin,
}

/// A text that names no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is agent, office or admin")]
pub struct InvalidRole;

impl Role {
    /// Its name, as it is stored and sent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Office => "office",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Agent, Self::Office, Self::Admin].into_iter().find(|role| role.name() == text).ok_or(InvalidRole)
    }
}

/// A team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Which.
    pub id: TeamId,
    /// Its name; no other has it, whatever its case.
    pub name: String,
}

/// What became of a team's new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenamedTeam {
    /// It has the name.
    Renamed,
    /// Another team has it.
    NameTaken,
    /// There is no such team.
    NoSuchTeam,
}

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
    /// What they may do.
    pub role: Role,
    /// Their password, as a PHC string. `None`: it was reset, and they have not set another.
    pub password_hash: Option<String>,
    /// Whether they are locked out.
    pub disabled: bool,
}

/// A person, as admins see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they are locked out.
    pub disabled: bool,
    /// Whether they have a password; one that was reset is gone.
    pub has_password: bool,
    /// When one of their sign-ins that stand was last used.
    pub last_seen_at: Option<Millis>,
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
    /// What they may do.
    pub role: Role,
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

/// What is to change about a person; `None` leaves it.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserChange {
    /// What they may do.
    pub role: Option<Role>,
    /// Whether they are locked out. Whoever is loses every sign-in, every link to set a password, and every link they made.
    pub disabled: Option<bool>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangedUser {
    /// It stands now, or stood already.
    Changed,
    /// The team has no such person.
    NoSuchUser,
    /// The team would be left without an admin who can sign in. Only a command may do that.
    LastAdmin,
}
