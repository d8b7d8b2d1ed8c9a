//! What routes and commands both do with accounts: read what they were told, make what is secret, ask the repository.
//!
//! The one rule: a link's token leaves here once, and nothing here writes it down.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;

use crate::{
    Server, auth,
    auth::{InvalidName, InvalidPassword, Token},
    problem::Problem,
    repository::{
        AddedInvitation, AddedUser, By, ChangedUser, Invitation, InvitationId, LINK_LASTS, NewReset, NewUser,
        RepositoryError, ResetOf, Role,
    },
};

/// Why something cannot be done with an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// An address or a name that cannot be used.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// A password that cannot be used.
    #[error(transparent)]
    Password(#[from] InvalidPassword),
    /// The system has no randomness to give.
    #[error("cannot make a link: {0}")]
    Randomness(getrandom::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] RepositoryError),
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        let field = match &error {
            AccountError::Name(InvalidName::Email) => "email",
            AccountError::Name(_) => "name",
            AccountError::Password(InvalidPassword::Length) => "password",
            AccountError::Database(_) => "",
            AccountError::Password(InvalidPassword::Crowded) => return Self::busy(),
            AccountError::Password(_) | AccountError::Randomness(_) => {
                tracing::error!(%error, "a secret could not be made");
                return Self::internal();
            }
        };
        if let AccountError::Database(error) = error {
            return error.into();
        }
        Self::invalid_value(field, format!("Correct `{field}`: {error}."))
    }
}

/// A link that is good once.
pub struct Link {
    /// What makes it good. It cannot be had again.
    pub token: Token,
    /// Until when it is good.
    pub expires_at: Millis,
}

impl Server {
    /// Adds an agent to a team. The password is hashed here, which takes some tens of milliseconds.
    pub async fn add_user(
        &self,
        team_name: &str,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<AddedUser, AccountError> {
        self.add_user_with_role(team_name, email, name, password, Role::Agent).await
    }

    /// Adds a person of any role to a team.
    pub async fn add_user_with_role(
        &self,
        team_name: &str,
        email: &str,
        name: &str,
        password: &str,
        role: Role,
    ) -> Result<AddedUser, AccountError> {
        let user = NewUser {
            team_name: team_name.trim().to_owned(),
            email: auth::read_email(email)?,
            name: auth::read_name(name)?,
            role,
            password_hash: auth::check_new(password)?,
        };
        Ok(self.repository.add_user(user).await?)
    }

    /// Invites somebody. `None`: somebody of the team has that address already.
    pub async fn invite(
        &self,
        team: TeamId,
        email: &str,
        name: Option<&str>,
        role: Role,
        by: By,
    ) -> Result<Option<(Invitation, Link)>, AccountError> {
        let name = name.map(str::trim).filter(|name| !name.is_empty()).map(auth::read_name).transpose()?;
        let link =
            Link { token: Token::random().map_err(AccountError::Randomness)?, expires_at: by.at.plus(LINK_LASTS) };
        let invitation = Invitation {
            id: InvitationId::random(),
            team,
            email: auth::read_email(email)?,
            name,
            role,
            made_by: by.person(),
            created_at: by.at,
            expires_at: link.expires_at,
        };
        Ok(match self.repository.add_invitation(invitation.clone(), link.token.hash(), by).await? {
            AddedInvitation::Added => Some((invitation, link)),
            AddedInvitation::EmailTaken => None,
        })
    }

    /// Takes a person's password away, ends their sign-ins, and makes a link to set another password, which is good only if
    /// they were changed.
    pub async fn reset_password(
        &self,
        team: TeamId,
        user: UserId,
        by: By,
    ) -> Result<(ChangedUser, Link), AccountError> {
        let link =
            Link { token: Token::random().map_err(AccountError::Randomness)?, expires_at: by.at.plus(LINK_LASTS) };
        let reset = NewReset { token: link.token.hash(), user, expires_at: link.expires_at };
        Ok((self.repository.add_reset(team, reset, by).await?, link))
    }

    /// Gives a person another password, as a command, and ends their sign-ins. `false`: there is no such person.
    pub async fn set_password(&self, of: ResetOf, password: &str, by: By) -> Result<bool, AccountError> {
        let hash = auth::check_new(password)?;
        Ok(self.repository.set_password(of, &hash, None, None, by).await?)
    }
}
