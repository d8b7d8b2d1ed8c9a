//! Inviting people.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderName, HeaderValue, StatusCode, header::CACHE_CONTROL};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Server,
    auth::Admin,
    body,
    problem::Problem,
    repository::{InvitationId, Role},
    routes::{
        ids::{IdOf, id_of},
        openapi::{AdminsOnly, Paged, ProblemDetails, WithBody, WithId},
        page::{Asked, PageQuery},
    },
    views::{InvitationView, NewInvitation},
};

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({"email": "bola@example.com", "name": "Bola Ade", "role": "agent"}))]
pub struct Invite {
    /// The address they will sign in with.
    email: String,
    /// Their name; they can choose another.
    #[serde(default)]
    name: Option<String>,
    /// What they will be allowed to do.
    role: Role,
}

/// Open invitations, one page of them.
#[derive(Serialize, ToSchema)]
pub struct Invitations {
    /// In the order of their ids.
    invitations: Vec<InvitationView>,
    /// The `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<InvitationId>,
}

/// Invites somebody. An earlier invitation of the same address is not good any more.
#[utoipa::path(
    post, path = "/v1/admin/invitations", operation_id = "createInvitation", tag = "Admin",
    request_body = Invite,
    security(("token" = [])),
    responses(
        (status = 201, description = "The invitation with its token, which is told only now.", body = NewInvitation),
        (status = 409, description = "`emailTaken`: somebody of the team signs in with that address", body = ProblemDetails, content_type = "application/problem+json", example = json!({"type": "urn:lagoon:problem:emailTaken", "title": "Conflict", "status": 409, "code": "emailTaken", "detail": "Somebody of the team signs in with that e-mail address already.", "field": "email"})),
        AdminsOnly, WithBody,
    ),
)]
pub async fn create(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    body::Json(wish): body::Json<Invite>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], Json<NewInvitation>), Problem> {
    let by = admin.by(&server).await?;
    let invited = server.invite(admin.who.team, &wish.email, wish.name.as_deref(), wish.role, by).await?;
    let (invitation, link) = invited.ok_or_else(|| {
        let detail = "Somebody of the team signs in with that e-mail address already.";
        Problem::new(StatusCode::CONFLICT, "emailTaken", detail).field("email")
    })?;
    let no_store = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::CREATED, no_store, Json(NewInvitation::new(invitation, &link))))
}

/// Lists open invitations.
#[utoipa::path(
    get, path = "/v1/admin/invitations", operation_id = "listInvitations", tag = "Admin",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, description = "Those that are good.", body = Invitations), AdminsOnly, Paged),
)]
pub async fn list(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    asked: Asked,
) -> Result<Json<Invitations>, Problem> {
    let page = PageQuery::read(asked)?;
    let now = server.repository.now().await?;
    let after = page.after.map(InvitationId);
    let found = server.repository.invitations(admin.who.team, after, page.and_one(), now).await?;
    let (found, next) = page.cut(found, |invitation| invitation.id);
    Ok(Json(Invitations { invitations: found.into_iter().map(InvitationView::from).collect(), next }))
}

/// Takes an invitation back.
#[utoipa::path(
    delete, path = "/v1/admin/invitations/{id}", operation_id = "deleteInvitation", tag = "Admin",
    params(("id" = uuid::Uuid, Path, description = "The invitation.")),
    security(("token" = [])),
    responses(
        (status = 204, description = "Its link is not good any more."),
        (status = 404, description = "`invitationNotFound`: used, revoked, over, or none", body = ProblemDetails, content_type = "application/problem+json"),
        AdminsOnly, WithId,
    ),
)]
pub async fn remove(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    id: IdOf<InvitationId>,
) -> Result<StatusCode, Problem> {
    let id = id_of(id)?;
    let by = admin.by(&server).await?;
    if server.repository.remove_invitation(admin.who.team, id, by).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found("invitationNotFound", "open invitation"))
    }
}
