//! What the team's people are called. The device keeps the names, so that a history reads the same without a network.

use std::collections::BTreeMap;

use lagoon_listing::UserId;
use lagoon_store::AccountKey;
use lagoon_sync::view::Person;

use super::Client;
use crate::ClientError;

impl Client {
    /// The names that this device knows; nobody's before the first sign-in.
    pub async fn list_people(&self) -> Result<Vec<Person>, ClientError> {
        let account = self.current().await.account;
        let known: Option<BTreeMap<UserId, String>> = self.shared.store.meta(&people_key(&account)).await?;
        Ok(known.unwrap_or_default().into_iter().map(|(id, name)| Person { id, name }).collect())
    }

    /// Asks the server for the names, keeps them, and tells them.
    pub async fn refresh_people(&self) -> Result<Vec<Person>, ClientError> {
        let account = self.current().await.account;
        let (session, token) = self.signed_in().await?;
        let people = self.shared.http.people(&session.server_url, &token).await?;
        let known: BTreeMap<UserId, &str> = people.iter().map(|person| (person.id, person.name.as_str())).collect();
        // Somebody who signed out meanwhile leaves nothing behind.
        let _not_while_signing = self.signing.lock().await;
        if self.current().await.account == account {
            self.shared.store.set_meta(&people_key(&account), &known).await?;
        }
        Ok(people)
    }
}

pub(super) fn people_key(account: &AccountKey) -> String {
    format!("people {}", account.as_str())
}
