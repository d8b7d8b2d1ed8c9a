//! What the types alone do not say of requests: which texts are ids, how large a number may be. The one rule: what is
//! written here is what the server checks, no more and no less; `cargo xtask api` tries both sides of each line.

use lagoon_listing::{Count, Months, Percent, SquareMetres, Year};
use serde_json::{Map, Value, json};

/// Sixteen hexadecimal digits: devices, installations, lives of a database.
const HEX_ID: &str = "^[0-9a-f]{16}$";
/// Below 2^53, but for the last 0.1 % of it, which no clock will tell for 285,000 years.
const STAMP: &str = "^(0|[1-9][0-9]{0,14}|[1-8][0-9]{15})-[0-9a-f]{16}$";
const GROUP: &str = "^[A-Za-z0-9_.:-]{1,64}$";
const PLACE: &str = "^(0|[1-9][0-9]{0,14}|[1-8][0-9]{15})-[0-9a-f]{16}/[A-Za-z0-9_.:-]{1,64}$";
const CURRENCY: &str = "^[A-Z]{3}$";
/// An id from a list of choices that newer versions may have made longer.
const CHOICE: &str = "^[A-Za-z0-9_-]{1,48}$";
const AMENITY: &str = "^[a-z0-9-]{1,48}$";
/// `PostgreSQL` cannot hold U+0000, and no person means to type it.
const NO_NUL: &str = r"^[^\u0000]*$";
/// 32 bytes in base64 for URLs: the last letter holds four bits.
const TOKEN: &str = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";
/// Plain digits, or short with a unit.
const AMOUNT: &str = r"^([0-9]{1,12}(\.[0-9]{1,2})?|[0-9]{1,5}(\.[0-9]{1,2})?[kKmMbB])$";
/// 2^53 - 1: the largest number that every reader of JSON keeps exactly.
const EXACT: i64 = (1 << 53) - 1;

/// One line of 1 to 100 characters with space around it, as `auth::names` reads it.
fn name() -> String {
    format!("^[{SPACE}]*[^{SPACE}{UNSEEN}]([^{UNSEEN}]{{0,98}}[^{SPACE}{UNSEEN}])?[{SPACE}]*$")
}

/// An address with space around it, as `auth::names` reads it.
fn email() -> String {
    format!("^[{SPACE}]*[^@{SPACE}{UNSEEN}]+@[^{SPACE}{UNSEEN}]+[{SPACE}]*$")
}

/// What `char::is_whitespace` knows.
const SPACE: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";
const UNSEEN: &str = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069";

/// What is added to which schema, each place below `/components/schemas`.
pub fn of_schemas() -> Vec<(&'static str, Value)> {
    let (text, millis) = (json!({"pattern": NO_NUL}), json!({"minimum": 0, "maximum": EXACT}));
    let (hex, stamp, group) = (json!({"pattern": HEX_ID}), json!({"pattern": STAMP}), json!({"pattern": GROUP}));
    let whole = json!({"minimum": i64::MIN, "maximum": i64::MAX});
    let (token, password) = (json!({"pattern": TOKEN}), json!({"minLength": 8, "maxLength": 1024}));
    // `null` is as good as absent, so that neither alone is enough.
    let something = json!({"anyOf": [
        {"required": ["role"], "properties": {"role": {"type": "string"}}},
        {"required": ["disabled"], "properties": {"disabled": {"type": "boolean"}}},
    ]});
    let told = json!({"type": "object", "required": ["seq"], "properties": {"seq": {"type": "integer", "minimum": 0}}});
    vec![
        ("Event/properties/data", json!({"contentMediaType": "application/json", "contentSchema": told})),
        ("SignIn/properties/device", hex.clone()),
        ("AcceptInvitation/properties/device", hex.clone()),
        ("AcceptInvitation/properties/name", json!({"pattern": name()})),
        ("AcceptInvitation/properties/token", token.clone()),
        ("AcceptInvitation/properties/password", password.clone()),
        ("AcceptReset/properties/token", token),
        ("AcceptReset/properties/password", password.clone()),
        ("PasswordChange/properties/newPassword", password),
        ("Invite/properties/email", json!({"pattern": email(), "maxLength": 254})),
        // Nothing but space is as good as absent.
        ("Invite/properties/name", json!({"pattern": format!("{}|^[{SPACE}]*$", name())})),
        ("UserPatch", something),
        ("SyncRequest/properties/device", hex.clone()),
        ("SyncRequest/properties/install", hex.clone()),
        ("SyncRequest/properties/schema", json!({"format": "int64", "maximum": u32::MAX})),
        ("SyncRequest/properties/clock", millis.clone()),
        ("Cursor/properties/epoch", hex),
        ("Cursor/properties/seq", whole.clone()),
        ("Cursor/properties/began", whole.clone()),
        ("NoticeId/properties/group", group.clone()),
        ("NoticeId/properties/stamp", stamp.clone()),
        ("UpdatePropertyDraft/properties/baseRev", whole),
        ("UpdatePropertyDraft/properties/lastModified", millis.clone()),
        ("UpdatePropertyDraft/properties/groups/propertyNames", group.clone()),
        ("GroupUpdate/properties/stamp", stamp.clone()),
        ("GroupUpdate/properties/base", stamp.clone()),
        ("GroupUpdate/properties/continues", stamp.clone()),
        ("PastUpdate/properties/group", group),
        ("PastUpdate/properties/stamp", stamp),
        ("PropertyDraftInput/properties/lastModified", millis),
        ("PropertyDraftInput/properties/title", text.clone()),
        ("PropertyDraftInput/properties/description", text.clone()),
        // A set is read from a list that names something twice, too.
        (
            "PropertyDraftInput/properties/amenities",
            json!({"uniqueItems": false, "items": {"type": "string", "pattern": AMENITY}}),
        ),
        ("PropertyDraftInput/properties/privateNotes", text),
        ("PropertyDraftInput/properties/purpose", one_of("Purpose")),
        ("PropertyDraftInput/properties/propertyType", one_of("PropertyType")),
        ("PropertyDraftInput/properties/titleDocument", one_of("TitleDocument")),
        ("PropertyDraft/properties/purpose", one_of("Purpose")),
        ("PropertyDraft/properties/propertyType", one_of("PropertyType")),
        ("PropertyDraft/properties/titleDocument", one_of("TitleDocument")),
    ]
    .into_iter()
    .chain(of_listings())
    .collect()
}

/// What is added to the parts of a listing.
fn of_listings() -> Vec<(&'static str, Value)> {
    let (text, choice) = (json!({"pattern": NO_NUL}), json!({"pattern": CHOICE}));
    let count = || figure(0, Count::MOST.into());
    let percent = || figure(0, Percent::MOST.into());
    let area = || figure(SquareMetres::LEAST.into(), SquareMetres::MOST.into());
    vec![
        ("Price/properties/amountMinor", json!({"minimum": 0, "maximum": EXACT})),
        ("Price/properties/currency", json!({"pattern": CURRENCY})),
        ("Price/properties/typed", text.clone()),
        ("Price/properties/period", choice.clone()),
        ("Terms/properties/serviceCharge", sum()),
        ("Terms/properties/serviceChargeFrequency", choice.clone()),
        ("Terms/properties/agencyPercent", percent()),
        ("Terms/properties/legalPercent", percent()),
        ("Terms/properties/cautionDeposit", sum()),
        ("Terms/properties/advanceMonths", figure(0, Months::MOST.into())),
        ("Location/properties/state", text.clone()),
        ("Location/properties/lga", text.clone()),
        ("Location/properties/area", text.clone()),
        ("Location/properties/street", text.clone()),
        ("Location/properties/estate", text.clone()),
        ("Location/properties/landmark", text),
        ("Location/properties/latitude", figure(-180_000_000, 180_000_000)),
        ("Location/properties/longitude", figure(-180_000_000, 180_000_000)),
        ("Rooms/properties/bedrooms", count()),
        ("Rooms/properties/bathrooms", count()),
        ("Rooms/properties/toilets", count()),
        ("Rooms/properties/boysQuarters", count()),
        ("Rooms/properties/parking", count()),
        ("Size/properties/livingArea", area()),
        ("Size/properties/landSize", area()),
        ("Building/properties/yearBuilt", figure(Year::LEAST.into(), Year::MOST.into())),
        ("Building/properties/furnished", choice),
    ]
}

/// One of a list of choices, or an id of a newer version.
fn one_of(list: &str) -> Value {
    let known = json!({"$ref": format!("#/components/schemas/{list}")});
    json!({"oneOf": [{"type": "null"}, {"anyOf": [known, {"type": "string", "pattern": CHOICE}]}]})
}

/// A figure, or what was typed for one.
fn figure(least: i64, most: i64) -> Value {
    json!({"anyOf": [
        {"type": "integer", "minimum": least, "maximum": most}, {"type": "string", "pattern": NO_NUL}, {"type": "null"},
    ]})
}

/// A sum of money, or what was typed for one.
fn sum() -> Value {
    let sum = json!({
        "type": "object", "required": ["amountMinor"],
        "properties": {
            "amountMinor": {"type": "integer", "minimum": 0, "maximum": EXACT},
            "currency": {"type": "string", "pattern": CURRENCY},
        },
    });
    json!({"anyOf": [sum, {"type": "string", "pattern": NO_NUL}, {"type": "null"}]})
}

/// What is added to the schema of which parameter: operation, parameter, addition.
pub fn of_parameters() -> Vec<(&'static str, &'static str, Value)> {
    let page = json!({"minimum": 1, "maximum": 200});
    vec![
        ("listAudit", "before", json!({"minimum": i64::MIN, "maximum": i64::MAX})),
        ("listAudit", "limit", page.clone()),
        ("listInvitations", "limit", page.clone()),
        ("listSessions", "limit", page.clone()),
        ("listTeamSessions", "limit", page.clone()),
        ("listPeople", "limit", page.clone()),
        ("listUsers", "limit", page.clone()),
        ("listHashes", "limit", json!({"minimum": 1, "maximum": 1000})),
        ("getPropertyDraftHistory", "limit", page),
        ("getPropertyDraftHistory", "before", json!({"pattern": PLACE})),
        ("listListings", "currency", json!({"pattern": CURRENCY})),
        ("listListings", "minBedrooms", json!({"format": "int64", "minimum": 0, "maximum": u32::MAX})),
        ("listListings", "minPrice", json!({"pattern": AMOUNT})),
        ("listListings", "maxPrice", json!({"pattern": AMOUNT})),
        ("listListings", "modifiedSince", json!({"format": "date-time"})),
    ]
}

/// Adds members to an object; what stands under the same name is replaced.
pub fn merge(into: &mut Map<String, Value>, members: Value) {
    if let Value::Object(members) = members {
        into.extend(members);
    }
}
