//! Comparing this device with the cloud, and waiting until what differed is the same.
//!
//! The one rule: "repaired" is said only of what a second comparison found alike.

use std::time::Duration;

use lagoon_client::{Client, ClientError};
use lagoon_listing::DraftId;
use lagoon_sync::view::DataCheck;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    cloud::{self, Goal, Unsent},
    failure::Failure,
    output::plain,
};

/// Compares every listing and waits until those that differed are repaired.
pub async fn check(client: &Client, limit: Duration) -> Result<DataCheck, Failure> {
    let deadline = Instant::now() + limit;
    // What the team has changed since is no damage.
    cloud::settle(client, Goal::News, limit).await?.map_err(|Unsent { code, message }| Failure::new(code, message))?;
    let found = client.check_data().await?;
    let mut left = found.repaired.clone();
    while !left.is_empty() {
        let waited = deadline.saturating_duration_since(Instant::now());
        let settled = cloud::settle(client, Goal::Everything, waited).await?;
        match (differing(client, &found.repaired).await, settled) {
            (Ok(now), Ok(())) => left = now,
            (Ok(now), Err(_)) if now.is_empty() => return Ok(found),
            (Ok(now), Err(why)) => return Err(unrepaired(&found, &now, &why)),
            (Err(_), Err(why)) => return Err(unrepaired(&found, &left, &why)),
            (Err(error), Ok(())) => return Err(error.into()),
        }
    }
    Ok(found)
}

/// Those of some listings that still differ.
async fn differing(client: &Client, among: &[DraftId]) -> Result<Vec<DraftId>, ClientError> {
    let found = client.check_data().await?.repaired;
    Ok(found.into_iter().filter(|id| among.contains(id)).collect())
}

fn unrepaired(found: &DataCheck, left: &[DraftId], why: &Unsent) -> Failure {
    let ids: Vec<_> = left.iter().map(ToString::to_string).collect();
    let message = format!(
        "{} of {} listings differ from the cloud and are not repaired yet: {}. {}",
        left.len(),
        found.compared,
        ids.join(", "),
        why.message
    );
    let details = json!({"compared": found.compared, "differed": found.repaired, "unrepaired": left});
    Failure { details: Some(("check", details)), ..Failure::partly(why.code, message) }
}

/// What a check came to, for people.
pub async fn text(client: &Client, found: &DataCheck) -> Result<String, ClientError> {
    if found.repaired.is_empty() {
        return Ok(format!("{} listings compared; this device and the cloud hold the same", found.compared));
    }
    let listings = client.list_drafts(Some(&found.repaired)).await?;
    let title = |id: &DraftId| {
        let listing = listings.iter().find(|listing| listing.id == *id);
        plain(listing.and_then(|listing| listing.title.as_deref()).unwrap_or("(no title)"))
    };
    let mut lines: Vec<_> = found.repaired.iter().map(|id| format!("differed: {id}  {}", title(id))).collect();
    lines.push(format!(
        "{} listings compared, {} differed and {} repaired; this device and the cloud hold the same",
        found.compared,
        found.repaired.len(),
        if found.repaired.len() == 1 { "is" } else { "are" }
    ));
    Ok(lines.join("\n"))
}
