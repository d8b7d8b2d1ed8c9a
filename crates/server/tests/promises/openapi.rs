//! The description of the API names every route.

use serde_json::json;

use super::support::{http, start};

#[tokio::test]
async fn every_route_is_described_with_its_problems() {
    let server = start().await;
    let response = http().get(format!("{}/openapi.json", server.url)).send().await.expect("an answer");
    let document: serde_json::Value = response.json().await.expect("JSON");
    assert_eq!(document["openapi"], json!("3.1.0"));
    for (path, method, operation) in [
        ("/v1/sessions", "post", "createSession"),
        ("/v1/sessions/current", "delete", "deleteSession"),
        ("/v1/sync", "post", "sync"),
        ("/v1/events", "get", "listen"),
        ("/v1/property-drafts/{id}", "put", "updatePropertyDraft"),
        ("/v1/property-drafts/{id}", "get", "getPropertyDraft"),
        ("/v1/property-drafts/{id}/history", "get", "getPropertyDraftHistory"),
        ("/healthz", "get", "checkHealth"),
        ("/readyz", "get", "checkReadiness"),
    ] {
        let described = &document["paths"][path][method];
        assert_eq!(described["operationId"], operation, "{path}");
        if !operation.starts_with("check") {
            assert_eq!(
                described["responses"]["401"]["content"]["application/problem+json"]["schema"]["$ref"],
                "#/components/schemas/Problem",
                "{path}"
            );
        }
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}
