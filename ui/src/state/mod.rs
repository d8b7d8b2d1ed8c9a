//! Everything the page remembers, as stores: what components read and what the acts change.
//!
//! The one rule: the device's store is the truth; what is here can be read again at any time, save the outbox. A field is let go of
//! before its neighbour in the same store is written.

mod device;
#[cfg(test)]
mod drawn;
mod list;
mod sending;
mod session;
mod shown;
mod team;
mod told;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;

use crate::{acts::Past, listings::stale::Stale, outbox::Outbox, platform};

use self::prelude::*;
use device::Device;
pub use list::Deleted;
use list::Listings;
use sending::Sending;
use session::Session;
use shown::Shown;
pub use shown::{Overlay, Screen};
use team::Team;
pub use told::Message;
use told::Told;
use writing::Writing;

/// The fields of the stores and what is derived from them, as methods.
pub mod prelude {
    pub use super::{
        device::DeviceStoreExt as _,
        list::{ListingsStoreExt as _, ListingsStoreImplExt as _},
        sending::{SendingStoreExt as _, SendingStoreImplExt as _},
        session::{SessionStoreExt as _, SessionStoreImplExt as _},
        shown::{ShownStoreExt as _, ShownStoreImplExt as _},
        team::{TeamStoreExt as _, TeamStoreImplExt as _},
        told::ToldStoreExt as _,
        writing::{WritingStoreExt as _, WritingStoreImplExt as _},
    };
}

/// A part of the page's memory. Whoever reads a field of it is drawn again when that field changes, and only then.
pub type Room<T> = Store<T, CopyValue<T>>;

/// The page's memory. Copies all point at the same stores.
#[derive(Clone, Copy)]
pub struct App {
    /// What is shown.
    pub shown: Room<Shown>,
    /// The list, and how it is looked at.
    pub list: Room<Listings>,
    /// The open listing, and where in each listing somebody was.
    pub writing: Room<Writing>,
    /// What is on its way.
    pub sending: Room<Sending>,
    /// The session.
    pub session: Room<Session>,
    /// The team, as far as it concerns the person.
    pub team: Room<Team>,
    /// What is being said.
    pub told: Room<Told>,
    /// How the page is liked here.
    pub device: Room<Device>,
}

fn room<T: 'static>(empty: T) -> Room<T> {
    Store::new_maybe_sync(empty)
}

impl App {
    /// Makes the memory; it belongs to the calling component and lives as long.
    pub fn new() -> Self {
        Self {
            shown: room(Shown { width: platform::width(), rem: platform::rem(), ..Shown::default() }),
            list: room(Listings::default()),
            writing: room(Writing::default()),
            sending: room(Sending::default()),
            session: room(Session::default()),
            team: room(Team::default()),
            told: room(Told::default()),
            device: room(Device { early_preferences: Some(vec![]), ..Device::default() }),
        }
    }

    /// Shows a message. While something is not stored, it keeps the button that tries again.
    pub fn tell(&self, text: impl Into<String>) {
        self.told.message().set(Some(Message { text: text.into(), retry: !self.sending.outbox().peek().is_empty() }));
    }

    /// Says that something went well.
    pub fn inform(&self, text: impl Into<String>) {
        self.told.informed().set(Some(text.into()));
    }

    /// Somebody goes elsewhere: what was said of where they were is over.
    pub fn informed_enough(&self) {
        let mut informed = self.told.informed();
        if informed.peek().is_some() {
            informed.set(None);
        }
    }

    /// Lets screen readers say something at once.
    pub fn speak(&self, text: &'static str) {
        let mut spoken = self.told.spoken();
        let count = spoken.peek().0;
        spoken.set((count.wrapping_add(1), text));
    }

    /// Forgets everything that belonged to whoever was signed in.
    pub fn forget_account(self) {
        *self.session.account_epoch().write() += 1;
        self.list.drafts().set(None);
        self.list.stale().set(Stale::Everything);
        self.list.arranged().set(Vec::new());
        self.list.cursor().set(None);
        self.list.selection().set(None);
        self.told.informed().set(None);
        self.list.search().set(String::new());
        self.list.deleted().set(None);
        self.list.deleting().set(BTreeMap::new());
        self.writing.open().set(None);
        self.writing.places().set(BTreeMap::new());
        self.writing.fields().set(BTreeMap::new());
        self.writing.checked().set(BTreeSet::new());
        self.writing.caret().set(None);
        self.team.notices().set(Vec::new());
        self.team.people().set(BTreeMap::new());
        self.team.people_asked_at().set(None);
        self.writing.past().set(Past::default());
        self.told.pasted().set(None);
        self.writing.restored().set(None);
        self.sending.outbox().set(Outbox::default());
        self.sending.panel().set(None);
        self.told.message().set(None);
    }

    /// Marks the account that a reading is of: asks later whether it is still that one.
    pub fn reading(self) -> impl Fn() -> bool {
        let epoch = *self.session.account_epoch().peek();
        move || *self.session.account_epoch().peek() == epoch
    }
}

/// The page's memory, from any component below the root.
pub fn use_app() -> App {
    use_context::<App>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_from_before_a_sign_out_is_of_another_account() {
        fn page() -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                let before = app.reading();
                assert!(before());
                app.forget_account();
                assert!(!before() && app.reading()());
            });
            rsx! {}
        }
        VirtualDom::new(page).rebuild_in_place();
    }
}
