//! Accounts in a PostgreSQL database. The one rule: whatever a person may ask for runs as the role that sees their team
//! alone, and what changes access holds the team's lock first; teams are made, named and listed by the administering role.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde_json::Value;
use sqlx::PgConnection;

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
    /// Has a team's access changed: who comes at the same time waits.
    async fn access_of<T>(
        &self,
        team: TeamId,
        work: impl AsyncFnOnce(&mut PostgresAccess<'_>) -> Result<T, RepositoryError>,
    ) -> Result<T, RepositoryError> {
        let work = async move |connection: &mut PgConnection| {
            teams::lock(connection, team).await?;
            work(&mut rows(connection, team)).await
        };
        self.serving.connections.write(team, work).await
    }

    fn by_command(&self, command: &'static str) -> By {
        By { actor: Actor::Command(command), at: self.serving.clock.now() }
    }
}

#[async_trait::async_trait]
impl Accounts for PostgresRepository {
    async fn add_team(&self, name: &str) -> Result<Option<TeamId>, RepositoryError> {
        let add = async |connection: &mut PgConnection| {
            let Some(team) = teams::add(connection, name).await? else { return Ok(None) };
            access::add_team(&mut rows(connection, team), name, self.by_command("team create")).await?;
            Ok(Some(team))
        };
        self.admin()?.write_any(add).await
    }

    async fn teams(&self) -> Result<Vec<Team>, RepositoryError> {
        self.admin()?.with(async |connection| teams::all(connection).await).await
    }

    async fn team_named(&self, name: &str) -> Result<Option<Team>, RepositoryError> {
        self.admin()?.with(async |connection| teams::by_name(connection, name).await).await
    }

    async fn rename_team(&self, team: TeamId, name: &str, by: By) -> Result<RenamedTeam, RepositoryError> {
        let rename = async |connection: &mut PgConnection| {
            let Some(before) = teams::by_id(connection, team).await? else { return Ok(RenamedTeam::NoSuchTeam) };
            teams::lock(connection, team).await?;
            access::rename_team(&mut rows(connection, team), &before, name, by).await
        };
        self.admin()?.write_any(rename).await
    }

    async fn add_user(&self, user: NewUser) -> Result<AddedUser, RepositoryError> {
        let add = async |connection: &mut PgConnection| {
            let Some(team) = teams::by_name(connection, &user.team_name).await? else {
                return Ok(AddedUser::NoSuchTeam);
            };
            teams::lock(connection, team.id).await?;
            let by = self.by_command("user create");
            access::add_user(&mut rows(connection, team.id), &user, by).await
        };
        self.admin()?.write_any(add).await
    }

    async fn account(&self, email: &str) -> Result<Option<Account>, RepositoryError> {
        self.serving.connections.with(async |connection| people::by_email(connection, email).await).await
    }

    async fn account_of(&self, team: TeamId, user: UserId) -> Result<Option<Account>, RepositoryError> {
        self.serving.connections.read(team, async |connection| people::by_id(connection, team, user).await).await
    }

    async fn members(
        &self,
        team: TeamId,
        after: Option<UserId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Member>, RepositoryError> {
        self.serving
            .connections
            .read(team, async |connection| people::members(connection, team, after, None, limit, now).await)
            .await
    }

    async fn member(&self, team: TeamId, user: UserId, now: Millis) -> Result<Option<Member>, RepositoryError> {
        let read =
            async |connection: &mut PgConnection| people::members(connection, team, None, Some(user), 1, now).await;
        Ok(self.serving.connections.read(team, read).await?.pop())
    }

    async fn change_user(
        &self,
        team: TeamId,
        user: UserId,
        change: UserChange,
        by: By,
    ) -> Result<ChangedUser, RepositoryError> {
        self.access_of(team, async |rows| access::change_user(rows, user, change, by).await).await
    }

    async fn set_password(
        &self,
        of: ResetOf,
        password_hash: &str,
        was: Option<&str>,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<bool, RepositoryError> {
        self.access_of(of.team, async |rows| access::set_password(rows, of.user, password_hash, was, keep, by).await)
            .await
    }

    async fn add_reset(&self, team: TeamId, reset: NewReset, by: By) -> Result<ChangedUser, RepositoryError> {
        self.access_of(team, async |rows| access::add_reset(rows, &reset, by).await).await
    }

    async fn reset(&self, token: &TokenHash, now: Millis) -> Result<Option<ResetOf>, RepositoryError> {
        self.serving.connections.with(async |connection| resets::by_token(connection, token, now).await).await
    }

    async fn use_reset(
        &self,
        of: ResetOf,
        token: &TokenHash,
        password_hash: &str,
        now: Millis,
    ) -> Result<bool, RepositoryError> {
        self.access_of(of.team, async |rows| access::use_reset(rows, of, token, password_hash, now).await).await
    }

    async fn add_session(&self, session: NewSession) -> Result<bool, RepositoryError> {
        self.access_of(session.team, async |rows| access::add_session(rows, &session).await).await
    }

    async fn signed_in(&self, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, RepositoryError> {
        self.serving.connections.with(async |connection| sessions::holder(connection, token, now).await).await
    }

    async fn saw_session(&self, team: TeamId, session: SessionId, now: Millis) -> Result<(), RepositoryError> {
        let saw = async |connection: &mut PgConnection| sessions::saw(connection, team, session, now).await;
        self.serving.connections.write(team, saw).await
    }

    async fn remove_session(&self, team: TeamId, token: &TokenHash, now: Millis) -> Result<(), RepositoryError> {
        self.access_of(team, async |rows| access::remove_session(rows, token, now).await).await
    }

    async fn sessions(
        &self,
        team: TeamId,
        of: SessionsOf,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Session>, RepositoryError> {
        self.serving
            .connections
            .read(team, async |connection| sessions::page(connection, team, of, limit, now).await)
            .await
    }

    async fn end_session(
        &self,
        team: TeamId,
        of: Option<UserId>,
        session: SessionId,
        by: By,
    ) -> Result<bool, RepositoryError> {
        self.access_of(team, async |rows| access::end_session(rows, of, session, by).await).await
    }

    async fn end_sessions(
        &self,
        team: TeamId,
        user: UserId,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<Option<u64>, RepositoryError> {
        self.access_of(team, async |rows| access::end_sessions(rows, user, keep, by).await).await
    }

    async fn access(&self) -> Result<i64, RepositoryError> {
        self.serving.connections.with(async |connection| teams::access(connection).await).await
    }

    async fn add_invitation(
        &self,
        invitation: Invitation,
        token: TokenHash,
        by: By,
    ) -> Result<AddedInvitation, RepositoryError> {
        self.access_of(invitation.team, async |rows| access::add_invitation(rows, &invitation, &token, by).await).await
    }

    async fn invitations(
        &self,
        team: TeamId,
        after: Option<InvitationId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Invitation>, RepositoryError> {
        self.serving
            .connections
            .read(team, async |connection| invitations::page(connection, team, after, limit, now).await)
            .await
    }

    async fn remove_invitation(&self, team: TeamId, id: InvitationId, by: By) -> Result<bool, RepositoryError> {
        self.access_of(team, async |rows| access::remove_invitation(rows, id, by).await).await
    }

    async fn invitation(&self, token: &TokenHash, now: Millis) -> Result<Option<Invitation>, RepositoryError> {
        self.serving.connections.with(async |connection| invitations::by_token(connection, token, now).await).await
    }

    async fn accept_invitation(
        &self,
        team: TeamId,
        token: &TokenHash,
        newcomer: Newcomer,
    ) -> Result<AcceptedInvitation, RepositoryError> {
        self.access_of(team, async |rows| access::accept_invitation(rows, token, &newcomer).await).await
    }

    async fn forget_access(&self, now: Millis, audited: Option<Millis>) -> Result<u64, RepositoryError> {
        let forget = async |connection: &mut PgConnection| {
            invitations::remove_over(connection, now).await?;
            resets::remove_over(connection, now).await?;
            match audited {
                Some(before) => audit::forget(connection, before).await,
                None => Ok(0),
            }
        };
        self.admin()?.write_any(forget).await
    }

    async fn revoke_links(&self, team: TeamId, by: By) -> Result<RevokedLinks, RepositoryError> {
        self.access_of(team, async |rows| access::revoke_links(rows, by).await).await
    }

    async fn sign_everybody_out(&self, team: TeamId, by: By) -> Result<u64, RepositoryError> {
        self.access_of(team, async |rows| access::sign_everybody_out(rows, by).await).await
    }

    async fn audit(&self, team: TeamId, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, RepositoryError> {
        self.serving.connections.read(team, async |connection| audit::page(connection, team, before, limit).await).await
    }
}
