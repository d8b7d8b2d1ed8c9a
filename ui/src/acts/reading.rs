//! Reading the list: its beginning first, so that there is something at once, then the rest piece by piece; later only the
//! lines that changed.
//!
//! The one rule: what is read in one go is so little that it is taken in between two keystrokes.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use lagoon_listing::DraftId;
use lagoon_sync::view::{DraftSummary, ListCursor};

use super::run;
use crate::{
    ipc::{self, Answer},
    listings::{book::Book, sort::Sort, stale::Stale},
    platform,
    state::{App, prelude::*},
};

/// More than a screen holds.
const BEGINNING: u32 = 60;
/// So many at a time after that.
const PIECE: u32 = 250;
/// What could not be read is read again after this long.
const TRY_AGAIN_MILLIS: i64 = 3_000;

impl App {
    /// Reads of the list what changed; once more if something changes meanwhile.
    pub fn read_list(self) {
        let mut reading = self.list.reading_list();
        if reading.replace(true) {
            return;
        }
        run(async move {
            loop {
                let mut arrange = self.list.arrange_next();
                let arranges = arrange.replace(false);
                let stale = self.list.stale().replace(Stale::nothing());
                let holds = self.reading();
                let read = match &stale {
                    Stale::Everything => self.read_whole_list(&holds).await,
                    Stale::Lines(lines) if lines.is_empty() => Ok(()),
                    Stale::Lines(lines) => self.read_lines(lines, &holds).await,
                };
                if !holds() {
                    // It may be what somebody saw who has signed out meanwhile.
                    self.list.stale().write().join(stale);
                    arrange.set(arranges || *arrange.peek());
                    continue;
                }
                if let Err(error) = read {
                    self.list.stale().write().join(stale);
                    arrange.set(arranges || *arrange.peek());
                    self.tell(error.message);
                    if self.list.drafts().peek().as_ref().is_some_and(|book| !book.is_whole()) {
                        // Only the beginning is there.
                        platform::sleep(TRY_AGAIN_MILLIS).await;
                        continue;
                    }
                    break;
                }
                // Where nothing is shown nothing can move.
                if arranges || self.list.arranged().peek().is_empty() {
                    self.arrange();
                }
                if self.list.stale().peek().is_nothing() && !*arrange.peek() {
                    break;
                }
            }
            reading.set(false);
        });
    }

    /// Reads these listings again, and puts the list in order, as after something that the person did.
    pub fn read_list_in_order(self, changed: impl IntoIterator<Item = DraftId>) {
        self.list.stale().write().add(changed);
        self.list.arrange_next().set(true);
        self.read_list();
    }

    /// The device's store may have changed in any way.
    pub fn read_whole_list_again(self) {
        self.list.stale().set(Stale::Everything);
        self.read_list();
    }

    async fn read_whole_list(self, holds: &impl Fn() -> bool) -> Answer<()> {
        let mut drafts = self.list.drafts();
        let mut begins = drafts.peek().is_none();
        let mut book = Book::default();
        let mut after = None;
        loop {
            let count = if after.is_none() && begins { BEGINNING } else { PIECE };
            let lines = ipc::list_drafts_after(after, count).await?;
            if !holds() {
                return Ok(());
            }
            after = lines.last().map(|last| ListCursor { edited_at: last.edited_at, id: last.id });
            // A piece may be shorter than asked for: a listing may go away between its id and its line.
            let more = !lines.is_empty();
            self.meet(lines.iter().filter_map(|line| line.edited_by));
            put_all(&mut book, lines, &self.list.deleting().peek());
            if !more {
                break;
            }
            // In another order the beginning is not what comes first.
            if begins && *self.list.sort().peek() == Sort::default() {
                drafts.set(Some(book.clone().unfinished()));
                self.arrange();
            }
            begins = false;
        }
        self.read_what_changed_meanwhile(&mut book, holds).await?;
        if !holds() {
            return Ok(());
        }
        if drafts.peek().as_ref() != Some(&book) {
            let unfinished = drafts.peek().as_ref().is_some_and(|shown| !shown.is_whole());
            drafts.set(Some(book));
            // What follows the beginning is no news.
            if unfinished {
                self.arrange();
            }
        }
        Ok(())
    }

    /// What changed while the pieces came may be older in them, or missing.
    async fn read_what_changed_meanwhile(self, book: &mut Book, holds: &impl Fn() -> bool) -> Answer<()> {
        loop {
            let changed = match &*self.list.stale().peek() {
                Stale::Lines(lines) if !lines.is_empty() => lines.clone(),
                _ => break,
            };
            self.list.stale().set(Stale::nothing());
            let lines = match ipc::list_drafts(&changed).await {
                Ok(lines) => lines,
                Err(error) => {
                    self.list.stale().write().add(changed);
                    return Err(error);
                }
            };
            if !holds() {
                return Ok(());
            }
            replace(book, &changed, lines, &BTreeMap::new());
        }
        for (id, deleted) in self.list.deleting().peek().iter() {
            book.mark_deleted(*id, *deleted, platform::now());
        }
        Ok(())
    }

    async fn read_lines(self, ids: &BTreeSet<DraftId>, holds: &impl Fn() -> bool) -> Answer<()> {
        let lines = ipc::list_drafts(ids).await?;
        if !holds() {
            return Ok(());
        }
        self.meet(lines.iter().filter_map(|line| line.edited_by));
        let deleting = self.list.deleting().peek().clone();
        let mut drafts = self.list.drafts();
        // While it is held nothing else of the list can be read.
        let mut book = drafts.write();
        if let Some(book) = book.as_mut() {
            replace(book, ids, lines, &deleting);
        }
        Ok(())
    }
}

/// Takes these listings' lines into the book; those that have none any more are gone.
fn replace(book: &mut Book, ids: &BTreeSet<DraftId>, lines: Vec<DraftSummary>, deleting: &BTreeMap<DraftId, bool>) {
    let here: BTreeSet<DraftId> = lines.iter().map(|line| line.id).collect();
    for gone in ids.difference(&here) {
        book.remove(*gone);
    }
    put_all(book, lines, deleting);
}

/// Takes lines into the book. What is just being deleted or restored counts as that already.
fn put_all(book: &mut Book, lines: Vec<DraftSummary>, deleting: &BTreeMap<DraftId, bool>) {
    for line in lines {
        let id = line.id;
        book.put(line);
        if let Some(deleted) = deleting.get(&id) {
            book.mark_deleted(id, *deleted, platform::now());
        }
    }
}
