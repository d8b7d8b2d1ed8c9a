//! `/openapi.json`: every route with its answers and problems (`OpenAPI` 3.1), made from the types that serve them.

use axum::Json;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

/// What is answered when something cannot be done (RFC 9457). Each code may bring further members.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "describes what `Problem` writes")]
pub struct ProblemDetails {
    /// `urn:lagoon:problem:` and the code.
    r#type: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// Stable, for programs.
    code: String,
    /// For people: what is wrong and what to do.
    detail: String,
    /// The field it is about.
    field: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Lagoon", description = "Property drafts that are never lost. Times are milliseconds since 1970 UTC unless said otherwise. Of two equal names in one JSON object the last counts where names are free (groups, values); a field that this document names may stand once."),
    paths(
        super::sessions::create,
        super::sessions::remove,
        super::sync::exchange,
        super::sync::hashes,
        super::events::listen,
        super::property_drafts::update,
        super::property_drafts::read,
        super::property_drafts::history,
        super::listings::list,
        super::health::lives,
        super::health::is_ready,
    ),
    modifiers(&Token)
)]
struct Document;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The token of a sign-in.")).build();
        document.components.get_or_insert_default().add_security_scheme("token", SecurityScheme::Http(bearer));
    }
}

/// The description of this API.
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
