//! What the team's people are called, for everybody of the team: a history without names says little.

use std::sync::Arc;

use axum::{Json, extract::State};
use lagoon_listing::UserId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    openapi::{Paged, SignedInOnly},
    page::{Asked, PageQuery},
};
use crate::{Server, auth::Bearer, problem::Problem};

/// The team's people by name, one page of them.
#[derive(Serialize, ToSchema)]
pub struct People {
    /// In the order of their ids.
    people: Vec<Person>,
    /// The `after` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<UserId>,
}

/// A person by name. What only admins may know of them stands in `/v1/admin/users`.
#[derive(Serialize, ToSchema)]
pub struct Person {
    /// The `author` and `userId` of what they wrote.
    #[schema(value_type = uuid::Uuid)]
    id: UserId,
    /// Their name.
    #[schema(example = "Ada Obi")]
    name: String,
}

/// Lists the team's people by name, those who are locked out included: what they wrote is still theirs.
#[utoipa::path(
    get, path = "/v1/people", operation_id = "listPeople", tag = "Team",
    params(PageQuery),
    security(("token" = [])),
    responses((status = 200, description = "The team's people by name.", body = People), SignedInOnly, Paged),
)]
pub async fn list(State(server): State<Arc<Server>>, bearer: Bearer, asked: Asked) -> Result<Json<People>, Problem> {
    let page = PageQuery::read(asked)?;
    let now = server.repository.now().await?;
    let found = server.repository.members(bearer.who.team, page.after.map(UserId), page.and_one(), now).await?;
    let (found, next) = page.cut(found, |member| member.user);
    let people = found.into_iter().map(|member| Person { id: member.user, name: member.name }).collect();
    Ok(Json(People { people, next }))
}
