//! What is asked beside the price: fees, deposits and how much rent in advance.
//!
//! The one rule: every sum names its own currency. Price and terms are changed by different people at the same time, and a
//! price that turns from naira to dollars must not turn the service charge with it.

use lagoon_words::tr;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    Choice, Currency, Entry, Money, MoneyError,
    choice::choices,
    entry::{Months, Percent},
    reading::part,
    storing::LARGEST_AMOUNT,
};

choices! {
    /// How often a charge is due (RESO DD 2.0 `AssociationFeeFrequency`).
    Frequency {
        /// Every month.
        Month = "month", tr!("a month");
        /// Every three months.
        Quarter = "quarter", tr!("a quarter");
        /// Every year.
        Year = "year", tr!("a year");
    }
}

/// A sum that is asked beside the price. In JSON `{"amountMinor": 50000000, "currency": "NGN"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sum {
    /// Minor units: kobo, cents, pence.
    pub amount_minor: i64,
    /// The currency of the amount.
    #[serde(default)]
    pub currency: Currency,
    /// Fields of newer versions.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Sum {
    /// A sum of money.
    pub fn new(money: Money) -> Self {
        Self { amount_minor: money.minor, currency: money.currency, other: Map::new() }
    }

    /// The sum as money.
    pub fn money(&self) -> Money {
        Money { minor: self.amount_minor, currency: self.currency.clone() }
    }
}

impl Entry<Sum> {
    /// Takes what was typed, as it stands in the field, in `default` unless it names another currency. `None`: the field is
    /// empty.
    pub fn read_sum(text: &str, default: &Currency) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        Some(
            Money::parse(text, default)
                .ok()
                .filter(|money| money.minor <= LARGEST_AMOUNT)
                .map_or_else(|| Self::Typed(text.to_owned()), |money| Self::Value(Sum::new(money))),
        )
    }

    /// What the field shows while nobody types in it.
    pub fn sum_text(&self) -> String {
        match self {
            Self::Value(sum) => sum.money().format(),
            Self::Typed(text) => text.clone(),
        }
    }

    /// What to do about it, if it is no sum.
    pub fn sum_problem(&self) -> Option<String> {
        match self {
            Self::Value(_) => None,
            Self::Typed(text) => Some(match Money::parse(text, &Currency::default()) {
                Err(MoneyError::Negative) => tr!("A sum cannot be negative. Take out the minus sign.").into(),
                Err(error) => error.to_string(),
                Ok(money) if money.minor > LARGEST_AMOUNT => tr!("No sum is as large as this.").into(),
                Ok(_) => {
                    tr!("Enter it again: {text} was typed but not stored as a sum.", text = crate::quote::quote(text))
                }
            }),
        }
    }
}

/// What is asked beside the price. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", remote = "Self")]
pub struct Terms {
    /// What is paid for what the estate or building shares (RESO `AssociationFee`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub service_charge: Option<Entry<Sum>>,
    /// How often that is due (RESO `AssociationFeeFrequency`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub service_charge_frequency: Option<Choice<Frequency>>,
    /// The agent's fee, of the price or of a year's rent. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub agency_percent: Option<Entry<Percent>>,
    /// The lawyer's fee, likewise. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub legal_percent: Option<Entry<Percent>>,
    /// What is given back at the end. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub caution_deposit: Option<Entry<Sum>>,
    /// How many months of rent are asked in advance. Not of RESO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Value>))]
    pub advance_months: Option<Entry<Months>>,
    /// Fields of newer versions, and what other fields hold that cannot be read, until they are set.
    #[serde(flatten, skip_serializing)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, Value>))]
    pub other: Map<String, Value>,
}

part!(Terms);
