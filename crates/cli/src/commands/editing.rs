//! Changing listings. Each command answers when the change is durable on this device, and says whether the cloud has it.

use std::io::Read;

use lagoon_client::Client;
use lagoon_listing::{Currency, DraftId, GroupName, Groups, Money, Property, Status};
use serde_json::{Value, json};

use crate::{
    arguments::{Back, Create, Edit, OneListing, Restore, Wait},
    cloud::{self, Goal, Report},
    failure::Failure,
    forgotten, known,
    output::Output,
    past, slips, start, value,
};

/// The most that is read from standard input for one value. The cloud takes less.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

async fn open(wait: &Wait, output: Output) -> Result<Client, Failure> {
    if wait.waits() { start::online(output).await } else { start::here(output).await }
}

pub async fn create(arguments: Create, output: Output) -> Result<(), Failure> {
    // Everything is read before anything is written: a slip leaves no half of a listing.
    let mut values = Groups::new();
    let named = [
        ("title", &arguments.title),
        ("price", &arguments.price),
        ("description", &arguments.description),
        ("location.state", &arguments.state),
        ("location.lga", &arguments.lga),
        ("location.area", &arguments.area),
        ("location.street", &arguments.street),
    ];
    let named = named.into_iter().filter_map(|(target, typed)| Some(Ok((target, typed.as_deref()?))));
    let set = arguments.set.iter().map(|set| {
        set.split_once('=')
            .ok_or_else(|| Failure::value(format!("--set {set}: write it as NAME=VALUE, such as purpose=rent.")))
    });
    for one in named.chain(set) {
        let (target, text) = one?;
        let (group, value) = value::change(target, Some(text), &values)?;
        if !arguments.unknown {
            slips::refuse(&group, &value, &values, known::EDIT)?;
            if !known::is_known(&group) {
                known::refuse(group.as_str(), known::EDIT)?;
            }
        }
        values.insert(group, value);
    }
    for id in &arguments.amenity {
        let change = value::amenity(id, true)?;
        if !arguments.unknown && !known::is_known(&change.0) {
            known::refuse(change.0.as_str(), known::EDIT)?;
        }
        values.extend([change]);
    }
    let client = open(&arguments.wait, output).await?;
    let id = client.create_draft().await?.id;
    for (group, value) in values {
        client.edit(id, &group, value, None).await?;
    }
    client.flush_drafts().await?;
    let price = arguments.price.as_deref().and_then(|text| Priced::read(text, &Groups::new()));
    let done = Said { price, ..Said::done("created") };
    done.report(&client, id, &arguments.wait, output).await
}

pub async fn edit(arguments: Edit, output: Output) -> Result<(), Failure> {
    let id = arguments.listing.id;
    let typed = if arguments.stdin { Some(read_value()?) } else { arguments.value };
    let client = open(&arguments.wait, output).await?;
    let view = client.read_draft(id).await?;
    let (group, value) = value::change(&arguments.group, typed.as_deref(), &view.groups)?;
    if !arguments.unknown {
        slips::refuse(&group, &value, &view.groups, known::EDIT)?;
    }
    if !known::is_known(&group) {
        if !arguments.unknown && view.groups.get(&group).is_none_or(Value::is_null) {
            known::refuse(group.as_str(), known::EDIT)?;
        }
        let message = format!("This version does not know the group “{group}”. It keeps it and passes it on.");
        output.note("unknownGroup", &message);
    }
    let price = typed.filter(|_| group == GroupName::PRICE).and_then(|text| Priced::read(&text, &view.groups));
    let changed = view.groups.get(&group).unwrap_or(&Value::Null) != &value;
    let what = if changed { format!("{group} changed") } else { format!("{group} is that already, nothing changed") };
    if changed {
        client.edit(id, &group, value, view.stamps.get(&group).copied()).await?;
        // A command is no keystroke: its value is worth keeping once another replaces it.
        client.flush_drafts().await?;
    }
    Said { what, changed, price, was_deleted: view.deleted }.report(&client, id, &arguments.wait, output).await
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
    let id = one.listing.id;
    let done = if client.read_draft(id).await?.deleted {
        Said::nothing("is in the trash already")
    } else {
        client.delete_draft(id).await?;
        Said::done("moved to the trash")
    };
    done.report(&client, id, &one.wait, output).await
}

pub async fn restore(arguments: &Restore, output: Output) -> Result<(), Failure> {
    let (id, wait) = (arguments.listing.id, &arguments.wait);
    let client = open(wait, output).await?;
    let before = client.read_draft(id).await.ok();
    let was_deleted = before.as_ref().is_some_and(|view| view.deleted);
    let done = match arguments.what() {
        Back::FromTrash if before.is_some() && !was_deleted => Said::nothing("is not in the trash, nothing changed"),
        Back::FromTrash => {
            client.restore_draft(id).await?;
            Said::done("taken out of the trash")
        }
        Back::Value { group, line, cloud } => {
            let (group, value) = past::find(past::read(&client, id, cloud).await?, group, line)?;
            let view = client.read_draft(id).await?;
            if view.groups.get(&group).unwrap_or(&Value::Null) == &value {
                Said::nothing(&format!("{group} has that value already, nothing changed"))
            } else {
                client.restore_value(id, &group, value).await?;
                Said::done(&format!("{group} has the value of before")).over(view.deleted)
            }
        }
        Back::Version(at) => {
            let after = client.restore_version(id, at).await?;
            if before.is_some_and(|before| before.groups == after.groups) {
                Said::nothing("is now as it was at that time, nothing changed")
            } else {
                Said::done("is what it was at that time").over(was_deleted)
            }
        }
    };
    done.report(&client, id, wait, output).await
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
    let id = one.listing.id;
    let view = client.read_draft(id).await?;
    let property = Property::from_groups(id, &view.groups);
    let is_so = property.status == Status::Published && !property.has_unpublished_changes() && !view.deleted;
    let done = if is_so {
        Said::nothing("is published as it is already, nothing changed")
    } else {
        client.publish_draft(id).await?;
        Said::done("published").over(view.deleted)
    };
    done.report(&client, id, &one.wait, output).await
}

pub async fn unpublish(one: &OneListing, output: Output) -> Result<(), Failure> {
    let client = open(&one.wait, output).await?;
    let id = one.listing.id;
    let view = client.read_draft(id).await?;
    let done = if Property::from_groups(id, &view.groups).status == Status::Published {
        client.unpublish_draft(id).await?;
        Said::done("withdrawn").over(view.deleted)
    } else {
        Said::nothing("is not published, nothing changed")
    };
    done.report(&client, id, &one.wait, output).await
}

/// A price that was typed, as it was understood.
struct Priced {
    money: Option<String>,
    currency: Currency,
    from: &'static str,
}

impl Priced {
    fn read(text: &str, now: &Groups) -> Option<Self> {
        let (currency, from) = value::currency_of(text, now)?;
        let money = Money::parse(text, &currency).ok().map(|money| money.format());
        Some(Self { money, currency, from })
    }

    fn to_text(&self) -> String {
        let money = self.money.as_ref().map(|money| format!(" {money}")).unwrap_or_default();
        let currency = &self.currency;
        match self.from {
            "kept" => {
                format!(":{money}, still in {currency} (name another with the amount, as in “$200k” or “200000 USD”)")
            }
            "default" => format!(":{money} in {currency}, as no currency was named"),
            _ => format!(":{money} in {currency}"),
        }
    }
}

/// What a command came to.
struct Said {
    what: String,
    changed: bool,
    price: Option<Priced>,
    /// Whether the listing was in the trash before.
    was_deleted: bool,
}

impl Said {
    fn done(what: &str) -> Self {
        Self { what: what.to_owned(), changed: true, price: None, was_deleted: false }
    }

    fn nothing(what: &str) -> Self {
        Self { what: what.to_owned(), changed: false, price: None, was_deleted: false }
    }

    /// Of a listing that may have been in the trash.
    fn over(self, was_deleted: bool) -> Self {
        Self { was_deleted, ..self }
    }

    /// Says it, and where it is. An empty listing is not sent: the cloud hears of it with its first value.
    async fn report(self, client: &Client, id: DraftId, wait: &Wait, output: Output) -> Result<(), Failure> {
        let report = if client.read_draft(id).await?.groups.is_empty() {
            Report::of_nothing()
        } else {
            cloud::report(client, Goal::Draft(id), wait.waits()).await?
        };
        // Read now, because an edit does not bring back what this device deleted and has not sent.
        let is_deleted = client.read_draft(id).await?.deleted;
        let trash = match (self.was_deleted, is_deleted) {
            (true, false) if self.changed => ", which took the listing out of the trash".into(),
            (true, true) => format!("; the listing is in the trash, `lagoon-cli restore {id}` takes it out"),
            _ => String::new(),
        };
        let mut document = report.to_json(json!({"id": id, "changed": self.changed}));
        if let Some(price) = &self.price {
            document["currency"] = json!({"code": price.currency, "from": price.from});
        }
        let price = self.price.filter(|_| self.changed).map(|price| price.to_text()).unwrap_or_default();
        output.answer(&document, || format!("{id} {}{price}{trash}; {}", self.what, report.to_text()))
    }
}
