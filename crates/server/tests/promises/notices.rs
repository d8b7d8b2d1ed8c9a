//! Who is told what: the author of a value that lost, once, on each of their devices until they deal with it.

use serde_json::{Value, json};

use super::support::{DRAFT, START, device, draft_id, start, sync_body, title};

fn told(answer: &Value) -> Vec<(&str, &Value, &Value)> {
    let notices = answer["notices"].as_array().map(Vec::as_slice).unwrap_or_default();
    notices
        .iter()
        .map(|notice| {
            (notice["kind"].as_str().unwrap_or_default(), &notice["mine"]["value"], &notice["theirs"]["value"])
        })
        .collect()
}

#[tokio::test]
async fn the_author_of_the_losing_value_is_told_once_whichever_comes_first() {
    for later_first in [false, true] {
        let server = start().await;
        let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
        let (earlier, later) = (title(DRAFT, "Ada's", 10, 1), title(DRAFT, "Bola's", 20, 2));
        if later_first {
            assert_eq!(told(&bola.sync(None, vec![later.clone()]).await), []);
            let answer = ada.sync(None, vec![earlier.clone()]).await;
            assert_eq!(told(&answer), [("overwritten", &json!("Ada's"), &json!("Bola's"))]);
        } else {
            ada.sync(None, vec![earlier.clone()]).await;
            assert_eq!(told(&bola.sync(None, vec![later.clone()]).await), []);
        }
        let before = ada.sync(None, vec![]).await;
        assert_eq!(told(&before), [("overwritten", &json!("Ada's"), &json!("Bola's"))]);
        // However often either comes again.
        for (who, update) in [(&ada, &earlier), (&bola, &later), (&ada, &earlier)] {
            who.sync(None, vec![update.clone()]).await;
        }
        let after = ada.sync(None, vec![]).await;
        assert_eq!(after["notices"], before["notices"]);
        assert_eq!(after["cursor"], before["cursor"], "repetitions change nothing");
        assert_eq!(told(&ada.sync(Some(&after["cursor"]), vec![]).await), [], "told");
        assert_eq!(told(&bola.sync(None, vec![]).await), []);
    }
}

#[tokio::test]
async fn a_late_copy_of_a_value_that_was_seen_and_replaced_tells_nobody() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    let first = title(DRAFT, "Ada's", 10, 1);
    ada.sync(None, vec![first.clone()]).await;
    let mut seen = title(DRAFT, "Bola's", 20, 2);
    seen["groups"]["title"]["base"] = json!(format!("{}-{}", START + 10, device(1)));
    bola.sync(None, vec![seen]).await;
    let answer = ada.sync(None, vec![first]).await;
    assert_eq!(answer["outcomes"][0]["groups"]["title"]["outcome"], "superseded");
    assert_eq!(told(&answer), []);
}

#[tokio::test]
async fn a_notice_that_was_dealt_with_goes_from_every_device_and_comes_to_no_new_one() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, vec![title(DRAFT, "Ada's", 10, 1)]).await;
    bola.sync(None, vec![title(DRAFT, "Bola's", 20, 2)]).await;
    let here = ada.sync(None, vec![]).await;
    let id = json!({"draft": DRAFT, "group": "title", "stamp": format!("{}-{}", START + 10, device(1))});
    let settle = |cursor: &Value| {
        let mut body = sync_body(Some(cursor), &[]);
        body["settled"] = json!([id, id]);
        body
    };
    // Somebody else cannot deal with it.
    super::support::answer(bola.sync_request(&settle(&here["cursor"]))).await;
    assert_eq!(told(&ada.sync(None, vec![]).await).len(), 1);

    super::support::answer(ada.sync_request(&settle(&here["cursor"]))).await;
    let elsewhere = ada.sync(Some(&here["cursor"]), vec![]).await;
    assert_eq!(elsewhere["settled"], json!([id]));
    assert_eq!(told(&elsewhere), []);
    let new = ada.sync(None, vec![]).await;
    assert_eq!((told(&new), new.get("settled")), (vec![], None));
}

#[tokio::test]
async fn more_notices_than_one_answer_holds_come_in_pages() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    for (who, value, after, by) in [(&ada, "Ada's", 10, 1), (&bola, "Bola's", 20, 2)] {
        who.sync(None, (0..150).map(|n| title(&draft_id(n), value, after, by)).collect()).await;
    }
    let (mut cursor, mut heard, mut pages) = (None, std::collections::BTreeSet::new(), 0);
    loop {
        let page = ada.sync(cursor.as_ref(), vec![]).await;
        let notices = page["notices"].as_array().map(Vec::as_slice).unwrap_or_default();
        heard.extend(notices.iter().map(|notice| notice["draft"].to_string()));
        cursor = Some(page["cursor"].clone());
        pages += 1;
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(heard.len(), 150);
    assert!((2..6).contains(&pages), "{pages}");
}

#[tokio::test]
async fn a_device_that_begins_again_hears_what_was_dealt_with_meanwhile() {
    let server = start().await;
    let (ada, bola) = (server.sign_in("ada").await, server.sign_in("bola").await);
    ada.sync(None, vec![title(DRAFT, "Ada's", 10, 1)]).await;
    bola.sync(None, vec![title(DRAFT, "Bola's", 20, 2)]).await;
    let phone = ada.sync(None, vec![]).await;
    assert_eq!(told(&phone).len(), 1);
    let id = json!({"draft": DRAFT, "group": "title", "stamp": format!("{}-{}", START + 10, device(1))});
    let mut body = sync_body(Some(&phone["cursor"]), &[]);
    body["settled"] = json!([id]);
    super::support::answer(ada.sync_request(&body)).await;
    server.repository.begin_epoch(lagoon_sync::Epoch(7)).await.expect("begun");
    let again = ada.sync(Some(&phone["cursor"]), vec![]).await;
    assert_eq!((&again["resync"], &again["settled"]), (&json!("restored"), &json!([id])));
}
