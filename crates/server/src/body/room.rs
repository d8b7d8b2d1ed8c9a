//! How much memory all bodies may take together while they are read, decompressed and parsed. The one rule: whoever is not
//! signed in takes nothing from those who are, no team takes all, and no person all that a team may.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use lagoon_listing::{TeamId, UserId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{limits::Limits, problem::Problem};

/// The most bytes of a request of somebody who is not signed in: an address, a password and two names.
pub const STRANGER_BYTES: usize = 64 * 1024;
/// How many of the largest requests there is room for: of all, of a team, of a person.
const LARGEST: usize = 16;
const TEAMS_LARGEST: usize = LARGEST / 2;
const PERSONS_LARGEST: usize = LARGEST / 4;
/// How many of the largest requests of strangers.
const STRANGERS: usize = 256;
/// Room is counted in pieces of so many bytes.
const PIECE: usize = 1024;
/// How long a request waits for each kind of room.
const PATIENCE: Duration = Duration::from_secs(2);

/// All of it.
pub struct Room {
    signed_in: Arc<Semaphore>,
    teams: Shares<TeamId>,
    people: Shares<UserId>,
    strangers: Arc<Semaphore>,
}

/// What each of many may take.
struct Shares<Of> {
    pieces: usize,
    /// Of those who have a request.
    of: Mutex<HashMap<Of, Weak<Semaphore>>>,
}

/// What one request takes of it, given back when it is dropped. The narrowest comes first: whoever has to wait there takes
/// nothing from others meanwhile.
pub struct Place(Vec<Part>);

struct Part {
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Room {
    /// As the limits say.
    pub fn new(limits: &Limits) -> Self {
        let pieces = |largest: usize| (largest * limits.max_body_bytes).div_ceil(PIECE);
        Self {
            signed_in: Arc::new(Semaphore::new(pieces(LARGEST))),
            teams: Shares::new(pieces(TEAMS_LARGEST)),
            people: Shares::new(pieces(PERSONS_LARGEST)),
            strangers: Arc::new(Semaphore::new(STRANGERS * STRANGER_BYTES / PIECE)),
        }
    }

    /// A place for a request of somebody who is signed in. It takes nothing yet.
    pub fn signed_in(&self, team: TeamId, user: UserId) -> Place {
        let rooms = [self.people.of(user), self.teams.of(team), self.signed_in.clone()];
        Place(rooms.map(Part::of).into())
    }

    /// A place for a request of somebody who is not.
    pub fn stranger(&self) -> Place {
        Place(vec![Part::of(self.strangers.clone())])
    }
}

impl<Of: Eq + Hash> Shares<Of> {
    fn new(pieces: usize) -> Self {
        Self { pieces, of: Mutex::default() }
    }

    fn of(&self, whose: Of) -> Arc<Semaphore> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = of.get(&whose).and_then(Weak::upgrade) {
            return share;
        }
        of.retain(|_, share| share.strong_count() > 0);
        let share = Arc::new(Semaphore::new(self.pieces));
        of.insert(whose, Arc::downgrade(&share));
        share
    }
}

impl Place {
    /// Takes so many bytes in all, from now on. 503 when there is no room soon.
    pub async fn hold(&mut self, bytes: usize) -> Result<(), Problem> {
        for part in &mut self.0 {
            part.hold(bytes.div_ceil(PIECE)).await?;
        }
        Ok(())
    }
}

impl Part {
    fn of(room: Arc<Semaphore>) -> Self {
        Self { room, taken: None }
    }

    async fn hold(&mut self, wanted: usize) -> Result<(), Problem> {
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
    use uuid::Uuid;

    use super::*;

    const LARGE: usize = 64 * 1024;

    fn room() -> Room {
        Room::new(&Limits { max_body_bytes: LARGE, ..Limits::default() })
    }

    /// A place for a request of this person of this team.
    fn place(room: &Room, team: u128, user: u128) -> Place {
        room.signed_in(TeamId(Uuid::from_u128(team)), UserId(Uuid::from_u128(user)))
    }

    #[tokio::test]
    async fn there_is_room_for_so_much_and_it_is_given_back() {
        let room = room();
        let mut places: Vec<Place> = (0..4).map(|n| place(&room, n / 2, n)).collect();
        for place in &mut places {
            place.hold(4 * LARGE).await.expect("room");
        }
        let mut other = place(&room, 7, 7);
        assert!(other.hold(1).await.is_err(), "there is no more");
        room.stranger().hold(STRANGER_BYTES).await.expect("strangers have their own");
        places[0].hold(3 * LARGE).await.expect("less");
        other.hold(LARGE).await.expect("room");
        drop(places);
        other.hold(4 * LARGE).await.expect("room");
    }

    #[tokio::test]
    async fn nobody_takes_the_room_of_others() {
        let room = room();
        let mut first = place(&room, 1, 1);
        first.hold(3 * LARGE).await.expect("room");
        let mut second = place(&room, 1, 1);
        assert!(second.hold(LARGE + 1).await.is_err(), "a person has a quarter, in however many requests");
        drop(second);
        place(&room, 1, 2).hold(4 * LARGE).await.expect("a colleague has another");
        let (mut colleague, mut third) = (place(&room, 1, 2), place(&room, 1, 3));
        colleague.hold(4 * LARGE).await.expect("room");
        assert!(third.hold(LARGE + 1).await.is_err(), "a team has half");
        place(&room, 2, 4).hold(4 * LARGE).await.expect("another team has its own");
        drop((first, colleague, third));
        drop(place(&room, 3, 5));
        assert_eq!(room.teams.of.lock().expect("not poisoned").len(), 1, "those who are gone are forgotten");
    }
}
