//! What is said across the top or the bottom of any screen: messages, the lost sign-in, what went well, and the undo of a
//! deletion.

use dioxus::prelude::*;
use lagoon_sync::status::{SignIn, SyncState};

use crate::{
    icon::{Glyph, Icon},
    state::{Screen, prelude::*, use_app},
    toast::Toast,
    words,
};

/// Messages that stay until they are dealt with. None of them stops the person from writing on.
#[component]
pub fn Banners() -> Element {
    let app = use_app();
    let mut message = app.told.message();
    // In the wizard the chip says it: nothing may move under somebody's hands.
    let mut notice_closed = app.session.notice_closed();
    let on_list = app.shown.is_on(Screen::Listings);
    let notice = app.session.account().read().notice.clone().filter(|_| on_list && !*notice_closed.read());
    let lost = app.session.account().read().sign_in == SignIn::Lost && on_list;
    rsx! {
        div { class: "banners",
            // Polite: the chip alone interrupts, and only for what is not saved; a message stays until somebody deals with it.
            // The region is there before its words are, so that screen readers hear them come.
            div { role: "status",
                if let Some(shown) = message.read().clone() {
                    div { class: "banner banner-warning", "data-testid": "message",
                        Icon { glyph: Glyph::Alert }
                        p { "{shown.text}" }
                        if shown.retry {
                            button {
                                class: "button-plain",
                                r#type: "button",
                                "data-testid": "try-again",
                                onclick: move |_| app.store_again(),
                                {words::try_again()}
                            }
                        } else {
                            button {
                                class: "button-quiet button-icon",
                                r#type: "button",
                                "aria-label": words::close_message(),
                                "data-testid": "close-message",
                                onclick: move |_| message.set(None),
                                Icon { glyph: Glyph::Close }
                            }
                        }
                    }
                }
            }
            if let Some(notice) = notice {
                div { class: "banner banner-quiet", role: "status", "data-testid": "notice",
                    p { "{notice}" }
                    button {
                        class: "button-quiet button-icon",
                        r#type: "button",
                        "aria-label": words::close_notice(),
                        "data-testid": "close-notice",
                        onclick: move |_| notice_closed.set(true),
                        Icon { glyph: Glyph::Close }
                    }
                }
            }
            if lost {
                div { class: "banner banner-quiet", role: "status", "data-testid": "sign-in-lost",
                    p { {words::signed_out()} }
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "data-testid": "sign-in-again",
                        onclick: move |_| app.show_sign_in(),
                        {words::sign_in_to_sync()}
                    }
                }
            }
        }
    }
}

/// "Deleted", with one tap to bring it back.
#[component]
pub fn UndoToast() -> Element {
    let app = use_app();
    let deleted = app.list.deleted().read().clone();
    let (ids, count) = deleted.as_ref().map(|deleted| (deleted.ids.clone(), deleted.ids.len())).unwrap_or_default();
    let published = deleted.as_ref().map_or(0, |deleted| deleted.published);
    let too = words::unpublished_too(published, count, app.sending.status().read().sync_status != SyncState::Offline);
    rsx! {
        Toast {
            id: "toast",
            shown: deleted.is_some(),
            whole: published > 0,
            act_id: "undo-delete",
            act: words::undo(),
            onact: move |()| app.restore_listings(ids.clone()),
            if let Some(deleted) = deleted {
                {words::moved_to_trash()}
                " "
                strong { "{deleted.title}" }
                if let Some(too) = too {
                    ". {too}"
                }
            }
        }
    }
}

/// What went well and is worth knowing, such as where a file was written. It stays until somebody closes it.
#[component]
pub fn InformedToast() -> Element {
    let app = use_app();
    let mut informed = app.told.informed();
    let text = informed.read().clone();
    rsx! {
        Toast {
            id: "informed",
            shown: text.is_some(),
            whole: true,
            second: app.list.deleted().read().is_some(),
            close_id: "close-informed",
            onclose: move |()| informed.set(None),
            {text.unwrap_or_default()}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{App, Deleted};

    fn told(published: usize, count: u128) -> String {
        #[component]
        fn Page(published: usize, count: u128) -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                let mut deleted = app.list.deleted();
                let ids = (1..=count).map(|n| format!("{n:032x}").parse().expect("a UUID")).collect();
                deleted.set(Some(Deleted { ids, title: "Duplex".into(), published, at: 0 }));
            });
            rsx! { UndoToast {} }
        }
        let mut page = VirtualDom::new_with_props(Page, PageProps { published, count });
        page.rebuild_in_place();
        dioxus_ssr::render(&page)
    }

    #[test]
    fn whoever_has_an_old_version_is_told_on_the_list_until_they_close_it() {
        fn page() -> Element {
            let app = use_context_provider(App::new);
            use_hook(|| {
                let mut account = app.session.account();
                account.write().notice = Some("This version of Lagoon is too old.".into());
            });
            rsx! { Banners {} }
        }
        let mut page = VirtualDom::new(page);
        page.rebuild_in_place();
        let html = dioxus_ssr::render(&page);
        let notice = html.split("data-testid=\"notice\"").nth(1).expect("a notice");
        assert!(
            html.contains("banner-quiet") && notice.contains("<p>This version of Lagoon is too old.</p>"),
            "{html}"
        );
        assert!(notice.contains("data-testid=\"close-notice\""), "{html}");
    }

    #[test]
    fn whoever_deletes_a_published_listing_is_told_that_it_is_unpublished_too() {
        assert!(told(1, 1).contains("It is unpublished too."), "{}", told(1, 1));
        assert!(told(2, 3).contains("2 of them are unpublished too."), "{}", told(2, 3));
        assert!(!told(0, 1).contains("unpublished"), "{}", told(0, 1));
        assert!(told(0, 1).contains("data-testid=\"undo-delete\""), "{}", told(0, 1));
    }
}
