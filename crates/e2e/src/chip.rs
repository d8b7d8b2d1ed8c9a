//! The cloud chip, read as it is now and recorded as it changes.

use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::{Device, until};

/// What the chip says and shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The state itself: `data-sync-status`.
    pub state: String,
    /// The state that is drawn: `data-drawn-status`.
    pub drawn: String,
    /// The icon that is drawn.
    pub icon: String,
    /// The words that are drawn.
    pub words: String,
}

/// Reads the chip.
const READ: &str = "const chip = document.querySelector('[data-testid=\"cloud-chip\"]');
     if (!chip) return null;
     const {syncStatus, drawnStatus, icon} = chip.dataset;
     return {at: Date.now(), state: syncStatus, drawn: drawnStatus, icon, words: chip.textContent.trim()};";

impl Device {
    /// The chip as it is now.
    pub async fn chip(&self) -> Result<Chip> {
        parse(&self.run(READ, vec![]).await?)
    }

    /// Waits until the chip's own state and its drawn words are these.
    pub async fn see_chip(&self, state: &str, words: &str, within: Duration) -> Result<Chip> {
        let fits = |chip: &Chip| chip.state == state && chip.words.starts_with(words);
        until(&format!("the chip is {state} and says {words:?}"), within, async || self.chip().await, fits).await
    }

    /// From now on keeps every look of the chip.
    pub async fn record_chip(&self) -> Result<()> {
        let script = format!(
            "const read = () => {{ {READ} }};
             const looks = [read()];
             window.chipLooks = looks;
             const same = (a, b) => a.state === b.state && a.drawn === b.drawn && a.icon === b.icon && a.words === b.words;
             const note = () => {{
                 const look = read();
                 if (look && !same(look, looks[looks.length - 1])) looks.push(look);
             }};
             new MutationObserver(note).observe(document.body,
                 {{subtree: true, childList: true, attributes: true, characterData: true}});"
        );
        self.run(&script, vec![]).await.map(|_| ())
    }

    /// Every look of the chip since [`record_chip`](Self::record_chip), the one it had then first.
    pub async fn chip_looks(&self) -> Result<Vec<Chip>> {
        let looks = self.run("return window.chipLooks", vec![]).await?;
        looks.as_array().context("the chip was not recorded")?.iter().map(parse).collect()
    }
}

/// The chip's own states in the order they came.
pub fn states(looks: &[Chip]) -> Vec<&str> {
    let mut states: Vec<&str> = looks.iter().map(|look| look.state.as_str()).collect();
    states.dedup();
    states
}

fn parse(look: &Value) -> Result<Chip> {
    let text =
        |name: &str| look[name].as_str().map(str::to_owned).with_context(|| format!("the chip has no {name}: {look}"));
    let at = look["at"].as_i64().context("a look has a time")?;
    Ok(Chip { at, state: text("state")?, drawn: text("drawn")?, icon: text("icon")?, words: text("words")? })
}
