//! Amounts in English words, as they are spoken in Nigeria: "one hundred and five thousand naira".

use lagoon_words::{Message, msg, tr};

use super::Money;

const ONES: [Message; 20] = [
    msg!("zero"),
    msg!("one"),
    msg!("two"),
    msg!("three"),
    msg!("four"),
    msg!("five"),
    msg!("six"),
    msg!("seven"),
    msg!("eight"),
    msg!("nine"),
    msg!("ten"),
    msg!("eleven"),
    msg!("twelve"),
    msg!("thirteen"),
    msg!("fourteen"),
    msg!("fifteen"),
    msg!("sixteen"),
    msg!("seventeen"),
    msg!("eighteen"),
    msg!("nineteen"),
];
const TENS: [Message; 10] = [
    Message::NONE,
    Message::NONE,
    msg!("twenty"),
    msg!("thirty"),
    msg!("forty"),
    msg!("fifty"),
    msg!("sixty"),
    msg!("seventy"),
    msg!("eighty"),
    msg!("ninety"),
];
/// So many thousands, millions and so on; 2⁶³ is about nine quintillion.
fn scaled(group: String, scale: usize) -> String {
    match scale {
        0 => group,
        1 => tr!("{number} thousand", number = group),
        2 => tr!("{number} million", number = group),
        3 => tr!("{number} billion", number = group),
        4 => tr!("{number} trillion", number = group),
        5 => tr!("{number} quadrillion", number = group),
        _ => tr!("{number} quintillion", number = group),
    }
}

pub(super) fn in_words(money: &Money) -> String {
    let (major, rest) = money.parts();
    let mut parts = Vec::new();
    if major > 0 || rest == 0 {
        parts.push(tr!("{number} {unit}", number = number(major), unit = money.currency.major_name(major)));
    }
    if rest > 0 {
        parts.push(tr!("{number} {unit}", number = number(rest), unit = money.currency.minor_name(rest)));
    }
    let amount = parts.join(", ");
    if money.minor < 0 { tr!("minus {amount}", amount) } else { amount }
}

fn number(value: u64) -> String {
    if value == 0 {
        return ONES[0].said().to_owned();
    }
    let mut groups = Vec::new();
    let mut left = value;
    for scale in 0.. {
        let group = left % 1000;
        if group > 0 {
            groups.push(scaled(below_thousand(group), scale));
        }
        left /= 1000;
        if left == 0 {
            break;
        }
    }
    groups.reverse();
    // "one million and five", but "one million two hundred and five".
    if groups.len() > 1 && (1..100).contains(&(value % 1000)) {
        groups.insert(groups.len() - 1, tr!("and").to_owned());
    }
    groups.join(" ")
}

fn below_thousand(value: u64) -> String {
    match (value / 100, value % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => tr!("{number} hundred", number = word(&ONES, hundreds)),
        (hundreds, rest) => {
            tr!("{number} hundred and {rest}", number = word(&ONES, hundreds), rest = below_hundred(rest))
        }
    }
}

fn below_hundred(value: u64) -> String {
    match (value / 10, value % 10) {
        (0 | 1, _) => word(&ONES, value).to_owned(),
        (tens, 0) => word(&TENS, tens).to_owned(),
        (tens, ones) => tr!("{tens}-{ones}", tens = word(&TENS, tens), ones = word(&ONES, ones)),
    }
}

fn word(words: &[Message], at: u64) -> &'static str {
    words[usize::try_from(at).expect("below twenty")].said()
}

#[cfg(test)]
mod tests {
    use crate::{Currency, Money};

    fn words(minor: i64, currency: Currency) -> String {
        Money { minor, currency }.in_words()
    }

    #[test]
    fn a_price_is_spoken_so_that_a_missing_zero_is_heard() {
        let naira = |minor| words(minor, Currency::NGN);
        assert_eq!(naira(4_500_000_000), "forty-five million naira");
        assert_eq!(naira(450_000_000), "four million five hundred thousand naira");
        assert_eq!(naira(150), "one naira, fifty kobo");
        assert_eq!(naira(0), "zero naira");
        assert_eq!(naira(50), "fifty kobo");
        assert_eq!(naira(100_000_500), "one million and five naira");
        assert_eq!(naira(11_511_200), "one hundred and fifteen thousand one hundred and twelve naira");
        assert_eq!(naira(-100_000), "minus one thousand naira");
    }

    #[test]
    fn each_currency_has_its_own_words_for_one_and_for_many() {
        assert_eq!(words(101, Currency::USD), "one dollar, one cent");
        assert_eq!(words(250_075, Currency::USD), "two thousand five hundred dollars, seventy-five cents");
        assert_eq!(words(101, Currency::GBP), "one pound, one penny");
        assert_eq!(words(202, Currency::GBP), "two pounds, two pence");
        assert_eq!(words(202, Currency::EUR), "two euros, two cents");
        assert_eq!(words(101, "CHF".parse().expect("valid")), "one CHF, one minor unit");
    }

    #[test]
    fn the_largest_and_the_smallest_amounts_have_words() {
        let yen: Currency = "JPY".parse().expect("valid");
        assert!(words(i64::MAX, yen.clone()).starts_with("nine quintillion two hundred and twenty-three quadrillion"));
        assert!(words(i64::MIN, yen).starts_with("minus nine quintillion"));
        assert!(words(i64::MAX, Currency::NGN).ends_with("naira, seven kobo"));
    }
}
