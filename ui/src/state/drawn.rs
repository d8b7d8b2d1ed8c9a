//! What is drawn again when something changes, counted.

use std::cell::Cell;

use dioxus::core::{NoOpMutations, ScopeId};

use super::*;
use crate::{listings::sort::Sort, open_draft::Caret};
use lagoon_listing::GroupName;

thread_local! {
    static DRAWN: Cell<u32> = const { Cell::new(0) };
}

/// Reads two fields of one store and one of another.
fn reader() -> Element {
    let app = use_app();
    DRAWN.set(DRAWN.get() + 1);
    let (sort, choosing, open) = (*app.list.sort().read(), app.list.is_choosing(), app.writing.id());
    rsx! { "{sort:?} {choosing} {open:?}" }
}

#[test]
fn only_what_reads_a_field_is_drawn_again_for_it() {
    let mut page = VirtualDom::new(reader);
    let app = page.in_scope(ScopeId::ROOT, App::new);
    page.provide_root_context(app);
    page.rebuild_in_place();
    let mut drawn_after = |change: fn(App)| {
        let before = DRAWN.get();
        page.in_scope(ScopeId::ROOT, || change(app));
        page.render_immediate(&mut NoOpMutations);
        DRAWN.get() - before
    };
    let caret = |app: App| app.writing.caret().set(Some(Caret { group: GroupName::TITLE, part: None, id: "title" }));
    assert_eq!(drawn_after(caret), 0, "a neighbour in the same store");
    assert_eq!(drawn_after(|app| app.list.search().set("duplex".into())), 0, "a neighbour in the same store");
    assert_eq!(drawn_after(|app| app.sending.typed_at().set(1)), 0, "another store");
    assert_eq!(drawn_after(|app| app.list.sort().set(Sort::default())), 1);
    assert_eq!(drawn_after(|app| app.list.selection().set(None)), 1);
    assert_eq!(drawn_after(|app| app.writing.open().set(None)), 1);
    let both = |app: App| {
        app.list.sort().set(Sort::default());
        app.list.selection().set(None);
    };
    assert_eq!(drawn_after(both), 1, "once for all that changed together");
}
