//! What the app said is saved here is there after `kill -9`.

use std::time::Duration;

use anyhow::ensure;
use lagoon_e2e::{Profile, database::integrity, story, until, waits::SOON};
use serde_json::json;

/// How often the app is killed.
const KILLS: usize = 20;

/// Notes the last value that the app answered as stored.
const NOTE_WHAT_IS_STORED: &str = "
    const ask = window.fetch;
    window.fetch = async (address, request) => {
        const answer = await ask(address, request);
        if (String(address).includes('edit_draft') && answer.ok) {
            const body = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
            window.stored = JSON.parse(body).value;
        }
        return answer;
    };";

#[test]
fn twenty_kills_fifty_milliseconds_after_saved_here_lose_nothing() {
    story("kill", async |stage| {
        let profile = Profile::new("ada", &stage.server.url())?;
        let mut device = stage.start(&profile).await?;
        let draft = device.new_listing("words").await?;
        let mut title = String::from("House");
        device.type_into("field-title", &title).await?;
        for kill in 1..=KILLS {
            device.run(NOTE_WHAT_IS_STORED, vec![]).await?;
            let word = format!(" {kill}");
            title.push_str(&word);
            device.type_into("field-title", &word).await?;
            let stored = async || device.run("return window.stored ?? null", vec![]).await;
            until("the app answered that it is stored", SOON, stored, |stored| *stored == json!(title)).await?;
            device.see_chip("idle", "Saved here", SOON).await?;
            // The promise names this moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            device.kill().await?;

            let health = integrity(&profile.drafts()).await?;
            ensure!(health == "ok", "after kill {kill}: {health}");
            device = stage.start(&profile).await?;
            device.open_listing(&draft, "words").await?;
            device.see_value("field-title", &title, SOON).await?;
        }
        Ok(())
    });
}
