//! What changing access comes to, whichever database keeps it. The one rule: a change and its entry of the audit are one
//! transaction, and whoever may not make links any more loses those they made.
//!
//! A transaction may be committed whatever is answered here: where nothing is to change, nothing was written.

use lagoon_listing::{TeamId, UserId};
use lagoon_sync::Millis;
use serde_json::{Value, json};

use crate::{
    auth::TokenHash,
    repository::{
        AcceptedInvitation, Account, Action, Actor, AddedInvitation, AddedUser, By, ChangedUser, Invitation,
        InvitationId, NewReset, NewSession, NewUser, Newcomer, RenamedTeam, RepositoryError, ResetOf, RevokedLinks,
        Role, SessionId, Team, UserChange,
    },
};

/// A person to write down.
pub struct NewPerson<'a> {
    /// Their address.
    pub email: &'a str,
    /// Their name.
    pub name: &'a str,
    /// What they may do.
    pub role: Role,
    /// Their password, hashed.
    pub password_hash: &'a str,
}

/// A sign-in that is no more.
pub struct Ended {
    /// Whose.
    pub user: UserId,
    /// What its device called itself.
    pub device_name: Option<String>,
}

/// A team's people, sign-ins and links in a transaction that writes, while no other changes them.
#[async_trait::async_trait]
pub trait AccessRows: Send {
    /// Whose they are.
    fn team(&self) -> TeamId;

    /// A person.
    async fn person(&mut self, user: UserId) -> Result<Option<Account>, RepositoryError>;
    /// Adds a person; `None` when somebody, of whatever team, has the address.
    async fn add_person(&mut self, person: NewPerson<'_>) -> Result<Option<UserId>, RepositoryError>;
    /// Whether somebody of the team has this address.
    async fn has_email(&mut self, email: &str) -> Result<bool, RepositoryError>;
    /// How many admins can sign in: they are not locked out, and have a password.
    async fn admins(&mut self) -> Result<i64, RepositoryError>;
    /// Sets what a person may do, and whether they are locked out.
    async fn set_person(&mut self, user: UserId, role: Role, disabled: bool) -> Result<(), RepositoryError>;
    /// Sets a person's password, if it is still `was`; `None` takes it away.
    async fn set_password(
        &mut self,
        user: UserId,
        password_hash: Option<&str>,
        was: Option<&str>,
    ) -> Result<bool, RepositoryError>;

    /// Whether this is a sign-in of the person.
    async fn has_session(&mut self, user: UserId, session: SessionId) -> Result<bool, RepositoryError>;
    /// Remembers a sign-in, unless the person has another password by now, or is locked out.
    async fn add_session(&mut self, session: &NewSession) -> Result<bool, RepositoryError>;
    /// Forgets the sign-in of a token.
    async fn remove_session(&mut self, token: &TokenHash) -> Result<Option<Ended>, RepositoryError>;
    /// Forgets a sign-in, if it stands, and is this person's if one is named.
    async fn remove_session_of(
        &mut self,
        of: Option<UserId>,
        session: SessionId,
        now: Millis,
    ) -> Result<Option<Ended>, RepositoryError>;
    /// Forgets a person's sign-ins, but for one. Returns how many.
    async fn remove_sessions(&mut self, user: UserId, keep: Option<SessionId>) -> Result<u64, RepositoryError>;
    /// Forgets a person's sign-ins that have ended.
    async fn remove_ended_sessions(&mut self, user: UserId, now: Millis) -> Result<(), RepositoryError>;

    /// Remembers a link to set a password with, instead of an earlier one of the same person.
    async fn add_reset(&mut self, reset: &NewReset, made_by: Option<UserId>) -> Result<(), RepositoryError>;
    /// Takes such a link.
    async fn take_reset(&mut self, user: UserId, token: &TokenHash, now: Millis) -> Result<bool, RepositoryError>;
    /// Forgets a person's link.
    async fn remove_reset_of(&mut self, user: UserId) -> Result<(), RepositoryError>;
    /// Forgets the links that a person has made for others. Returns how many.
    async fn remove_resets_made_by(&mut self, user: UserId) -> Result<u64, RepositoryError>;

    /// Remembers an invitation, instead of an earlier one for the same address and of those that are over.
    async fn add_invitation(&mut self, invitation: &Invitation, token: &TokenHash) -> Result<(), RepositoryError>;
    /// The invitation that a token stands for.
    async fn invitation(&mut self, token: &TokenHash, now: Millis) -> Result<Option<Invitation>, RepositoryError>;
    /// Forgets an invitation that is not over.
    async fn remove_invitation(&mut self, id: InvitationId, now: Millis)
    -> Result<Option<Invitation>, RepositoryError>;
    /// Forgets what a person has made. Returns how many.
    async fn remove_invitations_made_by(&mut self, user: UserId) -> Result<u64, RepositoryError>;

    /// Forgets all links.
    async fn remove_links(&mut self) -> Result<RevokedLinks, RepositoryError>;
    /// Forgets everybody's sign-ins. Returns how many.
    async fn remove_everybodys_sessions(&mut self) -> Result<u64, RepositoryError>;

    /// Gives the team another name, unless another team has it.
    async fn rename(&mut self, name: &str) -> Result<bool, RepositoryError>;

    /// Adds an entry to the audit, with the next number.
    async fn write_audit(
        &mut self,
        by: By,
        action: Action,
        about: Option<UserId>,
        details: Value,
    ) -> Result<(), RepositoryError>;
}

/// Refuses a person who acts on others and is no admin. They were one when they asked, and may have lost that, or their
/// sign-in, to whoever held the team's lock before them.
async fn only_admins(rows: &mut impl AccessRows, by: By) -> Result<(), RepositoryError> {
    let Some(user) = by.person() else { return Ok(()) };
    let is_admin = rows.person(user).await?.is_some_and(|person| person.role == Role::Admin && !person.disabled);
    let is_signed_in = match by.session() {
        Some(session) => rows.has_session(user, session).await?,
        None => true,
    };
    if is_admin && is_signed_in { Ok(()) } else { Err(RepositoryError::AdminOnly) }
}

/// The team was made just now.
pub async fn add_team(rows: &mut impl AccessRows, name: &str, by: By) -> Result<(), RepositoryError> {
    rows.write_audit(by, Action::TeamCreated, None, json!({"name": name})).await
}

pub async fn rename_team(
    rows: &mut impl AccessRows,
    before: &Team,
    name: &str,
    by: By,
) -> Result<RenamedTeam, RepositoryError> {
    if !rows.rename(name).await? {
        return Ok(RenamedTeam::NameTaken);
    }
    rows.write_audit(by, Action::TeamRenamed, None, json!({"from": before.name, "to": name})).await?;
    Ok(RenamedTeam::Renamed)
}

pub async fn add_user(rows: &mut impl AccessRows, user: &NewUser, by: By) -> Result<AddedUser, RepositoryError> {
    let NewUser { email, name, role, password_hash, .. } = user;
    let Some(id) = rows.add_person(NewPerson { email, name, role: *role, password_hash }).await? else {
        return Ok(AddedUser::EmailTaken);
    };
    rows.write_audit(by, Action::UserCreated, Some(id), json!({"role": role})).await?;
    Ok(AddedUser::Added(id))
}

/// Whether a person may not take this one's access away, for the team would be left without an admin who can sign in.
async fn is_last_admin(rows: &mut impl AccessRows, account: &Account, by: By) -> Result<bool, RepositoryError> {
    let counts = account.role == Role::Admin && !account.disabled && account.password_hash.is_some();
    Ok(counts && by.person().is_some() && rows.admins().await? <= 1)
}

pub async fn change_user(
    rows: &mut impl AccessRows,
    user: UserId,
    change: UserChange,
    by: By,
) -> Result<ChangedUser, RepositoryError> {
    only_admins(rows, by).await?;
    let Some(before) = rows.person(user).await? else { return Ok(ChangedUser::NoSuchUser) };
    let role = change.role.unwrap_or(before.role);
    let disabled = change.disabled.unwrap_or(before.disabled);
    let was_admin = before.role == Role::Admin && !before.disabled;
    let is_admin = role == Role::Admin && !disabled;
    let loses_admin = was_admin && !is_admin;
    if loses_admin && is_last_admin(rows, &before, by).await? {
        return Ok(ChangedUser::LastAdmin);
    }
    rows.set_person(user, role, disabled).await?;
    let links = if loses_admin { withdraw_links(rows, user).await? } else { json!({}) };
    if role != before.role {
        let mut details = json!({"from": before.role, "to": role});
        merge(&mut details, &links);
        rows.write_audit(by, Action::RoleChanged, Some(user), details).await?;
    }
    if disabled && !before.disabled {
        rows.remove_reset_of(user).await?;
        let ended = rows.remove_sessions(user, None).await?;
        let mut details = json!({"sessions": ended});
        merge(&mut details, &links);
        rows.write_audit(by, Action::UserDisabled, Some(user), details).await?;
    }
    if !disabled && before.disabled {
        rows.write_audit(by, Action::UserEnabled, Some(user), json!({})).await?;
    }
    Ok(ChangedUser::Changed)
}

pub async fn set_password(
    rows: &mut impl AccessRows,
    user: UserId,
    password_hash: &str,
    was: Option<&str>,
    keep: Option<SessionId>,
    by: By,
) -> Result<bool, RepositoryError> {
    let own = by.person() == Some(user);
    if !own {
        only_admins(rows, by).await?;
    }
    if !rows.set_password(user, Some(password_hash), was).await? {
        return Ok(false);
    }
    rows.remove_reset_of(user).await?;
    let ended = rows.remove_sessions(user, keep).await?;
    let mut details = json!({"sessions": ended});
    if !own {
        merge(&mut details, &withdraw_links(rows, user).await?);
    }
    let action = if own { Action::PasswordChanged } else { Action::PasswordSet };
    rows.write_audit(by, action, Some(user), details).await?;
    Ok(true)
}

pub async fn add_reset(rows: &mut impl AccessRows, reset: &NewReset, by: By) -> Result<ChangedUser, RepositoryError> {
    only_admins(rows, by).await?;
    let user = reset.user;
    let Some(before) = rows.person(user).await? else { return Ok(ChangedUser::NoSuchUser) };
    if is_last_admin(rows, &before, by).await? {
        return Ok(ChangedUser::LastAdmin);
    }
    rows.set_password(user, None, None).await?;
    let ended = rows.remove_sessions(user, None).await?;
    let mut details = json!({"sessions": ended});
    merge(&mut details, &withdraw_links(rows, user).await?);
    rows.add_reset(reset, by.person()).await?;
    rows.write_audit(by, Action::PasswordResetCreated, Some(user), details).await?;
    Ok(ChangedUser::Changed)
}

pub async fn use_reset(
    rows: &mut impl AccessRows,
    of: ResetOf,
    token: &TokenHash,
    password_hash: &str,
    now: Millis,
) -> Result<bool, RepositoryError> {
    let user = of.user;
    if !rows.take_reset(user, token, now).await? || !rows.set_password(user, Some(password_hash), None).await? {
        return Ok(false);
    }
    let by = By { actor: Actor::Person(user), at: now };
    let ended = rows.remove_sessions(user, None).await?;
    rows.write_audit(by, Action::PasswordResetUsed, Some(user), json!({"sessions": ended})).await?;
    Ok(true)
}

pub async fn add_session(rows: &mut impl AccessRows, session: &NewSession) -> Result<bool, RepositoryError> {
    let NewSession { user, created_at, device_name, .. } = session;
    rows.remove_ended_sessions(*user, *created_at).await?;
    if !rows.add_session(session).await? {
        return Ok(false);
    }
    let by = By { actor: Actor::Person(*user), at: *created_at };
    let details = json!({"sessionId": session.id, "deviceName": device_name});
    rows.write_audit(by, Action::SignedIn, Some(*user), details).await?;
    Ok(true)
}

pub async fn remove_session(rows: &mut impl AccessRows, token: &TokenHash, now: Millis) -> Result<(), RepositoryError> {
    let Some(ended) = rows.remove_session(token).await? else { return Ok(()) };
    let by = By { actor: Actor::Person(ended.user), at: now };
    rows.write_audit(by, Action::SignedOut, Some(ended.user), json!({"deviceName": ended.device_name})).await
}

pub async fn end_session(
    rows: &mut impl AccessRows,
    of: Option<UserId>,
    session: SessionId,
    by: By,
) -> Result<bool, RepositoryError> {
    if of.is_none() || of != by.person() {
        only_admins(rows, by).await?;
    }
    let Some(ended) = rows.remove_session_of(of, session, by.at).await? else { return Ok(false) };
    let details = json!({"sessions": 1, "deviceName": ended.device_name});
    rows.write_audit(by, Action::SessionsRevoked, Some(ended.user), details).await?;
    Ok(true)
}

pub async fn end_sessions(
    rows: &mut impl AccessRows,
    user: UserId,
    keep: Option<SessionId>,
    by: By,
) -> Result<Option<u64>, RepositoryError> {
    if by.person() != Some(user) {
        only_admins(rows, by).await?;
    }
    if rows.person(user).await?.is_none() {
        return Ok(None);
    }
    let ended = rows.remove_sessions(user, keep).await?;
    if ended > 0 {
        rows.write_audit(by, Action::SessionsRevoked, Some(user), json!({"sessions": ended})).await?;
    }
    Ok(Some(ended))
}

pub async fn add_invitation(
    rows: &mut impl AccessRows,
    invitation: &Invitation,
    token: &TokenHash,
    by: By,
) -> Result<AddedInvitation, RepositoryError> {
    only_admins(rows, by).await?;
    if rows.has_email(&invitation.email).await? {
        return Ok(AddedInvitation::EmailTaken);
    }
    rows.add_invitation(invitation, token).await?;
    rows.write_audit(by, Action::InvitationCreated, None, told(invitation)).await?;
    Ok(AddedInvitation::Added)
}

pub async fn remove_invitation(rows: &mut impl AccessRows, id: InvitationId, by: By) -> Result<bool, RepositoryError> {
    only_admins(rows, by).await?;
    let Some(removed) = rows.remove_invitation(id, by.at).await? else { return Ok(false) };
    rows.write_audit(by, Action::InvitationRevoked, None, told(&removed)).await?;
    Ok(true)
}

pub async fn accept_invitation(
    rows: &mut impl AccessRows,
    token: &TokenHash,
    newcomer: &Newcomer,
) -> Result<AcceptedInvitation, RepositoryError> {
    let Newcomer { name, password_hash, at } = newcomer;
    let team = rows.team();
    let Some(invitation) = rows.invitation(token, *at).await?.filter(|invitation| invitation.team == team) else {
        return Ok(AcceptedInvitation::NotGood);
    };
    let person = NewPerson { email: &invitation.email, name, role: invitation.role, password_hash };
    let Some(user) = rows.add_person(person).await? else { return Ok(AcceptedInvitation::EmailTaken) };
    rows.remove_invitation(invitation.id, *at).await?;
    let by = By { actor: Actor::Person(user), at: *at };
    rows.write_audit(by, Action::InvitationAccepted, Some(user), told(&invitation)).await?;
    Ok(AcceptedInvitation::Joined(user))
}

pub async fn revoke_links(rows: &mut impl AccessRows, by: By) -> Result<RevokedLinks, RepositoryError> {
    only_admins(rows, by).await?;
    let revoked = rows.remove_links().await?;
    if revoked != RevokedLinks::default() {
        let details = json!({"invitationsRevoked": revoked.invitations, "resetsRevoked": revoked.resets});
        rows.write_audit(by, Action::LinksRevoked, None, details).await?;
    }
    Ok(revoked)
}

pub async fn sign_everybody_out(rows: &mut impl AccessRows, by: By) -> Result<u64, RepositoryError> {
    only_admins(rows, by).await?;
    let ended = rows.remove_everybodys_sessions().await?;
    if ended > 0 {
        rows.write_audit(by, Action::SessionsRevoked, None, json!({"sessions": ended})).await?;
    }
    Ok(ended)
}

/// What the audit says of an invitation.
fn told(invitation: &Invitation) -> Value {
    json!({"invitationId": invitation.id, "email": invitation.email, "role": invitation.role})
}

/// Takes back the links that somebody made who may not make any now. Tells how many of each.
async fn withdraw_links(rows: &mut impl AccessRows, user: UserId) -> Result<Value, RepositoryError> {
    let invitations = rows.remove_invitations_made_by(user).await?;
    let resets = rows.remove_resets_made_by(user).await?;
    Ok(json!({"invitationsRevoked": invitations, "resetsRevoked": resets}))
}

fn merge(details: &mut Value, more: &Value) {
    if let (Value::Object(details), Value::Object(more)) = (details, more) {
        details.extend(more.iter().filter(|(_, count)| **count != json!(0)).map(|(name, n)| (name.clone(), n.clone())));
    }
}

/// Makes a struct with `connection` and `team` the [`AccessRows`] of the back end it stands in, whose modules have one
/// function for each method.
macro_rules! access_rows_of_modules {
    ($rows:ident) => {
        #[async_trait::async_trait]
        impl AccessRows for $rows<'_> {
            fn team(&self) -> TeamId {
                self.team
            }

            async fn person(&mut self, user: UserId) -> Result<Option<Account>, RepositoryError> {
                people::by_id(self.connection, self.team, user).await
            }

            async fn add_person(&mut self, person: NewPerson<'_>) -> Result<Option<UserId>, RepositoryError> {
                people::add(self.connection, self.team, person).await
            }

            async fn has_email(&mut self, email: &str) -> Result<bool, RepositoryError> {
                people::has_email(self.connection, self.team, email).await
            }

            async fn admins(&mut self) -> Result<i64, RepositoryError> {
                people::admins(self.connection, self.team).await
            }

            async fn set_person(&mut self, user: UserId, role: Role, disabled: bool) -> Result<(), RepositoryError> {
                people::set(self.connection, self.team, user, role, disabled).await
            }

            async fn set_password(
                &mut self,
                user: UserId,
                password_hash: Option<&str>,
                was: Option<&str>,
            ) -> Result<bool, RepositoryError> {
                people::set_password(self.connection, self.team, user, password_hash, was).await
            }

            async fn has_session(&mut self, user: UserId, session: SessionId) -> Result<bool, RepositoryError> {
                sessions::exists(self.connection, self.team, user, session).await
            }

            async fn add_session(&mut self, session: &NewSession) -> Result<bool, RepositoryError> {
                sessions::add(self.connection, self.team, session).await
            }

            async fn remove_session(&mut self, token: &TokenHash) -> Result<Option<Ended>, RepositoryError> {
                sessions::remove(self.connection, self.team, token).await
            }

            async fn remove_session_of(
                &mut self,
                of: Option<UserId>,
                session: SessionId,
                now: Millis,
            ) -> Result<Option<Ended>, RepositoryError> {
                sessions::remove_one(self.connection, self.team, of, session, now).await
            }

            async fn remove_sessions(&mut self, user: UserId, keep: Option<SessionId>) -> Result<u64, RepositoryError> {
                sessions::remove_all(self.connection, self.team, user, keep).await
            }

            async fn remove_ended_sessions(&mut self, user: UserId, now: Millis) -> Result<(), RepositoryError> {
                sessions::remove_ended(self.connection, self.team, user, now).await
            }

            async fn add_reset(&mut self, reset: &NewReset, made_by: Option<UserId>) -> Result<(), RepositoryError> {
                resets::add(self.connection, self.team, reset, made_by).await
            }

            async fn take_reset(
                &mut self,
                user: UserId,
                token: &TokenHash,
                now: Millis,
            ) -> Result<bool, RepositoryError> {
                resets::take(self.connection, self.team, user, token, now).await
            }

            async fn remove_reset_of(&mut self, user: UserId) -> Result<(), RepositoryError> {
                resets::remove_of(self.connection, self.team, user).await
            }

            async fn remove_resets_made_by(&mut self, user: UserId) -> Result<u64, RepositoryError> {
                resets::remove_made_by(self.connection, self.team, user).await
            }

            async fn add_invitation(
                &mut self,
                invitation: &Invitation,
                token: &TokenHash,
            ) -> Result<(), RepositoryError> {
                invitations::add(self.connection, self.team, invitation, token).await
            }

            async fn invitation(
                &mut self,
                token: &TokenHash,
                now: Millis,
            ) -> Result<Option<Invitation>, RepositoryError> {
                invitations::by_token(self.connection, token, now).await
            }

            async fn remove_invitation(
                &mut self,
                id: InvitationId,
                now: Millis,
            ) -> Result<Option<Invitation>, RepositoryError> {
                invitations::remove(self.connection, self.team, id, now).await
            }

            async fn remove_invitations_made_by(&mut self, user: UserId) -> Result<u64, RepositoryError> {
                invitations::remove_made_by(self.connection, self.team, user).await
            }

            async fn remove_links(&mut self) -> Result<RevokedLinks, RepositoryError> {
                let invitations = invitations::remove_all(self.connection, self.team).await?;
                let resets = resets::remove_all(self.connection, self.team).await?;
                Ok(RevokedLinks { invitations, resets })
            }

            async fn remove_everybodys_sessions(&mut self) -> Result<u64, RepositoryError> {
                sessions::remove_everybodys(self.connection, self.team).await
            }

            async fn rename(&mut self, name: &str) -> Result<bool, RepositoryError> {
                teams::rename(self.connection, self.team, name).await
            }

            async fn write_audit(
                &mut self,
                by: By,
                action: Action,
                about: Option<UserId>,
                details: Value,
            ) -> Result<(), RepositoryError> {
                audit::write(self.connection, self.team, by, action, about, details).await
            }
        }
    };
}
pub(in crate::repository) use access_rows_of_modules;
