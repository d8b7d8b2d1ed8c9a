//! `GET /v1/listings`: what buyers may see of a team's listings, for whoever feeds a portal. The one rule: what is served is
//! the copy that was published, never the draft.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use chrono::DateTime;
use http::StatusCode;
use lagoon_listing::{Currency, DraftId, Money, PropertyType, Purpose};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::openapi::ProblemDetails;
use crate::{Server, auth::Bearer, problem::Problem, repository::PublishedCopy, reso::Listing};

/// A page of published listings.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listings {
    /// In the order of their ids.
    listings: Vec<Listing>,
    /// The `after` of the next page, if there is one. A page may hold fewer listings than asked for, even none, and still
    /// have a next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    next: Option<DraftId>,
}

/// Which listings. Filters are combined; texts are compared without regard to case.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ListingsQuery {
    /// The `next` of an earlier page.
    #[param(value_type = Option<uuid::Uuid>)]
    after: Option<DraftId>,
    /// How many listings at most, from 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// The state, such as `Lagos`.
    state: Option<String>,
    /// The local government area, such as `Eti-Osa`.
    lga: Option<String>,
    /// The area, such as `Lekki Phase 1`.
    area: Option<String>,
    /// What it is offered for.
    #[param(inline)]
    purpose: Option<Purpose>,
    /// What it is.
    #[param(inline)]
    property_type: Option<PropertyType>,
    /// The fewest bedrooms.
    min_bedrooms: Option<u32>,
    /// An amenity's id, such as `pool`.
    amenity: Option<String>,
    /// The currency of the price (ISO 4217). `minPrice` and `maxPrice` are in it; `NGN` when absent.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    /// The least price, in major units, such as `45000000`, `2500.75` or `45m`, with as many decimals as the currency has.
    min_price: Option<String>,
    /// The greatest price, in major units.
    max_price: Option<String>,
    /// Only copies that were made at this time or later (RFC 3339).
    modified_since: Option<String>,
}

const LIMIT_DEFAULT: usize = 50;
const LIMIT_MAX: usize = 200;
/// How many copies are looked at for one page: a filter that fits little must not read the whole team at once.
const LOOKED_AT: usize = 1_000;
/// How many are read at a time.
const CHUNK: usize = 100;

/// Reads published listings.
#[utoipa::path(
    get, path = "/v1/listings", operation_id = "listListings", tag = "Listings",
    params(ListingsQuery),
    security(("token" = [])),
    responses(
        (status = 200, description = "A page of published listings, with the field names of the RESO Data Dictionary 2.0.", body = Listings),
        (status = 401, description = "`signInRequired`: sign in again", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 422, description = "`invalidValue`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 429, description = "`tooManyRequests`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 500, description = "`internal`", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 503, description = "`busy`: see Retry-After", body = ProblemDetails, content_type = "application/problem+json"),
        (status = 507, description = "`storageFull`", body = ProblemDetails, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(server): State<Arc<Server>>,
    bearer: Bearer,
    query: Result<Query<ListingsQuery>, QueryRejection>,
) -> Result<Json<Listings>, Problem> {
    let Query(query) = query.map_err(|error| invalid("query", error.body_text()))?;
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(invalid("limit", format!("`limit` is from 1 to {LIMIT_MAX}.")));
    }
    let filter = Filter::read(&query)?;
    let (mut listings, mut next) = (vec![], query.after);
    for _ in 0..LOOKED_AT / CHUNK {
        let chunk = server.repository.published(bearer.who.team, next, CHUNK).await?;
        for copy in &chunk.copies {
            if listings.len() == limit {
                return Ok(Json(Listings { listings, next }));
            }
            listings.extend(Listing::read(copy).filter(|listing| filter.fits(copy, listing)));
            next = Some(copy.id);
        }
        let Some(more_after) = chunk.more_after else { return Ok(Json(Listings { listings, next: None })) };
        next = Some(more_after);
    }
    Ok(Json(Listings { listings, next }))
}

/// What a listing must be like.
#[derive(Debug, Default)]
struct Filter {
    state: Option<String>,
    lga: Option<String>,
    area: Option<String>,
    purpose: Option<Purpose>,
    kind: Option<PropertyType>,
    bedrooms: Option<u32>,
    amenity: Option<String>,
    currency: Option<Currency>,
    least: Option<i64>,
    greatest: Option<i64>,
    /// Milliseconds since 1970 UTC.
    since: Option<i64>,
}

impl Filter {
    fn read(query: &ListingsQuery) -> Result<Self, Problem> {
        let prices = query.min_price.is_some() || query.max_price.is_some();
        let currency = query.currency.clone().or_else(|| prices.then(Currency::default));
        let price = |field, text: &Option<String>| match (text, &currency) {
            (Some(text), Some(currency)) => amount(field, text, currency).map(Some),
            _ => Ok(None),
        };
        let (least, greatest) = (price("minPrice", &query.min_price)?, price("maxPrice", &query.max_price)?);
        let since = query.modified_since.as_deref().map(|text| {
            let detail = "`modifiedSince` is a time such as 2026-11-24T09:30:00Z.";
            let time = DateTime::parse_from_rfc3339(text).map_err(|_| invalid("modifiedSince", detail))?;
            Ok::<_, Problem>(time.timestamp_millis())
        });
        Ok(Self {
            state: query.state.clone(),
            lga: query.lga.clone(),
            area: query.area.clone(),
            purpose: query.purpose,
            kind: query.property_type,
            bedrooms: query.min_bedrooms,
            amenity: query.amenity.clone(),
            currency,
            least,
            greatest,
            since: since.transpose()?,
        })
    }

    fn fits(&self, copy: &PublishedCopy, listing: &Listing) -> bool {
        let same = |wanted: &Option<String>, text: Option<&str>| {
            let folded = |text: &str| text.trim().to_lowercase();
            wanted.as_deref().is_none_or(|wanted| text.is_some_and(|text| folded(text) == folded(wanted)))
        };
        let price = |fits: &dyn Fn(i64) -> bool| listing.price().is_some_and(|(minor, _)| fits(minor));
        same(&self.state, listing.state())
            && same(&self.lga, listing.lga())
            && same(&self.area, listing.area())
            && self.purpose.is_none_or(|wanted| listing.purpose() == Some(wanted))
            && self.kind.is_none_or(|wanted| listing.kind() == Some(wanted))
            && self.bedrooms.is_none_or(|least| listing.bedrooms().is_some_and(|count| count >= least))
            && self.amenity.as_deref().is_none_or(|amenity| listing.offers(amenity))
            && self
                .currency
                .as_ref()
                .is_none_or(|wanted| listing.price().is_some_and(|(_, currency)| currency == wanted.code()))
            && self.least.is_none_or(|least| price(&|minor| minor >= least))
            && self.greatest.is_none_or(|greatest| price(&|minor| minor <= greatest))
            && self.since.is_none_or(|since| copy.copy.stamp.millis.get() >= since)
    }
}

fn amount(field: &'static str, text: &str, currency: &Currency) -> Result<i64, Problem> {
    let detail = || format!("`{field}` is an amount in {currency} without separators, such as 45000000 or 45m.");
    match Money::parse(text, currency) {
        Ok(money) if is_plain(text) && money.currency == *currency => Ok(money.minor),
        _ => Err(invalid(field, detail())),
    }
}

/// Digits with at most two decimals, and at most one letter for thousands, millions or billions. People may write amounts in
/// many more ways; what programs send is told to them as a pattern.
fn is_plain(text: &str) -> bool {
    let (number, most) = match text.strip_suffix(['k', 'K', 'm', 'M', 'b', 'B']) {
        Some(number) => (number, 5),
        None => (text, 12),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, most) && digits(decimals, 2)
}

fn invalid(field: &str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalidValue", detail).field(field)
}
