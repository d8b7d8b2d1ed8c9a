//! Every page holds text of twice the size, reads from right to left, keeps still for those who want it, and moves nothing
//! under anybody's hands.

use anyhow::{Result, bail, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{
    Device, Profile, Stage,
    album::{DESKTOP, PHONE},
    seed,
    server::ADA,
    story, until,
    waits::{IN_A_WHILE, SOON},
};
use serde_json::{Value, json};

const RIGHT_TO_LEFT: &str = "document.documentElement.dir = 'rtl'";

#[test]
fn text_of_twice_the_size_is_cut_off_nowhere() {
    story("large-text", async |stage| {
        let mut faults = Vec::new();
        let device = stage.start(&Profile::with_text("ada", &stage.server.url(), 200)?).await?;
        let size = async || device.run("return getComputedStyle(document.documentElement).fontSize", vec![]).await;
        until("the text is large", SOON, size, |size| *size == json!("32px")).await?;
        walk(stage, &device, async |device, page| {
            for size in [DESKTOP, PHONE] {
                device.resize(size.0, size.1).await?;
                device.settle().await?;
                device.screenshot(&stage.folder()?.join(format!("{page}-200-{}.png", size.0))).await?;
                faults.extend(too_wide(device, page).await?);
                faults.extend(device.cut_off().await?.into_iter().map(|cut| format!("{page} at {}: {cut}", size.0)));
            }
            device.resize(DESKTOP.0, DESKTOP.1).await
        })
        .await?;
        told(&faults)
    });
}

#[test]
fn a_page_that_reads_from_right_to_left_is_not_wider_than_its_window() {
    story("right-to-left", async |stage| {
        let mut faults = Vec::new();
        let device = stage.device("ada").await?;
        walk(stage, &device, async |device, page| {
            device.run(RIGHT_TO_LEFT, vec![]).await?;
            for size in [DESKTOP, PHONE] {
                device.resize(size.0, size.1).await?;
                device.settle().await?;
                device.screenshot(&stage.folder()?.join(format!("{page}-rtl-{}.png", size.0))).await?;
                faults.extend(too_wide(device, page).await?);
                faults.extend(device.cut_off().await?.into_iter().map(|cut| format!("{page} at {}: {cut}", size.0)));
            }
            device.run("document.documentElement.dir = ''", vec![]).await?;
            device.resize(DESKTOP.0, DESKTOP.1).await
        })
        .await?;
        told(&faults)
    });
}

#[test]
fn whoever_wants_little_motion_gets_none() {
    story("reduced-motion", async |stage| {
        let device = stage.start(&Profile::still("ada", &stage.server.url())?).await?;
        let wanted = device.run("return matchMedia('(prefers-reduced-motion: reduce)').matches", vec![]).await?;
        ensure!(wanted == true, "the webview does not know that little motion is wanted");
        device.record_motion().await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Bungalow").await?;
        device.see_saved(IN_A_WHILE).await?;
        device.tap("cloud-chip").await?;
        device.see("chip-panel").await?;
        device.tap("close-panel").await?;
        device.tap("back-to-listings").await?;
        device.tap("delete-listing").await?;
        device.see("toast").await?;
        device.tap("undo-delete").await?;
        device.see("open-listing").await?;
        told(&device.motion().await?)
    });
}

/// The recorder of the test above sees motion where there is some.
#[test]
fn everybody_else_sees_the_chip_fade() {
    story("motion", async |stage| {
        let device = stage.device("ada").await?;
        device.record_motion().await?;
        device.sign_in(ADA).await?;
        // The words are there a frame before their motion begins.
        let motion = async || device.motion().await;
        let fades = |motion: &Vec<String>| motion.iter().any(|moved| moved == "chip-face: appear");
        until("the chip's words fade", SOON, motion, fades).await?;
        Ok(())
    });
}

#[test]
fn whatever_the_chip_says_nothing_in_the_wizard_moves() {
    story("nothing-moves", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let chip = box_of_chip(&device).await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Terrace in Yaba").await?;
        device.see_saved(SOON).await?;
        let in_wizard = box_of_chip(&device).await?;
        ensure!(in_wizard == chip, "the chip is at {chip} on the list and at {in_wizard} in the wizard");
        device.note_places().await?;

        device.type_into("field-title", ", two").await?;
        device.see_chip("idle", "Saved here", SOON).await?;
        still(&device, "typing").await?;
        device.see_saved(SOON).await?;
        still(&device, "saved").await?;
        stage.server.stop().await?;
        device.type_into("field-title", " baths").await?;
        device.see_chip("offline", "Offline · 1", IN_A_WHILE).await?;
        still(&device, "offline").await?;
        let held = lagoon_e2e::database::Held::hold(&device.profile.drafts()).await?;
        device.type_into("field-title", ".").await?;
        device.see_chip("error", "Not saved", IN_A_WHILE).await?;
        device.see("try-again").await?;
        still(&device, "not saved").await?;
        held.release().await?;
        device.tap("try-again").await?;
        stage.server.start_again().await?;
        device.see_saved(IN_A_WHILE).await?;
        still(&device, "saved again").await?;
        device.tap("account-menu").await?;
        device.tap("open-settings").await?;
        device.see("settings").await?;
        let in_settings = box_of_chip(&device).await?;
        ensure!(in_settings == chip, "the chip is at {chip} on the list and at {in_settings} in the settings");
        Ok(())
    });
}

#[test]
fn however_much_is_typed_nothing_moves_under_the_hands() {
    story("typing-moves-nothing", async |stage| {
        let device = stage.device("ada").await?;
        device.new_listing("words").await?;
        for size in [DESKTOP, PHONE] {
            device.resize(size.0, size.1).await?;
            let beside = device.shows("step-price").await?;
            ensure!(beside == (size == DESKTOP), "the steps beside a step at {size:?}: {beside}");
            device.fill("field-title", "Duplex").await?;
            device.note_places().await?;
            device
                .type_into("field-title", " on a quiet close near the water, with a garden, two gates and a pool")
                .await?;
            still(&device, "a long title").await?;
            device.type_into("field-description", "Bright rooms. ").await?;
            still(&device, "a description").await?;
            device.fill("field-title", "D").await?;
            still(&device, "a short title").await?;
        }
        device.resize(DESKTOP.0, DESKTOP.1).await?;
        device.tap("step-price").await?;
        device.see("field-price").await?;
        device.note_places().await?;
        device.type_into("field-price", "1234567891").await?;
        still(&device, "a price").await?;
        device.fill("field-price", "about four").await?;
        device.leave_field().await?;
        device.see("field-price-problem").await?;
        still(&device, "a price that cannot be read").await
    });
}

#[test]
fn whatever_is_said_on_the_list_nothing_of_it_moves() {
    story("list-does-not-move", async |stage| {
        seed::listings(&stage.server).await?;
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.see_on_page(seed::ONE_OF_THEM, IN_A_WHILE).await?;
        device.note_places().await?;
        stage.server.stop().await?;
        device.run("window.dispatchEvent(new Event('offline'))", vec![]).await?;
        device.see_chip("offline", "Offline", IN_A_WHILE).await?;
        still(&device, "offline").await?;
        device.tap("cloud-chip").await?;
        device.see("last-saved").await?;
        still(&device, "the panel is open").await?;
        device.tap("close-panel").await?;
        device.tap("account-menu").await?;
        device.see("account-panel").await?;
        still(&device, "the menu is open").await
    });
}

/// Where the chip stands, and how large it is.
async fn box_of_chip(device: &Device) -> Result<Value> {
    let measure =
        "const {x, y, width, height} = document.querySelector('[data-testid=cloud-chip]').getBoundingClientRect();
         return [x, y, width, height]";
    device.run(measure, vec![]).await
}

async fn still(device: &Device, when: &str) -> Result<()> {
    device.settle().await?;
    let moved = device.moved().await?;
    ensure!(moved.is_empty(), "{when}: these moved:\n  {}", moved.join("\n  "));
    Ok(())
}

async fn too_wide(device: &Device, page: &str) -> Result<Option<String>> {
    let (content, window) = device.widths().await?;
    Ok((content > window).then(|| format!("{page} is {content} px wide in a window of {window} px")))
}

fn told(faults: &[String]) -> Result<()> {
    if !faults.is_empty() {
        bail!("{} faults:\n  {}", faults.len(), faults.join("\n  "));
    }
    Ok(())
}

/// Goes to every page and looks at it.
async fn walk(stage: &Stage, device: &Device, mut look: impl AsyncFnMut(&Device, &str) -> Result<()>) -> Result<()> {
    device.tap("sign-in-open").await?;
    device.see("sign-in-email").await?;
    look(device, "sign-in").await?;
    seed::listings(&stage.server).await?;
    device.sign_in(ADA).await?;
    // Not a certain title: large text has room for few of them.
    device.see_words("list-count", "12 listings", IN_A_WHILE).await?;
    look(device, "listings").await?;
    device.tap("filter-trash").await?;
    device.see("empty").await?;
    look(device, "trash").await?;
    device.tap("filter-all").await?;
    device.tap("account-menu").await?;
    device.see("sign-out").await?;
    look(device, "account-menu").await?;
    device.press_key(Key::Escape).await?;
    device.tap("new-listing").await?;
    device.see("wizard-hub").await?;
    look(device, "hub").await?;
    for step in ["kind", "price", "location", "rooms", "words", "check"] {
        // Narrow pages have no list of steps beside a step.
        if !device.shows(&format!("step-{step}")).await? {
            device.tap("open-hub").await?;
        }
        device.tap(&format!("step-{step}")).await?;
        device.see("continue").await?;
        look(device, &format!("step-{step}")).await?;
    }
    device.tap("cloud-chip").await?;
    device.see("last-saved").await?;
    look(device, "panel").await?;
    device.tap("close-panel").await?;
    device.tap("open-hub").await?;
    device.tap("open-history").await?;
    device.see("history-title").await?;
    look(device, "history").await
}
