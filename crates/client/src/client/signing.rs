//! Signing in and out. The one rule: a token and unsent work belong to one account, and no other ever uses or loses them.

use std::{
    sync::{Arc, PoisonError, atomic::Ordering},
    time::Duration,
};

use lagoon_store::AccountKey;
use lagoon_sync::{
    DeviceId, InstallId,
    status::{SignIn, Tone},
    view::Account,
};
use lagoon_words::tr;
use tokio::{sync::oneshot, time::timeout};

use super::{Client, people::people_key};
use crate::{
    ClientError, SecretStore,
    account::{Current, Session},
    driver::{Message, synced_key},
    exchange::cursor_key,
    http::parse_server_url,
};

/// A secret store that does not answer within this time is waited for in the background.
const SECRETS_ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Where the address of the last server is kept: whoever signs out signs in there again, and it is nobody's secret.
const SERVER: &str = "server";

impl Client {
    /// Reads the token of who was signed in. A secret store that asks a person first does not hold up the start: until it
    /// answers, this device works like one whose sign-in was lost.
    pub(super) async fn load_token(&self, account: &AccountKey) {
        let name = token_name(self.shared.vault, account);
        let mut loading = tokio::spawn(with_secrets(self.secrets.clone(), move |secrets| secrets.load(&name)));
        if let Ok(loaded) = timeout(SECRETS_ANSWER_WITHIN, &mut loading).await {
            self.shared.current.write().await.token = loaded.ok().flatten().flatten();
            return;
        }
        tracing::warn!("the secret store does not answer; it is waited for behind the window");
        let (client, account) = (self.clone(), account.clone());
        tokio::spawn(async move {
            let Some(token) = loading.await.ok().flatten().flatten() else { return };
            let _one_at_a_time = client.signing.lock().await;
            let mut current = client.shared.current.write().await;
            if current.account == account && current.token.is_none() {
                current.token = Some(token);
                drop(current);
                client.tell(Message::AccountChanged);
            }
        });
    }

    /// Who is signed in.
    pub async fn read_account(&self) -> Result<Account, ClientError> {
        let Current { session, token, .. } = self.current().await;
        let sign_in = match (&session, &token) {
            (None, _) => SignIn::Never,
            (Some(_), Some(_)) => SignIn::Active,
            (Some(_), None) => SignIn::Lost,
        };
        let no_secrets = (!self.secrets.is_durable()).then(|| {
            tr!("This device has no place for secrets: you will have to sign in again after a restart.").to_owned()
        });
        let clock = self.shared.clock_wrong.read().unwrap_or_else(PoisonError::into_inner).clone();
        let outdated = self.shared.outdated.read().unwrap_or_else(PoisonError::into_inner).clone();
        let notice = no_secrets.into_iter().chain(clock).chain(outdated).reduce(|both, more| format!("{both} {more}"));
        let known = session.as_ref();
        Ok(Account {
            sign_in,
            server_url: match known {
                Some(session) => session.server_url.clone(),
                None => self.shared.store.meta(SERVER).await?.unwrap_or_else(|| self.config.default_server_url.clone()),
            },
            email: known.map(|session| session.email.clone()),
            name: known.map(|session| session.name.clone()),
            team: known.map(|session| session.team.clone()),
            user_id: known.map(|session| session.user_id),
            team_id: known.map(|session| session.team_id),
            device: Some(DeviceId(self.shared.device.load(Ordering::SeqCst))),
            unclaimed_drafts: self.shared.store.count_unclaimed().await?,
            device_name: self.config.device_name.clone(),
            save_data: self.save_data().await?,
            notice,
        })
    }

    /// Signs in. With `claim_drafts`, what was written on this device before any sign-in goes to this account.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        server_url: &str,
        claim_drafts: bool,
    ) -> Result<Account, ClientError> {
        let _one_at_a_time = self.signing.lock().await;
        let server_url = parse_server_url(server_url)?;
        let new = self.shared.http.sign_in(&server_url, email.trim(), password, &self.config.device_name).await?;
        let session = Session {
            server_url,
            user_id: new.user_id,
            team_id: new.team_id,
            email: new.email,
            name: new.name,
            team: new.team,
        };
        let account = session.account();
        self.halt().await?;
        let saved = async {
            let mut writing = self.shared.store.write().await?;
            writing.set_meta("session", &session).await?;
            writing.set_meta(SERVER, &session.server_url).await?;
            if claim_drafts {
                writing.claim_drafts(&account).await?;
            }
            writing.commit().await
        };
        let saved = self.told(None, saved.await);
        let mut before = None;
        if saved.is_ok() {
            let now = Current { account: account.clone(), session: Some(session), token: Some(new.token.clone()) };
            before = Some(std::mem::replace(&mut *self.shared.current.write().await, now));
        }
        self.tell(Message::AccountChanged);
        saved?;
        let (name, token) = (token_name(self.shared.vault, &account), new.token);
        let is_kept = self.with_secrets_soon(move |secrets| secrets.save(&name, &token)).await;
        if let Some(before) = before.filter(|before| before.session.is_some()) {
            let is_another = before.account != account;
            if is_another {
                self.forget_token(&before.account).await;
            }
            // Otherwise the next start finds the token of before, and it has to be good.
            if is_kept || is_another {
                self.bid_farewell(before).await;
            }
        }
        self.read_account().await
    }

    /// Signs out and removes the account's listings from this device. Refuses while something is unsent, unless told to
    /// discard it.
    pub async fn sign_out(&self, discard_unsent: bool) -> Result<(), ClientError> {
        let _one_at_a_time = self.signing.lock().await;
        self.halt().await?;
        let signed_out = self.remove_account(discard_unsent).await;
        self.tell(Message::AccountChanged);
        signed_out
    }

    async fn remove_account(&self, discard_unsent: bool) -> Result<(), ClientError> {
        let current = self.current().await;
        if current.session.is_none() {
            return Ok(());
        }
        let removed = async {
            let mut writing = self.shared.store.write().await?;
            // Counted where it is removed: an edit between the two would be lost unasked.
            let unsent = writing.count_unsent(&current.account).await?;
            // Red: something that was typed, perhaps in another window, could not even be stored.
            let unsaved = u32::from(self.status().tone == Tone::Red);
            if unsent.max(unsaved) > 0 && !discard_unsent {
                return Ok(Err(ClientError::UnsentWork(unsent.max(unsaved))));
            }
            writing.remove_account(&current.account).await?;
            writing.forget_meta("session").await?;
            writing.forget_meta(&cursor_key(&current.account)).await?;
            writing.forget_meta(&synced_key(&current.account)).await?;
            writing.forget_meta(&people_key(&current.account)).await?;
            writing.commit().await?;
            Ok(Ok(()))
        };
        self.told(None, removed.await)??;
        *self.shared.current.write().await = Current::nobody();
        self.forget_token(&current.account).await;
        self.bid_farewell(current).await;
        Ok(())
    }

    /// Tells a server, beside everything else, that a sign-in is over. If it cannot be told now it never is: the token is
    /// forgotten, because a device that somebody signed out of must not hold what opens their account. Nobody can use such a
    /// sign-in any more, and the server ends it for want of use.
    async fn bid_farewell(&self, ended: Current) {
        let Some((session, token)) = ended.session.zip(ended.token) else { return };
        let http = self.shared.http.clone();
        let mut farewells = self.farewells.lock().await;
        farewells.spawn(async move { http.sign_out(&session.server_url, &token).await });
    }

    async fn forget_token(&self, account: &AccountKey) {
        let name = token_name(self.shared.vault, account);
        self.with_secrets_soon(move |secrets| secrets.forget(&name)).await;
    }

    /// Asks the secret store, and goes on without its answer when it asks a person first. Answers whether it is done.
    async fn with_secrets_soon(
        &self,
        act: impl FnOnce(&dyn SecretStore) -> Result<(), String> + Send + 'static,
    ) -> bool {
        let asking = tokio::spawn(with_secrets(self.secrets.clone(), act));
        let Ok(done) = timeout(SECRETS_ANSWER_WITHIN, asking).await else {
            tracing::warn!("the secret store does not answer yet");
            return false;
        };
        done.is_ok_and(|done| done.is_some())
    }

    async fn halt(&self) -> Result<(), ClientError> {
        let (ask, answer) = oneshot::channel();
        self.tell(Message::Halt(ask));
        answer.await.map_err(|_| ClientError::Closing)
    }
}

/// A token is kept under the account it belongs to, so that none is ever used for another's drafts.
fn token_name(vault: InstallId, account: &AccountKey) -> String {
    format!("{vault} {}", account.as_str())
}

/// Secret stores block, and some start a runtime of their own: they get a thread.
async fn with_secrets<T: Send + 'static>(
    secrets: Arc<dyn SecretStore>,
    act: impl FnOnce(&dyn SecretStore) -> Result<T, String> + Send + 'static,
) -> Option<T> {
    match tokio::task::spawn_blocking(move || act(&*secrets)).await {
        Ok(Ok(value)) => Some(value),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the secret store failed: the sign-in lasts until the app closes");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "the secret store broke off");
            None
        }
    }
}
