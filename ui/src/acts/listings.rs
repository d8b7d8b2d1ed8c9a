//! Acts on the list: read it, start, open, delete and restore listings.

use dioxus::prelude::*;
use lagoon_listing::DraftId;
use lagoon_sync::view::DraftView;

use super::{focus_soon, run};
use crate::{
    ipc,
    open_draft::{Edits, OpenDraft},
    platform,
    state::{App, Deleted, Screen},
    wizard::place::Place,
};

/// How long a deletion can be undone from where it was made.
const UNDO_MILLIS: i64 = 10_000;

impl App {
    /// Reads the list; once more if it changes meanwhile.
    pub fn read_list(self) {
        let (mut reading, mut again, mut drafts) = (self.reading_list, self.read_list_again, self.drafts);
        if *reading.peek() {
            again.set(true);
            return;
        }
        reading.set(true);
        run(async move {
            loop {
                again.set(false);
                match ipc::list_drafts().await {
                    Ok(list) => {
                        if drafts.peek().as_ref() != Some(&list) {
                            drafts.set(Some(list));
                        }
                    }
                    Err(error) => self.tell(error.message),
                }
                if !*again.peek() {
                    break;
                }
            }
            reading.set(false);
        });
    }

    /// Goes to the list, and sends what was just written.
    pub fn show_listings(self) {
        let (mut screen, mut drafts) = (self.screen, self.drafts);
        if *screen.peek() == Screen::Wizard {
            self.send_now();
            if let (Some(open), Some(list)) = (self.open.peek().as_ref(), drafts.write().as_mut()) {
                crate::listings::summary::refresh(list, open, platform::now());
            }
        }
        self.close_overlay();
        screen.set(Screen::Listings);
        self.read_list();
    }

    /// Starts a listing and opens it.
    pub fn new_listing(self) {
        let mut creating = self.creating;
        // A second tap of a double click is not a second listing.
        if creating.replace(true) {
            return;
        }
        run(async move {
            match ipc::create_draft().await {
                Ok(view) => self.show_wizard(view, Some(Place::Hub), &Edits::new()),
                Err(error) => self.tell(error.message),
            }
            creating.set(false);
        });
    }

    /// Opens a listing where it was left.
    pub fn open_listing(self, id: DraftId) {
        // What is typed while the answer is on its way is newer than the answer.
        let edits = self.open.peek().as_ref().filter(|open| open.id() == id).map(OpenDraft::edits).unwrap_or_default();
        run(async move {
            match ipc::open_draft(id).await {
                Ok(view) => self.show_wizard(view, None, &edits),
                Err(error) => self.tell(error.message),
            }
        });
    }

    fn show_wizard(self, view: DraftView, place: Option<Place>, asked_at: &Edits) {
        let (mut open, mut screen, mut places, mut focused) = (self.open, self.screen, self.places, self.focused);
        let id = view.id;
        if let Some(place) = place {
            places.write().insert(id, place);
        }
        let kept = open.peek().as_ref().is_some_and(|shown| shown.id() == view.id);
        focused.set(None);
        if kept {
            // Keystrokes that are not stored yet stay on screen.
            self.take_reading(view, asked_at);
        } else {
            open.set(Some(OpenDraft::reopen(view, &self.outbox.peek())));
        }
        screen.set(Screen::Wizard);
        // Whoever left in the middle of a field comes back to it.
        let field = self.fields.peek().get(&id).cloned();
        focus_soon(field.unwrap_or_else(|| "wizard-title".into()));
    }

    /// Puts a listing into the trash; for ten seconds one tap brings it back.
    pub fn delete_listing(self, id: DraftId, title: String) {
        let mut deleted = self.deleted;
        let at = platform::now();
        self.mark_deleted(id, true);
        deleted.set(Some(Deleted { id, title, at }));
        run(async move {
            if let Err(error) = ipc::delete_draft(id).await {
                self.mark_deleted(id, false);
                deleted.set(None);
                self.tell(error.message);
                return;
            }
            platform::sleep(UNDO_MILLIS).await;
            if deleted.peek().as_ref().is_some_and(|shown| shown.at == at && shown.id == id) {
                deleted.set(None);
            }
        });
    }

    /// Brings a listing back from the trash.
    pub fn restore_listing(self, id: DraftId) {
        let mut deleted = self.deleted;
        self.mark_deleted(id, false);
        if deleted.peek().as_ref().is_some_and(|shown| shown.id == id) {
            deleted.set(None);
        }
        run(async move {
            if let Err(error) = ipc::restore_draft(id).await {
                self.mark_deleted(id, true);
                self.tell(error.message);
            }
        });
    }

    fn mark_deleted(self, id: DraftId, deleted: bool) {
        let mut drafts = self.drafts;
        if let Some(summary) = drafts.write().iter_mut().flatten().find(|summary| summary.id == id) {
            summary.deleted = deleted;
        }
    }
}
