//! Everything the page remembers, as signals: what components read and what the acts change.
//!
//! The one rule: the device's store is the truth; what is here can be read again at any time, save the outbox.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use lagoon_listing::{DraftId, UserId};
use lagoon_sync::{
    status::SyncStatus,
    view::{Account, SyncPanel},
    wire::Notice,
};

use crate::{
    acts::{Change, Past, Restored},
    ipc::{Preferences, Theme},
    listings::{book::Book, filter::Filter, sort::Sort},
    open_draft::{Caret, OpenDraft},
    outbox::Outbox,
    pasted::Offer,
    platform,
    wizard::place::Place,
};

/// Which screen is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// All listings.
    #[default]
    Listings,
    /// The open listing.
    Wizard,
    /// The open listing's history.
    History,
    /// The sign-in form.
    SignIn,
    /// Settings.
    Settings,
    /// Every component in every state.
    #[cfg(any(test, feature = "gallery"))]
    Gallery,
}

/// What lies over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The cloud chip's panel.
    Panel,
    /// Account and theme.
    AccountMenu,
    /// "Sign out?": stay, sign out, or, with work that is not sent yet, send it or discard it.
    SignOut,
    /// How the listings are written to a file.
    Export,
    /// What the keys do.
    Shortcuts,
    /// What was found in a pasted text.
    Pasted,
    /// "Some of these are published": keep them, or delete them all.
    Delete,
}

impl Overlay {
    /// Whether nothing below it can be used until it is closed.
    pub fn is_modal(self) -> bool {
        matches!(self, Self::SignOut | Self::Export | Self::Shortcuts | Self::Pasted | Self::Delete)
    }
}

/// A message across the top, until it is dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What happened and what to do.
    pub text: String,
    /// Whether "Try again" sends the outbox again.
    pub retry: bool,
}

/// Listings that were just deleted and can still be brought back with one tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted {
    /// The drafts.
    pub ids: Vec<DraftId>,
    /// The title of the one, or how many there are.
    pub title: String,
    /// How many of them were public.
    pub published: usize,
    /// Tells this deletion from a later one of the same drafts.
    pub at: i64,
}

/// The page's memory. Copies all point at the same signals.
#[derive(Clone, Copy)]
pub struct App {
    /// The screen.
    pub screen: Signal<Screen>,
    /// What lies over it.
    pub overlay: Signal<Option<Overlay>>,
    /// All listings, deleted ones included; `None` until the first answer.
    pub drafts: Signal<Option<Book>>,
    /// The listings that are shown, in their order: it changes only when the person does something.
    pub arranged: Signal<Vec<DraftId>>,
    /// The next reading of the list puts it in order.
    pub arrange_next: Signal<bool>,
    /// A reading of the list is under way.
    pub reading_list: Signal<bool>,
    /// How often everything that belonged to somebody was forgotten: a reading from before is of another account.
    pub account_epoch: Signal<u32>,
    /// The list changed while it was being read.
    pub read_list_again: Signal<bool>,
    /// A new listing is being made.
    pub creating: Signal<bool>,
    /// What the list shows.
    pub filter: Signal<Filter>,
    /// In what order.
    pub sort: Signal<Sort>,
    /// The listing of the list that had the focus last.
    pub cursor: Signal<Option<DraftId>>,
    /// The list has the focus.
    pub in_list: Signal<bool>,
    /// The listings that are chosen, while several are being chosen.
    pub selection: Signal<Option<BTreeSet<DraftId>>>,
    /// What the list is searched for.
    pub search: Signal<String>,
    /// The deletion that can be undone.
    pub deleted: Signal<Option<Deleted>>,
    /// Listings that are just being deleted (`true`) or restored (`false`): what is read meanwhile may not know of it yet.
    pub deleting: Signal<BTreeMap<DraftId, bool>>,
    /// The open listing.
    pub open: Signal<Option<OpenDraft>>,
    /// Where in each listing its wizard was left.
    pub places: Signal<BTreeMap<DraftId, Place>>,
    /// The field of each listing in which somebody wrote last, by its id, until they go to another place.
    pub fields: Signal<BTreeMap<DraftId, String>>,
    /// Listings that somebody asked to check: from then on problems are shown beside the fields.
    pub checked: Signal<BTreeSet<DraftId>>,
    /// The text field that has the focus.
    pub caret: Signal<Option<Caret>>,
    /// What the person has to be told of, newest first, of all listings.
    pub notices: Signal<Vec<Notice>>,
    /// What the team's people are called.
    pub people: Signal<BTreeMap<UserId, String>>,
    /// When the server was last asked for their names, on the steady clock.
    pub people_asked_at: Signal<Option<i64>>,
    /// The history of the open listing, while it is shown.
    pub past: Signal<Past>,
    /// What was given back last and can be taken back.
    pub restored: Signal<Option<Restored>>,
    /// Edits that are not stored yet.
    pub outbox: Signal<Outbox>,
    /// When a key was last typed, on the steady clock.
    pub typed_at: Signal<i64>,
    /// The state of sync, undamped.
    pub status: Signal<SyncStatus>,
    /// What the chip's panel says, while it is open.
    pub panel: Signal<Option<SyncPanel>>,
    /// Who is signed in.
    pub account: Signal<Account>,
    /// The server is being asked to sign somebody in.
    pub signing_in: Signal<bool>,
    /// Why it did not.
    pub sign_in_problem: Signal<Option<crate::sign_in::Problem>>,
    /// The notice about this device was read and closed.
    pub notice_closed: Signal<bool>,
    /// Light or dark.
    pub theme: Signal<Theme>,
    /// What is remembered of this device's person.
    pub preferences: Signal<Preferences>,
    /// What was changed before the stored ones were read; `None`: they have been.
    pub early_preferences: Signal<Option<Vec<Change>>>,
    /// The preferences are being written.
    pub writing_preferences: Signal<bool>,
    /// They changed while they were being written.
    pub write_preferences_again: Signal<bool>,
    /// Something that went well, said until it is closed.
    pub informed: Signal<Option<String>>,
    /// What a pasted text said, until it was reviewed or closed.
    pub pasted: Signal<Option<Offer>>,
    /// What screen readers are to say now, and how often something was.
    pub spoken: Signal<(u32, &'static str)>,
    /// What had the focus before something was opened over the screen.
    pub focus_before: Signal<Option<platform::Element>>,
    /// Where "Back" leads from the settings.
    pub before_settings: Signal<Screen>,
    /// The message across the top.
    pub message: Signal<Option<Message>>,
    /// The page's width in CSS pixels.
    pub width: Signal<f64>,
    /// The size of the page's text in CSS pixels.
    pub rem: Signal<f64>,
}

impl App {
    /// Makes the memory; it belongs to the calling component and lives as long.
    pub fn new() -> Self {
        Self {
            screen: Signal::default(),
            overlay: Signal::new(None),
            drafts: Signal::new(None),
            arranged: Signal::default(),
            arrange_next: Signal::new(false),
            reading_list: Signal::new(false),
            account_epoch: Signal::new(0),
            read_list_again: Signal::new(false),
            creating: Signal::new(false),
            filter: Signal::default(),
            sort: Signal::default(),
            cursor: Signal::new(None),
            in_list: Signal::new(false),
            selection: Signal::new(None),
            search: Signal::default(),
            deleted: Signal::new(None),
            deleting: Signal::default(),
            open: Signal::new(None),
            places: Signal::default(),
            fields: Signal::default(),
            checked: Signal::default(),
            caret: Signal::new(None),
            notices: Signal::default(),
            people: Signal::default(),
            people_asked_at: Signal::new(None),
            past: Signal::default(),
            restored: Signal::new(None),
            outbox: Signal::default(),
            typed_at: Signal::new(0),
            status: Signal::default(),
            panel: Signal::new(None),
            account: Signal::default(),
            signing_in: Signal::new(false),
            sign_in_problem: Signal::new(None),
            notice_closed: Signal::new(false),
            theme: Signal::default(),
            preferences: Signal::default(),
            early_preferences: Signal::new(Some(vec![])),
            writing_preferences: Signal::new(false),
            write_preferences_again: Signal::new(false),
            informed: Signal::new(None),
            pasted: Signal::new(None),
            spoken: Signal::new((0, "")),
            focus_before: Signal::new(None),
            before_settings: Signal::default(),
            message: Signal::new(None),
            width: Signal::new(platform::width()),
            rem: Signal::new(platform::rem()),
        }
    }

    /// Shows a message. While something is not stored, it keeps the button that tries again.
    pub fn tell(&self, text: impl Into<String>) {
        let mut message = self.message;
        message.set(Some(Message { text: text.into(), retry: !self.outbox.peek().is_empty() }));
    }

    /// Says that something went well.
    pub fn inform(&self, text: impl Into<String>) {
        let mut informed = self.informed;
        informed.set(Some(text.into()));
    }

    /// Somebody goes elsewhere: what was said of where they were is over.
    pub fn informed_enough(&self) {
        let mut informed = self.informed;
        if informed.peek().is_some() {
            informed.set(None);
        }
    }

    /// Lets screen readers say something at once.
    pub fn speak(&self, text: &'static str) {
        let mut spoken = self.spoken;
        let count = spoken.peek().0;
        spoken.set((count.wrapping_add(1), text));
    }

    /// Forgets everything that belonged to whoever was signed in.
    pub fn forget_account(mut self) {
        self.account_epoch += 1;
        self.drafts.set(None);
        self.arranged.set(Vec::new());
        self.cursor.set(None);
        self.selection.set(None);
        self.informed.set(None);
        self.search.set(String::new());
        self.deleted.set(None);
        self.deleting.set(BTreeMap::new());
        self.open.set(None);
        self.places.set(BTreeMap::new());
        self.fields.set(BTreeMap::new());
        self.checked.set(BTreeSet::new());
        self.caret.set(None);
        self.notices.set(Vec::new());
        self.people.set(BTreeMap::new());
        self.people_asked_at.set(None);
        self.past.set(Past::default());
        self.pasted.set(None);
        self.restored.set(None);
        self.outbox.set(Outbox::default());
        self.panel.set(None);
        self.message.set(None);
    }

    /// Marks the account that a reading is of: asks later whether it is still that one.
    pub fn reading(self) -> impl Fn() -> bool {
        let epoch = *self.account_epoch.peek();
        move || *self.account_epoch.peek() == epoch
    }

    /// The place of the open listing's wizard.
    pub fn place(&self) -> Place {
        let id = self.open.read().as_ref().map(OpenDraft::id);
        id.and_then(|id| self.places.read().get(&id).copied()).unwrap_or_default()
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
