//! The values of groups: any JSON, from any version.

use lagoon_listing::{DraftId, Groups, Property, check_for_publishing, check_for_storing};
use lagoon_sync::canonical::canonical;
use serde_json::Value;
use uuid::Uuid;

use crate::survives_the_wire;

/// Any groups can be judged, read as a listing and written again, and equal values have one spelling.
pub fn group_values(data: &[u8]) -> bool {
    let Ok(groups) = serde_json::from_slice::<Groups>(data) else { return false };
    for (name, value) in &groups {
        let spelling = canonical(value);
        let again: Value = serde_json::from_str(&spelling).expect("the canonical spelling is JSON");
        assert_eq!(canonical(&again), spelling, "{name}");
        if check_for_storing(name, value).is_ok() {
            assert_eq!(check_for_storing(name, &again), Ok(()), "{name}: what may be stored may be stored again");
        }
    }
    survives_the_wire(&groups);
    let id = DraftId(Uuid::from_u128(9));
    let property = Property::from_groups(id, &groups);
    assert_eq!(Property::from_groups(id, &property.to_groups()), property, "written and read it is the same listing");
    assert!(Property::public_groups(&groups).keys().all(|name| groups.contains_key(name)));
    let _ = (check_for_publishing(&property), property.has_unpublished_changes());
    true
}
