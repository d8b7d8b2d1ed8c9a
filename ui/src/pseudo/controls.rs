//! Every control of every page: that tests can find it, and what none of them may be.

use std::collections::BTreeSet;

use super::{
    Case, answers,
    html::{attribute, name, tags},
    offered, page, places, screens,
};

/// Every page in every state, with its name.
fn pages() -> Vec<(String, String)> {
    let screens = screens::ALL.iter().enumerate().map(|(index, (name, _))| ((*name).to_owned(), Case::Screen(index)));
    let offered = ["sale", "rent", "shortLet"].into_iter().flat_map(offered);
    let unknown = answers().into_iter().map(|groups| (groups, true));
    let wizard = offered.chain(unknown).flat_map(|(groups, checked)| places(&groups, checked));
    screens.chain(wizard).map(|(name, case)| (name, page(case))).collect()
}

/// The ids that the documentation names, such as `search`, `place-0`, `found-N`, `amenity-<id>` and `step-…`.
fn documented() -> BTreeSet<String> {
    let text = include_str!("../../../docs/QA.md");
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// An id without the number at its end: one of several that are alike.
fn of_several(id: &str) -> &str {
    id.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == 'N')
}

fn is_documented(id: &str, documented: &BTreeSet<String>) -> bool {
    let fits = |known: &String| match (known.split_once('<'), known.split_once('>')) {
        (Some((before, _)), Some((_, after))) => {
            id.len() > before.len() + after.len() && id.starts_with(before) && id.ends_with(after)
        }
        _ => known.ends_with(['N', '0']) && of_several(known) == of_several(id),
    };
    documented.contains(id) || documented.iter().any(fits)
}

#[test]
fn every_control_can_be_found_by_an_id_and_every_id_is_documented() {
    let documented = documented();
    let (mut nameless, mut secret) = (BTreeSet::new(), BTreeSet::new());
    for (of, html) in pages() {
        for tag in tags(&html) {
            match attribute(tag, "data-testid") {
                Some(id) if !is_documented(id, &documented) => _ = secret.insert(id.to_owned()),
                None if ["a", "button", "input", "select", "textarea"].contains(&name(tag)) => {
                    nameless.insert(format!("{of}: {tag}"));
                }
                _ => {}
            }
        }
    }
    assert!(nameless.is_empty(), "no data-testid: {nameless:#?}");
    assert!(secret.is_empty(), "not in docs/QA.md: {secret:#?}");
}

#[test]
fn an_id_is_documented_by_its_name_its_number_or_its_pattern() {
    let documented = ["search", "place-0", "found-N", "<field>-problem", "amenity-<id>"].map(str::to_owned).into();
    for id in ["search", "place-12", "found-3", "field-price-problem", "amenity-pool"] {
        assert!(is_documented(id, &documented), "{id}");
    }
    for id in ["searches", "place", "found-3-more", "-problem", "amenity-"] {
        assert!(!is_documented(id, &documented), "{id}");
    }
}

/// A field of that kind takes no "45m" and swallows what it cannot read; a page that says it is busy has somebody wait.
#[test]
fn no_field_is_of_the_kind_that_takes_digits_alone_and_nothing_says_that_it_is_busy() {
    for (of, html) in pages() {
        for tag in tags(&html) {
            assert_ne!(attribute(tag, "type"), Some("number"), "{of}: {tag}");
            assert_eq!(attribute(tag, "aria-busy"), None, "{of}: {tag}");
        }
    }
}
