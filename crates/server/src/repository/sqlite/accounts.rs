//! Accounts in an SQLite file. The one rule: a change and its entry of the audit are one transaction.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::{SqliteRepository, audit, invitations, people, people::NewPerson, resets, sessions, teams};
use crate::{
    auth::TokenHash,
    repository::{
        AcceptedInvitation, Account, Accounts, Action, Actor, AddedInvitation, AddedUser, AuditEntry, By, ChangedUser,
        Invitation, InvitationId, Member, NewReset, NewSession, NewUser, Newcomer, RenamedTeam, RepositoryError,
        ResetOf, Role, Session, SessionId, SessionsOf, SignedIn, Team, UserChange,
    },
};

impl SqliteRepository {
    fn by_command(&self, command: &'static str) -> By {
        By { actor: Actor::Command(command), at: self.writer.clock.now() }
    }
}

#[async_trait::async_trait]
impl Accounts for SqliteRepository {
    async fn add_team(&self, name: &str) -> Result<Option<TeamId>, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(team) = teams::add(&mut transaction, name).await? else { return Ok(None) };
        let by = self.by_command("team create");
        audit::write(&mut transaction, team, by, Action::TeamCreated, None, json!({"name": name})).await?;
        transaction.commit().await?;
        Ok(Some(team))
    }

    async fn teams(&self) -> Result<Vec<Team>, RepositoryError> {
        teams::all(&mut *self.readers.acquire().await?).await
    }

    async fn team_named(&self, name: &str) -> Result<Option<Team>, RepositoryError> {
        teams::by_name(&mut *self.readers.acquire().await?, name).await
    }

    async fn rename_team(&self, team: TeamId, name: &str, by: By) -> Result<RenamedTeam, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(before) = teams::by_id(&mut transaction, team).await? else { return Ok(RenamedTeam::NoSuchTeam) };
        if !teams::rename(&mut transaction, team, name).await? {
            return Ok(RenamedTeam::NameTaken);
        }
        let details = json!({"from": before.name, "to": name});
        audit::write(&mut transaction, team, by, Action::TeamRenamed, None, details).await?;
        transaction.commit().await?;
        Ok(RenamedTeam::Renamed)
    }

    async fn add_user(&self, user: NewUser) -> Result<AddedUser, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(team) = teams::by_name(&mut transaction, &user.team_name).await? else {
            return Ok(AddedUser::NoSuchTeam);
        };
        let NewUser { email, name, role, password_hash, .. } = &user;
        let person = NewPerson { email, name, role: *role, password_hash };
        let Some(id) = people::add(&mut transaction, team.id, person).await? else { return Ok(AddedUser::EmailTaken) };
        let by = self.by_command("user create");
        let details = json!({"role": role});
        audit::write(&mut transaction, team.id, by, Action::UserCreated, Some(id), details).await?;
        transaction.commit().await?;
        Ok(AddedUser::Added(id))
    }

    async fn account(&self, email: &str) -> Result<Option<Account>, RepositoryError> {
        people::by_email(&mut *self.readers.acquire().await?, email).await
    }

    async fn account_of(&self, team: TeamId, user: UserId) -> Result<Option<Account>, RepositoryError> {
        people::by_id(&mut *self.readers.acquire().await?, team, user).await
    }

    async fn members(
        &self,
        team: TeamId,
        after: Option<UserId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Member>, RepositoryError> {
        people::members(&mut *self.readers.acquire().await?, team, after, None, limit, now).await
    }

    async fn member(&self, team: TeamId, user: UserId, now: Millis) -> Result<Option<Member>, RepositoryError> {
        let mut found = people::members(&mut *self.readers.acquire().await?, team, None, Some(user), 1, now).await?;
        Ok(found.pop())
    }

    async fn change_user(
        &self,
        team: TeamId,
        user: UserId,
        change: UserChange,
        by: By,
    ) -> Result<ChangedUser, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(before) = people::by_id(&mut transaction, team, user).await? else {
            return Ok(ChangedUser::NoSuchUser);
        };
        let role = change.role.unwrap_or(before.role);
        let disabled = change.disabled.unwrap_or(before.disabled);
        let was_admin = before.role == Role::Admin && !before.disabled;
        let is_admin = role == Role::Admin && !disabled;
        let loses_admin = was_admin && !is_admin;
        if loses_admin && by.person().is_some() && people::admins(&mut transaction, team).await? <= 1 {
            return Ok(ChangedUser::LastAdmin);
        }
        people::set(&mut transaction, team, user, role, disabled).await?;
        let links = if loses_admin { withdraw_links(&mut transaction, team, user).await? } else { json!({}) };
        if role != before.role {
            let mut details = json!({"from": before.role, "to": role});
            merge(&mut details, &links);
            audit::write(&mut transaction, team, by, Action::RoleChanged, Some(user), details).await?;
        }
        if disabled && !before.disabled {
            resets::remove_of(&mut transaction, team, user).await?;
            let ended = sessions::remove_all(&mut transaction, team, user, None).await?;
            let mut details = json!({"sessions": ended});
            merge(&mut details, &links);
            audit::write(&mut transaction, team, by, Action::UserDisabled, Some(user), details).await?;
        }
        if !disabled && before.disabled {
            audit::write(&mut transaction, team, by, Action::UserEnabled, Some(user), json!({})).await?;
        }
        transaction.commit().await?;
        Ok(ChangedUser::Changed)
    }

    async fn set_password(
        &self,
        of: ResetOf,
        password_hash: &str,
        was: Option<&str>,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let ResetOf { team, user } = of;
        if !people::set_password(&mut transaction, team, user, Some(password_hash), was).await? {
            return Ok(false);
        }
        resets::remove_of(&mut transaction, team, user).await?;
        let ended = sessions::remove_all(&mut transaction, team, user, keep).await?;
        let mut details = json!({"sessions": ended});
        let own = by.person() == Some(user);
        if !own {
            merge(&mut details, &withdraw_links(&mut transaction, team, user).await?);
        }
        let action = if own { Action::PasswordChanged } else { Action::PasswordSet };
        audit::write(&mut transaction, team, by, action, Some(user), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn add_reset(&self, team: TeamId, reset: NewReset, by: By) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let user = reset.user;
        if !people::set_password(&mut transaction, team, user, None, None).await? {
            return Ok(false);
        }
        let ended = sessions::remove_all(&mut transaction, team, user, None).await?;
        let mut details = json!({"sessions": ended});
        merge(&mut details, &withdraw_links(&mut transaction, team, user).await?);
        resets::add(&mut transaction, team, &reset, by.person()).await?;
        audit::write(&mut transaction, team, by, Action::PasswordResetCreated, Some(user), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn reset(&self, token: &TokenHash, now: Millis) -> Result<Option<ResetOf>, RepositoryError> {
        resets::by_token(&mut *self.readers.acquire().await?, token, now).await
    }

    async fn use_reset(
        &self,
        of: ResetOf,
        token: &TokenHash,
        password_hash: &str,
        now: Millis,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let ResetOf { team, user } = of;
        if !resets::take(&mut transaction, of, token, now).await?
            || !people::set_password(&mut transaction, team, user, Some(password_hash), None).await?
        {
            return Ok(false);
        }
        let by = By { actor: Actor::Person(user), at: now };
        let ended = sessions::remove_all(&mut transaction, team, user, None).await?;
        let details = json!({"sessions": ended});
        audit::write(&mut transaction, team, by, Action::PasswordResetUsed, Some(user), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn add_session(&self, session: NewSession) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let NewSession { team, user, created_at, device_name, .. } = &session;
        sessions::remove_ended(&mut transaction, *team, *user, *created_at).await?;
        if !sessions::add(&mut transaction, &session).await? {
            return Ok(false);
        }
        let by = By { actor: Actor::Person(*user), at: *created_at };
        let details = json!({"sessionId": session.id, "deviceName": device_name});
        audit::write(&mut transaction, *team, by, Action::SignedIn, Some(*user), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn signed_in(&self, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, RepositoryError> {
        sessions::holder(&mut *self.readers.acquire().await?, token, now).await
    }

    async fn saw_session(&self, team: TeamId, session: SessionId, now: Millis) -> Result<(), RepositoryError> {
        sessions::saw(&mut *self.writer.pool.acquire().await?, team, session, now).await
    }

    async fn remove_session(&self, team: TeamId, token: &TokenHash, now: Millis) -> Result<(), RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        if let Some(ended) = sessions::remove(&mut transaction, team, token).await? {
            let by = By { actor: Actor::Person(ended.user), at: now };
            let details = json!({"deviceName": ended.device_name});
            audit::write(&mut transaction, team, by, Action::SignedOut, Some(ended.user), details).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn sessions(
        &self,
        team: TeamId,
        of: SessionsOf,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Session>, RepositoryError> {
        sessions::page(&mut *self.readers.acquire().await?, team, of, limit, now).await
    }

    async fn end_session(
        &self,
        team: TeamId,
        of: Option<UserId>,
        session: SessionId,
        by: By,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(ended) = sessions::remove_one(&mut transaction, team, of, session, by.at).await? else {
            return Ok(false);
        };
        let details = json!({"sessions": 1, "deviceName": ended.device_name});
        audit::write(&mut transaction, team, by, Action::SessionsRevoked, Some(ended.user), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn end_sessions(
        &self,
        team: TeamId,
        user: UserId,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<Option<u64>, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        if people::by_id(&mut transaction, team, user).await?.is_none() {
            return Ok(None);
        }
        let ended = sessions::remove_all(&mut transaction, team, user, keep).await?;
        if ended > 0 {
            let details = json!({"sessions": ended});
            audit::write(&mut transaction, team, by, Action::SessionsRevoked, Some(user), details).await?;
        }
        transaction.commit().await?;
        Ok(Some(ended))
    }

    async fn access(&self) -> Result<i64, RepositoryError> {
        teams::access(&mut *self.readers.acquire().await?).await
    }

    async fn add_invitation(
        &self,
        invitation: Invitation,
        token: TokenHash,
        by: By,
    ) -> Result<AddedInvitation, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let team = invitation.team;
        if people::has_email(&mut transaction, team, &invitation.email).await? {
            return Ok(AddedInvitation::EmailTaken);
        }
        invitations::add(&mut transaction, &invitation, &token).await?;
        let details = told(&invitation);
        audit::write(&mut transaction, team, by, Action::InvitationCreated, None, details).await?;
        transaction.commit().await?;
        Ok(AddedInvitation::Added)
    }

    async fn invitations(
        &self,
        team: TeamId,
        after: Option<InvitationId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Invitation>, RepositoryError> {
        invitations::page(&mut *self.readers.acquire().await?, team, after, limit, now).await
    }

    async fn remove_invitation(&self, team: TeamId, id: InvitationId, by: By) -> Result<bool, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(removed) = invitations::remove(&mut transaction, team, id, by.at).await? else { return Ok(false) };
        let details = told(&removed);
        audit::write(&mut transaction, team, by, Action::InvitationRevoked, None, details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn invitation(&self, token: &TokenHash, now: Millis) -> Result<Option<Invitation>, RepositoryError> {
        invitations::by_token(&mut *self.readers.acquire().await?, token, now).await
    }

    async fn accept_invitation(
        &self,
        team: TeamId,
        token: &TokenHash,
        newcomer: Newcomer,
    ) -> Result<AcceptedInvitation, RepositoryError> {
        let mut transaction = self.writer.begin().await?;
        let Some(invitation) = invitations::take(&mut transaction, team, token, newcomer.at).await? else {
            return Ok(AcceptedInvitation::NotGood);
        };
        let Newcomer { name, password_hash, at } = &newcomer;
        let person = NewPerson { email: &invitation.email, name, role: invitation.role, password_hash };
        let Some(user) = people::add(&mut transaction, team, person).await? else {
            // Not committed: the invitation stands.
            return Ok(AcceptedInvitation::EmailTaken);
        };
        let by = By { actor: Actor::Person(user), at: *at };
        let details = told(&invitation);
        audit::write(&mut transaction, team, by, Action::InvitationAccepted, Some(user), details).await?;
        transaction.commit().await?;
        Ok(AcceptedInvitation::Joined(user))
    }

    async fn audit(&self, team: TeamId, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, RepositoryError> {
        audit::page(&mut *self.readers.acquire().await?, team, before, limit).await
    }
}

/// What the audit says of an invitation.
fn told(invitation: &Invitation) -> Value {
    json!({"invitationId": invitation.id, "email": invitation.email, "role": invitation.role})
}

/// Takes back the links that somebody made who may not make any now. Tells how many of each.
async fn withdraw_links(
    connection: &mut SqliteConnection,
    team: TeamId,
    user: UserId,
) -> Result<Value, RepositoryError> {
    let invitations = invitations::remove_made_by(connection, team, user).await?;
    let resets = resets::remove_made_by(connection, team, user).await?;
    Ok(json!({"invitationsRevoked": invitations, "resetsRevoked": resets}))
}

fn merge(details: &mut Value, more: &Value) {
    if let (Value::Object(details), Value::Object(more)) = (details, more) {
        details.extend(more.iter().filter(|(_, count)| **count != json!(0)).map(|(name, n)| (name.clone(), n.clone())));
    }
}
