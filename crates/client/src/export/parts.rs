//! The parts of a listing that have a name of their own, such as `rooms.bedrooms`: how each is typed and how it is shown.
//!
//! The one rule: only the part that is named changes. What else its group holds stays.

use lagoon_listing::{
    Count, Currency, Figure, Frequency, Furnished, GroupName, Groups, MicroDegrees, Money, Months, Percent, Period,
    Price, PropertyType, Purpose, SquareMetres, Sum, TitleDocument, Year, lga_as_listed,
};
use serde_json::{Map, Value};

use super::values::{read, state_as_stored};

/// What a part may be.
pub enum Kind {
    /// Text.
    Text,
    /// The name of a state.
    State,
    /// The name of a local government area.
    Lga,
    /// Yes or no.
    Flag,
    /// One of a list: the ids and names of its choices.
    Choice(fn() -> Vec<(&'static str, &'static str)>),
    /// A figure: how it is read into the number that is stored, and how that number is written.
    Figure(fn(&str) -> Result<Value, String>, fn(&Value) -> Option<String>),
    /// A sum of money.
    Sum,
}

/// A part of a listing.
pub struct Part {
    /// The group that holds it.
    pub group: GroupName,
    /// Its field. `None`: it is all that the group holds.
    pub field: Option<&'static str>,
    /// What it may be.
    pub kind: Kind,
}

const fn part(group: GroupName, field: &'static str, kind: Kind) -> Part {
    Part { group, field: Some(field), kind }
}

const fn whole(group: GroupName, choices: fn() -> Vec<(&'static str, &'static str)>) -> Part {
    Part { group, field: None, kind: Kind::Choice(choices) }
}

macro_rules! choices {
    ($list:ty) => {
        || <$list>::ALL.iter().map(|choice| (choice.id(), choice.label())).collect()
    };
}

macro_rules! figure {
    ($of:ty) => {
        Kind::Figure(
            |text| <$of>::parse(text).map(|figure| Value::from(figure.0)).map_err(|error| error.to_string()),
            |value| {
                serde_json::from_value::<$of>(value.clone()).ok().map(|figure| figure.format().replace([',', '%'], ""))
            },
        )
    };
}

/// Every part, in the order of the steps.
pub static PARTS: [Part; 31] = [
    whole(GroupName::PURPOSE, choices!(Purpose)),
    whole(GroupName::PROPERTY_TYPE, choices!(PropertyType)),
    part(GroupName::PRICE, "onRequest", Kind::Flag),
    part(GroupName::PRICE, "period", Kind::Choice(choices!(Period))),
    part(GroupName::TERMS, "serviceCharge", Kind::Sum),
    part(GroupName::TERMS, "serviceChargeFrequency", Kind::Choice(choices!(Frequency))),
    part(GroupName::TERMS, "agencyPercent", figure!(Percent)),
    part(GroupName::TERMS, "legalPercent", figure!(Percent)),
    part(GroupName::TERMS, "cautionDeposit", Kind::Sum),
    part(GroupName::TERMS, "advanceMonths", figure!(Months)),
    whole(GroupName::TITLE_DOCUMENT, choices!(TitleDocument)),
    part(GroupName::LOCATION, "state", Kind::State),
    part(GroupName::LOCATION, "lga", Kind::Lga),
    part(GroupName::LOCATION, "area", Kind::Text),
    part(GroupName::LOCATION, "street", Kind::Text),
    part(GroupName::LOCATION, "estate", Kind::Text),
    part(GroupName::LOCATION, "landmark", Kind::Text),
    part(GroupName::LOCATION, "latitude", figure!(MicroDegrees)),
    part(GroupName::LOCATION, "longitude", figure!(MicroDegrees)),
    part(GroupName::LOCATION, "hideAddress", Kind::Flag),
    part(GroupName::ROOMS, "bedrooms", figure!(Count)),
    part(GroupName::ROOMS, "bathrooms", figure!(Count)),
    part(GroupName::ROOMS, "toilets", figure!(Count)),
    part(GroupName::ROOMS, "boysQuarters", figure!(Count)),
    part(GroupName::ROOMS, "parking", figure!(Count)),
    part(GroupName::SIZE, "livingArea", figure!(SquareMetres)),
    part(GroupName::SIZE, "landSize", figure!(SquareMetres)),
    part(GroupName::BUILDING, "yearBuilt", figure!(Year)),
    part(GroupName::BUILDING, "furnished", Kind::Choice(choices!(Furnished))),
    part(GroupName::BUILDING, "serviced", Kind::Flag),
    part(GroupName::BUILDING, "newBuild", Kind::Flag),
];

/// The part of this name, as `group.field` or `group`.
pub fn named(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name() == name)
}

/// The parts of a group, in order.
pub fn of(group: &GroupName) -> impl Iterator<Item = &'static Part> {
    PARTS.iter().filter(move |part| part.group == *group)
}

impl Part {
    /// Its name: `rooms.bedrooms`.
    pub fn name(&self) -> String {
        self.field.map_or_else(|| self.group.to_string(), |field| format!("{}.{field}", self.group))
    }

    /// Its column in a table: `bedrooms`.
    pub fn column(&self) -> &'static str {
        match self.field {
            Some(field) => field,
            None if self.group == GroupName::PURPOSE => "purpose",
            None if self.group == GroupName::PROPERTY_TYPE => "propertyType",
            None => "titleDocument",
        }
    }

    /// What was typed, as it is stored. `None`: nothing. `now` is the listing that it is typed into.
    pub fn read(&self, text: &str, now: &Groups) -> Result<Option<Value>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let value = match &self.kind {
            Kind::Text => Value::from(text),
            Kind::State => Value::from(state_as_stored(text)),
            Kind::Lga => {
                let state = now.get(&GroupName::LOCATION).and_then(|location| location.get("state"));
                let listed = state.and_then(Value::as_str).and_then(|state| lga_as_listed(state, text));
                Value::from(listed.unwrap_or(text))
            }
            Kind::Flag => return flag(text).map(|on| on.then_some(Value::Bool(true))),
            // What is none of the list may be a newer version's; whoever stores it judges that.
            Kind::Choice(choices) => Value::from(choice(&choices(), text).unwrap_or(text)),
            Kind::Figure(read, _) => read(text)?,
            Kind::Sum => sum(text, &currency(now))?,
        };
        Ok(Some(value))
    }

    /// What a group holds of it, as text that [`read`](Self::read) reads back; or what was typed in its place.
    pub fn show(&self, group: Option<&Value>) -> String {
        let Some(value) = self.value(group) else { return String::new() };
        let shown = match (&self.kind, value) {
            (_, Value::String(text)) => Some(text.clone()),
            (Kind::Flag, Value::Bool(on)) => on.then(|| "true".to_owned()),
            (Kind::Figure(_, show), value) => show(value),
            (Kind::Sum, value) => serde_json::from_value::<Sum>(value.clone()).ok().map(|sum| plain_sum(&sum.money())),
            _ => None,
        };
        shown.unwrap_or_default()
    }

    /// What a group holds of it.
    pub fn value<'a>(&self, group: Option<&'a Value>) -> Option<&'a Value> {
        let value = group?;
        self.field.map_or(Some(value), |field| value.get(field)).filter(|value| !value.is_null())
    }

    /// The group with this part changed. One that holds nothing more is cleared.
    pub fn put(&self, group: Option<&Value>, value: Option<Value>) -> Value {
        let Some(field) = self.field else { return value.unwrap_or_default() };
        let mut fields: Map<String, Value> = group.and_then(Value::as_object).cloned().unwrap_or_default();
        match value {
            Some(value) => fields.insert(field.to_owned(), value),
            None => fields.remove(field),
        };
        if fields.is_empty() { Value::Null } else { Value::Object(fields) }
    }
}

fn flag(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err("Write true or false.".into()),
    }
}

fn choice(choices: &[(&'static str, &'static str)], text: &str) -> Option<&'static str> {
    let is = |name: &str| name.eq_ignore_ascii_case(text);
    choices.iter().find(|(id, label)| is(id) || is(label)).map(|(id, _)| *id)
}

/// The currency of sums that name none: the price's.
fn currency(now: &Groups) -> Currency {
    read::<Price>(now, &GroupName::PRICE).map(|price| price.currency).unwrap_or_default()
}

fn sum(text: &str, default: &Currency) -> Result<Value, String> {
    let money = Money::parse(text, default).map_err(|error| error.to_string())?;
    serde_json::to_value(Sum::new(money)).map_err(|error| error.to_string())
}

/// A sum without separators and with its currency's code, so that it reads back whatever the price is in.
fn plain_sum(money: &Money) -> String {
    let symbol = money.currency.symbol();
    let figure = money.format().replacen(&*symbol, "", 1).replace(',', "");
    format!("{figure} {}", money.currency)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn now(value: Value) -> Groups {
        serde_json::from_value(value).expect("valid groups")
    }

    #[test]
    fn every_part_has_a_name_and_a_column_of_its_own() {
        let names: BTreeSet<_> = PARTS.iter().map(Part::name).collect();
        let columns: BTreeSet<_> = PARTS.iter().map(Part::column).collect();
        assert_eq!((names.len(), columns.len()), (PARTS.len(), PARTS.len()));
        assert!(PARTS.iter().all(|part| named(&part.name()).is_some_and(|found| found.column() == part.column())));
    }

    #[test]
    fn a_part_is_read_as_people_type_it_and_shown_so_that_it_reads_back() {
        let dollars = now(json!({"price": {"amountMinor": 5, "currency": "USD"}, "location": {"state": "Lagos"}}));
        for (name, typed, stored, shown) in [
            ("purpose", "Short let", json!("shortLet"), "shortLet"),
            ("propertyType", "DUPLEX", json!("duplex"), "duplex"),
            ("titleDocument", "auctionPaper", json!("auctionPaper"), "auctionPaper"),
            ("price.onRequest", "yes", json!(true), "true"),
            ("price.period", "year", json!("year"), "year"),
            ("terms.serviceCharge", "₦500k", json!({"amountMinor": 50_000_000, "currency": "NGN"}), "500000 NGN"),
            ("terms.cautionDeposit", "1,500.50", json!({"amountMinor": 150_050, "currency": "USD"}), "1500.50 USD"),
            ("terms.agencyPercent", "7.5%", json!(750), "7.5"),
            ("terms.advanceMonths", "2 years", json!(24), "24"),
            ("location.state", "lagos", json!("Lagos"), "Lagos"),
            ("location.lga", "eti osa", json!("Eti-Osa"), "Eti-Osa"),
            ("location.latitude", "6.4474° N", json!(6_447_400), "6.4474"),
            ("rooms.bedrooms", "4", json!(4), "4"),
            ("size.landSize", "1,200 sqm", json!(1_200), "1200"),
            ("building.yearBuilt", "2019", json!(2019), "2019"),
        ] {
            let part = named(name).expect(name);
            let value = part.read(typed, &dollars).expect(name);
            assert_eq!(value, Some(stored), "{name}");
            let group = part.put(None, value.clone());
            assert_eq!(part.show(Some(&group)), shown, "{name}");
            assert_eq!(part.read(shown, &Groups::new()).expect(name), value, "{name}");
        }
    }

    #[test]
    fn a_part_that_is_changed_or_cleared_leaves_the_others() {
        let toilets = named("rooms.toilets").expect("a part");
        let rooms = json!({"bedrooms": 4, "studies": 2});
        assert_eq!(toilets.put(Some(&rooms), Some(json!(5))), json!({"bedrooms": 4, "studies": 2, "toilets": 5}));
        assert_eq!(toilets.put(Some(&json!({"toilets": 5})), None), Value::Null);
        let serviced = named("building.serviced").expect("a part");
        assert_eq!(serviced.read("no", &Groups::new()), Ok(None), "that is how it is stored");
    }

    #[test]
    fn what_cannot_be_read_says_what_to_type() {
        for (name, typed) in
            [("rooms.bedrooms", "four"), ("building.serviced", "maybe"), ("terms.serviceCharge", "some")]
        {
            assert!(named(name).expect(name).read(typed, &Groups::new()).is_err(), "{name}");
        }
        let typed = json!({"bedrooms": "4 or 5"});
        assert_eq!(named("rooms.bedrooms").expect("a part").show(Some(&typed)), "4 or 5");
    }
}
