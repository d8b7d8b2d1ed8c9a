//! Changing listings. Each command answers when the change is durable on this device, and says whether the cloud has it.

use std::io::Read;

use lagoon_client::Client;
use lagoon_listing::{DraftId, Groups};
use serde_json::json;

use crate::{
    arguments::{Back, Create, Edit, OneListing, Restore, Wait},
    cloud::{self, Goal, Report},
    failure::Failure,
    forgotten,
    output::Output,
    past, start, value,
};

/// The most that is read from standard input for one value. The cloud takes less.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

async fn open(wait: &Wait, output: Output) -> Result<Client, Failure> {
    if wait.waits() { start::online(output).await } else { start::here(output).await }
}

pub async fn create(arguments: Create, output: Output) -> Result<(), Failure> {
    // Everything is read before anything is written: a slip leaves no half of a listing.
    let mut values = Groups::new();
    for (target, typed) in [
        ("title", &arguments.title),
        ("price", &arguments.price),
        ("description", &arguments.description),
        ("location.state", &arguments.state),
        ("location.lga", &arguments.lga),
        ("location.area", &arguments.area),
        ("location.street", &arguments.street),
    ] {
        if let Some(text) = typed {
            values.extend([value::change(target, Some(text), &values)?]);
        }
    }
    for id in &arguments.amenity {
        values.extend([value::amenity(id, true)?]);
    }
    let client = open(&arguments.wait, output).await?;
    let id = client.create_draft().await?.id;
    for (group, value) in values {
        client.edit(id, &group, value, None).await?;
    }
    client.flush_drafts().await?;
    report(&client, id, &arguments.wait, "created", output).await
}

pub async fn edit(arguments: Edit, output: Output) -> Result<(), Failure> {
    let id = arguments.listing.id;
    let typed = if arguments.stdin { Some(read_value()?) } else { arguments.value };
    let client = open(&arguments.wait, output).await?;
    let view = client.read_draft(id).await?;
    let (group, value) = value::change(&arguments.group, typed.as_deref(), &view.groups)?;
    if !value::is_known(&group) {
        let message = format!("This version does not know the group “{group}”. It keeps it and passes it on.");
        output.note("unknownGroup", &message);
    }
    client.edit(id, &group, value, view.stamps.get(&group).copied()).await?;
    // A command is no keystroke: its value is worth keeping once another replaces it.
    client.flush_drafts().await?;
    report(&client, id, &arguments.wait, &format!("{group} changed"), output).await
}

fn read_value() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST_BYTES).read_to_string(&mut text);
    read.map_err(|error| {
        Failure::value(format!("The value on standard input cannot be read ({error}). Send it as UTF-8."))
    })?;
    let line_end = if text.ends_with("\r\n") { 2 } else { usize::from(text.ends_with('\n')) };
    text.truncate(text.len() - line_end);
    Ok(text)
}

pub async fn delete(one: &OneListing, output: Output) -> Result<(), Failure> {
    let client = open(&one.wait, output).await?;
    client.delete_draft(one.listing.id).await?;
    report(&client, one.listing.id, &one.wait, "moved to the trash", output).await
}

pub async fn restore(arguments: &Restore, output: Output) -> Result<(), Failure> {
    let (id, wait) = (arguments.listing.id, &arguments.wait);
    let client = open(wait, output).await?;
    let what = match arguments.what() {
        Back::FromTrash => {
            client.restore_draft(id).await?;
            "taken out of the trash".into()
        }
        Back::Value { group, line, cloud } => {
            let (group, value) = past::find(past::read(&client, id, cloud).await?, group, line)?;
            client.restore_value(id, &group, value).await?;
            format!("{group} has the value of before")
        }
        Back::Version(at) => {
            client.restore_version(id, at).await?;
            "is what it was at that time".into()
        }
    };
    report(&client, id, wait, &what, output).await
}

pub async fn keep(one: &OneListing, output: Output) -> Result<(), Failure> {
    let client = open(&one.wait, output).await?;
    let (was, id) = (one.listing.id, forgotten::keep(&client, one.listing.id).await?);
    let report = cloud::report(&client, Goal::Draft(id), one.wait.waits()).await?;
    output.answer(&report.to_json(json!({"id": id, "was": was})), || {
        format!("{was} is kept as the new listing {id}; {}", report.to_text())
    })
}

pub async fn discard(id: DraftId, output: Output) -> Result<(), Failure> {
    let client = start::here(output).await?;
    forgotten::discard(&client, id).await?;
    output.answer(&json!({"discarded": id}), || format!("{id} is no longer on this device"))
}

pub async fn publish(one: &OneListing, output: Output) -> Result<(), Failure> {
    let client = open(&one.wait, output).await?;
    client.publish_draft(one.listing.id).await?;
    report(&client, one.listing.id, &one.wait, "published", output).await
}

pub async fn unpublish(one: &OneListing, output: Output) -> Result<(), Failure> {
    let client = open(&one.wait, output).await?;
    client.unpublish_draft(one.listing.id).await?;
    report(&client, one.listing.id, &one.wait, "withdrawn", output).await
}

/// An empty listing is not sent: the cloud hears of it with its first value.
async fn report(client: &Client, id: DraftId, wait: &Wait, what: &str, output: Output) -> Result<(), Failure> {
    let report = if client.read_draft(id).await?.groups.is_empty() {
        Report::of_nothing()
    } else {
        cloud::report(client, Goal::Draft(id), wait.waits()).await?
    };
    report.print(output, id, what)
}
