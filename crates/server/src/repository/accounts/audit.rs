//! Who changed what about access. The one rule: an entry is written in the transaction of the change itself, and holds
//! neither a password nor a token nor a hash of one.

use std::{fmt, str::FromStr};

use lagoon_listing::UserId;
use lagoon_sync::Millis;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::SessionId;

/// Who changes something, and when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// Server time.
    pub at: Millis,
}

/// Who changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person of the team.
    Person(UserId),
    /// A person of the team, by a sign-in: what they may do to others ends with it.
    SignedIn(UserId, SessionId),
    /// Whoever may run this command on the server's machine, such as `user disable`.
    Command(&'static str),
}

impl By {
    /// The person, if it is one.
    pub fn person(&self) -> Option<UserId> {
        match self.actor {
            Actor::Person(user) | Actor::SignedIn(user, _) => Some(user),
            Actor::Command(_) => None,
        }
    }

    /// The sign-in, if it is by one.
    pub fn session(&self) -> Option<SessionId> {
        match self.actor {
            Actor::SignedIn(_, session) => Some(session),
            Actor::Person(_) | Actor::Command(_) => None,
        }
    }

    /// The command, if it is one.
    pub fn command(&self) -> Option<&'static str> {
        match self.actor {
            Actor::Person(_) | Actor::SignedIn(..) => None,
            Actor::Command(command) => Some(command),
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal,)*) => {
        /// What was changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// Its name, as it is stored and sent.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)*
                }
            }
        }
    };
}

actions! {
    /// A team was made.
    TeamCreated = "teamCreated",
    /// A team has another name.
    TeamRenamed = "teamRenamed",
    /// A person was added by command.
    UserCreated = "userCreated",
    /// A person may do something else.
    RoleChanged = "roleChanged",
    /// A person was locked out.
    UserDisabled = "userDisabled",
    /// A person was let in again.
    UserEnabled = "userEnabled",
    /// A person was invited.
    InvitationCreated = "invitationCreated",
    /// An invitation was taken back.
    InvitationRevoked = "invitationRevoked",
    /// All open invitations and resets were taken back.
    LinksRevoked = "linksRevoked",
    /// A person came in by an invitation.
    InvitationAccepted = "invitationAccepted",
    /// A person chose another password.
    PasswordChanged = "passwordChanged",
    /// A person's password was taken away, and a link made to set another.
    PasswordResetCreated = "passwordResetCreated",
    /// A person set a password by such a link.
    PasswordResetUsed = "passwordResetUsed",
    /// A person got another password by command.
    PasswordSet = "passwordSet",
    /// Somebody signed in.
    SignedIn = "signedIn",
    /// Somebody signed out.
    SignedOut = "signedOut",
    /// Sign-ins were ended.
    SessionsRevoked = "sessionsRevoked",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no action of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such action")]
pub struct InvalidAction;

impl FromStr for Action {
    type Err = InvalidAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|action| action.name() == text).ok_or(InvalidAction)
    }
}

/// An entry of the audit.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Counts the team's entries from 1.
    pub number: i64,
    /// When.
    pub at: Millis,
    /// The person who did it; `None`: a command.
    pub by: Option<AuditPerson>,
    /// The command that did it; `None`: a person.
    pub command: Option<String>,
    /// What.
    pub action: Action,
    /// The person it is about, if there is one (yet).
    pub about: Option<AuditPerson>,
    /// The rest: an object.
    pub details: Value,
}

/// A person in the audit, by the name they have now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPerson {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}
