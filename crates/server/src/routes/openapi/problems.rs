//! Every code with the sentence that comes along. The one rule: an answer that is described names its codes in backquotes,
//! and each of them gets an example and the headers that it is sent with.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// Code, sentence, field.
const ALL: &[(&str, &str, Option<&str>)] = &[
    ("adminOnly", "Only an admin of the team may do this.", None),
    (
        "answerTooLarge",
        "The answer would be too large. Nothing was changed; send fewer updates at a time.",
        Some("updates"),
    ),
    ("bodyTooLarge", "A request has at most 8192 KiB. Send less at a time.", None),
    ("busy", "The server is busy. It may not have done what was asked; try again soon.", None),
    ("clientTooOld", "This version of Lagoon is too old for this server, which wants 0.2.0 or newer. Update it.", None),
    (
        "clockAhead",
        "`lastModified` lies more than a minute ahead of the server, whose time is `serverTime`. Send one that does not.",
        Some("lastModified"),
    ),
    (
        "deviceTaken",
        "Another installation goes by this device's id: one of them is a copy. Take a new id.",
        Some("device"),
    ),
    ("draftNotFound", "There is no such draft.", None),
    ("emailTaken", "Somebody signs in with that e-mail address already.", Some("email")),
    ("emptyDraft", "There is no such draft yet, and nothing to start it with. Send at least one field.", None),
    ("incompleteBody", "The request ended early. Send it again.", None),
    ("internal", "The server failed. It may not have done what was asked; look before you try again.", None),
    ("invalidId", "An id is a UUID, such as 0197f3a0-0000-7000-8000-000000000001.", Some("id")),
    ("invalidValue", "Correct `limit`: it is a number from 1 to 200.", Some("limit")),
    ("invitationNotFound", "There is no such open invitation.", None),
    ("invitationNotGood", "This invitation is not good (any more). Ask for another.", None),
    ("lastAdmin", "The team would be left without an admin. Make somebody else one first.", None),
    ("malformedGzip", "The body is not whole gzip. Send it again.", None),
    ("malformedJson", "The body is not whole JSON: see line 1, column 1.", None),
    (
        "notNewer",
        "A newer version stands; `current` holds it. What you sent is kept in the history.",
        Some("lastModified"),
    ),
    ("notReady", "The listing is not ready to be published. `problems` says what is missing.", Some("status")),
    ("otherSchema", "The database belongs to another version of the server. Install that one.", None),
    ("requestTimeout", "The request took too long to arrive. Send it again.", None),
    ("resetNotGood", "This link is not good (any more). Ask for another.", None),
    ("sessionNotFound", "There is no such sign-in.", None),
    ("signInRequired", "Sign in again.", None),
    (
        "stampReused",
        "Other content stands with this very `lastModified`; `current` holds it. Send a later one.",
        Some("lastModified"),
    ),
    ("stopping", "The server is about to stop. Try again soon.", None),
    ("storageFull", "The server's disk is full. Nothing was changed; its administrator has to make room.", None),
    ("tooLarge", "This is 70 KB; the cloud keeps at most 64 KB. Shorten it.", Some("description")),
    ("tooManyAttempts", "Too many attempts to sign in. Wait 5 minutes.", None),
    ("tooManyGroups", "A draft has at most 512 groups. Remove some.", Some("amenities")),
    ("tooManyRequests", "Too many requests. Nothing was changed; try again soon.", None),
    ("tooManyStreams", "This sign-in has too many live connections. Close one, or ask now and then instead.", None),
    ("tooManyUpdates", "A request has at most 200 updates. Send fewer at a time.", Some("updates")),
    ("unsupportedEncoding", "Send the body as it is, or with Content-Encoding: gzip.", None),
    ("unsupportedMediaType", "Send JSON, with Content-Type: application/json.", None),
    ("userNotFound", "There is no such person.", None),
    ("valueRefused", "The server's database refuses a value of this request. Nothing of it was changed.", None),
    ("wrongCredentials", "The e-mail address or the password is wrong.", None),
    ("wrongPassword", "The old password is wrong.", Some("oldPassword")),
];

/// The codes that a description names.
fn codes(description: &str) -> impl Iterator<Item = &'static (&'static str, &'static str, Option<&'static str>)> {
    let named: Vec<_> = description.split('`').skip(1).step_by(2).collect();
    ALL.iter().filter(move |(code, _, _)| named.contains(code))
}

/// What is sent under a code beside the members that all problems have.
fn members(code: &str) -> Value {
    match code {
        "clockAhead" => json!({"serverTime": 1_764_000_000_000_i64}),
        "notReady" => {
            json!({"problems": [{"code": "missing", "field": "price", "message": "Enter a price."}]})
        }
        "notNewer" | "stampReused" => json!({"current": super::answers::property_draft()}),
        _ => json!({}),
    }
}

/// Completes the description of an answer that is a problem.
pub fn complete(status: &str, response: &mut Map<String, Value>) {
    let description = response.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = status.parse::<u16>().unwrap_or_default();
    let title = StatusCode::from_u16(number).ok().and_then(|status| status.canonical_reason());
    let mut examples = Map::new();
    let mut waits = number == 429;
    for (code, detail, field) in codes(&description) {
        let mut value = json!({
            "type": format!("urn:lagoon:problem:{code}"), "title": title, "status": number, "code": code, "detail": detail,
        });
        if let Value::Object(value) = &mut value {
            value.extend(field.map(|field| ("field".to_owned(), json!(field))));
            super::shapes::merge(value, members(code));
        }
        waits |= matches!(*code, "busy" | "stopping" | "storageFull");
        examples.insert((*code).to_owned(), json!({"value": value}));
    }
    if let Some(Value::Object(content)) =
        response.get_mut("content").and_then(|all| all.get_mut("application/problem+json"))
    {
        content.remove("example");
        content.insert("examples".to_owned(), Value::Object(examples));
    }
    let mut headers = json!({
        "Cache-Control": header("Problems are not kept.", &json!({"type": "string", "const": "no-store"})),
        "X-Request-Id": header("What the server's log calls the request.", &json!({"type": "string"})),
    });
    if let Value::Object(headers) = &mut headers {
        if number == 401 {
            let schema = json!({"type": "string", "const": "Bearer"});
            headers.insert("WWW-Authenticate".to_owned(), header("How to sign in (RFC 6750).", &schema));
        }
        if waits {
            let schema = json!({"type": "integer", "minimum": 1});
            headers.insert("Retry-After".to_owned(), header("Seconds to wait.", &schema));
        }
    }
    response.insert("headers".to_owned(), headers);
}

fn header(description: &str, schema: &Value) -> Value {
    json!({"description": description, "required": true, "schema": schema})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_order_and_are_told_from_other_words_in_backquotes() {
        assert!(ALL.is_sorted_by(|one, next| one.0 < next.0));
        let named: Vec<_> =
            codes("`notNewer`, `stampReused`; `current` is the draft").map(|(code, _, _)| *code).collect();
        assert_eq!(named, ["notNewer", "stampReused"]);
    }
}
