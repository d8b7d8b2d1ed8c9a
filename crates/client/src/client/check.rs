//! "Check my data": compares what this device holds of each listing with what the cloud holds, and repairs what differs.
//! The one rule: it never touches what was not sent.

use lagoon_sync::{engine::Event, view::DataCheck};

use super::{Client, Message};
use crate::ClientError;

impl Client {
    /// Compares every listing by its hash. What differs is fetched whole and merged: what this device lacks comes, what the
    /// cloud lost goes up again. The chip says so until it is done.
    pub async fn check_data(&self) -> Result<DataCheck, ClientError> {
        let (session, token) = self.signed_in().await?;
        let there = self.shared.http.hashes(&session.server_url, &token).await?;
        let here = self.shared.store.receipts(&session.account()).await?;
        let mut repaired = vec![];
        for (id, hash) in &there {
            if here.get(id) != Some(hash) {
                repaired.push(*id);
            }
        }
        for id in here.keys().filter(|id| !there.contains_key(*id)) {
            repaired.push(*id);
        }
        for id in &repaired {
            tracing::warn!(draft = %id, "this device and the cloud do not hold the same");
            self.tell(Message::Engine(Event::Refetch(*id)));
        }
        let compared = there.len() + here.keys().filter(|id| !there.contains_key(*id)).count();
        Ok(DataCheck { compared: u32::try_from(compared).unwrap_or(u32::MAX), repaired })
    }
}
