//! How long the app takes from its start to a list that can be used, beside a Tauri window with nothing behind it.

use std::{path::Path, sync::Arc};

use anyhow::{Result, bail};
use lagoon_e2e::{
    Device, Profile, Stage,
    api::Api,
    environment, memory, seed,
    server::{ADA, Person, ZAINAB},
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

/// So many listings are few.
const FEW: usize = 10;

#[test]
fn the_list_is_usable_soon_after_an_empty_window_would_be_however_many_listings_it_has() {
    story("figures-start", async |stage| {
        let many = with_listings(stage, ADA, LISTINGS, "10,000 listings").await?;
        let few = with_listings(stage, ZAINAB, FEW, "10 listings").await?;
        let nobody = Profile::new("nobody", &stage.server.url())?;
        let (mut empty, mut of_few, mut of_many) = (vec![], vec![], vec![]);
        for round in 0..=ROUNDS {
            let (window, took) = start(&nobody, &environment::empty_window()?).await?;
            window.close();
            let (device, first) = start(&few, &environment::app()?).await?;
            device.kill().await?;
            let (device, list) = start(&many, &environment::app()?).await?;
            if round == ROUNDS {
                println!("where the time goes, from the page's beginning: {}", device.run(PARTS, vec![]).await?);
                println!("memory after the start: {}", memory::of(device.profile.process()?)?);
            }
            device.kill().await?;
            // The first round warms the disk's cache.
            if round > 0 {
                empty.push(took);
                of_few.push(first);
                of_many.push(list);
            }
        }
        let (empty, of_few, of_many) = (Spread::of(empty), Spread::of(of_few), Spread::of(of_many));
        println!("an empty window: {empty}\nthe list of {FEW}: {of_few}\nthe list of {LISTINGS}: {of_many}");
        let (to_empty, to_few) = (of_many.p50 / empty.p50, of_many.p50 / of_few.p50);
        println!("ratio of the medians: {to_empty:.2} to an empty window, {to_few:.2} to the list of {FEW}");
        if to_empty > 4.0 {
            bail!("the list takes {to_empty:.2} times as long as an empty window");
        }
        if to_few > 2.0 {
            bail!("the list of {LISTINGS} takes {to_few:.2} times as long as that of {FEW}");
        }
        Ok(())
    });
}

/// A device of somebody whose team has so many listings, all of which are on it.
async fn with_listings(stage: &Stage, person: Person, count: usize, said: &str) -> Result<Arc<Profile>> {
    seed::many(&Api::sign_in(stage.server.url(), person).await?, count).await?;
    let profile = Profile::new(person.name, &stage.server.url())?;
    let device = stage.start(&profile).await?;
    device.sign_in(person).await?;
    device.see_words("list-count", said, A_LONG_WHILE).await?;
    device.see_saved(A_LONG_WHILE).await?;
    device.kill().await?;
    Ok(profile)
}

/// Starts an app and returns when its first row can be seen, with the milliseconds that took.
async fn start(profile: &Arc<Profile>, app: &Path) -> Result<(Device, f64)> {
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
