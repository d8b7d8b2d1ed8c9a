//! Places: where a listing stands. Names follow RESO DD 2.0 where it has one.

mod fold;
mod search;
mod states;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{Entry, Figure, entry::MicroDegrees, reading::part};

pub(crate) use fold::folded;
pub(crate) use search::places_called;
pub use search::{PlaceMatch, search_places};
pub use states::{STATES, lga_as_listed, lgas_of};

/// Where a listing stands. Every part is optional: a draft may know only the area yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
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
    #[serde(default, deserialize_with = "latitude", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub latitude: Option<Entry<MicroDegrees>>,
    /// Millionths of a degree east of Greenwich (RESO `Longitude`, which is in degrees).
    #[serde(default, deserialize_with = "longitude", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub longitude: Option<Entry<MicroDegrees>>,
    /// Whether street and coordinates are kept from buyers (the opposite of RESO `InternetAddressDisplayYN`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_address: bool,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Location);

fn latitude<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Entry<MicroDegrees>>, D::Error> {
    coordinate(deserializer, 90.0)
}

fn longitude<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Entry<MicroDegrees>>, D::Error> {
    coordinate(deserializer, 180.0)
}

/// A coordinate, also in degrees as it was written once: a number with a fraction, of which no millionths are a count. A
/// whole number is always one of millionths.
fn coordinate<'de, D: Deserializer<'de>>(deserializer: D, most: f64) -> Result<Option<Entry<MicroDegrees>>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let degrees = value.as_f64().filter(|degrees| value.is_f64() && degrees.fract() != 0.0 && degrees.abs() <= most);
    match degrees.map(|degrees| MicroDegrees::parse(&degrees.to_string())) {
        Some(Ok(degrees)) => Ok(Some(degrees.into())),
        _ => Option::deserialize(value).map_err(serde::de::Error::custom),
    }
}

impl Location {
    /// What buyers see of a place whose address is hidden, by name in JSON.
    pub(crate) const WITHOUT_ADDRESS: &[&str] = &["state", "lga", "area", "estate", "landmark", "hideAddress"];
}
