//! Completes what is made from the types: shapes, examples, headers, and where an answer leads. The one rule: nothing that
//! is added here finds its place missing; a test says so.

use serde_json::{Map, Value, json};

use super::{answers, problems, shapes};

/// Where an answer leads: operation, status, name, operation, its parameters, its body.
fn links() -> Vec<(&'static str, &'static str, &'static str, Value)> {
    let draft = json!({"operationId": "getPropertyDraft", "parameters": {"id": "$response.body#/id"}});
    let past = json!({"operationId": "getPropertyDraftHistory", "parameters": {"id": "$response.body#/id"}});
    let invited = json!({"operationId": "acceptInvitation", "requestBody": {"token": "$response.body#/token"}});
    let revoke = json!({"operationId": "deleteInvitation", "parameters": {"id": "$response.body#/id"}});
    let reset = json!({"operationId": "acceptPasswordReset", "requestBody": {"token": "$response.body#/token"}});
    let sign_out = json!({"operationId": "deleteSessionById", "parameters": {"id": "$response.body#/sessions/0/id"}});
    vec![
        ("updatePropertyDraft", "200", "draft", draft),
        ("updatePropertyDraft", "200", "history", past),
        ("createInvitation", "201", "accept", invited),
        ("createInvitation", "201", "revoke", revoke),
        ("resetPassword", "201", "accept", reset),
        ("listSessions", "200", "signOutThere", sign_out),
    ]
}

/// Completes a description. Returns what found no place in it.
pub fn finish(document: &mut Value) -> Vec<String> {
    let mut lost = vec![];
    for (place, members) in shapes::of_schemas() {
        match document.pointer_mut(&format!("/components/schemas/{place}")) {
            Some(Value::Object(schema)) => shapes::merge(schema, members),
            _ => lost.push(place.to_owned()),
        }
    }
    let (mut parameters, mut links) = (shapes::of_parameters(), links());
    for operation in operations(document) {
        complete(operation, &mut parameters, &mut links);
    }
    lost.extend(parameters.into_iter().map(|(operation, name, _)| format!("{operation} {name}")));
    lost.extend(links.into_iter().map(|(operation, status, name, _)| format!("{operation} {status} {name}")));
    lost
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let methods = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    methods.flat_map(Map::values_mut)
}

fn complete(
    operation: &mut Value,
    parameters: &mut Vec<(&'static str, &'static str, Value)>,
    links: &mut Vec<(&'static str, &'static str, &'static str, Value)>,
) {
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some(Value::Object(schema)) = parameter.get_mut("schema") else { continue };
        for (_, _, members) in parameters.extract_if(.., |(of, named, _)| *of == id && *named == name) {
            shapes::merge(schema, members);
        }
    }
    if let Some(example) = answers::request(&id)
        && let Some(Value::Object(content)) = operation.pointer_mut("/requestBody/content/application~1json")
    {
        content.insert("example".to_owned(), example);
    }
    for (status, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
        let Value::Object(response) = response else { continue };
        if status.as_str() >= "400" {
            problems::complete(status, response);
            continue;
        }
        if let Some(example) = answers::success(&id)
            && let Some(Value::Object(content)) = response.get_mut("content")
        {
            for media in content.values_mut().filter_map(Value::as_object_mut) {
                media.insert("example".to_owned(), example.clone());
            }
        }
        let found = links.extract_if(.., |(of, at, _, _)| *of == id && at == status);
        let found: Map<_, _> = found.map(|(_, _, name, link)| (name.to_owned(), link)).collect();
        if !found.is_empty() {
            response.insert("links".to_owned(), Value::Object(found));
        }
    }
}
