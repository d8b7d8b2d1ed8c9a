//! A listing opens again where somebody was writing in it.

use lagoon_e2e::{server::ADA, story, waits::SOON};

#[test]
fn a_listing_opens_again_at_the_very_field_in_this_run_and_the_next() {
    story("reopening", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("location").await?;
        device.type_into("field-street", "12 Admiralty Way").await?;
        device.tap("back-to-listings").await?;
        device.see("search").await?;
        device.open(&draft).await?;
        device.see_focus("field-street").await?;
        device.see_value("field-street", "12 Admiralty Way", SOON).await?;

        device.kill().await?;
        let device = stage.start(&device.profile).await?;
        device.see("search").await?;
        device.open(&draft).await?;
        device.see_focus("field-street").await?;
        device.see_value("field-street", "12 Admiralty Way", SOON).await?;

        // As on Android, where the system ends an app that somebody thinks of as open.
        device.kill().await?;
        device.profile.go_back_at_starts();
        let device = stage.start(&device.profile).await?;
        device.see_focus("field-street").await?;
        device.see_value("field-street", "12 Admiralty Way", SOON).await
    });
}
