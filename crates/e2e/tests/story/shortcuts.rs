//! The keys that lead from one place to another, from wherever somebody is.

use fantoccini::key::Key;
use lagoon_e2e::{server::ADA, story, waits::SOON};

#[test]
fn ctrl_s_says_that_everything_is_saved_already_and_the_others_lead_on() {
    story("shortcuts", async |stage| {
        let control = char::from(Key::Control);
        let device = stage.device("ada").await?;
        device.sign_in(ADA).await?;
        device.new_listing("words").await?;
        device.type_into("field-title", "Terrace in Yaba").await?;
        device.keys_together(&[control, 's']).await?;
        device.see_spoken("lready saved").await?;
        device.see_saved(SOON).await?;

        device.keys_together(&[control, Key::Shift.into(), Key::Enter.into()]).await?;
        device.see("field-landSize").await?;
        device.tap("back").await?;
        device.see("field-place").await?;
        // The search is on the list: the keys for it lead there.
        device.keys_together(&[control, 'f']).await?;
        device.see_focus("search").await?;
        device.leave_field().await?;
        device.keys(&['/']).await?;
        device.see_focus("search").await?;
        device.see_value("search", "", SOON).await
    });
}
