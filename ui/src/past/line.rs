//! One line of a history: a change of one group, and going back to it.

use dioxus::prelude::*;
use lagoon_listing::GroupName;
use lagoon_words::tr;

use super::{
    lines::{Line, Where, Who},
    values, words,
};
use crate::{
    state::{prelude::*, use_app},
    words as common,
};

/// The line. `whole`: the cloud's part is there, so the version of this moment can be made out.
#[component]
pub fn HistoryLine(line: Line, whole: bool, now: i64) -> Element {
    let app = use_app();
    let (group_name, before, after) = match &line.before {
        before if line.group == GroupName::PUBLICATION => {
            let (before, after) = words::publication(before.as_ref(), &line.after);
            (values::name(&line.group), Some(before.to_owned()), after.to_owned())
        }
        Some(before) => {
            let (name, before, after) = values::told_apart(&line.group, before, &line.after);
            (name, Some(before), after)
        }
        None => (values::name(&line.group), None, values::words(&line.group, &line.after)),
    };
    let when = when(&line, now);
    let name = match line.who {
        Who::Colleague(person) => app.team.name_of(person),
        Who::You | Who::Unknown => None,
    };
    let in_use = line.replaced_at.is_none();
    let version = line.stamp.filter(|_| whole).map(|stamp| stamp.millis);
    let (group, value, moment) = (line.group.clone(), line.after.clone(), when.clone());
    rsx! {
        li { class: "line", "data-testid": "history-line", "data-group": "{line.group}",
            div { class: "line-words",
                p { class: "line-name",
                    "{group_name}"
                    if in_use {
                        span { class: "badge badge-draft", "data-testid": "history-in-use", {words::in_use()} }
                    }
                }
                p { class: "line-values",
                    if let Some(before) = before {
                        PastValue { text: before, old: true }
                        span { class: "line-arrow", "aria-label": words::became(), " → " }
                    }
                    PastValue { text: after, old: false }
                }
                p { class: "muted", {words::by(&who(line.who, line.device, name.as_deref()), &when)} }
            }
            div { class: "line-actions",
                if !in_use && values::can_be_restored(&line.group) {
                    button {
                        class: "button-plain",
                        r#type: "button",
                        "aria-label": words::restore_of(&group_name, &values::name(&line.group), &when),
                        "data-testid": "restore-value",
                        onclick: move |_| app.restore_value(group.clone(), value.clone()),
                        {words::restore(&group_name, &values::name(&line.group))}
                    }
                }
                if let Some(at) = version {
                    button {
                        class: "button-quiet",
                        r#type: "button",
                        "aria-label": words::restore_version_of(&when),
                        "data-testid": "restore-version",
                        onclick: move |_| app.restore_version(at, &moment),
                        {words::restore_version()}
                    }
                }
            }
        }
    }
}

/// A value, a long one shortened until somebody asks for all of it.
#[component]
fn PastValue(text: String, old: bool) -> Element {
    let mut all = use_signal(|| false);
    let short = values::shortened(&text);
    let shown = short.clone().filter(|_| !all()).unwrap_or_else(|| text.clone());
    rsx! {
        span { class: if old { "past-value past-value-old" } else { "past-value" }, "{shown}" }
        if short.is_some() {
            button {
                class: "show-all",
                r#type: "button",
                "aria-expanded": "{all}",
                "data-testid": "show-all",
                onclick: move |_| all.toggle(),
                {if all() { words::show_less() } else { words::show_all() }}
            }
        }
    }
}

/// Who made a change, and on which device. `name` is the colleague's, where it is known.
fn who(who: Who, device: Where, name: Option<&str>) -> String {
    let device = match device {
        Where::Here => tr!("this device").to_owned(),
        Where::Device(id) => tr!("device {id}", id = id.to_string().chars().take(4).collect::<String>()),
    };
    match who {
        Who::You => tr!("You, {device}", device),
        Who::Colleague(_) => tr!("{who}, {device}", who = name.unwrap_or(words::colleague()), device),
        Who::Unknown => device,
    }
}

/// When a change was made, or what is known of it.
fn when(line: &Line, now: i64) -> String {
    match (line.stamp, line.replaced_at) {
        (Some(stamp), _) => common::moment(stamp.millis.get(), now),
        (None, Some(at)) => tr!("until {when}, never sent", when = common::moment(at, now)),
        (None, None) => tr!("not sent yet").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_who_made_it_on_which_device_and_when() {
        let line = |stamp: Option<&str>, replaced_at| Line {
            group: GroupName::TITLE,
            before: None,
            after: "Duplex".into(),
            who: Who::You,
            device: Where::Here,
            stamp: stamp.map(|stamp| stamp.parse().expect("a stamp")),
            replaced_at,
        };
        let said = |line: Line| words::by(&who(line.who, line.device, None), &when(&line, 38_600_000));
        let stamp = Some("38520000-00000000000000aa");
        assert_eq!(said(line(stamp, None)), "You, this device · 10:42");
        assert_eq!(said(line(None, Some(38_520_000))), "You, this device · until 10:42, never sent");
        assert_eq!(said(line(None, None)), "You, this device · not sent yet");
        let theirs = Line {
            who: Who::Colleague("00000000-0000-0000-0000-000000000002".parse().expect("a person")),
            device: Where::Device("cc00000000000000".parse().expect("a device")),
            ..line(stamp, None)
        };
        let name = who(theirs.who, theirs.device, Some("Chidi Eze"));
        assert_eq!(words::by(&name, &when(&theirs, 38_600_000)), "Chidi Eze, device cc00 · 10:42");
    }
}
