//! Listings to a file and back. JSON keeps everything, CSV is for spreadsheets; both read back what they wrote.

mod apply;
mod json;
mod merge;
mod plan;
mod rejected;
mod report;
mod table;
mod verdict;

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use lagoon_client::{
    Client,
    export::{base, cells},
};
use lagoon_listing::{DraftId, Groups};
use serde_json::json;

use crate::{
    arguments::{Format, Import},
    cloud::{self, Goal, Unsent},
    failure::Failure,
    output::{self, Output, counted},
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
    let ids: Vec<_> = client.list_drafts(None).await?.into_iter().map(|listing| listing.id).collect();
    let exported = client.export(&ids, format.into()).await?;
    let text = exported.text;
    let Some(file) = file else { return output::print(text.trim_end_matches('\n')) };
    replace(file, text.as_bytes()).map_err(|error| {
        let message = format!("{} cannot be written ({error}). Choose another file with --output.", file.display());
        Failure::new("cannotWrite", message)
    })?;
    output.answer(&json!({"exported": exported.listings, "file": file}), || {
        format!("{} written to {}", counted(exported.listings, "listing"), file.display())
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
fn replace(file: &Path, text: &[u8]) -> std::io::Result<()> {
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
    let rejected = rejected::Rejected::of(arguments, format, &bytes)?;
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
        return report::told(&done, json!({"dryRun": true}), "nothing was written", output);
    }
    client.flush_drafts().await?;
    let kept = rejected.map_or(Ok(()), |rejected| rejected.write(&mut done));
    let report = cloud::report(&client, Goal::Everything, online).await?;
    let is_nothing = done.created == 0 && done.updated == 0;
    let end = if is_nothing { "nothing was written".into() } else { report.to_text() };
    let told = report::told(&done, report.to_json(json!({"dryRun": false})), &end, output);
    kept.and(told)
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
