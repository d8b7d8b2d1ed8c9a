//! Where in the wizard somebody is: the hub or one of its steps, in any order.

use lagoon_listing::Step;

/// The hub or a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The list of steps.
    #[default]
    Hub,
    /// A step.
    Step(Step),
}

impl Place {
    /// The step, if it is one.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::Hub => None,
            Self::Step(step) => Some(step),
        }
    }

    /// Where "Continue" leads: through the steps in order, and from the last one back to the hub.
    pub fn next(self) -> Self {
        let next = match self {
            Self::Hub => 0,
            Self::Step(step) => number(step),
        };
        Step::ALL.get(next).copied().map_or(Self::Hub, Self::Step)
    }

    /// Where "Back" leads.
    pub fn back(self) -> Self {
        let before = self.step().and_then(|step| number(step).checked_sub(2));
        before.and_then(|index| Step::ALL.get(index)).copied().map_or(Self::Hub, Self::Step)
    }
}

/// A place and the field in it that has the focus, in one word that is stored.
pub fn stored(place: Place, field: Option<&str>) -> String {
    format!("{}/{}", place.step().map_or("hub", Step::slug), field.unwrap_or_default())
}

/// What that word says. A place that this version does not have is the hub.
pub fn read_stored(stored: &str) -> (Place, Option<String>) {
    let (place, field) = stored.split_once('/').unwrap_or((stored, ""));
    match Step::ALL.into_iter().find(|step| step.slug() == place) {
        Some(step) => (Place::Step(step), (!field.is_empty()).then(|| field.to_owned())),
        None => (Place::Hub, None),
    }
}

/// The step's number, from 1.
pub fn number(step: Step) -> usize {
    Step::ALL.iter().position(|other| *other == step).map_or(1, |index| index + 1)
}

/// The control in which the field of a problem is put right.
pub fn element_of(field: &str) -> String {
    match field {
        "purpose" => "purpose-sale".into(),
        "propertyType" => "type-flat".into(),
        "amenities" => "amenities-title".into(),
        other => format!("field-{}", other.rsplit('.').next().unwrap_or(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continue_walks_through_every_step_and_back_walks_the_same_way() {
        let mut place = Place::Hub;
        for step in Step::ALL {
            let from = place;
            place = place.next();
            assert_eq!(place, Place::Step(step));
            assert_eq!(place.back(), from);
        }
        assert_eq!(place.next(), Place::Hub);
    }

    #[test]
    fn a_stored_place_is_read_again_and_one_of_another_version_is_the_hub() {
        for place in Step::ALL.into_iter().map(Place::Step).chain([Place::Hub]) {
            assert_eq!(read_stored(&stored(place, None)), (place, None));
        }
        let street = stored(Place::Step(Step::Location), Some("field-street"));
        assert_eq!(read_stored(&street), (Place::Step(Step::Location), Some("field-street".into())));
        for odd in ["", "photos/field-first", "hub/field-title", "/", "location"] {
            let (place, field) = read_stored(odd);
            assert_eq!(place == Place::Hub, odd != "location", "{odd}");
            assert_eq!(field, None, "{odd}");
        }
    }
}
