//! `GET /v1/listings`: what buyers may see.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::support::{Person, START, TestServer, draft_id, http, ready, start, title, update};

fn in_area(lastly: i64, area: &str, amount: i64) -> Value {
    let mut listing = ready();
    listing["lastModified"] = json!(START + lastly);
    listing["status"] = json!("PUBLISHED");
    listing["title"] = json!(format!("Four-bedroom duplex, {area}"));
    listing["price"]["amountMinor"] = json!(amount);
    listing["location"]["area"] = json!(area);
    listing["amenities"] = json!(["pool"]);
    listing
}

async fn publish(person: &Person, n: usize, area: &str, amount: i64) {
    let (status, body) = person.put(&draft_id(n), in_area(0, area, amount)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

async fn areas(person: &Person, query: &str) -> Vec<String> {
    let (status, body) = person.get(&format!("/v1/listings{query}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let listings = body["listings"].as_array().expect("a list");
    listings.iter().map(|one| one["MLSAreaMajor"].as_str().expect("an area").to_owned()).collect()
}

async fn with_three(server: &TestServer) -> Person {
    let ada = server.sign_in("ada").await;
    for (n, area, amount) in [(1, "Ajah", 1_000_000_000), (2, "Ikoyi", 9_000_000_000), (3, "Lekki", 4_500_000_000)] {
        publish(&ada, n, area, amount).await;
    }
    ada
}

#[tokio::test]
async fn a_published_copy_is_told_as_it_was_published_with_the_names_of_the_data_dictionary() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    publish(&ada, 1, "Ajah", 4_500_000_000).await;
    ada.put(&draft_id(1), json!({"lastModified": START + 5, "title": "Changed, but not published yet"})).await;
    let (_, body) = ada.get("/v1/listings").await;
    let [listing] = &body["listings"].as_array().expect("a list")[..] else { panic!("{body}") };
    assert_eq!(listing["ListingKey"], draft_id(1));
    assert_eq!(listing["ListingTitle"], "Four-bedroom duplex, Ajah");
    assert_eq!((&listing["ListPrice"], &listing["ListPriceCurrency"]), (&json!(45_000_000), &json!("NGN")));
    assert_eq!((&listing["StateOrProvince"], &listing["Amenities"]), (&json!("Lagos"), &json!(["pool"])));
    assert_eq!(listing["ListAgentKey"], ada.session["userId"]);
    assert!(body.get("next").is_none());
}

#[tokio::test]
async fn drafts_unpublished_and_deleted_listings_and_other_teams_are_not_told() {
    let server = start().await;
    let ada = with_three(&server).await;
    ada.put(&draft_id(4), json!({"lastModified": START, "title": "Not published"})).await;
    let (status, _) = ada.put(&draft_id(1), json!({"lastModified": START + 5, "status": "DRAFT"})).await;
    assert_eq!(status, StatusCode::OK);
    ada.sync(None, vec![update(&draft_id(2), 0, &[("trash", json!(true), 9, 1)])]).await;
    assert_eq!(areas(&ada, "").await, ["Lekki"]);
    // An edit that is newer than the deletion brings the listing back, and its copy with it.
    ada.sync(None, vec![title(&draft_id(2), "Back again", 10, 1)]).await;
    assert_eq!(areas(&ada, "").await, ["Ikoyi", "Lekki"]);
    let chi = server.sign_in("chi").await;
    assert_eq!(areas(&chi, "").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_buyers_must_not_see_is_not_told_even_if_a_copy_holds_it() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    // A device may put into a copy what it likes, but for private notes.
    let mut fields = ready();
    fields["location"]["street"] = json!("Secret Way 5");
    fields["location"]["latitude"] = json!(6_447_400);
    fields["location"]["longitude"] = json!(3_470_600);
    fields["location"]["hideAddress"] = json!(true);
    let copy = |fields: &Value| json!({"publishedAt": START, "fields": fields});
    ada.sync(None, vec![update(&draft_id(1), 0, &[("publication", copy(&fields), 5, 1)])]).await;
    let (_, body) = ada.get("/v1/listings").await;
    let listing = &body["listings"][0];
    assert_eq!(listing["MLSAreaMajor"], "Lekki Phase 1", "{body}");
    assert_eq!((&listing["StreetName"], &listing["Latitude"]), (&Value::Null, &Value::Null));
    assert_eq!(listing["InternetAddressDisplayYN"], false);
    assert!(!body.to_string().contains("Secret"), "{body}");

    fields["privateNotes"] = json!("The owner is in a hurry.");
    let told = ada.sync(None, vec![update(&draft_id(2), 0, &[("publication", copy(&fields), 5, 1)])]).await;
    let outcome = &told["outcomes"][0]["groups"]["publication"];
    assert_eq!((&outcome["outcome"], &outcome["code"]), (&json!("rejected"), &json!("invalidValue")), "{told}");

    let mut listing = in_area(9, "Ajah", 5);
    listing["privateNotes"] = json!("The owner is in a hurry.");
    let (status, draft) = ada.put(&draft_id(3), listing).await;
    assert_eq!((status, &draft["privateNotes"]), (StatusCode::OK, &json!("The owner is in a hurry.")), "{draft}");
    let (_, body) = ada.get("/v1/listings").await;
    assert_eq!(body["listings"].as_array().map(Vec::len), Some(2));
    assert!(!body.to_string().contains("hurry"), "{body}");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let server = start().await;
    let ada = with_three(&server).await;
    let (mut after, mut found) = (String::new(), vec![]);
    loop {
        let (_, body) = ada.get(&format!("/v1/listings?limit=1{after}")).await;
        found.extend(body["listings"].as_array().expect("a list").iter().map(|one| one["ListingKey"].clone()));
        let Some(next) = body["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(found, [draft_id(1), draft_id(2), draft_id(3)]);
}

#[tokio::test]
async fn filters_are_combined() {
    let server = start().await;
    let ada = with_three(&server).await;
    for (query, expected) in [
        ("?area=lekki", vec!["Lekki"]),
        ("?state=Lagos&lga=eti-osa", vec!["Ajah", "Ikoyi", "Lekki"]),
        ("?state=Ogun", vec![]),
        ("?minPrice=45000000", vec!["Ikoyi", "Lekki"]),
        ("?minPrice=20m&maxPrice=45m", vec!["Lekki"]),
        ("?currency=USD", vec![]),
        ("?purpose=sale&propertyType=detached&minBedrooms=4", vec!["Ajah", "Ikoyi", "Lekki"]),
        ("?purpose=rent", vec![]),
        ("?propertyType=flat", vec![]),
        ("?minBedrooms=5", vec![]),
        ("?amenity=pool&maxPrice=10000000", vec!["Ajah"]),
        ("?amenity=gym", vec![]),
        ("?modifiedSince=2027-01-15T08:00:00Z", vec!["Ajah", "Ikoyi", "Lekki"]),
        ("?modifiedSince=2027-01-15T08:00:01Z", vec![]),
    ] {
        assert_eq!(areas(&ada, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused_with_its_field() {
    let server = start().await;
    let ada = server.sign_in("ada").await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("after=nobody", "after"),
        ("minPrice=cheap", "minPrice"),
        ("minPrice=45,000,000", "minPrice"),
        ("maxPrice=%E2%82%A65&currency=USD", "maxPrice"),
        ("modifiedSince=yesterday", "modifiedSince"),
        ("purpose=theft", "purpose"),
        ("propertyType=houseboat", "propertyType"),
        ("minBedrooms=-1", "minBedrooms"),
        ("colour=green", "colour"),
    ] {
        let (status, body) = ada.get(&format!("/v1/listings?{query}")).await;
        assert_eq!((status, &body["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)), "{query}: {body}");
    }
    let (_, body) = ada.get("/v1/listings?minPrice=45,000,000").await;
    assert!(body["detail"].as_str().is_some_and(|detail| detail.contains("without separators")), "{body}");
    let nobody = http().get(format!("{}/v1/listings", server.url)).bearer_auth("nobody");
    assert_eq!(nobody.send().await.expect("an answer").status(), StatusCode::UNAUTHORIZED);
}
