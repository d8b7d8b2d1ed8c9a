mod ads;

use ads::{ADS, Ad, LATER};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::{DraftId, Property};

/// What a text says, as `field: words`, in the order of the text.
fn said(text: &str) -> Vec<String> {
    read_blurb(text).iter().map(|one| format!("{}: {}", one.said.field(), one.said.words())).collect()
}

/// Everything that is read, in the short form of the samples.
fn short(text: &str) -> Vec<String> {
    read_blurb(text)
        .iter()
        .map(|one| {
            let field = one.said.field().rsplit('.').next().unwrap_or_default();
            let value = match (&one.said, one.said.value()) {
                (Said::Place(place), _) => place.name().to_owned(),
                (Said::Amenity(id), _) => id.to_string(),
                (_, Value::String(id)) => id,
                (_, Value::Object(sum)) => {
                    format!(
                        "{} {}",
                        sum["amountMinor"].as_i64().unwrap_or(0) / 100,
                        sum["currency"].as_str().unwrap_or("")
                    )
                }
                (_, value) => value.to_string(),
            };
            format!("{field} {value}")
        })
        .collect()
}

/// What is read rightly, wrongly, and not at all.
fn compare(ads: &[Ad]) -> (usize, Vec<String>, Vec<String>) {
    let (mut right, mut wrong, mut missed) = (0, vec![], vec![]);
    for ad in ads {
        let read = short(ad.text);
        for one in &read {
            let is_said = ad.says.iter().any(|says| says.trim_start_matches('?') == one);
            if is_said { right += 1 } else { wrong.push(format!("{one} in {:?}", ad.text)) }
        }
        let left_out = ad.says.iter().filter(|says| !says.starts_with('?') && !read.iter().any(|one| one == *says));
        missed.extend(left_out.map(|says| format!("{says} in {:?}", ad.text)));
    }
    println!("{} advertisements: {right} right, {} wrong, missed: {missed:#?}", ads.len(), wrong.len());
    (right, wrong, missed)
}

#[test]
fn nothing_that_is_read_in_an_advertisement_is_wrong_and_most_is_read() {
    for ads in [ADS, LATER] {
        let (right, wrong, missed) = compare(ads);
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(missed.len() * 10 <= right, "{missed:#?}");
    }
}

#[test]
fn what_is_read_is_shown_with_the_words_it_was_read_from() {
    let text = "To let: 2 bedroom flat, Yaba, ₦1.8m per annum";
    let quoted: Vec<_> = read_blurb(text).into_iter().map(|one| (one.said.words(), one.quoted)).collect();
    let quoted: Vec<_> = quoted.iter().map(|(words, quoted)| (words.as_str(), quoted.as_str())).collect();
    assert_eq!(
        quoted,
        [
            ("For rent", "To let"),
            ("2 bedrooms", "2 bedroom"),
            ("Flat", "flat"),
            ("Yaba, Lagos Mainland, Lagos", "Yaba"),
            ("₦1,800,000", "₦1.8m"),
            ("per year", "per annum"),
        ]
    );
}

#[test]
fn what_is_taken_is_written_into_its_fields_and_nothing_else_changes() {
    let mut property = Property::new(DraftId(Uuid::nil()));
    property.title = Some("A title".into());
    let text = "4 bed duplex Lekki phase 1, 85m, C of O, serviced, BQ. Pool. Service charge 2m yearly, agency 5%";
    for one in read_blurb(text) {
        one.said.write(&mut property);
    }
    let groups = serde_json::to_value(property.to_groups()).expect("serialises");
    assert_eq!(
        groups,
        json!({
            "title": "A title", "propertyType": "duplex", "titleDocument": "cOfO",
            "price": {"amountMinor": 8_500_000_000_i64, "currency": "NGN"},
            "terms": {
                "serviceCharge": {"amountMinor": 200_000_000, "currency": "NGN"}, "serviceChargeFrequency": "year",
                "agencyPercent": 500,
            },
            "location": {"state": "Lagos", "lga": "Eti-Osa", "area": "Lekki Phase 1"},
            "rooms": {"bedrooms": 4, "boysQuarters": 1}, "building": {"serviced": true}, "amenity:pool": true,
        })
    );
}

#[test]
fn what_can_be_meant_in_two_ways_is_left_out() {
    for text in [
        "3 and 4 bedroom",
        "2-3 bedroom",
        "1, 2 and 3 bedroom",
        "3 to 4 bed",
        "4.5 bathrooms",
        "85m to 90m",
        "85m-90m",
        "from 85m",
        "12m per plot",
        "120k per sqm",
        "agency and legal 10%",
        "C of O in process",
        "300m from the beach",
        "50m x 30m",
        "08031234567",
        "C of O and deed of assignment",
        "duplex and bungalow",
        "for sale or rent",
        "Ikorodu road",
        "near Ikoyi",
        "5 years",
        "2019",
        "no pool",
        "without BQ",
        "non serviced",
        "60sqm",
        "10% discount",
        "Price: 85",
        "rent 150k per day",
        "flat screen TV",
        "fully furnished kitchen",
        "4 bed spaces",
        "needs a face lift",
        "generator house",
        "income 3m yearly",
        "2 toilets downstairs",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn a_text_is_worth_offering_from_two_fields_on() {
    assert!(!is_worth_offering(""));
    assert!(!is_worth_offering("Please call me about the duplex."));
    assert!(is_worth_offering("4 bed duplex"));
}

#[test]
fn no_more_than_so_many_characters_are_looked_at() {
    let far = format!("{}4 bed duplex", "₦ ".repeat(MOST_CHARACTERS / 2));
    assert_eq!(said(&far), [""; 0]);
    let near = format!("{}4 bed duplex", "₦ ".repeat(MOST_CHARACTERS / 2 - 10));
    assert_eq!(said(&near).len(), 2);
}

proptest! {
    #[test]
    fn no_text_panics_and_every_span_is_of_the_words_that_are_quoted(
        text in prop_oneof![
            "\\PC{0,200}",
            "([0-9.,]{1,5}|m|k|bed|bq|c of o|per|annum|₦|%|sqm|lekki|phase|yaba|caution|agency|-|/|\n| |é){0,40}",
            prop::sample::select(ADS.iter().map(|ad| ad.text).collect::<Vec<_>>()).prop_map(str::to_owned),
        ],
        cut in any::<prop::sample::Index>(),
    ) {
        let text: String = text.chars().skip(cut.index(3)).collect();
        for one in read_blurb(&text) {
            prop_assert_eq!(&text[one.span.clone()], one.quoted.as_str());
            prop_assert!(!one.quoted.is_empty() && !one.said.words().is_empty());
            let mut property = Property::new(DraftId(Uuid::nil()));
            one.said.write(&mut property);
            for (name, value) in property.to_groups() {
                prop_assert_eq!(crate::check_for_storing(&name, &value), Ok(()), "{}", name);
            }
        }
    }
}
