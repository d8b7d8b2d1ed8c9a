//! What the facts of a listing suggest: a title, and a price per square metre.
//!
//! The one rule: a suggestion never breaks the rules that what is typed must meet.

use lagoon_words::tr;

use crate::{Entry, Figure, Money, Property, PropertyType, SquareMetres, TitleDocument, publishing::check_title_text};

/// A title from the facts, such as "4-bedroom detached duplex with BQ, Lekki Phase 1". It always passes the check for
/// publishing. `None`: too little is known yet.
pub fn suggest_title(property: &Property) -> Option<String> {
    let kind = property.property_type?;
    let thing = capitalised(&thing(property, kind));
    let plain = capitalised(noun(kind));
    let location = property.location.as_ref();
    let place = |text: Option<&String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let places = location.map(|location| [place(location.area.as_ref()), place(location.lga.as_ref())]);
    let places = places.into_iter().flatten().flatten();
    // What somebody typed for the area may hold what a title must not: then less is said.
    let mut titles: Vec<String> = places.map(|place| tr!("{thing}, {place}", thing, place)).collect();
    titles.extend([thing, plain]);
    titles.into_iter().find(|title| check_title_text(title).is_none())
}

/// What is offered, without where.
fn thing(property: &Property, kind: PropertyType) -> String {
    let rooms = property.rooms.as_ref();
    let count = |entry: Option<&Entry<crate::Count>>| entry.and_then(Entry::value).map(|count| count.0);
    let area = |entry: Option<&Entry<SquareMetres>>| entry.and_then(Entry::value).map(Figure::format);
    let size = property.size.as_ref();
    let noun = noun(kind);
    if kind.is_home() {
        let bedrooms = count(rooms.and_then(|rooms| rooms.bedrooms.as_ref()));
        let with_bq = count(rooms.and_then(|rooms| rooms.boys_quarters.as_ref())).is_some_and(|count| count > 0);
        let home = match bedrooms {
            Some(0) => tr!("studio {home}", home = noun),
            Some(bedrooms) => tr!("{bedrooms}-bedroom {home}", bedrooms, home = noun),
            None => noun.to_owned(),
        };
        return if with_bq { tr!("{home} with BQ", home) } else { home };
    }
    if kind == PropertyType::Land {
        let land = match area(size.and_then(|size| size.land_size.as_ref())) {
            Some(area) => tr!("{area} sqm of land", area),
            None => noun.to_owned(),
        };
        let with = property.title_document == Some(TitleDocument::COfO);
        return if with { tr!("{land} with C of O", land) } else { land };
    }
    match area(size.and_then(|size| size.living_area.as_ref())) {
        Some(area) => tr!("{area} sqm {what}", area, what = noun),
        None => noun.to_owned(),
    }
}

/// What it is called in a title. A house that is no bungalow has two floors: a duplex, as agents say.
fn noun(kind: PropertyType) -> &'static str {
    match kind {
        PropertyType::Flat => tr!("flat"),
        PropertyType::Maisonette => tr!("maisonette"),
        PropertyType::Terrace => tr!("terraced duplex"),
        PropertyType::SemiDetached => tr!("semi-detached duplex"),
        PropertyType::Detached => tr!("detached duplex"),
        PropertyType::Duplex => tr!("duplex"),
        PropertyType::Bungalow => tr!("bungalow"),
        PropertyType::Penthouse => tr!("penthouse"),
        PropertyType::Mansion => tr!("mansion"),
        PropertyType::Land => tr!("land"),
        PropertyType::Office => tr!("office"),
        PropertyType::Shop => tr!("shop"),
        PropertyType::Warehouse => tr!("warehouse"),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The price per square metre of what is offered, to the nearest whole naira, dollar or the like: of the land for land,
/// else of what is lived or worked in. `None`: it cannot be told, or buyers are asked to ask.
pub fn price_per_sqm(property: &Property) -> Option<Money> {
    let price = property.price.as_ref().filter(|price| !price.on_request)?.money()?;
    let size = property.size.as_ref()?;
    let area = match property.property_type {
        Some(PropertyType::Land) => size.land_size.as_ref(),
        _ => size.living_area.as_ref(),
    };
    let area = i64::from(area.and_then(Entry::value)?.0);
    let major = 10_i64.checked_pow(price.currency.minor_digits().into())?;
    let each = i128::from(area.checked_mul(major)?);
    let nearest = i64::try_from((i128::from(price.minor) + each / 2).checked_div(each)?).ok()?;
    let minor = nearest.checked_mul(major).filter(|minor| *minor > 0)?;
    Some(Money { minor, currency: price.currency })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{Count, Currency, DraftId, Location, Price, Rooms, Size, check_for_publishing};

    fn listing(kind: PropertyType, area: &str) -> Property {
        let mut property = Property::new(DraftId(Uuid::nil()));
        property.property_type = Some(kind);
        property.location =
            Some(Location { area: Some(area.into()), lga: Some("Eti-Osa".into()), ..Location::default() });
        property
    }

    fn with_rooms(kind: PropertyType, bedrooms: u32, bq: u32) -> Property {
        let mut property = listing(kind, "Lekki Phase 1");
        let (bedrooms, bq) = (Some(Count(bedrooms).into()), Some(Count(bq).into()));
        property.rooms = Some(Rooms { bedrooms, boys_quarters: bq, ..Rooms::default() });
        property
    }

    #[test]
    fn a_title_says_what_it_is_and_where() {
        for (property, title) in [
            (with_rooms(PropertyType::Detached, 4, 1), "4-bedroom detached duplex with BQ, Lekki Phase 1"),
            (with_rooms(PropertyType::Flat, 3, 0), "3-bedroom flat, Lekki Phase 1"),
            (with_rooms(PropertyType::Flat, 0, 0), "Studio flat, Lekki Phase 1"),
            (listing(PropertyType::Bungalow, "Ikoyi"), "Bungalow, Ikoyi"),
            (listing(PropertyType::Land, " "), "Land, Eti-Osa"),
        ] {
            assert_eq!(suggest_title(&property).as_deref(), Some(title));
        }
        let mut land = listing(PropertyType::Land, "Ikoyi");
        land.size = Some(Size { land_size: Some(SquareMetres(1_200).into()), ..Size::default() });
        land.title_document = Some(TitleDocument::COfO);
        assert_eq!(suggest_title(&land).as_deref(), Some("1,200 sqm of land with C of O, Ikoyi"));
        assert_eq!(suggest_title(&Property::new(DraftId(Uuid::nil()))), None);
        let mut flat = Property::new(DraftId(Uuid::nil()));
        flat.property_type = Some(PropertyType::Flat);
        assert_eq!(suggest_title(&flat), None, "“Flat” is no title yet");
    }

    #[test]
    fn what_a_title_must_not_hold_is_left_out_of_it() {
        let flat = |area: &str| suggest_title(&listing(PropertyType::Penthouse, area));
        assert_eq!(flat("Ikoyi, call 0803 123 4567").as_deref(), Some("Penthouse, Eti-Osa"));
        assert_eq!(flat(&"Ikoyi ".repeat(40)).as_deref(), Some("Penthouse, Eti-Osa"));
    }

    #[test]
    fn a_price_per_square_metre_is_of_what_is_offered() {
        let mut property = listing(PropertyType::Land, "Ikoyi");
        property.price = Some(Price::new(Money { minor: 4_500_000_000, currency: Currency::NGN }));
        property.size = Some(Size {
            land_size: Some(SquareMetres(650).into()),
            living_area: Some(SquareMetres(220).into()),
            ..Size::default()
        });
        let each = |property: &Property| price_per_sqm(property).map(|money| money.format());
        assert_eq!(each(&property).as_deref(), Some("₦69,231"));
        property.property_type = Some(PropertyType::Flat);
        assert_eq!(each(&property).as_deref(), Some("₦204,545"));
        property.size.as_mut().expect("set").living_area = Some(Entry::Typed("about 220".into()));
        assert_eq!(each(&property), None);
        property.size.as_mut().expect("set").living_area = Some(SquareMetres(220).into());
        property.price.as_mut().expect("set").on_request = true;
        assert_eq!(each(&property), None);
    }

    proptest! {
        #[test]
        fn a_suggested_title_is_never_refused(
            kind in proptest::sample::select(PropertyType::ALL.to_vec()),
            bedrooms in Count::LEAST..=Count::MOST,
            bq in 0_u32..3,
            area in "[A-Za-z0-9 .,@₦+-]{0,40}|\\PC{0,120}",
            land in SquareMetres::LEAST..=SquareMetres::MOST,
        ) {
            let mut property = listing(kind, &area);
            let (bedrooms, bq) = (Some(Count(bedrooms).into()), Some(Count(bq).into()));
            property.rooms = Some(Rooms { bedrooms, boys_quarters: bq, ..Rooms::default() });
            let land = Some(SquareMetres(land).into());
            property.size = Some(Size { land_size: land.clone(), living_area: land, ..Size::default() });
            property.title = suggest_title(&property);
            if property.title.is_some() {
                let problems = check_for_publishing(&property);
                prop_assert!(problems.iter().all(|problem| problem.field != "title"), "{:?}", property.title);
            }
        }

        #[test]
        fn no_price_and_size_make_it_panic(minor in any::<i64>(), area in any::<u32>(), digits in "[A-Z]{3}") {
            let mut property = listing(PropertyType::Flat, "Ikoyi");
            property.price = Some(Price::new(Money { minor, currency: digits.parse().expect("three capitals") }));
            property.size = Some(Size { living_area: Some(SquareMetres(area).into()), ..Size::default() });
            let _ = price_per_sqm(&property);
        }
    }
}
