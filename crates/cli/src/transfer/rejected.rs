//! The rows of a table that an import did not take wholly, as a table of their own that can be mended and imported.
//!
//! The one rule: importing that table starts nothing once more, so a row whose listing was started carries its id.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use csv::{ByteRecord, Terminator, WriterBuilder};
use lagoon_client::export::table::{BYTE_ORDER_MARK, guarded};
use lagoon_listing::DraftId;

use super::{
    apply::Done,
    replace,
    table::{self, PROBLEM, Table},
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
    let columns = Columns::of(&header);
    let mut records = vec![columns.row(PROBLEM, Some("id"), &header)];
    let mut never_closed = vec![];
    for row in rows {
        let Some(why) = left.get(&row.number) else { continue };
        let why = guarded(&plain(&why.join("; ")));
        let id = started.get(&row.number).map(ToString::to_string);
        match row.cells {
            Ok(cells) => records.push(columns.row(&why, id.as_deref(), &cells)),
            Err(_) => never_closed = columns.raw(&why, delimiter, &bytes[row.begins..]),
        }
    }
    let failed =
        |error: String| Failure::new("cannotWrite", format!("The rows cannot be written ({error}). Report this."));
    let start = BYTE_ORDER_MARK.as_bytes().to_vec();
    let mut writer =
        WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).flexible(true).from_writer(start);
    records
        .iter()
        .try_for_each(|record| writer.write_byte_record(record))
        .map_err(|error| failed(error.to_string()))?;
    let mut written = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    written.extend(never_closed);
    Ok(written)
}

/// Where a table has the columns that are written anew.
struct Columns {
    problem: Option<usize>,
    id: Option<usize>,
}

impl Columns {
    fn of(header: &ByteRecord) -> Self {
        let at = |name: &str| header.iter().position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
        Self { problem: at(PROBLEM), id: at("id") }
    }

    /// A row behind its problem and, where the table has no column for it, its id.
    fn row(&self, why: &str, id: Option<&str>, cells: &ByteRecord) -> ByteRecord {
        let mut row = ByteRecord::from(vec![why]);
        if self.id.is_none() {
            row.push_field(id.unwrap_or_default().as_bytes());
        }
        for (at, cell) in cells.iter().enumerate().filter(|(at, _)| Some(*at) != self.problem) {
            row.push_field(id.filter(|_| Some(at) == self.id).map_or(cell, str::as_bytes));
        }
        row
    }

    /// A row that runs to the end of the file, which stays as broken as it is.
    fn raw(&self, why: &str, delimiter: u8, text: &[u8]) -> Vec<u8> {
        let mut row = vec![];
        if self.problem.is_none() {
            row.extend(format!("\"{why}\"").bytes().chain([delimiter]));
            row.extend(self.id.is_none().then_some(delimiter));
        }
        row.extend(text);
        row
    }
}
