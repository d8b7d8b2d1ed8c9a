//! A listing opens again where somebody was writing in it.

use lagoon_e2e::{server::ADA, story, waits::SOON};

#[test]
fn a_listing_opens_again_at_the_very_field() {
    story("reopening", async |stage| {
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        let draft = device.new_listing("location").await?;
        device.type_into("field-street", "12 Admiralty Way").await?;
        device.tap("back-to-listings").await?;
        device.see("search").await?;
        device.open(&draft).await?;
        device.see_focus("field-street").await?;
        device.see_value("field-street", "12 Admiralty Way", SOON).await
    });
}
