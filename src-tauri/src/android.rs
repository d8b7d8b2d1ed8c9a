//! Android's own ways: what happens on the device goes to the client and to the page, and what is unsent is left to Android's
//! scheduler in case this process ends.

use lagoon_android::{Device, News};
use lagoon_client::Client;
use tauri::{AppHandle, Emitter, Manager, Wry};

use crate::network::Heard;

/// Listens to the device from now on, and tells it for as long as the client lives whether something is unsent.
pub async fn accompany(app: AppHandle, client: Client, heard: Heard) {
    let (page, told) = (app.clone(), client.clone());
    let device = app.state::<Device<Wry>>();
    let listener = move |news| match news {
        News::Network(signal) => heard.take(&told, signal),
        // Whatever hung while the app slept is given up, and what waits goes out.
        News::Resumed => told.report_connectivity(true),
        News::Back => {
            if let Err(error) = page.emit("back", ()) {
                tracing::warn!(%error, "the page does not hear of Back");
            }
        }
    };
    device.listen(listener).await;
    let mut unsent = false;
    while client.wait_for_status(|status| (status.waiting > 0) != unsent).await.is_ok() {
        unsent = !unsent;
        device.send_later(unsent).await;
    }
}
