//! What syncing costs: how much data was used, and doing without the connection that brings news at once.

use lagoon_sync::view::{DataUsed, SaveData};

use super::Client;
use crate::{ClientError, driver::Message};

/// Under which name it is kept when data is saved.
pub(crate) const SAVE_DATA: &str = "save data";

impl Client {
    /// What this device sent and received this month.
    pub async fn data_used(&self) -> Result<DataUsed, ClientError> {
        let shared = &self.shared;
        Ok(shared.http.meter().used(&shared.store, shared.now().wall).await?)
    }

    /// When this device saves data.
    pub async fn save_data(&self) -> Result<SaveData, ClientError> {
        Ok(self.shared.store.meta(SAVE_DATA).await?.unwrap_or_default())
    }

    /// Chooses when this device saves data: from now on, and after a restart.
    pub async fn set_save_data(&self, save_data: SaveData) -> Result<(), ClientError> {
        let kept = self.shared.store.set_meta(SAVE_DATA, &save_data).await;
        self.told(None, kept)?;
        self.tell(Message::SaveData(save_data));
        Ok(())
    }

    /// What the operating system says of the connection: whether it is paid by what it carries.
    pub fn report_metered(&self, metered: bool) {
        self.tell(Message::Metered(metered));
    }
}
