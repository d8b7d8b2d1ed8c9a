//! What the chip says row by row, and when it is drawn.

use super::*;

fn signed_in() -> SyncFacts {
    SyncFacts { sign_in: SignIn::Active, last_synced_at: Some(Millis::clamped(1)), ..SyncFacts::default() }
}

#[test]
fn the_first_row_that_matches_speaks() {
    use {ChipIcon::*, SyncState::*, Tone::*};
    let mut facts = SyncFacts {
        local_write_failure: Some("disk full. Free space".into()),
        sign_in: SignIn::Lost,
        too_old: true,
        quarantine: Some("The title is too long. Shorten it.".into()),
        server_trouble: Some(ServerTrouble { for_millis: 30_000, tries: 3 }),
        offline: true,
        sending: true,
        paused: true,
        waiting: 3,
        last_synced_at: None,
    };
    let mut said = vec![];
    let mut say = |facts: &SyncFacts| said.push(reduce_status(facts));
    say(&facts);
    facts.local_write_failure = None;
    say(&facts);
    facts.sign_in = SignIn::Active;
    say(&facts);
    facts.too_old = false;
    say(&facts);
    facts.quarantine = None;
    say(&facts);
    facts.server_trouble = Some(ServerTrouble { for_millis: 30_000, tries: 2 });
    say(&facts);
    facts.waiting = 1;
    say(&facts);
    facts.offline = false;
    say(&facts);
    facts.sending = false;
    say(&facts);
    facts.paused = false;
    facts.sign_in = SignIn::Never;
    say(&facts);
    facts.sign_in = SignIn::Active;
    say(&facts);
    facts.waiting = 0;
    say(&facts);
    facts.last_synced_at = Some(Millis::clamped(1));
    say(&facts);
    let attention = ("Needs attention", Error, CloudAlert, Amber);
    let here = ("Saved here", Idle, Cloud, Quiet);
    let expected = [
        (
            ("Not saved", Error, CloudAlert, Red),
            "This device could not store your last change: disk full. Free space, then tap Try again.",
        ),
        (attention, "Sign in to sync. Everything stays saved on this device until then."),
        (attention, describe_too_old()),
        (attention, "The title is too long. Shorten it."),
        (attention, "The server has a problem. Your changes are saved on this device; Lagoon keeps trying."),
        (
            ("Offline · 3", Offline, Cloud, Quiet),
            "3 listings saved on this device. They go out when you are back online.",
        ),
        (
            ("Offline · 1", Offline, Cloud, Quiet),
            "1 listing saved on this device. It goes out when you are back online.",
        ),
        (("Syncing", Syncing, CloudSync, Quiet), "Sending your changes."),
        (("Paused", Idle, Cloud, Quiet), "Saved on this device. Paused until you resume."),
        (here, "On this device. Sign in to save to the cloud."),
        (here, "On this device. Sending in a moment."),
        (here, "On this device. Sending in a moment."),
        (("Saved to Cloud", Synced, CloudCheck, Good), "All changes sent."),
    ];
    assert_eq!(said.len(), expected.len());
    for (status, ((words, state, icon, tone), detail)) in said.iter().zip(expected) {
        assert_eq!((&status.words[..], status.sync_status, status.icon, status.tone), (words, state, icon, tone));
        assert_eq!(status.detail, detail);
    }
}

#[test]
fn trouble_at_the_server_is_a_matter_of_time_and_of_tries() {
    let words = |for_millis, tries| status(|f| f.server_trouble = Some(ServerTrouble { for_millis, tries })).words;
    assert_eq!(words(29_999, 3), "Saved to Cloud");
    assert_eq!(words(30_000, 2), "Saved to Cloud");
    assert_eq!(words(30_000, 3), "Needs attention");
}

#[test]
fn what_is_to_review_is_named_over_nothing_more_urgent() {
    let named = |edit: fn(&mut SyncFacts)| status(edit).to_review(2);
    let urgent: [fn(&mut SyncFacts); 5] = [
        |f| f.local_write_failure = Some("disk full".into()),
        |f| f.sign_in = SignIn::Lost,
        |f| f.quarantine = Some("too long".into()),
        |f| f.offline = true,
        |f| f.sending = true,
    ];
    assert_eq!(urgent.map(named), [0; 5]);
    let quiet: [fn(&mut SyncFacts); 4] =
        [|f| f.paused = true, |f| f.sign_in = SignIn::Never, |f| f.waiting = 1, |_| ()];
    assert_eq!(quiet.map(named), [2; 4]);
}

#[test]
fn a_wrong_clock_is_told_in_round_numbers() {
    let told = |ahead: i64| describe_clock(ahead).map(|text| text.split(". ").next().unwrap_or_default().to_owned());
    assert_eq!(told(12 * 60_000 + 29_000).as_deref(), Some("This device's clock is 12 minutes fast"));
    assert_eq!(told(11 * 60_000 + 30_000).as_deref(), Some("This device's clock is 12 minutes fast"));
    assert_eq!(told(1 - 10 * 86_400_000).as_deref(), Some("This device's clock is 10 days slow"));
    assert_eq!(told(36 * 3_600_000 - 5).as_deref(), Some("This device's clock is 36 hours fast"));
    assert_eq!(told(-10 * 86_400_000).as_deref(), Some("This device's clock is 10 days slow"));
    assert_eq!(told(3 * 3_600_000).as_deref(), Some("This device's clock is 3 hours fast"));
    assert_eq!(told(CLOCK_OFF).as_deref(), Some("This device's clock is 2 minutes fast"));
    assert_eq!(told(-CLOCK_OFF).as_deref(), Some("This device's clock is 2 minutes slow"));
    assert_eq!((told(CLOCK_OFF - 1), told(1 - CLOCK_OFF)), (None, None));
}

#[test]
fn states_have_the_words_of_the_story() {
    use SyncState::{Error, Idle, Offline, Synced, Syncing};
    let words = [Idle, Syncing, Synced, Error, Offline].map(SyncState::as_str);
    assert_eq!(words, ["idle", "syncing", "synced", "error", "offline"]);
}

#[test]
fn never_signed_in_is_not_offline() {
    let status = reduce_status(&SyncFacts { offline: true, ..SyncFacts::default() });
    assert_eq!(status.words, "Saved here");
}

fn status(edit: impl Fn(&mut SyncFacts)) -> SyncStatus {
    let mut facts = signed_in();
    edit(&mut facts);
    reduce_status(&facts)
}

/// Runs statuses through a chip, each at its time, and returns what was drawn when.
fn drawn(script: Vec<(i64, SyncStatus)>, end: i64) -> Vec<(i64, String)> {
    let mut chip = CalmChip::new(status(|_| ()), 0);
    let mut seen = vec![(0, chip.drawn().words.clone())];
    let mut script = script.into_iter().peekable();
    for now in 0..end {
        while script.peek().is_some_and(|(at, _)| *at == now) {
            let (_, status) = script.next().expect("peeked");
            chip.aim(status, now);
        }
        chip.draw(now);
        if seen.last().is_some_and(|(_, words)| *words != chip.drawn().words) {
            seen.push((now, chip.drawn().words.clone()));
        }
    }
    seen
}

#[test]
fn a_quick_exchange_never_draws_syncing() {
    let script = vec![
        (1_000, status(|f| f.waiting = 1)),
        (1_500, status(|f| (f.waiting, f.sending) = (1, true))),
        (1_520, status(|_| ())),
    ];
    assert_eq!(
        drawn(script, 5_000),
        [(0, "Saved to Cloud".into()), (1_000, "Saved here".into()), (2_120, "Saved to Cloud".into())]
    );
}

#[test]
fn a_slow_exchange_shows_syncing_for_a_while_and_then_the_result() {
    let script = vec![
        (1_000, status(|f| f.waiting = 1)),
        (1_500, status(|f| (f.waiting, f.sending) = (1, true))),
        (3_500, status(|_| ())),
    ];
    let seen = drawn(script, 6_000);
    assert_eq!(seen[2], (1_900, "Syncing".into()));
    assert_eq!(seen[3], (4_100, "Saved to Cloud".into()));
    assert_eq!(seen.len(), 4);
}

#[test]
fn steady_typing_on_a_fast_link_changes_the_chip_twice() {
    let mut script = vec![];
    for step in 0..300 {
        let at = 1_000 + step * 200;
        script.push((at, status(|f| f.waiting = 1)));
        if step % 15 == 14 {
            script.push((at + 50, status(|f| (f.waiting, f.sending) = (1, true))));
            script.push((at + 70, status(|_| ())));
        }
    }
    let words: Vec<_> = drawn(script, 70_000).into_iter().map(|(_, words)| words).collect();
    assert_eq!(words, ["Saved to Cloud", "Saved here", "Saved to Cloud"]);
}

#[test]
fn ten_network_toggles_in_five_seconds_change_the_chip_at_most_twice() {
    let toggles = (0..10).map(|i| (1_000 + i * 500, status(|f| f.offline = i % 2 == 0))).collect();
    let words: Vec<_> = drawn(toggles, 10_000).into_iter().map(|(_, words)| words).collect();
    assert_eq!(words, ["Saved to Cloud", "Offline", "Saved to Cloud"]);
}

#[test]
fn hearing_the_same_again_postpones_nothing_and_a_chip_says_when_it_is_due() {
    let sending = || status(|f| (f.waiting, f.sending) = (1, true));
    let mut chip = CalmChip::new(status(|f| f.waiting = 1), 0);
    for now in [10_000, 10_100, 10_250] {
        chip.aim(sending(), now);
        assert_eq!(chip.draw(now), Some(10_400 - now));
        assert_eq!(chip.drawn().words, "Saved here");
    }
    assert_eq!(chip.draw(10_400), None);
    assert_eq!(chip.drawn().words, "Syncing");
}

#[test]
fn another_detail_of_what_is_drawn_shows_at_once_and_lengthens_nothing() {
    let sending = |detail: &str| SyncStatus { detail: detail.into(), ..status(|f| (f.waiting, f.sending) = (1, true)) };
    let mut chip = CalmChip::new(status(|f| f.waiting = 1), 0);
    chip.aim(sending("one"), 10_000);
    chip.draw(10_400);
    chip.aim(sending("two"), 10_900);
    assert_eq!((chip.draw(10_900), &chip.drawn().detail[..]), (None, "two"));
    chip.aim(status(|f| f.waiting = 1), 10_950);
    assert_eq!(chip.draw(10_950), Some(50), "drawn at 10,400, it stays 600");
}

#[test]
fn other_words_of_the_same_state_are_another_drawing() {
    let paused = || status(|f| (f.waiting, f.paused) = (1, true));
    let mut chip = CalmChip::new(status(|_| ()), 0);
    chip.aim(status(|f| f.waiting = 1), 10_000);
    assert_eq!(chip.draw(10_000), None);
    chip.aim(paused(), 10_100);
    assert_eq!((chip.draw(10_100), &chip.drawn().words[..]), (Some(500), "Saved here"));
    assert_eq!((chip.draw(10_600), &chip.drawn().words[..]), (None, "Paused"));
    // Offline is left once what follows has been stable for a second, its words included.
    chip.aim(status(|f| (f.waiting, f.offline) = (1, true)), 20_000);
    assert_eq!((chip.draw(20_000), &chip.drawn().words[..]), (None, "Offline · 1"));
    chip.aim(status(|f| f.waiting = 1), 21_000);
    chip.aim(paused(), 21_900);
    assert_eq!(chip.draw(22_000), Some(900));
}

#[test]
fn trouble_is_drawn_at_once() {
    let troubles: [fn(&mut SyncFacts); 3] =
        [|f| f.offline = true, |f| f.sign_in = SignIn::Lost, |f| f.local_write_failure = Some("disk full".into())];
    for (trouble, words) in troubles.into_iter().zip(["Offline", "Needs attention", "Not saved"]) {
        let script = vec![(1_000, status(|f| f.waiting = 1)), (1_100, status(trouble))];
        assert_eq!(drawn(script, 3_000)[2], (1_100, words.into()));
    }
}
