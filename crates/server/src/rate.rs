//! How often one sign-in may ask (a token bucket, by the GCRA of the crate `governor`).

use std::{num::NonZeroU32, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

use crate::{auth::TokenHash, limits::Limits};

/// Counts the requests of each sign-in, and nothing about them.
pub struct Rate {
    /// `None`: no limit is set.
    limiter: Option<DefaultKeyedRateLimiter<[u8; 32]>>,
}

impl Rate {
    /// As the limits say.
    pub fn new(limits: &Limits) -> Self {
        let quota = NonZeroU32::new(limits.request_rate).map(|rate| {
            let burst = NonZeroU32::new(limits.request_burst).unwrap_or(rate);
            Quota::per_second(rate).allow_burst(burst)
        });
        Self { limiter: quota.map(RateLimiter::keyed) }
    }

    /// Counts one request. `Err`: too many; how long to wait.
    pub fn take(&self, token: &TokenHash) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let key: [u8; 32] = token.as_bytes().try_into().unwrap_or_default();
        limiter.check_key(&key).map_err(|refused| refused.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets those who have not asked for a while: they may ask as often as if they were new.
    pub fn forget_the_quiet(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Token;

    #[test]
    fn a_burst_is_let_through_then_the_rate_holds_for_that_sign_in_only() {
        let rate = Rate::new(&Limits { request_rate: 1, request_burst: 3, ..Limits::default() });
        let (one, other) = (Token::random().expect("randomness").hash(), Token::random().expect("randomness").hash());
        for _ in 0..3 {
            assert_eq!(rate.take(&one), Ok(()));
        }
        assert!(rate.take(&one).is_err_and(|wait| wait <= Duration::from_secs(1)));
        assert_eq!(rate.take(&other), Ok(()));
        assert_eq!(Rate::new(&Limits::unmetered()).take(&one), Ok(()));
    }
}
