//! Plays every act on every screen, under everything that may lie over it, with its answers.
//!
//! The one rule: no act holds a field while it, or what it calls, changes its neighbour in the same store: that would end the page.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use dioxus::{
    core::{NoOpMutations, ScopeId},
    prelude::*,
};
use lagoon_listing::{DraftId, GroupName, Step};
use lagoon_sync::{
    view::{DraftView, DraftsChanged, SaveData},
    wire::Notice,
};
use serde_json::json;

use crate::{
    ipc::{Credentials, FileFormat, ShellEvent, TextSize, Theme},
    listings::{
        book::{Book, tests::draft},
        filter::Filter,
        sort::Sort,
    },
    open_draft::{Caret, Edits, OpenDraft},
    platform::Outside,
    shortcut::Shortcut,
    state::{App, Overlay, Screen, prelude::*},
    wizard::place::Place,
};

const SCREENS: [Screen; 6] =
    [Screen::Listings, Screen::Wizard, Screen::History, Screen::SignIn, Screen::Settings, Screen::Gallery];

const OVER: [Option<Overlay>; 8] = [
    None,
    Some(Overlay::Panel),
    Some(Overlay::AccountMenu),
    Some(Overlay::SignOut),
    Some(Overlay::Export),
    Some(Overlay::Shortcuts),
    Some(Overlay::Pasted),
    Some(Overlay::Delete),
];

fn id() -> DraftId {
    draft(1, "", "", 0).id
}

fn view() -> DraftView {
    serde_json::from_value(json!({
        "id": id(), "groups": {"title": "Duplex"}, "stamps": {}, "unsent": [], "held": {}, "deleted": false,
        "userId": null, "teamId": null, "updatedAt": null,
    }))
    .expect("a valid view")
}

fn notice() -> Notice {
    let head = |who: u8| {
        let author = format!("00000000-0000-0000-0000-0000000000{who:02}");
        json!({"value": "Villa", "stamp": format!("{who}-00000000000000ab"), "author": author})
    };
    serde_json::from_value(json!({
        "draft": id(), "kind": "overwritten", "group": "title", "mine": head(1), "theirs": head(2), "at": 3,
    }))
    .expect("a notice")
}

/// A list of two of which one is open, chosen, under the cursor and just deleted.
fn staged(screen: Screen, over: Option<Overlay>) -> App {
    let app = App::new();
    app.shown.screen().set(screen);
    app.shown.overlay().set(over);
    app.shown.before_settings().set(Screen::Wizard);
    app.list.drafts().set(Some(Book::new(vec![draft(1, "Duplex", "Lekki", 1), draft(2, "Shop", "Yaba", 2)])));
    app.list.selection().set(Some([id()].into()));
    app.list.cursor().set(Some(id()));
    app.list.in_list().set(true);
    let mut open = OpenDraft::new(view());
    open.behind = true;
    app.writing.open().set(Some(open));
    app.writing.places().write().insert(id(), Place::Step(Step::Price));
    app.team.notices().set(vec![notice()]);
    app
}

type Act = (&'static str, fn(App));

const ACTS: &[Act] = &[
    ("start", |app| app.start()),
    ("status", |app| app.hear_shell(ShellEvent::SyncStatus(app.sending.status().cloned()))),
    ("drafts changed", |app| app.hear_shell(ShellEvent::DraftsChanged(DraftsChanged { ids: vec![] }))),
    ("notices changed", |app| app.hear_shell(ShellEvent::NoticesChanged)),
    ("notice changed", |app| app.hear_shell(ShellEvent::NoticeChanged)),
    ("account changed", |app| app.hear_shell(ShellEvent::AccountChanged)),
    ("preferences changed", |app| app.hear_shell(ShellEvent::PreferencesChanged)),
    ("closing", |app| app.hear_shell(ShellEvent::Closing)),
    ("back", |app| app.hear_shell(ShellEvent::Back)),
    ("hidden", |app| app.hear_outside(Outside::Hidden)),
    ("online", |app| app.hear_outside(Outside::Online(true))),
    ("metered", |app| app.hear_outside(Outside::Metered(true))),
    ("width", |app| app.hear_outside(Outside::Width(700.0))),
    ("paste", |app| app.hear_outside(Outside::Pasted("3 bed duplex Lekki phase 1, 85m, C of O, serviced".into()))),
    ("next", |app| app.hear_outside(Outside::Shortcut(Shortcut::Next))),
    ("step back", |app| app.hear_outside(Outside::Shortcut(Shortcut::Back))),
    ("third step", |app| app.hear_outside(Outside::Shortcut(Shortcut::Step(2)))),
    ("save", |app| app.hear_outside(Outside::Shortcut(Shortcut::Save))),
    ("search", |app| app.hear_outside(Outside::Shortcut(Shortcut::Search))),
    ("duplicate", |app| app.hear_outside(Outside::Shortcut(Shortcut::Duplicate))),
    ("window", |app| app.hear_outside(Outside::Shortcut(Shortcut::Window))),
    ("help", |app| app.hear_outside(Outside::Shortcut(Shortcut::Help))),
    ("close", |app| app.hear_outside(Outside::Shortcut(Shortcut::Close))),
    ("gallery", |app| app.hear_outside(Outside::Gallery)),
    ("type", |app| app.edit(GroupName::TITLE, "Villa".into())),
    ("store again", |app| app.store_again()),
    ("enter a text", |app| app.enter_text(Caret { group: GroupName::TITLE, part: None, id: "field-title" })),
    ("leave a field", |app| app.leave_field()),
    ("take a reading", |app| app.take_reading(view(), &Edits::new())),
    ("write over", |app| app.write_over(move || app.edit(GroupName::TITLE, "Over".into()))),
    ("go", |app| app.go(Place::Step(Step::Rooms))),
    ("go to a field", |app| app.go_to_field(Place::Step(Step::Words), "field-title".into())),
    ("check", |app| app.mark_checked()),
    ("publish", |app| app.publish()),
    ("unpublish", |app| app.unpublish()),
    ("cancel publishing", |app| app.cancel_publishing()),
    ("show the list", |app| app.show_listings()),
    ("new listing", |app| app.new_listing()),
    ("open a listing", |app| app.open_listing(id())),
    ("delete", |app| app.delete_listings(vec![id()], "Duplex".into())),
    ("restore", |app| app.restore_listings(vec![id()])),
    ("arrivals", |app| app.show_arrivals()),
    ("filter", |app| app.filter_by(Filter::Mine)),
    ("sort", |app| app.sort_by(Sort::default())),
    ("search for", |app| app.search_for("duplex".into())),
    ("stand at", |app| app.stand_at(draft(2, "", "", 0).id)),
    ("enter the list", |app| app.enter_list()),
    ("leave the list", |app| app.leave_list()),
    ("go to a row", |app| app.go_to_row(id(), 0.0, 50.0)),
    ("choosing", |app| app.toggle_selecting()),
    ("choose", |app| app.select(id())),
    ("choose all", |app| app.select_all()),
    ("publish the chosen", |app| app.publish_selected(vec![id()])),
    ("delete the chosen", |app| app.delete_selected()),
    ("delete these", |app| app.delete_these(vec![id()])),
    ("restore the chosen", |app| app.restore_selected(vec![id()])),
    ("export", |app| app.export(FileFormat::Csv)),
    ("settle", |app| app.settle(notice(), true)),
    ("review", |app| app.review(&notice())),
    ("keep as new", |app| app.keep_as_new()),
    ("discard", |app| app.discard_purged()),
    ("history", |app| app.show_history("open-history")),
    ("close the history", |app| app.close_history()),
    ("restore a value", |app| app.restore_value(GroupName::TITLE, "Before".into())),
    ("restore a version", |app| app.restore_version(lagoon_sync::Millis::clamped(1), "10:41")),
    ("undo a restore", |app| app.undo_restoring()),
    ("theme", |app| app.choose_theme(Theme::default())),
    ("text size", |app| app.choose_text_size(TextSize::default())),
    ("save data", |app| app.choose_save_data(SaveData::default())),
    ("sign-in form", |app| app.show_sign_in()),
    ("sign in", |app| {
        app.sign_in(Credentials {
            email: String::new(),
            password: String::new(),
            server_url: String::new(),
            claim_drafts: true,
        });
    }),
    ("sign out", |app| app.sign_out(false)),
    ("panel", |app| app.toggle_panel()),
    ("account menu", |app| app.toggle_account_menu()),
    ("close what lies over", |app| app.close_overlay()),
    ("retry", |app| app.retry_sync()),
    ("pause", |app| app.pause_sync()),
    ("resume", |app| app.resume_sync()),
    ("settings", |app| app.show_settings()),
    ("close the settings", |app| app.close_settings()),
    ("forget", |app| app.forget_account()),
    ("tell", |app| app.tell("No.")),
    ("speak", |app| app.speak("Yes.")),
];

/// Lets everything happen that an act left for later: on the host nothing waits, and the shell answers that it cannot.
pub fn settle(page: &mut VirtualDom) {
    let mut context = Context::from_waker(Waker::noop());
    while pin!(page.wait_for_work()).poll(&mut context).is_ready() {
        page.render_immediate(&mut NoOpMutations);
    }
}

#[test]
fn no_act_on_any_screen_holds_what_it_changes() {
    for screen in SCREENS {
        for over in OVER {
            let mut page = VirtualDom::new(|| rsx! {});
            page.rebuild_in_place();
            for (name, act) in ACTS {
                println!("{name} on {screen:?} under {over:?}");
                page.in_scope(ScopeId::ROOT, || act(staged(screen, over)));
                settle(&mut page);
            }
        }
    }
}
