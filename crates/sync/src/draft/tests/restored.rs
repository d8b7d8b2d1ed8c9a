//! What a restored server lost comes back.

use super::*;

#[test]
fn what_the_server_lost_is_unsent_again_with_the_stamp_it_had() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "Kept", 1_000);
    device.sync(&mut server, 1_000);
    let backup = server.held.clone();
    device.edit(&TITLE, "Lost", 2_000);
    device.edit(&TEXT, "Lost too", 2_000);
    device.sync(&mut server, 2_000);
    let whole = server.held.clone().expect("held");

    server.held = backup.clone();
    let standing = backup.expect("held").to_head(true, |_, _| true);
    let at = device.reading(3_000);
    device.draft.take_back(&standing.groups, at);
    device.draft.apply_pulled(&standing, AT);
    assert_eq!(device.draft.sendable().collect::<Vec<_>>(), [&TEXT, &TITLE]);
    assert_eq!((device.shows(&TITLE), device.shows(&TEXT)), (json!("Lost"), json!("Lost too")));
    assert!(!device.sync(&mut server, 4_000).receipt_differs);
    let again = server.held.clone().expect("held");
    assert_eq!(again.groups[&TITLE].head, whole.groups[&TITLE].head, "the same value with the same stamp");
    assert!(!device.draft.is_dirty());
}

#[test]
fn an_edit_on_top_of_a_lost_value_from_the_servers_future_is_not_stuck() {
    const HOUR: i64 = 3_600_000;
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 10 * HOUR));
    device.edit(&TITLE, "From the future", 10 * HOUR);
    device.sync(&mut server, 10 * HOUR);
    device.edit(&TITLE, "On top of it", 10 * HOUR + 1_000);
    server.held = None;
    let at = device.reading(10 * HOUR + 2_000);
    device.draft.take_back(&std::collections::BTreeMap::new(), at);
    let mut now = HOUR;
    for _ in 0..3 {
        let outgoing = device.send(now + 9 * HOUR);
        let outcome = server.answer(&outgoing, now);
        let reading = device.reading(now + 9 * HOUR);
        device.clock.observe(&reading, &reading, Millis::clamped(now));
        device.draft.apply_outcome(&outgoing, &outcome, AT);
        now += 1_000;
    }
    assert_eq!(server.value(&TITLE), json!("On top of it"));
    assert!(!device.draft.is_dirty());
}

#[test]
fn an_edit_on_top_of_what_the_server_lost_goes_out_and_the_lost_value_is_kept() {
    let (mut server, mut device) = (Server::default(), Device::new(1, 0, 1_000));
    device.edit(&TITLE, "Lost", 1_000);
    device.sync(&mut server, 1_000);
    device.edit(&TITLE, "Newer", 2_000);
    server.held = None;
    let at = device.reading(3_000);
    let answered = device.draft.take_back(&std::collections::BTreeMap::new(), at);
    assert_eq!(answered.replaced[0].value, json!("Lost"));
    device.sync(&mut server, 4_000);
    assert_eq!(server.value(&TITLE), json!("Newer"));
}
