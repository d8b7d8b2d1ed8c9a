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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_anything_up_to_a_span_that_doubles_up_to_its_limit() {
        for (eager, longest) in [(true, 10_000), (false, 60_000)] {
            let mut retry = Retry::default();
            for span in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000].map(|span: u64| span.min(longest)) {
                let wait = |random| {
                    let mut retry = retry.clone();
                    retry.unreachable(50_000, random, eager);
                    u64::try_from(retry.not_before() - 50_000).expect("not before now")
                };
                assert_eq!([wait(0), wait(span), wait(span + 1), wait(span + 2)], [0, span, 0, 1]);
                retry.unreachable(50_000, 0, eager);
            }
        }
    }

    #[test]
    fn typing_turns_the_wait_into_the_pause_after_the_keystroke_up_to_the_ceiling_after_the_failure() {
        let settings = Settings::default();
        let mut retry = Retry::default();
        retry.edited(9_000, &settings);
        assert_eq!(retry.not_before(), i64::MIN, "without a failure nothing waits");
        retry.unreachable(10_000, 1_000, true);
        retry.edited(10_100, &settings);
        assert_eq!(retry.not_before(), 10_600);
        retry.edited(12_900, &settings);
        assert_eq!(retry.not_before(), 13_000);
    }

    #[test]
    fn tries_that_find_the_server_in_trouble_are_counted_from_one_and_a_full_house_ends_the_count() {
        let mut retry = Retry::default();
        let tries = [true, true, true, false, true].map(|broken| retry.busy(5_000, 0, true, None, broken));
        assert_eq!(tries, [1, 2, 3, 0, 1]);
    }

    #[test]
    fn one_failure_becomes_offline_two_seconds_after_it_whenever_it_happens() {
        let mut retry = Retry::default();
        retry.unreachable(50_000, 0, true);
        assert_eq!(retry.offline_at(), Some(52_000));
        assert_eq!([50_000, 51_999, 52_000].map(|now| retry.is_offline(now)), [false, false, true]);
    }
}
