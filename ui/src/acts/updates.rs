//! Acts on the app itself.

use dioxus::prelude::*;

use super::run;
use crate::{
    ipc,
    state::{App, prelude::*},
    words,
};

impl App {
    /// Installs the new version, once what was typed last is stored. The app starts anew; or says why it does not.
    pub fn install_update(self) {
        run(async move {
            self.stored().await;
            if !self.sending.outbox().peek().is_empty() {
                self.tell(words::store_first());
                return;
            }
            if let Err(error) = ipc::install_update().await {
                self.tell(error.message);
            }
        });
    }
}
