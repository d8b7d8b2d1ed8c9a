//! Listings of this device as the text of a file.

use lagoon_listing::DraftId;
use lagoon_store::StoreError;

use super::Client;
use crate::{
    ClientError,
    export::{self, Exported, FileFormat},
};

impl Client {
    /// Some listings of this device as the text of a file. One that went away meanwhile is left out.
    pub async fn export(&self, ids: &[DraftId], format: FileFormat) -> Result<Exported, ClientError> {
        let mut views = Vec::with_capacity(ids.len());
        for id in ids {
            match self.read_draft(*id).await {
                Ok(view) => views.push(view),
                Err(ClientError::Store(StoreError::NoSuchDraft)) => {}
                Err(error) => return Err(error),
            }
        }
        export::write(views, format).map_err(ClientError::NoTable)
    }
}
