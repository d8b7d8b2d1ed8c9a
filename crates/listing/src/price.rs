//! The asking price.
//!
//! The one rule: a price that an older version wrote is written again byte for byte.

use lagoon_words::tr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Choice, Currency, Money, choice::choices, reading::part};

choices! {
    /// What time a rent is for. Not of RESO.
    Period {
        /// A year.
        Year = "year", tr!("per year");
        /// A month.
        Month = "month", tr!("per month");
        /// A night.
        Night = "night", tr!("per night");
    }
}

/// The asking price (RESO DD 2.0 `ListPrice`, with a currency, which RESO lacks).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Price {
    /// Minor units: kobo, cents, pence. `None` while what was typed cannot be read as an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<i64>,
    /// The currency of the amount.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// What was typed, kept while it cannot be read as an amount, so that no keystroke is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// Whether buyers are asked to ask. An amount may stand beside it; buyers never see that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_request: bool,
    /// What time the amount is for. Of a sale it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub period: Option<Choice<Period>>,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Price {
    // An amount in a currency that nobody can read is no amount of naira.
    fn unread_beside(unread: &Map<String, Value>) -> &'static [&'static str] {
        if unread.contains_key("currency") { &["amountMinor"] } else { &[] }
    }

    // Naira are written for want of another currency too.
    fn yields(&self, field: &str) -> bool {
        field == "currency" && self.amount_minor.is_none() && self.currency == Currency::default()
    }
});

impl Price {
    /// What buyers see of a price on request, by name in JSON.
    pub(crate) const WITHOUT_AMOUNT: &[&str] = &["currency", "onRequest", "period"];

    /// A readable price.
    pub fn new(money: Money) -> Self {
        Self { amount_minor: Some(money.minor), currency: money.currency, ..Self::default() }
    }

    /// The price as money, if it can be read as an amount.
    pub fn money(&self) -> Option<Money> {
        Some(Money { minor: self.amount_minor?, currency: self.currency.clone() })
    }

    /// The time that the amount is for, if this version knows it.
    pub fn period(&self) -> Option<Period> {
        self.period.as_ref().and_then(Choice::known)
    }
}
