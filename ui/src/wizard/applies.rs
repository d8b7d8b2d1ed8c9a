//! Which questions a listing is asked, by what it is and what it is for.
//!
//! The one rule: a question that is not asked keeps its answer, for the day when it is asked again. If that answer stands in the
//! way of publishing, it is asked after all.

use std::{cell::Cell, rc::Rc};

use dioxus::prelude::*;
use lagoon_listing::{Problem, Property, PropertyType, Purpose};

use super::use_progress;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each question is asked or not, whatever the others")]
pub struct Applies {
    /// What a sale rests on.
    pub sale: bool,
    /// What is asked of tenants and guests.
    pub rent: bool,
    /// The rooms of a home.
    pub rooms: bool,
    /// Places to park, without other rooms.
    pub parking_alone: bool,
    /// What only buildings have.
    pub building: bool,
    /// How much is lived or worked in.
    pub living_area: bool,
    /// Whether it is a plot, whose size has to be known.
    pub land: bool,
}

impl Applies {
    /// What is asked of a listing. As long as nobody said what it is, it may be a home.
    pub fn to(purpose: Option<Purpose>, kind: Option<PropertyType>) -> Self {
        let land = kind == Some(PropertyType::Land);
        let home = kind.is_none_or(PropertyType::is_home);
        Self {
            sale: purpose == Some(Purpose::Sale),
            rent: purpose.is_some_and(Purpose::is_periodic),
            rooms: home,
            parking_alone: !home && !land,
            building: !land,
            living_area: !land,
            land,
        }
    }

    /// Adds what has to be seen to be put right.
    fn and_what_is_wrong(mut self, problems: &[Problem]) -> Self {
        for problem in problems {
            match problem.field {
                "titleDocument" => self.sale = true,
                "terms.cautionDeposit" | "terms.advanceMonths" => self.rent = true,
                "rooms.parking" => self.parking_alone = true,
                "size.livingArea" => self.living_area = true,
                field if field.starts_with("rooms.") => self.rooms = true,
                field if field.starts_with("building.") => self.building = true,
                _ => {}
            }
        }
        self.parking_alone &= !self.rooms;
        self
    }

    /// What either asks.
    fn or(self, other: Self) -> Self {
        let rooms = self.rooms || other.rooms;
        Self {
            sale: self.sale || other.sale,
            rent: self.rent || other.rent,
            rooms,
            parking_alone: (self.parking_alone || other.parking_alone) && !rooms,
            building: self.building || other.building,
            living_area: self.living_area || other.living_area,
            land: self.land || other.land,
        }
    }

    /// What is asked of a listing.
    pub fn to_listing(property: &Property) -> Self {
        Self::to(property.purpose, property.property_type)
    }
}

/// What is asked of the open listing.
pub fn use_applies() -> Memo<Applies> {
    let progress = use_progress();
    let before = use_hook(|| Rc::new(Cell::new(None)));
    use_memo(move || {
        let progress = progress.read();
        let Some(progress) = progress.as_ref() else { return Applies::to(None, None) };
        let of = (progress.property.id, progress.property.purpose, progress.property.property_type);
        let mut now = Applies::to_listing(&progress.property).and_what_is_wrong(&progress.problems);
        // What is asked only because it is wrong stays until the step is left: it would go from under the caret.
        if let Some((_, shown)) = before.get().filter(|(shown_of, _)| *shown_of == of) {
            now = now.or(shown);
        }
        before.set(Some((of, now)));
        now
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn land_has_no_rooms_and_a_shop_only_parking() {
        let land = Applies::to(Some(Purpose::Sale), Some(PropertyType::Land));
        assert!(land.sale && land.land && !land.rooms && !land.parking_alone && !land.building && !land.rent);
        let shop = Applies::to(Some(Purpose::Rent), Some(PropertyType::Shop));
        assert!(shop.rent && shop.parking_alone && shop.building && !shop.rooms && !shop.sale);
        let unknown = Applies::to(None, None);
        assert!(unknown.rooms && unknown.building && !unknown.rent && !unknown.sale);
    }
}
