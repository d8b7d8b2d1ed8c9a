//! The step for the words: title and description.

use lagoon_words::tr;

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
        return unreadable(property, &GroupName::TITLE, "title").or_else(|| check_length(Text::Title, ""));
    };
    check_title_text(title)
}

/// What is wrong with a title that is there.
pub(crate) fn check_title_text(title: &str) -> Option<Problem> {
    check_length(Text::Title, title).or_else(|| {
        let (code, message) = if contact::holds_web_address(title) {
            (
                "webAddress",
                tr!("Take the web or e-mail address out of the title. Buyers reach you through the listing."),
            )
        } else if contact::holds_phone_number(title) {
            ("phoneNumber", tr!("Take the phone number out of the title. Buyers reach you through the listing."))
        } else if contact::holds_price(title) {
            ("price", tr!("Take the price out of the title: it has a field of its own. A length? Then write “metres”."))
        } else {
            return None;
        };
        Some(Problem::new(code, Step::Words, "title", message))
    })
}

fn check_description(property: &Property) -> Option<Problem> {
    match &property.description {
        Some(text) => check_length(Text::Description, text),
        None => {
            unreadable(property, &GroupName::DESCRIPTION, "description").or_else(|| check_length(Text::Description, ""))
        }
    }
}

/// A text whose length is checked.
#[derive(Clone, Copy)]
enum Text {
    Title,
    Description,
}

/// Characters are counted as Unicode scalar values, the ends' white space left out.
fn check_length(what: Text, text: &str) -> Option<Problem> {
    let count = text.trim().chars().count();
    let (field, (least, most)) = match what {
        Text::Title => ("title", TITLE_CHARACTERS),
        Text::Description => ("description", DESCRIPTION_CHARACTERS),
    };
    let problem = |code, message| Some(Problem::new(code, Step::Words, field, message));
    if count == 0 {
        let message = match what {
            Text::Title => tr!("Write a title of at least {least} characters.", least),
            Text::Description => tr!("Write a description of at least {least} characters.", least),
        };
        return problem("required", message);
    }
    if count < least {
        let message = match what {
            Text::Title => tr!("Make the title longer: it has {count} of at least {least} characters.", count, least),
            Text::Description => {
                tr!("Make the description longer: it has {count} of at least {least} characters.", count, least)
            }
        };
        return problem("tooShort", message);
    }
    let over = count.checked_sub(most).filter(|over| *over > 0)?;
    let message = match what {
        Text::Title => {
            tr!("Shorten the title by {over}: it has {count} characters, at most {most} fit.", over, count, most)
        }
        Text::Description => {
            tr!("Shorten the description by {over}: it has {count} characters, at most {most} fit.", over, count, most)
        }
    };
    problem("tooLong", message)
}
