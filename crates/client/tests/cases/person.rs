//! Somebody who talks to the server by hand: what goes over the wire, word for word.

use lagoon_listing::DraftId;
use lagoon_sync::Stamp;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Map, Value, json};

use crate::support::{PASSWORD, Server};

pub struct Person {
    http: reqwest::Client,
    url: String,
    token: String,
    pub session: Value,
}

impl Person {
    pub async fn sign_in(server: &Server, email: &str) -> Self {
        // Already installed by another test of this process: as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let credentials = json!({"email": email, "password": PASSWORD});
        let (status, session) = answer(http.post(format!("{}/v1/sessions", server.url())).json(&credentials)).await;
        assert_eq!(status, StatusCode::CREATED, "{session}");
        let token = session["token"].as_str().expect("a token").to_owned();
        Self { http, url: server.url(), token, session }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn put(&self, id: DraftId, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let request = self.request(Method::PUT, &format!("/v1/property-drafts/{id}"));
        answer(request.header("content-type", "application/json").body(body)).await
    }

    /// `POST /v1/sync` with whatever text.
    pub async fn say(&self, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let request = self.request(Method::POST, "/v1/sync").header("content-type", "application/json");
        answer(request.body(body)).await
    }

    /// An exchange that must succeed.
    pub async fn sync(&self, cursor: Option<&Value>, updates: Vec<Value>) -> Value {
        let (status, body) = self.say(request(cursor, &updates).to_string()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// A draft as the server holds it: `null` when it holds nothing of it.
    pub async fn head(&self, id: DraftId) -> Value {
        self.sync(None, vec![json!({"id": id, "baseRev": 0})]).await["outcomes"][0]["draft"].clone()
    }

    /// The value of a group that stands at the server.
    pub async fn value(&self, id: DraftId, group: &str) -> Value {
        self.head(id).await["groups"][group]["value"].clone()
    }

    /// The stamp of the value that stands at the server.
    pub async fn stamp(&self, id: DraftId, group: &str) -> Stamp {
        stamp_of(&self.head(id).await["groups"][group])
    }

    /// What the server's history holds of a group, the oldest first.
    pub async fn history(&self, id: DraftId, group: &str) -> Vec<Value> {
        let mut values = vec![];
        let mut path = format!("/v1/property-drafts/{id}/history?limit=200");
        loop {
            let (status, page) = self.get(&path).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let found = page["values"].as_array().expect("values");
            values.extend(found.iter().filter(|value| value["group"] == group).cloned());
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/v1/property-drafts/{id}/history?limit=200&before={next}");
        }
        values.reverse();
        values
    }

    /// The values alone.
    pub async fn past(&self, id: DraftId, group: &str) -> Vec<Value> {
        self.history(id, group).await.into_iter().map(|entry| entry["value"].clone()).collect()
    }
}

pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let text = response.text().await.expect("a whole body");
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
    (status, body)
}

pub fn request(cursor: Option<&Value>, updates: &[Value]) -> Value {
    let mut body = json!({"device": device(1), "install": device(9), "schema": 1, "updates": updates});
    if let Some(cursor) = cursor {
        body["cursor"] = cursor.clone();
    }
    body
}

pub fn device(number: u64) -> String {
    format!("{number:016x}")
}

/// An `updatePropertyDraft` of some groups: name, value, milliseconds, device.
pub fn update(id: DraftId, groups: &[(&str, Value, i64, u64)]) -> Value {
    let entry = |(name, value, millis, by): &(&str, Value, i64, u64)| {
        ((*name).to_owned(), json!({"value": value, "stamp": format!("{millis}-{}", device(*by))}))
    };
    let newest = groups.iter().map(|(_, _, millis, _)| millis).max();
    let groups: Map<String, Value> = groups.iter().map(entry).collect();
    json!({"id": id, "baseRev": 0, "lastModified": newest, "groups": groups})
}

/// An update of the title alone.
pub fn title(id: DraftId, value: &str, millis: i64, by: u64) -> Value {
    update(id, &[("title", json!(value), millis, by)])
}

/// The outcome of one group of one update.
pub fn outcome<'a>(answer: &'a Value, update: usize, group: &str) -> &'a str {
    answer["outcomes"][update]["groups"][group]["outcome"].as_str().unwrap_or_else(|| panic!("no outcome: {answer}"))
}

pub fn stamp_of(head: &Value) -> Stamp {
    let text = head["stamp"].as_str().unwrap_or_else(|| panic!("no stamp: {head}"));
    text.parse().expect("a stamp")
}
