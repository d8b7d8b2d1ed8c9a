//! `/openapi.json`: every route with its answers and problems (`OpenAPI` 3.1), made from the types that serve them.

mod answers;
mod finish;
mod problems;
mod shapes;

use std::{collections::BTreeMap, sync::LazyLock};

use axum::{body::Bytes, response::IntoResponse};
use http::header::CONTENT_TYPE;
use utoipa::{
    IntoResponses, Modify, OpenApi, ToSchema,
    openapi::{
        ContentBuilder, Ref, RefOr, Response, ResponseBuilder,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
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

type Responses = BTreeMap<String, RefOr<Response>>;

/// A problem in the description of a route: its status and its codes.
fn problem(responses: &mut Responses, status: u16, codes: &[&str]) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let codes = codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let response = ResponseBuilder::new().description(codes).content("application/problem+json", content).build();
    responses.insert(status.to_string(), RefOr::T(response));
}

/// What any route may answer that asks the database.
pub struct Failing;

impl IntoResponses for Failing {
    fn responses() -> Responses {
        let mut all = Responses::new();
        problem(&mut all, 500, &["internal"]);
        problem(&mut all, 503, &["busy"]);
        problem(&mut all, 507, &["storageFull"]);
        all
    }
}

/// What any route may answer that only those who are signed in may use.
pub struct SignedInOnly;

impl IntoResponses for SignedInOnly {
    fn responses() -> Responses {
        let mut all = Failing::responses();
        problem(&mut all, 401, &["signInRequired"]);
        problem(&mut all, 429, &["tooManyRequests"]);
        all
    }
}

/// What any route may answer that only admins may use.
pub struct AdminsOnly;

impl IntoResponses for AdminsOnly {
    fn responses() -> Responses {
        let mut all = SignedInOnly::responses();
        problem(&mut all, 403, &["adminOnly"]);
        all
    }
}

/// What any route may answer that reads a body.
pub struct WithBody;

impl IntoResponses for WithBody {
    fn responses() -> Responses {
        let mut all = Responses::new();
        let malformed = ["malformedJson", "malformedGzip", "incompleteBody"];
        problem(&mut all, 400, &malformed);
        problem(&mut all, 408, &["requestTimeout"]);
        problem(&mut all, 413, &["bodyTooLarge"]);
        let unsupported = ["unsupportedMediaType", "unsupportedEncoding"];
        problem(&mut all, 415, &unsupported);
        problem(&mut all, 422, &["invalidValue"]);
        all
    }
}

/// What any route may answer that names something in its path or asks for a page.
pub struct WithId;

impl IntoResponses for WithId {
    fn responses() -> Responses {
        let mut all = Responses::new();
        problem(&mut all, 400, &["invalidId"]);
        all
    }
}

/// What any route may answer that gives a list in pages.
pub struct Paged;

impl IntoResponses for Paged {
    fn responses() -> Responses {
        let mut all = Responses::new();
        problem(&mut all, 422, &["invalidValue"]);
        all
    }
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Lagoon", description = "Property drafts that are never lost. Times are milliseconds since 1970 UTC unless said otherwise. Of two equal names in one JSON object the last counts where names are free (groups, values); a field that this document names may stand once. Whole numbers are written without a fraction or an exponent. No text holds U+0000, names of free fields included."),
    paths(
        super::sessions::create,
        super::sessions::list,
        super::sessions::remove,
        super::sessions::remove_others,
        super::sessions::remove_one,
        super::me::read,
        super::me::change_password,
        super::people::list,
        super::links::accept_invitation,
        super::links::accept_reset,
        super::admin::users::list,
        super::admin::users::change,
        super::admin::users::reset_password,
        super::admin::users::end_sessions,
        super::admin::invitations::create,
        super::admin::invitations::list,
        super::admin::invitations::remove,
        super::admin::sessions::list,
        super::admin::sessions::remove,
        super::admin::audit::list,
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

/// The description of this API, written once and shared by all who read it.
pub async fn document() -> impl IntoResponse {
    static WHOLE: LazyLock<Bytes> = LazyLock::new(|| {
        let mut document = serde_json::to_value(Document::openapi()).unwrap_or_default();
        finish::finish(&mut document);
        document.to_string().into()
    });
    ([(CONTENT_TYPE, "application/json")], WHOLE.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_completes_the_description_finds_its_place() {
        let mut document = serde_json::to_value(Document::openapi()).expect("JSON");
        assert_eq!(finish::finish(&mut document), Vec::<String>::new());
    }
}
