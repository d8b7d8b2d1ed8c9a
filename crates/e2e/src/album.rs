//! Pictures of pages, for people to look at, and what a machine can tell of a page while it stands still: that everybody can
//! use it, that a finger hits what it means, and that nothing is wider than the window.
//!
//! The one rule: a fault of one page keeps no other from being looked at; all are told at the end.

use anyhow::{Result, bail};
use serde_json::json;

use crate::{Device, Stage, environment};

/// Width and height of the page, in CSS pixels: a desktop and a phone …
const SIZES: [(u32, u32); 2] = [DESKTOP, PHONE];
/// … and a tablet held upright and a phone on its side, when all are wanted. (A tablet on its side is as wide as a desktop.)
const EVERY_SIZE: [(u32, u32); 4] = [DESKTOP, (800, 1280), PHONE, (844, 390)];
/// What pages are between two pictures.
pub const DESKTOP: (u32, u32) = (1280, 800);
/// A phone.
pub const PHONE: (u32, u32) = (390, 844);
const THEMES: [&str; 2] = ["light", "dark"];

/// The pictures of one test.
#[derive(Debug)]
pub struct Album<'a> {
    stage: &'a Stage,
    faults: Vec<String>,
}

impl<'a> Album<'a> {
    /// An empty one.
    pub fn of(stage: &'a Stage) -> Self {
        Self { stage, faults: Vec::new() }
    }

    /// The sizes in which pages are taken.
    pub fn sizes() -> &'static [(u32, u32)] {
        if environment::every_size() { &EVERY_SIZE } else { &SIZES }
    }

    /// Takes a page in every theme and size, and judges it in each.
    pub async fn take(&mut self, device: &Device, page: &str) -> Result<()> {
        for size in Self::sizes() {
            self.take_one(device, page, *size).await?;
        }
        device.resize(DESKTOP.0, DESKTOP.1).await
    }

    /// Takes a page in every theme, in one size, and leaves it there.
    pub async fn take_one(&mut self, device: &Device, page: &str, (width, height): (u32, u32)) -> Result<()> {
        device.resize(width, height).await?;
        for theme in THEMES {
            device.run("document.documentElement.dataset.theme = arguments[0]", vec![json!(theme)]).await?;
            device.settle().await?;
            let name = format!("{page}-{theme}-{width}x{height}");
            device.screenshot(&self.stage.folder()?.join(format!("{name}.png"))).await?;
            let violations = device.violations().await?;
            self.faults.extend(violations.into_iter().map(|violation| format!("{name}: {violation}")));
        }
        let small = device.small_controls().await?;
        self.faults.extend(small.into_iter().map(|control| format!("{page} at {width}: {control}")));
        let (content, window) = device.widths().await?;
        if content > window {
            self.faults.push(format!("{page} is {content} px wide in a window of {window} px"));
        }
        Ok(())
    }

    /// Fails with everything that is wrong with any of the pages.
    pub fn close(self) -> Result<()> {
        if self.faults.is_empty() {
            return Ok(());
        }
        bail!("{} faults:\n{}", self.faults.len(), self.faults.join("\n"));
    }
}
