//! Looking at the listings on this device. Nothing here waits for the network.

use chrono::{DateTime, Local};
use lagoon_listing::{DraftId, GroupName, Location, Price, Status, check_for_publishing};
use lagoon_sync::view::{DraftSummary, DraftView, HistoryEntry, Saved};
use serde_json::{Value, json};

use crate::{
    failure::Failure,
    output::{Output, plain, plain_lines},
    start,
};

pub async fn list(trash: bool, output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    let mut listings = client.list_drafts(None).await?;
    listings.retain(|listing| listing.deleted == trash);
    output.answer(&json!({"listings": listings}), || match listings.as_slice() {
        [] if trash => "the trash is empty".into(),
        [] => "no listings here; `lagoon-cli create` starts one, `lagoon-cli sync` fetches the team's".into(),
        some => some.iter().map(row).collect::<Vec<_>>().join("\n"),
    })
}

fn row(listing: &DraftSummary) -> String {
    let saved = match listing.saved {
        Saved::Cloud => "cloud",
        Saved::Here => "here",
        Saved::Held => "refused",
    };
    let status = match (listing.status, listing.unpublished_changes) {
        (Status::Draft, _) => "draft",
        (Status::Published, false) => "published",
        (Status::Published, true) => "published+",
    };
    let title = plain(listing.title.as_deref().unwrap_or("(no title)"));
    let price = listing.price.as_ref().map(short).unwrap_or_default();
    let area = plain(listing.area.as_deref().unwrap_or_default());
    format!("{}  {saved:<7}  {status:<10}  {price:>10}  {title}  {area}", listing.id).trim_end().to_owned()
}

fn short(price: &Price) -> String {
    match price.money() {
        Some(money) => money.format_short(),
        None => plain(price.typed.as_deref().unwrap_or_default()),
    }
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
    lines.join("\n")
}

/// A value for people; what this version cannot read is shown as JSON.
fn text(name: &GroupName, value: &Value) -> String {
    let json = || plain(&value.to_string());
    match value {
        Value::String(text) => plain_lines(text),
        _ if *name == GroupName::PRICE => match serde_json::from_value::<Price>(value.clone()) {
            Ok(price) => price.money().map_or_else(|| short(&price), |money| money.format()),
            Err(_) => json(),
        },
        _ if *name == GroupName::LOCATION => match serde_json::from_value::<Location>(value.clone()) {
            Ok(Location { state, lga, area, street, other }) if other.is_empty() => {
                let parts: Vec<_> = [street, area, lga, state].into_iter().flatten().map(|part| plain(&part)).collect();
                parts.join(", ")
            }
            _ => json(),
        },
        _ => json(),
    }
}

pub async fn history(id: DraftId, output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    client.read_draft(id).await?;
    let history = client.read_history(id).await?;
    output.answer(&json!({"id": id, "history": history}), || match history.as_slice() {
        [] => "no value of this listing was replaced on this device".into(),
        some => some.iter().map(past).collect::<Vec<_>>().join("\n"),
    })
}

fn past(entry: &HistoryEntry) -> String {
    let at = DateTime::from_timestamp_millis(entry.replaced_at).map_or_else(
        || entry.replaced_at.to_string(),
        |at| at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string(),
    );
    format!("replaced {at}  {}: {}", entry.group, text(&entry.group, &entry.value))
}
