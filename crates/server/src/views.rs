//! How accounts are told, by routes and by commands alike: the one place that spells them. The one rule: nothing here
//! holds a secret, but for [`NewInvitation`] and [`PasswordReset`], which tell a link's token the only time.

use chrono::{DateTime, SecondsFormat, Utc};
use lagoon_listing::UserId;
use lagoon_sync::{DeviceId, Millis};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    accounts::Link,
    repository::{Action, AuditEntry, AuditPerson, Invitation, InvitationId, Member, Role, Session, SessionId},
};

/// A time as RFC 3339 in UTC with milliseconds, such as `2026-11-24T00:00:00.000Z`.
pub fn rfc3339(millis: Millis) -> String {
    // Every `Millis` before the year 262,000 is a date; those beyond are told as the first.
    let date = DateTime::<Utc>::from_timestamp_millis(millis.get()).unwrap_or_default();
    date.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A person of the team.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
#[serde(rename_all = "camelCase")]
pub struct UserView {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    id: UserId,
    /// Their name.
    #[schema(example = "Ada Obi")]
    name: String,
    /// The address they sign in with.
    #[schema(example = "ada@example.com")]
    email: String,
    /// What they may do.
    role: Role,
    /// Whether they are locked out.
    disabled: bool,
    /// Whether they have a password. After a reset they have none until they set one.
    has_password: bool,
    /// When one of their sign-ins was last used (RFC 3339), to an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-24T09:00:00.000Z")]
    last_seen_at: Option<String>,
}

impl From<Member> for UserView {
    fn from(member: Member) -> Self {
        Self {
            id: member.user,
            name: member.name,
            email: member.email,
            role: member.role,
            disabled: member.disabled,
            has_password: member.has_password,
            last_seen_at: member.last_seen_at.map(rfc3339),
        }
    }
}

/// A sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionInfo)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Its id; no token.
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
    /// Whose it is.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// The device's id.
    #[schema(value_type = String, example = "00000000000000a1")]
    device: DeviceId,
    /// What the device calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada's phone")]
    device_name: Option<String>,
    /// When it began (RFC 3339).
    #[schema(example = "2026-11-24T00:00:00.000Z")]
    created_at: String,
    /// When it was last used (RFC 3339), to an hour.
    #[schema(example = "2026-11-24T09:00:00.000Z")]
    last_seen_at: String,
    /// When it ends at the latest (RFC 3339).
    #[schema(example = "2027-05-23T00:00:00.000Z")]
    expires_at: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionView {
    /// As told to `current`.
    pub fn new(session: Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id,
            user_id: session.user,
            device: session.device,
            device_name: session.device_name,
            created_at: rfc3339(session.created_at),
            last_seen_at: rfc3339(session.seen_at),
            expires_at: rfc3339(session.expires_at),
            current: current == Some(session.id),
        }
    }
}

/// An open invitation.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// Its id; no token.
    #[schema(value_type = uuid::Uuid)]
    id: InvitationId,
    /// The address that the newcomer will sign in with.
    #[schema(example = "bola@example.com")]
    email: String,
    /// Their name, if it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bola Ade")]
    name: Option<String>,
    /// What they will be allowed to do.
    role: Role,
    /// Who made it; absent: the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    made_by: Option<UserId>,
    /// When (RFC 3339).
    #[schema(example = "2026-11-24T00:00:00.000Z")]
    created_at: String,
    /// Until when it is good (RFC 3339).
    #[schema(example = "2026-12-01T00:00:00.000Z")]
    expires_at: String,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            name: invitation.name,
            role: invitation.role,
            made_by: invitation.made_by,
            created_at: rfc3339(invitation.created_at),
            expires_at: rfc3339(invitation.expires_at),
        }
    }
}

/// An invitation that was just made, with its token.
#[derive(Serialize, ToSchema)]
pub struct NewInvitation {
    /// The invitation.
    #[serde(flatten)]
    invitation: InvitationView,
    /// What the newcomer sends to `/v1/invitations/accept`. It is told only now, and good once.
    #[schema(example = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]
    token: String,
}

impl NewInvitation {
    /// An invitation and its link.
    pub fn new(invitation: Invitation, link: &Link) -> Self {
        Self { invitation: invitation.into(), token: link.token.to_text() }
    }
}

/// A link to set a new password with.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasswordReset {
    /// What the person sends to `/v1/password-resets/accept`. It is told only now, and good once.
    #[schema(example = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")]
    token: String,
    /// Until when it is good (RFC 3339).
    #[schema(example = "2026-12-01T00:00:00.000Z")]
    expires_at: String,
}

impl From<&Link> for PasswordReset {
    fn from(link: &Link) -> Self {
        Self { token: link.token.to_text(), expires_at: rfc3339(link.expires_at) }
    }
}

/// A person in the audit, by the name they have now.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPersonView {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// Their name.
    #[schema(example = "Ada Obi")]
    name: String,
    /// Their address.
    #[schema(example = "ada@example.com")]
    email: String,
}

impl From<AuditPerson> for AuditPersonView {
    fn from(person: AuditPerson) -> Self {
        Self { user_id: person.user, name: person.name, email: person.email }
    }
}

/// What was changed about access.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry, example = json!({
    "number": 12, "at": "2026-11-24T00:00:00.000Z", "action": "roleChanged",
    "by": {"userId": "0197f3a0-0000-7000-8000-000000000001", "name": "Ada Obi", "email": "ada@example.com"},
    "about": {"userId": "0197f3a0-0000-7000-8000-000000000002", "name": "Bola Ade", "email": "bola@example.com"},
    "details": {"from": "agent", "to": "office"}
}))]
#[serde(rename_all = "camelCase")]
pub struct AuditView {
    /// Counts the team's entries from 1.
    number: i64,
    /// When (RFC 3339).
    at: String,
    /// The person who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<AuditPersonView>,
    /// The command that did it, on the server's machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// What was done.
    action: Action,
    /// The person it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<AuditPersonView>,
    /// The rest, by the action.
    #[schema(value_type = Object)]
    details: Value,
}

impl From<AuditEntry> for AuditView {
    fn from(entry: AuditEntry) -> Self {
        Self {
            number: entry.number,
            at: rfc3339(entry.at),
            by: entry.by.map(AuditPersonView::from),
            command: entry.command,
            action: entry.action,
            about: entry.about.map(AuditPersonView::from),
            details: entry.details,
        }
    }
}
