//! An example of every answer that is no problem, and of the requests whose types bring none. The one rule: each is what the
//! server would send; `cargo xtask api` holds them against their schemas.

use serde_json::{Value, json};

const ADA: &str = "0197f3a0-0000-7000-8000-000000000001";
const TEAM: &str = "0197f3a0-0000-7000-8000-000000000002";
const SESSION: &str = "0197f3a0-0000-7000-8000-000000000003";
const INVITATION: &str = "0197f3a0-0000-7000-8000-000000000004";
const DRAFT: &str = "0197f3a0-0000-7000-8000-000000000005";
const DEVICE: &str = "00000000000000a1";
const STAMP: &str = "1764000000000-00000000000000a1";
const TOKEN: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
const HASH: &str = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";

/// The body of a request, by its operation.
pub fn request(operation: &str) -> Option<Value> {
    Some(match operation {
        "updatePropertyDraft" => json!({
            "lastModified": 1_764_000_000_000_i64, "title": "Four-bedroom duplex, Lekki Phase 1",
            "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
            "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"}, "amenities": ["pool"],
        }),
        "sync" => json!({
            "device": DEVICE, "install": "00000000000000b2", "schema": 1, "clock": 1_764_000_000_000_i64,
            "updates": [{
                "id": DRAFT, "baseRev": 0, "lastModified": 1_764_000_000_000_i64,
                "groups": {"title": {"value": "Four-bedroom duplex, Lekki Phase 1", "stamp": STAMP}},
            }],
        }),
        _ => return None,
    })
}

/// The body of the answer when all goes well, by its operation.
pub fn success(operation: &str) -> Option<Value> {
    Some(match operation {
        "checkHealth" => json!({"status": "ok"}),
        "checkReadiness" => json!({"status": "ready"}),
        "createSession" | "acceptInvitation" => json!({
            "token": TOKEN, "userId": ADA, "teamId": TEAM, "name": "Ada Obi", "team": "Marina Realty",
            "email": "ada@example.com", "role": "agent", "sessionId": SESSION, "expiresAt": "2027-05-23T00:00:00.000Z",
        }),
        "listSessions" | "listTeamSessions" => json!({"sessions": [{
            "id": SESSION, "userId": ADA, "device": DEVICE, "deviceName": "Ada's phone",
            "createdAt": "2026-11-24T00:00:00.000Z", "lastSeenAt": "2026-11-24T09:00:00.000Z",
            "expiresAt": "2027-05-23T00:00:00.000Z", "current": true,
        }]}),
        "getMe" => json!({
            "userId": ADA, "name": "Ada Obi", "email": "ada@example.com", "role": "agent", "teamId": TEAM,
            "team": "Marina Realty", "sessionId": SESSION,
        }),
        "listPeople" => json!({"people": [{"id": ADA, "name": "Ada Obi"}], "next": ADA}),
        "listUsers" => json!({"users": [person()], "next": ADA}),
        "changeUser" => person(),
        "resetPassword" => json!({"token": TOKEN, "expiresAt": "2026-12-01T00:00:00.000Z"}),
        "createInvitation" => {
            let mut invitation = invitation();
            invitation["token"] = json!(TOKEN);
            invitation
        }
        "listInvitations" => json!({"invitations": [invitation()]}),
        "listAudit" => json!({"entries": [{
            "number": 12, "at": "2026-11-24T00:00:00.000Z", "action": "roleChanged",
            "by": {"userId": ADA, "name": "Ada Obi", "email": "ada@example.com"},
            "about": {"userId": INVITATION, "name": "Bola Ade", "email": "bola@example.com"},
            "details": {"from": "agent", "to": "office"},
        }], "next": 12}),
        "sync" => json!({
            "serverTime": 1_764_000_000_120_i64,
            "outcomes": [{"groups": {"title": {"outcome": "applied"}}, "draft": {
                "rev": 1, "lastModified": 1_764_000_000_000_i64, "updatedAt": 1_764_000_000_120_i64, "userId": ADA,
                "contentHash": HASH,
            }}],
            "cursor": {"epoch": "00000000000000e1", "seq": 42},
        }),
        "listHashes" => json!({"drafts": [{"id": DRAFT, "contentHash": HASH}]}),
        "listen" => json!({"data": "{\"seq\":42}"}),
        "updatePropertyDraft" | "getPropertyDraft" => property_draft(),
        "getPropertyDraftHistory" => json!({"values": [{
            "group": "title", "value": "Duplex in Lekki", "stamp": STAMP, "author": ADA,
            "replacedAt": "2026-11-24T09:30:00.000Z",
        }], "next": format!("{STAMP}/title")}),
        "listListings" => json!({"listings": [{
            "ListingKey": DRAFT, "StandardStatus": "Active", "ListingTitle": "Four-bedroom duplex, Lekki Phase 1",
            "ListPrice": 45_000_000, "ListPriceMinorUnits": 4_500_000_000_i64, "ListPriceCurrency": "NGN",
            "StateOrProvince": "Lagos", "CountyOrParish": "Eti-Osa", "MLSAreaMajor": "Lekki Phase 1", "StreetName": null,
            "Amenities": ["pool"], "PublicRemarks": "A bright duplex, ten minutes from the bridge.",
            "ListAgentKey": ADA, "ModificationTimestamp": "2026-11-24T09:30:00.000Z",
            "OnMarketTimestamp": "2026-11-24T09:29:58.120Z",
        }]}),
        _ => return None,
    })
}

/// A draft, as it is answered and as a conflict shows it.
pub fn property_draft() -> Value {
    json!({
        "id": DRAFT, "title": "Four-bedroom duplex, Lekki Phase 1",
        "price": {"amountMinor": 4_500_000_000_i64, "currency": "NGN"},
        "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"}, "amenities": ["pool"],
        "description": null, "status": "DRAFT", "userId": ADA, "teamId": TEAM,
        "updatedAt": "2026-11-24T09:30:00.000Z", "lastModified": 1_764_000_000_000_i64, "deleted": false,
    })
}

fn person() -> Value {
    json!({
        "id": ADA, "name": "Ada Obi", "email": "ada@example.com", "role": "agent", "disabled": false,
        "hasPassword": true, "lastSeenAt": "2026-11-24T09:00:00.000Z",
    })
}

fn invitation() -> Value {
    json!({
        "id": INVITATION, "email": "bola@example.com", "name": "Bola Ade", "role": "agent", "madeBy": ADA,
        "createdAt": "2026-11-24T00:00:00.000Z", "expiresAt": "2026-12-01T00:00:00.000Z",
    })
}
