//! Two teams that have all there is to have, kept as a file: every request meets its own copy.

use std::collections::BTreeMap;

use lagoon_server::{Settings, auth::Token, limits::Limits};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    super::database::TestDatabase,
    super::support::{
        FakeClock, PASSWORD, Person, START, TestServer, device, draft_id, http, ready, rows_of_team, serve, start,
        sync_body, update,
    },
    samples::Sample,
};

/// What the clock shows when requests are made.
const NOW: i64 = START + 1_000;
const MONTH: i64 = 31 * 24 * 60 * 60 * 1000;

/// Whose id a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Own,
    Foreign,
    /// Next to the other team's in the order of ids, so that a page that begins after one begins after the other.
    Nobodys,
}

/// Two teams.
pub struct World {
    http: reqwest::Client,
    database: TestDatabase,
    /// By kind: one's own and the other team's.
    ids: BTreeMap<&'static str, [String; 2]>,
    /// The team that asks, and the other one.
    pub teams: [Value; 2],
    /// The rows of both before any request.
    pub rows: [Vec<String>; 2],
    /// An admin and an agent of the team that asks.
    pub admin: String,
    pub agent: String,
    /// What does not let anybody in.
    pub strangers: Vec<(&'static str, Option<String>)>,
}

/// An answer, without what differs from request to request.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

/// Gives a team everything that can be named: returns the ids by kind.
async fn furnish(admin: &Person, colleague: &Person, n: usize) -> [(&'static str, String); 6] {
    let draft = draft_id(n);
    let copy = json!({"publishedAt": 1, "fields": ready()});
    let mine = [("title", json!("One"), 10, 1), ("description", json!("Long"), 10, 1), ("publication", copy, 10, 1)];
    admin.sync(None, vec![update(&draft, 0, &mine)]).await;
    // Made without having seen the other: the author is told, and history has it.
    colleague.sync(None, vec![update(&draft, 0, &[("title", json!("Two"), 20, 2)])]).await;
    let device = device(0xaa00 + n as u64);
    let mut claim = sync_body(None, &[]);
    claim["device"] = json!(device);
    assert!(admin.sync_request(&claim).send().await.expect("an answer").status().is_success());
    let invited = json!({"email": format!("new{n}@example.com"), "role": "agent"});
    let (_, invitation) = admin.post("/v1/admin/invitations", invited).await;
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    [
        ("draft", draft),
        ("device", device),
        ("invitation", text(&invitation["id"])),
        ("user", text(&colleague.session["userId"])),
        ("team", text(&admin.session["teamId"])),
        ("session", String::new()),
    ]
}

impl World {
    pub async fn new() -> Self {
        let server = start().await;
        let adding = lagoon_server::Server::new(server.repository.clone()).expect("hashes");
        for (team, name) in [("Marina", "Dayo"), ("Harbour", "Efe")] {
            adding.add_user(team, &format!("{name}@example.com"), name, PASSWORD).await.expect("a user");
        }
        let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
        let (chi, efe) = (server.sign_in("chi").await, server.sign_in("efe").await);
        let mut ids = BTreeMap::new();
        let own = furnish(&ada, &bola, 1).await;
        for ((kind, own), (_, foreign)) in own.into_iter().zip(furnish(&chi, &efe, 64).await) {
            ids.insert(kind, [own, foreign]);
        }
        // Both teams may invite the same person.
        chi.post("/v1/admin/invitations", json!({"email": "shared@example.com", "role": "agent"})).await;
        // One that its owner can end without losing the one that asks.
        let id = |person: &Person| person.session["sessionId"].as_str().expect("an id").to_owned();
        ids.insert("session", [id(&server.sign_in("ada").await), id(&chi)]);

        let dayo = server.sign_in("dayo").await;
        let (expired, idle, revoked) =
            (server.sign_in("bola").await, server.sign_in("bola").await, server.sign_in("bola").await);
        revoked.delete("/v1/sessions/current").await;
        server.set_disabled("dayo", true).await;
        for (column, value, person) in [("expires_at", NOW, &expired), ("last_seen_at", NOW - MONTH, &idle)] {
            server.execute(&format!("UPDATE sessions SET {column} = {value} WHERE id = '{}'", id(person))).await;
        }
        let bearer = |token: &str| Some(format!("Bearer {token}"));
        let strangers = vec![
            ("no token", None),
            ("an empty one", Some("Bearer ".to_owned())),
            ("no scheme", Some(ada.token.clone())),
            ("another scheme", Some(format!("Basic {}", ada.token))),
            ("a short one", bearer(&ada.token[1..])),
            ("one with more", bearer(&format!("{}AAAA", ada.token))),
            ("one in other letters", bearer(&ada.token.to_uppercase())),
            ("SQL", bearer("' OR 1=1 --")),
            ("one that nobody has", bearer(&Token::random().expect("random").to_text())),
            ("one that is over", bearer(&expired.token)),
            ("one that nobody has used", bearer(&idle.token)),
            ("a revoked one", bearer(&revoked.token)),
            ("one of somebody locked out", bearer(&dayo.token)),
        ];
        let teams = [ada.session["teamId"].clone(), chi.session["teamId"].clone()];
        let rows = [rows_of_team(&server, &teams[0]).await, rows_of_team(&server, &teams[1]).await];
        let database = server.stop().await;
        Self { http: http(), database, ids, teams, rows, admin: ada.token, agent: bola.token, strangers }
    }

    /// A server on a copy of it.
    pub async fn serve(&self) -> TestServer {
        let clock = FakeClock::default();
        clock.set(NOW);
        let settings = Settings { limits: Limits::unmetered(), ..Settings::default() };
        serve(self.database.copy().await, clock, settings).await
    }

    fn id(&self, kind: &str, whose: Whose) -> String {
        let [own, foreign] = &self.ids[kind];
        match whose {
            Whose::Own => own.clone(),
            Whose::Foreign => foreign.clone(),
            Whose::Nobodys => {
                let (rest, last) = foreign.split_at(foreign.len() - 1);
                let digit = u32::from_str_radix(last, 16).expect("a digit") ^ 1;
                format!("{rest}{digit:x}")
            }
        }
    }

    /// What must not be told of the other team, whatever was asked: ids that the request itself may name are not among them.
    pub fn marks(&self) -> Vec<String> {
        let mut marks = vec!["Harbour".to_owned(), "chi@example.com".to_owned(), "efe@example.com".to_owned()];
        marks.push("new64@example.com".to_owned());
        marks.extend(self.ids.values().map(|[_, foreign]| foreign.clone()));
        marks
    }

    /// Puts ids in.
    fn fill(&self, text: &str, whose: Whose) -> String {
        let mut text = text.to_owned();
        for kind in self.ids.keys() {
            text = text.replace(&format!("${kind}"), &self.id(kind, whose));
        }
        assert!(!text.contains('$'), "{text}");
        text
    }

    /// Sends a sample. `claims` adds, where nothing belongs, that it is about the team and the person of those ids.
    pub async fn send(
        &self,
        server: &TestServer,
        sample: &Sample,
        whose: Whose,
        authorization: Option<&str>,
        claims: bool,
    ) -> Answer {
        let (method, _) = sample.operation.split_once(' ').expect("a method");
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut path = sample.path.to_owned();
        let mut body = sample.body.clone();
        if claims {
            path += if path.contains('?') { "&" } else { "?" };
            path += "teamId=$team&team=$team&userId=$user";
            if let Some(Value::Object(body)) = &mut body {
                body.insert("teamId".to_owned(), json!("$team"));
                body.insert("userId".to_owned(), json!("$user"));
            }
        }
        let mut request = self.http.request(method, format!("{}{}", server.url, self.fill(&path, whose)));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        if claims {
            request = request.header("x-team-id", self.id("team", whose));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(self.fill(&body.to_string(), whose));
        }
        let mut response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let differs = ["date", "x-request-id", "content-length"];
        let headers = response.headers().iter().filter(|(name, _)| !differs.contains(&name.as_str()));
        let mut headers: Vec<_> =
            headers.map(|(name, value)| (name.to_string(), value.to_str().expect("text").to_owned())).collect();
        headers.sort();
        let streams = headers.contains(&("content-type".to_owned(), "text/event-stream".to_owned()));
        let text = if streams {
            let first = response.chunk().await.expect("a stream").expect("an event");
            Value::String(String::from_utf8(first.to_vec()).expect("text")).to_string()
        } else {
            response.text().await.expect("a whole body")
        };
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).expect("JSON") };
        Answer { status, headers, body: self.without_chance(body, whose) }
    }

    /// Without what was named, and what was made at random. Ids that any team has are left: they must not differ.
    fn without_chance(&self, value: Value, whose: Whose) -> Value {
        match value {
            Value::Object(members) => {
                let plain = members.into_iter().map(|(name, value)| {
                    let value = if name == "token" { json!("random") } else { self.without_chance(value, whose) };
                    (name, value)
                });
                Value::Object(plain.collect::<Map<_, _>>())
            }
            Value::Array(all) => all.into_iter().map(|value| self.without_chance(value, whose)).collect(),
            Value::String(text) => {
                if let Some(kind) = self.ids.keys().find(|kind| whose != Whose::Own && self.id(kind, whose) == text) {
                    return json!(format!("${kind}"));
                }
                let is_known = self.rows.iter().flatten().any(|row| row.contains(&text));
                let is_id = text.len() == 36 && text.chars().filter(|c| *c == '-').count() == 4;
                if is_id && !is_known { json!("random") } else { json!(text) }
            }
            other => other,
        }
    }
}
