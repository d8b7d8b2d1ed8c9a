//! New versions of the app, where it can bring itself up to date: installed on Windows, and as an `AppImage`.
//!
//! The one rule: nothing is looked for unless the build was told where and whose signature counts; nothing is installed, and
//! nothing restarts, unless somebody asks for it and every window has stored what was typed. What is stored and not sent yet
//! goes out after the restart: a version that the server finds too old could send it no sooner.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lagoon_sync::view::CommandError;
use lagoon_words::tr;
use tauri::{AppHandle, Runtime, Url};
use tauri_plugin_updater::{Update, UpdaterExt as _};

/// Where new versions are told of, with `{channel}` in it. Given when the app is built; without it nothing is looked for.
const PLACE: Option<&str> = option_env!("LAGOON_UPDATE_URL");
/// Whose signature counts, as `cargo tauri signer generate` writes it. Given when the app is built.
const KEY: Option<&str> = option_env!("LAGOON_UPDATE_KEY");
/// How long the place may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long an installer may take to come, on a slow link.
const DOWNLOAD: Duration = Duration::from_mins(30);

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

/// How a program that lies here came, and where the `AppImage` is mounted that this process has heard of. That may be
/// another program's, a terminal's say, from which this one was started.
fn came(program: &Path, appimage: Option<&Path>) -> Came {
    let beside = |name: &str| program.with_file_name(name).is_file();
    if cfg!(windows) {
        return if beside("uninstall.exe") { Came::Itself } else { Came::Laid };
    }
    if appimage.is_some_and(|mounted| program.starts_with(mounted)) {
        return Came::Itself;
    }
    if program.starts_with("/usr") { Came::Packaged } else { Came::Laid }
}

/// The same answer as long as the app runs: the plugin is there from the start or not at all.
fn question() -> Result<Question, Updates> {
    static QUESTION: OnceLock<Result<Question, Updates>> = OnceLock::new();
    let question = QUESTION.get_or_init(|| {
        let program = std::env::current_exe().and_then(std::fs::canonicalize).unwrap_or_default();
        let file = std::env::var_os("APPIMAGE");
        let mounted = std::env::var_os("APPDIR").map(PathBuf::from).and_then(|place| place.canonicalize().ok());
        let channel = Channel::said(std::env::var("LAGOON_UPDATE_CHANNEL").ok().as_deref());
        decide(came(&program, file.and(mounted).as_deref()), PLACE, KEY, channel)
    });
    question.clone()
}

/// Whether the app asks for new versions at all.
pub fn is_on() -> bool {
    question().is_ok()
}

async fn newer<R: Runtime>(app: &AppHandle<R>, question: Question) -> tauri_plugin_updater::Result<Option<Update>> {
    let builder = app.updater_builder().endpoints(vec![question.place])?.pubkey(question.key);
    builder.timeout(PATIENCE).build()?.check().await
}

/// Asks for a new version, if this build does.
pub async fn look<R: Runtime>(app: &AppHandle<R>) -> Updates {
    let question = match question() {
        Ok(question) => question,
        Err(none) => return none,
    };
    match newer(app, question).await {
        Ok(Some(update)) => Updates::Ready { version: update.version },
        Ok(None) => Updates::Newest,
        Err(error) => {
            tracing::info!(%error, "new versions could not be asked for");
            Updates::Unknown
        }
    }
}

/// Held while a new version is fetched and installed: two at once would write the same file.
struct Installing;

impl Installing {
    fn begin() -> Option<Self> {
        (!BUSY.swap(true, Ordering::SeqCst)).then_some(Self)
    }
}

impl Drop for Installing {
    fn drop(&mut self) {
        BUSY.store(false, Ordering::SeqCst);
    }
}

static BUSY: AtomicBool = AtomicBool::new(false);

/// Installs the new version and starts it, once `stored` says that all that was typed is on the disk.
pub async fn install<R: Runtime>(app: &AppHandle<R>, stored: impl AsyncFnOnce() -> bool) -> Result<(), CommandError> {
    let failed = |why: &dyn std::fmt::Display| CommandError {
        code: "notInstalled".into(),
        message: tr!("The new version could not be installed ({why}). This one goes on as before.", why),
    };
    let question = question().map_err(|none| failed(&none))?;
    let Some(_installing) = Installing::begin() else { return Ok(()) };
    let update = newer(app, question).await.map_err(|error| failed(&error))?;
    let mut update = update.ok_or_else(|| failed(&Updates::Newest))?;
    update.timeout = Some(DOWNLOAD);
    let bytes = update.download(|_, _| {}, || {}).await.map_err(|error| failed(&error))?;
    if !stored().await {
        return Err(CommandError {
            code: "notStored".into(),
            message: tr!("What you typed last is not stored yet. Try again in a moment; nothing is lost.").into(),
        });
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
            assert_eq!(came(Path::new("/usr/bin/lagoon"), None), Came::Packaged);
            let (mounted, terminal) = (Path::new("/tmp/.mount_Lagoon"), Some(Path::new("/tmp/.mount_Terminal")));
            assert_eq!(came(Path::new("/tmp/.mount_Lagoon/usr/bin/lagoon"), Some(mounted)), Came::Itself);
            assert_eq!(came(Path::new("/home/ada/lagoon/target/release/lagoon"), None), Came::Laid);
            // Started from a terminal that is an AppImage itself: not ours to replace.
            assert_eq!(came(Path::new("/usr/bin/lagoon"), terminal), Came::Packaged);
            assert_eq!(came(Path::new("/home/ada/lagoon"), terminal), Came::Laid);
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
    fn one_new_version_is_installed_at_a_time() {
        let first = Installing::begin();
        assert!(first.is_some() && Installing::begin().is_none());
        drop(first);
        assert!(Installing::begin().is_some());
    }
}
