//! Drafts deleted, and brought back by what was written after it.

use super::*;

#[test]
fn a_delete_is_stamped_above_everything_and_a_later_edit_revives() {
    let mut server = Server::default();
    let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
    ada.edit(&TITLE, "Duplex", 2_000);
    ada.sync(&mut server, 2_000);
    let at = ada.reading(2_000);
    ada.draft.edit(&GroupName::TRASH, json!(true), None, at);
    ada.sync(&mut server, 2_000);
    assert!(ada.draft.is_deleted() && server.held.as_ref().expect("held").is_deleted());
    chidi.edit(&TEXT, "Still selling it", 9_000);
    chidi.sync(&mut server, 9_000);
    assert!(!server.held.as_ref().expect("held").is_deleted());
    ada.sync(&mut server, 10_000);
    assert!(!ada.draft.is_deleted());
    // Its trash mark still stands, and yet it can be deleted once more.
    let at = ada.reading(11_000);
    assert!(ada.draft.edit(&GroupName::TRASH, json!(true), None, at).changed);
    assert!(ada.draft.is_deleted());
    ada.sync(&mut server, 11_000);
    assert!(ada.draft.is_deleted() && server.held.as_ref().expect("held").is_deleted());
}

#[test]
fn a_delete_that_goes_out_late_stays_below_what_others_wrote_after_it() {
    for hears_first in [false, true] {
        let mut server = Server::default();
        let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
        ada.edit(&TITLE, "Duplex", 2_000);
        ada.sync(&mut server, 2_000);
        let at = ada.reading(3_000);
        ada.draft.edit(&GroupName::TRASH, json!(true), None, at);
        chidi.edit(&TEXT, "Still selling it", 8_000);
        chidi.sync(&mut server, 8_000);
        if hears_first {
            let head = server.held.as_ref().expect("held").groups[&TEXT].head.clone();
            ada.draft.groups.entry(TEXT).or_default().confirmed = Some(head);
        }
        ada.sync(&mut server, 9_000);
        assert!(!server.held.as_ref().expect("held").is_deleted() && !ada.draft.is_deleted(), "{hears_first}");
    }
}

#[test]
fn a_delete_goes_above_what_was_written_here_before_it_whatever_that_was_raised_above() {
    let mut server = Server::default();
    let (mut ada, mut chidi) = (Device::new(1, 0, 1_000), Device::new(2, 0, 1_000));
    // Half a minute ahead, and tolerated.
    chidi.clock.observe(&chidi.reading(0), &chidi.reading(0), Millis::clamped(30_000));
    chidi.edit(&TITLE, "Duplex", 2_000);
    chidi.sync(&mut server, 2_000);
    let head = server.held.as_ref().expect("held").groups[&TITLE].head.clone();
    assert!(head.stamp.millis.get() > 20_000);
    ada.draft.groups.entry(TITLE).or_default().confirmed = Some(head);
    ada.edit(&TITLE, "Terrace", 3_000);
    let at = ada.reading(4_000);
    ada.draft.edit(&GroupName::TRASH, json!(true), None, at);
    ada.sync(&mut server, 5_000);
    assert_eq!(server.value(&TITLE), json!("Terrace"));
    assert!(server.held.as_ref().expect("held").is_deleted() && ada.draft.is_deleted());
}

#[test]
fn an_edit_after_a_delete_that_nobody_heard_of_takes_it_back() {
    let mut server = Server::default();
    let mut ada = Device::new(1, 0, 1_000);
    ada.edit(&TITLE, "Duplex", 2_000);
    ada.sync(&mut server, 2_000);
    let at = ada.reading(3_000);
    ada.draft.edit(&GroupName::TRASH, json!(true), None, at);
    let refused = ada.draft.edit(&TEXT, json!("x".repeat(100_000)), None, ada.reading(4_000));
    assert!(refused.changed && ada.draft.is_deleted(), "what the server refuses brings nothing back");
    ada.edit(&TITLE, "Terrace", 5_000);
    assert!(!ada.draft.is_deleted());
    ada.sync(&mut server, 6_000);
    assert!(!server.held.as_ref().expect("held").is_deleted() && !ada.draft.is_deleted());
}

#[test]
fn an_edit_after_a_delete_that_is_on_its_way_brings_the_draft_back_at_once() {
    let mut server = Server::default();
    let mut ada = Device::new(1, 0, 1_000);
    ada.edit(&TITLE, "Duplex", 2_000);
    ada.sync(&mut server, 2_000);
    ada.edit(&TEXT, "Before", 2_500);
    let at = ada.reading(3_000);
    ada.draft.edit(&GroupName::TRASH, json!(true), None, at);
    let outgoing = ada.send(3_500);
    assert!(ada.draft.is_deleted());
    ada.edit(&TITLE, "Terrace", 4_000);
    assert!(!ada.draft.is_deleted());
    let outcome = server.answer(&outgoing, 4_500);
    ada.draft.apply_outcome(&outgoing, &outcome, ada.reading(4_500));
    assert!(server.held.as_ref().expect("held").is_deleted() && !ada.draft.is_deleted());
    ada.sync(&mut server, 5_000);
    assert!(!server.held.as_ref().expect("held").is_deleted() && !ada.draft.is_deleted());
}
