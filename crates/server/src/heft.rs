//! About how many bytes of memory JSON takes once it is a tree of values. The one rule: rather too many than too few, for
//! limits are counted with it. A short text can stand for a tree that is eighty times as large.

use serde_json::Value;

/// A value, with the room that an array keeps for one more.
const VALUE: usize = 2 * size_of::<Value>();
/// What the system keeps beside each piece of memory, and rounds it up by.
const PIECE: usize = 32;
/// A node of the tree that an object is: it has places for eleven fields, however few there are.
const NODE: usize = 11 * (size_of::<String>() + size_of::<Value>()) + PIECE;
/// How many of the places are taken at the least, once there is more than one node.
const TAKEN: usize = 5;

/// Nothing, a truth or a number.
pub const fn scalar() -> usize {
    VALUE
}

/// A text of so many bytes.
pub const fn text(bytes: usize) -> usize {
    VALUE + PIECE + bytes
}

/// An array, without what is in it.
pub const fn array() -> usize {
    VALUE + PIECE
}

/// An object of so many fields, without their names and values.
pub const fn object(fields: usize) -> usize {
    VALUE + fields.div_ceil(TAKEN) * NODE
}

/// The name of a field.
pub const fn name(bytes: usize) -> usize {
    PIECE + bytes
}

/// A whole value.
pub fn of(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => scalar(),
        Value::String(string) => text(string.len()),
        Value::Array(items) => array() + items.iter().map(of).sum::<usize>(),
        Value::Object(fields) => {
            let inside = fields.iter().map(|(field, value)| name(field.len()) + of(value));
            object(fields.len()) + inside.sum::<usize>()
        }
    }
}
