//! Recognises what does not belong in a title: phone numbers, prices and web addresses.
//!
//! The one rule: house numbers, room counts and sizes are none of these.

/// Whether a text holds a web or e-mail address.
pub(super) fn holds_web_address(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("http") || text.contains("www.") || text.contains('@') || text.split_whitespace().any(is_domain)
}

/// Whether a long text holds a web or e-mail address. There "@" stands for "at" before a number: "2 units @ 45m", "@N45m each".
pub(super) fn holds_address_of_somebody(text: &str) -> bool {
    let names_somebody = |word: &str| {
        word.split_once('@').is_some_and(|(before, after)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            let amount = after.trim_start_matches(['N', 'n']).starts_with(|c: char| c.is_ascii_digit());
            (letter(after.chars().next()) && !amount) || (letter(before.chars().next()) && after.contains('.'))
        })
    };
    text.split_whitespace().any(|word| if word.contains('@') { names_somebody(word) } else { holds_web_address(word) })
}

/// Endings that agents' sites and links have.
const ENDINGS: [&str; 16] = [
    "africa", "app", "biz", "co", "com", "gg", "homes", "info", "io", "link", "ly", "me", "net", "ng", "online", "org",
];

/// "x.com.ng" or "bit.ly/abc", but not "4.5" or "St. Finbarr".
fn is_domain(word: &str) -> bool {
    let host = word.split(['/', '?', ':']).next().unwrap_or_default();
    let host = host.trim_matches(|c: char| !c.is_alphanumeric());
    let Some((name, ending)) = host.rsplit_once('.') else { return false };
    let label = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    ENDINGS.contains(&ending) && name.split('.').all(label)
}

/// Whether a text holds a phone number: 0803 123 4567, +234 803 123 4567, 01-234 5678 and the like.
pub(super) fn holds_phone_number(text: &str) -> bool {
    digit_runs(text).iter().any(Run::is_phone_number)
}

/// Digits that belong together although spaces, hyphens, points or brackets stand between them.
struct Run<'a> {
    plus: bool,
    /// A currency stands before or behind it: "₦1 500 000 000", "1500000000 naira".
    money: bool,
    groups: Vec<Group<'a>>,
}

/// Digits that nothing parts.
struct Group<'a> {
    digits: &'a str,
    /// A dash or a stroke stands before it, as in "2019 - 2021" and "2020/2021".
    to: bool,
}

impl Run<'_> {
    fn is_phone_number(&self) -> bool {
        let dialled = self.plus || self.groups.first().is_some_and(|group| group.digits.starts_with('0'));
        let counted = (0..self.groups.len()).filter(|at| dialled || !self.is_in_range_of_years(*at));
        let digits: usize = counted.map(|at| self.groups[at].digits.len()).sum();
        (self.plus && digits >= 8) || (dialled && digits >= 9) || (!self.money && (10..=15).contains(&digits))
    }

    fn is_in_range_of_years(&self, at: usize) -> bool {
        let is_year = |group: &Group| group.digits.len() == 4 && ["19", "20"].contains(&&group.digits[..2]);
        let is_range = |pair: &[Group]| pair[1].to && pair.iter().all(is_year);
        let from = at.saturating_sub(1);
        self.groups[from..self.groups.len().min(at + 2)].windows(2).any(is_range) && is_year(&self.groups[at])
    }
}

fn digit_runs(text: &str) -> Vec<Run<'_>> {
    const MOST_SEPARATORS: usize = 3;
    let mut runs: Vec<Run> = Vec::new();
    let mut separators = usize::MAX;
    let (mut plus, mut money, mut to) = (false, false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let of_one_kind: fn(char) -> bool = match c {
            c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
            c if c.is_alphabetic() => char::is_alphabetic,
            _ => |_| false,
        };
        let end = rest.find(|c: char| !of_one_kind(c)).unwrap_or(rest.len()).max(c.len_utf8());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        if c.is_ascii_digit() {
            let group = Group { digits: piece, to };
            match runs.last_mut().filter(|_| separators <= MOST_SEPARATORS && !plus) {
                Some(run) => run.groups.push(group),
                None => runs.push(Run { plus, money, groups: vec![group] }),
            }
            separators = 0;
            (plus, money, to) = (false, false, false);
        } else if c.is_alphabetic() {
            money = is_currency(piece, behind);
            // "1 500 000 000 naira", and not "0803 123 4567 - naira only".
            if let Some(run) = runs.last_mut().filter(|_| separators <= 1 && !to && !plus) {
                run.money |= money;
            }
            separators = usize::MAX;
        } else if c == '+' {
            plus = true;
        } else if c.is_whitespace() || "-.()/‐‑–".contains(c) {
            separators = separators.saturating_add(1);
            to |= "-/‐‑–".contains(c);
        } else {
            separators = usize::MAX;
            (plus, money) = (false, SIGNS.contains(&c) || c == '#');
        }
    }
    runs
}

/// Whether a word is a currency's name. A small "n" before a space is "and".
fn is_currency(word: &str, behind: &str) -> bool {
    let naira = word == "N" || (word == "n" && behind.starts_with(|c: char| c.is_ascii_digit()));
    naira || CURRENCIES.contains(&word.to_lowercase().as_str())
}

/// Whether a text holds a price: "₦45m", "45 million", "N45,000,000", "USD 200k".
pub(super) fn holds_price(text: &str) -> bool {
    let text = text.to_lowercase();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(start) = (at..chars.len()).find(|&i| chars[i].is_ascii_digit()) {
        let mut end = start;
        while end < chars.len() && is_inside_number(&chars, end) {
            end += 1;
        }
        let before: String = chars[..start].iter().collect();
        let number: String = chars[start..end].iter().collect();
        let after: String = chars[end..].iter().collect();
        if is_price(&before, &number, &after) {
            return true;
        }
        at = end;
    }
    false
}

/// A digit, or a separator between a digit and three more (or a decimal).
fn is_inside_number(chars: &[char], at: usize) -> bool {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let thousands = || digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
    match chars[at] {
        '0'..='9' => true,
        '.' => digit(at + 1),
        ',' => thousands(),
        c => c.is_whitespace() && thousands(),
    }
}

/// Signs of currencies.
const SIGNS: [char; 4] = ['₦', '$', '£', '€'];

/// Names of currencies.
const CURRENCIES: [&str; 10] = ["ngn", "usd", "gbp", "eur", "naira", "dollar", "dollars", "pounds", "euro", "euros"];

fn is_price(before: &str, number: &str, after: &str) -> bool {
    let word_before = last_word(before);
    let word_after = first_word(after.trim_start());
    let letters_after = first_word(after);
    let digits = number.chars().filter(char::is_ascii_digit).count();

    before.trim_end().ends_with(SIGNS)
        || after.trim_start().starts_with(SIGNS)
        || CURRENCIES.contains(&word_before)
        || CURRENCIES.contains(&word_after)
        || matches!(word_after, "million" | "millions" | "billion" | "billions")
        // Attached only: "45 m" is a width. "12k" and "5b" are house numbers.
        || matches!(letters_after, "m" | "mn" | "bn" | "mm")
        || (letters_after == "k" && digits >= 3)
        || (before.ends_with('n') && word_before == "n" && digits >= 4)
        || digits >= 7
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    let start = text
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Titles that agents really write and that hold nothing of the kind.
    const HARMLESS: [&str; 20] = [
        "4-bedroom duplex",
        "Block 12 Road 3",
        "4 bedroom detached duplex + BQ, Lekki Phase 1",
        "Plot 1234, Block 56, 600 sqm, Banana Island",
        "1,200 sqm of land with C of O, Ikoyi",
        "3 & 4-bedroom terraces, 2nd Toll Gate",
        "Newly built 5-bedroom, 2024/2025, Osapa London",
        "Flat 12B, No. 7 Admiralty Way",
        "House 5b, Road 12k, VGC",
        "Land with 30 m frontage on 18 x 36 metres",
        "2.5 bathrooms, 24/7 power, 1004 Estate",
        "N4 Estate, Ikate",
        "Off St. Finbarr's College Rd., Akoka",
        "Millennium Estate 2, Gbagada",
        "Block 12 - 14, Road 3 (Phase 2), 10 flats",
        "House #12, Mojisola Onikoyi Estate",
        "100% dry land, 650 sqm, Abraham Adesanya",
        "Duplex.Lekki with pool",
        "15 minutes to Murtala Muhammed Airport 2",
        "12 units of 2-bedroom flats, 6 units of 3-bedroom",
    ];

    #[test]
    fn house_numbers_room_counts_and_sizes_are_left_alone() {
        for title in HARMLESS {
            assert!(!holds_phone_number(title), "phone number in {title:?}");
            assert!(!holds_price(title), "price in {title:?}");
            assert!(!holds_web_address(title), "web address in {title:?}");
        }
    }

    #[test]
    fn nigerian_phone_numbers_are_found_in_every_form() {
        for number in [
            "0803 123 4567",
            "08031234567",
            "0803-123-4567",
            "0803.123.4567",
            "(0803) 123 4567",
            "+234 803 123 4567",
            "+2348031234567",
            "+234 (0) 803 123 4567",
            "234 803 123 4567",
            "00234 803 123 4567",
            "803 123 4567",
            "0701 234 5678",
            "0913 000 1111",
            "01-234 5678",
            "01 4612345",
            "+44 20 7946 0958",
            "+234-803-2019-2021",
            "0803-2019-202",
            "0803 - 123 - 4567",
            "0803/123/4567",
            "+234.803.123.4567",
            "n 803 123 4567",
            "#0803 123 4567",
        ] {
            let title = format!("4-bedroom duplex, call {number} now");
            assert!(holds_phone_number(&title), "{number}");
        }
    }

    #[test]
    fn amounts_and_years_are_no_phone_numbers() {
        for text in [
            "₦1 500 000 000",
            "N1 500 000 000",
            "n1 500 000 000",
            "N 1 500 000 000",
            "#1 500 000 000",
            "NGN 1 500 000 000",
            "1500000000 naira",
            "1500000000naira",
            "1 500 000 000 Naira",
            "1500000000 NGN",
            "1,500,000,000 naira",
            "2019 - 2021",
            "2019-2021, 12 flats",
            "2019 - 2021 12 flats",
            "2020/2021",
            "2020/2021 2023",
            "2019 – 2021 – 2023",
            "2019/2020/2021/2022",
            "3 1998 - 2004 (12)",
        ] {
            assert!(!holds_phone_number(&format!("Built for {text} in all")), "{text}");
            assert!(!holds_phone_number(text), "{text}");
            let with_number = format!("{text}, call 0803 123 4567");
            assert!(holds_phone_number(&with_number), "{with_number}");
        }
    }

    #[test]
    fn prices_are_found_in_every_form() {
        for price in [
            "₦45m",
            "₦ 45m",
            "45m",
            "1.5bn",
            "45 million",
            "45million",
            "N45m",
            "N45,000,000",
            "N750,000",
            "NGN 45",
            "45,000,000",
            "45 000 000",
            "45000000",
            "$200k",
            "USD 200,000",
            "750k",
            "200 dollars",
            "500,000 naira",
            "£1.2m",
            "350€",
        ] {
            assert!(holds_price(&format!("Duplex for {price} only")), "{price}");
            assert!(holds_price(&format!("{price} duplex")), "{price}");
        }
    }

    #[test]
    fn web_addresses_are_found_in_every_form() {
        for address in [
            "www.example.com",
            "http://example",
            "HTTPS://example.org/1",
            "x.com.ng",
            "example.ng,",
            "(wa.me/234803)",
            "bit.ly/abc",
            "agent@example.com",
            "@lekkihomes",
            "instagram.com/lekki",
        ] {
            assert!(holds_web_address(&format!("Duplex, see {address} today")), "{address}");
        }
    }
}
