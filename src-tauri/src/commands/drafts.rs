//! Listings: read, edit, delete, publish.

use lagoon_client::ClientError;
use lagoon_listing::{DraftId, GroupName};
use lagoon_sync::{
    Stamp,
    view::{DraftSummary, DraftView, EditReceipt, ListCursor, Several},
};
use serde_json::Value;
use tauri::State;

use super::{Answer, encode};
use crate::startup::Lagoon;

#[tauri::command]
pub async fn list_drafts(
    lagoon: State<'_, Lagoon>,
    ids: Option<Vec<DraftId>>,
    after: Option<ListCursor>,
    count: Option<u32>,
) -> Answer<Vec<DraftSummary>> {
    let client = lagoon.client()?;
    let listed = match count {
        Some(count) => client.list_drafts_after(after, count).await,
        None => client.list_drafts(ids.as_deref()).await,
    };
    listed.map_err(encode)
}

#[tauri::command]
pub async fn open_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.open_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn create_draft(lagoon: State<'_, Lagoon>) -> Answer<DraftView> {
    lagoon.client()?.create_draft().await.map_err(encode)
}

#[tauri::command]
pub async fn edit_draft(
    lagoon: State<'_, Lagoon>,
    id: DraftId,
    group: GroupName,
    value: Value,
    base: Option<Stamp>,
) -> Answer<EditReceipt> {
    lagoon.client()?.edit(id, &group, value, base).await.map_err(encode)
}

#[tauri::command]
pub async fn duplicate_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftId> {
    lagoon.client()?.duplicate_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn delete_drafts(lagoon: State<'_, Lagoon>, ids: Vec<DraftId>) -> Answer<Several> {
    let client = lagoon.client()?;
    Ok(each(&ids, |id| client.delete_draft(id)).await)
}

#[tauri::command]
pub async fn restore_drafts(lagoon: State<'_, Lagoon>, ids: Vec<DraftId>) -> Answer<Several> {
    let client = lagoon.client()?;
    Ok(each(&ids, |id| client.restore_draft(id)).await)
}

#[tauri::command]
pub async fn publish_drafts(lagoon: State<'_, Lagoon>, ids: Vec<DraftId>) -> Answer<Several> {
    let client = lagoon.client()?;
    Ok(each(&ids, |id| client.publish_draft(id)).await)
}

#[tauri::command]
pub async fn publish_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.publish_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn unpublish_draft(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.unpublish_draft(id).await.map_err(encode)
}

#[tauri::command]
pub async fn cancel_publishing(lagoon: State<'_, Lagoon>, id: DraftId) -> Answer<DraftView> {
    lagoon.client()?.cancel_publishing(id).await.map_err(encode)
}

#[tauri::command]
pub async fn flush_drafts(lagoon: State<'_, Lagoon>) -> Answer<()> {
    lagoon.client()?.flush_drafts().await.map_err(encode)
}

/// Does the same to several listings, to the last one even if the window that asked is closed meanwhile.
async fn each<T, A: Future<Output = Result<T, ClientError>>>(ids: &[DraftId], act: impl Fn(DraftId) -> A) -> Several {
    let mut several = Several::default();
    for id in ids {
        match act(*id).await {
            Ok(_) => several.done.push(*id),
            Err(error) => {
                several.left.push(*id);
                several.why.get_or_insert_with(|| encode(error));
            }
        }
    }
    several
}

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    #[test]
    fn one_listing_that_fails_stops_none_of_the_others() {
        let id = |n: u128| -> DraftId { format!("{n:032x}").parse().expect("a UUID") };
        let ids = [id(1), id(2), id(3), id(4)];
        let act = |asked: DraftId| async move {
            match asked {
                asked if asked == id(2) => Err(ClientError::NotThere),
                asked if asked == id(4) => Err(ClientError::Closing),
                _ => Ok(()),
            }
        };
        let Poll::Ready(several) = pin!(each(&ids, act)).poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nothing in it waits");
        };
        assert_eq!(several.done, [id(1), id(3)]);
        assert_eq!(several.left, [id(2), id(4)]);
        assert_eq!(several.why.map(|error| error.code).as_deref(), Some("notInCloud"));
    }
}
