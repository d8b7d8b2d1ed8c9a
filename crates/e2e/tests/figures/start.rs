//! How long the app takes from its start to a list that can be used, beside a Tauri window with nothing behind it.

use std::path::Path;

use anyhow::{Result, bail};
use lagoon_e2e::{
    Device, Profile,
    api::Api,
    environment, memory, seed,
    server::ADA,
    spread::Spread,
    story,
    waits::{A_LONG_WHILE, IN_A_WHILE},
};

use crate::LISTINGS;

const ROUNDS: usize = 9;

/// What the page asked for, when, and how long the answer took, in milliseconds.
const PARTS: &str = "
    const [page] = performance.getEntriesByType('navigation');
    const asked = performance.getEntriesByType('resource').map(({name, startTime, duration}) =>
        `${name.split('/').at(-1)} at ${Math.round(startTime)} for ${Math.round(duration)}`);
    return `${asked.join(', ')}; document loaded at ${Math.round(page?.domContentLoadedEventEnd)}`";

#[test]
fn the_list_is_usable_soon_after_an_empty_window_would_be() {
    story("figures-start", async |stage| {
        seed::many(&Api::sign_in(stage.server.url(), ADA).await?, LISTINGS).await?;
        let profile = Profile::new("ada", &stage.server.url())?;
        let device = stage.start(&profile).await?;
        device.sign_in(ADA).await?;
        device.see_words("list-count", "10,000 listings", A_LONG_WHILE).await?;
        device.see_saved(A_LONG_WHILE).await?;
        device.kill().await?;

        let nobody = Profile::new("nobody", &stage.server.url())?;
        let (mut empty, mut lagoon) = (vec![], vec![]);
        for round in 0..=ROUNDS {
            let (window, took) = start(&nobody, &environment::empty_window()?).await?;
            window.close();
            let (device, list) = start(&profile, &environment::app()?).await?;
            if round == ROUNDS {
                println!("where the time goes, from the page's beginning: {}", device.run(PARTS, vec![]).await?);
                println!("memory after the start: {}", memory::of(device.profile.process()?)?);
            }
            device.kill().await?;
            // The first round warms the disk's cache.
            if round > 0 {
                empty.push(took);
                lagoon.push(list);
            }
        }
        let (empty, lagoon) = (Spread::of(empty), Spread::of(lagoon));
        let ratio = lagoon.p50 / empty.p50;
        println!("an empty window: {empty}\nthe list of {LISTINGS}: {lagoon}\nratio of the medians {ratio:.2}");
        if ratio > 4.0 {
            bail!("the list takes {ratio:.2} times as long as an empty window");
        }
        Ok(())
    });
}

/// Starts an app and returns when its first row can be seen, with the milliseconds that took.
async fn start(profile: &std::sync::Arc<Profile>, app: &Path) -> Result<(Device, f64)> {
    let (device, began) = Device::launch(profile, app).await?;
    while began.elapsed() < IN_A_WHILE {
        let seen = device.run("return document.querySelector('[data-testid=listing-row]') !== null", vec![]).await;
        if seen.is_ok_and(|seen| seen == true) {
            let took = began.elapsed().as_secs_f64() * 1_000.0;
            return Ok((device, took));
        }
    }
    bail!("no row came")
}
