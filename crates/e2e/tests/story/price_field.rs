//! A price while it is typed and once it is left: digits are put in groups, the caret stays where it was put, and nothing is
//! called wrong before it is finished.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use lagoon_e2e::{Device, server::ADA, story, waits::SOON};
use serde_json::json;

#[test]
fn digits_are_grouped_when_the_field_is_left_and_not_under_the_caret() {
    story("price-field", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("price").await?;
        device.type_into("field-price", "45000000").await?;
        device.keys(&[Key::Home.into(), Key::Right.into(), Key::Right.into(), '7']).await?;
        device.see_value("field-price", "457000000", SOON).await?;
        ensure!(caret(&device).await? == json!(3), "the caret stands at {}", caret(&device).await?);
        device.leave_field().await?;
        device.see_value("field-price", "₦457,000,000", SOON).await?;

        device.fill("field-price", "about four").await?;
        device.settle().await?;
        ensure!(!device.shows("field-price-problem").await?, "nobody is interrupted while typing");
        device.leave_field().await?;
        device.see("field-price-problem").await
    });
}

async fn caret(device: &Device) -> Result<serde_json::Value> {
    device.run("return document.activeElement.selectionStart", vec![]).await
}
