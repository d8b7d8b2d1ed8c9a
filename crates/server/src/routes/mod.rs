//! The routes and what surrounds each of them: request ids, logging, compression, problems instead of bare errors.

mod admin;
mod events;
mod health;
mod ids;
mod links;
mod listings;
mod me;
mod observe;
mod openapi;
mod page;
mod people;
mod property_drafts;
mod sessions;
mod sync;

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use http::StatusCode;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

use crate::{Server, problem::Problem, proxies};

/// All routes.
pub fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/v1/sessions", get(sessions::list).post(sessions::create))
        .route("/v1/sessions/current", delete(sessions::remove))
        .route("/v1/sessions/others", delete(sessions::remove_others))
        .route("/v1/sessions/{id}", delete(sessions::remove_one))
        .route("/v1/me", get(me::read))
        .route("/v1/me/password", post(me::change_password))
        .route("/v1/people", get(people::list))
        .route("/v1/invitations/accept", post(links::accept_invitation))
        .route("/v1/password-resets/accept", post(links::accept_reset))
        .merge(admin::router())
        .route("/v1/events", get(events::listen))
        .route("/v1/sync", post(sync::exchange))
        .route("/v1/sync/hashes", get(sync::hashes))
        .route("/v1/property-drafts/{id}", get(property_drafts::read).put(property_drafts::update))
        .route("/v1/property-drafts/{id}/history", get(property_drafts::history))
        .route("/v1/listings", get(listings::list))
        .route("/healthz", get(health::lives))
        .route("/readyz", get(health::is_ready))
        .route("/openapi.json", get(openapi::document))
        .fallback(unknown_route)
        .method_not_allowed_fallback(unknown_method)
        .with_state(server.clone())
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(server.clone(), observe::observe))
        .layer(from_fn_with_state(server, proxies::see_through))
}

/// The routes for whoever watches over the server.
pub fn watching(server: Arc<Server>) -> Router {
    Router::new().route("/metrics", get(health::metrics)).fallback(unknown_route).with_state(server)
}

async fn unknown_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "unknownRoute", "There is nothing here. /openapi.json lists every route.")
}

async fn unknown_method() -> Problem {
    let detail = "This method does nothing here. /openapi.json lists every route.";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed", detail)
}

/// What a panic carries may hold anything, so that neither the log nor the answer repeats it.
#[allow(clippy::needless_pass_by_value)] // the layer's own signature
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a request panicked: this is a defect");
    Problem::internal().into_response()
}
