//! Reading and writing a group field by field.
//!
//! The one rule: a field that cannot be read leaves the others readable, and stays as it stands until somebody sets it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// A group of several fields, as its derived (strict) reader and writer know it.
pub(crate) trait Part: Sized {
    /// All of it, or nothing if one field is of another kind.
    fn read_whole(value: &Value) -> serde_json::Result<Self>;

    /// The fields that are set, without what is kept.
    fn write_set(&self) -> serde_json::Result<Value>;

    /// What is kept: fields of newer versions, and those that cannot be read.
    fn kept(&self) -> &Map<String, Value>;

    /// What is kept, to add to it.
    fn kept_mut(&mut self) -> &mut Map<String, Value>;

    /// Which fields are not read although each of them could be, because they mean nothing without one of these.
    fn unread_beside(_unread: &Map<String, Value>) -> &'static [&'static str] {
        &[]
    }

    /// Whether a field that is set leaves the kept one of its name standing, because it says nothing by itself.
    fn yields(&self, _field: &str) -> bool {
        false
    }
}

/// Reads what can be read. A `null` that no field is for says that nobody answered.
pub(crate) fn read<'de, T: Part, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let whole = Value::Object(Map::deserialize(deserializer)?);
    if let Ok(part) = T::read_whole(&whole) {
        return Ok(part);
    }
    let Value::Object(fields) = whole else { unreachable!("made of an object above") };
    let is_readable = |(name, value): &(String, Value)| {
        T::read_whole(&Value::Object(Map::from_iter([(name.clone(), value.clone())]))).is_ok()
    };
    let (mut readable, mut unread): (Map<_, _>, Map<_, _>) = fields.into_iter().partition(is_readable);
    unread.retain(|_, value| !value.is_null());
    for field in T::unread_beside(&unread) {
        unread.extend(readable.remove_entry(*field).filter(|(_, value)| !value.is_null()));
    }
    let mut part = T::read_whole(&Value::Object(readable)).map_err(serde::de::Error::custom)?;
    part.kept_mut().extend(unread);
    Ok(part)
}

/// Writes every field once: as it is set, else as it was kept.
pub(crate) fn write<T: Part, S: serde::Serializer>(part: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut fields = match part.write_set().map_err(serde::ser::Error::custom)? {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    for (name, value) in part.kept() {
        if !fields.contains_key(name) || part.yields(name) {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields.serialize(serializer)
}

/// Gives a group the reader and writer above. It derives strict ones with `#[serde(remote = "Self")]`, and keeps what it does
/// not know in a flattened `other` that is not written.
macro_rules! part {
    ($name:ident $({ $($special:item)* })?) => {
        impl $crate::reading::Part for $name {
            fn read_whole(value: &serde_json::Value) -> serde_json::Result<Self> {
                Self::deserialize(value)
            }

            fn write_set(&self) -> serde_json::Result<serde_json::Value> {
                Self::serialize(self, serde_json::value::Serializer)
            }

            fn kept(&self) -> &serde_json::Map<String, serde_json::Value> {
                &self.other
            }

            fn kept_mut(&mut self) -> &mut serde_json::Map<String, serde_json::Value> {
                &mut self.other
            }

            $($($special)*)?
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::reading::read(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::reading::write(self, serializer)
            }
        }
    };
}

pub(crate) use part;

#[cfg(test)]
mod tests;
