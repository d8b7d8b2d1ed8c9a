//! `PUT|GET /v1/property-drafts/{id}`: `updatePropertyDraft` as the story has it, for any client. Plain fields, one
//! `lastModified`, all or nothing.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
};
use http::StatusCode;
use lagoon_listing::{
    AmenityId, Building, Choice, DraftId, GroupName, Location, Price, PropertyType, Purpose, Rooms, Size, Status,
    TeamId, Terms, TitleDocument, UserId,
};
use lagoon_sync::{
    Millis, Stamp,
    decision::{HeldDraft, PlainDecision, PropertyDraftInput},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::openapi::ProblemDetails;

use crate::{
    Server,
    auth::Bearer,
    body,
    problem::Problem,
    repository::{HistoryPlace, PastValue, PlainUpdated},
    views::rfc3339,
};

/// A draft.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PropertyDraft {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: DraftId,
    /// The headline.
    title: Option<String>,
    /// What it is offered for.
    #[schema(value_type = Option<Purpose>)]
    purpose: Option<Choice<Purpose>>,
    /// What is offered.
    #[schema(value_type = Option<PropertyType>)]
    property_type: Option<Choice<PropertyType>>,
    /// The asking price.
    price: Option<Price>,
    /// What is asked beside it.
    terms: Option<Terms>,
    /// What the title rests on.
    #[schema(value_type = Option<TitleDocument>)]
    title_document: Option<Choice<TitleDocument>>,
    /// Where it stands.
    location: Option<Location>,
    /// Its rooms.
    rooms: Option<Rooms>,
    /// How large it is.
    size: Option<Size>,
    /// The building itself.
    building: Option<Building>,
    /// What it offers.
    #[schema(value_type = BTreeSet<String>)]
    amenities: BTreeSet<AmenityId>,
    /// The long text.
    description: Option<String>,
    /// What the team knows and buyers must not. Never part of what is published.
    private_notes: Option<String>,
    /// Whether buyers see a copy of it.
    status: Status,
    /// Who started it.
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// Whose it is.
    #[schema(value_type = uuid::Uuid)]
    team_id: TeamId,
    /// Server time of its last effective change (RFC 3339).
    updated_at: String,
    /// The newest `lastModified` it holds.
    #[schema(value_type = i64)]
    last_modified: Millis,
    /// Whether it lies in the trash. It can still be read, and an update brings it back.
    deleted: bool,
}

impl PropertyDraft {
    fn new(id: DraftId, team: TeamId, draft: &HeldDraft) -> Self {
        let property = draft.property(id);
        let other = property.other;
        Self {
            id,
            title: property.title,
            purpose: choice(property.purpose, other.get(&GroupName::PURPOSE)),
            property_type: choice(property.property_type, other.get(&GroupName::PROPERTY_TYPE)),
            price: property.price,
            terms: property.terms,
            title_document: choice(property.title_document, other.get(&GroupName::TITLE_DOCUMENT)),
            location: property.location,
            rooms: property.rooms,
            size: property.size,
            building: property.building,
            amenities: property.amenities,
            description: property.description,
            private_notes: property.private_notes,
            status: property.status,
            user_id: draft.user_id,
            team_id: team,
            updated_at: rfc3339(draft.updated_at),
            last_modified: draft.last_modified(),
            deleted: draft.is_deleted(),
        }
    }
}

/// What was chosen, which a newer version may have added.
fn choice<T>(known: Option<T>, other: Option<&Value>) -> Option<Choice<T>> {
    known.map(Choice::Known).or_else(|| Some(Choice::Unknown(other?.as_str()?.to_owned())))
}

/// A draft's past, one page of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// Values that do not stand, the newest first.
    values: Vec<HistoryEntry>,
    /// The `before` of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A value that does not stand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// The group it belongs to.
    #[schema(value_type = String)]
    group: GroupName,
    /// The value.
    value: Value,
    /// When and where it was made.
    #[schema(value_type = String)]
    stamp: Stamp,
    /// Who made it.
    #[schema(value_type = uuid::Uuid)]
    author: UserId,
    /// Server time when it was replaced, or refused as not newer (RFC 3339).
    replaced_at: String,
}

/// Which part of a history.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// The `next` of an earlier page.
    before: Option<String>,
    /// How many values, from 1 to 200; 50 when absent.
    limit: Option<usize>,
}

const HISTORY_DEFAULT: usize = 50;
const HISTORY_MAX: usize = 200;

/// `updatePropertyDraft`: takes the fields when `lastModified` is newer than what stands.
#[utoipa::path(
    put, path = "/v1/property-drafts/{id}", operation_id = "updatePropertyDraft", tag = "Drafts",
    params(("id" = uuid::Uuid, Path, description = "The draft, as its device named it.")),
    request_body = PropertyDraftInput,
    security(("token" = [])),
    responses(
        (status = 200, description = "Stored, or stored already.", body = PropertyDraft),
        (status = 400, description = "`malformedJson`, `malformedGzip`, `incompleteBody`, `invalidId`, `valueRefused`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 408, description = "`requestTimeout`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 409, description = "`notNewer`, `stampReused`; `current` is the draft as it stands", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 413, description = "`bodyTooLarge`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 415, description = "`unsupportedMediaType`, `unsupportedEncoding`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "`invalidValue`, `tooLarge`, `tooManyGroups`, `emptyDraft`; `clockAhead` with `serverTime`; `notReady` with `problems`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn update(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    id: Result<Path<DraftId>, PathRejection>,
    body::Json(input): body::Json<PropertyDraftInput>,
) -> Result<Json<PropertyDraft>, Problem> {
    let id = known_id(id)?;
    let team = bearer.who.team;
    let updated = server.repository.update_plain(bearer.who, id, input).await?;
    let PlainUpdated { server_time, decision, draft, .. } = updated;
    server.metrics.updated(&decision);
    let draft = draft.map(|draft| PropertyDraft::new(id, team, &draft));
    match decision {
        PlainDecision::Accepted(_) => draft.map(Json).ok_or_else(|| {
            let detail = "There is no such draft yet, and nothing to start it with. Send at least one field.";
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "emptyDraft", detail)
        }),
        PlainDecision::NotNewer(_) => {
            let detail = "A newer version stands; `current` holds it. What you sent is kept in the history.";
            Err(Problem::new(StatusCode::CONFLICT, "notNewer", detail)
                .field("lastModified")
                .with("current", json!(draft)))
        }
        PlainDecision::StampReused => {
            let detail = "Other content stands with this very `lastModified`; `current` holds it. Send a later one.";
            let problem = Problem::new(StatusCode::CONFLICT, "stampReused", detail);
            Err(problem.field("lastModified").with("current", json!(draft)))
        }
        PlainDecision::ClockAhead => {
            let detail = "`lastModified` lies more than a minute ahead of the server, whose time is `serverTime`. \
                          Send one that does not.";
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "clockAhead", detail);
            Err(problem.field("lastModified").with("serverTime", json!(server_time)))
        }
        PlainDecision::Invalid(error) => Err(Problem::invalid(error)),
        PlainDecision::NotReady(problems) => {
            let detail = "The listing is not ready to be published. `problems` says what is missing.";
            let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "notReady", detail);
            let problems: Vec<_> = problems
                .iter()
                .map(|problem| json!({"code": problem.code, "field": problem.field, "message": problem.message}))
                .collect();
            Err(problem.field("status").with("problems", json!(problems)))
        }
    }
}

/// Reads a draft.
#[utoipa::path(
    get, path = "/v1/property-drafts/{id}", operation_id = "getPropertyDraft", tag = "Drafts",
    params(("id" = uuid::Uuid, Path, description = "The draft, as its device named it.")),
    security(("token" = [])),
    responses(
        (status = 200, description = "The draft.", body = PropertyDraft),
        (status = 400, description = "`invalidId`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "`draftNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn read(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    id: Result<Path<DraftId>, PathRejection>,
) -> Result<Json<PropertyDraft>, Problem> {
    let id = known_id(id)?;
    let team = bearer.who.team;
    let draft = server.repository.draft(team, id).await?.ok_or_else(Problem::draft_not_found)?;
    Ok(Json(PropertyDraft::new(id, team, &draft)))
}

/// Reads a draft's past.
#[utoipa::path(
    get, path = "/v1/property-drafts/{id}/history", operation_id = "getPropertyDraftHistory", tag = "Drafts",
    params(("id" = uuid::Uuid, Path, description = "The draft, as its device named it."), HistoryQuery),
    security(("token" = [])),
    responses(
        (status = 200, description = "Values that do not stand.", body = History),
        (status = 400, description = "`invalidId`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 404, description = "`draftNotFound`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "`invalidValue`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn history(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    id: Result<Path<DraftId>, PathRejection>,
    query: Result<Query<HistoryQuery>, QueryRejection>,
) -> Result<Json<History>, Problem> {
    let id = known_id(id)?;
    let invalid = |field: &str, detail: String| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalidValue", detail).field(field)
    };
    let limit_detail = format!("`limit` is a number from 1 to {HISTORY_MAX}.");
    let Query(query) = query.map_err(|_| invalid("limit", limit_detail.clone()))?;
    let limit = query.limit.unwrap_or(HISTORY_DEFAULT);
    if !(1..=HISTORY_MAX).contains(&limit) {
        return Err(invalid("limit", limit_detail));
    }
    let before: Option<HistoryPlace> = query
        .before
        .map(|text| text.parse())
        .transpose()
        .map_err(|error: crate::repository::InvalidHistoryPlace| invalid("before", format!("{error}.")))?;
    let values = server.repository.history(bearer.who.team, id, before.as_ref(), limit + 1).await?;
    let mut values = values.ok_or_else(Problem::draft_not_found)?;
    let more = values.len() > limit;
    values.truncate(limit);
    let next = values
        .last()
        .filter(|_| more)
        .map(|last| HistoryPlace { stamp: last.head.stamp, group: last.group.clone() }.to_string());
    Ok(Json(History { values: values.into_iter().map(HistoryEntry::from).collect(), next }))
}

impl From<PastValue> for HistoryEntry {
    fn from(past: PastValue) -> Self {
        Self {
            group: past.group,
            value: past.head.value,
            stamp: past.head.stamp,
            author: past.head.author,
            replaced_at: rfc3339(past.replaced_at),
        }
    }
}

fn known_id(id: Result<Path<DraftId>, PathRejection>) -> Result<DraftId, Problem> {
    id.map(|Path(id)| id).map_err(|_| {
        let detail = "A draft's id is a UUID, such as 0197f3a0-0000-7000-8000-000000000001.";
        Problem::new(StatusCode::BAD_REQUEST, "invalidId", detail).field("id")
    })
}
