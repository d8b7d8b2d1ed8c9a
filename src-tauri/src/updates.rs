//! New versions of the app, where it can bring itself up to date: installed on Windows, and as an `AppImage`.
//!
//! The one rule: nothing is looked for unless the build was told where and whose signature counts; nothing is installed, and
//! nothing restarts, unless somebody asks for it and nothing waits to be sent.

use std::{fmt, path::Path, time::Duration};

use lagoon_sync::view::CommandError;
use lagoon_words::{tr, trn};
use tauri::{AppHandle, Runtime, Url};
use tauri_plugin_updater::{Update, UpdaterExt as _};

/// Where new versions are told of, with `{channel}` in it. Given when the app is built; without it nothing is looked for.
const PLACE: Option<&str> = option_env!("LAGOON_UPDATE_URL");
/// Whose signature counts, as `cargo tauri signer generate` writes it. Given when the app is built.
const KEY: Option<&str> = option_env!("LAGOON_UPDATE_KEY");
/// How long the place may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// How new versions come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Updates {
    /// This build knows of no place to look.
    NoPlace,
    /// With the system's packages.
    System,
    /// Somebody puts new files in the place of these.
    ByHand,
    /// There is nothing newer.
    Newest,
    /// This version can be installed.
    Ready {
        /// Which.
        version: String,
    },
    /// The place could not be asked.
    Unknown,
}

impl Updates {
    /// Whether there is one that this app can bring itself.
    pub fn can_be_installed(&self) -> bool {
        matches!(self, Self::Ready { .. })
    }
}

/// As the page says it.
impl fmt::Display for Updates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence: String = match self {
            Self::NoPlace => tr!("This build does not look for new versions.").into(),
            Self::System => tr!("Updates come with your system's packages.").into(),
            Self::ByHand => tr!("This copy is updated by hand: put the files of the new version in its place.").into(),
            Self::Newest => tr!("This is the newest version.").into(),
            Self::Ready { version } => tr!("Version {version} is there.", version),
            Self::Unknown => tr!("The place for new versions could not be asked.").into(),
        };
        formatter.write_str(&sentence)
    }
}

/// How this app came onto the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// As a package of the system.
    Packaged,
    /// By our installer, or as one file that may be replaced.
    Itself,
    /// Somebody laid it there.
    Laid,
}

/// Which versions are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Stable,
    Beta,
}

impl Channel {
    /// As `LAGOON_UPDATE_CHANNEL` says; whoever says nothing that is known gets the stable versions.
    fn said(text: Option<&str>) -> Self {
        if text.is_some_and(|text| text.trim().eq_ignore_ascii_case("beta")) { Self::Beta } else { Self::Stable }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Beta => "beta",
        }
    }
}

/// What to ask, or why nothing is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Question {
    place: Url,
    key: String,
}

fn decide(came: Came, place: Option<&str>, key: Option<&str>, channel: Channel) -> Result<Question, Updates> {
    match came {
        Came::Packaged => return Err(Updates::System),
        Came::Laid => return Err(Updates::ByHand),
        Came::Itself => {}
    }
    let told = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (Some(place), Some(key)) = (told(place), told(key)) else { return Err(Updates::NoPlace) };
    let place = place.replace("{channel}", channel.name()).parse::<Url>().map_err(|_| Updates::NoPlace)?;
    // What is not encrypted could at least be kept from people by whoever is on the way.
    let is_safe = place.scheme() == "https" || cfg!(debug_assertions);
    if is_safe { Ok(Question { place, key }) } else { Err(Updates::NoPlace) }
}

/// How a program that lies here came, if it is an `AppImage` or not.
fn came(program: &Path, appimage: bool) -> Came {
    let beside = |name: &str| program.with_file_name(name).is_file();
    if cfg!(windows) {
        return if beside("uninstall.exe") { Came::Itself } else { Came::Laid };
    }
    if appimage {
        return Came::Itself;
    }
    if program.starts_with("/usr") { Came::Packaged } else { Came::Laid }
}

fn question() -> Result<Question, Updates> {
    let program = std::env::current_exe().unwrap_or_default();
    let appimage = std::env::var_os("APPIMAGE").is_some();
    let channel = Channel::said(std::env::var("LAGOON_UPDATE_CHANNEL").ok().as_deref());
    decide(came(&program, appimage), PLACE, KEY, channel)
}

/// Whether the app asks for new versions at all.
pub fn is_on() -> bool {
    question().is_ok()
}

async fn newer<R: Runtime>(
    app: &AppHandle<R>,
    question: Question,
    patience: Option<Duration>,
) -> tauri_plugin_updater::Result<Option<Update>> {
    let builder = app.updater_builder().endpoints(vec![question.place])?.pubkey(question.key);
    let builder = patience.into_iter().fold(builder, tauri_plugin_updater::UpdaterBuilder::timeout);
    builder.build()?.check().await
}

/// Asks for a new version, if this build does.
pub async fn look<R: Runtime>(app: &AppHandle<R>) -> Updates {
    let question = match question() {
        Ok(question) => question,
        Err(none) => return none,
    };
    match newer(app, question, Some(PATIENCE)).await {
        Ok(Some(update)) => Updates::Ready { version: update.version },
        Ok(None) => Updates::Newest,
        Err(error) => {
            tracing::info!(%error, "new versions could not be asked for");
            Updates::Unknown
        }
    }
}

/// Why nothing is installed while this many listings wait.
fn not_yet(waiting: u32) -> Option<CommandError> {
    let message = trn!(
        waiting,
        "{count} listing has not gone out yet. It is safe here; install once it is in the cloud.",
        "{count} listings have not gone out yet. They are safe here; install once they are in the cloud."
    );
    (waiting > 0).then(|| CommandError { code: "unsent".into(), message })
}

/// Installs the new version and starts it, if nothing waits to be sent by `waiting`, before and after the download.
pub async fn install<R: Runtime>(app: &AppHandle<R>, waiting: impl Fn() -> u32) -> Result<(), CommandError> {
    let failed = |error: &dyn std::fmt::Display| CommandError {
        code: "notInstalled".into(),
        message: tr!("The new version could not be installed ({error}). This one goes on as before.", error),
    };
    let Ok(question) = question() else { return Ok(()) };
    if let Some(refusal) = not_yet(waiting()) {
        return Err(refusal);
    }
    let Some(update) = newer(app, question, None).await.map_err(|error| failed(&error))? else { return Ok(()) };
    let bytes = update.download(|_, _| {}, || {}).await.map_err(|error| failed(&error))?;
    if let Some(refusal) = not_yet(waiting()) {
        return Err(refusal);
    }
    update.install(bytes).map_err(|error| failed(&error))?;
    app.restart();
}

#[cfg(all(test, feature = "mock"))]
mod asked;

#[cfg(test)]
mod tests {
    use super::*;

    const WHERE: Option<&str> = Some("https://new.example/{channel}/latest.json");

    #[test]
    fn nothing_is_looked_for_without_a_place_and_a_key() {
        for (place, key) in
            [(None, Some("key")), (WHERE, None), (None, None), (Some(" "), Some("key")), (WHERE, Some(""))]
        {
            assert_eq!(decide(Came::Itself, place, key, Channel::Stable), Err(Updates::NoPlace), "{place:?} {key:?}");
        }
        assert_eq!(decide(Came::Itself, Some("no address"), Some("key"), Channel::Stable), Err(Updates::NoPlace));
    }

    #[test]
    fn what_the_system_installed_the_system_updates_and_what_somebody_laid_somewhere_they_do() {
        assert_eq!(decide(Came::Packaged, WHERE, Some("key"), Channel::Stable), Err(Updates::System));
        assert_eq!(decide(Came::Laid, WHERE, Some("key"), Channel::Stable), Err(Updates::ByHand));
        if cfg!(target_os = "linux") {
            assert_eq!(came(Path::new("/usr/bin/lagoon"), false), Came::Packaged);
            assert_eq!(came(Path::new("/tmp/.mount_Lagoon/usr/bin/lagoon"), true), Came::Itself);
            assert_eq!(came(Path::new("/home/ada/lagoon/target/release/lagoon"), false), Came::Laid);
        }
    }

    #[test]
    fn the_channel_is_part_of_the_address_and_stable_unless_said_otherwise() {
        let place =
            |said| decide(Came::Itself, WHERE, Some("key"), Channel::said(said)).map(|asked| asked.place.to_string());
        assert_eq!(place(Some("Beta ")), Ok("https://new.example/beta/latest.json".into()));
        for said in [None, Some(""), Some("stable"), Some("nightly")] {
            assert_eq!(place(said), Ok("https://new.example/stable/latest.json".into()), "{said:?}");
        }
    }

    #[test]
    fn nothing_is_installed_while_something_is_unsent() {
        assert!(not_yet(0).is_none());
        assert!(not_yet(2).is_some_and(|refusal| refusal.message.starts_with("2 listings have not gone out")));
    }
}
