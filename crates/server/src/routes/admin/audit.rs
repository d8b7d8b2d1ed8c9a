//! Who changed what about access.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    Server,
    auth::Admin,
    problem::Problem,
    routes::{
        openapi::{AdminsOnly, Paged},
        page::{cut, limit},
    },
    views::AuditView,
};

/// The audit, one page of it.
#[derive(Serialize, ToSchema)]
pub struct Audit {
    /// The newest first.
    entries: Vec<AuditView>,
    /// The `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<i64>,
}

/// Which page of the audit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The `next` of an earlier page.
    before: Option<i64>,
    /// How many, from 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// Tells who changed what about access, the newest first.
#[utoipa::path(
    get, path = "/v1/admin/audit", operation_id = "listAudit", tag = "Admin",
    params(AuditQuery),
    security(("token" = [])),
    responses((status = 200, description = "The team's entries.", body = Audit), AdminsOnly, Paged),
)]
pub async fn list(
    State(server): State<Arc<Server>>,
    Admin(admin): Admin,
    asked: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Json<Audit>, Problem> {
    let wrong = "`before` is the `next` of an earlier page and `limit` a number.";
    let Query(query) = asked.map_err(|_| Problem::invalid_value("before", wrong))?;
    let limit = limit(query.limit)?;
    let found = server.repository.audit(admin.who.team, query.before, limit + 1).await?;
    let (found, next) = cut(found, limit, |entry| entry.number);
    Ok(Json(Audit { entries: found.into_iter().map(AuditView::from).collect(), next }))
}
