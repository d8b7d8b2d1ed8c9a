//! How much memory all bodies may take together while they are read, decompressed and parsed. The one rule: whoever is not
//! signed in takes nothing from those who are.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{limits::Limits, problem::Problem};

/// The most bytes of a request of somebody who is not signed in: an address, a password and two names.
pub const STRANGER_BYTES: usize = 64 * 1024;
/// How many of the largest requests there is room for.
const LARGEST: usize = 16;
/// How many of the largest requests of strangers.
const STRANGERS: usize = 256;
/// Room is counted in pieces of so many bytes.
const PIECE: usize = 1024;
/// How long a request waits for room.
const PATIENCE: Duration = Duration::from_secs(2);

/// All of it.
pub struct Room {
    signed_in: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

/// What one request takes of it, given back when it is dropped.
pub struct Place {
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// As the limits say.
    pub fn new(limits: &Limits) -> Self {
        let of = |bytes: usize| Arc::new(Semaphore::new(bytes / PIECE));
        Self { signed_in: of(LARGEST * limits.max_body_bytes), strangers: of(STRANGERS * STRANGER_BYTES) }
    }

    /// A place for a request of somebody who is signed in. It takes nothing yet.
    pub fn signed_in(&self) -> Place {
        Place { room: self.signed_in.clone(), taken: None }
    }

    /// A place for a request of somebody who is not.
    pub fn stranger(&self) -> Place {
        Place { room: self.strangers.clone(), taken: None }
    }
}

impl Place {
    /// Takes so many bytes in all, from now on. 503 when there is no room soon.
    pub async fn hold(&mut self, bytes: usize) -> Result<(), Problem> {
        let wanted = bytes.div_ceil(PIECE);
        let held = self.taken.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        if wanted <= held {
            drop(self.taken.as_mut().and_then(|taken| taken.split(held - wanted)));
            return Ok(());
        }
        let more = u32::try_from(wanted - held).map_err(|_| Problem::busy())?;
        let more = tokio::time::timeout(PATIENCE, self.room.clone().acquire_many_owned(more)).await;
        let Ok(Ok(more)) = more else { return Err(Problem::busy()) };
        match &mut self.taken {
            Some(taken) => taken.merge(more),
            None => self.taken = Some(more),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn there_is_room_for_so_much_and_it_is_given_back() {
        let room = Room::new(&Limits { max_body_bytes: 64 * 1024, ..Limits::default() });
        let (mut first, mut second) = (room.signed_in(), room.signed_in());
        first.hold(15 * 64 * 1024).await.expect("room");
        second.hold(64 * 1024).await.expect("room");
        assert!(second.hold(64 * 1024 + 1).await.is_err(), "there is no more");
        room.stranger().hold(STRANGER_BYTES).await.expect("strangers have their own");
        first.hold(1).await.expect("less");
        second.hold(15 * 64 * 1024).await.expect("room");
        drop(second);
        first.hold(16 * 64 * 1024).await.expect("room");
    }
}
