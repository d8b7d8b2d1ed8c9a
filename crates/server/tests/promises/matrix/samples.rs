//! What is sent to each route. `$draft`, `$user`, `$session`, `$invitation`, `$device` and `$team` stand for an id: one's
//! own, the other team's, or one that nobody has.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::support::{PASSWORD, START, device, update};

/// A request of one route.
pub struct Sample {
    /// Method and path, as the document has them.
    pub operation: &'static str,
    /// Path and query, with ids to put in.
    pub path: &'static str,
    /// The body, with ids to put in.
    pub body: Option<Value>,
    /// Whether one's own id gets another answer than one that nobody has: else the sample shows nothing.
    pub tells_own: bool,
}

/// One whose answer does not depend on the id, or that has none.
fn plain(operation: &'static str, path: &'static str) -> Sample {
    Sample { operation, path, body: None, tells_own: false }
}

/// One whose answer depends on the id.
fn telling(operation: &'static str, path: &'static str) -> Sample {
    Sample { tells_own: true, ..plain(operation, path) }
}

impl Sample {
    fn with(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Everything of it that may name an id.
    pub fn text(&self) -> String {
        format!("{} {}", self.path, self.body.as_ref().map(Value::to_string).unwrap_or_default())
    }
}

fn sync(updates: &Value, settled: &Value) -> Sample {
    let body = json!({"device": device(1), "install": device(9), "schema": 1, "updates": updates, "settled": settled});
    telling("POST /v1/sync", "/v1/sync").with(body)
}

/// All of them.
pub fn all() -> Vec<Sample> {
    let written = |id: &str| update(id, 0, &[("title", json!("Mine"), 60, 4)]);
    let notice = json!({"draft": "$draft", "group": "title", "stamp": format!("{}-{}", START + 10, device(1))});
    let no_token = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
    vec![
        plain("GET /healthz", "/healthz"),
        plain("GET /readyz", "/readyz"),
        plain("GET /v1/listings", "/v1/listings?limit=200"),
        plain("GET /v1/listings", "/v1/listings?after=$draft&limit=2"),
        plain(
            "GET /v1/listings",
            "/v1/listings?state=Lagos&lga=Eti-Osa&area=Lekki%20Phase%201&currency=NGN&minPrice=1&maxPrice=90000000\
             &modifiedSince=2020-01-01T00:00:00Z&amenity=gym",
        ),
        plain("POST /v1/sessions", "/v1/sessions")
            .with(json!({"email": "ada@example.com", "password": PASSWORD, "device": "$device"})),
        plain("GET /v1/sessions", "/v1/sessions?limit=200"),
        plain("GET /v1/sessions", "/v1/sessions?after=$session&limit=3"),
        plain("DELETE /v1/sessions/current", "/v1/sessions/current"),
        plain("DELETE /v1/sessions/others", "/v1/sessions/others"),
        telling("DELETE /v1/sessions/{id}", "/v1/sessions/$session"),
        plain("GET /v1/me", "/v1/me"),
        plain("POST /v1/me/password", "/v1/me/password")
            .with(json!({"oldPassword": PASSWORD, "newPassword": "battery staple"})),
        plain("GET /v1/people", "/v1/people?limit=200"),
        plain("GET /v1/people", "/v1/people?after=$user&limit=2"),
        plain("POST /v1/invitations/accept", "/v1/invitations/accept")
            .with(json!({"token": no_token, "name": "X", "password": PASSWORD})),
        plain("POST /v1/password-resets/accept", "/v1/password-resets/accept")
            .with(json!({"token": no_token, "password": PASSWORD})),
        plain("GET /v1/events", "/v1/events"),
        sync(&json!([{"id": "$draft", "baseRev": 5}]), &json!([])),
        sync(&json!([written("$draft")]), &json!([])),
        sync(&json!([written("0197f3a0-0000-7000-8000-0000000000aa"), {"id": "$draft", "baseRev": 5}]), &json!([])),
        sync(&json!([]), &json!([notice])),
        telling("POST /v1/sync", "/v1/sync")
            .with(json!({"device": "$device", "install": device(5), "schema": 1, "updates": []})),
        plain("GET /v1/sync/hashes", "/v1/sync/hashes?limit=200"),
        plain("GET /v1/sync/hashes", "/v1/sync/hashes?after=$draft&limit=2"),
        telling("GET /v1/property-drafts/{id}", "/v1/property-drafts/$draft"),
        telling("PUT /v1/property-drafts/{id}", "/v1/property-drafts/$draft")
            .with(json!({"lastModified": START + 60, "title": "Mine"})),
        telling("GET /v1/property-drafts/{id}/history", "/v1/property-drafts/$draft/history?limit=2"),
        telling(
            "GET /v1/property-drafts/{id}/history",
            "/v1/property-drafts/$draft/history?before=1800000009999-00000000000000ff/title",
        ),
        plain("GET /v1/admin/users", "/v1/admin/users?limit=200"),
        plain("GET /v1/admin/users", "/v1/admin/users?after=$user&limit=2"),
        telling("PATCH /v1/admin/users/{id}", "/v1/admin/users/$user").with(json!({"role": "office"})),
        telling("PATCH /v1/admin/users/{id}", "/v1/admin/users/$user").with(json!({"disabled": true})),
        telling("POST /v1/admin/users/{id}/password-reset", "/v1/admin/users/$user/password-reset"),
        telling("DELETE /v1/admin/users/{id}/sessions", "/v1/admin/users/$user/sessions"),
        plain("POST /v1/admin/invitations", "/v1/admin/invitations")
            .with(json!({"email": "shared@example.com", "role": "agent"})),
        plain("GET /v1/admin/invitations", "/v1/admin/invitations?limit=200"),
        plain("GET /v1/admin/invitations", "/v1/admin/invitations?after=$invitation&limit=2"),
        telling("DELETE /v1/admin/invitations/{id}", "/v1/admin/invitations/$invitation"),
        plain("GET /v1/admin/sessions", "/v1/admin/sessions?limit=200"),
        plain("GET /v1/admin/sessions", "/v1/admin/sessions?after=$session&limit=2"),
        telling("DELETE /v1/admin/sessions/{id}", "/v1/admin/sessions/$session"),
        plain("GET /v1/admin/audit", "/v1/admin/audit?limit=200"),
        plain("GET /v1/admin/audit", "/v1/admin/audit?before=1000&limit=2"),
    ]
}

/// What the samples of a route leave out of its description.
pub fn gaps(document: &Value, path: &str, operation: &Value, samples: &[&Sample]) -> Vec<String> {
    if samples.is_empty() {
        return vec!["has no sample".to_owned()];
    }
    let mut gaps = vec![];
    for sample in samples {
        let (asked, _) = sample.path.split_once('?').unwrap_or((sample.path, ""));
        let fits = asked.split('/').count() == path.split('/').count()
            && asked.split('/').zip(path.split('/')).all(|(asked, described)| {
                if described.starts_with('{') { asked.starts_with('$') } else { asked == described }
            });
        if !fits {
            gaps.push(format!("{} leaves its path out", sample.path));
        }
    }
    let named = |name: &str, id: bool| {
        let wanted = if id { format!("{name}=$") } else { format!("{name}=") };
        samples.iter().any(|sample| sample.path.contains(&wanted))
    };
    for parameter in operation["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query") {
        let name = parameter["name"].as_str().expect("a name");
        if !named(name, parameter["schema"]["format"] == "uuid") {
            gaps.push(format!("has no sample with `{name}`"));
        }
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    for field in ids_in(document, body, &mut BTreeSet::new()) {
        let with = format!("\"{field}\":\"$");
        if !samples.iter().any(|sample| sample.text().contains(&with)) {
            gaps.push(format!("has no sample with an id in `{field}`"));
        }
    }
    if body.is_object() != samples.iter().all(|sample| sample.body.is_some()) {
        gaps.push("has a sample without a body, or one with a body that is not read".to_owned());
    }
    gaps
}

/// The fields of a body, at any depth, that hold ids.
fn ids_in(document: &Value, schema: &Value, seen: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match schema {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
                && seen.insert(name.to_owned())
            {
                found.extend(ids_in(document, &document["components"]["schemas"][name], seen));
            }
            if let Some(Value::Object(fields)) = members.get("properties") {
                let ids = fields.iter().filter(|(_, field)| field["format"] == "uuid");
                found.extend(ids.map(|(name, _)| name.clone()));
            }
            for inner in members.values() {
                found.extend(ids_in(document, inner, seen));
            }
        }
        Value::Array(all) => all.iter().for_each(|inner| found.extend(ids_in(document, inner, seen))),
        _ => {}
    }
    found
}
