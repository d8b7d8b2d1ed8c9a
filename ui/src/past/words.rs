//! What the person is told of a value that lost, and of one that came back.

use lagoon_listing::{GroupName, UserId};
use lagoon_sync::wire::{Notice, NoticeKind};
use lagoon_words::{phrases, tr};
use serde_json::Value;

use super::{parts::nothing, values};

phrases! {
    title: "To review";
    history: "History";
    back: "Back to the listing";
    older: "Show older changes";
    conflicts: "Conflicts to review";
    keep_as_new: "Keep as a new listing";
    discard: "Discard";
    in_use: "In use";
    /// Between a value and the one that came after it, for those who do not see the arrow.
    became: "became";
    restore_version: "Restore this version";
    show_less: "Show less";
    show_all: "Show all";
    /// Who a name is not known of.
    colleague: "A colleague";
    /// The team forgot the listing, and this device has changes of it.
    purged: "Your team deleted this listing long ago, and the cloud has forgotten it. Your changes are still on this \
        device.";
    /// The history is read, and the cloud does not answer.
    here_only: "This is what this device holds. Colleagues' changes, and going back to a whole version, need the \
        cloud, which cannot be reached now.";
    /// Nobody is signed in.
    signed_out: "This is what this device holds. Sign in to see your colleagues' changes as well.";
}

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
    let who = if own { tr!("You") } else { name.unwrap_or(colleague()) };
    let group = notice.their_group.as_ref().unwrap_or(&notice.group);
    // Of one group both values are told by what differs between them.
    let (name, mine, theirs) = if *group == notice.group {
        values::told_apart(group, &notice.mine.value, &notice.theirs.value)
    } else {
        let (mine, theirs) = (&notice.mine.value, &notice.theirs.value);
        (values::name(group), values::words(&notice.group, mine), values::words(group, theirs))
    };
    let did = did(group, &notice.theirs.value, &name, &theirs);
    let did = if own {
        tr!("{who} {did} on another device at {at}", who, did, at)
    } else {
        tr!("{who} {did} at {at}", who, did, at)
    };
    let in_use = if own { tr!("The later one is in use.") } else { tr!("Theirs is in use.") };
    let both =
        if own { (tr!("Use the earlier"), tr!("Keep the later")) } else { (tr!("Use mine"), tr!("Keep theirs")) };
    match &notice.kind {
        NoticeKind::Overwritten => Told {
            sentence: tr!(
                "{did}, after {yours}. {in_use}",
                did,
                yours = yours(&notice.group, &notice.mine.value, &name, &mine),
                in_use
            ),
            mine: Some(both.0),
            theirs: both.1,
        },
        NoticeKind::Revived => Told {
            sentence: tr!("{did}, after you deleted this listing. It is back.", did),
            mine: Some(tr!("Delete it after all")),
            theirs: tr!("Keep it"),
        },
        NoticeKind::MovedOn => Told {
            sentence: tr!(
                "{did}, before you published. Buyers see the copy that you published, without this change.",
                did
            ),
            mine: None,
            theirs: tr!("I have seen it"),
        },
        NoticeKind::Other(_) => Told {
            sentence: tr!(
                "Something happened to {what} that this version of Lagoon cannot explain. Yours: {mine}. In use: {theirs}. \
                 Both are in the history.",
                what = the(&notice.group, &values::name(&notice.group)),
                mine = quoted(&notice.group, &notice.mine.value),
                theirs = quoted(group, &notice.theirs.value),
            ),
            mine: None,
            theirs: tr!("I have seen it"),
        },
    }
}

/// Which field a notice is about, for a list of them.
pub fn about(notice: &Notice) -> String {
    match notice.kind {
        NoticeKind::Overwritten => tr!("{what}: yours is not in use", what = values::name(&notice.group)),
        NoticeKind::Revived => tr!("You deleted it, and it is back").into(),
        NoticeKind::MovedOn => tr!("Changed before you published").into(),
        NoticeKind::Other(_) => tr!("{what}: see what happened", what = values::name(&notice.group)),
    }
}

/// "1 to review".
pub fn to_review(count: usize) -> String {
    tr!("{count} to review", count)
}

/// Behind a sentence on the first of several.
pub fn more_to_review(count: usize) -> String {
    tr!("{count} more to review.", count)
}

/// Who made a change and when.
pub fn by(who: &str, when: &str) -> String {
    tr!("{who} · {when}", who, when)
}

/// A line of the history of what is public: what it was, and what it became. Of a copy that was withdrawn soon after it was
/// published the history keeps nothing; yet what is withdrawn was public, and what is published for the first time was not.
pub fn publication(before: Option<&Value>, after: &Value) -> (&'static str, &'static str) {
    let was_public = before.filter(|before| !before.is_null());
    match (was_public, after.is_null()) {
        (_, true) => (tr!("published"), tr!("unpublished")),
        (None, false) => (tr!("not published"), tr!("published")),
        (Some(before), false) if before.get("fields") == after.get("fields") => {
            (tr!("published"), tr!("published again"))
        }
        (Some(_), false) => (tr!("published"), tr!("published with changes")),
    }
}

/// The button of [`restore`], for those who do not see which line it stands on.
pub fn restore_of(told: &str, group: &str, when: &str) -> String {
    tr!("{restore}, {told}, {when}", restore = restore(told, group), told, when)
}

/// The button that gives back a version, for those who do not see which line it stands on.
pub fn restore_version_of(when: &str) -> String {
    tr!("Restore this version, the listing as it was at {when}", when)
}

/// Gives back what a line tells of. Values of one group travel together: where the line names only one of them, so does this.
pub fn restore(told: &str, group: &str) -> String {
    if told == group { tr!("Restore this value").into() } else { tr!("Restore all of “{group}” of then", group) }
}

/// A value was given back.
pub fn value_restored(group: &GroupName, value: &Value) -> String {
    let (name, words) = (values::name(group), quoted(group, value));
    if values::has_parts(group) {
        tr!("{name} as before: {words}", name, words)
    } else {
        tr!("{name} is {words} again.", name, words)
    }
}

/// A version was given back.
pub fn version_restored(moment: &str) -> String {
    tr!("The listing is as it was at {moment}.", moment)
}

fn the(group: &GroupName, name: &str) -> String {
    if group.as_amenity().is_some() { tr!("“{name}”", name) } else { tr!("the {name}", name = inside(name)) }
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
            if on { tr!("deleted this listing") } else { tr!("took this listing out of the trash") }.into()
        }
        Value::Bool(_) | Value::Null if group.as_amenity().is_some() => {
            let what = the(group, name);
            if on { tr!("added {what}", what) } else { tr!("removed {what}", what) }
        }
        Value::Null if *group == GroupName::PUBLICATION => tr!("unpublished this listing").into(),
        _ if *group == GroupName::PUBLICATION => tr!("published this listing").into(),
        _ if *value == Value::Null || words == nothing() => tr!("cleared {what}", what = the(group, name)),
        _ => tr!("changed {what} to {value}", what = the(group, name), value = in_quotes(group, value, words)),
    }
}

/// What the person had, such as "your ₦45,000,000".
fn yours(group: &GroupName, value: &Value, name: &str, words: &str) -> String {
    match value {
        _ if matches!(value, Value::Bool(_) | Value::Null)
            || *group == GroupName::PUBLICATION
            || words == nothing() =>
        {
            tr!("you {did}", did = did(group, value, name, words))
        }
        _ => tr!("your {value}", value = in_quotes(group, value, words)),
    }
}

/// A value inside a sentence.
fn quoted(group: &GroupName, value: &Value) -> String {
    in_quotes(group, value, &values::words(group, value))
}

/// Words of a value inside a sentence: texts in quotation marks, long ones shortened.
fn in_quotes(group: &GroupName, value: &Value, words: &str) -> String {
    let short = values::shortened(words).unwrap_or_else(|| words.to_owned());
    if value.is_string() && !values::is_choice(group) { tr!("“{text}”", text = short) } else { short }
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
    fn what_is_unpublished_was_published_before_whatever_the_history_has_kept() {
        let copy = json!({"fields": {}, "publishedAt": 1});
        assert_eq!(publication(None, &copy), ("not published", "published"));
        assert_eq!(publication(Some(&copy), &Value::Null), ("published", "unpublished"));
        assert_eq!(publication(None, &Value::Null), ("published", "unpublished"));
        assert_eq!(publication(Some(&Value::Null), &Value::Null), ("published", "unpublished"));
        assert_eq!(publication(Some(&Value::Null), &copy), ("not published", "published"));
        assert_eq!(publication(Some(&copy), &copy), ("published", "published again"));
        let newer = json!({"fields": {"title": "Flat"}, "publishedAt": 2});
        assert_eq!(publication(Some(&copy), &newer), ("published", "published with changes"));
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
