//! Acts on the list: read it, start, open, copy, delete and restore listings.
//!
//! The one rule: the order of what is shown changes only when the person does something.

use dioxus::prelude::*;
use lagoon_listing::DraftId;
use lagoon_sync::view::{DraftView, Several};

use super::{focus_soon, run};
use crate::{
    ipc,
    listings::{element_of, stale::Stale, summary, words as said},
    open_draft::{Edits, OpenDraft},
    platform,
    state::{App, Deleted, Screen, prelude::*},
    wizard::place::{self, Place},
    words,
};

/// How long a deletion can be undone from where it was made.
const UNDO_MILLIS: i64 = 10_000;

impl App {
    /// Goes to the list, and sends what was just written.
    pub fn show_listings(self) {
        let (mut screen, mut drafts) = (self.shown.screen(), self.list.drafts());
        if *screen.peek() == Screen::Wizard {
            self.send_now();
            if let (Some(open), Some(book)) = (self.writing.open().peek().as_ref(), drafts.write().as_mut()) {
                summary::refresh(book, open, platform::now());
            }
            // Whoever goes back finds the listing where they left it.
            self.list.cursor().set(self.writing.peek_id());
        }
        self.close_overlay();
        self.informed_enough();
        screen.set(Screen::Listings);
        self.note_place();
        self.arrange();
        // What is written on this device, in another window as well, makes no event.
        self.list.stale().set(Stale::Everything);
        self.read_list_in_order([]);
    }

    /// Starts a listing and opens it.
    pub fn new_listing(self) {
        self.new_listing_and(|| {});
    }

    /// Starts a listing, opens it, and goes on.
    pub fn new_listing_and(self, then: impl FnOnce() + 'static) {
        let mut creating = self.list.creating();
        // A second tap of a double click is not a second listing.
        if creating.replace(true) {
            return;
        }
        run(async move {
            match ipc::create_draft().await {
                Ok(view) => {
                    self.show_wizard(view, Some(Place::Hub), &Edits::new());
                    then();
                }
                Err(error) => self.tell(error.message),
            }
            creating.set(false);
        });
    }

    /// Opens a listing where it was left, in this run of the app or an earlier one.
    pub fn open_listing(self, id: DraftId) {
        // What is typed while the answer is on its way is newer than the answer.
        let edits = self
            .writing
            .open()
            .peek()
            .as_ref()
            .filter(|open| open.id() == id)
            .map(OpenDraft::edits)
            .unwrap_or_default();
        let was_open = self.writing.places().peek().contains_key(&id);
        run(async move {
            if !was_open
                && let Ok(left) = ipc::find_place(id).await
                && !self.writing.places().peek().contains_key(&id)
            {
                self.take_place(id, &left);
            }
            match ipc::open_draft(id).await {
                Ok(view) => self.show_wizard(view, None, &edits),
                Err(error) => self.tell(error.message),
            }
        });
    }

    fn take_place(self, id: DraftId, left: &str) {
        let (mut places, mut fields) = (self.writing.places(), self.writing.fields());
        let (place, field) = place::read_stored(left);
        places.write().insert(id, place);
        if let Some(field) = field {
            fields.write().insert(id, field);
        }
    }

    /// Where the system ends apps that people think of as open: goes back to where they were. If that listing cannot be opened
    /// any more, the list is as good as anything.
    pub(super) fn go_back_to_what_was_open(self) {
        run(async move {
            let Ok(id) = ipc::find_open_listing().await.unwrap_or_default().parse() else { return };
            let left = ipc::find_place(id).await.unwrap_or_default();
            let Ok(view) = ipc::open_draft(id).await else { return };
            let is_untouched = *self.shown.screen().peek() == Screen::Listings && self.shown.overlay().peek().is_none();
            if is_untouched && !view.deleted {
                self.take_place(id, &left);
                self.show_wizard(view, None, &Edits::new());
            }
        });
    }

    fn show_wizard(self, view: DraftView, place: Option<Place>, asked_at: &Edits) {
        let (mut open, mut screen, mut places, mut caret) =
            (self.writing.open(), self.shown.screen(), self.writing.places(), self.writing.caret());
        let id = view.id;
        if let Some(place) = place {
            places.write().insert(id, place);
        }
        let kept = open.peek().as_ref().is_some_and(|shown| shown.id() == view.id);
        caret.set(None);
        if kept {
            // Keystrokes that are not stored yet stay on screen.
            self.take_reading(view, asked_at);
        } else {
            open.set(Some(OpenDraft::reopen(view, &self.sending.outbox().peek())));
        }
        screen.set(Screen::Wizard);
        self.note_place();
        // Whoever left in the middle of a field comes back to it.
        let field = self.writing.fields().peek().get(&id).cloned();
        focus_soon(field.unwrap_or_else(|| "wizard-title".into()));
    }

    /// Starts a copy of a listing: it stands in the list, and is open if the original was.
    pub fn duplicate_listing(self, id: DraftId, title: String) {
        run(async move {
            self.stored().await;
            if self.sending.outbox().peek().holds_any(id) {
                self.tell(words::store_first());
                return;
            }
            match ipc::duplicate_draft(id).await {
                Ok(copy) if *self.shown.screen().peek() == Screen::Listings => {
                    self.list.cursor().set(Some(copy));
                    self.inform(said::duplicated(&title));
                    self.read_list_in_order([copy]);
                    focus_soon(element_of(copy));
                }
                Ok(copy) => {
                    // Whoever copies what they are writing goes on writing where they are.
                    let (mut places, place) = (self.writing.places(), self.writing.place());
                    places.write().insert(copy, place);
                    self.inform(said::duplicated(&title));
                    self.open_listing(copy);
                }
                Err(error) => self.tell(error.message),
            }
        });
    }

    /// Puts listings into the trash; for ten seconds one tap brings them back.
    pub fn delete_listings(self, ids: Vec<DraftId>, title: String) {
        let mut deleted = self.list.deleted();
        let at = platform::now();
        let published = self.count_public(&ids);
        self.mark_deleted(&ids, true);
        deleted.set(Some(Deleted { ids: ids.clone(), title, published, at }));
        run(async move {
            let Several { done: gone, why, .. } = ipc::delete_drafts(&ids).await;
            self.unmark(&ids);
            if let Some(error) = why {
                let still_told = deleted.peek().as_ref().is_some_and(|shown| shown.at == at);
                if still_told {
                    deleted.set((!gone.is_empty()).then(|| Deleted {
                        title: said::deleted(gone.len()),
                        published: self.count_public(&gone),
                        ids: gone,
                        at,
                    }));
                }
                self.tell(error.message);
            }
            self.let_go_of_deletion(at).await;
        });
    }

    /// Takes the way back from a deletion off the page after a while, unless it is another's by then.
    async fn let_go_of_deletion(self, at: i64) {
        let mut deleted = self.list.deleted();
        platform::sleep(UNDO_MILLIS).await;
        if deleted.peek().as_ref().is_some_and(|shown| shown.at == at) {
            deleted.set(None);
        }
    }

    /// Brings listings back from the trash.
    pub fn restore_listings(self, ids: Vec<DraftId>) {
        let mut deleted = self.list.deleted();
        self.mark_deleted(&ids, false);
        if deleted.peek().as_ref().is_some_and(|shown| shown.ids.iter().any(|id| ids.contains(id))) {
            deleted.set(None);
        }
        run(async move {
            let why = ipc::restore_drafts(&ids).await.why;
            self.unmark(&ids);
            if let Some(error) = why {
                self.tell(error.message);
            }
        });
    }

    /// Shows listings as deleted, or no longer, until [`unmark`](Self::unmark) lets the device say it.
    fn mark_deleted(self, ids: &[DraftId], deleted: bool) {
        let (mut drafts, mut deleting) = (self.list.drafts(), self.list.deleting());
        deleting.write().extend(ids.iter().map(|id| (*id, deleted)));
        if let Some(book) = drafts.write().as_mut() {
            for id in ids {
                book.mark_deleted(*id, deleted, platform::now());
            }
        }
        self.arrange();
    }

    /// The device has done what it could: the next reading tells what came of it.
    fn unmark(self, ids: &[DraftId]) {
        let mut deleting = self.list.deleting();
        deleting.write().retain(|id, _| !ids.contains(id));
        self.read_list_in_order(ids.iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use dioxus::core::ScopeId;

    use super::{super::played::settle, *};

    /// Whether a deletion can still be undone so long after it was made; `later`: when another one was made meanwhile.
    fn can_be_undone_after(millis: i64, later: bool) -> bool {
        let mut page = VirtualDom::new(|| rsx! {});
        page.rebuild_in_place();
        let app = page.in_scope(ScopeId::ROOT, || {
            let app = App::new();
            let at = i64::from(later);
            app.list.deleted().set(Some(Deleted { ids: vec![], title: String::new(), published: 0, at }));
            platform::let_pass(millis);
            run(app.let_go_of_deletion(0));
            app
        });
        settle(&mut page);
        platform::let_pass(i64::MAX);
        page.in_scope(ScopeId::ROOT, || app.list.deleted().peek().is_some())
    }

    #[test]
    fn a_deletion_can_be_undone_for_ten_seconds() {
        assert!(can_be_undone_after(9_999, false));
        assert!(!can_be_undone_after(10_000, false));
        assert!(can_be_undone_after(10_000, true), "a later one has ten seconds of its own");
    }
}
