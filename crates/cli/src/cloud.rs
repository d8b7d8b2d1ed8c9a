//! Waiting until the cloud has it, or saying why it does not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lagoon_client::{Client, ClientError};
use lagoon_listing::DraftId;
use lagoon_sync::{
    status::{SignIn, SyncState},
    view::{Saved, SyncPanel},
};
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{failure::Failure, output::plain};

/// How long an edit waits for the cloud before it says that it is saved here.
pub const EDIT: Duration = Duration::from_secs(5);
/// How long a sync may take.
pub const SYNC: Duration = Duration::from_secs(30);
/// How often is looked. Each look is one read of the draft store.
const LOOK: Duration = Duration::from_millis(40);

/// What is said besides when there is no network.
pub const SAVED_HERE: &str = " Everything is saved here and goes out with the next command that reaches the server.";

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// This device knows what the server knows.
    News,
    /// The cloud has all of one listing.
    Draft(DraftId),
    /// The cloud has all that is on this device, and this device knows what the server knows.
    Everything,
}

/// Why the cloud does not have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// Stable, for programs: `notSignedIn`, `signInLost`, `paused`, `held`, `offline`, `notYet`, `notTried`,
    /// `empty`.
    pub code: &'static str,
    /// For people: why, and what to do.
    pub message: String,
}

impl Unsent {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Nobody tried.
    pub fn not_tried() -> Self {
        Self::new("notTried", "It goes out with the next command that is not told to stay offline.")
    }

    /// As programs read it.
    pub fn to_json(&self) -> Value {
        json!({"code": self.code, "message": self.message})
    }
}

impl From<Unsent> for Failure {
    fn from(unsent: Unsent) -> Self {
        Self::partly(unsent.code, unsent.message)
    }
}

/// Sends now and waits until the goal is reached, it is known that it cannot be now, or the time is over.
pub async fn settle(client: &Client, goal: Goal, limit: Duration) -> Result<Result<(), Unsent>, ClientError> {
    // The wall clock, because problems carry its time.
    let asked =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0));
    let deadline = Instant::now() + limit;
    let news = client.wait_for_news();
    tokio::pin!(news);
    client.send_now();
    let mut answered = false;
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            told = &mut news, if !answered => {
                told?;
                answered = true;
            }
            _ = look.tick() => {}
        }
        let panel = client.read_panel().await?;
        if reached(client, goal, answered, &panel).await? {
            return Ok(Ok(()));
        }
        if let Some(unsent) = hopeless(client, goal, answered, &panel, asked).await? {
            return Ok(Err(unsent));
        }
        if Instant::now() >= deadline {
            let problem = panel.last_problem.filter(|problem| problem.at >= asked).map(|problem| problem.message);
            let why = problem.unwrap_or_else(|| "The server has not answered yet.".into());
            return Ok(Err(Unsent::new("notYet", format!("{why} Try `lagoon-cli sync` later."))));
        }
    }
}

async fn reached(client: &Client, goal: Goal, answered: bool, panel: &SyncPanel) -> Result<bool, ClientError> {
    Ok(match goal {
        Goal::News => answered,
        Goal::Everything => answered && panel.status.waiting == 0 && panel.status.sync_status == SyncState::Synced,
        Goal::Draft(id) => saved(client, id).await? == Some(Saved::Cloud),
    })
}

async fn saved(client: &Client, id: DraftId) -> Result<Option<Saved>, ClientError> {
    Ok(client.list_drafts(Some(&[id])).await?.first().map(|draft| draft.saved))
}

/// Why more waiting would not help.
async fn hopeless(
    client: &Client,
    goal: Goal,
    answered: bool,
    panel: &SyncPanel,
    asked: i64,
) -> Result<Option<Unsent>, ClientError> {
    match client.read_account().await?.sign_in {
        SignIn::Never => return Ok(Some(Unsent::new("notSignedIn", "Nobody is signed in. Use `lagoon-cli sign-in`."))),
        SignIn::Lost => {
            let message = "The sign-in is no longer there or no longer valid. Use `lagoon-cli sign-in` again.";
            return Ok(Some(Unsent::new("signInLost", message)));
        }
        SignIn::Active => {}
    }
    if panel.paused {
        return Ok(Some(Unsent::new("paused", "Sync is paused. Resume it first.")));
    }
    let reason = |only: Option<DraftId>| {
        let mut waiting = panel.waiting.iter().filter(|draft| only.is_none_or(|id| draft.id == id));
        waiting.find_map(|draft| Some((draft, draft.reason.clone()?)))
    };
    let held = match goal {
        Goal::Draft(id) if saved(client, id).await? == Some(Saved::Held) => reason(Some(id)),
        Goal::Everything if answered && panel.waiting.iter().all(|draft| draft.reason.is_some()) => reason(None),
        _ => None,
    };
    if let Some((draft, why)) = held {
        let message = format!("The cloud does not take a part of listing {}: {why}", draft.id);
        return Ok(Some(Unsent::new("held", message)));
    }
    let problem = panel.last_problem.as_ref().filter(|problem| problem.at >= asked);
    if let Some(problem) = problem.filter(|_| panel.status.sync_status == SyncState::Offline) {
        return Ok(Some(Unsent::new("offline", format!("{}{SAVED_HERE}", problem.message))));
    }
    Ok(None)
}

/// What an edit says when its value is durable here: where it is now, and why it is not in the cloud.
pub async fn report(client: &Client, goal: Goal, wait: bool) -> Result<Report, ClientError> {
    let is_there = match goal {
        Goal::Draft(id) => saved(client, id).await? == Some(Saved::Cloud),
        Goal::News | Goal::Everything => false,
    };
    let unsent = match (is_there, wait) {
        // What did not change may be there since long ago.
        (true, _) => None,
        (false, true) => settle(client, goal, EDIT).await?.err(),
        (false, false) => Some(Unsent::not_tried()),
    };
    Ok(Report { unsent })
}

/// Where something is that is durable here in any case.
#[derive(Clone, Debug)]
pub struct Report {
    unsent: Option<Unsent>,
}

impl Report {
    /// What is said of a listing that holds nothing yet.
    pub fn of_nothing() -> Self {
        Self { unsent: Some(Unsent::new("empty", "The cloud hears of it with its first value.")) }
    }

    /// For programs: `saved` and, if it is not in the cloud, `reason`, on top of what else there is to say.
    pub fn to_json(&self, mut beside: Value) -> Value {
        beside["saved"] = json!(if self.unsent.is_some() { "here" } else { "cloud" });
        if let Some(unsent) = &self.unsent {
            beside["reason"] = unsent.to_json();
        }
        beside
    }

    /// For people.
    pub fn to_text(&self) -> String {
        match &self.unsent {
            None => "saved to cloud".into(),
            Some(unsent) if unsent.code == "notTried" => "saved here".into(),
            // Parts of it are the server's words.
            Some(unsent) => format!("saved here. {}", plain(&unsent.message)),
        }
    }
}
