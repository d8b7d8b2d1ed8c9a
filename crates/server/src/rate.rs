//! How often one sign-in may ask, and one address with tokens that are not known (token buckets, by the GCRA of the crate
//! `governor`). The one rule: whoever asks too often costs the database nothing.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::{auth::TokenHash, limits::Limits, serve::household};

/// How many times as often as one sign-in an address may come with tokens that are not known, for long and at once: a network
/// of many people that comes back after a restart has as many.
const UNKNOWN: (NonZeroU32, NonZeroU32) = (NonZeroU32::new(2).unwrap(), NonZeroU32::new(4).unwrap());
/// How long a token is known that nobody uses.
const KNOWN: Duration = Duration::from_hours(1);

type Key = [u8; 32];

/// Counts the requests of each sign-in, and nothing about them.
pub struct Rate {
    /// `None`: no limit is set.
    limits: Option<Buckets>,
}

struct Buckets {
    tokens: DefaultKeyedRateLimiter<Key>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    /// Tokens that stood for somebody, and when they were last used.
    known: Mutex<HashMap<Key, Instant>>,
}

impl Rate {
    /// As the limits say.
    pub fn new(limits: &Limits) -> Self {
        let buckets = NonZeroU32::new(limits.request_rate).map(|rate| {
            let burst = NonZeroU32::new(limits.request_burst).unwrap_or(rate);
            Buckets {
                tokens: RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)),
                addresses: RateLimiter::keyed(
                    Quota::per_second(rate.saturating_mul(UNKNOWN.0)).allow_burst(burst.saturating_mul(UNKNOWN.1)),
                ),
                known: Mutex::default(),
            }
        });
        Self { limits: buckets }
    }

    /// Counts one request, before it is known whose it is. `Err`: too many; how long to wait.
    pub fn take(&self, token: &TokenHash, address: IpAddr) -> Result<(), Duration> {
        let Some(buckets) = &self.limits else { return Ok(()) };
        let key = key(token);
        let now = DefaultClock::default().now();
        let is_known = match buckets.known().get_mut(&key) {
            Some(used) => {
                *used = Instant::now();
                true
            }
            None => false,
        };
        if is_known {
            return buckets.tokens.check_key(&key).map_err(|refused| refused.wait_time_from(now));
        }
        buckets.addresses.check_key(&household(address)).map_err(|refused| refused.wait_time_from(now))
    }

    /// A token stands for somebody: from now on it is counted for itself.
    pub fn know(&self, token: &TokenHash) {
        if let Some(buckets) = &self.limits {
            let key = key(token);
            if buckets.known().insert(key, Instant::now()).is_none() {
                // The request that made it known is its first.
                let _ = buckets.tokens.check_key(&key);
            }
        }
    }

    /// Forgets those who have not asked for a while: they may ask as often as if they were new.
    pub fn forget_the_quiet(&self) {
        if let Some(buckets) = &self.limits {
            buckets.tokens.retain_recent();
            buckets.tokens.shrink_to_fit();
            buckets.addresses.retain_recent();
            buckets.addresses.shrink_to_fit();
            buckets.known().retain(|_, used| used.elapsed() < KNOWN);
        }
    }
}

impl Buckets {
    fn known(&self) -> MutexGuard<'_, HashMap<Key, Instant>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(token: &TokenHash) -> Key {
    token.as_bytes().try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Token;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn token() -> TokenHash {
        Token::random().expect("randomness").hash()
    }

    #[test]
    fn a_burst_is_let_through_then_the_rate_holds_for_that_sign_in_only() {
        let rate = Rate::new(&Limits { request_rate: 1, request_burst: 3, ..Limits::default() });
        let (one, other) = (token(), token());
        for _ in 0..3 {
            assert_eq!(rate.take(&one, HERE), Ok(()));
            rate.know(&one);
        }
        assert!(rate.take(&one, HERE).is_err_and(|wait| wait <= Duration::from_secs(1)));
        assert_eq!(rate.take(&other, HERE), Ok(()));
        assert_eq!(Rate::new(&Limits::unmetered()).take(&one, HERE), Ok(()));
    }

    #[test]
    fn an_address_with_one_unknown_token_after_the_other_stops_neither_known_ones_nor_other_addresses() {
        let rate = Rate::new(&Limits { request_rate: 1, request_burst: 50, ..Limits::default() });
        let known = token();
        assert_eq!(rate.take(&known, HERE), Ok(()));
        rate.know(&known);
        let let_through = (0..1_000).filter(|_| rate.take(&token(), HERE).is_ok()).count();
        assert!((190..300).contains(&let_through), "{let_through}");
        assert!(rate.take(&token(), HERE).is_err());
        assert_eq!(rate.take(&known, HERE), Ok(()));
        assert_eq!(rate.take(&token(), IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1))), Ok(()));
    }
}
