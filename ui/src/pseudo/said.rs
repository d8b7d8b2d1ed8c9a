//! What the pages say in plain English where somebody counts on the very words.

use serde_json::json;

use super::{
    Case,
    html::{attribute, tags},
    page, screen, view,
};
use crate::wizard::place::Place;

/// The texts of the elements with this id, in the order of the page.
fn texts<'a>(html: &'a str, id: &str) -> Vec<&'a str> {
    let begins = |tag: &&str| attribute(tag, "data-testid") == Some(id);
    tags(html).into_iter().filter(begins).map(|tag| text_from(html, tag)).collect()
}

/// The text that follows a tag of the page.
fn text_from<'a>(html: &'a str, tag: &'a str) -> &'a str {
    let end = tag.as_ptr() as usize - html.as_ptr() as usize + tag.len();
    html[end..].split('<').next().unwrap_or_default()
}

/// What a list of facts says of one of them.
fn fact<'a>(html: &'a str, of: &str) -> Option<&'a str> {
    let of = of.replace('\'', "&#39;");
    let value = html.split_once(&format!("<dt>{of}</dt>"))?.1.split_once("</dd>")?.0;
    value.rsplit('>').next()
}

#[test]
fn the_panel_tells_where_everything_stands() {
    let html = screen("the panel");
    let facts = [
        ("Last saved to the cloud", "00:00"),
        ("Next try", "in 1 min"),
        ("Team", "9 9"),
        ("Server", "10.0.0.1"),
        ("This device's clock", "12 minutes fast"),
        ("Data used this month", "2 KB sent, 3.3 MB received"),
    ];
    for (of, expected) in facts {
        assert_eq!(fact(&html, of), Some(expected), "{of} in {html}");
    }
    let expected = "3 listings saved on this device. They go out when you are back online.";
    assert_eq!(texts(&html, "panel-sentence"), [expected]);
}

#[test]
fn the_panel_tells_the_last_problem_and_when_it_is_tried_again_unless_somebody_paused() {
    let problem = |html: &str| {
        let (_, after) = html.split_once("data-testid=\"last-problem\"").expect("a problem");
        after.split_once("</div>").expect("an end").0.to_owned()
    };
    let running = problem(&screen("the panel"));
    assert!(running.contains("Last problem · 00:00</h3><p>1</p><p>Lagoon tries again in 1 min.</p>"), "{running}");
    let html = screen("the panel while paused");
    assert!(problem(&html).ends_with("<p>1</p>"), "{html}");
    assert_eq!(fact(&html, "Next try"), None);
}

#[test]
fn the_panel_tells_of_each_listing_that_waits_its_size_its_age_and_why() {
    let waiting = |name| {
        let html = screen(name);
        let (_, list) = html.split_once("data-testid=\"waiting\"").expect("a list");
        list.split_once("</ul>").expect("an end").0.to_owned()
    };
    let list = waiting("the panel");
    for line in [
        ">2 KB · 1 h ago · Waits</span><span class=\"waiting-reason\">1</span>",
        ">16 KB · 2 h ago · Being sent<",
        ">53 KB · 3 h ago · Waits for the network<",
        ">and 3 more<",
    ] {
        assert!(list.contains(line), "no {line} in {list}");
    }
    assert!(waiting("the panel while paused").contains(">53 KB · 3 h ago · Paused<"));
}

#[test]
fn a_listing_has_one_banner_however_much_there_is_to_review() {
    let html = screen("a value that lost");
    assert_eq!(texts(&html, "review").len(), 1, "{html}");
    assert_eq!(texts(&html, "review-more"), ["1 more to review."]);
    assert_eq!(texts(&html, "use-mine"), ["Use mine"]);
}

#[test]
fn nothing_but_the_chip_interrupts_whoever_listens() {
    for name in ["a message", "a message with a way out", "not saved"] {
        let html = screen(name);
        let loud: Vec<_> = tags(&html)
            .into_iter()
            .filter(|tag| attribute(tag, "role") == Some("alert") || attribute(tag, "aria-live") == Some("assertive"))
            .collect();
        assert!(loud.iter().all(|tag| attribute(tag, "data-testid") == Some("spoken-status")), "{name}: {loud:?}");
        assert_eq!(loud.len(), usize::from(name == "not saved"), "{name}: {html}");
    }
}

#[test]
fn an_empty_list_says_that_a_listing_needs_no_network() {
    let html = screen("nothing yet");
    assert!(html.contains(">No listings yet</h2>"), "{html}");
    assert!(html.contains(">Start one: it works without a network.</p>"), "{html}");
}

#[test]
fn the_list_says_what_is_ready_and_how_much_there_is_to_finish() {
    let said = |name| {
        let html = screen(name);
        texts(&html, "readiness").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for name in ["a table", "cards"] {
        let readiness = said(name);
        assert!(readiness.iter().any(|words| words == "Ready"), "{name}: {readiness:?}");
        assert!(readiness.iter().any(|words| words == "3 to finish"), "{name}: {readiness:?}");
    }
}

#[test]
fn the_hub_tells_the_four_states_of_a_step_in_words() {
    let groups = json!({"price": {"typed": "1..2"}, "location": {"state": "Lagos"}, "amenity:pool": true});
    let html = page(Case::Wizard { view: Box::new(view(&groups)), place: Place::Hub, checked: false });
    for (class, words) in
        [("done", "Completed"), ("begun", "In progress"), ("open", "Not started"), ("problem", "There is a problem")]
    {
        let expected = format!("<span class=\"state state-{class}\">{words}</span>");
        assert!(html.contains(&expected), "no {expected} in {html}");
    }
}
