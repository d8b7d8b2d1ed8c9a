//! What an older version set aside, and a newer one tries again.

use lagoon_client::Client;
use lagoon_listing::GroupName;
use lagoon_sync::status::SyncState;

use crate::support::{ADA, CHIDI, Device, PASSWORD, Server, device_of, edit, until_status, write};

/// A listing of Ada's of which the server does not take a part. Each group is fine, and all of them are too much for a draft,
/// which only the server counts: so it is sent again whenever it is tried again.
async fn refused(ada: &Client) {
    let id = write(ada, "Too much").await;
    for number in 0..17 {
        let name: GroupName = format!("later-{number:02}").parse().expect("a name");
        edit(ada, id, &name, "x".repeat(62_000)).await;
    }
    until_status(ada, SyncState::Error).await;
}

/// Makes the next start that of another version.
async fn upgrade(device: &Device) {
    let path = device.directory().join("drafts.db");
    let store = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.expect("opens");
    let written = sqlx::query("UPDATE meta SET value = '\"0.0.1\"' WHERE key = 'version'").execute(&store).await;
    assert_eq!(written.expect("written").rows_affected(), 1);
    store.close().await;
}

#[tokio::test]
async fn what_was_set_aside_is_tried_again_after_an_upgrade_and_only_then() {
    let server = Server::start().await;
    let (device, ada) = device_of(&server, ADA).await;
    refused(&ada).await;
    drop(ada);
    let (pushes, exchanges) = (device.line.pushes().len(), device.line.exchanges().len());

    let ada = device.start().await;
    until_status(&ada, SyncState::Error).await;
    device.line.until(|all| all.len() > exchanges + 1 && all[exchanges].answer.is_some()).await;
    assert_eq!(device.line.pushes().len(), pushes, "the same version knows nothing new");
    drop(ada);
    // Nothing of it holds the file any more once it can be opened again.
    drop(device.start().await);
    upgrade(&device).await;
    let _ada = device.start().await;
    device.line.until_answered(pushes + 1).await;
}

#[tokio::test]
async fn what_was_set_aside_of_somebody_else_is_tried_again_when_they_come_back() {
    let server = Server::start().await;
    let (device, ada) = device_of(&server, ADA).await;
    refused(&ada).await;
    ada.sign_in(CHIDI, PASSWORD, &device.line.url(), true).await.expect("signed in");
    drop(ada);
    drop(device.start().await);
    upgrade(&device).await;
    let client = device.start().await;
    let pushes = device.line.pushes().len();
    client.sign_in(ADA, PASSWORD, &device.line.url(), true).await.expect("signed in");
    device.line.until_answered(pushes + 1).await;
}
