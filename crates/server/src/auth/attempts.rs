//! A limit on guessing passwords, per account and address. It forgets on restart, which is soon enough to be safe: the
//! hash is slow and the tokens cannot be guessed.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

/// How many attempts may fail within the window.
const ALLOWED: u32 = 10;
const WINDOW: Duration = Duration::from_mins(5);
/// How many accounts one address may have tried within the window and not got into.
const ACCOUNTS_PER_ADDRESS: usize = 100;
/// How many pairs of account and address are remembered.
const REMEMBERED: usize = 100_000;

/// A machine by its address. In IPv6 whoever has one address has the 2^64 that share its first half.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Neighbourhood(u128);

impl From<IpAddr> for Neighbourhood {
    fn from(address: IpAddr) -> Self {
        // An IPv4 address that came as IPv6 is the same machine.
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_ipv6_mapped().to_bits()),
            IpAddr::V6(address) => Self(address.to_bits() >> 64 << 64),
        }
    }
}

type Key = ([u8; 32], Neighbourhood);

/// Counts attempts to sign in.
#[derive(Default)]
pub struct Attempts {
    counts: Mutex<HashMap<Key, Count>>,
}

struct Count {
    since: Instant,
    attempts: u32,
}

impl Attempts {
    /// Counts an attempt before it is checked, so that many at once do not slip through. `Err`: too many failed; how
    /// long to wait.
    pub fn begin(&self, email: &str, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(email, address);
        if !counts.contains_key(&key) {
            make_room(&mut counts, address.into(), now)?;
        }
        let count = counts.entry(key).or_insert(Count { since: now, attempts: 0 });
        let age = now.duration_since(count.since);
        if age >= WINDOW {
            *count = Count { since: now, attempts: 0 };
        } else if count.attempts >= ALLOWED {
            return Err(WINDOW.saturating_sub(age));
        }
        count.attempts += 1;
        Ok(())
    }

    /// Forgets the attempts of somebody who got in.
    pub fn succeeded(&self, email: &str, address: IpAddr) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).remove(&key(email, address));
    }
}

/// Makes room for one more pair. An address that tries account after account has to wait; others do not wait for it.
fn make_room(counts: &mut HashMap<Key, Count>, address: Neighbourhood, now: Instant) -> Result<(), Duration> {
    let is_recent = |count: &Count| now.duration_since(count.since) < WINDOW;
    let tried = counts.iter().filter(|((_, from), count)| *from == address && is_recent(count)).count();
    if tried >= ACCOUNTS_PER_ADDRESS {
        return Err(WINDOW);
    }
    if counts.len() >= REMEMBERED {
        counts.retain(|_, count| is_recent(count));
    }
    if counts.len() >= REMEMBERED {
        // So many addresses at once are an attack from many machines: the hash is slow enough to carry on.
        counts.clear();
    }
    Ok(())
}

/// Addresses of people are not kept in memory in the clear.
fn key(email: &str, address: IpAddr) -> Key {
    (Sha256::digest(email).into(), address.into())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn ten_failures_are_allowed_then_the_window_must_pass_for_that_account_only() {
        let attempts = Attempts::default();
        let (here, start) = (IpAddr::from(Ipv4Addr::LOCALHOST), Instant::now());
        for _ in 0..ALLOWED {
            assert_eq!(attempts.begin("a@example.com", here, start), Ok(()));
        }
        let later = start + Duration::from_mins(1);
        assert_eq!(attempts.begin("a@example.com", here, later), Err(Duration::from_mins(4)));
        assert_eq!(attempts.begin("b@example.com", here, later), Ok(()));
        assert_eq!(attempts.begin("a@example.com", here, start + WINDOW), Ok(()));
    }

    #[test]
    fn an_address_that_tries_account_after_account_stops_only_itself() {
        let attempts = Attempts::default();
        let (here, start) = (IpAddr::from(Ipv4Addr::LOCALHOST), Instant::now());
        let elsewhere = IpAddr::from(Ipv4Addr::new(10, 0, 0, 1));
        for number in 0..ACCOUNTS_PER_ADDRESS {
            assert_eq!(attempts.begin(&format!("{number}@example.com"), here, start), Ok(()));
        }
        assert_eq!(attempts.begin("new@example.com", here, start), Err(WINDOW));
        assert_eq!(attempts.begin("0@example.com", here, start), Ok(()), "known ones are counted for themselves");
        assert_eq!(attempts.begin("new@example.com", elsewhere, start), Ok(()));
        assert_eq!(attempts.begin("new@example.com", here, start + WINDOW), Ok(()));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_machine() {
        let attempts = Attempts::default();
        let (network, start) = (0x2001_0db8_0000_0001_u128 << 64, Instant::now());
        let host = |n: u128| IpAddr::from(std::net::Ipv6Addr::from_bits(network + n));
        for n in 0..u128::from(ALLOWED) {
            assert_eq!(attempts.begin("a@example.com", host(n), start), Ok(()));
        }
        assert_eq!(attempts.begin("a@example.com", host(99), start), Err(WINDOW));
        assert_eq!(attempts.begin("a@example.com", host(1 << 64), start), Ok(()), "the network next door");
    }

    #[test]
    fn ipv4_is_the_same_machine_however_it_is_written_and_has_no_neighbours() {
        let attempts = Attempts::default();
        let (here, start) = (Ipv4Addr::new(10, 0, 0, 1), Instant::now());
        for n in 0..ALLOWED {
            let address = if n % 2 == 0 { IpAddr::from(here) } else { IpAddr::from(here.to_ipv6_mapped()) };
            assert_eq!(attempts.begin("a@example.com", address, start), Ok(()));
        }
        assert_eq!(attempts.begin("a@example.com", here.into(), start), Err(WINDOW));
        assert_eq!(attempts.begin("a@example.com", Ipv4Addr::new(10, 0, 0, 2).into(), start), Ok(()));
    }

    #[test]
    fn getting_in_starts_the_count_again() {
        let attempts = Attempts::default();
        let (here, now) = (IpAddr::from(Ipv4Addr::LOCALHOST), Instant::now());
        for _ in 0..3 * ALLOWED {
            assert_eq!(attempts.begin("a@example.com", here, now), Ok(()));
            attempts.succeeded("a@example.com", here);
        }
    }
}
