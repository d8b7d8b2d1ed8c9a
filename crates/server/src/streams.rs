//! Who holds how many live connections. The one rule: a place is given back when its holder is dropped, however that comes
//! about.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{auth::TokenHash, metrics::Metrics};

/// The live connections of every sign-in.
pub struct Streams {
    each: usize,
    held: Mutex<HashMap<[u8; 32], usize>>,
    metrics: Arc<Metrics>,
}

/// A place among them.
pub struct Place {
    streams: Arc<Streams>,
    of: [u8; 32],
}

impl Streams {
    /// At most `each` for one sign-in.
    pub fn new(each: usize, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self { each, held: Mutex::default(), metrics })
    }

    /// Takes a place. `None`: the sign-in holds as many as it may.
    pub fn enter(self: &Arc<Self>, token: &TokenHash) -> Option<Place> {
        let of: [u8; 32] = token.as_bytes().try_into().unwrap_or_default();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let places = held.entry(of).or_default();
        if *places >= self.each {
            return None;
        }
        *places += 1;
        self.metrics.streams.inc();
        self.metrics.devices.set(i64::try_from(held.len()).unwrap_or(i64::MAX));
        Some(Place { streams: self.clone(), of })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.streams.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = held.get_mut(&self.of) {
            *places -= 1;
            if *places == 0 {
                held.remove(&self.of);
            }
        }
        self.streams.metrics.streams.dec();
        self.streams.metrics.devices.set(i64::try_from(held.len()).unwrap_or(i64::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Token;

    #[test]
    fn a_sign_in_has_as_many_places_as_it_may_and_gets_them_back() {
        let metrics = Arc::new(Metrics::default());
        let streams = Streams::new(2, metrics.clone());
        let [one, other] = [(); 2].map(|()| Token::random().expect("randomness").hash());
        let first = streams.enter(&one);
        let second = streams.enter(&one);
        assert!(first.is_some() && second.is_some() && streams.enter(&one).is_none());
        let theirs = streams.enter(&other);
        assert_eq!((metrics.streams.get(), metrics.devices.get()), (3, 2));
        drop((first, theirs));
        assert!(streams.enter(&one).is_some());
        drop(second);
        assert_eq!((metrics.streams.get(), metrics.devices.get()), (0, 0));
    }
}
