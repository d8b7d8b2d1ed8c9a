//! The step for what a listing is.

use lagoon_words::tr;

use super::{Problem, unreadable};
use crate::{GroupName, Property, Step};

pub(super) fn check(property: &Property) -> impl Iterator<Item = Problem> {
    let required = |field, message| Problem::new("required", Step::Kind, field, message);
    let purpose = property.purpose.is_none().then(|| {
        unreadable(property, &GroupName::PURPOSE, "purpose")
            .unwrap_or_else(|| required("purpose", tr!("Choose what it is offered for: sale, rent or short let.")))
    });
    let kind = property.property_type.is_none().then(|| {
        unreadable(property, &GroupName::PROPERTY_TYPE, "propertyType")
            .unwrap_or_else(|| required("propertyType", tr!("Choose what it is, such as a flat or a duplex.")))
    });
    purpose.into_iter().chain(kind)
}
