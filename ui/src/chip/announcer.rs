//! Speaks the chip's state to screen readers: only once it has settled and typing has stopped, and never "syncing".

use dioxus::{core::Task, prelude::*};
use lagoon_sync::status::{SyncState, SyncStatus, Tone};

use super::words;
use crate::{
    platform,
    state::{prelude::*, use_app},
};

/// A state is spoken once it has lasted this long …
const SETTLED: i64 = 1_000;
/// … and nothing was typed for this long.
const QUIET_HANDS: i64 = 2_000;
/// "All changes saved" is spoken at most this often, save after trouble.
const SAVED_EVERY: i64 = 60_000;

/// In how many milliseconds a state may be spoken that has lasted for `lasted`, when the last key was typed `typed` ago; `None`:
/// now. Work that is in danger waits for no hands.
fn wait(tone: Tone, lasted: i64, typed: i64) -> Option<i64> {
    let hands = if tone == Tone::Red { 0 } else { QUIET_HANDS - typed };
    Some(hands.max(SETTLED - lasted)).filter(|left| *left > 0)
}

/// Whether a screen reader stops in the middle of a sentence for a state: only for work that is in danger.
fn urgency(tone: Tone) -> &'static str {
    if tone == Tone::Red { "assertive" } else { "polite" }
}

/// What was spoken, and when.
#[derive(Clone, Debug, Default)]
pub struct Speech {
    spoken: String,
    saved_at: Option<i64>,
    after_trouble: bool,
}

impl Speech {
    /// What to say about a state that has settled, if anything.
    pub fn say(&mut self, status: &SyncStatus, now: i64) -> Option<String> {
        let sentence = match status.sync_status {
            SyncState::Syncing => return None,
            SyncState::Synced => {
                let recent = self.saved_at.is_some_and(|at| now - at < SAVED_EVERY);
                if recent && !self.after_trouble {
                    return None;
                }
                self.saved_at = Some(now);
                self.after_trouble = false;
                words::all_saved().to_owned()
            }
            SyncState::Idle => {
                // The ordinary moment between a keystroke and its sending.
                if !self.after_trouble && self.saved_at.is_some() && status.words == words::saved_here() {
                    return None;
                }
                words::spoken(status)
            }
            SyncState::Error | SyncState::Offline => {
                self.after_trouble = true;
                words::spoken(status)
            }
        };
        let new = status.sync_status == SyncState::Synced || sentence != self.spoken;
        self.spoken.clone_from(&sentence);
        new.then_some(sentence)
    }
}

/// The one region that speaks.
#[component]
pub fn Announcer(drawn: Signal<SyncStatus>) -> Element {
    let app = use_app();
    let mut text = use_signal(String::new);
    let mut speech = use_hook(|| CopyValue::new(Speech::default()));
    let mut timer = use_hook(|| CopyValue::new(None::<Task>));
    use_effect(move || {
        let status = drawn.read().clone();
        if let Some(running) = timer.write().take() {
            running.cancel();
        }
        if status.words.is_empty() {
            return;
        }
        timer.set(Some(spawn(async move {
            let since = platform::steady_now();
            let left = |now: i64| wait(status.tone, now - since, now - *app.sending.typed_at().peek());
            while let Some(millis) = left(platform::steady_now()) {
                platform::sleep(millis).await;
            }
            if let Some(sentence) = speech.write().say(&status, platform::steady_now()) {
                text.set(sentence);
            }
        })));
    });
    // What was asked for is said at once; the next settled state takes its place.
    use_effect(move || {
        let (count, sentence) = *app.told.spoken().read();
        if count > 0 {
            // The same words twice are heard twice only if they differ in something.
            text.set(if count % 2 == 0 { format!("{sentence} ") } else { sentence.to_owned() });
        }
    });
    rsx! {
        div { class: "unseen", role: "status", "aria-live": urgency(drawn.read().tone), "data-testid": "spoken-status", "{text}" }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_sync::{
        Millis,
        status::{SignIn, SyncFacts, reduce_status},
    };

    use super::*;

    fn status(edit: impl Fn(&mut SyncFacts)) -> SyncStatus {
        let mut facts =
            SyncFacts { sign_in: SignIn::Active, last_synced_at: Some(Millis::clamped(1)), ..SyncFacts::default() };
        edit(&mut facts);
        reduce_status(&facts)
    }

    #[test]
    fn a_state_is_spoken_once_it_has_settled_and_hands_are_quiet() {
        const LONG: i64 = 60_000;
        for tone in [Tone::Quiet, Tone::Good, Tone::Amber] {
            assert_eq!(
                [0, 1, 999, 1_000].map(|lasted| wait(tone, lasted, LONG)),
                [Some(1_000), Some(999), Some(1), None]
            );
            assert_eq!([0, 1_999, 2_000].map(|typed| wait(tone, LONG, typed)), [Some(2_000), Some(1), None]);
            assert_eq!(wait(tone, 100, 1_900), Some(900), "whichever takes longer");
        }
    }

    #[test]
    fn only_work_that_is_not_saved_waits_for_no_hands_and_interrupts() {
        let of = |edit: fn(&mut SyncFacts)| status(edit).tone;
        let red = of(|f| f.local_write_failure = Some("disk full".into()));
        assert_eq!((wait(red, 999, 0), wait(red, 1_000, 0), urgency(red)), (Some(1), None, "assertive"));
        let others: [fn(&mut SyncFacts); 6] = [
            |f| f.sign_in = SignIn::Lost,
            |f| f.quarantine = Some("too long".into()),
            |f| f.offline = true,
            |f| f.paused = true,
            |f| f.waiting = 1,
            |_| (),
        ];
        for edit in others {
            assert_eq!((wait(of(edit), 1_000, 0), urgency(of(edit))), (Some(2_000), "polite"));
        }
    }

    #[test]
    fn syncing_is_never_spoken() {
        assert_eq!(Speech::default().say(&status(|f| f.sending = true), 0), None);
    }

    #[test]
    fn all_saved_is_spoken_once_a_minute_or_after_trouble() {
        let mut speech = Speech::default();
        let saved = status(|_| ());
        assert_eq!(speech.say(&saved, 0).as_deref(), Some("All changes saved."));
        assert_eq!(speech.say(&status(|f| f.waiting = 1), 1_000), None, "an ordinary keystroke");
        assert_eq!(speech.say(&saved, 30_000), None);
        assert!(speech.say(&saved, 60_000).is_some());
        assert!(speech.say(&status(|f| f.offline = true), 61_000).is_some_and(|said| said.starts_with("Offline")));
        assert!(speech.say(&saved, 62_000).is_some());
    }

    #[test]
    fn the_same_trouble_is_not_repeated() {
        let mut speech = Speech::default();
        assert!(speech.say(&status(|f| f.offline = true), 0).is_some());
        assert_eq!(speech.say(&status(|f| f.offline = true), 5_000), None);
    }
}
