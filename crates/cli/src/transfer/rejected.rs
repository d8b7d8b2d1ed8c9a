//! The rows of a table that an import did not take wholly, as a table of their own that can be mended and imported.
//!
//! The one rule: importing that table starts nothing once more, so a row whose listing was started carries its id.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use csv::{ByteRecord, Terminator, WriterBuilder};
use lagoon_listing::DraftId;

use super::{
    apply::Done,
    replace,
    table::{self, BYTE_ORDER_MARK, PROBLEM, Table, guarded},
};
use crate::{
    arguments::{Format, Import},
    failure::Failure,
    output::plain,
};

/// Where they go, and the table that they are from.
pub struct Rejected<'a> {
    file: PathBuf,
    bytes: &'a [u8],
}

impl<'a> Rejected<'a> {
    /// What was asked for, if anything was.
    pub fn of(asked: &Import, format: Format, bytes: &'a [u8]) -> Result<Option<Self>, Failure> {
        let Some(file) = asked.rejected.clone() else { return Ok(None) };
        if format != Format::Csv {
            return Err(Failure::usage("--rejected is for tables. The answer names the lines of a JSON file."));
        }
        if is_same(&file, &asked.file) {
            return Err(Failure::usage("--rejected would write over the table that is imported. Name another file."));
        }
        Ok(Some(Self { file, bytes: table::without_mark(bytes) }))
    }

    /// Writes those that were left, if any were.
    pub fn write(self, done: &mut Done) -> Result<(), Failure> {
        let mut left: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
        let problems = done.problems.iter().map(|(line, why)| (line, why));
        for (line, why) in problems.chain(done.conflicts.iter().map(|(line, _, why)| (line, why))) {
            left.entry(*line).or_default().push(why);
        }
        if left.is_empty() {
            return Ok(());
        }
        let started = done.started.iter().copied().collect();
        replace(&self.file, &table(self.bytes, &left, &started)?).map_err(|error| {
            let message = format!("{} cannot be written ({error}). Choose another file.", self.file.display());
            Failure::new("cannotWrite", message)
        })?;
        done.rejected = Some((left.len(), self.file));
        Ok(())
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    one == other || one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// The rows with these numbers, as they were written, behind what is wrong with them.
fn table(bytes: &[u8], left: &BTreeMap<u64, Vec<&str>>, started: &BTreeMap<u64, DraftId>) -> Result<Vec<u8>, Failure> {
    let Table { delimiter, header, rows } = table::apart(bytes)?;
    let column = |name: &str| header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
    let (told_before, id_at) = (column(PROBLEM), column("id"));
    let row = |why: &str, id: Option<&str>, cells: &ByteRecord| -> ByteRecord {
        let mut row = ByteRecord::from(vec![why]);
        if id_at.is_none() {
            row.push_field(id.unwrap_or_default().as_bytes());
        }
        for (at, cell) in cells.iter().enumerate().filter(|(at, _)| Some(*at) != told_before) {
            row.push_field(id.filter(|_| Some(at) == id_at).map_or(cell, str::as_bytes));
        }
        row
    };
    let out = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).flexible(true).from_writer(out);
    let failed =
        |error: String| Failure::new("cannotWrite", format!("The rows cannot be written ({error}). Report this."));
    let header_id = id_at.is_none().then_some("id");
    writer.write_byte_record(&row(PROBLEM, header_id, &header)).map_err(|error| failed(error.to_string()))?;
    let mut unread = vec![];
    for raw in rows {
        let Some(why) = left.get(&raw.number) else { continue };
        let why = guarded(&plain(&why.join("; ")));
        let id = started.get(&raw.number).map(ToString::to_string);
        match raw.cells {
            Ok(cells) => writer
                .write_byte_record(&row(&why, id.as_deref(), &cells))
                .map_err(|error| failed(error.to_string()))?,
            // It runs to the end of the file, and stays as broken as it is.
            Err(_) => {
                if told_before.is_none() {
                    unread.extend(
                        format!("\"{why}\"").bytes().chain([delimiter]).chain(id_at.is_none().then_some(delimiter)),
                    );
                }
                unread.extend(&bytes[raw.begins..]);
            }
        }
    }
    let mut written = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    written.extend(unread);
    Ok(written)
}
