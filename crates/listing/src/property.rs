//! `Property`: one listing as people think of it, read from and written to its field groups.
//!
//! The one rule: what this version cannot read is kept, never dropped.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{
    AmenityId, Building, DraftId, GroupName, Groups, Location, Price, PropertyType, Purpose, Rooms, Size, TeamId,
    Terms, TitleDocument, UserId, asked::only_asked,
};

/// Whether buyers can see a listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Only the team sees it.
    #[default]
    Draft,
    /// A copy of it is public: see [`Publication`].
    Published,
}

/// The public copy of a listing, as its agent saw it when they published. Held by the group `publication`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    /// Every public group with its value at that moment.
    pub fields: Groups,
    /// Who published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_by: Option<UserId>,
    /// When they did, on their device, in milliseconds since 1970 UTC.
    pub published_at: i64,
    /// Fields of newer versions.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A group's value as it is stored; a part of a listing that says nothing is `null`.
pub fn group_value<T: Default + PartialEq + Serialize>(part: &T) -> Value {
    if *part == T::default() {
        return Value::Null;
    }
    serde_json::to_value(part).expect("parts of a listing have string keys only")
}

/// The value of a group as buyers may see it. Kept in the public copy: where a place is as far as its agent says, and what
/// is known of a price on request but the amount. Fields that this version does not know may say the rest in another way
/// (a plus code, say), so that they go with it.
fn public_value(name: &GroupName, value: &Value) -> Value {
    let is_set = |field: &str| value.get(field).is_some_and(|set| !set.is_null() && *set != Value::Bool(false));
    let kept: &[&str] = match name {
        n if *n == GroupName::LOCATION && is_set("hideAddress") => Location::WITHOUT_ADDRESS,
        n if *n == GroupName::PRICE && is_set("onRequest") => Price::WITHOUT_AMOUNT,
        _ => return value.clone(),
    };
    let fields = value.as_object().into_iter().flatten().filter(|(field, _)| kept.contains(&field.as_str()));
    Value::Object(fields.map(|(field, value)| (field.clone(), value.clone())).collect())
}

/// A listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Made on the device that started the listing.
    pub id: DraftId,
    /// The headline.
    pub title: Option<String>,
    /// What it is offered for.
    pub purpose: Option<Purpose>,
    /// What is offered.
    pub property_type: Option<PropertyType>,
    /// The asking price.
    pub price: Option<Price>,
    /// What is asked beside it.
    pub terms: Option<Terms>,
    /// The document that the title rests on.
    pub title_document: Option<TitleDocument>,
    /// Where it stands.
    pub location: Option<Location>,
    /// Its rooms.
    pub rooms: Option<Rooms>,
    /// How large it is.
    pub size: Option<Size>,
    /// The building itself.
    pub building: Option<Building>,
    /// What it offers. Ids of newer versions are kept like known ones.
    pub amenities: BTreeSet<AmenityId>,
    /// The long text (RESO DD 2.0 `PublicRemarks`).
    pub description: Option<String>,
    /// What the team knows and buyers must not (RESO DD 2.0 `PrivateRemarks`). Never part of a publication.
    pub private_notes: Option<String>,
    /// PUBLISHED exactly while [`publication`](Self::publication) is set.
    pub status: Status,
    /// The copy that buyers see.
    pub publication: Option<Publication>,
    /// Who started it; never changes. Unknown until the cloud has it.
    pub user_id: Option<UserId>,
    /// The team it belongs to. Unknown until the cloud has it.
    pub team_id: Option<TeamId>,
    /// Server time of the last effective change. Unknown until the cloud has it.
    pub updated_at: Option<DateTime<Utc>>,
    /// Groups of newer versions, and values of known groups that this version cannot read.
    pub other: Groups,
}

impl Property {
    /// An empty listing.
    pub fn new(id: DraftId) -> Self {
        Self {
            id,
            title: None,
            purpose: None,
            property_type: None,
            price: None,
            terms: None,
            title_document: None,
            location: None,
            rooms: None,
            size: None,
            building: None,
            amenities: BTreeSet::new(),
            description: None,
            private_notes: None,
            status: Status::Draft,
            publication: None,
            user_id: None,
            team_id: None,
            updated_at: None,
            other: Groups::new(),
        }
    }

    /// Reads a listing from its groups. Owner, team and time are the server's to tell.
    pub fn from_groups(id: DraftId, groups: &Groups) -> Self {
        let mut property = Self::new(id);
        for (name, value) in groups {
            if !value.is_null() && !property.read_group(name, value) {
                property.other.insert(name.clone(), value.clone());
            }
        }
        property
    }

    /// Takes one group's value; `false` when this version cannot read it.
    fn read_group(&mut self, name: &GroupName, value: &Value) -> bool {
        fn read<T: DeserializeOwned>(value: &Value, field: &mut Option<T>) -> bool {
            *field = T::deserialize(value).ok();
            field.is_some()
        }
        match name {
            n if *n == GroupName::TITLE => read(value, &mut self.title),
            n if *n == GroupName::PURPOSE => read(value, &mut self.purpose),
            n if *n == GroupName::PROPERTY_TYPE => read(value, &mut self.property_type),
            n if *n == GroupName::PRICE => read(value, &mut self.price),
            n if *n == GroupName::TERMS => read(value, &mut self.terms),
            n if *n == GroupName::TITLE_DOCUMENT => read(value, &mut self.title_document),
            n if *n == GroupName::LOCATION => read(value, &mut self.location),
            n if *n == GroupName::ROOMS => read(value, &mut self.rooms),
            n if *n == GroupName::SIZE => read(value, &mut self.size),
            n if *n == GroupName::BUILDING => read(value, &mut self.building),
            n if *n == GroupName::DESCRIPTION => read(value, &mut self.description),
            n if *n == GroupName::PRIVATE_NOTES => read(value, &mut self.private_notes),
            n if *n == GroupName::PUBLICATION => {
                let readable = read(value, &mut self.publication);
                if readable {
                    self.status = Status::Published;
                }
                readable
            }
            n => match (n.as_amenity(), value.as_bool()) {
                (Some(id), Some(present)) => {
                    if present {
                        self.amenities.insert(id);
                    }
                    true
                }
                _ => false,
            },
        }
    }

    /// Writes the listing as groups. Reading them back gives the same listing.
    pub fn to_groups(&self) -> Groups {
        fn write<T: Serialize>(groups: &mut Groups, name: GroupName, field: Option<&T>) {
            if let Some(field) = field {
                groups.insert(name, serde_json::to_value(field).expect("listing fields have string keys only"));
            }
        }
        let mut groups = self.other.clone();
        write(&mut groups, GroupName::TITLE, self.title.as_ref());
        write(&mut groups, GroupName::PURPOSE, self.purpose.as_ref());
        write(&mut groups, GroupName::PROPERTY_TYPE, self.property_type.as_ref());
        write(&mut groups, GroupName::PRICE, self.price.as_ref());
        write(&mut groups, GroupName::TERMS, self.terms.as_ref());
        write(&mut groups, GroupName::TITLE_DOCUMENT, self.title_document.as_ref());
        write(&mut groups, GroupName::LOCATION, self.location.as_ref());
        write(&mut groups, GroupName::ROOMS, self.rooms.as_ref());
        write(&mut groups, GroupName::SIZE, self.size.as_ref());
        write(&mut groups, GroupName::BUILDING, self.building.as_ref());
        write(&mut groups, GroupName::DESCRIPTION, self.description.as_ref());
        write(&mut groups, GroupName::PRIVATE_NOTES, self.private_notes.as_ref());
        write(&mut groups, GroupName::PUBLICATION, self.publication.as_ref());
        for amenity in &self.amenities {
            groups.insert(GroupName::amenity(amenity), Value::Bool(true));
        }
        groups
    }

    /// The groups that buyers may see: what a [`Publication`] copies. Of a hidden address and a price on request only what
    /// buyers may see, whatever the draft holds, and nothing that this kind of listing is not asked.
    pub fn public_groups(groups: &Groups) -> Groups {
        let set = |value: &Value| !value.is_null() && *value != Value::Bool(false);
        groups
            .iter()
            .filter(|(name, value)| name.is_public() && set(value))
            .filter_map(|(name, value)| Some((name.clone(), only_asked(name, value, groups)?)))
            .map(|(name, value)| (name.clone(), public_value(&name, &value)))
            .collect()
    }

    /// What it offers of what a listing of its kind is asked for. The others are kept, and reach nobody.
    pub fn asked_amenities(&self) -> impl Iterator<Item = &AmenityId> {
        self.amenities.iter().filter(|id| id.is_asked_of(self.property_type))
    }

    /// Whether the listing is public but has moved on since.
    pub fn has_unpublished_changes(&self) -> bool {
        // Both sides as this version writes them: a default that one of them spells out is not a change.
        self.publication.as_ref().is_some_and(|copy| {
            let published = Self::from_groups(self.id, &copy.fields).to_groups();
            Self::public_groups(&published) != Self::public_groups(&self.to_groups())
        })
    }
}
