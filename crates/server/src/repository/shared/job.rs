//! A request that writes, with all that it takes to carry it out at another time and by another task.

use lagoon_listing::DraftId;
use lagoon_sync::{
    Seq,
    decision::PropertyDraftInput,
    wire::{SyncRequest, UpdatePropertyDraft},
};

use crate::{
    heft,
    repository::{Exchanged, PlainUpdated, RepositoryError, SignedIn},
};

/// A request of somebody.
#[derive(Clone, Debug)]
pub struct Job {
    /// Whose it is.
    pub who: SignedIn,
    /// What they want.
    pub work: Work,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub enum Work {
    /// `POST /v1/sync`.
    Exchange(SyncRequest),
    /// `PUT /v1/property-drafts/{id}`.
    Plain {
        /// The draft.
        id: DraftId,
        /// Its fields.
        input: Box<PropertyDraftInput>,
    },
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Of an exchange.
    Exchanged(Exchanged),
    /// Of a plain update.
    Updated(PlainUpdated),
}

/// An answer, or why there is none. Then nothing was written for the request.
pub type Outcome = Result<Answer, RepositoryError>;

/// The outcome of the only request.
pub fn only(outcomes: Vec<Outcome>) -> Outcome {
    outcomes.into_iter().next().unwrap_or_else(|| Err(other_answer()))
}

fn other_answer() -> RepositoryError {
    RepositoryError::Failed("a request got the answer of another".into())
}

impl Answer {
    /// The answer to an exchange.
    pub fn exchanged(self) -> Result<Exchanged, RepositoryError> {
        match self {
            Self::Exchanged(exchanged) => Ok(exchanged),
            Self::Updated(_) => Err(other_answer()),
        }
    }

    /// Where the team's counter stands, if somebody may have to be told.
    pub fn advanced_to(&self) -> Option<Seq> {
        match self {
            Self::Exchanged(exchanged) => exchanged.advanced_to,
            Self::Updated(updated) => updated.advanced_to,
        }
    }

    /// The answer to a plain update.
    pub fn updated(self) -> Result<PlainUpdated, RepositoryError> {
        match self {
            Self::Updated(updated) => Ok(updated),
            Self::Exchanged(_) => Err(other_answer()),
        }
    }
}

impl Job {
    /// Whether it brings anything. One that only asks stays outside the queue.
    pub fn writes(&self) -> bool {
        match &self.work {
            Work::Exchange(request) => {
                let brings = |update: &UpdatePropertyDraft| !update.groups.is_empty() || !update.past.is_empty();
                request.updates.iter().any(brings) || !request.settled.is_empty()
            }
            Work::Plain { .. } => true,
        }
    }

    /// The drafts it names.
    pub fn drafts(&self) -> impl Iterator<Item = DraftId> {
        let (updates, plain) = match &self.work {
            Work::Exchange(request) => (&request.updates[..], None),
            Work::Plain { id, .. } => (&[][..], Some(*id)),
        };
        updates.iter().map(|update| update.id).chain(plain)
    }

    /// About how many bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        const EACH: usize = 200;
        match &self.work {
            Work::Exchange(request) => {
                let update = |update: &UpdatePropertyDraft| {
                    let groups: usize = update.groups.values().map(|group| EACH + heft::of(&group.value)).sum();
                    let past: usize = update.past.iter().map(|past| EACH + heft::of(&past.value)).sum();
                    EACH + groups + past
                };
                request.updates.iter().map(update).sum::<usize>() + request.settled.len() * EACH
            }
            Work::Plain { input, .. } => {
                let texts = input.title.iter().chain(&input.description).flatten().map(String::len);
                let amenities = input.amenities.iter().flatten().map(|amenities| amenities.len() * EACH);
                EACH + texts.sum::<usize>() + amenities.sum::<usize>()
            }
        }
    }
}
