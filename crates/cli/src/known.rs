//! The names that this version knows, and what somebody may have meant by one that it does not.

use lagoon_client::export::parts;
use lagoon_listing::{AMENITIES, GroupName};

use crate::failure::Failure;

/// How a single command is told that a name is meant as it is written.
pub const EDIT: &str = "If a newer version wrote it, add --unknown to keep it as it is.";
/// How a line of `run` is told so.
pub const LINE: &str = "If a newer version wrote it, add \"unknown\":true to keep it as it is.";
/// How an import is told so.
pub const IMPORT: &str = "If a newer version wrote the file, add --unknown to keep it as it is.";

/// What is named as a whole, beside amenities.
const GROUPS: [GroupName; 9] = [
    GroupName::TITLE,
    GroupName::DESCRIPTION,
    GroupName::PRICE,
    GroupName::TERMS,
    GroupName::LOCATION,
    GroupName::ROOMS,
    GroupName::SIZE,
    GroupName::BUILDING,
    GroupName::PRIVATE_NOTES,
];

/// Below this likeness (0 to 1) a name is not offered: it would not help.
const LIKE: f64 = 0.8;

/// Whether this version knows what a group is about.
pub fn is_known(group: &GroupName) -> bool {
    GROUPS.contains(group)
        || parts::of(group).next().is_some()
        || *group == GroupName::PUBLICATION
        || *group == GroupName::TRASH
        || group.as_amenity().is_some_and(|id| id.amenity().is_some())
}

/// The refusal of a name, with the one that was probably meant.
pub fn refuse(name: &str, way_out: &str) -> Result<(), Failure> {
    let meant = suggestion(name).map(|meant| format!(" Did you mean “{meant}”?")).unwrap_or_default();
    Err(Failure::value(format!("There is no field “{}”.{meant} {way_out}", crate::output::plain(name))))
}

/// The known name that is most like this one.
pub fn suggestion(name: &str) -> Option<String> {
    let amenities = AMENITIES.iter().map(|amenity| format!("amenity:{}", amenity.id));
    let groups = GROUPS.iter().map(ToString::to_string);
    let known: Vec<_> = groups.chain(parts::PARTS.iter().map(parts::Part::name)).chain(amenities).collect();
    most_like(name, known.iter().map(String::as_str)).map(ToOwned::to_owned)
}

/// The one of some names that is most like this one, if any is.
pub fn most_like<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = name.trim().to_lowercase();
    // Whoever forgot the prefix meant the part.
    let part = |known: &'a str| match known.split_once(['.', ':']) {
        Some((_, part)) if !typed.contains(['.', ':']) => part,
        _ => known,
    };
    let like = known.into_iter().map(|known| (strsim::jaro_winkler(&typed, &part(known).to_lowercase()), known));
    like.filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_offered_what_was_meant() {
        for (typed, meant) in [
            ("titel", Some("title")),
            ("Title", Some("title")),
            ("pirce", Some("price")),
            ("desc", Some("description")),
            ("street", Some("location.street")),
            ("location.aera", Some("location.area")),
            ("amenity:poool", Some("amenity:pool")),
            ("pool", Some("amenity:pool")),
            ("bedroms", Some("rooms.bedrooms")),
            ("purpos", Some("purpose")),
            ("quartz", None),
        ] {
            assert_eq!(suggestion(typed).as_deref(), meant, "{typed}");
        }
    }
}
