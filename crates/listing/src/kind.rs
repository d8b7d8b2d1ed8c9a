//! What a listing is: what it is offered for, what is offered, and with which title document.

use lagoon_words::tr;

use crate::choice::choices;

choices! {
    /// What a listing is offered for. RESO DD 2.0 calls this `PropertyType` ("Residential", "Residential Lease" and the
    /// like), which is not our [`PropertyType`].
    Purpose {
        /// To be bought.
        Sale = "sale", tr!("For sale");
        /// To be rented by the month or year.
        Rent = "rent", tr!("For rent");
        /// To be stayed in by the night, week or month.
        ShortLet = "shortLet", tr!("Short let");
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
        Flat = "flat", tr!("Flat");
        /// A home on two floors of a larger building.
        Maisonette = "maisonette", tr!("Maisonette");
        /// One house of a row.
        Terrace = "terrace", tr!("Terraced house");
        /// One half of a pair of houses.
        SemiDetached = "semiDetached", tr!("Semi-detached house");
        /// A house of its own.
        Detached = "detached", tr!("Detached house");
        /// A house on two floors, as the word is used in Nigeria.
        Duplex = "duplex", tr!("Duplex");
        /// A house on one floor.
        Bungalow = "bungalow", tr!("Bungalow");
        /// The flat at the top.
        Penthouse = "penthouse", tr!("Penthouse");
        /// A very large house.
        Mansion = "mansion", tr!("Mansion");
        /// A plot without a building that counts.
        Land = "land", tr!("Land");
        /// Rooms to work in.
        Office = "office", tr!("Office");
        /// Rooms to sell in.
        Shop = "shop", tr!("Shop");
        /// Room to store things in.
        Warehouse = "warehouse", tr!("Warehouse");
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
        COfO = "cOfO", tr!("Certificate of Occupancy (C of O)");
        /// Governor's Consent to a transfer.
        GovernorsConsent = "governorsConsent", tr!("Governor's Consent");
        /// Deed of Assignment.
        DeedOfAssignment = "deedOfAssignment", tr!("Deed of Assignment");
        /// Registered Survey.
        RegisteredSurvey = "registeredSurvey", tr!("Registered Survey");
        /// Excision, or its publication in the Gazette.
        ExcisionGazette = "excisionGazette", tr!("Excision / Gazette");
        /// Registered Conveyance.
        RegisteredConveyance = "registeredConveyance", tr!("Registered Conveyance");
        /// Right of Occupancy.
        ROfO = "rOfO", tr!("Right of Occupancy (R of O)");
        /// A receipt alone.
        Receipt = "receipt", tr!("Receipt");
        /// Some other document.
        Other = "other", tr!("Another document");
        /// Nobody has looked yet.
        NotConfirmed = "notConfirmed", tr!("Not confirmed yet");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids<T: Copy>(all: &[T], id: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().copied().map(id).collect()
    }

    #[test]
    fn people_live_in_all_but_land_and_places_of_business() {
        let not_homes: Vec<_> = PropertyType::ALL.iter().filter(|kind| !kind.is_home()).map(|kind| kind.id()).collect();
        assert_eq!(not_homes, ["land", "office", "shop", "warehouse"]);
    }

    /// Drafts on other devices and in clouds hold these ids. One may be added here; none may go or be called otherwise.
    #[test]
    fn every_id_that_was_ever_released_is_still_a_choice() {
        assert_eq!(ids(Purpose::ALL, Purpose::id), ["sale", "rent", "shortLet"]);
        let kinds = [
            "flat",
            "maisonette",
            "terrace",
            "semiDetached",
            "detached",
            "duplex",
            "bungalow",
            "penthouse",
            "mansion",
            "land",
            "office",
            "shop",
            "warehouse",
        ];
        assert_eq!(ids(PropertyType::ALL, PropertyType::id), kinds);
        let documents = [
            ("cOfO", "Certificate of Occupancy (C of O)"),
            ("governorsConsent", "Governor's Consent"),
            ("deedOfAssignment", "Deed of Assignment"),
            ("registeredSurvey", "Registered Survey"),
            ("excisionGazette", "Excision / Gazette"),
            ("registeredConveyance", "Registered Conveyance"),
            ("rOfO", "Right of Occupancy (R of O)"),
            ("receipt", "Receipt"),
            ("other", "Another document"),
            ("notConfirmed", "Not confirmed yet"),
        ];
        let released: Vec<_> = TitleDocument::ALL.iter().map(|it| (it.id(), it.label())).collect();
        assert_eq!(released, documents);
    }
}
