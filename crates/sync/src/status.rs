//! What the cloud chip says: a pure function of durable state, and the calm with which it is drawn.
//!
//! The one rule: "Saved to Cloud" is said only while the server's durable state holds everything this device holds.

use lagoon_words::{tr, trn};
use serde::{Deserialize, Serialize};

use crate::Millis;

/// The story's `syncStatus`, with `offline`, which is no error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SyncState {
    /// Nothing is being sent right now.
    #[default]
    Idle,
    /// An exchange that carries updates is running.
    Syncing,
    /// The cloud holds everything this device holds.
    Synced,
    /// Somebody has to do something.
    Error,
    /// The server cannot be reached. Editing goes on.
    Offline,
}

impl SyncState {
    /// The story's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Syncing => "syncing",
            Self::Synced => "synced",
            Self::Error => "error",
            Self::Offline => "offline",
        }
    }
}

/// The Lucide icon of the chip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChipIcon {
    /// Saved on this device.
    #[default]
    Cloud,
    /// On its way.
    CloudSync,
    /// In the cloud.
    CloudCheck,
    /// Needs somebody.
    CloudAlert,
}

/// How loud the chip is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Quiet,
    /// Good news.
    Good,
    /// Somebody should look, in their own time.
    Amber,
    /// Somebody must look now: the only assertive tone.
    Red,
}

/// What the chip and its panel say. Sent as the event `sync-status`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatus {
    /// The state itself, without any calming.
    pub sync_status: SyncState,
    /// The chip's icon.
    pub icon: ChipIcon,
    /// The chip's tone.
    pub tone: Tone,
    /// One or two words.
    pub words: String,
    /// One sentence: what is the matter and what to do.
    pub detail: String,
    /// Listings with changes that the cloud does not hold yet.
    pub waiting: u32,
    /// Server time of the last exchange after which the cloud held everything; `None` before the first.
    pub last_synced_at: Option<Millis>,
}

/// The sign-in, as far as sync cares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignIn {
    /// Nobody has signed in on this device, or they signed out.
    #[default]
    Never,
    /// Signed in.
    Active,
    /// The server no longer accepts the sign-in.
    Lost,
}

/// Trouble that the server itself reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTrouble {
    /// How long it has lasted, in milliseconds.
    pub for_millis: i64,
    /// Failed tries so far.
    pub tries: u32,
}

/// The facts the status follows from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncFacts {
    /// Why the last local write failed, until one succeeds.
    pub local_write_failure: Option<String>,
    /// The sign-in.
    pub sign_in: SignIn,
    /// Why a group is quarantined (the first one, in plain words).
    pub quarantine: Option<String>,
    /// 5xx answers of our own server.
    pub server_trouble: Option<ServerTrouble>,
    /// No authentic answer can be had.
    pub offline: bool,
    /// An exchange that carries updates is in flight.
    pub sending: bool,
    /// The person paused sync.
    pub paused: bool,
    /// Listings with changes that the cloud does not hold.
    pub waiting: u32,
    /// Server time of the last exchange after which the cloud held everything.
    pub last_synced_at: Option<Millis>,
}

/// Server trouble is only worth a word after it lasted this long …
const TROUBLE_MILLIS: i64 = 30_000;
/// … and this many tries failed.
const TROUBLE_TRIES: u32 = 3;

/// The status that follows from the facts: the first row that matches.
pub fn reduce_status(facts: &SyncFacts) -> SyncStatus {
    use {ChipIcon as Icon, SyncState as State};
    let status = |sync_status, icon, tone, words: &str, detail: String| SyncStatus {
        sync_status,
        icon,
        tone,
        words: words.into(),
        detail,
        waiting: facts.waiting,
        last_synced_at: facts.last_synced_at,
    };
    let attention =
        |detail: String| status(State::Error, Icon::CloudAlert, Tone::Amber, tr!("Needs attention"), detail);

    if let Some(reason) = &facts.local_write_failure {
        let reason = reason.trim_end_matches('.');
        let detail = tr!("This device could not store your last change: {reason}, then tap Try again.", reason);
        return status(State::Error, Icon::CloudAlert, Tone::Red, tr!("Not saved"), detail);
    }
    if facts.sign_in == SignIn::Lost {
        return attention(tr!("Sign in to sync. Everything stays saved on this device until then.").into());
    }
    if let Some(reason) = &facts.quarantine {
        return attention(reason.clone());
    }
    if facts.server_trouble.is_some_and(|t| t.for_millis >= TROUBLE_MILLIS && t.tries >= TROUBLE_TRIES) {
        return attention(
            tr!("The server has a problem. Your changes are saved on this device; Lagoon keeps trying.").into(),
        );
    }
    if facts.offline && facts.sign_in == SignIn::Active {
        let words = match facts.waiting {
            0 => tr!("Offline").into(),
            count => tr!("Offline · {count}", count),
        };
        let detail = match facts.waiting {
            0 => tr!("Everything is saved here and in the cloud. New changes are kept on this device.").into(),
            n => trn!(
                n,
                "{count} listing saved on this device. It goes out when you are back online.",
                "{count} listings saved on this device. They go out when you are back online."
            ),
        };
        return status(State::Offline, Icon::Cloud, Tone::Quiet, &words, detail);
    }
    if facts.sending {
        return status(
            State::Syncing,
            Icon::CloudSync,
            Tone::Quiet,
            tr!("Syncing"),
            tr!("Sending your changes.").into(),
        );
    }
    if facts.paused {
        let detail = tr!("Saved on this device. Paused until you resume.").into();
        return status(State::Idle, Icon::Cloud, Tone::Quiet, tr!("Paused"), detail);
    }
    if facts.sign_in == SignIn::Never {
        let detail = tr!("On this device. Sign in to save to the cloud.").into();
        return status(State::Idle, Icon::Cloud, Tone::Quiet, tr!("Saved here"), detail);
    }
    if facts.waiting > 0 || facts.last_synced_at.is_none() {
        let detail = tr!("On this device. Sending in a moment.").into();
        return status(State::Idle, Icon::Cloud, Tone::Quiet, tr!("Saved here"), detail);
    }
    status(State::Synced, Icon::CloudCheck, Tone::Good, tr!("Saved to Cloud"), tr!("All changes sent.").into())
}

/// A wall clock that is off by less than this is nobody's business, in milliseconds.
const CLOCK_OFF: i64 = 2 * 60_000;

/// What a person is told of a wall clock that is this far ahead of the server's (milliseconds; negative: behind).
pub fn describe_clock(ahead: i64) -> Option<String> {
    let off = clock_off(ahead)?;
    Some(tr!(
        "This device's clock is {off}. Lagoon puts your changes in the right order all the same; set the clock to automatic \
         when you can.",
        off
    ))
}

/// By how much a wall clock is off, such as "12 minutes fast"; nothing, as long as it is nobody's business.
pub fn clock_off(ahead: i64) -> Option<String> {
    let off = (ahead.unsigned_abs() + 30_000) / 60_000;
    let fast = ahead.is_positive();
    Some(match off {
        _ if ahead.abs() < CLOCK_OFF => return None,
        0..120 if fast => trn!(off, "{count} minute fast", "{count} minutes fast"),
        0..120 => trn!(off, "{count} minute slow", "{count} minutes slow"),
        120..2_880 if fast => trn!((off + 30) / 60, "{count} hour fast", "{count} hours fast"),
        120..2_880 => trn!((off + 30) / 60, "{count} hour slow", "{count} hours slow"),
        _ if fast => trn!((off + 720) / 1_440, "{count} day fast", "{count} days fast"),
        _ => trn!((off + 720) / 1_440, "{count} day slow", "{count} days slow"),
    })
}

/// Draws a status calmly: quick exchanges show nothing, and nothing flickers.
///
/// Feed it every status with [`aim`](Self::aim) and call [`draw`](Self::draw) then and whenever it asks for it. Times are
/// milliseconds on any clock that never runs back.
#[derive(Clone, Debug)]
pub struct CalmChip {
    drawn: SyncStatus,
    drawn_at: i64,
    aim: SyncStatus,
    aimed_at: i64,
}

/// `CloudSync` is drawn only once an exchange has lasted this long.
const SYNC_DRAWN_AFTER: i64 = 400;
/// A drawn state stays at least this long, save before error and offline.
const STAYS: i64 = 600;
/// "Saved to Cloud" is drawn once it has held this long, so that a confirmation between two keystrokes draws nothing.
const SYNCED_SETTLES: i64 = 600;
/// Offline is left once the network has been stable this long.
const OFFLINE_LEFT_AFTER: i64 = 1_000;

impl CalmChip {
    /// Starts with a status, drawn at once.
    pub fn new(status: SyncStatus, now: i64) -> Self {
        Self { drawn: status.clone(), drawn_at: now - STAYS, aim: status, aimed_at: now }
    }

    /// Takes the newest status.
    pub fn aim(&mut self, status: SyncStatus, now: i64) {
        if status.words != self.aim.words || status.sync_status != self.aim.sync_status {
            self.aimed_at = now;
        }
        self.aim = status;
    }

    /// Draws what is due, and says in how many milliseconds to call again if something is not due yet.
    pub fn draw(&mut self, now: i64) -> Option<i64> {
        let same = self.drawn.words == self.aim.words && self.drawn.sync_status == self.aim.sync_status;
        let due = if same { now } else { self.due() };
        if due > now {
            return Some(due - now);
        }
        if !same {
            self.drawn_at = now;
        }
        self.drawn = self.aim.clone();
        None
    }

    fn due(&self) -> i64 {
        use SyncState::{Error, Idle, Offline, Synced, Syncing};
        let settled = match (self.drawn.sync_status, self.aim.sync_status) {
            // The tick goes at the first change that the cloud does not hold.
            (_, Error | Offline) | (Synced, Idle) => return self.aimed_at,
            (Offline, _) => self.aimed_at + OFFLINE_LEFT_AFTER,
            (_, Syncing) => self.aimed_at + SYNC_DRAWN_AFTER,
            (_, Synced) => self.aimed_at + SYNCED_SETTLES,
            _ => self.aimed_at,
        };
        settled.max(self.drawn_at + STAYS)
    }

    /// What the person sees.
    pub fn drawn(&self) -> &SyncStatus {
        &self.drawn
    }
}

#[cfg(test)]
mod tests {
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
            quarantine: Some("Too long".into()),
            server_trouble: Some(ServerTrouble { for_millis: 30_000, tries: 3 }),
            offline: true,
            sending: true,
            paused: true,
            waiting: 3,
            last_synced_at: None,
        };
        let mut said = vec![];
        let mut say = |facts: &SyncFacts| {
            let status = reduce_status(facts);
            said.push((status.words, status.sync_status, status.icon, status.tone));
        };
        say(&facts);
        facts.local_write_failure = None;
        say(&facts);
        facts.sign_in = SignIn::Active;
        say(&facts);
        facts.quarantine = None;
        say(&facts);
        facts.server_trouble = Some(ServerTrouble { for_millis: 30_000, tries: 2 });
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
        let row = |words: &str, state, icon, tone| (words.to_owned(), state, icon, tone);
        assert_eq!(
            said,
            [
                row("Not saved", Error, CloudAlert, Red),
                row("Needs attention", Error, CloudAlert, Amber),
                row("Needs attention", Error, CloudAlert, Amber),
                row("Needs attention", Error, CloudAlert, Amber),
                row("Offline · 3", Offline, Cloud, Quiet),
                row("Syncing", Syncing, CloudSync, Quiet),
                row("Paused", Idle, Cloud, Quiet),
                row("Saved here", Idle, Cloud, Quiet),
                row("Saved here", Idle, Cloud, Quiet),
                row("Saved here", Idle, Cloud, Quiet),
                row("Saved to Cloud", Synced, CloudCheck, Good),
            ]
        );
    }

    #[test]
    fn a_wrong_clock_is_told_in_round_numbers() {
        let told =
            |ahead: i64| describe_clock(ahead).map(|text| text.split(". ").next().unwrap_or_default().to_owned());
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
        let sending =
            |detail: &str| SyncStatus { detail: detail.into(), ..status(|f| (f.waiting, f.sending) = (1, true)) };
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
        let script = vec![(1_000, status(|f| f.waiting = 1)), (1_100, status(|f| f.offline = true))];
        assert_eq!(drawn(script, 3_000)[2], (1_100, "Offline".into()));
    }
}
