//! The fields of a `Property` as columns, for reports. The one rule: no value makes a write fail.

use serde_json::json;

use super::{
    database::TestDatabase,
    repository::{open, person},
    support::{DRAFT, START, ready, start, update},
};

#[tokio::test]
async fn the_fields_of_a_listing_are_columns_of_their_types() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    let mut listing = ready();
    listing["lastModified"] = json!(START);
    listing["amenities"] = json!(["pool", "gym"]);
    listing["status"] = json!("PUBLISHED");
    assert_eq!(ada.put(DRAFT, listing).await.0, 200);
    let row =
        "SELECT concat_ws('|', title, price_minor + 1, price_currency, location_state, location_lga, location_area,
                                location_street, amenities, left(description, 13), status, deleted) FROM properties";
    let row = server.database.sql(row).await;
    let expected =
        "Detached duplex with BQ|4500000001|NGN|Lagos|Eti-Osa|Lekki Phase 1|{gym,pool}|A bright home|PUBLISHED|f";
    assert_eq!(row, [expected]);

    ada.sync(None, vec![update(DRAFT, 1, &[("trash", json!(true), 5, 1)])]).await;
    assert_eq!(server.database.sql("SELECT deleted::text FROM properties").await, ["true"]);
    ada.sync(None, vec![update(DRAFT, 2, &[("title", json!("Back"), 6, 1)])]).await;
    assert_eq!(server.database.sql("SELECT title || deleted FROM properties").await, ["Backfalse"]);
    assert_eq!(ada.put(DRAFT, json!({"lastModified": START + 9, "status": "DRAFT", "amenities": []})).await.0, 200);
    assert_eq!(server.database.sql("SELECT status || amenities::text FROM properties").await, ["DRAFT{}"]);
}

#[tokio::test]
async fn no_value_of_a_field_makes_a_write_fail() {
    let database = TestDatabase::new();
    let repository = open(&database).await;
    let who = person(&repository, "Marina", "a@example.com").await;
    let odd = [
        json!(null),
        json!("\0"),
        json!("a \\u0000 b"),
        json!({"amountMinor": 1e300, "currency": 5, "state": ["x"], "\0": 1}),
        json!({"amountMinor": u64::MAX, "currency": "\0"}),
        json!({"amountMinor": -0.0, "state": {"a": null}}),
        json!([1, [2, [3]]]),
        json!(12.5),
        json!("x".repeat(20_000)),
    ];
    // Past the checks of the wire: a newer version may allow other kinds.
    let mut n = 0;
    for value in odd {
        for name in ["title", "price", "location", "description", "publication", "amenity:pool", "trash", "later"] {
            n += 1;
            let draft = format!(
                "INSERT INTO drafts VALUES ('{team}', '00000000-0000-0000-0000-{n:012}', '{user}', 1, 1, 1, {n});
                 INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
                 VALUES ('{team}', '00000000-0000-0000-0000-{n:012}', '{name}', {value}, 1, 'a', '{user}', 1, {n})",
                team = who.team,
                user = who.user,
                value = quoted(&value.to_string()),
            );
            database.sql(&draft).await;
        }
    }
    let readable = database.sql("SELECT count(*)::text FROM properties").await;
    assert_eq!(readable, [n.to_string()]);
    repository.close().await;
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
