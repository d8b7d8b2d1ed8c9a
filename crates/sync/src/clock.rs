//! Server time as a device knows it: measured against the boot clock, which no person and no network can set.
//!
//! The one rule: ages, not instants. A wrong wall clock must neither lose an edit nor let it win.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::Millis;

/// What a device's clocks said at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The wall clock: milliseconds since 1970 UTC, as far as the device knows.
    pub wall: i64,
    /// Milliseconds since the device booted, suspended time included.
    pub boot: i64,
    /// Which boot that was.
    pub boot_id: u64,
}

impl Reading {
    /// Milliseconds from an earlier reading to this one. Within a boot the boot clock tells; across boots only the wall
    /// clock bridges, and the time since this boot is the least it can be. A boot clock that ran back has begun anew,
    /// whatever its system says of the boot.
    pub fn since(&self, earlier: &Self) -> i64 {
        if self.boot_id == earlier.boot_id && self.boot >= earlier.boot {
            self.boot.saturating_sub(earlier.boot)
        } else {
            self.wall.saturating_sub(earlier.wall).max(self.boot).max(0)
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sample {
    /// Server time minus boot time.
    offset: i64,
    round_trip: i64,
}

/// The server's clock, estimated from the fastest of the latest exchanges of this boot.
#[derive(Clone, Debug, Default)]
pub struct ServerClock {
    boot_id: u64,
    samples: VecDeque<Sample>,
}

const SAMPLES_KEPT: usize = 8;
/// Samples that disagree by more than their round trips and this many milliseconds mean that the server's clock stepped.
const STEP: i64 = 1_000;

impl ServerClock {
    /// Learns from one exchange: when it left, when its answer was there, and what the server's clock said in between.
    pub fn observe(&mut self, sent: &Reading, received: &Reading, server_time: Millis) {
        let round_trip = received.boot - sent.boot;
        if sent.boot_id != received.boot_id || round_trip < 0 {
            return;
        }
        if received.boot_id != self.boot_id {
            self.samples.clear();
            self.boot_id = received.boot_id;
        }
        let sample = Sample { offset: server_time.get() + round_trip / 2 - received.boot, round_trip };
        self.samples.retain(|old| {
            (old.offset - sample.offset).abs() <= i64::midpoint(old.round_trip, sample.round_trip) + STEP
        });
        self.samples.push_back(sample);
        if self.samples.len() > SAMPLES_KEPT {
            self.samples.pop_front();
        }
    }

    /// The server's time at a reading of this boot; `None` until this boot has heard from the server.
    pub fn now(&self, reading: &Reading) -> Option<Millis> {
        if reading.boot_id != self.boot_id {
            return None;
        }
        let fastest = self.samples.iter().min_by_key(|sample| sample.round_trip)?;
        Some(Millis::clamped(reading.boot.saturating_add(fastest.offset)))
    }

    /// The server's time when something happened, seen from now.
    pub fn time_of(&self, happened: &Reading, now: &Reading) -> Option<Millis> {
        Some(self.now(now)?.plus(-now.since(happened)))
    }

    /// How far the wall clock is ahead of the server, in milliseconds.
    pub fn wall_ahead(&self, reading: &Reading) -> Option<i64> {
        Some(reading.wall.saturating_sub(self.now(reading)?.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(wall: i64, boot: i64, boot_id: u64) -> Reading {
        Reading { wall, boot, boot_id }
    }

    fn clock_at(boot: i64, server: i64) -> ServerClock {
        let mut clock = ServerClock::default();
        clock.observe(&reading(0, boot, 1), &reading(0, boot, 1), Millis::clamped(server));
        clock
    }

    #[test]
    fn a_wall_clock_that_jumps_does_not_matter_within_a_boot() {
        let clock = clock_at(10_000, 1_000_000);
        let edit = reading(-777, 4_000, 1);
        assert_eq!(clock.time_of(&edit, &reading(999_999_999, 10_000, 1)), Some(Millis::clamped(994_000)));
    }

    #[test]
    fn across_boots_an_edit_is_at_least_as_old_as_the_boot() {
        let clock = clock_at(60_000, 1_000_000);
        let now = reading(5_000_000, 60_000, 1);
        let bridged = clock.time_of(&reading(4_900_000, 777, 9), &now);
        assert_eq!(bridged, Some(Millis::clamped(900_000)));
        let from_the_future = clock.time_of(&reading(6_000_000, 777, 9), &now);
        assert_eq!(from_the_future, Some(Millis::clamped(940_000)));
    }

    #[test]
    fn another_boot_has_no_time_until_it_hears_from_the_server() {
        assert_eq!(clock_at(0, 1).now(&reading(0, 0, 2)), None);
    }

    #[test]
    fn the_fastest_exchange_is_believed() {
        let mut clock = ServerClock::default();
        clock.observe(&reading(0, 0, 1), &reading(0, 4_000, 1), Millis::clamped(103_500));
        clock.observe(&reading(0, 5_000, 1), &reading(0, 5_020, 1), Millis::clamped(105_010));
        assert_eq!(clock.now(&reading(0, 6_000, 1)), Some(Millis::clamped(106_000)));
    }

    #[test]
    fn a_step_of_the_servers_clock_is_followed_at_once() {
        let mut clock = clock_at(1_000, 5_000_000);
        clock.observe(&reading(0, 2_000, 1), &reading(0, 2_050, 1), Millis::clamped(1_400_025));
        assert_eq!(clock.now(&reading(0, 2_050, 1)), Some(Millis::clamped(1_400_050)));
    }

    #[test]
    fn an_answer_from_before_a_reboot_or_from_the_future_teaches_nothing() {
        for (sent, received) in [((900, 1), (10, 2)), ((10, 1), (900, 2)), ((900, 2), (899, 2))]
            .map(|(a, b)| (reading(0, a.0, a.1), reading(0, b.0, b.1)))
        {
            let mut clock = ServerClock::default();
            clock.observe(&sent, &received, Millis::clamped(5));
            assert_eq!(clock.now(&received), None);
        }
    }

    /// A clock that took these exchanges: when each left and was answered, and what the server said.
    fn after(exchanges: impl IntoIterator<Item = (i64, i64, i64)>) -> ServerClock {
        let mut clock = ServerClock::default();
        for (sent, received, server) in exchanges {
            clock.observe(&reading(0, sent, 1), &reading(0, received, 1), Millis::clamped(server));
        }
        clock
    }

    #[test]
    fn samples_that_agree_within_their_round_trips_and_a_second_stay() {
        let told = |second: i64| after([(0, 0, 500_000), (10, 20, second)]).now(&reading(0, 20, 1));
        // The second one is off by half its round trip, 5, plus whatever more.
        assert_eq!(told(500_015 + 1_005), Some(Millis::clamped(500_020)), "the faster one is believed");
        assert_eq!(told(500_015 - 1_005), Some(Millis::clamped(500_020)));
        assert_eq!(told(500_015 + 1_006), Some(Millis::clamped(501_026)), "the server's clock stepped");
        assert_eq!(told(500_015 - 1_006), Some(Millis::clamped(499_014)));
    }

    #[test]
    fn the_fastest_of_the_last_eight_is_believed() {
        // The first takes no time, each further one 100 ms and is 400 ms off.
        let exchange = |number: i64| match number {
            0 => (0, 0, 1_000_000),
            _ => (number * 1_000, number * 1_000 + 100, 1_000_000 + number * 1_000 + 450),
        };
        let now = |count| after((0..count).map(exchange)).now(&reading(0, 20_000, 1));
        assert_eq!(now(8), Some(Millis::clamped(1_020_000)));
        assert_eq!(now(9), Some(Millis::clamped(1_020_400)));
    }

    #[test]
    fn how_far_the_wall_clock_is_ahead_is_measured_against_the_server() {
        let clock = clock_at(1_000, 5_000_000);
        assert_eq!(clock.wall_ahead(&reading(5_720_500, 1_500, 1)), Some(720_000));
        assert_eq!(clock.wall_ahead(&reading(4_280_500, 1_500, 1)), Some(-720_000));
        assert_eq!(clock.wall_ahead(&reading(0, 0, 2)), None);
    }
}
