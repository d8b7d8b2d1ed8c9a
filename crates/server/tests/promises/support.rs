//! A real server for one test, people who talk to it, and a clock that the test moves.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use lagoon_server::{
    Clock, Settings,
    repository::{Actor, By, Repository, Role, UserChange},
};
use lagoon_sync::Millis;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::database::{self, TestDatabase};

/// What the test's clock shows at first.
pub const START: i64 = 1_800_000_000_000;
pub const PASSWORD: &str = "correct horse";
pub const DRAFT: &str = "0197f3a0-0000-7000-8000-000000000001";

#[derive(Clone, Default)]
pub struct FakeClock(Arc<AtomicI64>);

impl FakeClock {
    pub fn set(&self, millis: i64) {
        self.0.store(millis, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Millis {
        Millis::clamped(self.0.load(Ordering::SeqCst))
    }
}

pub struct TestServer {
    pub url: String,
    pub clock: FakeClock,
    pub repository: Arc<dyn Repository>,
    pub database: TestDatabase,
    settings: Settings,
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

/// A server with two teams: Marina with Ada, who is its admin, and Bola, Harbour with its admin Chi.
pub async fn start() -> TestServer {
    start_with(Settings::default()).await
}

/// The same, with other settings.
pub async fn start_with(settings: Settings) -> TestServer {
    start_on(TestDatabase::new(), settings).await
}

/// The same, on a database that holds nothing.
pub async fn start_on(database: TestDatabase, settings: Settings) -> TestServer {
    let clock = FakeClock::default();
    clock.set(START);
    let server = serve(database, clock, settings).await;
    for team in ["Marina", "Harbour"] {
        server.repository.add_team(team).await.expect("a team");
    }
    let adding = lagoon_server::Server::new(server.repository.clone()).expect("hashes");
    for (team, name, role) in
        [("Marina", "Ada", Role::Admin), ("Marina", "Bola", Role::Agent), ("Harbour", "Chi", Role::Admin)]
    {
        let email = format!("{name}@example.com");
        adding.add_user_with_role(team, &email, name, PASSWORD, role).await.expect("a user");
    }
    server
}

/// A server on a database.
pub async fn serve(database: TestDatabase, clock: FakeClock, settings: Settings) -> TestServer {
    let server = lagoon_server::open_with_clock(&database.url(), Arc::new(clock.clone())).await.expect("opens");
    let server = server.with_settings(settings.clone());
    let repository = server.repository.clone();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async {
        let _ = stopped.await;
    };
    let running = tokio::spawn(lagoon_server::serve(listener, server, shutdown));
    TestServer { url, clock, repository, database, settings, stop, running }
}

/// Signs in to the server at an address.
pub async fn sign_in(url: &str, name: &str) -> Person {
    let (status, session) = try_sign_in(url, name, PASSWORD).await;
    assert_eq!(status, StatusCode::CREATED, "{session}");
    person(url, session)
}

/// Whoever got this answer to a sign-in.
fn person(url: &str, session: Value) -> Person {
    let token = session["token"].as_str().expect("a token").to_owned();
    Person { http: http(), url: url.to_owned(), token, session }
}

async fn try_sign_in(url: &str, name: &str, password: &str) -> (StatusCode, Value) {
    let credentials = json!({"email": format!("{name}@example.com"), "password": password});
    answer(http().post(format!("{url}/v1/sessions")).json(&credentials)).await
}

impl TestServer {
    /// Stops the server and starts another on the same database.
    pub async fn restart(self) -> TestServer {
        let _ = self.stop.send(());
        self.running.await.expect("no panic").expect("stops cleanly");
        serve(self.database, self.clock, self.settings).await
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> &std::path::Path {
        self.database.folder()
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder().join("lagoon.db")
    }

    /// Tells the server to stop; it has when the task ends. The database goes with the second.
    pub fn begin_stop(self) -> (JoinHandle<std::io::Result<()>>, TestDatabase) {
        let _ = self.stop.send(());
        (self.running, self.database)
    }

    /// The address without the scheme.
    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").expect("plain")
    }

    /// Stops the server and returns its database.
    pub async fn stop(self) -> TestDatabase {
        let _ = self.stop.send(());
        self.running.await.expect("no panic").expect("stops cleanly");
        self.database
    }

    /// Changes one row by hand: an `UPDATE`.
    pub async fn execute(&self, sql: &str) {
        assert_eq!(self.database.sql(&format!("{sql} RETURNING 'changed'")).await, ["changed"]);
    }

    /// Locks somebody out, or lets them in again, as the command line does.
    pub async fn set_disabled(&self, name: &str, disabled: bool) {
        self.change(name, UserChange { role: None, disabled: Some(disabled) }).await;
    }

    /// Changes somebody, as the command line does.
    pub async fn change(&self, name: &str, change: UserChange) {
        let account = self.repository.account(&format!("{}@example.com", name.to_lowercase())).await.expect("readable");
        let account = account.expect("somebody");
        let by = By { actor: Actor::Command("user role"), at: self.repository.now().await.expect("a time") };
        self.repository.change_user(account.team, account.user, change, by).await.expect("stored");
    }

    pub async fn sign_in(&self, name: &str) -> Person {
        sign_in(&self.url, name).await
    }

    /// Whoever got this answer to a sign-in.
    pub fn person(&self, session: Value) -> Person {
        person(&self.url, session)
    }

    pub async fn try_sign_in(&self, name: &str, password: &str) -> (StatusCode, Value) {
        try_sign_in(&self.url, name, password).await
    }
}

/// A client that speaks to this machine only.
pub fn http() -> reqwest::Client {
    // Already installed by another test of this process: as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

pub struct Person {
    http: reqwest::Client,
    url: String,
    pub token: String,
    pub session: Value,
}

impl Person {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> (StatusCode, Value) {
        answer(self.request(Method::PATCH, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> (StatusCode, Value) {
        answer(self.request(Method::DELETE, path)).await
    }

    pub async fn put(&self, id: &str, body: Value) -> (StatusCode, Value) {
        answer(self.request(Method::PUT, &format!("/v1/property-drafts/{id}")).json(&body)).await
    }

    /// A sync that must succeed.
    pub async fn sync(&self, cursor: Option<&Value>, updates: Vec<Value>) -> Value {
        let (status, body) = answer(self.sync_request(&sync_body(cursor, &updates))).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        spelled_out(body)
    }

    pub fn sync_request(&self, body: &Value) -> RequestBuilder {
        self.request(Method::POST, "/v1/sync").json(body)
    }

    pub async fn sync_text(&self, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
        let request = self.request(Method::POST, "/v1/sync").header("content-type", "application/json");
        answer(request.body(body)).await
    }
}

/// An answer leaves out what is empty.
pub fn spelled_out(mut body: Value) -> Value {
    for (field, empty) in [("outcomes", json!([])), ("changes", json!([])), ("more", json!(false))] {
        if body[field].is_null() {
            body[field] = empty;
        }
    }
    body
}

pub fn sync_body(cursor: Option<&Value>, updates: &[Value]) -> Value {
    let mut body = json!({"device": device(1), "install": device(9), "schema": 1, "updates": updates});
    if let Some(cursor) = cursor {
        body["cursor"] = cursor.clone();
    }
    body
}

pub fn device(number: u64) -> String {
    format!("{number:016x}")
}

/// An `updatePropertyDraft` of some groups: name, value, milliseconds after [`START`], device.
pub fn update(id: &str, base_rev: i64, groups: &[(&str, Value, i64, u64)]) -> Value {
    let entry = |(name, value, after, by): &(&str, Value, i64, u64)| {
        ((*name).to_owned(), json!({"value": value, "stamp": format!("{}-{}", START + after, device(*by))}))
    };
    let newest = groups.iter().map(|(_, _, after, _)| START + after).max();
    let groups: Map<String, Value> = groups.iter().map(entry).collect();
    json!({"id": id, "baseRev": base_rev, "lastModified": newest, "groups": groups})
}

/// The fields of a house for sale of which nothing is missing: the groups of a copy, amenities aside, and the payload of a
/// plain update.
pub fn ready() -> Value {
    json!({
        "title": "Detached duplex with BQ",
        "purpose": "sale",
        "propertyType": "detached",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "titleDocument": "cOfO",
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
        "rooms": {"bedrooms": 4, "bathrooms": 4, "toilets": 5},
        "description": "A bright home on a quiet street, close to the expressway and the shops.",
    })
}

/// An update of the title alone.
pub fn title(id: &str, value: &str, after: i64, by: u64) -> Value {
    update(id, 0, &[("title", json!(value), after, by)])
}

/// The `n`-th draft of a test.
pub fn draft_id(n: usize) -> String {
    format!("0197f3a0-0000-7000-8000-{n:012x}")
}

pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let content_type = response.headers().get("content-type").map(|t| t.to_str().expect("text").to_owned());
    let text = response.text().await.expect("a whole body");
    if status.as_u16() >= 400 {
        assert_eq!(content_type.as_deref(), Some("application/problem+json"), "{text}");
    }
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
    if status.as_u16() >= 400 {
        assert_eq!(body["status"], status.as_u16(), "{body}");
        assert!(body["code"].is_string() && body["detail"].is_string() && body["type"].is_string(), "{body}");
    }
    (status, body)
}

/// Every row of a team in every table there is: equal texts mean byte-identical rows.
pub async fn rows_of_team(server: &TestServer, team: &Value) -> Vec<String> {
    database::rows_of_team(&server.database, team.as_str().expect("an id")).await
}
