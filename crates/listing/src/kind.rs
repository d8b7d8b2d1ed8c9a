//! What a listing is: what it is offered for, what is offered, and with which title document.

use crate::choice::choices;

choices! {
    /// What a listing is offered for. RESO DD 2.0 calls this `PropertyType` ("Residential", "Residential Lease" and the
    /// like), which is not our [`PropertyType`].
    Purpose {
        /// To be bought.
        Sale = "sale", "For sale";
        /// To be rented by the month or year.
        Rent = "rent", "For rent";
        /// To be stayed in by the night, week or month.
        ShortLet = "shortLet", "Short let";
    }
}

impl Purpose {
    /// Whether its price is asked again and again, so that it needs a [`Period`](crate::Period).
    pub fn is_periodic(self) -> bool {
        self != Self::Sale
    }
}

choices! {
    /// What is offered. RESO DD 2.0 calls this `PropertySubType`; its `PropertyType` is our [`Purpose`].
    PropertyType {
        /// A flat on one floor of a building.
        Flat = "flat", "Flat";
        /// A home on two floors of a larger building.
        Maisonette = "maisonette", "Maisonette";
        /// One house of a row.
        Terrace = "terrace", "Terraced house";
        /// One half of a pair of houses.
        SemiDetached = "semiDetached", "Semi-detached house";
        /// A house of its own.
        Detached = "detached", "Detached house";
        /// A house on two floors, as the word is used in Nigeria.
        Duplex = "duplex", "Duplex";
        /// A house on one floor.
        Bungalow = "bungalow", "Bungalow";
        /// The flat at the top.
        Penthouse = "penthouse", "Penthouse";
        /// A very large house.
        Mansion = "mansion", "Mansion";
        /// A plot without a building that counts.
        Land = "land", "Land";
        /// Rooms to work in.
        Office = "office", "Office";
        /// Rooms to sell in.
        Shop = "shop", "Shop";
        /// Room to store things in.
        Warehouse = "warehouse", "Warehouse";
    }
}

impl PropertyType {
    /// Whether people live in it: then its rooms are asked for.
    pub fn is_home(self) -> bool {
        !matches!(self, Self::Land | Self::Office | Self::Shop | Self::Warehouse)
    }
}

choices! {
    /// The document that the seller's title rests on.
    TitleDocument {
        /// Certificate of Occupancy.
        COfO = "cOfO", "Certificate of Occupancy (C of O)";
        /// Governor's Consent to a transfer.
        GovernorsConsent = "governorsConsent", "Governor's Consent";
        /// Deed of Assignment.
        DeedOfAssignment = "deedOfAssignment", "Deed of Assignment";
        /// Registered Survey.
        RegisteredSurvey = "registeredSurvey", "Registered Survey";
        /// Excision, or its publication in the Gazette.
        ExcisionGazette = "excisionGazette", "Excision / Gazette";
        /// Registered Conveyance.
        RegisteredConveyance = "registeredConveyance", "Registered Conveyance";
        /// Right of Occupancy.
        ROfO = "rOfO", "Right of Occupancy (R of O)";
        /// A receipt alone.
        Receipt = "receipt", "Receipt";
        /// Some other document.
        Other = "other", "Another document";
        /// Nobody has looked yet.
        NotConfirmed = "notConfirmed", "Not confirmed yet";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_live_in_all_but_land_and_places_of_business() {
        let not_homes: Vec<_> = PropertyType::ALL.iter().filter(|kind| !kind.is_home()).map(|kind| kind.id()).collect();
        assert_eq!(not_homes, ["land", "office", "shop", "warehouse"]);
    }
}
