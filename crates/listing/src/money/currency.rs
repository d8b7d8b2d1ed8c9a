//! Currencies: ISO 4217 codes with what is needed to read and write amounts in them.
//!
//! The one rule: a code that this version does not know is kept as it is.

use std::{borrow::Cow, fmt, str::FromStr};

use lagoon_words::tr;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 code: three upper-case ASCII letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Nigerian naira: what a listing is priced in unless its agent says otherwise.
    pub const NGN: Self = Self(*b"NGN");
    /// United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// Pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// Euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currencies that a listing can be published in, in the order people choose from.
    pub const ALL: [Self; 4] = [Self::NGN, Self::USD, Self::GBP, Self::EUR];

    /// The code as it is stored and sent.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).expect("a code is three ASCII letters")
    }

    /// What stands before an amount: the sign, or the code and a space where this version knows no sign.
    pub fn symbol(&self) -> Cow<'static, str> {
        match &self.0 {
            b"NGN" => "₦".into(),
            b"USD" => "$".into(),
            b"GBP" => "£".into(),
            b"EUR" => "€".into(),
            _ => format!("{} ", self.code()).into(),
        }
    }

    /// How many decimals its amounts have (ISO 4217, "minor unit").
    pub fn minor_digits(&self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// The name of `count` major units in words, such as "naira" or "dollars".
    pub fn major_name(&self, count: u64) -> &str {
        match (&self.0, count) {
            (b"NGN", _) => tr!("naira"),
            (b"USD", 1) => tr!("dollar"),
            (b"USD", _) => tr!("dollars"),
            (b"GBP", 1) => tr!("pound"),
            (b"GBP", _) => tr!("pounds"),
            (b"EUR", 1) => tr!("euro"),
            (b"EUR", _) => tr!("euros"),
            _ => self.code(),
        }
    }

    /// The name of `count` minor units in words, such as "kobo" or "cents".
    pub fn minor_name(&self, count: u64) -> &'static str {
        match (&self.0, count) {
            (b"NGN", _) => tr!("kobo"),
            (b"USD" | b"EUR", 1) => tr!("cent"),
            (b"USD" | b"EUR", _) => tr!("cents"),
            (b"GBP", 1) => tr!("penny"),
            (b"GBP", _) => tr!("pence"),
            (_, 1) => tr!("minor unit"),
            _ => tr!("minor units"),
        }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self::NGN
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({})", self.code())
    }
}

/// A currency that is not three upper-case ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is a code of three capital letters, such as NGN")]
pub struct InvalidCurrency;

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| InvalidCurrency)?;
        if code.iter().all(u8::is_ascii_uppercase) { Ok(Self(code)) } else { Err(InvalidCurrency) }
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<'de, str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_of_a_newer_version_is_kept_and_a_malformed_one_is_refused() {
        let franc: Currency = serde_json::from_str("\"CHF\"").expect("well formed");
        assert_eq!(serde_json::to_string(&franc).expect("serialises"), "\"CHF\"");
        assert_eq!(franc.symbol(), "CHF ");
        for bad in ["", "NG", "ngn", "NGNN", "₦", "N1N"] {
            assert!(serde_json::from_value::<Currency>(bad.into()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_listing_is_in_naira_unless_said_otherwise() {
        assert_eq!(Currency::default().code(), "NGN");
        assert_eq!(Currency::ALL.map(|currency| currency.symbol()), ["₦", "$", "£", "€"]);
    }
}
