//! When to try again after a failure, and since when the server has been out of reach or in trouble.

use super::Settings;

/// The first wait is up to this long, each further one up to twice as long, in milliseconds.
const FIRST: i64 = 1_000;
/// The longest wait while something is unsent.
const LONGEST_EAGER: i64 = 10_000;
/// The longest wait otherwise.
const LONGEST_IDLE: i64 = 60_000;
/// Out of reach this long, or …
const OFFLINE_AFTER: i64 = 2_000;
/// … after this many failures in a row, the device is offline.
const OFFLINE_TRIES: u32 = 2;
/// Server trouble is shown after it lasted this long.
const TROUBLE_AFTER: i64 = 30_000;

#[derive(Clone, Debug, Default)]
pub(super) struct Retry {
    attempt: u32,
    wait_until: Option<i64>,
    failed_at: i64,
    /// `Retry-After`: nothing shortens it.
    asked_until: Option<i64>,
    unreachable: Option<(i64, u32)>,
    trouble: Option<(i64, u32)>,
}

impl Retry {
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// A person typed while it waits to try again: the wait becomes the pause after this keystroke, as without the failure.
    pub(super) fn edited(&mut self, now: i64, settings: &Settings) {
        if self.wait_until.is_some() {
            self.wait_until = Some((now + settings.debounce).min(self.failed_at + settings.ceiling));
        }
    }

    /// Something happened that makes another try worth while at once.
    pub(super) fn reset_wait(&mut self) {
        self.attempt = 0;
        self.wait_until = None;
    }

    pub(super) fn not_before(&self) -> i64 {
        self.wait_until.max(self.asked_until).unwrap_or(i64::MIN)
    }

    pub(super) fn unreachable(&mut self, now: i64, random: u64, eager: bool) {
        let (since, tries) = self.unreachable.unwrap_or((now, 0));
        self.unreachable = Some((since, tries + 1));
        // What ails the server cannot be seen from here.
        self.trouble = None;
        self.back_off(now, random, eager);
    }

    /// Returns how many tries in a row found the server in trouble.
    pub(super) fn busy(&mut self, now: i64, random: u64, eager: bool, after: Option<i64>, broken: bool) -> u32 {
        self.unreachable = None;
        self.asked_until = after.map(|millis| now.saturating_add(millis.max(0)));
        self.back_off(now, random, eager);
        if !broken {
            self.trouble = None;
            return 0;
        }
        let (since, tries) = self.trouble.unwrap_or((now, 0));
        self.trouble = Some((since, tries + 1));
        tries + 1
    }

    /// Full jitter: anywhere from no wait to the whole of a doubling span.
    fn back_off(&mut self, now: i64, random: u64, eager: bool) {
        let longest = if eager { LONGEST_EAGER } else { LONGEST_IDLE };
        let span = (FIRST << self.attempt.min(16)).min(longest);
        let span = u64::try_from(span).expect("the span is positive");
        let wait = i64::try_from(random % (span + 1)).expect("the span is small");
        self.attempt += 1;
        self.failed_at = now;
        self.wait_until = Some(now + wait);
    }

    pub(super) fn is_offline(&self, now: i64) -> bool {
        self.unreachable.is_some_and(|(since, tries)| tries >= OFFLINE_TRIES || now - since >= OFFLINE_AFTER)
    }

    /// When one failure alone turns into being offline.
    pub(super) fn offline_at(&self) -> Option<i64> {
        self.unreachable.map(|(since, _)| since + OFFLINE_AFTER)
    }

    pub(super) fn trouble(&self) -> Option<(i64, u32)> {
        self.trouble
    }

    /// When the trouble has lasted long enough to be shown.
    pub(super) fn trouble_at(&self) -> Option<i64> {
        self.trouble.map(|(since, _)| since + TROUBLE_AFTER)
    }
}
