//! Places: where a listing stands. Names follow RESO DD 2.0 where it has one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a listing stands. Every part is optional: a draft may know only the area yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// One of [`STATES`] (RESO `StateOrProvince`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Local government area (RESO `CountyOrParish`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lga: Option<String>,
    /// The neighbourhood as people call it, such as "Lekki Phase 1" (RESO `MLSAreaMajor`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// Street and number (RESO `StreetName`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Fields of newer versions.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

/// The 36 states of Nigeria and the Federal Capital Territory, as section 3 and the first schedule of the 1999
/// constitution name them.
pub const STATES: [&str; 37] = [
    "Abia",
    "Adamawa",
    "Akwa Ibom",
    "Anambra",
    "Bauchi",
    "Bayelsa",
    "Benue",
    "Borno",
    "Cross River",
    "Delta",
    "Ebonyi",
    "Edo",
    "Ekiti",
    "Enugu",
    "Federal Capital Territory",
    "Gombe",
    "Imo",
    "Jigawa",
    "Kaduna",
    "Kano",
    "Katsina",
    "Kebbi",
    "Kogi",
    "Kwara",
    "Lagos",
    "Nasarawa",
    "Niger",
    "Ogun",
    "Ondo",
    "Osun",
    "Oyo",
    "Plateau",
    "Rivers",
    "Sokoto",
    "Taraba",
    "Yobe",
    "Zamfara",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_36_states_and_the_capital_territory_each_once_in_order() {
        assert_eq!(STATES.len(), 37);
        assert!(STATES.is_sorted_by(|a, b| a < b));
    }
}
