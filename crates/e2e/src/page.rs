//! What a person does with the page: find, read, tap, type. Everything is found by its `data-testid`, and only what can be
//! seen is found.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use fantoccini::{
    Locator,
    actions::{InputSource as _, KeyAction, KeyActions},
    elements::Element,
    error::{CmdError, ErrorStatus},
    key::Key,
};
use serde_json::Value;

use crate::{
    Device,
    waits::{SOON, until},
};

/// A gap this long, in milliseconds, is close to what counts as a pause in typing.
const PAUSE: i64 = 450;
/// How long what is out of reach is left alone.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

impl Device {
    /// The first visible element of this name, once it is there.
    pub async fn find(&self, name: &str) -> Result<Element> {
        self.find_by(&selector(name)).await
    }

    /// The first visible element that this CSS selector means, once it is there.
    async fn find_by(&self, css: &str) -> Result<Element> {
        let what = format!("{css} can be seen");
        let found = until(&what, SOON, async || self.look_for(css).await, Option::is_some).await?;
        found.with_context(|| format!("{css} went away"))
    }

    /// Whether it can be seen now.
    pub async fn shows(&self, name: &str) -> Result<bool> {
        Ok(self.look_for(&selector(name)).await?.is_some())
    }

    async fn look_for(&self, css: &str) -> Result<Option<Element>> {
        for element in self.window.find_all(Locator::Css(css)).await? {
            // The driver's own answer takes what may be cut short by an ellipsis for hidden.
            let look = "const [it] = arguments;
                 const box = it.getBoundingClientRect();
                 return it.checkVisibility({visibilityProperty: true}) && box.width > 0 && box.height > 0";
            let seen = self.run(look, vec![serde_json::to_value(&element)?]).await;
            if seen.is_ok_and(|seen| seen == true) {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Waits until it can be seen.
    pub async fn see(&self, name: &str) -> Result<()> {
        self.find(name).await.map(|_| ())
    }

    /// Taps it.
    pub async fn tap(&self, name: &str) -> Result<()> {
        self.tap_by(&selector(name)).await
    }

    /// Taps what this CSS selector means.
    pub(crate) async fn tap_by(&self, css: &str) -> Result<()> {
        let tap = async |element: Element| {
            self.scroll_to(&element).await?;
            Ok(element.click().await?)
        };
        self.once_in_reach(css, tap).await.with_context(|| format!("{css} cannot be tapped"))
    }

    /// Does something with an element, as soon as nothing lies over it and it is not drawn anew: between finding it and
    /// reaching for it a panel may still be closing, and a finger would wait for that.
    async fn once_in_reach<T>(&self, css: &str, act: impl AsyncFn(Element) -> Result<T>) -> Result<T> {
        let started = Instant::now();
        loop {
            match act(self.find_by(css).await?).await {
                Err(error) if is_out_of_reach(&error) && started.elapsed() < SOON => {
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Presses a control that is drawn by the label around it: a card, a switch, an amenity.
    pub async fn press(&self, name: &str) -> Result<()> {
        let what = format!("`{name}` is there");
        let look = async || Ok(self.window.find_all(Locator::Css(&selector(name))).await?.len());
        until(&what, SOON, look, |found| *found == 1).await?;
        self.run("document.querySelector(arguments[0]).click()", vec![Value::String(selector(name))]).await.map(|_| ())
    }

    /// Brings an element into the middle of what can be seen if it is not: this driver scrolls the window alone, and the page
    /// scrolls inside it.
    async fn scroll_to(&self, element: &Element) -> Result<()> {
        let script = "const box = arguments[0].getBoundingClientRect();
             const seen = (arguments[0].closest('#scroller') ?? document.documentElement).getBoundingClientRect();
             const across = box.left < seen.left || box.right > seen.right;
             if (across || box.top < seen.top || box.bottom > seen.bottom) {
                 arguments[0].scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
             }";
        self.run(script, vec![serde_json::to_value(element)?]).await.map(|_| ())
    }

    /// What it says, as it is rendered. (The driver's own reading leaves out text that may be cut short by an ellipsis.)
    pub async fn text(&self, name: &str) -> Result<String> {
        let text = self.find(name).await?.prop("innerText").await?;
        text.with_context(|| format!("`{name}` says nothing"))
    }

    /// What a field holds.
    pub async fn value(&self, name: &str) -> Result<String> {
        let element = self.find(name).await?;
        element.prop("value").await?.with_context(|| format!("`{name}` is no field"))
    }

    /// Waits until a field holds this.
    pub async fn see_value(&self, name: &str, value: &str, within: Duration) -> Result<()> {
        let what = format!("`{name}` holds {value:?}");
        until(&what, within, async || self.value(name).await, |seen| seen == value).await?;
        Ok(())
    }

    /// Waits until it says something with these words.
    pub async fn see_words(&self, name: &str, words: &str, within: Duration) -> Result<()> {
        let what = format!("`{name}` says {words:?}");
        until(&what, within, async || self.text(name).await, |seen| seen.contains(words)).await?;
        Ok(())
    }

    /// Waits until these words stand anywhere on the page.
    pub async fn see_on_page(&self, words: &str, within: Duration) -> Result<()> {
        let look = async || Ok(self.run("return document.body.innerText", vec![]).await?.to_string());
        until(&format!("the page says {words:?}"), within, look, |text| text.contains(words)).await?;
        Ok(())
    }

    /// Waits until this has the focus.
    pub async fn see_focus(&self, name: &str) -> Result<()> {
        let focus = async || self.run("return document.activeElement.dataset.testid ?? null", vec![]).await;
        until(&format!("`{name}` has the focus"), SOON, focus, |focused| focused == name).await?;
        Ok(())
    }

    /// Waits until screen readers are told something with these words.
    pub async fn see_spoken(&self, words: &str) -> Result<()> {
        let region = selector("spoken-status");
        let spoken = async || {
            let script = "return document.querySelector(arguments[0]).textContent";
            self.run(script, vec![Value::String(region.clone())]).await
        };
        let says = |text: &Value| text.as_str().is_some_and(|text| text.contains(words));
        until(&format!("screen readers are told {words:?}"), SOON, spoken, says).await?;
        Ok(())
    }

    /// An attribute of something that may be hidden from the eye.
    pub async fn attribute(&self, name: &str, attribute: &str) -> Result<Option<String>> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        let value = self.run(script, vec![Value::String(selector(name)), Value::String(attribute.to_owned())]).await?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// Types into a field, after what it holds.
    pub async fn type_into(&self, name: &str, text: &str) -> Result<()> {
        let type_text = async |element: Element| Ok(element.send_keys(text).await?);
        self.once_in_reach(&selector(name), type_text).await.with_context(|| format!("cannot type into `{name}`"))
    }

    /// Replaces what a field holds by typing.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        self.tap(name).await?;
        let element = self.find(name).await?;
        let held = element.prop("value").await?.unwrap_or_default();
        if !held.is_empty() {
            let back = char::from(Key::End).to_string() + &char::from(Key::Backspace).to_string().repeat(held.len());
            element.send_keys(&back).await?;
        }
        // WebKit's driver refuses to type nothing.
        if !text.is_empty() {
            element.send_keys(text).await?;
        }
        self.see_value(name, text, SOON).await
    }

    /// Presses keys where the focus is, one after the other.
    pub async fn keys(&self, keys: &[char]) -> Result<()> {
        let actions = keys.iter().fold(KeyActions::new("keyboard".into()), |actions, key| {
            actions.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key })
        });
        self.window.perform_actions(actions).await.context("no key can be pressed")
    }

    /// Presses keys together.
    pub async fn keys_together(&self, keys: &[char]) -> Result<()> {
        let down = keys.iter().map(|key| KeyAction::Down { value: *key });
        let up = keys.iter().rev().map(|key| KeyAction::Up { value: *key });
        let actions = down.chain(up).fold(KeyActions::new("keyboard".into()), KeyActions::then);
        self.window.perform_actions(actions).await.context("no key can be pressed")
    }

    /// Chooses an entry of a list by its value.
    pub async fn choose(&self, name: &str, value: &str) -> Result<()> {
        let element = self.find(name).await?;
        self.scroll_to(&element).await?;
        element.select_by_value(value).await.with_context(|| format!("`{name}` has no {value:?}"))
    }

    /// Taps a field and types into it as a person would, with this much time between two keys, and returns when
    /// each key arrived in the page, in milliseconds since 1970 UTC.
    pub async fn type_at_pace(&self, name: &str, text: &str, pace: Duration) -> Result<Vec<i64>> {
        self.tap(name).await?;
        let listen = "window.keysAt = [];
             if (!window.notesKeys) {
                 window.notesKeys = true;
                 document.addEventListener('input', () => window.keysAt.push(Date.now()), true);
             }";
        self.run(listen, vec![]).await?;
        let mut keys = KeyActions::new("keyboard".into());
        for (index, key) in text.chars().enumerate() {
            if index > 0 {
                keys = keys.then(KeyAction::Pause { duration: pace });
            }
            keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        self.window.perform_actions(keys).await.context("cannot type")?;
        let arrived = self.run("return window.keysAt", vec![]).await?;
        let arrived: Vec<i64> = arrived.as_array().into_iter().flatten().filter_map(Value::as_i64).collect();
        let typed = text.chars().count();
        ensure!(arrived.len() == typed, "{typed} keys were typed and {} arrived", arrived.len());
        let slowest = arrived.windows(2).map(|two| two[1] - two[0]).max().unwrap_or(0);
        ensure!(slowest < PAUSE, "{slowest} ms between two keys: this machine is too busy to type steadily");
        Ok(arrived)
    }

    /// Makes the page this large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.window.set_window_size(width, height).await.context("the window cannot be resized")?;
        let size = async || self.run("return [innerWidth, innerHeight]", vec![]).await;
        let fits = |size: &Value| size[0] == width && size[1] == height;
        until(&format!("the page is {width}×{height}"), SOON, size, fits).await?;
        // The page hears of its size with the next frame, and draws itself anew.
        self.settle().await
    }

    /// Waits until nothing on the page moves.
    pub async fn settle(&self) -> Result<()> {
        // What was asked for moves, and is drawn, a frame or two later; a window that nobody sees draws none.
        let drawn = "const [done] = arguments;
             let waits = true;
             const told = () => { if (waits) { waits = false; done(true); } };
             requestAnimationFrame(() => requestAnimationFrame(told));
             setTimeout(told, 300);";
        self.window.execute_async(drawn, vec![]).await?;
        let script = "return document.getAnimations().filter(it => it.playState === 'running').length";
        until("nothing moves", SOON, async || self.run(script, vec![]).await, |moving| *moving == 0).await?;
        self.window.execute_async(drawn, vec![]).await?;
        Ok(())
    }

    /// What the page reports of its size: the widths of its widest content and of the window.
    pub async fn widths(&self) -> Result<(i64, i64)> {
        let measure = "const root = document.documentElement;
             const scrollers = [root, ...document.querySelectorAll('#scroller, .popover')];
             const over = Math.max(...scrollers.map(it => it.scrollWidth - it.clientWidth));
             return [root.clientWidth + over, root.clientWidth]";
        let widths = self.run(measure, vec![]).await?;
        let width = |index: usize| widths[index].as_i64().context("a width is a number");
        Ok((width(0)?, width(1)?))
    }
}

/// The driver did nothing, because the element was covered, was being replaced or could not take it yet.
fn is_out_of_reach(error: &anyhow::Error) -> bool {
    let Some(CmdError::Standard(refused)) = error.downcast_ref() else { return false };
    matches!(
        refused.error,
        ErrorStatus::ElementClickIntercepted | ErrorStatus::ElementNotInteractable | ErrorStatus::StaleElementReference
    )
}

/// The CSS selector of a `data-testid`.
pub fn selector(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}
