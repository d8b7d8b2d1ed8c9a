//! The description of the API names every route, with its problems and examples.

use serde_json::{Value, json};

use super::support::{http, start};

/// Every operation of the document: path, method, description.
pub fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = vec![];
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            all.push((path.clone(), method.to_uppercase(), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn every_route_is_described_with_its_problems() {
    let server = start().await;
    let response = http().get(format!("{}/openapi.json", server.url)).send().await.expect("an answer");
    let document: Value = response.json().await.expect("JSON");
    assert_eq!(document["openapi"], json!("3.1.0"));
    let operations = operations(&document);
    let ids: Vec<_> = operations.iter().map(|(_, _, one)| one["operationId"].as_str().expect("an id")).collect();
    for id in [
        "createSession",
        "listSessions",
        "deleteSession",
        "deleteOtherSessions",
        "deleteSessionById",
        "getMe",
        "changePassword",
        "listPeople",
        "acceptInvitation",
        "acceptPasswordReset",
        "listUsers",
        "changeUser",
        "resetPassword",
        "deleteUserSessions",
        "createInvitation",
        "listInvitations",
        "deleteInvitation",
        "listTeamSessions",
        "deleteTeamSession",
        "listAudit",
        "sync",
        "listHashes",
        "listen",
        "updatePropertyDraft",
        "getPropertyDraft",
        "getPropertyDraftHistory",
        "listListings",
        "checkHealth",
        "checkReadiness",
    ] {
        assert_eq!(ids.iter().filter(|other| **other == id).count(), 1, "{id}");
    }
    for (path, method, operation) in &operations {
        let responses = operation["responses"].as_object().expect("responses");
        let statuses: Vec<_> = responses.keys().map(String::as_str).collect();
        // Whether the process lives has nothing to do with the database.
        let mut needed = if path.starts_with("/v1/") { vec!["500", "503", "507"] } else { vec![] };
        if operation["security"].is_array() {
            needed.push("401");
        }
        if path.starts_with("/v1/admin/") {
            needed.push("403");
        }
        if operation["requestBody"].is_object() {
            needed.extend(["400", "408", "413", "415"]);
        }
        for status in needed {
            assert!(statuses.contains(&status), "{method} {path} says nothing of {status}");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
            let codes = response["description"].as_str().expect("a description");
            assert!(codes.contains('`'), "{method} {path} {status} names no code");
        }
    }
    for (path, method, operation) in &operations {
        let what = format!("{method} {path}");
        let body = &operation["requestBody"]["content"]["application/json"];
        if !body.is_null() {
            let name = body["schema"]["$ref"].as_str().and_then(|to| to.rsplit('/').next()).expect("a named schema");
            let of_schema = &document["components"]["schemas"][name]["example"];
            assert!(body["example"].is_object() || of_schema.is_object(), "{what}: its request has no example");
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            for media in response["content"].as_object().into_iter().flat_map(serde_json::Map::values) {
                let examples = media["examples"].as_object().map_or(0, serde_json::Map::len);
                assert!(media["example"].is_object() || examples > 0, "{what} {status} has no example");
            }
            let asks_for = |header: &str| response["headers"][header]["required"] == json!(true);
            assert!(status != "401" || asks_for("WWW-Authenticate"), "{what} {status}");
            assert!(status != "429" || asks_for("Retry-After"), "{what} {status}");
        }
        if operation["security"].is_array() {
            assert!(operation["responses"]["429"].is_object(), "{what} can be asked too often");
        }
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn a_route_that_is_served_is_described() {
    let server = start().await;
    let response = http().get(format!("{}/openapi.json", server.url)).send().await.expect("an answer");
    let document: Value = response.json().await.expect("JSON");
    let source = [include_str!("../../src/routes/mod.rs"), include_str!("../../src/routes/admin/mod.rs")].concat();
    let served = source.split(".route(\"").skip(1).map(|rest| rest.split('"').next().expect("a path"));
    let mut count = 0;
    // What is counted is served elsewhere, to whoever runs the server.
    for path in served.filter(|path| !["/openapi.json", "/metrics"].contains(path)) {
        assert!(document["paths"][path].is_object(), "{path} is served and not described");
        count += 1;
    }
    assert_eq!(count, document["paths"].as_object().map_or(0, serde_json::Map::len));
}
