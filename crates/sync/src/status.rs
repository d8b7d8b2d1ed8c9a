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

impl SyncStatus {
    /// How many of the notices that nobody has dealt with the chip names beside its words: all of them, or none while there is
    /// something more urgent to say.
    pub fn to_review(&self, unseen: usize) -> usize {
        match self.sync_status {
            SyncState::Error | SyncState::Offline | SyncState::Syncing => 0,
            SyncState::Idle | SyncState::Synced => unseen,
        }
    }
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
#[allow(clippy::struct_excessive_bools, reason = "independent facts, not the states of one machine")]
pub struct SyncFacts {
    /// Why the last local write failed, until one succeeds.
    pub local_write_failure: Option<String>,
    /// The sign-in.
    pub sign_in: SignIn,
    /// The server does not sync with this version of the app.
    pub too_old: bool,
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
    if facts.too_old {
        return attention(describe_too_old().into());
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

/// What a person is told whose app the server does not sync with.
pub fn describe_too_old() -> &'static str {
    tr!(
        "This version of Lagoon is too old for your team's server. Update it; your work is saved on this device and goes out \
         afterwards."
    )
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
mod tests;
