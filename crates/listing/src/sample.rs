//! A listing that is ready to be published, for tests.

use uuid::Uuid;

use crate::{Count, Currency, DraftId, Location, Money, Price, Property, PropertyType, Purpose, Rooms, TitleDocument};

/// A house for sale of which nothing is missing, and nothing more is told.
pub(crate) fn ready() -> Property {
    let mut property = Property::new(DraftId(Uuid::nil()));
    property.title = Some("4-bedroom detached duplex, Lekki Phase 1".into());
    property.purpose = Some(Purpose::Sale);
    property.property_type = Some(PropertyType::Detached);
    property.price = Some(Price::new(Money { minor: 4_500_000_000, currency: Currency::NGN }));
    property.title_document = Some(TitleDocument::COfO);
    property.location = Some(Location {
        state: Some("Lagos".into()),
        lga: Some("Eti-Osa".into()),
        area: Some("Lekki Phase 1".into()),
        ..Location::default()
    });
    property.rooms = Some(Rooms {
        bedrooms: Some(Count(4).into()),
        bathrooms: Some(Count(4).into()),
        toilets: Some(Count(5).into()),
        ..Rooms::default()
    });
    property.amenities.insert("pool".parse().expect("valid"));
    property.description = Some("x".repeat(50));
    property
}
