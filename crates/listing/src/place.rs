//! Places: where a listing stands. Names follow RESO DD 2.0 where it has one.

mod fold;
mod search;
mod states;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Entry, entry::MicroDegrees};

pub use search::{PlaceMatch, search_places};
pub use states::{STATES, lga_as_listed, lgas_of};

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
    /// The estate (RESO `SubdivisionName`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estate: Option<String>,
    /// What it stands near (RESO `CrossStreet`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landmark: Option<String>,
    /// Millionths of a degree north of the equator (RESO `Latitude`, which is in degrees): 6.4474° N is 6447400.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub latitude: Option<Entry<MicroDegrees>>,
    /// Millionths of a degree east of Greenwich (RESO `Longitude`, which is in degrees).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub longitude: Option<Entry<MicroDegrees>>,
    /// Whether street and coordinates are kept from buyers (the opposite of RESO `InternetAddressDisplayYN`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_address: bool,
    /// Fields of newer versions.
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

impl Location {
    /// What buyers see of a place whose address is hidden, by name in JSON.
    pub(crate) const WITHOUT_ADDRESS: &[&str] = &["state", "lga", "area", "estate", "landmark", "hideAddress"];
}
