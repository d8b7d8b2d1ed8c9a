//! AC1: typing is saved to the cloud by itself, half a second after the last key, and not key by key.

use std::time::Duration;

use anyhow::ensure;
use lagoon_e2e::{
    Proxy,
    server::ADA,
    story,
    waits::{IN_A_WHILE, SOON},
};

/// A typist's pace: slow enough to be real, and every key well within the half second that counts as a pause.
const PACE: Duration = Duration::from_millis(120);

#[test]
fn a_title_is_in_the_servers_database_within_a_second_of_the_last_key() {
    story("title-reaches-the-database", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        let database = stage.server.database().await?;
        let title = "Four bedroom duplex, Ikoyi";
        let keys = device.type_at_pace("field-title", title, PACE).await?;
        let last_key = *keys.last().expect("keys were typed");
        let (stored, at) = database.see_title(&draft, title, SOON).await?;
        println!("the title was in the server's database {} ms after the last key", at - last_key);
        ensure!(at - last_key <= 1_000, "it took {} ms from the last key to the server's database", at - last_key);
        let off = stored.last_modified - last_key;
        ensure!(off.abs() <= 1_000, "lastModified is {off} ms away from the last key");
        Ok(())
    });
}

#[test]
fn each_pause_in_typing_makes_one_exchange_and_none_falls_into_a_burst() {
    story("one-exchange-per-pause", async |stage| {
        let proxy = Proxy::start(stage.server.url()).await?;
        let device = stage.device_at("ada", &proxy.url()).await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        let database = stage.server.database().await?;
        let mut title = String::new();
        for (number, burst) in ["Semi-detached ", "in Magodo ", "with a garden"].into_iter().enumerate() {
            title.push_str(burst);
            let keys = device.type_at_pace("field-title", burst, PACE).await?;
            let (first, last) = (keys[0], keys[keys.len() - 1]);
            ensure!(last - first < 3_000, "a burst of {} ms is too long for this test", last - first);
            database.see_title(&draft, &title, SOON).await?;
            device.see_saved(SOON).await?;
            let exchanges = proxy.exchanges();
            ensure!(exchanges.len() == number + 1, "{} exchanges after {} pauses", exchanges.len(), number + 1);
            let sent = exchanges[number].at;
            ensure!(sent >= last + 450, "an exchange began {} ms after the last key", sent - last);
        }
        Ok(())
    });
}

#[test]
fn twenty_seconds_of_steady_typing_make_at_most_seven_exchanges() {
    story("steady-typing", async |stage| {
        let proxy = Proxy::start(stage.server.url()).await?;
        let device = stage.device_at("ada", &proxy.url()).await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("words").await?;
        let sentence = "A quiet house by the water, bright rooms, and a garden. ";
        let text: String = sentence.chars().cycle().take(170).collect();
        let keys = device.type_at_pace("field-description", text.trim_end(), PACE).await?;
        let typed_for = keys[keys.len() - 1] - keys[0];
        ensure!(typed_for >= 20_000, "only {typed_for} ms were typed");
        device.see_saved(IN_A_WHILE).await?;
        let exchanges = proxy.exchanges();
        let within = exchanges.iter().filter(|exchange| exchange.at <= keys[0] + 20_000).count();
        println!("{within} exchanges in 20 s of typing, {} in all", exchanges.len());
        ensure!((1..=7).contains(&within), "{within} exchanges in 20 s");
        let late = exchanges.windows(2).map(|two| two[1].at - two[0].at).max().unwrap_or(0);
        ensure!(late <= 4_000, "{late} ms passed between two exchanges of steady typing");
        let database = stage.server.database().await?;
        let stored = database.group(&draft, "description").await?;
        ensure!(stored.is_some_and(|stored| stored.is_text(text.trim_end())), "the last value is not in the database");
        Ok(())
    });
}
