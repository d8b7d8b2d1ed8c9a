//! Libraries and programs of the operating system. Only Debian and its relatives are installed on; a machine of another
//! kind is left as it is, and its owner is told the command.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use super::python;
use crate::process;

/// What the machine is wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compile the app and show it.
    Build,
    /// Also try what the server does on PostgreSQL, what its description says, and what is heard on a message bus.
    Test,
    /// Also drive the app without a screen.
    Drive,
    /// Build for Windows.
    Windows,
    /// Make a package for Debian, and judge it.
    Package,
    /// Make a Debian of its own in a folder.
    CleanRoot,
}

const BUILD_PACKAGES: &[&str] = &[
    "build-essential",
    "libayatana-appindicator3-dev",
    "libdbus-1-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];
const TEST_PACKAGES: &[&str] = &["dbus", "postgresql"];
/// Unless a Python of another origin does.
const PYTHON_PACKAGES: &[&str] = &["python3", "python3-venv"];
const DRIVE_PACKAGES: &[&str] = &["gnome-keyring", "webkit2gtk-driver", "xvfb"];

const WINDOWS_PACKAGES: &[&str] = &["gcc-mingw-w64-x86-64-win32"];
const CLEAN_ROOT_PACKAGES: &[&str] = &["debootstrap"];
const PACKAGE_PACKAGES: &[&str] = &["appstream", "desktop-file-utils", "dpkg-dev", "lintian"];

/// Makes sure of everything that `need` takes.
pub fn ensure(need: Need) -> Result<()> {
    match std::env::consts::OS {
        "linux" => on_linux(need),
        system if matches!(need, Need::Windows | Need::Package | Need::CleanRoot) => {
            bail!("this is done on Linux only, not on {system}")
        }
        system if need == Need::Drive => {
            bail!("the end-to-end tests run on Linux only: use `cargo xtask test --no-e2e` on {system}")
        }
        "macos" if !process::succeeds("xcode-select", &["-p"]) => {
            bail!("the compiler is missing: run `xcode-select --install`, then try again")
        }
        // On Windows this program could not have been compiled without the compiler, and WebView2 is part of Windows 11.
        _ => Ok(()),
    }
}

fn on_linux(need: Need) -> Result<()> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let family = Family::of(&release);
    if family == Family::Debian { on_debian(need) } else { on_other_linux(family, need) }
}

fn on_debian(need: Need) -> Result<()> {
    let mut wanted = match need {
        Need::Build => BUILD_PACKAGES.to_vec(),
        Need::Test => [BUILD_PACKAGES, TEST_PACKAGES].concat(),
        Need::Drive => [BUILD_PACKAGES, TEST_PACKAGES, DRIVE_PACKAGES].concat(),
        Need::Windows => WINDOWS_PACKAGES.to_vec(),
        Need::Package => PACKAGE_PACKAGES.to_vec(),
        Need::CleanRoot => CLEAN_ROOT_PACKAGES.to_vec(),
    };
    if matches!(need, Need::Test | Need::Drive) && !python::makes_environments() {
        wanted.extend(PYTHON_PACKAGES);
    }
    let installed = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    let missing = missing(&wanted, &installed);
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing system packages: {}", missing.join(" "));
    apt_get(&["update", "--quiet"], &missing)?;
    apt_get(&[&["install", "--yes", "--quiet"], missing.as_slice()].concat(), &missing)
}

/// The packages that `dpkg-query` did not report as installed.
fn missing<'a>(wanted: &[&'a str], installed: &str) -> Vec<&'a str> {
    let is_installed = |package: &&str| installed.lines().any(|line| line == format!("{package} installed"));
    wanted.iter().copied().filter(|package| !is_installed(package)).collect()
}

fn apt_get(arguments: &[&str], packages: &[&str]) -> Result<()> {
    let mut command = if is_root() {
        Command::new("env")
    } else if process::on_path("sudo") {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("system packages are missing: run `apt-get install {}` as root, then try again", packages.join(" "));
    };
    process::run(command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments))
}

/// Whether everything may be done here.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Linux distributions by the tool that installs packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Debian,
    Fedora,
    Arch,
    Suse,
    Other,
}

impl Family {
    /// Reads `ID` and `ID_LIKE` (os-release(5)).
    fn of(release: &str) -> Self {
        let names = release
            .lines()
            .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
            .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace());
        for name in names {
            match name {
                "debian" | "ubuntu" => return Self::Debian,
                "fedora" | "rhel" => return Self::Fedora,
                "arch" => return Self::Arch,
                "suse" | "opensuse" => return Self::Suse,
                _ => {}
            }
        }
        Self::Other
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Debian => "run `cargo xtask run`",
            Self::Fedora => {
                "run `sudo dnf install gcc gcc-c++ make pkgconf webkit2gtk4.1-devel webkit2gtk-driver gnome-keyring \
                 libappindicator-gtk3-devel librsvg2-devel libxdo-devel openssl-devel dbus-devel \
                 xorg-x11-server-Xvfb postgresql-server`"
            }
            Self::Arch => {
                "run `sudo pacman -S --needed base-devel pkgconf webkit2gtk-4.1 libayatana-appindicator librsvg \
                 xdotool openssl dbus xorg-server-xvfb postgresql`"
            }
            Self::Suse => {
                "run `sudo zypper install -t pattern devel_basis && sudo zypper install webkit2gtk3-devel \
                 webkit2gtk-4_1-driver libappindicator3-1 librsvg-devel libopenssl-devel dbus-1-devel \
                 xorg-x11-server-Xvfb postgresql-server`"
            }
            Self::Other => "install them with your distribution's tool (https://tauri.app/start/prerequisites/)",
        }
    }
}

fn on_other_linux(family: Family, need: Need) -> Result<()> {
    const LIBRARIES: [&str; 4] = ["webkit2gtk-4.1", "librsvg-2.0", "openssl", "dbus-1"];
    const PROGRAMS: [&str; 2] = ["WebKitWebDriver", "Xvfb"];
    let special = match need {
        Need::Windows => &["x86_64-w64-mingw32-gcc"][..],
        Need::Package => &["appstreamcli", "desktop-file-validate", "dpkg-shlibdeps", "lintian"],
        Need::CleanRoot => &["debootstrap"],
        Need::Build | Need::Test | Need::Drive => &[],
    };
    if let Some(program) = special.iter().find(|program| !process::on_path(program)) {
        bail!("`{program}` is missing on this machine: install it with your distribution's tool, then try again");
    }
    if !special.is_empty() {
        return Ok(());
    }
    let mut missing: Vec<&str> =
        LIBRARIES.into_iter().filter(|library| !process::succeeds("pkg-config", &["--exists", library])).collect();
    if need != Need::Build && !process::on_path("initdb") {
        missing.push("the PostgreSQL server");
    }
    if need == Need::Drive {
        missing.extend(PROGRAMS.into_iter().filter(|program| !process::on_path(program)));
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!("missing on this machine: {}; {}, then try again", missing.join(", "), family.advice());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fully_installed_counts() {
        let installed = "xvfb installed\nlibssl-dev config-files\n";
        assert_eq!(missing(&["xvfb", "libssl-dev", "pkg-config"], installed), ["libssl-dev", "pkg-config"]);
    }

    #[test]
    fn relatives_are_told_apart_by_what_they_are_like() {
        assert_eq!(Family::of("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"), Family::Debian);
        assert_eq!(Family::of("ID=debian\n"), Family::Debian);
        assert_eq!(Family::of("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"), Family::Fedora);
        assert_eq!(Family::of("VERSION_ID=debian\nID=nixos\n"), Family::Other);
        assert_eq!(Family::of(""), Family::Other);
    }
}
