//! Last write wins, per group: the greater stamp stands. Commutative, associative, idempotent and monotone, so that the
//! order in which values arrive never matters.

use std::cmp::Ordering;

use lagoon_listing::GroupName;
use serde_json::Value;

use crate::{Stamp, canonical::canonical};

/// A value and the stamp it was written with.
#[derive(Clone, Debug, PartialEq)]
pub struct Register {
    /// The value; `null` is cleared.
    pub value: Value,
    /// When and where it was written.
    pub stamp: Stamp,
}

/// Which of two values of a group stands. Equal stamps with different values come only from broken clients; even then
/// everybody picks the same one.
pub fn compare(a: &Register, b: &Register) -> Ordering {
    a.stamp.cmp(&b.stamp).then_with(|| canonical(&a.value).cmp(&canonical(&b.value)))
}

/// The value that stands.
pub fn merge(a: Register, b: Register) -> Register {
    if compare(&a, &b) == Ordering::Less { b } else { a }
}

/// Whether a draft with these groups lies in the trash: deleted, and neither restored nor edited since.
pub fn is_deleted<'a>(groups: impl IntoIterator<Item = (&'a GroupName, &'a Value, Stamp)>) -> bool {
    let mut deleted_at = None;
    let mut edited_at = None;
    for (name, value, stamp) in groups {
        if name.is_content() {
            edited_at = edited_at.max(Some(stamp));
        } else if *value == Value::Bool(true) {
            deleted_at = Some(stamp);
        }
    }
    deleted_at.is_some() && deleted_at >= edited_at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{DeviceId, Millis};

    fn stamp(millis: i64, device: u64) -> Stamp {
        Stamp { millis: Millis::clamped(millis), device: DeviceId(device) }
    }

    prop_compose! {
        /// Few times, devices and values, so that ties and true conflicts are common.
        fn any_register()(millis in 0..4_i64, device in 0..3_u64, value in 0..4_u8) -> Register {
            Register { value: json!(value), stamp: stamp(millis, device) }
        }
    }

    proptest! {
        #[test]
        fn order_does_not_matter(a in any_register(), b in any_register()) {
            prop_assert_eq!(merge(a.clone(), b.clone()), merge(b, a));
        }

        #[test]
        fn grouping_does_not_matter(a in any_register(), b in any_register(), c in any_register()) {
            prop_assert_eq!(merge(merge(a.clone(), b.clone()), c.clone()), merge(a, merge(b, c)));
        }

        #[test]
        fn hearing_it_twice_does_not_matter(a in any_register(), b in any_register()) {
            let once = merge(a.clone(), b.clone());
            prop_assert_eq!(merge(once.clone(), b), once.clone());
            prop_assert_eq!(merge(once.clone(), a), once);
        }

        #[test]
        fn a_stamp_never_goes_down(a in any_register(), b in any_register()) {
            let merged = merge(a.clone(), b.clone());
            prop_assert!(merged.stamp >= a.stamp && merged.stamp >= b.stamp);
            prop_assert!(merged == a || merged == b);
        }
    }

    #[test]
    fn a_later_edit_or_restore_brings_a_deleted_draft_back() {
        let (yes, no, text) = (json!(true), json!(false), json!("Duplex"));
        let deleted = |trash: &Value, at: i64, edited: i64| {
            is_deleted([(&GroupName::TRASH, trash, stamp(at, 1)), (&GroupName::TITLE, &text, stamp(edited, 2))])
        };
        assert!(deleted(&yes, 5, 4));
        assert!(!deleted(&yes, 5, 5), "the same millisecond, a greater device: the edit came later");
        assert!(!deleted(&yes, 5, 6));
        assert!(!deleted(&no, 7, 6));
        assert!(is_deleted([(&GroupName::TRASH, &yes, stamp(1, 1))]));
        let same = [(&GroupName::TRASH, &yes, stamp(5, 1)), (&GroupName::TITLE, &text, stamp(5, 1))];
        assert!(is_deleted(same), "one stamp for both: only what is newer brings it back");
    }
}
