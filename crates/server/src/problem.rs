//! What is answered when something cannot be done: problem details (RFC 9457) with a stable `code`.
//!
//! The one rule: every answer of 400 and above is one of these, says what to do, and repeats nothing that was sent.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use lagoon_listing::FieldError;
use serde_json::{Map, Value, json};

use crate::repository::RepositoryError;

/// A problem on its way to whoever asked.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    field: Option<String>,
    members: Map<String, Value>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem with its stable code and a sentence for people.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), field: None, members: Map::new(), retry_after: None }
    }

    /// Names the field it is about.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds a member.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// Asks to come again after some seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The same problem under another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Whether a value is the problem, rather than the request around it.
    pub fn is_invalid_value(&self) -> bool {
        self.code == "invalidValue"
    }

    /// Whether there is no sign-in (any more), rather than no answer.
    pub fn is_sign_in_required(&self) -> bool {
        self.code == "signInRequired"
    }

    /// No token, or one that stands for nobody (any more).
    pub fn sign_in_required() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signInRequired", "Sign in again.")
    }

    /// Whoever asks is no admin (any more).
    pub fn admin_only() -> Self {
        Self::new(StatusCode::FORBIDDEN, "adminOnly", "Only an admin of the team may do this.")
    }

    /// The sign-in asks too often; after `wait` it may again.
    pub fn too_many_requests(wait: std::time::Duration) -> Self {
        let detail = "Too many requests. Nothing was changed; try again soon.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "tooManyRequests", detail).retry_after(wait.as_secs() + 1)
    }

    /// There is no such draft, or it is another team's: nobody can tell which.
    pub fn draft_not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "draftNotFound", "There is no such draft.")
    }

    /// The team has no such person, invitation or sign-in, or it is another team's: nobody can tell which.
    pub fn not_found(code: &'static str, what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, format!("There is no such {what}."))
    }

    /// A field whose value cannot be taken.
    pub fn invalid_value(field: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalidValue", detail).field(field)
    }

    /// A field that may not be stored.
    pub fn invalid(error: FieldError) -> Self {
        let code = match error.code.as_str() {
            "tooLarge" => "tooLarge",
            "tooManyGroups" => "tooManyGroups",
            _ => "invalidValue",
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, error.message).field(error.field)
    }

    /// There is more to do than can be done now.
    pub fn busy() -> Self {
        let detail = "The server is busy. Nothing was changed; try again soon.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(1)
    }

    /// Something failed here. The log knows what.
    pub fn internal() -> Self {
        let detail = "The server failed. It may not have done what was asked; look before you try again.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }
}

impl From<RepositoryError> for Problem {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::Busy => {
                let detail = "The server is busy. It may not have done what was asked; try again soon.";
                Self { detail: detail.into(), ..Self::busy() }
            }
            RepositoryError::Full => {
                tracing::error!("the disk of the database is full: make room, nothing can be saved until then");
                let detail = "The server's disk is full. Nothing was changed; its administrator has to make room.";
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "storageFull", detail).retry_after(30)
            }
            RepositoryError::AdminOnly => Self::admin_only(),
            RepositoryError::SignedOut => Self::sign_in_required(),
            RepositoryError::AnswerTooLarge => {
                let detail = "The answer would be too large. Nothing was changed; send fewer updates at a time.";
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "answerTooLarge", detail).field("updates")
            }
            RepositoryError::Refused(error) => {
                // What the database says may hold the value.
                tracing::warn!(kind = %std::any::type_name_of_val(&error), "the database refused a value");
                let detail = "The server's database refuses a value of this request. Nothing of it was changed.";
                Self::new(StatusCode::BAD_REQUEST, "valueRefused", detail)
            }
            error @ (RepositoryError::Unreadable { .. } | RepositoryError::ServesOnly | RepositoryError::Failed(_)) => {
                tracing::error!(%error, "the database could not do what was asked");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = self.members;
        body.insert("type".into(), json!(format!("urn:lagoon:problem:{}", self.code)));
        body.insert("title".into(), json!(self.status.canonical_reason().unwrap_or("Problem")));
        body.insert("status".into(), json!(self.status.as_u16()));
        body.insert("code".into(), json!(self.code));
        body.insert("detail".into(), json!(self.detail));
        if let Some(field) = self.field {
            body.insert("field".into(), json!(field));
        }
        let mut response = (self.status, Value::Object(body).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_answer_to_a_commit_may_have_been_lost_nobody_is_told_that_nothing_was_changed() {
        for error in [RepositoryError::Busy, RepositoryError::Failed("lost".into())] {
            let problem = Problem::from(error);
            assert!(problem.detail.contains("may not have done"), "{problem:?}");
        }
        let full = Problem::from(RepositoryError::Full);
        assert!(full.detail.contains("Nothing was changed"), "{full:?}");
    }

    #[test]
    fn who_is_no_admin_any_more_is_told_so() {
        let problem = Problem::from(RepositoryError::AdminOnly);
        assert_eq!((problem.status, problem.code), (StatusCode::FORBIDDEN, "adminOnly"));
    }
}
