//! Listings as CSV (RFC 4180), for spreadsheets: with a byte order mark, because Excel takes a file without one for another
//! alphabet's.
//!
//! The one rule: no cell is a formula, whoever wrote the listing.

use csv::{Terminator, WriterBuilder};
use lagoon_sync::view::DraftView;

use super::{
    cells::{self, COLUMNS},
    is_published, row_base,
};

/// What spreadsheets know UTF-8 by.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The table, one listing in each row.
///
/// # Errors
/// Why the table could not be made, which no listing should bring about.
pub fn write(views: &[DraftView]) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(COLUMNS).map_err(|error| failed(&error))?;
    for view in views {
        let mut row = cells::row(&view.groups).map_err(|why| failed(&why))?;
        row.insert("id", view.id.to_string());
        row.insert("status", if is_published(view) { "PUBLISHED" } else { "DRAFT" }.into());
        row.insert("deleted", view.deleted.to_string());
        let base = row_base(view.id, &row, &view.groups).to_cell();
        row.insert("base", base);
        let record = COLUMNS.map(|column| guarded(row.get(column).map_or("", String::as_str)));
        writer.write_record(record).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// Whether a spreadsheet might take a text for a formula, or for one that was guarded.
fn is_risky(text: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\'' | '\t' | '\r' | '\n');
    let first =
        text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}').chars().next();
    text.starts_with(begins) || first.is_some_and(begins)
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what could be one. See
/// <https://owasp.org/www-community/attacks/CSV_Injection>.
pub fn guarded(text: &str) -> String {
    if is_risky(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell that may be guarded.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_cell_reads_back() {
        for text in [
            "=1+1",
            "+234",
            "-5",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "  =1",
            "\u{feff}=1",
            "＝1",
            "'",
            "''",
            "'=1",
            "' =1",
            "'tis",
            "Duplex",
            "",
            "a=b",
            "\u{a0}@x",
        ] {
            let cell = guarded(text);
            let visible = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}');
            assert!(!visible.starts_with(['=', '+', '-', '@', '＝']), "{text:?}");
            assert_eq!(unguarded(&cell), text, "{text:?}");
        }
        assert_eq!(unguarded("'tis typed in a spreadsheet"), "'tis typed in a spreadsheet");
    }
}
