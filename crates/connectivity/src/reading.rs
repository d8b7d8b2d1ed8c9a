//! What NetworkManager's figures mean: `NMState`, `NMConnectivityState` and `NMMetered` of its D-Bus interface.
//!
//! The one rule: only a change says anything of the way out. A machine whose network is managed by something else is
//! "disconnected" for as long as it runs, and must not count as offline for that.

use crate::Signal;

/// `NM_STATE_DISCONNECTING`: at most this, and there is no way out.
const GONE: u32 = 30;
/// `NM_STATE_CONNECTED_LOCAL`: at least this, and something can be reached. A company's server needs no internet.
const CONNECTED: u32 = 50;
/// `NM_CONNECTIVITY_FULL`: what was asked on the internet answers.
const FULL: u32 = 4;
/// The path of no connection.
const NONE: &str = "/";

/// One figure that NetworkManager told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// `State`.
    State(u32),
    /// `Connectivity`.
    Connectivity(u32),
    /// `Metered`.
    Metered(u32),
    /// `PrimaryConnection`: the path of the connection that carries the default route.
    Primary(String),
}

/// What is known of NetworkManager.
#[derive(Debug, Default)]
pub struct Reading {
    state: Option<u32>,
    connectivity: Option<u32>,
    primary: Option<String>,
    metered: Option<bool>,
}

impl Reading {
    /// Takes what was told at once, and says what is new in it.
    pub fn take(&mut self, figures: impl IntoIterator<Item = Figure>) -> Vec<Signal> {
        let (mut up, mut down, mut metered) = (false, false, None);
        for figure in figures {
            match figure {
                Figure::State(state) => {
                    let before = self.state.replace(state);
                    up |= before.is_some_and(|before| before < state && state >= CONNECTED);
                    down |= before.is_some_and(|before| before > GONE && state <= GONE);
                }
                Figure::Connectivity(connectivity) => {
                    let before = self.connectivity.replace(connectivity);
                    up |= before.is_some_and(|before| before != FULL && connectivity == FULL);
                }
                Figure::Primary(path) => {
                    let before = self.primary.replace(path.clone());
                    up |= path != NONE && before.is_some_and(|before| before != path);
                }
                Figure::Metered(figure) => {
                    metered = is_metered(figure).filter(|now| self.metered.replace(*now) != Some(*now));
                }
            }
        }
        let way = if down { Some(Signal::Down) } else { up.then_some(Signal::Up) };
        // First, so that what goes out at once already knows what it costs.
        metered.map(Signal::Metered).into_iter().chain(way).collect()
    }
}

/// `NM_METERED_YES` and `NM_METERED_GUESS_YES`, `NM_METERED_NO` and `NM_METERED_GUESS_NO`.
fn is_metered(figure: u32) -> Option<bool> {
    match figure {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Figure::*, *};

    /// As a machine on a cable that costs nothing.
    fn online() -> Reading {
        let mut reading = Reading::default();
        let first = reading.take([State(70), Connectivity(4), Primary("/one".into()), Metered(2)]);
        assert_eq!(first, [Signal::Metered(false)], "what is there at first is no change");
        reading
    }

    #[test]
    fn a_network_that_is_not_its_own_never_counts_as_gone() {
        let mut reading = Reading::default();
        assert_eq!(reading.take([State(20), Connectivity(1), Primary("/".into()), Metered(0)]), []);
        assert_eq!(reading.take([State(20)]), []);
        assert_eq!(reading.take([State(10)]), [], "less than nothing is still nothing new");
    }

    #[test]
    fn a_lost_network_is_told_once_and_its_return_once_per_step() {
        let mut reading = online();
        assert_eq!(reading.take([State(20), Primary("/".into())]), [Signal::Down]);
        assert_eq!(reading.take([State(20)]), []);
        assert_eq!(reading.take([State(40)]), [], "connecting is not connected");
        assert_eq!(reading.take([State(60), Primary("/two".into())]), [Signal::Up]);
        assert_eq!(reading.take([State(70), Connectivity(4)]), [Signal::Up]);
        assert_eq!(reading.take([State(70)]), []);
    }

    #[test]
    fn another_network_is_worth_a_try() {
        let mut reading = online();
        assert_eq!(reading.take([Primary("/two".into()), Metered(1)]), [Signal::Metered(true), Signal::Up]);
        assert_eq!(reading.take([Primary("/two".into()), Metered(3)]), [], "nothing changed");
    }

    #[test]
    fn a_sign_in_page_that_was_passed_is_worth_a_try() {
        let mut reading = online();
        assert_eq!(reading.take([Connectivity(2)]), []);
        assert_eq!(reading.take([Connectivity(4)]), [Signal::Up]);
    }

    #[test]
    fn an_unknown_price_changes_nothing() {
        let mut reading = online();
        assert_eq!(reading.take([Metered(1)]), [Signal::Metered(true)]);
        assert_eq!(reading.take([Metered(0)]), []);
        assert_eq!(reading.take([Metered(4)]), [Signal::Metered(false)]);
    }
}
