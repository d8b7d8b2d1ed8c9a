//! `/v1/admin/…`: the team's accounts, for its admins. The one rule: every route takes [`Admin`](crate::auth::Admin), and
//! asks the repository with the team of its sign-in and of nothing else.

pub mod audit;
pub mod invitations;
pub mod sessions;
pub mod users;

use std::sync::Arc;

use axum::{
    Router,
    routing::{delete, get, patch, post},
};

use crate::Server;

/// Its routes.
pub fn router() -> Router<Arc<Server>> {
    Router::new()
        .route("/v1/admin/users", get(users::list))
        .route("/v1/admin/users/{id}", patch(users::change))
        .route("/v1/admin/users/{id}/password-reset", post(users::reset_password))
        .route("/v1/admin/users/{id}/sessions", delete(users::end_sessions))
        .route("/v1/admin/invitations", get(invitations::list).post(invitations::create))
        .route("/v1/admin/invitations/{id}", delete(invitations::remove))
        .route("/v1/admin/sessions", get(sessions::list))
        .route("/v1/admin/sessions/{id}", delete(sessions::remove))
        .route("/v1/admin/audit", get(audit::list))
}
