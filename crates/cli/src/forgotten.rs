//! Listings that the cloud has forgotten with the trash while this device had changes of them. A person keeps or discards
//! each; nothing of it goes out before.

use lagoon_client::{Client, ClientError};
use lagoon_listing::DraftId;
use lagoon_sync::view::{DraftSummary, Saved};
use serde_json::{Value, json};

use crate::failure::Failure;

/// What is said of one.
pub const WHAT_TO_DO: &str = "forgotten by the cloud: the team deleted this listing more than 90 days ago, and it has \
                              changes from this device; `lagoon-cli keep ID` makes a new listing of it, `lagoon-cli discard \
                              ID` removes it";

/// One line of the list of listings, and whether the cloud has forgotten it.
pub struct Listed {
    /// The line.
    pub summary: DraftSummary,
    /// Whether the cloud has forgotten it.
    pub purged: bool,
}

impl Listed {
    /// As programs read it.
    pub fn to_json(&self) -> Value {
        let mut line = json!(self.summary);
        line["purged"] = json!(self.purged);
        line
    }
}

/// The listings on this device, the trash included, last edited first.
pub async fn list(client: &Client) -> Result<Vec<Listed>, ClientError> {
    let mut listed = vec![];
    for summary in client.list_drafts(None).await? {
        // What the cloud has forgotten is among what it does not take.
        let purged = summary.saved == Saved::Held && client.read_draft(summary.id).await?.purged;
        listed.push(Listed { summary, purged });
    }
    Ok(listed)
}

/// Makes a new listing of one that was forgotten. Returns its id.
pub async fn keep(client: &Client, id: DraftId) -> Result<DraftId, Failure> {
    expect_forgotten(client, id).await?;
    Ok(client.keep_as_new(id).await?)
}

/// Removes a listing that was forgotten from this device.
pub async fn discard(client: &Client, id: DraftId) -> Result<(), Failure> {
    expect_forgotten(client, id).await?;
    Ok(client.discard_purged(id).await?)
}

async fn expect_forgotten(client: &Client, id: DraftId) -> Result<(), Failure> {
    if client.read_draft(id).await?.purged {
        return Ok(());
    }
    Err(Failure::new(
        "notForgotten",
        "The cloud has not forgotten this listing, so there is nothing to decide. `lagoon-cli delete` moves it to the trash.",
    ))
}
