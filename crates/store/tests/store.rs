//! The draft store's promises, on a real file.

use std::path::Path;

use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_store::{AccountKey, DirectoryLock, Store, StoreError};
use lagoon_sync::{
    DeviceId, Millis, Stamp,
    clock::Reading,
    draft::{Draft, GroupState, Past, Peak, Run},
    view::{DraftSummary, ListCursor, Saved},
    wire::GroupHead,
};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, TransactionManager};
use uuid::Uuid;

const NOW: i64 = 1_700_000_000_000;

fn reading() -> Reading {
    Reading { wall: NOW, boot: 5, boot_id: 1 }
}

fn nobody() -> AccountKey {
    AccountKey::unclaimed()
}

async fn open(directory: &Path) -> Store {
    let opened = Store::open(directory, NOW).await.expect("opens");
    assert_eq!(opened.set_aside, None);
    opened.store
}

/// One edit, as the client makes it: read, change, save, in one transaction.
async fn edit(store: &Store, id: DraftId, name: &GroupName, value: Value) -> Result<(), StoreError> {
    let mut writing = store.write().await?;
    let before = writing.draft(&nobody(), id).await?;
    let mut draft = before.clone().unwrap_or_default();
    let edit = draft.edit(name, value, None, reading());
    writing.save_draft(&nobody(), id, before.as_ref(), &draft, Some(NOW)).await?;
    writing.add_history(&nobody(), id, edit.replaced.as_slice(), NOW).await?;
    writing.commit().await
}

async fn title(store: &Store, id: DraftId) -> Option<Value> {
    store.draft(&nobody(), id).await.expect("readable")?.groups.get(&GroupName::TITLE)?.visible().cloned()
}

#[tokio::test]
async fn what_was_saved_is_there_when_the_file_is_opened_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let id = DraftId(Uuid::new_v4());
    let stamp = Stamp { millis: Millis::clamped(7), device: DeviceId(3) };
    let saved = {
        let store = open(directory.path()).await;
        edit(&store, id, &GroupName::TITLE, json!("Duplex ₦ \u{202e}x")).await.expect("saved");
        let mut writing = store.write().await.expect("writes");
        let before = writing.draft(&nobody(), id).await.expect("reads").expect("there");
        let mut draft = before.clone();
        draft.rev = 4;
        draft.user_id = Some(UserId(Uuid::from_u128(9)));
        draft.updated_at = Some(Millis::clamped(8));
        let head = GroupHead { value: json!({"amountMinor": 1}), stamp, author: UserId(Uuid::from_u128(9)) };
        let began = Reading { wall: 1, boot: 2, boot_id: 3 };
        let longer = Past { group: GroupName::PRICE, value: json!("long"), base: None, edited: began, stamp: None };
        let run = Some(Run { began, stamp, peak: Peak::Longest(Box::new(longer)) });
        let (last_sent, taken_back) = (Some(stamp), vec![stamp]);
        let group = GroupState { confirmed: Some(head), generation: 2, last_sent, dirty: None, run, taken_back };
        draft.purged = true;
        draft.groups.insert(GroupName::PRICE, group);
        draft.past.push(Past {
            group: GroupName::TITLE,
            value: json!("Before"),
            base: Some(stamp),
            edited: Reading { wall: 1, boot: 2, boot_id: 3 },
            stamp: None,
        });
        writing.save_draft(&nobody(), id, Some(&before), &draft, None).await.expect("saved");
        writing.commit().await.expect("durable");
        // Neither closed nor flushed: as after a crash.
        draft
    };
    let store = open(directory.path()).await;
    assert_eq!(store.draft(&nobody(), id).await.expect("readable"), Some(saved));
}

#[tokio::test]
async fn a_write_without_commit_never_happened() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    let mut writing = store.write().await.expect("writes");
    writing.save_draft(&nobody(), id, None, &Draft::default(), Some(NOW)).await.expect("saved");
    drop(writing);
    assert_eq!(store.draft(&nobody(), id).await.expect("readable"), None);
}

#[tokio::test]
async fn the_file_is_set_up_for_power_cuts() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let pragma = async |name: &str| -> String {
        let statement = format!("PRAGMA {name}");
        let row = sqlx::query(&statement).fetch_one(store.pool()).await.expect("a pragma");
        sqlx::Row::try_get::<i64, _>(&row, 0)
            .map(|number| number.to_string())
            .or_else(|_| sqlx::Row::try_get::<String, _>(&row, 0))
            .expect("text or a number")
    };
    assert_eq!(pragma("journal_mode").await, "wal");
    assert_eq!(pragma("synchronous").await, "2", "FULL");
    assert_eq!(pragma("foreign_keys").await, "1");
    assert_eq!(pragma("integrity_check").await, "ok");
    let version: String =
        sqlx::query_scalar("SELECT sqlite_version()").fetch_one(store.pool()).await.expect("a version");
    let parts: Vec<u32> = version.split('.').map(|part| part.parse().expect("a number")).collect();
    assert!(parts >= vec![3, 51, 3], "{version} has the WAL-reset bug");
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_reported() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("drafts.db");
    std::fs::write(&path, b"this was a database once, and then the battery died").expect("written");
    let opened = Store::open(directory.path(), NOW).await.expect("opens afresh");
    let aside = opened.set_aside.expect("reported");
    assert!(!aside.reason.is_empty());
    let kept = std::fs::read(&aside.path).expect("kept");
    assert!(kept.starts_with(b"this was a database"));
    edit(&opened.store, DraftId(Uuid::new_v4()), &GroupName::TITLE, json!("New")).await.expect("usable");
}

#[tokio::test]
async fn pages_that_rot_inside_the_file_are_noticed() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("drafts.db");
    let store = open(directory.path()).await;
    for number in 0..200 {
        let text = json!(format!("{number} {}", "x".repeat(500)));
        edit(&store, DraftId(Uuid::new_v4()), &GroupName::DESCRIPTION, text).await.expect("saved");
    }
    store.close().await;
    assert!(!directory.path().join("drafts.db-wal").exists(), "the log was taken into the file");
    let mut bytes = std::fs::read(&path).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8_192].fill(0xa5);
    std::fs::write(&path, bytes).expect("written");
    let opened = Store::open(directory.path(), NOW).await.expect("opens afresh");
    assert!(opened.set_aside.is_some_and(|aside| aside.path.exists()));
}

#[tokio::test]
async fn data_of_a_newer_version_is_left_alone() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'later', 1, x'00', 0)")
        .execute(store.pool())
        .await
        .expect("written");
    store.close().await;
    let refused = Store::open(directory.path(), NOW).await.expect_err("refused");
    assert!(matches!(refused, StoreError::NewerSchema), "{refused}");
    assert!(refused.to_string().contains("Update Lagoon"));
}

#[tokio::test]
async fn a_copy_is_kept_before_a_migration_changes_anything() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    edit(&store, id, &GroupName::TITLE, json!("Before")).await.expect("saved");
    // As the version before the second migration left it.
    for statement in [
        "DROP TABLE notices",
        "DROP INDEX drafts_purged",
        "DROP INDEX draft_groups_trash",
        "ALTER TABLE drafts DROP COLUMN purged",
        "ALTER TABLE draft_groups DROP COLUMN taken_back",
        "DROP INDEX drafts_by_edit",
        "DELETE FROM _sqlx_migrations WHERE version >= 2",
    ] {
        sqlx::query(statement).execute(store.pool()).await.expect(statement);
    }
    store.close().await;
    let store = open(directory.path()).await;
    let draft = store.draft(&nobody(), id).await.expect("readable").expect("there");
    assert_eq!(draft.visible()[&GroupName::TITLE], json!("Before"));
    store.close().await;
    let copy = directory.path().join("drafts.before-2.db");
    let mut connection =
        SqliteConnection::connect(&format!("sqlite:{}", copy.display())).await.expect("the copy opens");
    let kept: String =
        sqlx::query_scalar("SELECT dirty FROM draft_groups").fetch_one(&mut connection).await.expect("there");
    assert!(kept.contains("Before"), "{kept}");
    let newer = sqlx::query("SELECT 1 FROM notices").fetch_optional(&mut connection).await;
    assert!(newer.is_err(), "the copy is as it was");
}

#[tokio::test]
async fn one_process_per_data_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let held = DirectoryLock::take(directory.path()).expect("free");
    let refused = DirectoryLock::take(directory.path()).expect_err("held");
    assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    drop(held);
    DirectoryLock::take(directory.path()).expect("free again");
}

#[tokio::test]
async fn a_directory_that_cannot_be_made_is_named() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("file");
    std::fs::write(&file, b"").expect("written");
    let refused = DirectoryLock::take(&file.join("inside")).expect_err("a file is in the way");
    assert!(refused.to_string().contains("LAGOON_DATA_DIR"), "{refused}");
}

#[tokio::test]
async fn the_list_says_whose_publication_the_cloud_has_still_to_confirm() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let draft = DraftId(Uuid::from_u128(1));
    let waits = async || store.summaries(&nobody(), None).await.expect("readable")[0].publication_waits;
    edit(&store, draft, &GroupName::TITLE, json!("Duplex")).await.expect("saved");
    assert!(!waits().await, "a title is no publication");
    edit(&store, draft, &GroupName::PUBLICATION, json!({"title": "Duplex"})).await.expect("saved");
    assert!(waits().await);
    edit(&store, draft, &GroupName::PUBLICATION, Value::Null).await.expect("saved");
    assert!(!waits().await, "the cloud never heard of it");
}

#[tokio::test]
async fn the_list_is_read_some_at_a_time_in_its_order() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    for number in 1..=7 {
        edit(&store, DraftId(Uuid::from_u128(number)), &GroupName::TITLE, json!("Duplex")).await.expect("saved");
    }
    // Several of the same moment, as after a fetch.
    sqlx::query("UPDATE drafts SET edited_at = 50 WHERE id > ?")
        .bind(Uuid::from_u128(4).to_string())
        .execute(store.pool())
        .await
        .expect("written");
    let all = store.summaries(&nobody(), None).await.expect("readable");
    let mut read = Vec::new();
    loop {
        let after = read.last().map(|last: &DraftSummary| ListCursor { edited_at: last.edited_at, id: last.id });
        let next = store.summaries_after(&nobody(), after, 2).await.expect("readable");
        assert!(next.len() <= 2);
        if next.is_empty() {
            break;
        }
        read.extend(next);
    }
    assert_eq!(read, all);
    assert_eq!(all.len(), 7);
    let other = AccountKey::new("https://lagoon.example", TeamId(Uuid::nil()), UserId(Uuid::nil()));
    assert!(store.summaries_after(&other, None, 10).await.expect("readable").is_empty());
}

#[tokio::test]
async fn the_outbox_is_the_unsent_groups_and_the_list_says_where_things_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let (plain, held) = (DraftId(Uuid::from_u128(1)), DraftId(Uuid::from_u128(2)));
    edit(&store, plain, &GroupName::TITLE, json!("Duplex")).await.expect("saved");
    edit(&store, held, &GroupName::DESCRIPTION, json!("x".repeat(100_000))).await.expect("saved");
    let outboxes = store.outboxes(&nobody()).await.expect("readable");
    assert_eq!(outboxes.len(), 2);
    assert!(outboxes[0].sendable.contains(&GroupName::TITLE) && outboxes[0].held.is_none());
    assert!(outboxes[1].sendable.is_empty() && outboxes[1].held.is_some());
    let list = store.summaries(&nobody(), None).await.expect("readable");
    let saved = |id| list.iter().find(|summary| summary.id == id).expect("listed").saved;
    assert_eq!((saved(plain), saved(held)), (Saved::Here, Saved::Held));
    let one = store.summaries(&nobody(), Some(&[plain])).await.expect("readable");
    assert_eq!(one.len(), 1);
    assert_eq!(store.waiting(&nobody()).await.expect("readable").len(), 2);
}

#[tokio::test]
async fn an_unsent_change_that_cannot_be_read_is_never_taken_for_saved_nor_overwritten_without_trace() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    edit(&store, id, &GroupName::TITLE, json!("Readable")).await.expect("saved");
    edit(&store, id, &GroupName::DESCRIPTION, json!("Lost to this version")).await.expect("saved");
    sqlx::query("UPDATE draft_groups SET dirty = replace(dirty, '{', '[') WHERE name = 'description'")
        .execute(store.pool())
        .await
        .expect("spoiled");
    let outboxes = store.outboxes(&nobody()).await.expect("readable");
    assert!(outboxes[0].held.as_ref().is_some_and(|reason| reason.contains("cannot be read")), "{outboxes:?}");
    assert_eq!(title(&store, id).await, Some(json!("Readable")));
    edit(&store, id, &GroupName::DESCRIPTION, json!("Written again")).await.expect("saved");
    assert_eq!(store.outboxes(&nobody()).await.expect("readable")[0].held, None);
    let kept: String =
        sqlx::query_scalar("SELECT dirty FROM unreadable_groups").fetch_one(store.pool()).await.expect("kept");
    assert!(kept.contains("Lost to this version"));
}

#[tokio::test]
async fn a_file_damaged_from_its_first_page_on_is_set_aside_too() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("drafts.db");
    let store = open(directory.path()).await;
    edit(&store, DraftId(Uuid::new_v4()), &GroupName::TITLE, json!("Duplex")).await.expect("saved");
    store.close().await;
    let mut bytes = std::fs::read(&path).expect("readable");
    bytes[100..4_096].fill(0xa5);
    std::fs::write(&path, bytes).expect("written");
    let opened = Store::open(directory.path(), NOW).await.expect("opens afresh");
    assert!(opened.set_aside.is_some());
    let id = DraftId(Uuid::new_v4());
    edit(&opened.store, id, &GroupName::TITLE, json!("New")).await.expect("usable");
    assert!(directory.path().join("drafts.db-wal").exists(), "the new store's log is its own");
    assert_eq!(title(&opened.store, id).await, Some(json!("New")));
}

#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_leaves_no_connection_that_counts_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let mut transaction = store.pool().begin().await.expect("begins");
    // As SQLite does when the disk is full.
    sqlx::query("ROLLBACK").execute(&mut *transaction).await.expect("ended");
    drop(transaction);
    let connection = store.pool().acquire().await.expect("a connection");
    assert_eq!(<sqlx::Sqlite as sqlx::Database>::TransactionManager::get_transaction_depth(&connection), 0);
    drop(connection);
    edit(&store, DraftId(Uuid::new_v4()), &GroupName::TITLE, json!("Duplex")).await.expect("saved");
}

#[tokio::test]
async fn a_past_value_that_the_server_has_not_heard_of_counts_as_unsent() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    edit(&store, id, &GroupName::TITLE, json!("A long first title")).await.expect("saved");
    edit(&store, id, &GroupName::TITLE, json!("B")).await.expect("saved");
    let mut writing = store.write().await.expect("writes");
    let before = writing.draft(&nobody(), id).await.expect("reads").expect("there");
    assert_eq!(before.past.len(), 1);
    let mut draft = before.clone();
    draft.groups.get_mut(&GroupName::TITLE).expect("there").dirty = None;
    writing.save_draft(&nobody(), id, Some(&before), &draft, None).await.expect("saved");
    assert_eq!(writing.count_unsent(&nobody()).await.expect("counted"), 1);
    writing.commit().await.expect("durable");
    assert_eq!(store.outboxes(&nobody()).await.expect("readable")[0].sendable.len(), 1);
    assert_eq!(store.summaries(&nobody(), None).await.expect("readable")[0].saved, Saved::Here);
}

#[tokio::test]
async fn past_values_that_cannot_be_read_hold_up_nothing_and_are_kept() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let (id, other) = (DraftId(Uuid::new_v4()), DraftId(Uuid::new_v4()));
    for draft in [id, other] {
        edit(&store, draft, &GroupName::TITLE, json!("A long first title")).await.expect("saved");
        edit(&store, draft, &GroupName::TITLE, json!("B")).await.expect("saved");
    }
    sqlx::query("UPDATE drafts SET past = '[spoilt' WHERE id = ?")
        .bind(id.to_string())
        .execute(store.pool())
        .await
        .expect("spoiled");
    assert_eq!(store.outboxes(&nobody()).await.expect("readable").len(), 2);
    edit(&store, id, &GroupName::TITLE, json!("C")).await.expect("saved");
    let kept: String = sqlx::query_scalar("SELECT dirty FROM unreadable_groups WHERE name = 'past'")
        .fetch_one(store.pool())
        .await
        .expect("kept");
    assert_eq!(kept, "[spoilt");
}

#[tokio::test]
async fn a_draft_begun_anew_keeps_what_cannot_be_read() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let (id, new) = (DraftId(Uuid::new_v4()), DraftId(Uuid::new_v4()));
    edit(&store, id, &GroupName::TITLE, json!("Readable")).await.expect("saved");
    edit(&store, id, &GroupName::DESCRIPTION, json!("Lost to this version")).await.expect("saved");
    sqlx::query("UPDATE draft_groups SET dirty = replace(dirty, '{', '[') WHERE name = 'description'")
        .execute(store.pool())
        .await
        .expect("spoiled");
    let mut writing = store.write().await.expect("writes");
    let draft = writing.draft(&nobody(), id).await.expect("reads").expect("there");
    writing.begin_draft_anew(&nobody(), id, new, &draft, NOW).await.expect("begun");
    writing.commit().await.expect("durable");
    let kept: (String, String) =
        sqlx::query_as("SELECT draft_id, dirty FROM unreadable_groups").fetch_one(store.pool()).await.expect("kept");
    assert!(kept.0 == new.to_string() && kept.1.contains("Lost to this version"), "{kept:?}");
}

#[tokio::test]
async fn a_claimed_draft_whose_id_the_account_has_stands_beside_it() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    let account =
        AccountKey::new("https://one.example", lagoon_listing::TeamId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    for text in ["Theirs", "Mine"] {
        edit(&store, id, &GroupName::TITLE, json!(text)).await.expect("saved");
        let mut writing = store.write().await.expect("writes");
        writing.claim_drafts(&account).await.expect("claimed");
        writing.commit().await.expect("durable");
    }
    assert_eq!(store.count_unclaimed().await.expect("counted"), 0);
    let drafts = store.summaries(&account, None).await.expect("readable");
    let mut titles: Vec<_> = drafts.iter().filter_map(|draft| draft.title.clone()).collect();
    titles.sort();
    assert_eq!(titles, ["Mine", "Theirs"]);
    let kept = drafts.iter().find(|draft| draft.id == id).expect("its id is as it was");
    assert_eq!(kept.title.as_deref(), Some("Theirs"));
}

#[tokio::test]
async fn a_draft_that_a_new_life_of_the_server_has_not_named_is_not_called_saved_in_the_cloud() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    edit(&store, id, &GroupName::TITLE, json!("Duplex")).await.expect("saved");
    let mut writing = store.write().await.expect("writes");
    let before = writing.draft(&nobody(), id).await.expect("reads").expect("there");
    let mut draft = before.clone();
    draft.groups.get_mut(&GroupName::TITLE).expect("there").dirty = None;
    writing.save_draft(&nobody(), id, Some(&before), &draft, None).await.expect("saved");
    writing.commit().await.expect("durable");
    let saved = async || store.summaries(&nobody(), None).await.expect("readable")[0].saved;
    assert_eq!(saved().await, Saved::Cloud);
    let mut writing = store.write().await.expect("writes");
    writing.unverify_all(&nobody()).await.expect("written");
    writing.commit().await.expect("durable");
    assert_eq!(saved().await, Saved::Here);
}

#[tokio::test]
async fn replaced_values_are_kept_newest_first() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    for text in ["A long first title", "B", "Another long title", "C"] {
        edit(&store, id, &GroupName::TITLE, json!(text)).await.expect("saved");
    }
    let history = store.history(&nobody(), id, 10).await.expect("readable");
    let values: Vec<_> = history.iter().map(|entry| entry.value.clone()).collect();
    assert_eq!(values, [json!("Another long title"), json!("A long first title")]);
    assert_eq!(title(&store, id).await, Some(json!("C")));
}

#[tokio::test]
async fn drafts_of_one_account_are_invisible_to_another_until_claimed() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = open(directory.path()).await;
    let id = DraftId(Uuid::new_v4());
    edit(&store, id, &GroupName::TITLE, json!("Mine")).await.expect("saved");
    let account =
        AccountKey::new("https://one.example", lagoon_listing::TeamId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    assert!(store.summaries(&account, None).await.expect("readable").is_empty());
    assert_eq!(store.count_unclaimed().await.expect("counted"), 1);
    let mut writing = store.write().await.expect("writes");
    writing.claim_drafts(&account).await.expect("claimed");
    writing.commit().await.expect("durable");
    assert_eq!(store.outboxes(&account).await.expect("readable").len(), 1);
    assert_eq!(store.count_unclaimed().await.expect("counted"), 0);
    let mut writing = store.write().await.expect("writes");
    writing.remove_account(&account).await.expect("removed");
    writing.commit().await.expect("durable");
    assert_eq!(store.draft(&account, id).await.expect("readable"), None);
}
