//! What is copied: every table, parents before what refers to them, and each column with what it holds. A row is read as texts
//! from either database, so that the two can be compared.

use sha2::{Digest, Sha256};

/// A table, of the same name and columns in both databases. What PostgreSQL generates from them is not copied.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    columns: &'static [(&'static str, Holds)],
}

/// What a column holds, and so how either database spells it.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// A number; PostgreSQL makes it narrower where the column is.
    Number,
    /// A UUID.
    Id,
    Bytes,
    /// Whether something is so.
    Flag,
    /// Text that SQLite has empty where PostgreSQL has none.
    TextOrNone,
}

use Holds::{Bytes, Flag, Id, Number, Text, TextOrNone};

/// All of them.
pub const TABLES: &[Table] = &[
    Table { name: "meta", columns: &[("only_row", Number), ("epoch", Text), ("access", Number)] },
    Table {
        name: "teams",
        columns: &[("id", Id), ("name", Text), ("seq", Number), ("changed_at", Number), ("purged_seq", Number)],
    },
    Table {
        name: "users",
        columns: &[
            ("team_id", Id),
            ("id", Id),
            ("email", Text),
            ("name", Text),
            ("role", Text),
            ("password_hash", TextOrNone),
            ("disabled", Flag),
        ],
    },
    Table {
        name: "sessions",
        columns: &[
            ("token_hash", Bytes),
            ("team_id", Id),
            ("id", Id),
            ("user_id", Id),
            ("device", Text),
            ("device_name", Text),
            ("created_at", Number),
            ("last_seen_at", Number),
            ("expires_at", Number),
        ],
    },
    Table {
        name: "invitations",
        columns: &[
            ("token_hash", Bytes),
            ("team_id", Id),
            ("id", Id),
            ("email", Text),
            ("name", Text),
            ("role", Text),
            ("made_by", Id),
            ("created_at", Number),
            ("expires_at", Number),
        ],
    },
    Table {
        name: "resets",
        columns: &[("token_hash", Bytes), ("team_id", Id), ("user_id", Id), ("made_by", Id), ("expires_at", Number)],
    },
    Table {
        name: "audit",
        columns: &[
            ("team_id", Id),
            ("number", Number),
            ("at", Number),
            ("user_id", Id),
            ("command", Text),
            ("action", Text),
            ("about", Id),
            ("details", Text),
        ],
    },
    Table { name: "devices", columns: &[("team_id", Id), ("device", Text), ("install", Text)] },
    Table {
        name: "drafts",
        columns: &[
            ("team_id", Id),
            ("id", Id),
            ("user_id", Id),
            ("rev", Number),
            ("updated_at", Number),
            ("last_modified", Number),
            ("seq", Number),
        ],
    },
    Table {
        name: "draft_groups",
        columns: &[
            ("team_id", Id),
            ("draft_id", Id),
            ("name", Text),
            ("value", Text),
            ("stamp_millis", Number),
            ("stamp_device", Text),
            ("author", Id),
            ("rev", Number),
            ("seq", Number),
        ],
    },
    Table {
        name: "draft_history",
        columns: &[
            ("team_id", Id),
            ("draft_id", Id),
            ("stamp_millis", Number),
            ("stamp_device", Text),
            ("name", Text),
            ("value", Text),
            ("author", Id),
            ("replaced_at", Number),
        ],
    },
    Table {
        name: "notices",
        columns: &[
            ("team_id", Id),
            ("draft_id", Id),
            ("stamp_millis", Number),
            ("stamp_device", Text),
            ("name", Text),
            ("user_id", Id),
            ("value", Text),
            ("kind", Text),
            ("their_name", Text),
            ("their_value", Text),
            ("their_millis", Number),
            ("their_device", Text),
            ("their_author", Id),
            ("made_at", Number),
            ("settled_at", Number),
            ("seq", Number),
        ],
    },
];

impl Table {
    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Reads it from SQLite, every column as the text that PostgreSQL spells it with.
    pub fn read_from_sqlite(&self) -> String {
        format!("SELECT {} FROM {}", self.each(|name, holds| holds.in_sqlite(name)), self.name)
    }

    /// Reads it from PostgreSQL, every column as text.
    pub fn read_from_postgres(&self) -> String {
        format!("SELECT {} FROM {}", self.each(|name, _| format!("{name}::text")), self.name)
    }

    /// Adds rows to it in PostgreSQL. Takes one array of texts for each column.
    pub fn write_to_postgres(&self) -> String {
        let names = self.each(|name, _| name.to_owned());
        let values = self.each(|name, holds| format!("page.{name}::{}", holds.in_postgres()));
        let mut number = 0;
        let arrays = self.each(|_, _| {
            number += 1;
            format!("${number}::text[]")
        });
        format!("INSERT INTO {} ({names}) SELECT {values} FROM unnest({arrays}) AS page ({names})", self.name)
    }

    fn each(&self, column: impl FnMut(&'static str, Holds) -> String) -> String {
        let mut column = column;
        self.columns.iter().map(|(name, holds)| column(name, *holds)).collect::<Vec<_>>().join(", ")
    }
}

impl Holds {
    fn in_sqlite(self, column: &str) -> String {
        match self {
            Text | Number | Id => format!("CAST({column} AS TEXT)"),
            Bytes => format!(r"'\x' || lower(hex({column}))"),
            Flag => format!("CASE {column} WHEN 0 THEN 'false' ELSE 'true' END"),
            TextOrNone => format!("nullif({column}, '')"),
        }
    }

    fn in_postgres(self) -> &'static str {
        match self {
            Text | TextOrNone => "text",
            Number => "bigint",
            Id => "uuid",
            Bytes => "bytea",
            Flag => "boolean",
        }
    }
}

/// How many rows a table has, and what they hold, whatever their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub rows: u64,
    /// The sum of the rows' hashes.
    sum: u128,
}

impl Tally {
    /// Counts a row.
    pub fn add<'a>(&mut self, columns: impl IntoIterator<Item = Option<&'a str>>) {
        let mut hash = Sha256::new();
        for column in columns {
            // With its length, so that no two rows are spelled alike.
            hash.update(column.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hash.update(column.unwrap_or_default());
        }
        let half = hash.finalize().first_chunk().copied().expect("SHA-256 has 32 bytes");
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(rows: &[&[Option<&str>]]) -> Tally {
        let mut tally = Tally::default();
        for row in rows {
            tally.add(row.iter().copied());
        }
        tally
    }

    #[test]
    fn a_tally_tells_rows_apart_and_not_their_order() {
        let (one, two): (&[_], &[_]) = (&[Some("a"), Some("bc")], &[Some("ab"), Some("c")]);
        assert_eq!(tally(&[one, two]), tally(&[two, one]));
        assert_ne!(tally(&[one]), tally(&[two]), "where a column ends");
        assert_ne!(tally(&[&[None]]), tally(&[&[Some("")]]), "nothing is not an empty text");
        assert_ne!(tally(&[one, one]), tally(&[one]), "a row twice");
        assert_ne!(tally(&[one, one]), tally(&[two, two]));
    }
}
