//! One listing of the list: a row of the table on wide pages, a card on narrow ones. The style sheet decides which.

use dioxus::prelude::*;
use lagoon_listing::{Price, Status};
use lagoon_sync::view::{DraftSummary, Saved};

use crate::{
    icon::{Glyph, Icon},
    past,
    state::use_app,
    words,
};

/// The row or card.
#[component]
pub fn Row(summary: DraftSummary, now: i64) -> Element {
    let app = use_app();
    let id = summary.id;
    let title = words::title_or_untitled(summary.title.as_deref());
    let untitled = title == words::UNTITLED;
    let to_delete = title.clone();
    let to_review = app.notices.read().iter().filter(|notice| notice.draft == id).count();
    rsx! {
        li { class: "row", "data-testid": "listing-row", "data-draft-id": "{id}",
            button {
                class: "row-open",
                r#type: "button",
                "data-testid": "open-listing",
                disabled: summary.deleted,
                onclick: move |_| app.open_listing(id),
                span { class: "row-name",
                    span { class: if untitled { "row-title row-untitled" } else { "row-title" }, "{title}" }
                    span { class: "row-area",
                        span { class: "row-place", {summary.area.clone().unwrap_or_else(|| "No area yet".into())} }
                        if to_review > 0 {
                            span { class: "badge badge-review", "data-testid": "row-to-review", {past::words::to_review(to_review)} }
                        }
                        Badge { status: summary.status, changed: summary.unpublished_changes }
                    }
                }
                span { class: "row-price", {price(summary.price.as_ref())} }
                span { class: "row-ready",
                    span { class: if summary.problems == 0 { "ready ready-yes" } else { "ready" },
                        {words::readiness(summary.problems)}
                    }
                }
                SavedMark { saved: summary.saved }
                span { class: "row-edited", {words::ago(summary.edited_at, now)} }
            }
            if summary.deleted {
                button {
                    class: "row-action",
                    r#type: "button",
                    "aria-label": "Restore {title}",
                    "data-testid": "restore-listing",
                    onclick: move |_| app.restore_listing(id),
                    Icon { glyph: Glyph::Restore }
                }
            } else {
                button {
                    class: "row-action",
                    r#type: "button",
                    "aria-label": "Delete {title}",
                    "data-testid": "delete-listing",
                    onclick: move |_| app.delete_listing(id, to_delete.clone()),
                    Icon { glyph: Glyph::Trash }
                }
            }
        }
    }
}

/// The price for a card; a dash while there is none that can be read.
fn price(price: Option<&Price>) -> String {
    price.and_then(Price::money).map_or_else(|| "–".into(), |money| money.format_short())
}

#[component]
fn Badge(status: Status, changed: bool) -> Element {
    match (status, changed) {
        (Status::Draft, _) => rsx! {},
        (Status::Published, false) => rsx! {
            span { class: "badge", "data-testid": "badge-published", "Published" }
        },
        (Status::Published, true) => rsx! {
            span { class: "badge badge-changed", "data-testid": "badge-published", "Published · changes not published yet" }
        },
    }
}

#[component]
fn SavedMark(saved: Saved) -> Element {
    let (glyph, tone) = match saved {
        Saved::Here => (Glyph::Cloud, "here"),
        Saved::Cloud => (Glyph::CloudCheck, "cloud"),
        Saved::Held => (Glyph::CloudAlert, "held"),
    };
    rsx! {
        span { class: "row-saved saved-{tone}", "data-testid": "saved-state",
            Icon { glyph }
            span { {words::saved(saved)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use lagoon_listing::{Currency, Money};

    use super::*;

    #[test]
    fn a_card_shows_the_short_price_or_a_dash() {
        let money = Money { minor: 4_500_000_000, currency: Currency::NGN };
        assert_eq!(price(Some(&Price::new(money))), "₦45M");
        assert_eq!(price(None), "–");
        assert_eq!(price(Some(&Price { typed: Some("about 45".into()), ..Price::default() })), "–");
    }
}
