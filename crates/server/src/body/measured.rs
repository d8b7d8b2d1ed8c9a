//! A group's value as it arrives: measured before it becomes a tree.
//!
//! The one rule: it is read as a tree would be, so that whatever is no JSON gets the same answer, and takes no more memory
//! than a group may.

use std::{fmt, io};

use lagoon_listing::MAX_GROUP_BYTES;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::heft;

/// A value of a group.
#[derive(Debug, Default)]
pub struct Measured {
    /// Its JSON without spaces, as far as it is kept.
    json: Vec<u8>,
    /// How long that JSON is. Of equal names in one object each counts.
    bytes: usize,
    /// What it would take as a tree.
    heft: usize,
}

impl Measured {
    /// About how many bytes of memory [`Self::into_value`] takes.
    pub fn heft(&self) -> usize {
        if self.is_too_large() { heft::text(self.bytes) } else { self.heft }
    }

    /// The value. In the place of one that is larger than a group may be stands a text of the same size: it is refused in
    /// the same words.
    pub fn into_value(self) -> Value {
        let marker = |bytes: usize| Value::String("x".repeat(bytes.saturating_sub(2)));
        if self.is_too_large() {
            return marker(self.bytes);
        }
        serde_json::from_slice(&self.json).unwrap_or_else(|_| marker(MAX_GROUP_BYTES + 1))
    }

    fn is_too_large(&self) -> bool {
        self.bytes > MAX_GROUP_BYTES
    }
}

impl<'de> Deserialize<'de> for Measured {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut measured = Self::default();
        deserializer.deserialize_any(Reading(&mut measured))?;
        measured.json.shrink_to_fit();
        Ok(measured)
    }
}

impl io::Write for Measured {
    fn write(&mut self, json: &[u8]) -> io::Result<usize> {
        self.bytes += json.len();
        if self.is_too_large() {
            self.json = vec![];
        } else {
            self.json.extend_from_slice(json);
        }
        Ok(json.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads one value into what was read before it.
struct Reading<'a>(&'a mut Measured);

impl Reading<'_> {
    fn write<E: serde::de::Error>(&mut self, value: impl serde::Serialize, heft: usize) -> Result<(), E> {
        self.0.heft += heft;
        serde_json::to_writer(&mut *self.0, &value).map_err(E::custom)
    }

    fn punctuate<E: serde::de::Error>(&mut self, mark: &str) -> Result<(), E> {
        io::Write::write_all(self.0, mark.as_bytes()).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E: serde::de::Error>(mut self) -> Result<(), E> {
        self.write((), heft::scalar())
    }

    fn visit_bool<E: serde::de::Error>(mut self, value: bool) -> Result<(), E> {
        self.write(value, heft::scalar())
    }

    fn visit_i64<E: serde::de::Error>(mut self, value: i64) -> Result<(), E> {
        self.write(value, heft::scalar())
    }

    fn visit_u64<E: serde::de::Error>(mut self, value: u64) -> Result<(), E> {
        self.write(value, heft::scalar())
    }

    fn visit_f64<E: serde::de::Error>(mut self, value: f64) -> Result<(), E> {
        self.write(value, heft::scalar())
    }

    fn visit_str<E: serde::de::Error>(mut self, value: &str) -> Result<(), E> {
        self.write(value, heft::text(value.len()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.0.heft += heft::array();
        self.punctuate("[")?;
        let mut is_first = true;
        // What separates two items is written before it is known whether there is a second.
        while items.next_element_seed(After(if is_first { "" } else { "," }, self.0))?.is_some() {
            is_first = false;
        }
        self.punctuate("]")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        self.punctuate("{")?;
        let mut count = 0;
        while fields.next_key_seed(After(if count == 0 { "" } else { "," }, self.0))?.is_some() {
            self.punctuate(":")?;
            fields.next_value_seed(Reading(self.0))?;
            count += 1;
        }
        self.0.heft += heft::object(count);
        self.punctuate("}")
    }
}

/// Reads an item or a name after a mark. Only called when there is one.
struct After<'a>(&'static str, &'a mut Measured);

impl<'de> DeserializeSeed<'de> for After<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut reading = Reading(self.1);
        reading.punctuate(self.0)?;
        deserializer.deserialize_any(reading)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &str) -> Measured {
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn a_value_is_the_one_that_reading_it_at_once_gives_and_weighs_as_much() {
        for json in [
            "null",
            "true",
            "-7",
            "18446744073709551615",
            "184467440737095516160",
            "-0",
            "0.1",
            "5e-324",
            "123456789.123456789e-20",
            r#""a\"\\\u0001\u00e9\ud83c\udfe0\u0000b""#,
            "[]",
            "{}",
            r#" [ 1 , [ ] , { "a" : { "b" : [ null , false ] } , "" : "" } ] "#,
            r#"{"a":1,"b":2,"a":3}"#,
        ] {
            let at_once: Value = serde_json::from_str(json).expect("JSON");
            let measured = read(json);
            assert!(measured.heft() >= heft::of(&at_once), "{json}");
            assert_eq!(measured.into_value().to_string(), at_once.to_string(), "{json}");
        }
    }

    #[test]
    fn what_is_larger_than_a_group_may_be_is_refused_in_the_same_words_and_takes_no_tree() {
        let json = format!("[{}0]", "{\"a\":0},".repeat(1 << 20));
        let measured = read(&json);
        assert!(measured.json.capacity() == 0 && measured.heft() < 2 * json.len(), "{}", measured.heft());
        assert_eq!(measured.into_value().to_string().len(), json.len());
        let fits = format!("\"{}\"", "x".repeat(MAX_GROUP_BYTES - 2));
        assert_eq!(read(&fits).into_value().to_string(), fits);
    }

    #[test]
    fn a_tree_is_weighed_by_what_it_takes() {
        let small = read(&format!("[{}0]", "{\"a\":0},".repeat(8_000)));
        // As measured with the system's allocator: about 650 bytes for an object of one field.
        assert!(small.heft() > 8_000 * 650, "{}", small.heft());
        assert_eq!(heft::of(&json!([1, 2])), small_heft());
    }

    fn small_heft() -> usize {
        heft::array() + 2 * heft::scalar()
    }
}
