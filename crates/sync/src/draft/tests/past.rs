//! Values that were replaced: which of them are kept, and how they reach the server's history.

use super::*;

#[test]
fn typing_on_after_a_confirmation_keeps_no_keystrokes_and_the_end_of_a_run_keeps_one() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    let mut type_and_sync = |text: &str, now| {
        let base = device.draft.groups.get(&TEXT).and_then(GroupState::base);
        let at = device.reading(now);
        let kept = device.draft.edit(&TEXT, json!(text), base, at).replaced;
        device.sync(&mut server, now);
        kept.map(|kept| kept.value)
    };
    assert_eq!(type_and_sync("A house", 2_000), None);
    assert_eq!(type_and_sync("A house by the", 3_000), None);
    assert_eq!(type_and_sync("A house by the water", 4_000), None);
    let later = 4_000 + 11 * 60_000;
    assert_eq!(type_and_sync("A house by the sea", later), Some(json!("A house by the water")));
}

#[test]
fn a_text_that_was_taken_away_letter_by_letter_is_in_both_histories_once_and_whole() {
    let text = "A house by the water";
    // Sent with every key, with every third, or only at the end.
    for every in [1, 3, 1_000] {
        let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
        let (mut here, mut now) = (vec![], 1_000);
        let grows = (1..=text.len()).map(|end| &text[..end]);
        let shrinks = (0..text.len()).rev().map(|end| &text[..end]);
        for (index, typed) in grows.chain(shrinks).chain(["A", "A flat", "A flat in Yaba"]).enumerate() {
            now += 500;
            let base = device.draft.groups.get(&TEXT).and_then(GroupState::base);
            let at = device.reading(now);
            here.extend(device.draft.edit(&TEXT, json!(typed), base, at).replaced.map(|kept| kept.value));
            if index % every == 0 {
                device.sync(&mut server, now);
            }
        }
        device.sync(&mut server, now);
        assert!(!device.draft.is_dirty());
        assert_eq!(here, [json!(text)], "every {every}");
        let there: Vec<_> = server.history.iter().map(|kept| &kept.head.value).collect();
        assert_eq!(there, [&json!(text)], "every {every}");
        assert_eq!(server.value(&TEXT), json!("A flat in Yaba"));
    }
}

#[test]
fn a_value_that_was_replaced_before_it_was_ever_sent_is_in_the_servers_history() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "45m", 10_000);
    let hours_later = 10_000 + 2 * 3_600_000;
    device.edit(&TITLE, "48m", hours_later);
    assert!(device.draft.is_dirty());
    device.sync(&mut server, hours_later + 1_000);
    assert_eq!(server.value(&TITLE), json!("48m"));
    let kept: Vec<_> = server.history.iter().map(|kept| (&kept.head.value, kept.head.stamp.millis.get())).collect();
    assert_eq!(kept, [(&json!("45m"), 10_000)], "with the time at which it was made");
    assert!(!device.draft.is_dirty());
}

#[test]
fn past_values_go_again_until_the_server_has_them_and_stand_there_once() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    for (index, value) in ["45m", "46m", "47m"].into_iter().enumerate() {
        device.edit(&TITLE, value, 10_000);
        if index == 0 {
            // This one arrives, and the device never learns of it.
            let lost = device.send(10_000);
            server.answer(&lost, 10_000);
        }
        device.draft.end_runs();
    }
    let lost = device.send(20_000);
    assert_eq!(lost.update.past.len(), 2);
    server.answer(&lost, 20_000);
    device.sync(&mut server, 30_000);
    let mut kept: Vec<_> = server.history.iter().map(|kept| kept.head.value.clone()).collect();
    kept.sort_by_key(Value::to_string);
    assert_eq!(kept, [json!("45m"), json!("46m")]);
    assert_eq!(server.value(&TITLE), json!("47m"));
    assert!(!device.draft.is_dirty());
}

#[test]
fn a_past_value_from_the_future_gets_another_stamp_and_is_not_lost() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000_000));
    // The server's clock went back two hours since this device last heard from it.
    device.edit(&TITLE, "One", 8_200_000);
    device.draft.end_runs();
    device.edit(&TITLE, "Two", 8_300_000);
    for pause in 0..4 {
        let now = 1_000_000 + pause * 1_000;
        let outgoing = device.send(8_300_000 + pause * 1_000);
        let outcome = server.answer(&outgoing, now);
        let reading = device.reading(8_300_000 + pause * 1_000);
        device.clock.observe(&reading, &reading, Millis::clamped(now));
        device.draft.apply_outcome(&outgoing, &outcome, AT);
    }
    assert_eq!(server.value(&TITLE), json!("Two"));
    assert_eq!(server.history.iter().map(|kept| kept.head.value.clone()).collect::<Vec<_>>(), [json!("One")]);
    assert!(!device.draft.is_dirty());
}

#[test]
fn many_past_values_go_in_parts() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    for number in 0..120 {
        device.edit(&TEXT, &format!("{number} {}", "x".repeat(1_000)), 10_000 + number);
        device.draft.end_runs();
    }
    let mut exchanges = 0;
    while device.draft.is_dirty() {
        assert!(device.send(200_000).update.past.len() <= 50);
        device.sync(&mut server, 200_000 + exchanges);
        exchanges += 1;
        assert!(exchanges < 10, "it does not end");
    }
    assert_eq!(server.history.len(), 119);
}

#[test]
fn anothers_value_ends_the_run() {
    let mut server = Server::default();
    let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
    ada.edit(&TEXT, "Ada's", 2_000);
    ada.sync(&mut server, 2_000);
    chidi.sync(&mut server, 3_000);
    chidi.edit(&TEXT, "Chidi's", 4_000);
    chidi.sync(&mut server, 4_000);
    let answered = ada.sync(&mut server, 5_000);
    assert_eq!(answered.replaced[0].value, json!("Ada's"));
    let at = ada.reading(6_000);
    let kept = ada.draft.edit(&TEXT, json!("Chidi's!"), None, at).replaced.expect("another's value is kept");
    assert_eq!(kept.value, json!("Chidi's"));
}
