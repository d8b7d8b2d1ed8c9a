//! What syncing costs, and doing without the connection that brings news at once.

use lagoon_listing::GroupName;
use lagoon_sync::view::SaveData;

use crate::support::{ADA, CHIDI, Device, Server, device_of, edit, shows, synced, write};

#[tokio::test]
async fn while_data_is_saved_there_is_no_standing_connection_and_news_comes_all_the_same() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    client.set_save_data(SaveData::Always).await.expect("kept");
    drop(client);

    // It is remembered: not even the first connection after a start is opened.
    let ada = device.signed_in(ADA).await;
    assert_eq!(ada.read_account().await.expect("read").save_data, SaveData::Always);
    let (_other, chidi) = device_of(&server, CHIDI).await;
    let id = write(&chidi, "Land in Epe").await;
    shows(&ada, id, &GroupName::TITLE, "Land in Epe").await;
    edit(&ada, id, &GroupName::TITLE, "Land in Ajah").await;
    shows(&chidi, id, &GroupName::TITLE, "Land in Ajah").await;
    assert_eq!(device.line.streams(), 0);

    ada.set_save_data(SaveData::Never).await.expect("kept");
    until_streams(&device, 1).await;
}

#[tokio::test]
async fn a_metered_connection_is_enough_to_save_data_unless_somebody_says_otherwise() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    client.report_metered(true);
    let ada = client;
    ada.sign_in(ADA, crate::support::PASSWORD, &device.line.url(), true).await.expect("signed in");
    synced(&ada).await;
    assert_eq!((ada.save_data().await.expect("read"), device.line.streams()), (SaveData::Metered, 0));
    ada.report_metered(false);
    until_streams(&device, 1).await;
}

#[tokio::test]
async fn what_was_sent_and_received_this_month_is_told_and_outlives_a_restart() {
    let server = Server::start().await;
    let (device, ada) = device_of(&server, ADA).await;
    let before = ada.data_used().await.expect("counted");
    assert!(before.sent > 100 && before.received > 100, "{before:?}");
    let text: String = (0..4_000_u32).map(|n| char::from(b'a' + u8::try_from(n * n % 23).expect("below 23"))).collect();
    let id = write(&ada, "Land").await;
    edit(&ada, id, &GroupName::DESCRIPTION, text).await;
    synced(&ada).await;
    let after = ada.read_panel().await.expect("read").data_used;
    assert!(after.sent > before.sent + 100 && after.received > before.received, "{before:?}, {after:?}");
    assert_eq!(after.month.len(), "2026-11".len());
    ada.send_before_leaving(std::time::Duration::from_secs(5)).await;
    drop(ada);
    let again = device.start().await.data_used().await.expect("counted");
    assert!(again.sent >= after.sent && again.received >= after.received, "{after:?}, {again:?}");
}

#[tokio::test]
async fn a_server_is_looked_at_before_anybody_signs_in() {
    let server = Server::start().await;
    let device = Device::new(&server).await;
    let client = device.start().await;
    let found = client.look_at_server(&format!("{}/", server.url())).await.expect("it answers");
    assert_eq!((found.url, found.encrypted), (server.url(), false));
    assert_eq!(found.version, env!("CARGO_PKG_VERSION"));
    let nobody = client.look_at_server("http://127.0.0.1:1").await.expect_err("nobody is there");
    assert_eq!(nobody.code(), "noServer");
    assert_eq!(client.look_at_server("a b").await.expect_err("no address").code(), "badAddress");
}

/// A stream that nobody asks for any more is not waited for: the line tells when one comes.
async fn until_streams(device: &Device, count: usize) {
    let asked = async {
        while device.line.streams() < count {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    crate::support::in_time("a stream of events", asked).await;
}
