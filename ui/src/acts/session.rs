//! Acts on the session: sign in and out, the cloud chip's panel, and whatever else opens over the screen.

use dioxus::prelude::*;
use lagoon_sync::status::SignIn;

use super::{focus_soon, give_back_soon, run};
use crate::{
    account::words as said,
    ipc::{self, Answer, Credentials},
    listings::stale::Stale,
    platform,
    state::{App, Overlay, Screen, prelude::*},
};

/// An open panel's ages and waiting times are read again this often.
const PANEL_MILLIS: i64 = 1_000;

impl App {
    /// Reads who is signed in.
    pub fn read_account(self) {
        let mut account = self.session.account();
        run(async move {
            if let Ok(answer) = ipc::read_account().await
                && *account.peek() != answer
            {
                account.set(answer);
            }
        });
    }

    /// Somebody signed in or out, perhaps in another window.
    pub fn follow_account(self) {
        run(async move {
            let Ok(now) = ipc::read_account().await else { return };
            let mut account = self.session.account();
            let before = account.peek().clone();
            if before == now {
                return;
            }
            let left = before.sign_in != SignIn::Never && before.user_id != now.user_id && before.user_id.is_some();
            account.set(now);
            if left {
                self.forget_account();
                self.show_listings();
            }
            self.read_people();
            self.read_notices();
            self.read_whole_list_again();
            self.read_open_again();
        });
    }

    /// Opens another window on the same listings.
    pub fn open_window(self) {
        self.close_overlay();
        run(async move {
            if let Err(error) = ipc::open_window().await {
                self.tell(error.message);
            }
        });
    }

    /// Shows the sign-in form.
    pub fn show_sign_in(self) {
        let (mut screen, mut problem) = (self.shown.screen(), self.session.sign_in_problem());
        problem.set(None);
        self.send_now();
        self.close_overlay();
        // What was written since the last reading is offered to whoever signs in.
        self.read_account();
        screen.set(Screen::SignIn);
        let known = self.session.account().peek().email.is_some();
        focus_soon(if known { "sign-in-password" } else { "sign-in-email" }.into());
    }

    /// Signs in, whether or not the form is still there when the answer comes. On success the list is shown and fills in
    /// behind; somebody who went on writing meanwhile stays where they are.
    pub fn sign_in(self, credentials: Credentials) {
        let (mut account, mut asking, mut problem) =
            (self.session.account(), self.session.signing_in(), self.session.sign_in_problem());
        if asking.replace(true) {
            return;
        }
        problem.set(None);
        run(async move {
            match ipc::sign_in(&credentials).await {
                Ok(signed_in) => {
                    let before = account.peek().user_id;
                    let another = before.is_some() && before != signed_in.user_id;
                    account.set(signed_in);
                    self.list.stale().set(Stale::Everything);
                    if another {
                        // Nothing of whoever was here before is shown to them.
                        self.forget_account();
                    }
                    self.read_people();
                    self.read_notices();
                    let writes_on =
                        !another && *self.shown.screen().peek() == Screen::Wizard && credentials.claim_drafts;
                    if writes_on { self.read_open_again() } else { self.show_listings() }
                }
                Err(error) if *self.shown.screen().peek() == Screen::SignIn => problem.set(Some(error.into())),
                Err(error) => self.tell(error.message),
            }
            asking.set(false);
        });
    }

    /// Asks before signing out, and says what that does to what is on this device.
    pub fn ask_to_sign_out(self) {
        run(async move {
            self.stored().await;
            // Read first: the question says other things when something waits.
            self.read_panel_now().await;
            self.open_overlay(Overlay::SignOut, "sign-out-stay");
        });
    }

    /// Signs out; asks again when work would be lost that nobody spoke of.
    pub fn sign_out(self, discard_unsent: bool) {
        run(async move {
            self.stored().await;
            if !discard_unsent && !self.sending.outbox().peek().is_empty() {
                self.ask_to_sign_out();
                return;
            }
            match ipc::sign_out(discard_unsent).await {
                Ok(()) => {
                    self.close_overlay();
                    self.forget_account();
                    // Before the event that says so to every window is followed here as well.
                    let mut account = self.session.account();
                    account.write().sign_in = SignIn::Never;
                    self.read_account();
                    self.show_listings();
                    // A server that cannot be told goes on accepting a sign-in that this device has forgotten.
                    if let Ok(false) = ipc::finish_signing_out().await {
                        self.inform(said::server_not_told());
                    }
                }
                Err(error) if error.code == "unsentWork" => self.ask_to_sign_out(),
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Opens the chip's panel, or closes it.
    pub fn toggle_panel(self) {
        if *self.shown.overlay().peek() == Some(Overlay::Panel) {
            self.close_overlay();
            return;
        }
        self.open_overlay(Overlay::Panel, "chip-panel");
        // What is to review is named by titles, and the list may be older than the wizard.
        self.read_list();
    }

    /// Keeps an open panel's ages and waiting times true, until whoever asked goes away.
    pub async fn keep_panel_fresh(self) {
        loop {
            self.read_panel_now().await;
            platform::sleep(PANEL_MILLIS).await;
        }
    }

    /// Opens the account menu, or closes it.
    pub fn toggle_account_menu(self) {
        if *self.shown.overlay().peek() == Some(Overlay::AccountMenu) {
            self.close_overlay();
        } else {
            self.open_overlay(Overlay::AccountMenu, "account-panel");
        }
    }

    /// Opens something over the screen and gives it the focus.
    pub fn open_overlay(self, overlay: Overlay, focus: &str) {
        let (mut current, mut before) = (self.shown.overlay(), self.shown.focus_before());
        if current.peek().is_none() {
            before.set(platform::focused().filter(|_| !platform::focus_is_nowhere()));
        }
        current.set(Some(overlay));
        focus_soon(focus.into());
    }

    /// Closes what lies over the screen and gives focus back to what opened it.
    pub fn close_overlay(self) {
        let (mut overlay, mut before) = (self.shown.overlay(), self.shown.focus_before());
        let closed = overlay.write().take();
        let had_focus = before.write().take();
        match closed {
            Some(Overlay::Panel) => focus_soon("cloud-chip".into()),
            Some(Overlay::AccountMenu | Overlay::SignOut) => focus_soon("account-menu".into()),
            Some(Overlay::Export | Overlay::Shortcuts | Overlay::Delete) => give_back_soon(had_focus),
            Some(Overlay::Pasted) => {
                self.told.pasted().set(None);
                // What opened it is gone.
                focus_soon("wizard-title".into());
            }
            None => {}
        }
    }

    /// Reads what the panel says.
    pub fn read_panel(self) {
        run(self.read_panel_now());
    }

    async fn read_panel_now(self) {
        let mut panel = self.sending.panel();
        if let Ok(answer) = ipc::read_sync_panel().await
            && panel.peek().as_ref() != Some(&answer)
        {
            panel.set(Some(answer));
        }
    }

    /// Tries to sync now.
    pub fn retry_sync(self) {
        self.store_again();
        self.after(async move {
            self.stored().await;
            ipc::retry_sync().await
        });
    }

    /// Pauses sync until the person resumes it.
    pub fn pause_sync(self) {
        self.after(ipc::pause_sync());
    }

    /// Goes on syncing.
    pub fn resume_sync(self) {
        self.after(ipc::resume_sync());
    }

    fn after(self, command: impl Future<Output = Answer<()>> + 'static) {
        run(async move {
            if let Err(error) = command.await {
                self.tell(error.message);
            }
            self.read_panel_now().await;
        });
    }
}
