//! What an export said, as short marks that travel with each listing of a file, so that an import can tell what the file's
//! reader changed from what somebody else changed meanwhile.
//!
//! The one rule: a mark fits the value and the listing that it was made of, and no other.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use lagoon_listing::{AmenityId, DraftId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One mark for each value that an export held. A value that was empty has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Base(BTreeMap<String, String>);

impl Base {
    /// Marks a value of a listing.
    pub fn mark(&mut self, id: DraftId, name: &str, text: &str) {
        if !text.is_empty() {
            self.0.insert(name.to_owned(), mark(id, name, text));
        }
    }

    /// Whether this is what was exported. A mark of another listing fits nothing.
    pub fn is(&self, id: DraftId, name: &str, text: &str) -> bool {
        match self.0.get(name) {
            Some(known) => known.split(':').next() == Some(&mark(id, name, text)),
            None => text.is_empty(),
        }
    }

    /// Marks a set whose members are worth knowing: two people who change different ones do not disagree.
    pub fn mark_set(&mut self, id: DraftId, name: &str, members: &BTreeSet<AmenityId>) {
        if !members.is_empty() {
            let text = joined(members);
            self.0.insert(name.to_owned(), format!("{}:{text}", mark(id, name, &text)));
        }
    }

    /// The set that was exported. `None`: what stands there is of another listing.
    pub fn set(&self, id: DraftId, name: &str) -> Option<BTreeSet<AmenityId>> {
        let Some(known) = self.0.get(name) else { return Some(BTreeSet::new()) };
        let (_, text) = known.split_once(':')?;
        let members: BTreeSet<AmenityId> = text.split(';').map(str::parse).collect::<Result<_, _>>().ok()?;
        self.is(id, name, &joined(&members)).then_some(members)
    }

    /// As a cell of a table.
    pub fn to_cell(&self) -> String {
        self.0.iter().map(|(name, mark)| format!("{name}={mark}")).collect::<Vec<_>>().join(" ")
    }

    /// Reads a cell of a table. An empty one says nothing.
    pub fn from_cell(text: &str) -> Result<Option<Self>, String> {
        let parts: Option<BTreeMap<_, _>> = text
            .split_whitespace()
            .map(|part| part.split_once('=').map(|(name, mark)| (name.to_owned(), mark.to_owned())))
            .collect();
        let parts = parts.ok_or("base: this is not what an export wrote. Leave the cell as it was, or empty it.")?;
        Ok((!parts.is_empty()).then_some(Self(parts)))
    }
}

fn joined(members: &BTreeSet<AmenityId>) -> String {
    members.iter().map(AmenityId::as_str).collect::<Vec<_>>().join(";")
}

/// 48 bits of SHA-256: enough to tell two values of one cell apart, and short in a table.
fn mark(id: DraftId, name: &str, text: &str) -> String {
    // Spreadsheets write line ends and the spaces around a text as they like.
    let text = text.replace("\r\n", "\n");
    let hash = Sha256::digest(format!("{id} {name} {}", text.trim()));
    hash[..6].iter().fold(String::with_capacity(12), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ONE: DraftId = DraftId(Uuid::from_u128(1));
    const OTHER: DraftId = DraftId(Uuid::from_u128(2));

    #[test]
    fn a_base_reads_back_from_its_cell_and_fits_its_own_listing_alone() {
        let mut base = Base::default();
        base.mark(ONE, "title", "Two\nlines");
        base.mark(ONE, "street", "");
        let pool: BTreeSet<AmenityId> = ["pool", "gym"].iter().map(|id| id.parse().expect("an id")).collect();
        base.mark_set(ONE, "amenities", &pool);
        let again = Base::from_cell(&base.to_cell()).expect("a base").expect("not empty");
        assert_eq!(again, base);
        assert!(again.is(ONE, "title", " Two\r\nlines") && again.is(ONE, "street", ""));
        assert!(
            !again.is(ONE, "title", "Two") && !again.is(ONE, "street", "5") && !again.is(OTHER, "title", "Two\nlines")
        );
        assert_eq!((again.set(ONE, "amenities"), again.set(OTHER, "amenities")), (Some(pool), None));
        assert_eq!(Base::from_cell(" "), Ok(None));
        assert!(Base::from_cell("title").is_err());
    }
}
