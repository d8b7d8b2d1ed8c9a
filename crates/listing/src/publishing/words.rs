//! The step for the words: title and description.

use super::{Problem, contact, unreadable};
use crate::{GroupName, Property, Step};

/// The fewest and the most characters of a title.
const TITLE_CHARACTERS: (usize, usize) = (10, 100);
/// The fewest and the most characters of a description. RESO allows 4,000 in `PublicRemarks`.
const DESCRIPTION_CHARACTERS: (usize, usize) = (50, 2000);

pub(super) fn check(property: &Property) -> impl Iterator<Item = Problem> {
    check_title(property).into_iter().chain(check_description(property))
}

fn check_title(property: &Property) -> Option<Problem> {
    let Some(title) = &property.title else {
        return unreadable(property, &GroupName::TITLE, "title")
            .or_else(|| check_length("title", "", TITLE_CHARACTERS));
    };
    check_title_text(title)
}

/// What is wrong with a title that is there.
pub(crate) fn check_title_text(title: &str) -> Option<Problem> {
    check_length("title", title, TITLE_CHARACTERS).or_else(|| {
        let (code, message) = if contact::holds_web_address(title) {
            ("webAddress", "Take the web or e-mail address out of the title. Buyers reach you through the listing.")
        } else if contact::holds_phone_number(title) {
            ("phoneNumber", "Take the phone number out of the title. Buyers reach you through the listing.")
        } else if contact::holds_price(title) {
            ("price", "Take the price out of the title: it has a field of its own. A length? Then write “metres”.")
        } else {
            return None;
        };
        Some(Problem::new(code, Step::Words, "title", message))
    })
}

fn check_description(property: &Property) -> Option<Problem> {
    match &property.description {
        Some(text) => check_length("description", text, DESCRIPTION_CHARACTERS),
        None => unreadable(property, &GroupName::DESCRIPTION, "description")
            .or_else(|| check_length("description", "", DESCRIPTION_CHARACTERS)),
    }
}

/// Characters are counted as Unicode scalar values, the ends' white space left out.
fn check_length(field: &'static str, text: &str, (least, most): (usize, usize)) -> Option<Problem> {
    let count = text.trim().chars().count();
    let problem = |code, message| Some(Problem::new(code, Step::Words, field, message));
    if count == 0 {
        problem("required", format!("Write a {field} of at least {least} characters."))
    } else if count < least {
        problem("tooShort", format!("Make the {field} longer: it has {count} of at least {least} characters."))
    } else if count > most {
        problem(
            "tooLong",
            format!("Shorten the {field} by {}: it has {count} characters, at most {most} fit.", count - most),
        )
    } else {
        None
    }
}
