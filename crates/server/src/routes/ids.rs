//! Ids in paths.

use axum::extract::{Path, rejection::PathRejection};
use http::StatusCode;

use crate::problem::Problem;

/// The id in a route's path, if it is one.
pub type IdOf<T> = Result<Path<T>, PathRejection>;

/// The id, or what is wrong with it.
pub fn id_of<T>(id: IdOf<T>) -> Result<T, Problem> {
    id.map(|Path(id)| id).map_err(|_| {
        let detail = "An id is a UUID, such as 0197f3a0-0000-7000-8000-000000000001.";
        Problem::new(StatusCode::BAD_REQUEST, "invalidId", detail).field("id")
    })
}
