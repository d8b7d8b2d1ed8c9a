//! How many rooms there are, and how large it all is.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Entry,
    entry::{Count, SquareMetres},
    reading::part,
};

/// The rooms. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Rooms {
    /// Rooms to sleep in, boys' quarters left out (RESO DD 2.0 `BedroomsTotal`). None in a studio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub bedrooms: Option<Entry<Count>>,
    /// Rooms with a bath or shower (RESO `BathroomsTotalInteger`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub bathrooms: Option<Entry<Count>>,
    /// Toilets, the ones in bathrooms among them. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub toilets: Option<Entry<Count>>,
    /// Rooms for staff (BQ). Never counted as bedrooms. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub boys_quarters: Option<Entry<Count>>,
    /// Cars that can be parked (RESO `ParkingTotal`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub parking: Option<Entry<Count>>,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Rooms);

/// How large it is. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Size {
    /// What is lived or worked in, in square metres (RESO `LivingArea`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub living_area: Option<Entry<SquareMetres>>,
    /// The plot, in square metres (RESO `LotSizeArea`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub land_size: Option<Entry<SquareMetres>>,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Size);
