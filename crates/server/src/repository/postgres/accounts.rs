//! Accounts in a PostgreSQL database. The one rule: whatever a person may ask for runs as the role that sees their team
//! alone, and what changes access holds the team's lock first; teams are made, named and listed by the administering role.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde_json::Value;
use sqlx::{PgConnection, Postgres, Transaction};

use super::{PostgresRepository, audit, invitations, people, resets, sessions, teams};
use crate::{
    auth::TokenHash,
    repository::{
        AcceptedInvitation, Account, Accounts, Action, Actor, AddedInvitation, AddedUser, AuditEntry, By, ChangedUser,
        Invitation, InvitationId, Member, NewReset, NewSession, NewUser, Newcomer, RenamedTeam, RepositoryError,
        ResetOf, RevokedLinks, Role, Session, SessionId, SessionsOf, SignedIn, Team, UserChange,
        shared::access::{self, AccessRows, Ended, NewPerson, access_rows_of_modules},
    },
};

/// A team's people, sign-ins and links in a transaction that holds the team's lock.
struct PostgresAccess<'a> {
    connection: &'a mut PgConnection,
    team: TeamId,
}

access_rows_of_modules!(PostgresAccess);

fn rows(connection: &mut PgConnection, team: TeamId) -> PostgresAccess<'_> {
    PostgresAccess { connection, team }
}

impl PostgresRepository {
    /// A transaction that changes a team's access: who comes at the same time waits.
    async fn access_of(&self, team: TeamId) -> Result<Transaction<'static, Postgres>, RepositoryError> {
        let mut transaction = self.serving.write(team).await?;
        teams::lock(&mut transaction, team).await?;
        Ok(transaction)
    }

    fn by_command(&self, command: &'static str) -> By {
        By { actor: Actor::Command(command), at: self.serving.clock.now() }
    }
}

#[async_trait::async_trait]
impl Accounts for PostgresRepository {
    async fn add_team(&self, name: &str) -> Result<Option<TeamId>, RepositoryError> {
        let mut transaction = self.admin()?.begin().await?;
        let Some(team) = teams::add(&mut transaction, name).await? else { return Ok(None) };
        access::add_team(&mut rows(&mut transaction, team), name, self.by_command("team create")).await?;
        transaction.commit().await?;
        Ok(Some(team))
    }

    async fn teams(&self) -> Result<Vec<Team>, RepositoryError> {
        teams::all(&mut *self.admin()?.acquire().await?).await
    }

    async fn team_named(&self, name: &str) -> Result<Option<Team>, RepositoryError> {
        teams::by_name(&mut *self.admin()?.acquire().await?, name).await
    }

    async fn rename_team(&self, team: TeamId, name: &str, by: By) -> Result<RenamedTeam, RepositoryError> {
        let mut transaction = self.admin()?.begin().await?;
        let Some(before) = teams::by_id(&mut transaction, team).await? else { return Ok(RenamedTeam::NoSuchTeam) };
        teams::lock(&mut transaction, team).await?;
        let done = access::rename_team(&mut rows(&mut transaction, team), &before, name, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn add_user(&self, user: NewUser) -> Result<AddedUser, RepositoryError> {
        let mut transaction = self.admin()?.begin().await?;
        let Some(team) = teams::by_name(&mut transaction, &user.team_name).await? else {
            return Ok(AddedUser::NoSuchTeam);
        };
        teams::lock(&mut transaction, team.id).await?;
        let by = self.by_command("user create");
        let done = access::add_user(&mut rows(&mut transaction, team.id), &user, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn account(&self, email: &str) -> Result<Option<Account>, RepositoryError> {
        people::by_email(&mut *self.serving.pool.acquire().await?, email).await
    }

    async fn account_of(&self, team: TeamId, user: UserId) -> Result<Option<Account>, RepositoryError> {
        people::by_id(&mut *self.serving.read(team).await?, team, user).await
    }

    async fn members(
        &self,
        team: TeamId,
        after: Option<UserId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Member>, RepositoryError> {
        people::members(&mut *self.serving.read(team).await?, team, after, None, limit, now).await
    }

    async fn member(&self, team: TeamId, user: UserId, now: Millis) -> Result<Option<Member>, RepositoryError> {
        let mut found = people::members(&mut *self.serving.read(team).await?, team, None, Some(user), 1, now).await?;
        Ok(found.pop())
    }

    async fn change_user(
        &self,
        team: TeamId,
        user: UserId,
        change: UserChange,
        by: By,
    ) -> Result<ChangedUser, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::change_user(&mut rows(&mut transaction, team), user, change, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn set_password(
        &self,
        of: ResetOf,
        password_hash: &str,
        was: Option<&str>,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.access_of(of.team).await?;
        let done =
            access::set_password(&mut rows(&mut transaction, of.team), of.user, password_hash, was, keep, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn add_reset(&self, team: TeamId, reset: NewReset, by: By) -> Result<ChangedUser, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::add_reset(&mut rows(&mut transaction, team), &reset, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn reset(&self, token: &TokenHash, now: Millis) -> Result<Option<ResetOf>, RepositoryError> {
        resets::by_token(&mut *self.serving.pool.acquire().await?, token, now).await
    }

    async fn use_reset(
        &self,
        of: ResetOf,
        token: &TokenHash,
        password_hash: &str,
        now: Millis,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.access_of(of.team).await?;
        let done = access::use_reset(&mut rows(&mut transaction, of.team), of, token, password_hash, now).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn add_session(&self, session: NewSession) -> Result<bool, RepositoryError> {
        let mut transaction = self.access_of(session.team).await?;
        let done = access::add_session(&mut rows(&mut transaction, session.team), &session).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn signed_in(&self, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, RepositoryError> {
        sessions::holder(&mut *self.serving.pool.acquire().await?, token, now).await
    }

    async fn saw_session(&self, team: TeamId, session: SessionId, now: Millis) -> Result<(), RepositoryError> {
        let mut transaction = self.serving.write(team).await?;
        sessions::saw(&mut transaction, team, session, now).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn remove_session(&self, team: TeamId, token: &TokenHash, now: Millis) -> Result<(), RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::remove_session(&mut rows(&mut transaction, team), token, now).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn sessions(
        &self,
        team: TeamId,
        of: SessionsOf,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Session>, RepositoryError> {
        sessions::page(&mut *self.serving.read(team).await?, team, of, limit, now).await
    }

    async fn end_session(
        &self,
        team: TeamId,
        of: Option<UserId>,
        session: SessionId,
        by: By,
    ) -> Result<bool, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::end_session(&mut rows(&mut transaction, team), of, session, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn end_sessions(
        &self,
        team: TeamId,
        user: UserId,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<Option<u64>, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::end_sessions(&mut rows(&mut transaction, team), user, keep, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn access(&self) -> Result<i64, RepositoryError> {
        teams::access(&mut *self.serving.pool.acquire().await?).await
    }

    async fn add_invitation(
        &self,
        invitation: Invitation,
        token: TokenHash,
        by: By,
    ) -> Result<AddedInvitation, RepositoryError> {
        let mut transaction = self.access_of(invitation.team).await?;
        let done =
            access::add_invitation(&mut rows(&mut transaction, invitation.team), &invitation, &token, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn invitations(
        &self,
        team: TeamId,
        after: Option<InvitationId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Invitation>, RepositoryError> {
        invitations::page(&mut *self.serving.read(team).await?, team, after, limit, now).await
    }

    async fn remove_invitation(&self, team: TeamId, id: InvitationId, by: By) -> Result<bool, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::remove_invitation(&mut rows(&mut transaction, team), id, by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn invitation(&self, token: &TokenHash, now: Millis) -> Result<Option<Invitation>, RepositoryError> {
        invitations::by_token(&mut *self.serving.pool.acquire().await?, token, now).await
    }

    async fn accept_invitation(
        &self,
        team: TeamId,
        token: &TokenHash,
        newcomer: Newcomer,
    ) -> Result<AcceptedInvitation, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::accept_invitation(&mut rows(&mut transaction, team), token, &newcomer).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn forget_access(&self, now: Millis, audited: Option<Millis>) -> Result<u64, RepositoryError> {
        let mut transaction = self.admin()?.begin().await?;
        invitations::remove_over(&mut transaction, now).await?;
        resets::remove_over(&mut transaction, now).await?;
        let forgotten = match audited {
            Some(before) => audit::forget(&mut transaction, before).await?,
            None => 0,
        };
        transaction.commit().await?;
        Ok(forgotten)
    }

    async fn revoke_links(&self, team: TeamId, by: By) -> Result<RevokedLinks, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::revoke_links(&mut rows(&mut transaction, team), by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn sign_everybody_out(&self, team: TeamId, by: By) -> Result<u64, RepositoryError> {
        let mut transaction = self.access_of(team).await?;
        let done = access::sign_everybody_out(&mut rows(&mut transaction, team), by).await?;
        transaction.commit().await?;
        Ok(done)
    }

    async fn audit(&self, team: TeamId, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, RepositoryError> {
        audit::page(&mut *self.serving.read(team).await?, team, before, limit).await
    }
}
