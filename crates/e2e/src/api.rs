//! The server's HTTP API, as any other client would use it.

use std::sync::Once;

use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{PASSWORD, Person};

/// A server's API, signed in or not.
#[derive(Clone, Debug)]
pub struct Api {
    client: Client,
    url: String,
    token: Option<String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body; null if it is no JSON.
    pub body: Value,
}

impl Api {
    /// Nobody yet.
    pub fn new(url: String) -> Self {
        Self { client: client(), url, token: None }
    }

    /// This person, on a device of their own.
    pub async fn sign_in(url: String, person: Person) -> Result<Self> {
        let nobody = Self::new(url);
        let wish = json!({"email": person.email, "password": PASSWORD, "deviceName": "test"});
        let answer = nobody.send(Method::POST, "/v1/sessions", Some(wish)).await?;
        ensure!(answer.status == StatusCode::CREATED, "{} cannot sign in: {answer:?}", person.email);
        let token = answer.body["token"].as_str().context("a sign-in has a token")?.to_owned();
        Ok(Self { token: Some(token), ..nobody })
    }

    /// Whether the server answers at all.
    pub async fn is_healthy(&self) -> Result<bool> {
        Ok(self.send(Method::GET, "/healthz", None).await?.status.is_success())
    }

    /// `PUT /v1/property-drafts/{id}`.
    pub async fn put(&self, draft: &str, body: Value) -> Result<Answer> {
        self.send(Method::PUT, &format!("/v1/property-drafts/{draft}"), Some(body)).await
    }

    /// `GET /v1/property-drafts/{id}`.
    pub async fn get(&self, draft: &str) -> Result<Answer> {
        self.send(Method::GET, &format!("/v1/property-drafts/{draft}"), None).await
    }

    /// `GET /v1/property-drafts/{id}/history`.
    pub async fn history(&self, draft: &str) -> Result<Answer> {
        self.send(Method::GET, &format!("/v1/property-drafts/{draft}/history"), None).await
    }

    /// `POST /v1/sync`, from the beginning, with these updates.
    pub async fn sync(&self, updates: Value) -> Result<Answer> {
        let request =
            json!({"device": "00000000000000aa", "install": "00000000000000bb", "schema": 1, "updates": updates});
        self.send(Method::POST, "/v1/sync", Some(request)).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Answer> {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.with_context(|| format!("no answer from {path}"))?;
        let status = response.status();
        let bytes = response.bytes().await?;
        Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) })
    }
}

/// An HTTP client. The workspace chooses the cryptography itself, so it has to be named once.
pub(crate) fn client() -> Client {
    static CRYPTOGRAPHY: Once = Once::new();
    CRYPTOGRAPHY.call_once(|| {
        // Already named is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder().no_gzip().build().expect("a client without options can be built")
}
