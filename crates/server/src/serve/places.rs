//! How many connections there are, in all and from each address. The one rule: a place is given back when its holder is
//! dropped.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    limits::Limits,
    metrics::{Metrics, Refused},
    proxies::Proxies,
};

/// All places.
pub struct Places {
    all: usize,
    each: usize,
    proxies: Proxies,
    metrics: Arc<Metrics>,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    each: HashMap<IpAddr, usize>,
}

/// One of them.
pub struct Place {
    places: Arc<Places>,
    /// Absent for a trusted proxy, which brings many people.
    of: Option<IpAddr>,
}

impl Places {
    /// As the limits say.
    pub fn new(limits: &Limits, proxies: Proxies, metrics: Arc<Metrics>) -> Arc<Self> {
        let (all, each) = (limits.max_connections, limits.max_connections_per_address);
        Arc::new(Self { all, each, proxies, metrics, taken: Mutex::default() })
    }

    /// Takes a place for a connection from `address`.
    pub fn take(self: &Arc<Self>, address: IpAddr) -> Result<Place, Refused> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.all {
            return Err(Refused::Full);
        }
        let of = (!self.proxies.trusts(address)).then(|| household(address));
        if let Some(of) = of {
            let places = taken.each.entry(of).or_default();
            if *places >= self.each {
                return Err(Refused::Address);
            }
            *places += 1;
        }
        taken.all += 1;
        self.metrics.connections.inc();
        Ok(Place { places: self.clone(), of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all -= 1;
        if let Some(of) = self.of
            && let Some(places) = taken.each.get_mut(&of)
        {
            *places -= 1;
            if *places == 0 {
                taken.each.remove(&of);
            }
        }
        self.places.metrics.connections.dec();
    }
}

/// What one customer of a provider has: an address of version 4, or the first 64 bits of one of version 6.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(places: &Arc<Places>, address: &str) -> Result<Place, Refused> {
        places.take(address.parse().expect("an address"))
    }

    #[test]
    fn an_address_has_its_share_and_all_have_theirs() {
        let limits = Limits { max_connections: 4, max_connections_per_address: 2, ..Limits::default() };
        let proxies = Proxies { trusted: vec!["10.0.0.0/8".parse().expect("a network")], ..Proxies::default() };
        let places = Places::new(&limits, proxies, Arc::default());
        let first = take(&places, "2001:db8::1").expect("free");
        let _second = take(&places, "2001:db8::2").expect("free");
        assert!(matches!(take(&places, "2001:db8::3"), Err(Refused::Address)), "one household");
        drop(first);
        let proxied: Vec<_> = (0..3).filter_map(|_| take(&places, "10.0.0.1").ok()).collect();
        assert_eq!(proxied.len(), 3, "a proxy brings many people");
        assert!(matches!(take(&places, "192.0.2.1"), Err(Refused::Full)));
        drop(proxied);
        assert!(take(&places, "192.0.2.1").is_ok());
    }
}
