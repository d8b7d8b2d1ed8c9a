//! Listings to a file and back. JSON keeps everything, CSV is for spreadsheets; both read back what they wrote.

mod apply;
mod base;
mod cells;
mod json;
mod merge;
mod plan;
mod table;

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use lagoon_client::Client;
use lagoon_listing::{DraftId, Groups};
use lagoon_sync::view::DraftView;
use serde_json::{Value, json};

use crate::{
    arguments::{Format, Import},
    cloud::{self, Goal, Unsent},
    failure::Failure,
    output::{self, Output, counted, plain},
    start,
};

/// One listing of a file.
struct Entry {
    /// Absent: a new one.
    id: Option<DraftId>,
    /// What it is to hold.
    content: Content,
    /// Whether it is to lie in the trash. Absent: as it is.
    deleted: Option<bool>,
    /// Whether buyers are to see it. Absent: as it is, or as its groups say.
    published: Option<bool>,
    /// What it was when it was exported, if an export wrote it.
    base: Option<base::Base>,
}

/// The values of a listing in a file.
#[derive(Clone)]
enum Content {
    /// Groups as they are stored. Others stay as they are.
    Groups(Groups),
    /// A row of a table.
    Cells(cells::Row),
}

/// One listing of a file, or why it cannot be read, with its line.
struct Line {
    number: u64,
    entry: Result<Entry, String>,
}

pub async fn export(format: Option<Format>, file: Option<&Path>, output: Output) -> Result<(), Failure> {
    let file = file.filter(|path| *path != Path::new("-"));
    let format = format.or_else(|| file.and_then(by_name)).unwrap_or(Format::Json);
    if output.is_json() && format == Format::Csv && file.is_none() {
        return Err(Failure::usage(
            "With --json, standard output is JSON. Write the CSV to a file with --output FILE.",
        ));
    }
    let client = start::here(output).await?;
    let mut views = vec![];
    for listing in client.list_drafts(None).await? {
        views.push(client.read_draft(listing.id).await?);
    }
    // The same listings always make the same file.
    views.sort_by_key(|view| view.id);
    let text = match format {
        Format::Json => json::write(&views),
        Format::Csv => table::write(&views)?,
    };
    let Some(file) = file else { return output::print(text.trim_end_matches('\n')) };
    replace(file, &text).map_err(|error| {
        let message = format!("{} cannot be written ({error}). Choose another file with --output.", file.display());
        Failure::new("cannotWrite", message)
    })?;
    output.answer(&json!({"exported": views.len(), "file": file}), || {
        format!("{} written to {}", counted(views.len(), "listing"), file.display())
    })
}

fn by_name(file: &Path) -> Option<Format> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "json" | "jsonl" => Some(Format::Json),
        _ => None,
    }
}

/// Writes a file whole or not at all, so that an export that breaks off leaves the one of before.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let is_plain = fs::symlink_metadata(file).map_or(true, |found| found.is_file());
    if !is_plain {
        return fs::write(file, text);
    }
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part: PathBuf = file.with_file_name(name);
    let written = fs::write(&part, text).and_then(|()| fs::rename(&part, file));
    if written.is_err() {
        // What is left of it is of no use.
        let _ = fs::remove_file(&part);
    }
    written
}

pub async fn import(arguments: &Import, output: Output) -> Result<(), Failure> {
    let bytes = read(&arguments.file)?;
    let format = arguments.format.or_else(|| by_name(&arguments.file)).ok_or_else(|| {
        Failure::usage("What the file holds cannot be told from its name. Add --format json or --format csv.")
    })?;
    let lines = match format {
        Format::Json => json::read(&bytes)?,
        Format::Csv => table::read(&bytes)?,
    };
    let online = arguments.wait.waits();
    let client = if online { start::online(output).await? } else { start::here(output).await? };
    let how = apply::How { asked: arguments, knows_all: knows_all(&client, online, &lines).await? };
    let mut done = apply::Done::default();
    for line in lines {
        let applied = match line.entry {
            Ok(entry) => apply::entry(&client, (line.number, entry), &how, &mut done).await,
            Err(why) => Err(why),
        };
        if let Err(why) = applied {
            done.problems.push((line.number, why));
        }
    }
    if arguments.dry_run {
        return told(&done, json!({"dryRun": true}), "nothing was written", output);
    }
    client.flush_drafts().await?;
    let report = cloud::report(&client, Goal::Everything, online).await?;
    let is_nothing = done.created == 0 && done.updated == 0;
    let end = if is_nothing { "nothing was written".into() } else { report.to_text() };
    told(&done, report.to_json(json!({"dryRun": false})), &end, output)
}

/// Whether this device knows what the team changed meanwhile, which is what the file is compared with. Where it should and
/// cannot, nothing is compared.
async fn knows_all(client: &Client, online: bool, lines: &[Line]) -> Result<bool, Failure> {
    let asked = if online { cloud::settle(client, Goal::News, cloud::EDIT).await? } else { Err(Unsent::not_tried()) };
    let compares = lines.iter().any(|line| line.entry.as_ref().is_ok_and(|entry| entry.id.is_some()));
    match asked {
        Ok(()) => Ok(true),
        // Told not to ask, or nobody's cloud.
        Err(why) if !compares || ["notTried", "notSignedIn"].contains(&why.code) => Ok(false),
        Err(Unsent { code, message }) => {
            let why = message.trim_end_matches(cloud::SAVED_HERE);
            let message = format!(
                "Nothing was imported, as this device does not know what the team changed since. {why} With --no-wait, the \
                 file is compared with what is on this device."
            );
            Err(Failure::new(code, message))
        }
    }
}

/// Prints what an import came to.
fn told(done: &apply::Done, mut document: Value, end: &str, output: Output) -> Result<(), Failure> {
    let apply::Done { created, updated, unchanged, values, unbased, newer, unseen, conflicts, problems, notes } = done;
    let lines = |lines: &[(u64, String)]| -> Value {
        lines.iter().map(|(line, why)| json!({"line": line, "message": why})).collect()
    };
    for (name, count) in [
        ("created", created),
        ("updated", updated),
        ("unchanged", unchanged),
        ("values", values),
        ("unbased", unbased),
        ("newer", newer),
        ("unseen", unseen),
    ] {
        document[name] = json!(count);
    }
    document["conflicts"] =
        conflicts.iter().map(|(line, id, why)| json!({"line": line, "id": id, "message": why})).collect();
    (document["problems"], document["notes"]) = (lines(problems), lines(notes));
    output.answer(&document, || {
        let both = conflicts.iter().map(|(line, _, why)| (line, why));
        let named = both.chain(problems.iter().map(|(line, why)| (line, why)));
        let mut text: Vec<_> = named.map(|(line, why)| format!("line {line}: {}", plain(why))).collect();
        text.extend(together(notes));
        if !conflicts.is_empty() {
            text.push(format!(
                "{} between the file and what stands: --mine takes the file's, --theirs keeps what stands",
                counted(conflicts.len(), "conflict")
            ));
        }
        if *unseen > 0 {
            text.push(format!(
                "{} not on this device, left out; sign in and leave out --no-wait, so that the cloud is asked first",
                counted(*unseen as usize, "listing")
            ));
        }
        if *newer > 0 {
            text.push(format!(
                "{} changed since the export and not in the file, left as it stands; --ignore-base takes the file's",
                counted(*newer as usize, "value")
            ));
        }
        if *unbased > 0 {
            text.push(format!(
                "{} from a file that does not say what it was exported from, so whatever stood differently \
                 is replaced; `lagoon-cli history` has what stood",
                counted(*unbased as usize, "value")
            ));
        }
        let values = if *values == 0 { String::new() } else { format!(" ({})", counted(*values as usize, "value")) };
        let would = if document["dryRun"] == true { "would be: " } else { "" };
        text.push(format!(
            "{would}{created} created, {updated} updated{values}, {unchanged} unchanged, {} not read; {end}",
            problems.len(),
        ));
        text.join("\n")
    })?;
    if problems.is_empty() && conflicts.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

/// A table of a thousand rows says the same thing once.
fn together(notes: &[(u64, String)]) -> Vec<String> {
    let mut rows: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (line, why) in notes {
        rows.entry(why).or_default().push(*line);
    }
    let said = |(why, lines): (&str, Vec<u64>)| match lines.as_slice() {
        [line] => format!("line {line}: {}", plain(why)),
        several => format!("{} rows: {}", several.len(), plain(why)),
    };
    rows.into_iter().map(said).collect()
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let read = if file == Path::new("-") {
        let mut bytes = vec![];
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    read.map_err(|error| {
        let message = format!("{} cannot be read ({error}). Name a file that you may read.", file.display());
        Failure::new("cannotRead", message)
    })
}

/// What a listing of this device looks like in a file.
fn is_published(view: &DraftView) -> bool {
    lagoon_listing::Property::from_groups(view.id, &view.groups).status == lagoon_listing::Status::Published
}
