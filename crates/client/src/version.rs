//! This version beside the one that a server wants.

use lagoon_sync::AppVersion;
use lagoon_words::tr;

/// This version.
pub(crate) fn own() -> Option<AppVersion> {
    env!("CARGO_PKG_VERSION").parse().ok()
}

/// What a person is told whose version is older than the server wants.
pub(crate) fn describe_older(own: AppVersion, wanted: AppVersion) -> Option<String> {
    (own < wanted).then(|| {
        tr!(
            "Your team's server wants Lagoon {wanted} or newer, and this is {own}. Update it when you can; until then everything \
             is saved as usual.",
            wanted,
            own
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_version_that_is_older_than_wanted_is_told_of() {
        let version = |text: &str| text.parse::<AppVersion>().expect("a version");
        let own = own().expect("this version is one");
        assert_eq!(describe_older(own, own), None);
        assert_eq!(describe_older(own, version("0.0.1")), None);
        let told = describe_older(version("0.1.0"), version("0.2.0")).expect("older");
        assert!(told.contains("0.2.0 or newer, and this is 0.1.0"), "{told}");
    }
}
