//! Several windows of one app stay in step, and closing one closes nothing else.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use fantoccini::wd::WindowHandle;
use lagoon_e2e::{
    Device, screen,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::json;

#[test]
fn two_windows_show_each_others_words_and_either_may_be_closed() {
    story("windows", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        device.type_into("field-title", "Terrace").await?;
        let first = device.window.window().await?;
        device.tap("account-menu").await?;
        device.tap("new-window").await?;
        let second = other_window(&device, &first).await?;
        let second_on_screen = newest(screen::windows(&device)?)?;

        device.window.switch_to_window(second.clone()).await?;
        device.see_saved(IN_A_WHILE).await?;
        device.open_listing(&draft, "words").await?;
        device.see_value("field-title", "Terrace", SOON).await?;
        device.type_into("field-description", "Bright rooms.").await?;
        device.window.switch_to_window(first.clone()).await?;
        device.see_value("field-description", "Bright rooms.", SOON).await?;

        // Both write the same field: the later words stand in both.
        device.type_into("field-title", " in Yaba").await?;
        device.window.switch_to_window(second.clone()).await?;
        device.see_value("field-title", "Terrace in Yaba", SOON).await?;
        device.tap("account-menu").await?;
        device.tap("theme-dark").await?;
        device.window.switch_to_window(first.clone()).await?;
        let theme = async || device.run("return document.documentElement.dataset.theme", vec![]).await;
        until("the other window is dark too", SOON, theme, |theme| *theme == json!("dark")).await?;

        device.type_into("field-title", ", two baths").await?;
        device.window.switch_to_window(second).await?;
        device.see_value("field-title", "Terrace in Yaba, two baths", SOON).await?;

        // Closing one closes nothing else, and what was typed last in it is in the other.
        device.type_into("field-description", " Quiet close.").await?;
        screen::close(second_on_screen)?;
        let windows = async || Ok(device.window.windows().await?);
        until("one window is left", SOON, windows, |windows| windows.len() == 1).await?;
        device.window.switch_to_window(first).await?;
        device.see_value("field-description", "Bright rooms. Quiet close.", SOON).await?;
        device.type_into("field-title", " upstairs").await?;
        let titles = stage.server.database().await?;
        titles.see_title(&draft, "Terrace in Yaba, two baths upstairs", IN_A_WHILE).await?;

        // Whoever signs out is signed out in every window.
        device.tap("account-menu").await?;
        device.tap("new-window").await?;
        let first = device.window.window().await?;
        let third = other_window(&device, &first).await?;
        device.window.switch_to_window(third).await?;
        device.see_saved(IN_A_WHILE).await?;
        device.tap("account-menu").await?;
        device.tap("sign-out").await?;
        device.tap("sign-out-now").await?;
        device.see("sign-in-open").await?;
        device.window.switch_to_window(first).await?;
        device.see("sign-in-open").await?;
        device.see("empty").await?;
        ensure!(!device.shows("listing-row").await?, "the team's listings are gone from this window too");
        Ok(())
    });
}

/// A program numbers its windows in turn.
fn newest(windows: BTreeSet<u32>) -> Result<u32> {
    ensure!(windows.len() == 2, "two windows are on the screen: {windows:?}");
    windows.into_iter().next_back().context("there are two")
}

/// The window that was opened beside the first.
async fn other_window(device: &Device, first: &WindowHandle) -> Result<WindowHandle> {
    let windows = async || Ok(device.window.windows().await?);
    let all = until("there are two windows", SOON, windows, |windows| windows.len() == 2).await?;
    all.into_iter().find(|window| window != first).context("one is the other")
}
