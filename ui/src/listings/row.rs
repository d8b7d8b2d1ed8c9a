//! One listing of the list: a row of the table on wide pages, a card on narrow ones. The style sheet decides how it looks.

use dioxus::prelude::*;
use lagoon_listing::{DraftId, Period, Price, Purpose};
use lagoon_sync::view::{DraftSummary, Saved};

use super::{filter::days_left, words};
use crate::{
    icon::{Glyph, Icon},
    past,
    publicity::Publicity,
    state::{App, prelude::*, use_app},
    words as common,
};

/// The id of the control that opens a listing.
pub fn element_of(id: DraftId) -> String {
    format!("row-{id}")
}

/// The row or card. Of all rows only the `active` one is reached by Tab; arrows lead to the others.
#[component]
pub fn Row(
    summary: DraftSummary,
    publicity: Publicity,
    place: usize,
    length: usize,
    table: bool,
    active: bool,
    now: i64,
) -> Element {
    let app = use_app();
    let id = summary.id;
    let title = common::title_or_untitled(common::called(&summary));
    let untitled = summary.title.as_deref().is_none_or(|title| title.trim().is_empty());
    let chosen = app.list.is_chosen(id);
    let cell = table.then_some("cell");
    let deleted = summary.deleted;
    rsx! {
        div {
            class: if chosen == Some(true) { "row row-chosen" } else { "row" },
            role: if table { "row" } else { "listitem" },
            "aria-rowindex": table.then(|| place.to_string()),
            "aria-posinset": (!table).then(|| place.to_string()),
            "aria-setsize": (!table).then(|| length.to_string()),
            "data-testid": "listing-row",
            "data-draft-id": "{id}",
            div { class: "row-name", role: cell,
                button {
                    id: element_of(id),
                    class: if untitled { "row-open row-untitled" } else { "row-open" },
                    r#type: "button",
                    tabindex: if active { "0" } else { "-1" },
                    "data-testid": "open-listing",
                    "aria-disabled": (deleted && chosen.is_none()).then_some("true"),
                    onfocus: move |_| app.stand_at(id),
                    onclick: move |_| match chosen {
                        Some(_) => app.select(id),
                        None if deleted => {}
                        None => app.open_listing(id),
                    },
                    "{title}"
                }
                Marks { summary: summary.clone(), publicity }
            }
            div { class: "row-price", role: cell, "data-testid": "price",
                {price(summary.price.as_ref())}
                if let Some(period) = period(&summary) {
                    " "
                    span { class: "row-period", {words::each(period)} }
                }
            }
            Ready { problems: summary.problems, complete: summary.complete, role: cell }
            SavedMark { saved: summary.saved, role: cell }
            div { class: "row-edited", role: cell, "data-testid": "edited", {edited(&summary, who(app, &summary).as_deref(), now)} }
            div { class: "row-actions", role: cell,
                match chosen {
                    Some(chosen) => rsx! { Choose { id, title: title.clone(), chosen, active } },
                    None => rsx! { Actions { id, title: title.clone(), deleted, active } },
                }
            }
        }
    }
}

/// What it is offered for, the area, and what is to be known beside it.
#[component]
fn Marks(summary: DraftSummary, publicity: Publicity) -> Element {
    let app = use_app();
    let to_review = app.team.to_review(summary.id);
    rsx! {
        span { class: "row-area",
            span { class: "row-place", "data-testid": "offered",
                {words::offered(summary.purpose, summary.area.as_deref().unwrap_or(words::no_area()))}
            }
            if to_review > 0 {
                span { class: "badge badge-review", "data-testid": "row-to-review", {past::words::to_review(to_review)} }
            }
            if publicity.is_public() {
                span { class: publicity.badge(), "data-testid": "badge-published", {publicity.words()} }
            }
        }
    }
}

#[component]
fn Ready(problems: u32, complete: u8, role: Option<&'static str>) -> Element {
    rsx! {
        div { class: "row-ready", role,
            span { class: if problems == 0 { "ready ready-yes" } else { "ready" }, "data-testid": "readiness",
                {common::readiness(problems)}
            }
            span { class: "row-complete", "data-testid": "complete",
                progress { class: "share", max: "100", value: "{complete}", "aria-hidden": "true" }
                {words::complete(complete)}
            }
        }
    }
}

#[component]
fn SavedMark(saved: Saved, role: Option<&'static str>) -> Element {
    let (glyph, tone) = match saved {
        Saved::Here => (Glyph::Cloud, "here"),
        Saved::Cloud => (Glyph::CloudCheck, "cloud"),
        Saved::Held => (Glyph::CloudAlert, "held"),
    };
    rsx! {
        div { class: "row-saved saved-{tone}", role, "data-testid": "saved-state",
            Icon { glyph }
            span { {common::saved(saved)} }
        }
    }
}

/// What can be done with one listing.
#[component]
fn Actions(id: DraftId, title: String, deleted: bool, active: bool) -> Element {
    let app = use_app();
    let tabindex = if active { "0" } else { "-1" };
    let (to_copy, to_delete) = (title.clone(), title.clone());
    if deleted {
        return rsx! {
            button {
                class: "row-action",
                r#type: "button",
                tabindex,
                "aria-label": words::restore(&title),
                "data-testid": "restore-listing",
                onfocus: move |_| app.stand_at(id),
                onclick: move |_| app.restore_listings(vec![id]),
                Icon { glyph: Glyph::Restore }
            }
        };
    }
    rsx! {
        button {
            class: "row-action",
            r#type: "button",
            tabindex,
            "aria-label": words::duplicate(&title),
            "data-testid": "duplicate-listing",
            onfocus: move |_| app.stand_at(id),
            onclick: move |_| app.duplicate_listing(id, to_copy.clone()),
            Icon { glyph: Glyph::Copy }
        }
        button {
            class: "row-action",
            r#type: "button",
            tabindex,
            "aria-label": words::delete(&title),
            "data-testid": "delete-listing",
            onfocus: move |_| app.stand_at(id),
            onclick: move |_| app.delete_listings(vec![id], to_delete.clone()),
            Icon { glyph: Glyph::Trash }
        }
    }
}

/// The box of a listing while several are chosen.
#[component]
fn Choose(id: DraftId, title: String, chosen: bool, active: bool) -> Element {
    let app = use_app();
    rsx! {
        button {
            class: "row-action row-choose",
            r#type: "button",
            role: "checkbox",
            tabindex: if active { "0" } else { "-1" },
            "aria-checked": if chosen { "true" } else { "false" },
            "aria-label": words::select(&title),
            "data-testid": "select-listing",
            onfocus: move |_| app.stand_at(id),
            onclick: move |_| app.select(id),
            span { class: "choose-box",
                Icon { glyph: Glyph::Check }
            }
        }
    }
}

/// When it was edited and by `who`; in the trash, how long it stays there.
fn edited(summary: &DraftSummary, who: Option<&str>, now: i64) -> String {
    let left = days_left(summary, now).filter(|_| summary.deleted);
    left.map_or_else(|| words::edited(&common::ago(summary.edited_at, now), who), words::days_left)
}

/// Who edited it last, where that is known: on a device that nobody signed in on, nobody has a name.
fn who(app: App, summary: &DraftSummary) -> Option<String> {
    let me = app.session.account().read().user_id;
    match summary.edited_by.filter(|by| Some(*by) != me) {
        Some(colleague) => app.team.name_of(colleague),
        None => me.map(|_| words::you().to_owned()),
    }
}

/// The price for a card; a dash while there is none that can be read.
fn price(price: Option<&Price>) -> String {
    price.and_then(Price::money).map_or_else(|| words::no_price().into(), |money| money.format_short())
}

/// What time the price is for; a sale's is for none, whatever was chosen before it became one.
fn period(summary: &DraftSummary) -> Option<Period> {
    let price = summary.price.as_ref().filter(|price| price.money().is_some())?;
    price.period().filter(|_| summary.purpose.is_some_and(Purpose::is_periodic))
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{Choice, Currency, Money, Status, UserId};

    use super::{super::book::tests::draft, *};

    #[test]
    fn a_card_shows_the_short_price_or_a_dash() {
        let money = Money { minor: 4_500_000_000, currency: Currency::NGN };
        assert_eq!(price(Some(&Price::new(money))), "₦45M");
        assert_eq!(price(None), "–");
        assert_eq!(price(Some(&Price { typed: Some("about 45".into()), ..Price::default() })), "–");
    }

    #[test]
    fn a_listing_in_the_trash_says_how_long_it_stays_there() {
        let deleted = DraftSummary { deleted: true, deleted_at: Some(0), ..draft(1, "Duplex", "Lekki", 0) };
        assert_eq!(edited(&deleted, Some("Chidi"), 18 * 86_400_000), "Deleted for good in 12 days");
        assert_eq!(edited(&draft(1, "Duplex", "Lekki", 0), None, 60_000), "1 min ago");
    }

    #[test]
    fn a_row_names_whoever_edited_it_last() {
        fn person(n: u128) -> UserId {
            format!("{n:032x}").parse().expect("32 hex digits are a UUID")
        }
        fn page() -> Element {
            let app = use_context_provider(App::new);
            let line = |by: Option<u128>| DraftSummary { edited_by: by.map(person), ..draft(1, "Duplex", "", 0) };
            let lines = [None, Some(1), Some(2), Some(3)].map(line);
            let before = lines.each_ref().map(|line| who(app, line));
            use_hook(|| {
                let (mut account, mut people) = (app.session.account(), app.team.people());
                account.write().user_id = Some(person(1));
                people.set([(person(2), "Chidi".to_owned())].into());
            });
            let after = lines.each_ref().map(|line| edited(line, who(app, line).as_deref(), 7_200_000));
            let before = before.iter().flatten().count();
            let after = after.join(", ");
            rsx! { "{before}: {after}" }
        }
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        assert_eq!(html, "0: 2 h ago · You, 2 h ago · You, 2 h ago · Chidi, 2 h ago");
    }

    #[test]
    fn a_listing_without_a_title_is_called_by_its_facts_and_looks_quiet() {
        fn page() -> Element {
            use_context_provider(App::new);
            let suggested = Some("4-bedroom duplex, Lekki".into());
            let summary = DraftSummary { title: Some(" ".into()), suggested, ..draft(1, "", "Lekki", 0) };
            rsx! { Row { summary, publicity: Publicity::Draft, place: 1, length: 1, table: false, active: true, now: 0 } }
        }
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        assert!(html.contains("row-untitled") && html.contains(">4-bedroom duplex, Lekki<"), "{html}");
    }

    #[component]
    fn Shown(summary: DraftSummary) -> Element {
        use_context_provider(App::new);
        let publicity = Publicity::of_line(&summary);
        rsx! { Row { summary, publicity, place: 1, length: 1, table: false, active: true, now: 0 } }
    }

    fn html(summary: DraftSummary, publication_waits: bool) -> String {
        let summary = DraftSummary { publication_waits, ..summary };
        let mut page = VirtualDom::new_with_props(Shown, ShownProps { summary });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn a_rent_says_what_time_its_price_is_for_and_a_sale_does_not() {
        let money = Money { minor: 500_000_000, currency: Currency::NGN };
        let price = Price { period: Some(Choice::Known(Period::Year)), ..Price::new(money) };
        let line = |purpose| DraftSummary { purpose, price: Some(price.clone()), ..draft(1, "Flat", "Yaba", 0) };
        let rent = html(line(Some(Purpose::Rent)), false);
        assert!(rent.contains("₦5M") && rent.contains(">/ year<") && rent.contains(">For rent · Yaba<"), "{rent}");
        let sale = html(line(Some(Purpose::Sale)), false);
        assert!(!sale.contains("/ year") && sale.contains(">For sale · Yaba<"), "{sale}");
        assert!(html(line(None), false).contains(">Yaba<"));
    }

    #[test]
    fn a_row_says_published_only_once_the_cloud_has_confirmed_it() {
        let published = DraftSummary { status: Status::Published, ..draft(1, "Flat", "Yaba", 0) };
        let waits = html(published.clone(), true);
        assert!(waits.contains(">Waiting to publish<") && !waits.contains(">Published<"), "{waits}");
        assert!(html(published.clone(), false).contains(">Published<"));
        let edited = html(DraftSummary { unpublished_changes: true, ..published }, false);
        assert!(edited.contains(">Published · changes not published yet<"), "{edited}");
        let withdrawn = html(draft(1, "Flat", "Yaba", 0), true);
        assert!(withdrawn.contains("still public"), "{withdrawn}");
        assert!(!html(draft(1, "Flat", "Yaba", 0), false).contains("badge-published"));
    }
}
