//! Acts on how the list is looked at: filter, order, search, moving through it by keys, choosing several, writing a file.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use lagoon_listing::DraftId;
use lagoon_sync::{status::SyncState, view::Several};

use super::{focus_soon, run};
use crate::{
    ipc::{self, FileFormat},
    listings::{book::Wanted, element_of, filter::Filter, sort::Sort, words as said},
    platform,
    state::{App, Overlay, prelude::*},
    words as common,
};

/// A row that is scrolled to is drawn within so many looks …
const LOOKS: usize = 25;
/// … this far apart, in milliseconds.
const LOOK_EVERY: i64 = 16;

impl App {
    /// What of the listings is to be shown.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            filter: *self.list.filter().read(),
            sort: *self.list.sort().read(),
            search: self.list.search().read().clone(),
            me: self.session.account().read().user_id,
            to_review: self.team.notices().read().iter().map(|notice| notice.draft).collect(),
            now: platform::now(),
        }
    }

    /// Puts the listings in order.
    pub fn arrange(self) {
        let mut arranged = self.list.arranged();
        let ids = self.list.drafts().peek().as_ref().map(|book| book.arrange(&self.wanted())).unwrap_or_default();
        if *arranged.peek() != ids {
            arranged.set(ids);
        }
    }

    /// Shows what the team added meanwhile.
    pub fn show_arrivals(self) {
        self.arrange();
        platform::scroll_to_top("scroller");
        focus_soon("list-title".into());
    }

    /// Shows only some listings, now and after a restart.
    pub fn filter_by(self, filter: Filter) {
        self.list.filter().set(filter);
        self.arrange();
        self.remember(move |preferences| preferences.filter = filter);
    }

    /// Sorts the listings, now and after a restart.
    pub fn sort_by(self, sort: Sort) {
        self.list.sort().set(sort);
        self.arrange();
        self.remember(move |preferences| preferences.sort = sort);
    }

    /// Searches the listings.
    pub fn search_for(self, text: String) {
        self.list.search().set(text);
        self.arrange();
    }

    /// A listing of the list has the focus.
    pub fn stand_at(self, id: DraftId) {
        let mut cursor = self.list.cursor();
        if *cursor.peek() != Some(id) {
            cursor.set(Some(id));
        }
    }

    /// The list has the focus.
    pub fn enter_list(self) {
        let mut in_list = self.list.in_list();
        if !*in_list.peek() {
            in_list.set(true);
        }
    }

    /// The list lost the focus, unless its row was only taken off the page.
    pub fn leave_list(self) {
        let mut in_list = self.list.in_list();
        run(async move {
            platform::sleep(0).await;
            if !platform::focus_is_within("rows") && !platform::focus_is_nowhere() {
                in_list.set(false);
            }
        });
    }

    /// Keeps the focus in the list when the row that had it is no longer drawn.
    pub fn keep_focus_in_list(self) {
        if !*self.list.in_list().peek() {
            return;
        }
        run(async move {
            platform::sleep(0).await;
            let drawn = self.list.cursor().peek().is_some_and(|id| platform::is_there(&element_of(id)));
            if !drawn && platform::focus_is_nowhere() {
                platform::focus_without_scrolling("rows");
            }
        });
    }

    /// Moves the focus to a listing, drawn or not, that stands so far down the list (CSS pixels) and is so high.
    pub fn go_to_row(self, id: DraftId, top: f64, height: f64) {
        self.stand_at(id);
        platform::reveal("scroller", "rows-space", top, height);
        run(async move {
            let row = element_of(id);
            for _ in 0..LOOKS {
                if platform::is_there(&row) {
                    platform::focus_without_scrolling(&row);
                    return;
                }
                platform::sleep(LOOK_EVERY).await;
            }
        });
    }

    /// The listing of the list that has the focus.
    pub fn focused_listing(&self) -> Option<DraftId> {
        (*self.list.cursor().peek()).filter(|_| platform::focus_is_within("rows"))
    }

    /// Begins to choose several listings, or stops.
    pub fn toggle_selecting(self) {
        let mut selection = self.list.selection();
        let chosen = if selection.peek().is_some() { None } else { Some(BTreeSet::new()) };
        if chosen.is_none() {
            focus_soon("select-listings".into());
        }
        selection.set(chosen);
    }

    /// Chooses a listing, or no longer.
    pub fn select(self, id: DraftId) {
        let mut selection = self.list.selection();
        if let Some(chosen) = selection.write().as_mut()
            && !chosen.remove(&id)
        {
            chosen.insert(id);
        }
    }

    /// Chooses all that are shown; none, if they are all chosen.
    pub fn select_all(self) {
        let mut selection = self.list.selection();
        let all: BTreeSet<_> = self.list.arranged().peek().iter().copied().collect();
        let none = selection.peek().as_ref() == Some(&all);
        selection.set(Some(if none { BTreeSet::new() } else { all }));
    }

    /// Publishes those of the chosen listings that are ready. Works without a network.
    pub fn publish_selected(self, ready: Vec<DraftId>) {
        if ready.is_empty() {
            return;
        }
        if ready.iter().any(|id| self.sending.outbox().peek().holds_any(*id)) {
            self.tell(common::store_first());
            return;
        }
        self.list.selection().set(None);
        focus_soon("select-listings".into());
        run(async move {
            self.stored().await;
            // As of one listing, each of these is worth a line of its history.
            ipc::flush_drafts().await.ok();
            let Several { done, why, .. } = ipc::publish_drafts(&ready).await;
            let online = self.sending.status().peek().sync_status != SyncState::Offline;
            let why = why.map(|error| error.message);
            self.inform(said::published(done.len(), ready.len(), online, why.as_deref()));
            self.read_list_in_order(ready);
        });
    }

    /// The chosen listings that are not in the trash yet.
    pub fn to_delete(self) -> Vec<DraftId> {
        let (book, chosen) = (self.list.drafts(), self.list.selection());
        let book = book.read();
        let chosen = chosen.read();
        let here = |id: &DraftId| book.as_ref().and_then(|book| book.get(*id)).is_some_and(|draft| !draft.deleted);
        chosen.iter().flatten().copied().filter(here).collect()
    }

    /// How many of these buyers may see.
    pub fn count_public(self, ids: &[DraftId]) -> usize {
        self.list.drafts().peek().as_ref().map_or(0, |book| book.count_public(ids))
    }

    /// Puts the chosen listings into the trash; asks first if that takes any of them from buyers.
    pub fn delete_selected(self) {
        let ids = self.to_delete();
        if self.count_public(&ids) > 0 {
            self.open_overlay(Overlay::Delete, "delete-keep");
        } else {
            self.delete_these(ids);
        }
    }

    /// Puts several listings into the trash.
    pub fn delete_these(self, ids: Vec<DraftId>) {
        let mut selection = self.list.selection();
        if ids.is_empty() {
            return;
        }
        selection.set(None);
        focus_soon("select-listings".into());
        let title = said::deleted(ids.len());
        self.delete_listings(ids, title);
    }

    /// Brings chosen listings back from the trash.
    pub fn restore_selected(self, ids: Vec<DraftId>) {
        let mut selection = self.list.selection();
        if ids.is_empty() {
            return;
        }
        selection.set(None);
        focus_soon("select-listings".into());
        self.restore_listings(ids);
    }

    /// Writes the listings that are shown to a file.
    pub fn export(self, format: FileFormat) {
        let ids = self.list.to_export();
        self.close_overlay();
        self.export_these(ids, format);
    }

    /// Writes listings to a file in the person's own folder and says where it is.
    pub fn export_these(self, ids: Vec<DraftId>, format: FileFormat) {
        let (day, month, year) = platform::local_day(platform::now());
        let name = format!("lagoon-listings-{year}-{month:02}-{day:02}");
        run(async move {
            self.stored().await;
            if ids.iter().any(|id| self.sending.outbox().peek().holds_any(*id)) {
                self.tell(common::store_first());
                return;
            }
            match ipc::export_listings(&ids, format, &name).await {
                Ok(written) => self.inform(said::exported(written.listings, &written.path)),
                Err(error) => self.tell(error.message),
            }
        });
    }
}
