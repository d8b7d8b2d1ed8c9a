//! Typing and searching, while what was typed before hangs in the network.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fantoccini::wd::TimeoutConfiguration;
use lagoon_e2e::{
    Device, Profile, Proxy,
    api::Api,
    memory, seed,
    server::ADA,
    spread::Spread,
    story,
    waits::{A_LONG_WHILE, SOON},
};
use serde_json::{Value, json};

use crate::LISTINGS;

const KEYS: usize = 300;
const SEARCHES: usize = 40;
/// Three hundred keys take longer than a driver waits by itself.
const PATIENCE: Duration = Duration::from_mins(3);
/// Longer than the test takes: what is sent gets no answer.
const HANGS: Duration = Duration::from_mins(10);

/// Puts text into a field key by key, at a pace. For each key: how long its event took to handle, and how long after it the
/// page drew again. And all times between two frames meanwhile.
const TYPE: &str = "
    const [name, keys, pace, done] = arguments;
    const field = document.querySelector(`[data-testid=\"${name}\"]`);
    field.focus();
    const write = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set;
    const frames = [], handled = [], drawn = [];
    let last = 0, watching = true;
    const watch = at => { if (last) frames.push(at - last); last = at; if (watching) requestAnimationFrame(watch); };
    requestAnimationFrame(watch);
    const after_drawing = () => new Promise(told => requestAnimationFrame(() => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = told;
        port2.postMessage(0);
    }));
    (async () => {
        for (let key = 0; key < keys; key++) {
            const began = performance.now();
            write.call(field, field.value + 'abcde '[key % 6]);
            field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertText'}));
            handled.push(performance.now() - began);
            await after_drawing();
            drawn.push(performance.now() - began);
            await new Promise(wake => setTimeout(wake, pace));
        }
        watching = false;
        done({frames, handled, drawn, length: field.value.length});
    })();";

/// The times between two frames while nothing happens: what the machine itself does.
const REST: &str = "
    const [millis, done] = arguments;
    const frames = [];
    let last = 0;
    const until = performance.now() + millis;
    const watch = at => {
        if (last) frames.push(at - last);
        last = at;
        if (at < until) requestAnimationFrame(watch); else done(frames);
    };
    requestAnimationFrame(watch);";

/// Searches for one listing after the other; how long until each was drawn.
const SEARCH: &str = "
    const [numbers, done] = arguments;
    const field = document.querySelector('[data-testid=search]');
    field.focus();
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const took = [];
    (async () => {
        for (const number of numbers) {
            const wanted = `number ${number}`;
            const began = performance.now();
            write.call(field, wanted);
            field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertText'}));
            for (;;) {
                await new Promise(told => requestAnimationFrame(() => {
                    const {port1, port2} = new MessageChannel();
                    port1.onmessage = told;
                    port2.postMessage(0);
                }));
                const row = document.querySelector('[data-testid=open-listing]');
                if (row?.textContent.endsWith(wanted)) break;
                if (performance.now() - began > 5000) return done(`${wanted} was not found`);
            }
            took.push(performance.now() - began);
            await new Promise(wake => setTimeout(wake, 60));
        }
        done(took);
    })();";

#[test]
fn typing_and_searching_with_ten_thousand_listings_and_a_push_that_hangs() {
    story("figures-typing", async |stage| {
        seed::many(&Api::sign_in(stage.server.url(), ADA).await?, LISTINGS).await?;
        let proxy = Proxy::start(stage.server.url()).await?;
        let device = stage.start(&Profile::new("ada", &proxy.url())?).await?;
        let patient = TimeoutConfiguration::new(Some(PATIENCE), None, None);
        device.window.update_timeouts(patient).await?;
        device.sign_in(ADA).await?;
        device.see_words("list-count", "10,000 listings", A_LONG_WHILE).await?;
        device.see_saved(A_LONG_WHILE).await?;
        println!("memory with {LISTINGS} listings: {}", memory::of(device.profile.process()?)?);

        let numbers: Vec<_> = (0..SEARCHES).map(|search| 9_000 + search * 17).collect();
        let took = device.window.execute_async(SEARCH, vec![json!(numbers)]).await?;
        let found = Spread::of(millis(&took)?);
        println!("a search result is drawn after {found}");
        device.fill("search", "").await?;

        device.new_listing("words").await?;
        proxy.slow_down(HANGS);
        device.type_into("field-title", "Terrace").await?;
        device.see_chip("syncing", "Syncing", SOON).await?;
        let rest = device.window.execute_async(REST, vec![json!(3_000)]).await?;
        println!("without typing: frames {}", Spread::of(millis(&rest)?));
        let title = typed(&device, "field-title", 60).await?;
        let words = "Bright rooms on a quiet close, minutes from the expressway. ".repeat(61);
        device.run(PUT, vec![json!("field-description"), json!(words)]).await?;
        let description = typed(&device, "field-description", 60).await?;
        // What the machine takes for the field alone: nothing of Lagoon is drawn, and nobody listens to its keys.
        device.run(ALONE, vec![json!("field-alone"), json!(words)]).await?;
        typed(&device, "field-alone", 60).await?;
        ensure!(description.length >= 3_660 + KEYS, "the description has {} characters", description.length);

        ensure!(found.p50 < 250.0, "a search takes {found}");
        ensure!(title.handled.p50 < 16.0 && description.handled.p50 < 16.0, "the input handler is slow");
        Ok(())
    });
}

/// Puts a text into a field at once.
const PUT: &str = "
    const field = document.querySelector(`[data-testid=\"${arguments[0]}\"]`);
    field.focus();
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, arguments[1]);
    field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertText'}));";

/// Puts nothing but a field with a text on the page.
const ALONE: &str = "
    const {width, height} = document.querySelector('[data-testid=field-description]').getBoundingClientRect();
    const field = document.createElement('textarea');
    field.dataset.testid = arguments[0];
    field.value = arguments[1];
    document.body.replaceChildren(field);
    Object.assign(field.style, {width: `${width}px`, height: `${height}px`});";

struct Typed {
    handled: Spread,
    length: usize,
}

async fn typed(device: &Device, field: &str, pace: u64) -> Result<Typed> {
    let measured = device.window.execute_async(TYPE, vec![json!(field), json!(KEYS), json!(pace)]).await?;
    let frames = millis(&measured["frames"])?;
    let dropped = frames.iter().filter(|frame| **frame > 25.0).count();
    let handled = Spread::of(millis(&measured["handled"])?);
    println!(
        "{KEYS} keys into {field}: handler {handled}; drawn after {}; {} frames {}, {dropped} longer than 25 ms",
        Spread::of(millis(&measured["drawn"])?),
        frames.len(),
        Spread::of(frames)
    );
    let length = measured["length"].as_u64().context("a length")?;
    Ok(Typed { handled, length: usize::try_from(length)? })
}

fn millis(measured: &Value) -> Result<Vec<f64>> {
    let measured = measured.as_array().with_context(|| format!("the page measured nothing: {measured}"))?;
    Ok(measured.iter().filter_map(Value::as_f64).collect())
}
