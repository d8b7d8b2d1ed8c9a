//! Every screen but the wizard, and what lies over them, each in the states that say something else.

use dioxus::prelude::*;
use lagoon_listing::{Choice, Currency, Money, Period, Price, Purpose, Status, Step};
use lagoon_sync::{
    status::SignIn,
    view::{Account, DraftSummary, Saved},
};
use serde_json::json;

use super::{answers, open, view};
use crate::{
    acts::{CloudPart, Restored},
    gallery::chips,
    listings::{
        book::{Book, tests::draft},
        filter::Filter,
    },
    platform,
    state::{App, Deleted, Message, Overlay, Screen, prelude::*},
    wizard::place::Place,
    words,
};

type Setup = fn(App);

/// Each with its name.
pub const ALL: &[(&str, Setup)] = &[
    ("the list before it is read", |_| {}),
    ("a table", |app| list(app, 1400.0)),
    ("cards", |app| list(app, 500.0)),
    ("nothing yet", |app| nothing(app, Filter::All, "")),
    ("nothing of mine", |app| nothing(app, Filter::Mine, "")),
    ("no drafts", |app| nothing(app, Filter::Drafts, "")),
    ("nothing published", |app| nothing(app, Filter::Published, "")),
    ("no trouble", |app| nothing(app, Filter::Attention, "")),
    ("an empty trash", |app| nothing(app, Filter::Trash, "")),
    ("nothing found", |app| nothing(app, Filter::All, "1")),
    ("nothing of several", |app| {
        list(app, 1400.0);
        arrange(app, &[]);
    }),
    ("choosing", |app| choose(app, &[])),
    ("some chosen", |app| choose(app, &[1, 2, 4])),
    ("all chosen are ready", |app| choose(app, &[1])),
    ("deleting some that are published", |app| {
        choose(app, &[1, 2, 30]);
        overlay(app, SignIn::Active, Overlay::Delete);
    }),
    ("settings of somebody", |app| settings(app, SignIn::Active)),
    ("settings of nobody", |app| settings(app, SignIn::Never)),
    ("the menu of somebody", |app| overlay(app, SignIn::Active, Overlay::AccountMenu)),
    ("the menu of nobody", |app| overlay(app, SignIn::Never, Overlay::AccountMenu)),
    ("the menu after a lost sign-in", |app| overlay(app, SignIn::Lost, Overlay::AccountMenu)),
    ("the panel", |app| panel(app, SignIn::Active, false)),
    ("the panel while paused", |app| panel(app, SignIn::Active, true)),
    ("the panel of nobody", |app| panel(app, SignIn::Never, false)),
    ("the panel before it is read", |app| overlay(app, SignIn::Active, Overlay::Panel)),
    ("export", |app| {
        list(app, 1400.0);
        overlay(app, SignIn::Active, Overlay::Export);
    }),
    ("what a pasted text says", pasted),
    ("a pasted text is offered", |app| app.take_pasted(ADVERTISEMENT)),
    ("shortcuts", |app| overlay(app, SignIn::Active, Overlay::Shortcuts)),
    ("signing out with unsent work", |app| {
        panel(app, SignIn::Active, false);
        overlay(app, SignIn::Active, Overlay::SignOut);
    }),
    ("signing out with none", |app| {
        panel(app, SignIn::Active, false);
        forget_waiting(app);
        overlay(app, SignIn::Active, Overlay::SignOut);
    }),
    ("signing in", |app| sign_in(app, None, false)),
    ("signing in that failed", |app| sign_in(app, Some(words::store_first()), true)),
    ("a message", |app| message(app, false)),
    ("a message with a way out", |app| message(app, true)),
    ("what was deleted, done and given back", toasts),
    ("a lost sign-in", |app| {
        account(app, SignIn::Lost);
        let mut of = app.session.account();
        of.write().notice = Some("1".into());
    }),
    ("not saved", |app| chip(app, 0)),
    ("sign-in lost, on the chip", |app| chip(app, 1)),
    ("the server has trouble", |app| chip(app, 2)),
    ("offline with work", |app| chip(app, 3)),
    ("offline without", |app| chip(app, 4)),
    ("syncing", |app| chip(app, 5)),
    ("paused", |app| chip(app, 6)),
    ("never signed in", |app| chip(app, 7)),
    ("unsent", |app| chip(app, 8)),
    ("synced", |app| chip(app, 9)),
    ("synced, with something to review", |app| {
        chip(app, 9);
        tell(app, "overwritten");
    }),
    ("history", |app| history(app, true)),
    ("history of this device", |app| history(app, false)),
    ("a value that lost", |app| notice(app, "overwritten", false)),
    ("a deletion that lost", |app| notice(app, "revived", false)),
    ("a change before publishing", |app| notice(app, "movedOn", false)),
    ("what a newer version tells", |app| notice(app, "1", false)),
    ("a listing that the cloud forgot", |app| notice(app, "overwritten", true)),
];

fn account(app: App, sign_in: SignIn) {
    app.session.account().set(Account {
        sign_in,
        name: Some("7 8".into()),
        team: Some("9 9".into()),
        user_id: "00000000-0000-0000-0000-000000000001".parse().ok(),
        device_name: "55".into(),
        server_url: "https://10.0.0.1".into(),
        unclaimed_drafts: 2,
        ..Account::default()
    });
}

fn rows() -> Vec<DraftSummary> {
    let usual = |n| draft(n, "12 34", "5 6", 1_700_000_000_000 - 3_600_000 * i64::try_from(n).unwrap_or(1));
    let price = |minor| Some(Price::new(Money { minor, currency: Currency::NGN }));
    vec![
        DraftSummary { price: price(4_500_000_000), user_id: None, purpose: Some(Purpose::Sale), ..usual(1) },
        DraftSummary { status: Status::Published, saved: Saved::Cloud, price: price(75_000_000), ..usual(2) },
        DraftSummary { status: Status::Published, unpublished_changes: true, saved: Saved::Held, ..usual(30) },
        DraftSummary { title: None, area: None, problems: 3, complete: 40, ..usual(4) },
        DraftSummary { edited_by: "00000000-0000-0000-0000-000000000001".parse().ok(), ..usual(100) },
        DraftSummary { edited_at: 0, ..usual(6) },
        DraftSummary { deleted: true, deleted_at: Some(1_699_000_000_000), ..usual(7) },
        DraftSummary { status: Status::Published, ..usual(8) },
        rent(Period::Year, Purpose::Rent, usual(9)),
        rent(Period::Month, Purpose::Rent, usual(10)),
        rent(Period::Night, Purpose::ShortLet, usual(11)),
    ]
}

fn rent(period: Period, purpose: Purpose, line: DraftSummary) -> DraftSummary {
    let price = Price::new(Money { minor: 500_000_000, currency: Currency::NGN });
    let price = Price { period: Some(Choice::Known(period)), ..price };
    DraftSummary { purpose: Some(purpose), price: Some(price), ..line }
}

fn list(app: App, width: f64) {
    account(app, SignIn::Active);
    let (mut drafts, mut of_page) = (app.list.drafts(), app.shown.width());
    let waits = [0, 7];
    let lines = rows().into_iter().enumerate();
    let lines = lines.map(|(at, row)| DraftSummary { publication_waits: waits.contains(&at), ..row }).collect();
    drafts.set(Some(Book::new(lines)));
    of_page.set(width);
    arrange(app, &rows());
}

fn arrange(app: App, rows: &[DraftSummary]) {
    app.list.arranged().set(rows.iter().map(|row| row.id).collect());
}

fn nothing(app: App, of: Filter, searched: &str) {
    let (mut drafts, mut filter, mut search) = (app.list.drafts(), app.list.filter(), app.list.search());
    drafts.set(Some(Book::new(Vec::new())));
    filter.set(of);
    search.set(searched.into());
}

fn choose(app: App, chosen: &[u128]) {
    list(app, 1400.0);
    app.list.selection().set(Some(chosen.iter().map(|n| draft(*n, "", "", 0).id).collect()));
}

fn settings(app: App, sign_in: SignIn) {
    account(app, sign_in);
    panel(app, sign_in, false);
    let (mut screen, mut over) = (app.shown.screen(), app.shown.overlay());
    screen.set(Screen::Settings);
    over.set(None);
}

fn overlay(app: App, sign_in: SignIn, which: Overlay) {
    account(app, sign_in);
    app.shown.overlay().set(Some(which));
}

fn panel(app: App, sign_in: SignIn, paused: bool) {
    overlay(app, sign_in, Overlay::Panel);
    let groups = ["title", "price", "terms", "rooms", "amenity:pool"];
    let draft = |n: u32, reason: Option<&str>, sending: bool| {
        json!({
            "id": format!("{n:032}"), "title": "1", "groups": groups, "bytes": 2_000 * n * n * n,
            "since": platform::now() - 3_600_000 * i64::from(n),
            "reason": reason, "sending": sending,
        })
    };
    let waiting: Vec<_> = (1..10).map(|n| draft(n, (n == 1).then_some("1"), n == 2)).collect();
    let read = json!({
        "status": chips::rows()[3].0, "waiting": waiting, "lastProblem": {"message": "1", "at": 1},
        "nextTryIn": 95_000, "paused": paused, "clockAhead": 720_000,
        "dataUsed": {"month": "2026-11", "sent": 2_048, "received": 3_500_000},
    });
    let mut panel = app.sending.panel();
    panel.set(Some(serde_json::from_value(read).expect("a panel")));
    chip(app, 3);
    tell(app, "overwritten");
}

fn forget_waiting(app: App) {
    let mut panel = app.sending.panel();
    if let Some(panel) = panel.write().as_mut() {
        panel.waiting.clear();
    }
    let mut status = app.sending.status();
    status.write().waiting = 0;
}

fn sign_in(app: App, problem: Option<&'static str>, asked: bool) {
    account(app, SignIn::Never);
    let (mut screen, mut says, mut asks) =
        (app.shown.screen(), app.session.sign_in_problem(), app.session.signing_in());
    screen.set(Screen::SignIn);
    says.set(problem.map(|text| crate::sign_in::Problem { text: text.into(), of: &[] }));
    asks.set(asked);
}

fn message(app: App, retry: bool) {
    app.told.message().set(Some(Message { text: words::not_stored("1."), retry }));
}

fn toasts(app: App) {
    opened(app);
    let (mut deleted, mut restored) = (app.list.deleted(), app.writing.restored());
    let id = view(&json!({})).id;
    deleted.set(Some(Deleted { ids: vec![id], title: words::listings(2), published: 1, at: 0 }));
    app.inform(words::already_saved());
    let text = crate::past::words::version_restored("10:41");
    restored.set(Some(Restored { id, text, undo: std::collections::BTreeMap::default() }));
}

/// A text that somebody wrote elsewhere.
const ADVERTISEMENT: &str = "To let: 3 bedroom flat, 2 bathrooms, ₦1.8m per annum, agency 10%, caution 200k, 450 sqm, \
                             serviced, parking for 2 cars, swimming pool";

fn pasted(app: App) {
    opened(app);
    app.take_pasted(ADVERTISEMENT);
    app.shown.overlay().set(Some(Overlay::Pasted));
}

fn chip(app: App, row: usize) {
    app.sending.status().set(chips::rows()[row].0.clone());
}

fn opened(app: App) {
    let [_, groups, ..] = answers();
    open(app, view(&groups), Place::Step(Step::Price), false);
}

fn history(app: App, whole: bool) {
    account(app, SignIn::Active);
    opened(app);
    let entry = |group: &str, value: serde_json::Value, stamp: bool, author: u8| {
        serde_json::from_value(json!({
            "group": group, "value": value, "stamp": stamp.then(|| format!("1{author}-00000000000000{author:02}")),
            "author": stamp.then(|| format!("00000000-0000-0000-0000-0000000000{author:02}")), "replacedAt": 1,
        }))
        .expect("an entry")
    };
    let entries = vec![
        entry("title", json!("12 ".repeat(40)), true, 1),
        entry("price", json!({"amountMinor": 100, "currency": "NGN", "period": "month", "onRequest": true}), true, 2),
        entry("terms", json!({"advanceMonths": 1}), false, 0),
        entry("location", json!({"area": "1", "hideAddress": false}), true, 3),
        entry("trash", json!(true), true, 4),
        entry("amenity:pool", json!(null), true, 5),
        entry("publication", json!(null), true, 6),
        entry("purpose", json!("rent"), true, 7),
        entry("building", json!({"serviced": true, "furnished": "partly"}), true, 8),
    ];
    let (mut screen, mut past) = (app.shown.screen(), app.writing.past());
    let mut past = past.write();
    past.here = Some(entries.clone());
    past.cloud = if whole { CloudPart::Read(entries) } else { CloudPart::Missing };
    screen.set(Screen::History);
}

/// Lets the person be told of two values that lost.
fn tell(app: App, kind: &str) {
    let notice = |group: &str, mine: serde_json::Value, theirs: serde_json::Value| {
        let head = |value, who: u8| {
            let author = format!("00000000-0000-0000-0000-0000000000{who:02}");
            json!({"value": value, "stamp": format!("{who}-00000000000000ab"), "author": author})
        };
        serde_json::from_value(json!({
            "draft": view(&json!({})).id, "kind": kind, "group": group, "mine": head(mine, 1), "theirs": head(theirs, 2),
            "at": 3,
        }))
        .expect("a notice")
    };
    app.team.notices().set(vec![
        notice("rooms", json!({"bedrooms": 3}), json!({"bedrooms": 4})),
        notice("amenity:pool", json!(true), json!(null)),
    ]);
}

fn notice(app: App, kind: &str, purged: bool) {
    account(app, SignIn::Active);
    opened(app);
    tell(app, kind);
    let mut open = app.writing.open();
    if let Some(open) = open.write().as_mut() {
        open.view.purged = purged;
    }
}
