//! The states of Nigeria and their local government areas.

use std::sync::LazyLock;

use super::fold::folded;

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

/// A line for each state: its name, and its local government areas in order.
///
/// The 768 of part I and the six area councils of part II of the first schedule to the 1999 constitution (section 3 (6)),
/// spelled as today's public lists spell them; checked against the code system of the National Primary Health Care
/// Development Agency (NPHCDA, NG-Imm LGAs).
const LGAS_TEXT: &str = include_str!("lgas.txt");

static LGAS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = LGAS_TEXT.lines().filter_map(|line| line.split_once(": "));
    lines.map(|(state, lgas)| (state, lgas.split(", ").collect())).collect()
});

/// The local government areas of a state, in order. Empty: this is no state of Nigeria.
pub fn lgas_of(state: &str) -> &'static [&'static str] {
    LGAS.iter().find(|(name, _)| *name == state).map_or(&[], |(_, lgas)| lgas.as_slice())
}

/// A local government area as the list spells it, however its spaces, hyphens and capitals were typed. `None`: the state
/// has none of this name.
pub fn lga_as_listed(state: &str, typed: &str) -> Option<&'static str> {
    let typed = folded(typed).replace(' ', "");
    lgas_of(state).iter().copied().find(|lga| folded(lga).replace(' ', "") == typed)
}

/// Every state with its local government areas.
pub(super) fn all() -> &'static [(&'static str, Vec<&'static str>)] {
    &LGAS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_36_states_and_the_capital_territory_each_once_in_order() {
        assert_eq!(STATES.len(), 37);
        assert!(STATES.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn there_are_774_local_government_areas_as_the_constitution_counts_them() {
        const COUNTS: [usize; 37] = [
            17, 21, 31, 21, 20, 8, 23, 27, 18, 25, 13, 18, 16, 17, 6, 11, 27, 27, 23, 44, 34, 21, 21, 16, 20, 13, 25,
            20, 18, 30, 33, 17, 23, 23, 16, 17, 14,
        ];
        assert_eq!(STATES.map(|state| lgas_of(state).len()), COUNTS);
        assert_eq!(COUNTS.iter().sum::<usize>(), 774);
        assert_eq!(LGAS.iter().map(|(state, _)| *state).collect::<Vec<_>>(), STATES);
        for (state, lgas) in all() {
            assert!(lgas.is_sorted_by(|a, b| a < b), "{state}");
            let folds: BTreeSet<_> = lgas.iter().map(|lga| folded(lga).replace(' ', "")).collect();
            assert_eq!(folds.len(), lgas.len(), "two of {state} would be taken for each other");
        }
        assert_eq!(lgas_of("Lagoss"), [""; 0]);
    }

    #[test]
    fn a_local_government_area_is_known_however_it_is_typed() {
        for typed in ["Eti-Osa", "eti osa", " ETI OSA ", "Etiosa"] {
            assert_eq!(lga_as_listed("Lagos", typed), Some("Eti-Osa"), "{typed}");
        }
        assert_eq!(lga_as_listed("Bauchi", "Jamaare"), Some("Jama'are"));
        assert_eq!(lga_as_listed("Ogun", "ado odo ota"), Some("Ado-Odo/Ota"));
        assert_eq!(lga_as_listed("Lagos", "Lekki"), None);
        assert_eq!(lga_as_listed("Ogun", "Eti-Osa"), None);
        assert_eq!(lga_as_listed("Lagos", ""), None);
    }
}
