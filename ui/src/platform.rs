//! What the page asks of the webview itself: time, focus, theme, size, and the signals that come from outside Dioxus.
//!
//! The one rule: nothing here knows what a listing is. On the host (component tests) every question has a plain answer.

use crate::{ipc::Theme, shortcut::Shortcut};

/// Something that happened outside the page's own controls.
#[derive(Clone, Debug, PartialEq)]
pub enum Outside {
    /// A keyboard shortcut.
    Shortcut(Shortcut),
    /// The webview says that the network came or went.
    Online(bool),
    /// The page is no longer seen: send what waits.
    Hidden,
    /// Whether the connection is paid by what it carries, where that can be told.
    Metered(bool),
    /// A text was pasted somewhere.
    Pasted(String),
    /// The page is this many CSS pixels wide now.
    Width(f64),
    /// Ctrl+Alt+G: somebody wants to see every component.
    #[cfg(any(test, feature = "gallery"))]
    Gallery,
}

/// A system, as far as people call things by other names on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    /// Tablets and phones.
    Android,
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux, and whatever else.
    Linux,
}

impl System {
    /// Reads what a webview says of itself.
    #[cfg(any(test, target_arch = "wasm32"))]
    fn of(agent: &str) -> Self {
        // Android says that it is a Linux as well.
        let marks = [("Android", Self::Android), ("Windows", Self::Windows), ("Macintosh", Self::Mac)];
        marks.into_iter().find(|(mark, _)| agent.contains(mark)).map_or(Self::Linux, |(_, system)| system)
    }
}

/// Whether this device shows several windows of an app. Tablets show one.
pub fn has_windows() -> bool {
    system() != System::Android
}

pub use webview::*;

#[cfg(target_arch = "wasm32")]
mod webview {
    use js_sys::{Date, Function, Promise, Reflect};
    use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
    use wasm_bindgen_futures::{JsFuture, spawn_local};
    pub use web_sys::Element;
    use web_sys::{
        ClipboardEvent, Event, EventTarget, FocusOptions, HtmlDocument, HtmlElement, HtmlTextAreaElement,
        KeyboardEvent, Node, ScrollIntoViewOptions, ScrollLogicalPosition, VisibilityState, Window,
    };

    use super::{Outside, Shortcut, System, Theme};

    fn window() -> Window {
        web_sys::window().expect("the page runs in a window")
    }

    /// Whether the page's address asks for something, as `?pseudo` does.
    #[cfg(feature = "gallery")]
    pub fn asked_for(what: &str) -> bool {
        window().location().search().is_ok_and(|search| search.trim_start_matches('?') == what)
    }

    fn element(id: &str) -> Option<HtmlElement> {
        window().document()?.get_element_by_id(id)?.dyn_into().ok()
    }

    /// Milliseconds since 1970 UTC.
    pub fn now() -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
        let millis = Date::now() as i64;
        millis
    }

    /// Milliseconds on a clock that never runs back.
    pub fn steady_now() -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
        let millis = window().performance().map_or_else(Date::now, |clock| clock.now()) as i64;
        millis
    }

    /// Waits.
    pub async fn sleep(millis: i64) {
        let millis = i32::try_from(millis.max(0)).unwrap_or(i32::MAX);
        let promise = Promise::new(&mut |resolve: Function, _| {
            // A timer that cannot be set must not stop what waits for it.
            if window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis).is_err() {
                resolve.call0(&JsValue::NULL).ok();
            }
        });
        JsFuture::from(promise).await.ok();
    }

    /// Gives focus to the element with this id, if it is there. A field comes into sight with its label and what is said of it.
    pub fn focus(id: &str) {
        let Some(element) = element(id) else { return };
        if field_of(&element).is_some() {
            focus_silently(&element);
            bring_into_sight(&element);
        } else {
            element.focus().ok();
        }
    }

    /// Gives focus to an element, and scrolls nothing for it.
    pub fn focus_without_scrolling(id: &str) {
        if let Some(element) = element(id) {
            focus_silently(&element);
        }
    }

    fn focus_silently(element: &HtmlElement) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        element.focus_with_options(&options).ok();
    }

    /// Takes the focus from whatever has it. The next Tab goes on from there.
    pub fn leave_focus() {
        if let Some(element) = focused().and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            element.blur().ok();
        }
    }

    /// Gives focus to an element that had it before, if it is still on the page.
    pub fn focus_again(element: &Element) {
        if element.is_connected()
            && let Some(element) = element.dyn_ref::<HtmlElement>()
        {
            element.focus().ok();
        }
    }

    /// Whether an element with this id is on the page.
    pub fn is_there(id: &str) -> bool {
        element(id).is_some()
    }

    /// Whether the element with this id or something in it has the focus.
    pub fn focus_is_within(id: &str) -> bool {
        let (Some(focused), Some(outer)) = (focused(), element(id)) else { return false };
        let focused: &Node = &focused;
        outer.contains(Some(focused))
    }

    /// Whether nothing has the focus, as when what had it was taken off the page.
    pub fn focus_is_nowhere() -> bool {
        focused().is_none_or(|focused| focused.tag_name() == "BODY")
    }

    /// Scrolls until a part of an element can be seen: `top` CSS pixels below the element's own top, `height` high.
    pub fn reveal(scroller: &str, id: &str, top: f64, height: f64) {
        let (Some(scroller), Some(element)) = (element(scroller), element(id)) else { return };
        let (outer, inner) = (scroller.get_bounding_client_rect(), element.get_bounding_client_rect());
        let (top, bottom) = (inner.top() - outer.top() + top, inner.top() - outer.top() + top + height);
        let seen = f64::from(scroller.client_height());
        // The head of the list and the bar below it are kept clear.
        let by = if top < height { top - height } else { (bottom + height - seen).max(0.0) };
        #[expect(clippy::cast_possible_truncation, reason = "whole pixels")]
        scroller.set_scroll_top(scroller.scroll_top() + by as i32);
    }

    /// Puts the text of a text area onto the clipboard. Whether that worked.
    pub fn copy_from(id: &str) -> bool {
        let Some(area) = element(id).and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok()) else {
            return false;
        };
        area.select();
        let document = window().document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
        document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
    }

    /// What has the focus.
    pub fn focused() -> Option<Element> {
        window().document()?.active_element()
    }

    /// Whether something else has the focus now. An element that was taken off the page leaves it to the page itself, and
    /// that is no move.
    pub fn focus_moved_since(before: Option<&Element>) -> bool {
        focused().is_some_and(|now| now.tag_name() != "BODY" && Some(&now) != before)
    }

    /// Brings the page's scroller back to its top.
    pub fn scroll_to_top(id: &str) {
        if let Some(element) = element(id) {
            element.set_scroll_top(0);
        }
    }

    /// Hours and minutes where the person is, such as "10:42".
    pub fn local_time(millis: i64) -> String {
        let date = date(millis);
        format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
    }

    /// Day, month (1 to 12) and year where the person is.
    pub fn local_day(millis: i64) -> (u32, u32, u32) {
        let date = date(millis);
        (date.get_date(), date.get_month() + 1, date.get_full_year())
    }

    fn date(millis: i64) -> Date {
        #[expect(clippy::cast_precision_loss, reason = "a date's milliseconds are far below 2^53")]
        let millis = millis as f64;
        Date::new(&JsValue::from_f64(millis))
    }

    /// The page's width in CSS pixels.
    pub fn width() -> f64 {
        window().inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(1280.0)
    }

    /// The system that the page is shown on.
    pub fn system() -> System {
        System::of(&window().navigator().user_agent().unwrap_or_default())
    }

    /// The size of the page's text in CSS pixels.
    pub fn rem() -> f64 {
        let root = window().document().and_then(|document| document.document_element());
        let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
        let size = style.and_then(|style| style.get_property_value("font-size").ok());
        // Read by the webview: the tables by which Rust reads such numbers weigh 10 kB.
        size.map(|size| js_sys::parse_float(&size)).filter(|rem| *rem > 1.0).unwrap_or(16.0)
    }

    /// Draws the page's text in so many percent of its usual size.
    pub fn set_text_size(percent: u16) {
        let Some(root) = window().document().and_then(|document| document.document_element()) else { return };
        root.set_attribute("data-text", &percent.to_string()).ok();
    }

    /// Whether the connection is paid by what it carries; `None` where the system does not tell.
    pub fn metered() -> Option<bool> {
        let connection = connection()?;
        let field = |name: &str| Reflect::get(&connection, &name.into()).ok();
        let saves = field("saveData").and_then(|saves| saves.as_bool());
        let kind = field("type").and_then(|kind| kind.as_string());
        match (saves, kind) {
            (Some(true), _) => Some(true),
            (_, Some(kind)) => Some(kind == "cellular"),
            (saves, None) => saves,
        }
    }

    /// The Network Information API, where there is one: <https://wicg.github.io/netinfo/>.
    fn connection() -> Option<EventTarget> {
        let connection = Reflect::get(&window().navigator(), &"connection".into()).ok()?;
        connection.dyn_into().ok()
    }

    /// Draws the page in a theme.
    pub fn set_theme(theme: Theme) {
        let Some(root) = window().document().and_then(|document| document.document_element()) else { return };
        match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light => root.set_attribute("data-theme", "light"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
        }
        .ok();
    }

    /// Hands every signal to `heard`, as long as the page lives.
    pub fn listen(heard: impl Fn(Outside) + Clone + 'static) {
        let window = window();
        let on = |target: &EventTarget, name: &str, heard: Box<dyn Fn(Event)>| {
            let callback = Closure::<dyn Fn(Event)>::new(heard).into_js_value();
            target.add_event_listener_with_callback(name, callback.unchecked_ref()).ok();
        };
        let tell = heard.clone();
        on(&window, "online", Box::new(move |_| tell(Outside::Online(true))));
        let tell = heard.clone();
        on(&window, "offline", Box::new(move |_| tell(Outside::Online(false))));
        let tell = heard.clone();
        let resized = move |_| {
            tell(Outside::Width(width()));
            keep_in_sight();
        };
        on(&window, "resize", Box::new(resized));
        if let (Some(connection), Some(at_first)) = (connection(), metered()) {
            heard(Outside::Metered(at_first));
            let tell = heard.clone();
            let changed = move |_| tell(Outside::Metered(metered().unwrap_or(false)));
            on(&connection, "change", Box::new(changed));
        }
        let tell = heard.clone();
        let pasted = move |event: Event| {
            let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
            if let Some(text) = data.and_then(|data| data.get_data("text/plain").ok()) {
                tell(Outside::Pasted(text));
            }
        };
        on(&window, "paste", Box::new(pasted));
        let tell = heard.clone();
        on(&window, "keydown", Box::new(move |event| heard_key(&event, &tell)));
        if let Some(document) = window.document() {
            let page = document.clone();
            let hidden = move |_| {
                if page.visibility_state() == VisibilityState::Hidden {
                    heard(Outside::Hidden);
                }
            };
            on(&document, "visibilitychange", Box::new(hidden));
        }
    }

    /// The controls of a form that Enter leads to.
    const CONTROLS: &str = "input, select, textarea";

    /// Moves the focus from a field of one line to the next field of its form, which names what comes after its last one in
    /// `data-fields`. The on-screen keyboard's "next" is the same key. `false`: this is no such field.
    fn move_on(from: &Element) -> bool {
        if from.tag_name() != "INPUT" {
            return false;
        }
        let Ok(Some(form)) = from.closest("[data-fields]") else { return false };
        let Ok(controls) = form.query_selector_all(CONTROLS) else { return false };
        let controls = (0..controls.length()).filter_map(|index| controls.get(index)?.dyn_into::<HtmlElement>().ok());
        // The other answers of one question are reached by the arrows.
        let question = from.get_attribute("name");
        let is_beside = |control: &HtmlElement| question.is_some() && control.get_attribute("name") == question;
        let mut after = controls.skip_while(|control| **control != *from).skip(1);
        match after.find(|control| !is_beside(control)) {
            Some(next) => {
                focus_silently(&next);
                bring_into_sight(&next);
            }
            None => focus(&form.get_attribute("data-fields").unwrap_or_default()),
        }
        true
    }

    /// A control with its label and what is said of it.
    const FIELD: &str = ".field, fieldset";

    fn field_of(control: &Element) -> Option<Element> {
        control.closest(FIELD).ok().flatten()
    }

    /// Scrolls to a control, no further than needed: to its whole field. Of cards that are higher than what can be seen it is
    /// their top, which says what is wrong; of a text, the text. How much room stays around is the style sheet's
    /// (`scroll-margin`).
    fn bring_into_sight(control: &Element) {
        let scroll = |element: &Element, to: ScrollLogicalPosition| {
            let options = ScrollIntoViewOptions::new();
            options.set_block(to);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        };
        let seen = element("scroller").map_or(0, |scroller| scroller.client_height());
        match field_of(control) {
            Some(field) if field.client_height() < seen => scroll(&field, ScrollLogicalPosition::Nearest),
            Some(cards) if cards.tag_name() == "FIELDSET" => {
                scroll(&cards, ScrollLogicalPosition::Start);
                scroll(control, ScrollLogicalPosition::Nearest);
            }
            _ => scroll(control, ScrollLogicalPosition::Nearest),
        }
    }

    /// An on-screen keyboard takes half the page: what is written in stays in sight.
    fn keep_in_sight() {
        if let Some(element) = focused().filter(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA")) {
            bring_into_sight(&element);
        }
    }

    fn heard_key(event: &Event, tell: &impl Fn(Outside)) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        // A control that took the key has dealt with it.
        if event.default_prevented() {
            return;
        }
        let plain = !(key.ctrl_key() || key.meta_key() || key.alt_key() || key.shift_key() || key.is_composing());
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if key.key() == "Enter" && plain {
            match target {
                // Its own list may take the key first, and it does so after everybody has heard of it.
                Some(field) if field.has_attribute("list") => spawn_local(async move {
                    sleep(0).await;
                    move_on(&field);
                }),
                Some(field) if move_on(&field) => event.prevent_default(),
                _ => {}
            }
            return;
        }
        let typing = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlElement>().ok())
            .is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        let command = key.ctrl_key() || key.meta_key();
        #[cfg(feature = "gallery")]
        if command && key.alt_key() && key.code() == "KeyG" {
            tell(Outside::Gallery);
        }
        if let Some(shortcut) = Shortcut::from_key(&key.key(), command, key.shift_key(), typing) {
            if !matches!(shortcut, Shortcut::Close | Shortcut::LeaveField) {
                event.prevent_default();
            }
            // A key that is held asks for one copy, not for many.
            if key.repeat() {
                return;
            }
            tell(Outside::Shortcut(shortcut));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod webview {
    #[cfg(test)]
    use std::cell::Cell;

    use super::{Outside, System, Theme};

    /// A fixed moment, so that what is drawn on the host can be compared.
    pub fn now() -> i64 {
        1_700_000_000_000
    }

    /// Stands still.
    pub fn steady_now() -> i64 {
        0
    }

    /// Nothing waits on the host.
    #[cfg(not(test))]
    #[expect(clippy::unused_async, reason = "the page's own version waits")]
    pub async fn sleep(_millis: i64) {}

    #[cfg(test)]
    thread_local! {
        static PASSES: Cell<i64> = const { Cell::new(i64::MAX) };
    }

    /// From now on no more time than this passes in this test: what takes longer is still to come.
    #[cfg(test)]
    pub fn let_pass(millis: i64) {
        PASSES.set(millis);
    }

    /// Nothing waits on the host, save what takes longer than a test [lets pass](let_pass).
    #[cfg(test)]
    pub async fn sleep(millis: i64) {
        if millis > PASSES.get() {
            std::future::pending::<()>().await;
        }
    }

    /// There is no focus on the host.
    pub fn focus(_id: &str) {}

    /// There is no focus on the host.
    pub fn focus_without_scrolling(_id: &str) {}

    /// There is no focus on the host.
    pub fn focus_again(_element: &Element) {}

    /// There is no focus on the host.
    pub fn leave_focus() {}

    /// Nothing is drawn into a window on the host.
    pub fn is_there(_id: &str) -> bool {
        false
    }

    /// There is no focus on the host.
    pub fn focus_is_within(_id: &str) -> bool {
        false
    }

    /// There is no focus on the host.
    pub fn focus_is_nowhere() -> bool {
        true
    }

    /// Nothing scrolls on the host.
    pub fn reveal(_scroller: &str, _id: &str, _top: f64, _height: f64) {}

    /// There is no clipboard on the host.
    pub fn copy_from(_id: &str) -> bool {
        false
    }

    /// As on a desktop.
    pub fn system() -> System {
        System::Linux
    }

    /// Text as large as it usually is.
    pub fn rem() -> f64 {
        16.0
    }

    /// There is nothing to draw on the host.
    pub fn set_text_size(_percent: u16) {}

    /// The host does not tell.
    pub fn metered() -> Option<bool> {
        None
    }

    /// There is nothing that could have the focus.
    #[derive(Clone, Debug)]
    pub enum Element {}

    /// There is no focus on the host.
    pub fn focused() -> Option<Element> {
        None
    }

    /// There is no focus on the host.
    pub fn focus_moved_since(_before: Option<&Element>) -> bool {
        false
    }

    /// Nothing scrolls on the host.
    pub fn scroll_to_top(_id: &str) {}

    /// Hours and minutes in UTC.
    pub fn local_time(millis: i64) -> String {
        let minutes = millis.div_euclid(60_000).rem_euclid(24 * 60);
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The host draws no dates of its own.
    pub fn local_day(_millis: i64) -> (u32, u32, u32) {
        (14, 11, 2023)
    }

    /// A desktop's width.
    pub fn width() -> f64 {
        1280.0
    }

    /// There is nothing to theme on the host.
    pub fn set_theme(_theme: Theme) {}

    /// There are no signals on the host.
    pub fn listen(_heard: impl Fn(Outside) + Clone + 'static) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_what_its_webview_says() {
        for (agent, system) in [
            ("Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36", System::Android),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", System::Windows),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", System::Mac),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15", System::Linux),
        ] {
            assert_eq!(System::of(agent), system, "{agent}");
        }
    }
}
