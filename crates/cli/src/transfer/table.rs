//! Reading listings from CSV (RFC 4180), as an export or a spreadsheet wrote it.
//!
//! The one rule: a row that cannot be read costs that row alone.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use lagoon_client::export::{
    base::Base,
    cells::{COLUMNS, Row},
    table::{BYTE_ORDER_MARK, unguarded},
};

use super::{Content, Entry, Line};
use crate::{failure::Failure, known};

/// The column in which an import says why it left a row out. It is not read.
pub const PROBLEM: &str = "problem";

/// A table as it lies in a file.
pub struct Table {
    /// What stands between cells.
    pub delimiter: u8,
    /// The header, as it is written.
    pub header: ByteRecord,
    /// Everything below it, empty lines left out.
    pub rows: Vec<RawRow>,
}

/// One row of a table.
pub struct RawRow {
    /// The line in which it begins, counted from 1.
    pub number: u64,
    /// Where it begins in the file, in bytes.
    pub begins: usize,
    /// Its cells, or why there are none.
    pub cells: Result<ByteRecord, String>,
}

/// Takes a table apart. Commas, semicolons and tabs are all taken for what stands between cells, whichever the header has.
pub fn apart(bytes: &[u8]) -> Result<Table, Failure> {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let often = |delimiter: u8| header.split(|byte| *byte == delimiter).count();
    let delimiter = [b';', b'\t'].into_iter().find(|other| often(*other) > often(b',')).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(bytes);
    let mut records = reader.byte_records();
    let Some(Ok(header)) = records.next() else {
        return Err(Failure::value("The file is empty. Its first line names the columns, as in an export."));
    };
    let mut rows = vec![];
    while let Some(record) = records.next() {
        let ends = records.reader().position().byte();
        let (begins, cells) = match record {
            Ok(record) if record.iter().all(|cell| cell.trim_ascii().is_empty()) => continue,
            Ok(record) => {
                let begins = begin_of(bytes, record.position());
                let open = is_open(bytes, begins, ends).then(|| NEVER_CLOSED.to_owned());
                (begins, open.map_or(Ok(record), Err))
            }
            Err(error) => (begin_of(bytes, error.position()), Err(format!("this is no row: {error}."))),
        };
        // The reader's own count is one too low after the line ends of Windows.
        let number = bytes[..begins].split(|byte| *byte == b'\n').count() as u64;
        rows.push(RawRow { number, begins, cells });
    }
    Ok(Table { delimiter, header, rows })
}

/// Reads a table.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Failure> {
    let Table { header, rows, .. } = apart(without_mark(bytes))?;
    let columns = columns_of(header)?;
    let entry = |cells: ByteRecord| {
        let cells = StringRecord::from_byte_record(cells).map_err(|_| NOT_TEXT.to_owned())?;
        entry_of(&columns, &cells)
    };
    Ok(rows.into_iter().map(|row| Line { number: row.number, entry: row.cells.and_then(entry) }).collect())
}

/// A file without its byte order mark.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes)
}

/// Whether a record runs over several lines to the end of the table because a quotation mark in it is never closed.
fn is_open(bytes: &[u8], begins: usize, ends: u64) -> bool {
    let is_last = ends >= bytes.len() as u64;
    let text = bytes.get(begins..).filter(|_| is_last).unwrap_or_default().trim_ascii();
    // Within a cell they are doubled, so that an even number closes all.
    let is_odd = text.split(|byte| *byte == b'"').count() % 2 == 0;
    is_odd && text.contains(&b'\n')
}

/// Where a record begins, after the line ends that the reader counts to it.
fn begin_of(bytes: &[u8], position: Option<&csv::Position>) -> usize {
    let at = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX)).min(bytes.len());
    at + bytes[at..].iter().take_while(|byte| b"\r\n".contains(byte)).count()
}

const NEVER_CLOSED: &str = "a quotation mark in this row is never closed, so that it runs to the end of the file.";
const NOT_TEXT: &str = "this is not UTF-8 text. Save the table as “CSV UTF-8”.";

fn columns_of(record: ByteRecord) -> Result<Vec<&'static str>, Failure> {
    let record =
        StringRecord::from_byte_record(record).map_err(|_| Failure::value(format!("The header: {NOT_TEXT}")))?;
    let mut columns = vec![];
    for name in &record {
        let known = COLUMNS.into_iter().chain([PROBLEM]).find(|column| name.trim().eq_ignore_ascii_case(column));
        let Some(column) = known else {
            let name = crate::output::plain(name);
            let known = COLUMNS.join(", ");
            let meant = known::most_like(&name, COLUMNS).map(|meant| format!(" Did you mean “{meant}”?"));
            let meant = meant.unwrap_or_default();
            return Err(Failure::value(format!(
                "There is no column “{name}”.{meant} Name it one of {known}, or remove it."
            )));
        };
        if columns.contains(&column) {
            return Err(Failure::value(format!("The column “{column}” is there twice. Remove one.")));
        }
        columns.push(column);
    }
    Ok(columns)
}

fn entry_of(columns: &[&'static str], record: &StringRecord) -> Result<Entry, String> {
    if record.len() != columns.len() {
        let (cells, columns) = (record.len(), columns.len());
        return Err(format!(
            "this row has {cells} cells and the header {columns}. Put text with commas in quotation marks."
        ));
    }
    let mut row: Row = columns.iter().zip(record).map(|(column, cell)| (*column, unguarded(cell).to_owned())).collect();
    row.remove(PROBLEM);
    let id = row.remove("id").filter(|id| !id.trim().is_empty());
    let id = id.map(|id| {
        id.trim().parse().map_err(|_| format!("“{id}” is not a listing's id. Leave it empty for a new one."))
    });
    let base = Base::from_cell(&row.remove("base").unwrap_or_default())?;
    Ok(Entry {
        base,
        id: id.transpose()?,
        deleted: flag(&mut row, "deleted", &["true", "yes", "1"], &["false", "no", "0"])?,
        published: flag(&mut row, "status", &["published"], &["draft"])?,
        content: Content::Cells(row),
    })
}

fn flag(row: &mut BTreeMap<&str, String>, column: &str, yes: &[&str], no: &[&str]) -> Result<Option<bool>, String> {
    let text = row.remove(column).unwrap_or_default();
    match text.trim().to_ascii_lowercase().as_str() {
        "" => Ok(None),
        text if yes.contains(&text) => Ok(Some(true)),
        text if no.contains(&text) => Ok(Some(false)),
        _ => Err(format!("{column}: write {} or {}.", yes[0], no[0])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u64, Option<String>)> {
        let lines = read(text.as_bytes()).expect("a table");
        lines.into_iter().map(|line| (line.number, line.entry.err())).collect()
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named_by_its_line_and_the_others_go_on() {
        let found = lines("id,title\n,\"two\nlines\"\nno-id,x\n,a,b\n,\n,last\n");
        let numbers: Vec<_> = found.iter().map(|(line, why)| (*line, why.is_none())).collect();
        assert_eq!(numbers, [(2, true), (4, false), (5, false), (7, true)]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_takes_no_row_along() {
        let found = lines("title\nA\n\"B\nC\nD\n");
        assert_eq!(found.iter().map(|(line, why)| (*line, why.is_none())).collect::<Vec<_>>(), [(2, true), (3, false)]);
        assert_eq!(lines("title\nA\nPipe of 6\"\n"), [(2, None), (3, None)]);
        assert_eq!(lines("title\n\"A\n\"\"B\"\"\"\n"), [(2, None)]);
    }

    #[test]
    fn what_excel_writes_elsewhere_is_read_as_well() {
        assert_eq!(lines("\u{feff}ID;Title;Amenities\r\n;Duplex;\"pool;gym\"\r\n"), [(2, None)]);
    }

    #[test]
    fn a_column_that_means_nothing_is_refused_before_anything_is_read() {
        for header in ["id,titel", "title,title", ""] {
            let refused = read(format!("{header}\n,x\n").as_bytes()).err();
            assert!(refused.is_some(), "{header}");
        }
    }
}
