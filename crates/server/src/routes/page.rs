//! Lists in pages, by the ids of what is listed.

use axum::extract::{Query, rejection::QueryRejection};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::problem::Problem;

const DEFAULT: usize = 50;
const MAX: usize = 200;

/// Which page of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of an earlier page.
    #[param(value_type = Option<uuid::Uuid>)]
    after: Option<Uuid>,
    /// How many, from 1 to 200; 50 when absent.
    limit: Option<usize>,
}

/// A page as it was asked for.
pub type Asked = Result<Query<PageQuery>, QueryRejection>;

/// A page that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// What came last on the page before.
    pub after: Option<Uuid>,
    limit: usize,
}

impl PageQuery {
    /// Reads what was asked for.
    pub fn read(asked: Asked) -> Result<Page, Problem> {
        let wrong = "`after` is the `next` of an earlier page and `limit` a number.";
        let Query(query) = asked.map_err(|_| Problem::invalid_value("after", wrong))?;
        Ok(Page { after: query.after, limit: limit(query.limit)? })
    }
}

/// What is said of a query that cannot be read: which parameter, and why.
pub fn unreadable(error: &QueryRejection) -> Problem {
    let text = error.body_text();
    let reason = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
    let named = reason.split_once(": ").map(|(field, _)| field).filter(|field| !field.contains(' '));
    let detail = format!("The query cannot be read: {reason}. /openapi.json lists the parameters.");
    Problem::invalid_value(named.unwrap_or("query"), detail)
}

/// How many rows a page has.
pub fn limit(asked: Option<usize>) -> Result<usize, Problem> {
    let limit = asked.unwrap_or(DEFAULT);
    if (1..=MAX).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::invalid_value("limit", format!("`limit` is a number from 1 to {MAX}.")))
    }
}

impl Page {
    /// How many rows to read: one more tells whether there is another page.
    pub fn and_one(&self) -> usize {
        self.limit + 1
    }

    /// The rows of the page, and where the next one begins.
    pub fn cut<T, I>(&self, rows: Vec<T>, id: impl Fn(&T) -> I) -> (Vec<T>, Option<I>) {
        cut(rows, self.limit, id)
    }
}

/// The first `limit` rows, and where the next page begins.
pub fn cut<T, I>(mut rows: Vec<T>, limit: usize, id: impl Fn(&T) -> I) -> (Vec<T>, Option<I>) {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(id);
    (rows, next)
}
