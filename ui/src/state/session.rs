//! Who is signed in, and how signing in goes.

use dioxus::prelude::*;
use lagoon_sync::{status::SignIn, view::Account};

/// The session.
#[derive(Default, Store)]
pub struct Session {
    /// Who is signed in.
    pub account: Account,
    /// How often everything that belonged to somebody was forgotten: a reading from before is of another account.
    pub account_epoch: u32,
    /// The server is being asked to sign somebody in.
    pub signing_in: bool,
    /// Why it did not.
    pub sign_in_problem: Option<crate::sign_in::Problem>,
    /// The notice about this device was read and closed.
    pub notice_closed: bool,
}

#[store(pub)]
impl<Lens> Store<Session, Lens> {
    /// Whether somebody is signed in.
    fn is_signed_in(&self) -> bool {
        self.account().read().sign_in == SignIn::Active
    }
}
