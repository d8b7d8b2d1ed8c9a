//! What there is to say about the building itself.

use lagoon_words::tr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Choice, Entry, choice::choices, entry::Year, reading::part};

choices! {
    /// How much furniture comes with it (RESO DD 2.0 `Furnished`).
    Furnished {
        /// None.
        Unfurnished = "unfurnished", tr!("Unfurnished");
        /// Some.
        Partly = "partly", tr!("Partly furnished");
        /// All.
        Furnished = "furnished", tr!("Furnished");
    }
}

/// The building. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Building {
    /// When it was built (RESO `YearBuilt`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub year_built: Option<Entry<Year>>,
    /// How much furniture comes with it (RESO `Furnished`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub furnished: Option<Choice<Furnished>>,
    /// Whether cleaning, power and repairs come with it. Not of RESO.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub serviced: bool,
    /// Whether nobody has lived in it yet (RESO `NewConstructionYN`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_build: bool,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Building);
