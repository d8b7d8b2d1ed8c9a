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
}
