//! People as the command line names them. The cloud tells who wrote a value by an id alone; the only name that this device knows
//! is that of the person who is signed in.

use lagoon_listing::UserId;

/// "you", or enough of the id to tell colleagues apart.
pub fn called(author: UserId, you: Option<UserId>) -> String {
    if you == Some(author) {
        return "you".into();
    }
    let begins: String = author.to_string().chars().take(4).collect();
    format!("a colleague ({begins}…)")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn nobody_is_a_row_of_digits() {
        let person = |number: u128| UserId(Uuid::from_u128(number << 112));
        assert_eq!(called(person(0x3f2a), Some(person(0x3f2a))), "you");
        assert_eq!(called(person(0x3f2a), Some(person(1))), "a colleague (3f2a…)");
        assert_eq!(called(person(0x3f2a), None), "a colleague (3f2a…)");
    }
}
