//! A little state beside the drafts: who this device is, how far it has read, who is signed in. Values are JSON.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Store, StoreError, Writing};

impl Store {
    /// A stored value; `None` if it was never set, or a newer version wrote what this one cannot read.
    pub async fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let text: Option<String> =
            sqlx::query_scalar("SELECT value FROM meta WHERE key = ?").bind(key).fetch_optional(&self.reader).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Stores a value at once.
    pub async fn set_meta<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        writing.set_meta(key, value).await?;
        writing.commit().await
    }
}

impl Writing {
    /// Stores a value with the transaction.
    pub async fn set_meta<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key)
        .bind(serde_json::to_string(value)?)
        .execute(&mut *self.transaction)
        .await?;
        Ok(())
    }

    /// Forgets a value with the transaction.
    pub async fn forget_meta(&mut self, key: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM meta WHERE key = ?").bind(key).execute(&mut *self.transaction).await?;
        Ok(())
    }
}
