//! The engine's promises, on a clock that the tests turn.

use lagoon_listing::DraftId;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn draft(number: u128) -> DraftId {
    DraftId(Uuid::from_u128(number))
}

fn dirty(id: DraftId) -> Event {
    Event::Outbox(DraftOutbox { id, sendable: [GroupName::TITLE].into(), held: None })
}

fn clean(id: DraftId) -> Event {
    Event::Outbox(DraftOutbox { id, sendable: BTreeSet::new(), held: None })
}

fn answer() -> Event {
    Event::Answered { more: false, server_time: Millis::clamped(1), batch: Some(50), seq: Seq(7) }
}

fn busy(retry_after: Option<i64>, broken: bool) -> Event {
    Event::Failed(Failure::Busy { retry_after, broken })
}

/// An engine with its clock; every exchange it starts is recorded.
struct Bench {
    engine: Engine,
    now: i64,
    started: Vec<(i64, Vec<DraftId>)>,
}

impl Bench {
    /// Signed in, with the first exchange (which brings the time) behind it.
    fn online() -> Self {
        let mut bench = Self { engine: Engine::new(Settings::default(), None, 0), now: 0, started: vec![] };
        bench.tell(Event::SignIn(SignIn::Active));
        bench.tell(answer());
        bench.started.clear();
        bench
    }

    fn tell(&mut self, event: Event) {
        if let Some(exchange) = self.engine.handle(event, self.now, u64::MAX / 2) {
            self.started.push((self.now, exchange.drafts));
        }
    }

    fn edit(&mut self, id: DraftId) {
        self.tell(Event::Edited(id));
        self.tell(dirty(id));
    }

    /// Confirms what is in flight.
    fn confirm(&mut self, id: DraftId) {
        self.tell(clean(id));
        self.tell(answer());
    }

    fn run_to(&mut self, then: i64) {
        while let Some(at) = self.engine.deadline(self.now).filter(|at| *at <= then) {
            self.now = self.now.max(at);
            let before = self.started.len();
            self.tell(Event::Tick);
            if self.started.len() > before {
                break;
            }
        }
        if self.engine.in_flight.is_none() || self.engine.deadline(self.now).is_none_or(|at| at > then) {
            self.now = then;
        }
    }
}

#[test]
fn half_a_second_after_the_last_keystroke_it_sends() {
    let mut bench = Bench::online();
    for at in [0, 200, 400] {
        bench.now = at;
        bench.edit(draft(1));
    }
    bench.run_to(899);
    assert!(bench.started.is_empty());
    bench.run_to(900);
    assert_eq!(bench.started, [(900, vec![draft(1)])]);
}

#[test]
fn steady_typing_sends_every_three_seconds_and_no_more_than_seven_times_in_twenty() {
    let mut bench = Bench::online();
    for at in (0..=20_000).step_by(100) {
        bench.run_to(at);
        bench.now = at;
        if bench.engine.in_flight.is_some() {
            bench.confirm(draft(1));
        }
        bench.edit(draft(1));
    }
    bench.run_to(20_600);
    assert_eq!(bench.started[0].0, 3_000);
    assert!((6..=7).contains(&bench.started.len()), "{:?}", bench.started);
}

#[test]
fn the_first_exchange_carries_nothing_and_the_next_one_follows_at_once() {
    let mut bench = Bench { engine: Engine::new(Settings::default(), None, 0), now: 0, started: vec![] };
    bench.tell(dirty(draft(1)));
    bench.tell(Event::SignIn(SignIn::Active));
    bench.tell(answer());
    assert_eq!(bench.started, [(0, vec![]), (0, vec![draft(1)])]);
}

#[test]
fn an_edit_during_an_exchange_waits_for_its_end_and_stays_unsaved() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.now = 600;
    bench.edit(draft(1));
    assert_eq!(bench.engine.waits(), [(draft(1), Wait::InFlight)]);
    bench.now = 5_000;
    bench.tell(dirty(draft(1)));
    bench.tell(answer());
    assert_eq!(bench.engine.facts(5_000).waiting, 1);
    assert_eq!(bench.started.last(), Some(&(5_000, vec![draft(1)])));
}

#[test]
fn a_signal_that_the_network_is_back_sends_at_once() {
    let mut bench = Bench::online();
    bench.tell(Event::Connectivity(false));
    assert!(bench.engine.facts(0).offline);
    bench.edit(draft(1));
    bench.run_to(500);
    for _ in 0..8 {
        bench.tell(Event::Failed(Failure::Unreachable));
        bench.run_to(bench.now + 10_000);
    }
    bench.tell(Event::Failed(Failure::Unreachable));
    bench.started.clear();
    bench.tell(Event::Connectivity(true));
    assert_eq!(bench.started, [(bench.now, vec![draft(1)])]);
}

#[test]
fn an_unreachable_server_is_tried_again_within_ten_seconds_and_makes_offline() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.tell(Event::Failed(Failure::Unreachable));
    assert!(!bench.engine.facts(bench.now).offline, "one failure may be chance");
    for _ in 0..20 {
        let before = bench.now;
        bench.run_to(before + 10_000);
        assert!(bench.engine.in_flight.is_some(), "no try between {before} and {}", bench.now);
        bench.tell(Event::Failed(Failure::Unreachable));
        assert!(bench.engine.facts(bench.now).offline);
    }
    bench.run_to(bench.now + 10_000);
    bench.confirm(draft(1));
    assert!(!bench.engine.facts(bench.now).offline);
    assert_eq!(bench.engine.facts(bench.now).waiting, 0);
}

#[test]
fn a_server_that_refuses_this_version_is_asked_once_a_minute_and_forgiven_with_its_next_answer() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.tell(Event::Failed(Failure::TooOld));
    assert!(bench.engine.facts(500).too_old && !bench.engine.facts(500).offline);
    bench.started.clear();
    bench.edit(draft(1));
    bench.tell(Event::RetryNow);
    bench.run_to(60_499);
    assert!(bench.started.is_empty(), "{:?}", bench.started);
    assert_eq!(bench.engine.facts(60_499).waiting, 1, "what was typed meanwhile waits");
    bench.run_to(60_500);
    assert_eq!(bench.started, [(60_500, vec![draft(1)])]);
    bench.confirm(draft(1));
    assert!(!bench.engine.facts(60_500).too_old);
}

#[test]
fn one_failure_that_lasts_two_seconds_is_offline() {
    let mut bench = Bench::online();
    bench.tell(Event::SendNow);
    bench.tell(Event::Failed(Failure::Unreachable));
    assert!(!bench.engine.facts(bench.now + 1_999).offline);
    assert!(bench.engine.facts(bench.now + 2_000).offline);
}

#[test]
fn typing_while_the_server_fails_sends_no_more_often_than_typing_does() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.started.clear();
    let began = bench.now;
    while bench.now < began + 20_000 {
        if bench.engine.in_flight.is_some() {
            bench.tell(busy(None, true));
        }
        let next = bench.now + 100;
        bench.run_to(next);
        bench.now = next;
        bench.edit(draft(1));
    }
    assert!(bench.started.len() <= 7, "{:?}", bench.started);
    let last_key = bench.now;
    if bench.engine.in_flight.is_some() {
        bench.tell(busy(None, true));
        bench.edit(draft(1));
    }
    bench.run_to(last_key + 500);
    assert!(bench.engine.in_flight.is_some(), "half a second after the last key it tries again");
}

#[test]
fn a_batch_that_gets_no_answer_in_time_goes_in_smaller_parts() {
    let mut bench = Bench::online();
    for number in 1..=8 {
        bench.tell(dirty(draft(number)));
    }
    bench.tell(Event::SendNow);
    bench.tell(Event::Failed(Failure::Stalled));
    bench.run_to(bench.now + 10_000);
    assert_eq!(bench.started.last().map(|(_, drafts)| drafts.len()), Some(4));
}

#[test]
fn when_the_server_refuses_everything_no_draft_is_blamed_for_it() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    for _ in 0..4 {
        bench.tell(Event::Failed(Failure::Refused("not here".into())));
        bench.run_to(bench.now + 20_000);
    }
    assert!(bench.started.len() < 8, "it backs off: {:?}", bench.started);
    for _ in 0..3 {
        bench.tell(answer());
        bench.run_to(bench.now + 20_000);
    }
    assert_eq!(bench.started.last().map(|(_, drafts)| drafts.clone()), Some(vec![draft(1)]));
}

#[test]
fn what_stays_unsent_after_its_answer_goes_again_after_longer_and_longer_pauses() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    for _ in 0..200 {
        if bench.engine.in_flight.is_some() {
            bench.tell(dirty(draft(1)));
            bench.tell(answer());
        }
        bench.run_to(bench.now + 1_000);
    }
    let with_it = bench.started.iter().filter(|(_, drafts)| !drafts.is_empty()).count();
    assert!((4..=25).contains(&with_it), "{:?}", bench.started);
}

#[test]
fn updates_and_questions_together_stay_within_the_servers_limit() {
    let mut bench = Bench::online();
    bench.tell(Event::Paused(true));
    for number in 1..=30 {
        bench.tell(dirty(draft(number)));
    }
    for number in 100..=160 {
        bench.tell(Event::Refetch(draft(number)));
    }
    bench.tell(Event::Paused(false));
    let exchange = bench.engine.in_flight.as_ref().expect("started");
    assert_eq!((exchange.drafts.len(), exchange.fetch.len()), (30, 20));
}

#[test]
fn a_poke_asks_at_once_for_what_is_not_known_yet_and_for_nothing_else() {
    let mut bench = Bench::online();
    bench.tell(Event::Live(true));
    bench.tell(answer());
    bench.started.clear();
    bench.now = 1_000;
    bench.tell(Event::Poke(Seq(7)));
    assert!(bench.started.is_empty(), "it is known already");
    bench.tell(Event::Poke(Seq(8)));
    assert_eq!(bench.started, [(1_000, vec![])]);
    bench.tell(Event::Poke(Seq(9)));
    assert_eq!(bench.started.len(), 1, "one exchange at a time");
    bench.tell(Event::Answered { more: false, server_time: Millis::clamped(1), batch: Some(50), seq: Seq(8) });
    assert_eq!(bench.started.len(), 2, "what was said meanwhile is asked for after it");
    bench.tell(Event::Answered { more: false, server_time: Millis::clamped(1), batch: Some(50), seq: Seq(9) });
    bench.run_to(50_000);
    assert_eq!(bench.started.len(), 2);
    bench.run_to(61_000);
    assert_eq!(bench.started.len(), 3, "a poll underneath");
}

#[test]
fn while_data_is_saved_news_is_asked_for_rarely() {
    let mut bench = Bench::online();
    bench.tell(Event::SavingData(true));
    bench.run_to(20_000);
    bench.tell(answer());
    bench.started.clear();
    bench.run_to(100_000);
    assert!(bench.started.is_empty(), "{:?}", bench.started);
    bench.tell(Event::SavingData(false));
    bench.run_to(110_001);
    assert_eq!(bench.started.len(), 1, "soon again once it need not be saved");
}

#[test]
fn while_a_server_that_began_anew_has_not_named_a_draft_nobody_says_that_it_is_saved() {
    let mut bench = Bench::online();
    assert_eq!(bench.engine.facts(0).waiting, 0);
    bench.tell(Event::Unverified(3));
    assert_eq!(bench.engine.facts(0).waiting, 3);
    bench.tell(Event::Unverified(0));
    assert_eq!(bench.engine.facts(0).waiting, 0);
}

#[test]
fn a_stream_that_breaks_is_a_reason_to_look_and_one_that_stands_again_a_reason_to_try() {
    let mut bench = Bench::online();
    bench.tell(Event::Live(true));
    bench.tell(answer());
    bench.started.clear();
    bench.tell(Event::Live(false));
    bench.run_to(1_500);
    assert_eq!(bench.started.len(), 1);
    for _ in 0..8 {
        bench.tell(Event::Failed(Failure::Unreachable));
        bench.run_to(bench.now + 60_000);
    }
    bench.tell(Event::Failed(Failure::Unreachable));
    bench.started.clear();
    bench.tell(Event::Live(true));
    assert_eq!(bench.started, [(bench.now, vec![])]);
}

#[test]
fn a_server_that_asks_for_patience_gets_it_whatever_happens() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.tell(busy(Some(30_000), false));
    bench.tell(Event::RetryNow);
    bench.tell(Event::Connectivity(true));
    bench.edit(draft(1));
    assert_eq!(bench.engine.next_exchange(), Some(30_500));
}

#[test]
fn a_lost_sign_in_stops_sending_and_keeps_everything() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.tell(Event::Failed(Failure::SignInLost));
    assert_eq!(bench.engine.next_exchange(), None);
    assert_eq!(bench.engine.waits(), [(draft(1), Wait::SignIn)]);
    bench.started.clear();
    bench.tell(Event::SignIn(SignIn::Active));
    bench.tell(answer());
    assert_eq!(bench.started.last(), Some(&(bench.now, vec![draft(1)])));
}

#[test]
fn a_refused_batch_is_halved_until_only_the_culprit_waits() {
    let mut bench = Bench::online();
    for number in 1..=8 {
        bench.tell(dirty(draft(number)));
    }
    bench.tell(Event::SendNow);
    let culprit = draft(5);
    for _ in 0..20 {
        let Some(exchange) = bench.engine.in_flight.clone() else { break };
        if exchange.drafts.contains(&culprit) {
            bench.tell(Event::Failed(Failure::Refused("too large".into())));
        } else {
            for id in exchange.drafts {
                bench.tell(clean(id));
            }
            bench.tell(answer());
        }
        bench.run_to(bench.now + 600);
    }
    assert_eq!(bench.engine.waits(), [(culprit, Wait::Quarantined("too large".into()))]);
    bench.tell(answer());
    bench.edit(culprit);
    bench.run_to(bench.now + 600);
    assert_eq!(
        bench.started.last().map(|(_, drafts)| drafts.as_slice()),
        Some([culprit].as_slice()),
        "an edit releases it"
    );
}

#[test]
fn trouble_at_the_server_is_told_after_half_a_minute() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    let began = bench.now;
    while bench.now < began + 40_000 {
        bench.tell(busy(None, true));
        bench.run_to(bench.now + 10_000);
    }
    let trouble = bench.engine.facts(bench.now).server_trouble.expect("in trouble");
    assert!(trouble.for_millis >= 30_000 && trouble.tries >= 3);
}

#[test]
fn two_exchanges_without_an_answer_in_time_are_being_offline() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    bench.tell(Event::Failed(Failure::Stalled));
    let once = bench.now;
    assert!(!bench.engine.facts(once).offline, "one may be chance");
    bench.tell(Event::SendNow);
    bench.tell(Event::Failed(Failure::Stalled));
    assert_eq!(bench.now, once, "no two seconds have passed");
    assert!(bench.engine.facts(once).offline);
    bench.tell(Event::SendNow);
    bench.confirm(draft(1));
    assert!(!bench.engine.facts(once).offline, "an answer ends it");
}

#[test]
fn the_open_draft_goes_first_and_then_the_oldest() {
    let mut bench = Bench::online();
    bench.tell(Event::Paused(true));
    for (at, number) in [(0, 3), (10, 1), (20, 2)] {
        bench.now = at;
        bench.edit(draft(number));
    }
    bench.tell(Event::Opened(Some(draft(2))));
    bench.tell(Event::Paused(false));
    assert_eq!(bench.started.last(), Some(&(20, vec![draft(2), draft(3), draft(1)])));
}

fn any_event() -> impl Strategy<Value = Event> {
    let id = (1..4_u128).prop_map(draft);
    prop_oneof![
        4 => id.clone().prop_map(dirty),
        2 => id.clone().prop_map(clean),
        1 => id.clone().prop_map(|id| Event::Outbox(DraftOutbox { id, sendable: BTreeSet::new(), held: Some("no".into()) })),
        3 => id.clone().prop_map(Event::Edited),
        1 => Just(Event::SendNow),
        1 => Just(Event::RetryNow),
        1 => any::<bool>().prop_map(Event::Connectivity),
        1 => prop_oneof![Just(SignIn::Never), Just(SignIn::Active), Just(SignIn::Lost)].prop_map(Event::SignIn),
        1 => any::<bool>().prop_map(Event::Paused),
        1 => any::<bool>().prop_map(Event::Live),
        1 => (0..2_u32).prop_map(Event::Unverified),
        1 => (0..20_i64).prop_map(|seq| Event::Poke(Seq(seq))),
        4 => Just(answer()),
        1 => Just(Event::Failed(Failure::Unreachable)),
        1 => Just(Event::Failed(Failure::Stalled)),
        1 => Just(busy(Some(1_000), true)),
        1 => Just(Event::Failed(Failure::Refused("no".into()))),
        1 => id.prop_map(Event::Refetch),
        3 => Just(Event::Tick),
    ]
}

proptest! {
    #[test]
    fn nothing_unsent_is_ever_without_a_request_a_timer_or_a_named_wait(
        events in proptest::collection::vec((any_event(), 0..4_000_i64, any::<u64>()), 1..80),
    ) {
        let mut engine = Engine::new(Settings::default(), None, 0);
        let mut now = 0;
        for (event, pause, random) in events {
            now += pause;
            engine.handle(event, now, random);
            for (id, wait) in engine.waits() {
                match wait {
                    Wait::InFlight => prop_assert!(engine.in_flight.is_some()),
                    Wait::Timer(at) => {
                        let deadline = engine.deadline(now);
                        prop_assert!(deadline.is_some_and(|deadline| deadline <= at), "{:?}", id);
                        prop_assert!(at <= now + 70_000, "{} is too far", at);
                    }
                    Wait::SignIn => prop_assert!(engine.sign_in != SignIn::Active),
                    Wait::Paused => prop_assert!(engine.paused),
                    Wait::Quarantined(reason) => prop_assert!(!reason.is_empty()),
                }
            }
            prop_assert!(engine.in_flight.is_some() || engine.next_exchange().is_none_or(|at| at > now));
        }
    }
}

#[test]
fn signing_in_and_resuming_ask_at_once() {
    for event in [Event::SignIn(SignIn::Active), Event::Paused(false)] {
        let mut bench = Bench::online();
        bench.now = 1_000;
        bench.tell(Event::Paused(true));
        if matches!(event, Event::SignIn(_)) {
            bench.engine.paused = false;
        }
        assert!(bench.started.is_empty());
        bench.tell(event);
        assert_eq!(bench.started, [(1_000, vec![])]);
    }
}

#[test]
fn resuming_waits_for_no_earlier_failure_and_pausing_spares_none() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.run_to(500);
    assert!(bench.engine.in_flight.is_some());
    bench.tell(Event::Paused(true));
    bench.tell(Event::Failed(Failure::Unreachable));
    let wait = bench.engine.retry.not_before();
    assert!(wait > bench.now, "the failure makes it wait");
    bench.started.clear();
    bench.tell(Event::Paused(true));
    assert_eq!(bench.engine.retry.not_before(), wait);
    bench.tell(Event::Paused(false));
    assert_eq!(bench.started, [(bench.now, vec![draft(1)])]);
}

#[test]
fn the_moments_at_which_the_chip_changes_by_itself_are_deadlines() {
    for (failure, shows) in [(Failure::Unreachable, 2_000), (Failure::Busy { retry_after: None, broken: true }, 30_000)]
    {
        let mut bench = Bench::online();
        bench.tell(Event::SendNow);
        bench.tell(Event::Failed(failure));
        // Nothing else is planned.
        bench.tell(Event::Paused(true));
        assert_eq!(bench.engine.deadline(0), Some(shows));
        assert_eq!(bench.engine.deadline(shows - 1), Some(shows));
        assert_eq!(bench.engine.deadline(shows), None);
    }
}

#[test]
fn facts_tell_how_long_trouble_lasts_and_whether_anything_is_being_sent() {
    let mut bench = Bench::online();
    bench.now = 10_000;
    bench.tell(Event::SendNow);
    assert!(!bench.engine.facts(bench.now).sending, "asking for news sends nothing");
    bench.tell(busy(None, true));
    assert_eq!(bench.engine.facts(12_500).server_trouble.map(|trouble| trouble.for_millis), Some(2_500));
    bench.edit(draft(1));
    bench.tell(Event::SendNow);
    assert!(bench.engine.facts(bench.now).sending);
}

#[test]
fn a_poke_that_the_answer_has_overtaken_is_no_news() {
    let mut bench = Bench::online();
    for (poke, next) in [(7, 10_000), (8, 0)] {
        bench.engine.news_at = 0;
        bench.tell(Event::Tick);
        bench.tell(Event::Poke(Seq(poke)));
        bench.started.clear();
        if let Some(exchange) = bench.engine.handle(answer(), 0, 0) {
            bench.started.push((0, exchange.drafts));
        }
        assert_eq!(bench.started.len(), usize::from(next == 0), "poke {poke}");
        bench.tell(answer());
    }
}

#[test]
fn the_last_complete_save_is_an_answer_after_which_nothing_waits() {
    let told = |more, millis| Event::Answered { more, server_time: Millis::clamped(millis), batch: None, seq: Seq(7) };
    let mut bench = Bench::online();
    let synced = |bench: &Bench| bench.engine.facts(bench.now).last_synced_at.map(Millis::get);
    assert_eq!(synced(&bench), Some(1), "the first answer, when there is nothing to send");
    bench.tell(Event::SendNow);
    bench.tell(told(false, 5));
    assert_eq!(synced(&bench), Some(1), "nothing was saved");
    let save = |bench: &mut Bench, confirmed: bool, more: bool, millis: i64| {
        bench.edit(draft(1));
        bench.tell(Event::SendNow);
        if confirmed {
            bench.tell(clean(draft(1)));
        }
        bench.tell(told(more, millis));
        bench.tell(clean(draft(1)));
        if more {
            bench.tell(told(false, millis));
        }
    };
    save(&mut bench, true, false, 9);
    assert_eq!(synced(&bench), Some(9));
    save(&mut bench, false, false, 12);
    assert_eq!(synced(&bench), Some(9), "something still waits");
    save(&mut bench, true, true, 15);
    assert_eq!(synced(&bench), Some(9), "more is to come");
}

#[test]
fn a_full_house_is_no_reason_to_look_for_a_culprit() {
    let mut bench = Bench::online();
    bench.edit(draft(1));
    bench.edit(draft(2));
    bench.tell(Event::SendNow);
    bench.tell(busy(None, false));
    bench.tell(Event::SendNow);
    assert_eq!(bench.started.iter().map(|(_, drafts)| drafts.len()).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn after_a_failed_look_for_news_the_next_one_is_a_poll_away() {
    let mut bench = Bench::online();
    bench.now = 5_000;
    bench.tell(Event::SendNow);
    bench.tell(Event::Failed(Failure::Unreachable));
    assert_eq!(bench.engine.next_exchange(), Some(15_000));
}

#[test]
fn after_the_stream_of_news_broke_everybody_asks_at_a_time_of_their_own() {
    let mut bench = Bench::online();
    bench.tell(Event::Live(true));
    bench.tell(answer());
    bench.now = 1_000;
    assert_eq!(bench.engine.handle(Event::Live(false), bench.now, 2 * LIVE_LOST + 700), None);
    assert_eq!(bench.engine.next_exchange(), Some(1_700));
}

#[test]
fn questions_that_are_too_much_for_one_answer_are_asked_in_parts_and_blame_nobody() {
    const FITS: usize = 30;
    let mut bench = Bench::online();
    for number in 100..180 {
        bench.tell(Event::Refetch(draft(number)));
    }
    bench.edit(draft(1));
    for _ in 0..60 {
        if let Some(exchange) = bench.engine.in_flight.clone() {
            let fits = exchange.drafts.len() + exchange.fetch.len() <= FITS;
            exchange.drafts.iter().filter(|_| fits).for_each(|id| bench.tell(clean(*id)));
            bench.tell(if fits { answer() } else { Event::Failed(Failure::Refused("too large".into())) });
        }
        bench.now += 1_000;
        bench.tell(Event::Tick);
    }
    assert_eq!((bench.engine.queue.doubtful(), bench.engine.queue.waiting()), (0, 0));
    assert_eq!(bench.engine.facts(bench.now).quarantine, None);
}
