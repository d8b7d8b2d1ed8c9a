//! The values of groups: any JSON, from any version.

use lagoon_listing::{
    DraftId, Groups, Property, check_for_publishing, check_for_storing, check_warnings, price_per_sqm, suggest_title,
};
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
    let public = Property::public_groups(&groups);
    assert!(public.keys().all(|name| groups.contains_key(name) && name.is_public()));
    assert_eq!(Property::public_groups(&public), public, "what is public already stays as it is");
    let _ = (check_for_publishing(&property), check_warnings(&property), property.has_unpublished_changes());
    if let Some(title) = suggest_title(&property) {
        let suggested = Property { title: Some(title), ..property.clone() };
        assert!(
            check_for_publishing(&suggested).iter().all(|problem| problem.field != "title"),
            "{:?}",
            suggested.title
        );
    }
    let _ = price_per_sqm(&property);
    true
}
