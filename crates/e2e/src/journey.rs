//! Ways through the app that many tests take: signing in, starting a listing, opening a step.

use std::time::Duration;

use anyhow::Result;
use fantoccini::key::Key;

use crate::{
    Device,
    server::{PASSWORD, Person},
    waits::{A_LONG_WHILE, IN_A_WHILE, until},
};

impl Device {
    /// Fills in the sign-in form and sends it.
    pub async fn try_to_sign_in(&self, email: &str, password: &str, server: &str) -> Result<()> {
        if !self.shows("sign-in-email").await? {
            self.tap("sign-in-open").await?;
        }
        self.fill("sign-in-email", email).await?;
        self.fill("sign-in-password", password).await?;
        self.fill("sign-in-server", server).await?;
        self.tap("sign-in-submit").await
    }

    /// Signs somebody in at the server that the form offers, and waits until the cloud has everything.
    pub async fn sign_in(&self, person: Person) -> Result<()> {
        let server = self.profile.server_url.clone();
        self.try_to_sign_in(person.email, PASSWORD, &server).await?;
        self.see("search").await?;
        self.see_saved(IN_A_WHILE).await
    }

    /// Starts a listing and opens one of its steps; returns its id.
    pub async fn new_listing(&self, step: &str) -> Result<String> {
        self.tap("new-listing").await?;
        self.see("wizard-hub").await?;
        let draft = self.newest_draft().await?;
        self.tap(&format!("step-{step}")).await?;
        Ok(draft)
    }

    /// Goes back to the list and opens a step of a listing of it.
    pub async fn open_listing(&self, draft: &str, step: &str) -> Result<()> {
        self.open(draft).await?;
        if self.shows("open-hub").await? {
            self.tap("open-hub").await?;
        }
        self.tap(&format!("step-{step}")).await
    }

    /// Opens a listing of the list, where it was left.
    pub async fn open(&self, draft: &str) -> Result<()> {
        let row = format!("[data-draft-id=\"{draft}\"] [data-testid=\"open-listing\"]");
        let what = format!("the list has {draft}");
        let look = async || Ok(self.window.find_all(fantoccini::Locator::Css(&row)).await?.len());
        crate::until(&what, IN_A_WHILE, look, |found| *found == 1).await?;
        self.tap_by(&row).await?;
        self.see("back-to-listings").await
    }

    /// Presses a key where the focus is.
    pub async fn press_key(&self, key: Key) -> Result<()> {
        Ok(self.window.active_element().await?.send_keys(&char::from(key).to_string()).await?)
    }

    /// Leaves the field that has the focus.
    pub async fn leave_field(&self) -> Result<()> {
        self.run("document.activeElement.blur()", vec![]).await.map(|_| ())
    }

    /// Opens the page that shows every component, as Ctrl+Alt+G does.
    pub async fn open_gallery(&self) -> Result<()> {
        let press =
            "window.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyG', key: 'g', ctrlKey: true, altKey: true}))";
        self.run(press, vec![]).await?;
        self.see("gallery").await
    }

    /// Waits until the next try is so far away that whatever is sent sooner was not sent by it.
    pub async fn see_a_long_wait(&self) -> Result<()> {
        let ask = "const done = arguments[0];
             window.__TAURI_INTERNALS__.invoke('read_sync_panel').then(panel => done(panel.nextTryIn), () => done(null));";
        let next_try = async || Ok(self.window.execute_async(ask, vec![]).await?.as_i64().unwrap_or(0));
        until("the next try is far away", A_LONG_WHILE, next_try, |millis| *millis > 5_000).await?;
        Ok(())
    }

    /// Waits until the chip says that the cloud has everything.
    pub async fn see_saved(&self, within: Duration) -> Result<()> {
        self.see_chip("synced", "Saved to Cloud", within).await.map(|_| ())
    }
}
