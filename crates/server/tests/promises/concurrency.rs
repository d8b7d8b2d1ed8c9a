//! Many at once: the greatest stamps stand and every effective change counts once.

use serde_json::json;

use super::support::{DRAFT, start, title};

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_updates_of_one_draft_end_with_the_greatest_stamp_and_count_each_change_once() {
    let server = start().await;
    let mut tasks = vec![];
    for device in 0..8_u64 {
        let person = server.sign_in(if device % 2 == 0 { "ada" } else { "bola" }).await;
        tasks.push(tokio::spawn(async move {
            let mut applied = 0;
            for n in 0..25_i64 {
                let after = (n * 37 + i64::try_from(device).expect("small") * 11) % 101;
                let answer =
                    person.sync(None, vec![title(DRAFT, &format!("{after} by {device}"), after, device)]).await;
                let outcome = &answer["outcomes"][0]["groups"]["title"]["outcome"];
                assert!(["applied", "superseded"].contains(&outcome.as_str().expect("text")), "{answer}");
                applied += i64::from(outcome == "applied");
            }
            applied
        }));
    }
    let mut applied = 0;
    for task in tasks {
        applied += task.await.expect("no panic");
    }
    let ada = server.sign_in("ada").await;
    let answer = ada.sync(None, vec![]).await;
    let greatest = (0..8_i64).flat_map(|d| (0..25).map(move |n| ((n * 37 + d * 11) % 101, d))).max().expect("some");
    assert_eq!(answer["changes"][0]["groups"]["title"]["value"], format!("{} by {}", greatest.0, greatest.1));
    assert_eq!(answer["changes"][0]["rev"], applied, "no stamp was sent twice, so that every change counts");
    let notices = answer["notices"].as_array().map_or(0, Vec::len);
    assert!(answer["cursor"]["seq"].as_i64().is_some_and(|seq| seq >= applied) && notices > 0, "{answer}");

    let mut kept = 0;
    let mut path = format!("/v1/property-drafts/{DRAFT}/history?limit=200");
    loop {
        let (_, page) = ada.get(&path).await;
        kept += page["values"].as_array().expect("values").len();
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/property-drafts/{DRAFT}/history?limit=200&before={next}"),
            None => break,
        }
    }
    assert_eq!(json!(kept), json!(199), "every value that does not stand is in history");
}
