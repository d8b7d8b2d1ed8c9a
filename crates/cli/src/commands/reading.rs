//! Looking at the listings on this device. Nothing here waits for the network, save the cloud's history.

use chrono::{DateTime, Local};
use lagoon_listing::{DraftId, GroupName, Status, UserId, check_for_publishing, check_warnings};
use lagoon_sync::view::{DraftView, HistoryEntry, Saved};
use serde_json::json;

use crate::{
    arguments::History,
    failure::Failure,
    forgotten::{self, Listed},
    output::{Output, plain},
    past,
    people::called,
    shown::{short, text},
    start,
};

pub async fn list(trash: bool, output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    let mut listings = forgotten::list(&client).await?;
    listings.retain(|listing| listing.summary.deleted == trash);
    let document: Vec<_> = listings.iter().map(Listed::to_json).collect();
    output.answer(&json!({"listings": document}), || match listings.as_slice() {
        [] if trash => "the trash is empty".into(),
        [] => "no listings here; `lagoon-cli create` starts one, `lagoon-cli sync` fetches the team's".into(),
        some => some.iter().map(row).collect::<Vec<_>>().join("\n"),
    })
}

fn row(listed: &Listed) -> String {
    let listing = &listed.summary;
    let saved = match listing.saved {
        _ if listed.purged => "forgotten",
        Saved::Cloud => "cloud",
        Saved::Here => "here",
        Saved::Held => "refused",
    };
    let status = match (listing.status, listing.unpublished_changes) {
        (Status::Draft, _) => "draft",
        (Status::Published, false) => "published",
        (Status::Published, true) => "published+",
    };
    let title = listing.title.as_deref().filter(|title| !title.trim().is_empty());
    let title = plain(title.unwrap_or("(no title)"));
    let price = listing.price.as_ref().map(short).unwrap_or_default();
    let area = plain(listing.area.as_deref().unwrap_or_default());
    format!("{}  {saved:<9}  {status:<10}  {price:>10}  {title}  {area}", listing.id).trim_end().to_owned()
}

pub async fn show(id: DraftId, output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    let view = client.read_draft(id).await?;
    output.answer(&json!(view), || described(&view))
}

fn described(view: &DraftView) -> String {
    let property = lagoon_listing::Property::from_groups(view.id, &view.groups);
    let status = match (property.status, property.has_unpublished_changes()) {
        (Status::Draft, _) => "draft",
        (Status::Published, false) => "published",
        (Status::Published, true) => "published, with changes since",
    };
    let mut lines = vec![format!("id: {}", view.id), format!("status: {status}")];
    if view.deleted {
        lines.push("in the trash".into());
    }
    if view.purged {
        lines.push(forgotten::WHAT_TO_DO.replace("ID", &view.id.to_string()));
    }
    let shown = view
        .groups
        .iter()
        .filter(|(name, value)| !value.is_null() && **name != GroupName::TRASH && **name != GroupName::PUBLICATION);
    lines.extend(shown.map(|(name, value)| format!("{name}: {}", text(name, value))));
    lines.extend(view.held.values().map(|error| format!("refused by the cloud: {}", plain(&error.to_string()))));
    if view.unsent.is_empty() {
        lines.push(if view.updated_at.is_some() { "saved to cloud".into() } else { "saved here".into() });
    } else {
        let names: Vec<_> = view.unsent.iter().map(GroupName::as_str).collect();
        lines.push(format!("only on this device: {}", names.join(", ")));
    }
    let problems = check_for_publishing(&property);
    lines.extend(problems.iter().map(|problem| format!("before publishing: {}", plain(&problem.message))));
    let warnings = check_warnings(&property);
    lines.extend(warnings.iter().map(|warning| format!("worth a second look: {}", plain(&warning.message))));
    lines.join("\n")
}

pub async fn history(arguments: &History, output: Output) -> Result<(), Failure> {
    let (id, cloud) = (arguments.listing.id, arguments.cloud);
    let client = if cloud { start::online(output).await? } else { start::here(output).await? };
    let history = past::read(&client, id, cloud).await?;
    let you = client.read_account().await?.user_id;
    output.answer(&json!({"id": id, "history": history}), || match history.as_slice() {
        [] if cloud => "no value of this listing was replaced".into(),
        [] => "no value of this listing was replaced on this device; --cloud asks the cloud".into(),
        some => some.iter().zip(1..).map(|line| replaced(line, you)).collect::<Vec<_>>().join("\n"),
    })
}

fn replaced((entry, number): (&HistoryEntry, usize), you: Option<UserId>) -> String {
    let at = DateTime::from_timestamp_millis(entry.replaced_at).map_or_else(
        || entry.replaced_at.to_string(),
        |at| at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string(),
    );
    let stamp = entry.stamp.map_or_else(|| "never sent".into(), |stamp| stamp.to_string());
    let author = entry.author.map(|author| format!(" by {}", called(author, you))).unwrap_or_default();
    format!("{number:>3}  replaced {at}  {}: {}  ({stamp}{author})", entry.group, text(&entry.group, &entry.value))
}
