//! What the person is told of a value that lost, and of one that came back.

use lagoon_listing::{GroupName, UserId};
use lagoon_sync::wire::{Notice, NoticeKind};
use serde_json::Value;

use super::{parts::NOTHING, values};

/// Who a name is not known of.
pub const COLLEAGUE: &str = "A colleague";
/// The team forgot the listing, and this device has changes of it.
pub const PURGED: &str =
    "Your team deleted this listing long ago, and the cloud has forgotten it. Your changes are still on this device.";
/// The history is read, and the cloud does not answer.
pub const HERE_ONLY: &str = "This is what this device holds. Colleagues' changes, and going back to a whole version, need \
     the cloud, which cannot be reached now.";
/// Nobody is signed in.
pub const SIGNED_OUT: &str = "This is what this device holds. Sign in to see your colleagues' changes as well.";

/// A notice as it is shown: a sentence, and what each button says. No `mine`: there is nothing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What happened and what is in use.
    pub sentence: String,
    /// The button that lets the value that lost stand.
    pub mine: Option<&'static str>,
    /// The button that leaves everything as it is.
    pub theirs: &'static str,
}

/// The words for a notice. `at` is when the other value was made; `name` who made it, where that is known.
pub fn told(notice: &Notice, me: Option<UserId>, name: Option<&str>, at: &str) -> Told {
    let own = me == Some(notice.theirs.author);
    let who = if own { "You" } else { name.unwrap_or(COLLEAGUE) };
    let group = notice.their_group.as_ref().unwrap_or(&notice.group);
    let elsewhere = if own { " on another device" } else { "" };
    // Of one group both values are told by what differs between them.
    let (name, mine, theirs) = if *group == notice.group {
        values::told_apart(group, &notice.mine.value, &notice.theirs.value)
    } else {
        let (mine, theirs) = (&notice.mine.value, &notice.theirs.value);
        (values::name(group), values::words(&notice.group, mine), values::words(group, theirs))
    };
    let did = format!("{who} {}{elsewhere} at {at}", did(group, &notice.theirs.value, &name, &theirs));
    let in_use = if own { "The later one is in use." } else { "Theirs is in use." };
    let both = if own { ("Use the earlier", "Keep the later") } else { ("Use mine", "Keep theirs") };
    match &notice.kind {
        NoticeKind::Overwritten => Told {
            sentence: format!("{did}, after {}. {in_use}", yours(&notice.group, &notice.mine.value, &name, &mine)),
            mine: Some(both.0),
            theirs: both.1,
        },
        NoticeKind::Revived => Told {
            sentence: format!("{did}, after you deleted this listing. It is back."),
            mine: Some("Delete it after all"),
            theirs: "Keep it",
        },
        NoticeKind::MovedOn => Told {
            sentence: format!(
                "{did}, before you published. Buyers see the copy that you published, without this change."
            ),
            mine: None,
            theirs: "I have seen it",
        },
        NoticeKind::Other(_) => Told {
            sentence: format!(
                "Something happened to {} that this version of Lagoon cannot explain. Yours: {}. In use: {}. Both are in the \
                 history.",
                the(&notice.group, &values::name(&notice.group)),
                quoted(&notice.group, &notice.mine.value),
                quoted(group, &notice.theirs.value)
            ),
            mine: None,
            theirs: "I have seen it",
        },
    }
}

/// Which field a notice is about, for a list of them.
pub fn about(notice: &Notice) -> String {
    match notice.kind {
        NoticeKind::Overwritten => format!("{}: yours is not in use", values::name(&notice.group)),
        NoticeKind::Revived => "You deleted it, and it is back".into(),
        NoticeKind::MovedOn => "Changed before you published".into(),
        NoticeKind::Other(_) => format!("{}: see what happened", values::name(&notice.group)),
    }
}

/// "1 to review".
pub fn to_review(count: usize) -> String {
    format!("{count} to review")
}

/// Gives back what a line tells of. Values of one group travel together: where the line names only one of them, so does this.
pub fn restore(told: &str, group: &str) -> String {
    if told == group { "Restore this value".into() } else { format!("Restore all of “{group}” of then") }
}

/// A value was given back.
pub fn value_restored(group: &GroupName, value: &Value) -> String {
    let (name, words) = (values::name(group), quoted(group, value));
    if values::has_parts(group) { format!("{name} as before: {words}") } else { format!("{name} is {words} again.") }
}

/// A version was given back.
pub fn version_restored(moment: &str) -> String {
    format!("The listing is as it was at {moment}.")
}

fn the(group: &GroupName, name: &str) -> String {
    if group.as_amenity().is_some() { format!("“{name}”") } else { format!("the {}", inside(name)) }
}

/// A name inside a sentence: "Bedrooms" becomes "bedrooms", "BQ rooms" stays.
fn inside(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), second) if second.is_none_or(char::is_lowercase) => {
            first.to_lowercase().chain(second).chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// What somebody did, such as "changed the price to ₦48,000,000". `name` and `words` say what differs.
fn did(group: &GroupName, value: &Value, name: &str, words: &str) -> String {
    let on = value == &Value::Bool(true);
    match value {
        Value::Bool(_) if *group == GroupName::TRASH => {
            if on { "deleted this listing" } else { "took this listing out of the trash" }.into()
        }
        Value::Bool(_) | Value::Null if group.as_amenity().is_some() => {
            format!("{} {}", if on { "added" } else { "removed" }, the(group, name))
        }
        Value::Null if *group == GroupName::PUBLICATION => "unpublished this listing".into(),
        _ if *group == GroupName::PUBLICATION => "published this listing".into(),
        _ if *value == Value::Null || words == NOTHING => format!("cleared {}", the(group, name)),
        _ => format!("changed {} to {}", the(group, name), in_quotes(group, value, words)),
    }
}

/// What the person had, such as "your ₦45,000,000".
fn yours(group: &GroupName, value: &Value, name: &str, words: &str) -> String {
    match value {
        Value::Bool(_) | Value::Null => format!("you {}", did(group, value, name, words)),
        _ if *group == GroupName::PUBLICATION || words == NOTHING => format!("you {}", did(group, value, name, words)),
        _ => format!("your {}", in_quotes(group, value, words)),
    }
}

/// A value inside a sentence.
fn quoted(group: &GroupName, value: &Value) -> String {
    in_quotes(group, value, &values::words(group, value))
}

/// Words of a value inside a sentence: texts in quotation marks, long ones shortened.
fn in_quotes(group: &GroupName, value: &Value, words: &str) -> String {
    let short = values::shortened(words).unwrap_or_else(|| words.to_owned());
    if value.is_string() && !values::is_choice(group) { format!("“{short}”") } else { short }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn user(n: u8) -> String {
        format!("00000000-0000-0000-0000-0000000000{n:02}")
    }

    fn notice(kind: &str, group: &str, mine: &Value, theirs: &Value) -> Notice {
        let head = |value: &Value, who: u8| json!({"value": value, "stamp": format!("{who}-00000000000000ab"), "author": user(who)});
        serde_json::from_value(json!({
            "draft": user(9), "kind": kind, "group": group, "mine": head(mine, 1), "theirs": head(theirs, 2), "at": 3,
        }))
        .expect("a notice")
    }

    fn naira(millions: i64) -> Value {
        json!({"amountMinor": millions * 100_000_000, "currency": "NGN"})
    }

    #[test]
    fn whose_value_lost_is_told_who_changed_what_and_what_is_in_use() {
        let notice = notice("overwritten", "price", &naira(45), &naira(48));
        let told = told(&notice, user(1).parse().ok(), Some("Chidi"), "10:41");
        assert_eq!(
            told.sentence,
            "Chidi changed the price to ₦48,000,000 at 10:41, after your ₦45,000,000. Theirs is in use."
        );
        assert_eq!((told.mine, told.theirs), (Some("Use mine"), "Keep theirs"));
    }

    #[test]
    fn a_name_that_is_not_known_is_a_colleague_and_ones_own_device_is_no_colleague() {
        let notice = notice("overwritten", "title", &json!("Flat"), &Value::Null);
        let sentence = |me: u8| told(&notice, user(me).parse().ok(), None, "10:41").sentence;
        assert_eq!(sentence(1), "A colleague cleared the title at 10:41, after your “Flat”. Theirs is in use.");
        assert!(sentence(2).starts_with("You cleared the title on another device at 10:41"), "{}", sentence(2));
    }

    #[test]
    fn of_many_parts_only_what_differs_is_told() {
        let rooms = |bedrooms: u32| json!({"bedrooms": bedrooms, "toilets": 5});
        let told = told(&notice("overwritten", "rooms", &rooms(3), &rooms(4)), None, None, "10:41");
        assert_eq!(told.sentence, "A colleague changed the bedrooms to 4 at 10:41, after your 3. Theirs is in use.");
        let purpose = notice("overwritten", "purpose", &json!("sale"), &json!("rent"));
        let told = super::told(&purpose, None, None, "10:41");
        assert!(
            told.sentence.contains("changed the purpose to For rent at 10:41, after your For sale."),
            "{}",
            told.sentence
        );
    }

    #[test]
    fn an_amenity_is_added_or_removed() {
        let notice = notice("overwritten", "amenity:pool", &json!(true), &Value::Null);
        let told = told(&notice, None, None, "10:41");
        assert!(told.sentence.starts_with("A colleague removed “"), "{}", told.sentence);
        assert!(told.sentence.contains("after you added “"), "{}", told.sentence);
    }

    #[test]
    fn a_deletion_that_lost_can_be_made_after_all() {
        let mut notice = notice("revived", "trash", &json!(true), &naira(48));
        notice.their_group = Some(GroupName::PRICE);
        let told = told(&notice, None, None, "10:41");
        assert!(told.sentence.ends_with("at 10:41, after you deleted this listing. It is back."), "{}", told.sentence);
        assert_eq!(told.mine, Some("Delete it after all"));
    }

    #[test]
    fn a_notice_of_a_newer_version_shows_both_values_and_offers_no_choice() {
        let told = told(&notice("entangled", "title", &json!("A"), &json!("B")), None, None, "10:41");
        assert!(told.sentence.contains("“A”") && told.sentence.contains("“B”"), "{}", told.sentence);
        assert_eq!(told.mine, None);
    }
}
