//! What the server asks of a database about teams, people and their sign-ins. The one rule: passwords and tokens come here
//! as hashes only; and what a person may ask of it takes their team, unless it takes the hash of a token.

mod audit;
mod ids;
mod links;
mod people;
mod sessions;

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;

pub use audit::{Action, Actor, AuditEntry, AuditPerson, By, InvalidAction};
pub use ids::{InvitationId, SessionId};
pub use links::{
    AcceptedInvitation, AddedInvitation, Invitation, LINK_LASTS, NewReset, Newcomer, ResetOf, RevokedLinks,
};
pub use people::{Account, AddedUser, ChangedUser, InvalidRole, Member, NewUser, RenamedTeam, Role, Team, UserChange};
pub use sessions::{NewSession, SEEN_EVERY, SESSION_IDLE, SESSION_LASTS, Session, SessionsOf, SignedIn};

use super::RepositoryError;
use crate::auth::TokenHash;

/// Teams, people and sign-ins. Whatever changes access writes its entry of the audit in the same transaction.
#[async_trait::async_trait]
pub trait Accounts: Send + Sync {
    /// Adds a team, as the command `team create`; `None` when one of that name exists.
    async fn add_team(&self, name: &str) -> Result<Option<TeamId>, RepositoryError>;

    /// All teams, in the order of their names. For commands: no person may ask for it.
    async fn teams(&self) -> Result<Vec<Team>, RepositoryError>;

    /// The team of that name. For commands.
    async fn team_named(&self, name: &str) -> Result<Option<Team>, RepositoryError>;

    /// Gives a team another name. For commands: that a name is taken would tell of another team.
    async fn rename_team(&self, team: TeamId, name: &str, by: By) -> Result<RenamedTeam, RepositoryError>;

    /// Adds a person, as the command `user create`.
    async fn add_user(&self, user: NewUser) -> Result<AddedUser, RepositoryError>;

    /// The person who signs in with this address (in lower case). For sign-in and commands.
    async fn account(&self, email: &str) -> Result<Option<Account>, RepositoryError>;

    /// A person of a team.
    async fn account_of(&self, team: TeamId, user: UserId) -> Result<Option<Account>, RepositoryError>;

    /// A team's people in the order of their ids, after one of them.
    async fn members(
        &self,
        team: TeamId,
        after: Option<UserId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Member>, RepositoryError>;

    /// One of a team's people.
    async fn member(&self, team: TeamId, user: UserId, now: Millis) -> Result<Option<Member>, RepositoryError>;

    /// Changes what a person may do. Who is no admin any more loses the links they made.
    async fn change_user(
        &self,
        team: TeamId,
        user: UserId,
        change: UserChange,
        by: By,
    ) -> Result<ChangedUser, RepositoryError>;

    /// Gives a person another password and ends their sign-ins, but for `keep`. `was` is the password that the change rests
    /// on, if it does: `false` when it is not theirs (any more), or there is no such person.
    async fn set_password(
        &self,
        of: ResetOf,
        password_hash: &str,
        was: Option<&str>,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<bool, RepositoryError>;

    /// Takes a person's password away, ends their sign-ins and the links they made, and remembers a link to set another
    /// password.
    async fn add_reset(&self, team: TeamId, reset: NewReset, by: By) -> Result<ChangedUser, RepositoryError>;

    /// Whose password this link sets, if it is good at `now` and they are not locked out.
    async fn reset(&self, token: &TokenHash, now: Millis) -> Result<Option<ResetOf>, RepositoryError>;

    /// Sets a password by a link, which is used up; `false` when it is not good (any more).
    async fn use_reset(
        &self,
        of: ResetOf,
        token: &TokenHash,
        password_hash: &str,
        now: Millis,
    ) -> Result<bool, RepositoryError>;

    /// Remembers a sign-in, and forgets those of the same person that have ended. `false`: see
    /// [`NewSession::password_hash`].
    async fn add_session(&self, session: NewSession) -> Result<bool, RepositoryError>;

    /// Who holds this token, if it has not ended at `now` and they are not locked out.
    async fn signed_in(&self, token: &TokenHash, now: Millis) -> Result<Option<SignedIn>, RepositoryError>;

    /// Writes down that a sign-in was used at `now`, if that is much later than what stands.
    async fn saw_session(&self, team: TeamId, session: SessionId, now: Millis) -> Result<(), RepositoryError>;

    /// Forgets a sign-in whose person signs out.
    async fn remove_session(&self, team: TeamId, token: &TokenHash, now: Millis) -> Result<(), RepositoryError>;

    /// A team's sign-ins that stand at `now`, in the order of their ids.
    async fn sessions(
        &self,
        team: TeamId,
        of: SessionsOf,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Session>, RepositoryError>;

    /// Ends a sign-in of a team, or of one person of it; `false` when there is no such.
    async fn end_session(
        &self,
        team: TeamId,
        of: Option<UserId>,
        session: SessionId,
        by: By,
    ) -> Result<bool, RepositoryError>;

    /// Ends all sign-ins of a person, but for `keep`. Returns how many; `None` when the team has no such person.
    async fn end_sessions(
        &self,
        team: TeamId,
        user: UserId,
        keep: Option<SessionId>,
        by: By,
    ) -> Result<Option<u64>, RepositoryError>;

    /// Goes on whenever somebody loses access: while it stands, nobody did.
    async fn access(&self) -> Result<i64, RepositoryError>;

    /// Remembers an invitation.
    async fn add_invitation(
        &self,
        invitation: Invitation,
        token: TokenHash,
        by: By,
    ) -> Result<AddedInvitation, RepositoryError>;

    /// A team's open invitations in the order of their ids, after one of them.
    async fn invitations(
        &self,
        team: TeamId,
        after: Option<InvitationId>,
        limit: usize,
        now: Millis,
    ) -> Result<Vec<Invitation>, RepositoryError>;

    /// Takes an invitation back; `false` when the team has no such open one.
    async fn remove_invitation(&self, team: TeamId, id: InvitationId, by: By) -> Result<bool, RepositoryError>;

    /// The invitation that this token stands for, if it is good at `now`.
    async fn invitation(&self, token: &TokenHash, now: Millis) -> Result<Option<Invitation>, RepositoryError>;

    /// Makes whoever was invited a person of the team. The invitation is used up.
    async fn accept_invitation(
        &self,
        team: TeamId,
        token: &TokenHash,
        newcomer: Newcomer,
    ) -> Result<AcceptedInvitation, RepositoryError>;

    /// Forgets links that are over at `now`, and of every team's audit what was written before `audited`, except the newest
    /// entry, from which the next one counts on. Returns how many entries. For upkeep.
    async fn forget_access(&self, now: Millis, audited: Option<Millis>) -> Result<u64, RepositoryError>;

    /// Takes back all invitations and resets of a team. For commands.
    async fn revoke_links(&self, team: TeamId, by: By) -> Result<RevokedLinks, RepositoryError>;

    /// Ends all sign-ins of a team. Returns how many. For commands.
    async fn sign_everybody_out(&self, team: TeamId, by: By) -> Result<u64, RepositoryError>;

    /// A team's audit, the newest entry first, below `before` (exclusive).
    async fn audit(&self, team: TeamId, before: Option<i64>, limit: usize) -> Result<Vec<AuditEntry>, RepositoryError>;
}
