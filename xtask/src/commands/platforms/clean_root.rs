//! The package as a stranger gets it: a Debian that holds nothing but itself, in a folder; the package installed into it by
//! apt; and the installed app driven through WebDriver like the one that was built here.
//!
//! The one rule: of this machine the app there sees `/tmp`, `/proc`, `/dev` and the network, and no library.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::commands::e2e;
use crate::stage::stage;
use crate::{cargo, prerequisites, process};

/// Signs in, with and without the key ring; saves within a second; writes a listing and publishes it.
const TESTS: [&str; 3] = ["sign_in::", "ac1_debounce::a_title", "publish::a_listing"];

/// Binds what a window needs, for this one program and what it starts: the mounts end with it.
const ENTER: &str = r#"#!/bin/sh
# Runs a program in the Debian of the folder "root" beside this file.
exec unshare --mount -- sh -c 'for kept in proc dev tmp; do mount --rbind "/$kept" "$0/$kept" || exit 1; done
exec chroot "$0" "$@"' "$(dirname "$(readlink -f "$0")")/root" "$@"
"#;
const START: &str = "#!/bin/sh\nexec \"$(dirname \"$(readlink -f \"$0\")\")/enter\" /usr/bin/lagoon \"$@\"\n";

/// Installs `target/packages/lagoon.deb` there and drives it; or says why that cannot be done here.
pub fn drive_installed() -> Result<Option<String>> {
    let package = cargo::target_folder()?.join("packages/lagoon.deb");
    if !package.is_file() {
        return Ok(Some("the installed package (first make it: `cargo xtask package linux`)".into()));
    }
    if !prerequisites::is_root() {
        return Ok(Some("the installed package (a clean Debian takes root: `mount`, `chroot`)".into()));
    }
    prerequisites::for_clean_root()?;
    let place = cargo::target_folder()?.join("clean-root");
    fs::create_dir_all(&place).with_context(|| format!("cannot make {}", place.display()))?;
    stage("clean Debian", || make(&place))?;
    stage("its package", || install(&place, &package))?;
    e2e::drive_app(&place.join("lagoon"), &TESTS)?;
    Ok(None)
}

/// A fresh copy of Debian's smallest, of the release that runs here: the WebDriver server outside and the WebView inside must
/// be of one version.
fn make(place: &Path) -> Result<()> {
    let release = release()?;
    // By its release: after an upgrade of this machine another is made.
    let base = place.join(format!("base-{release}"));
    if !base.join("var/lib/dpkg/status").is_file() {
        remove(&base)?;
        let half_made = place.join("base-half-made");
        remove(&half_made)?;
        process::run(&mut make_base(&release, &half_made))?;
        fs::rename(&half_made, &base).context("cannot put the clean Debian in its place")?;
    }
    let root = place.join("root");
    remove(&root)?;
    process::run(Command::new("cp").args(["--archive", "--reflink=auto"]).arg(&base).arg(&root))?;
    write_program(&place.join("enter"), ENTER)?;
    write_program(&place.join("lagoon"), START)
}

/// Its mounts are its own: one that is killed leaves none behind, and `remove` meets no `/proc`.
fn make_base(release: &str, folder: &Path) -> Command {
    let mut make = Command::new("unshare");
    make.args(["--mount", "--propagation", "private", "debootstrap", "--variant=minbase", release]).arg(folder);
    make
}

fn install(place: &Path, package: &Path) -> Result<()> {
    let inside = place.join("root/lagoon.deb");
    fs::copy(package, &inside).with_context(|| format!("cannot copy {}", package.display()))?;
    for arguments in
        [&["update", "--quiet"][..], &["install", "--yes", "--quiet", "--no-install-recommends", "/lagoon.deb"]]
    {
        let mut apt = Command::new(place.join("enter"));
        apt.args(["/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
        process::run(&mut apt)?;
    }
    Ok(())
}

/// What this Debian is called, as in `bookworm`.
fn release() -> Result<String> {
    let described = fs::read_to_string("/etc/os-release").context("cannot read /etc/os-release")?;
    match described.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")) {
        Some(name) => Ok(name.trim_matches('"').to_owned()),
        None => bail!("/etc/os-release names no VERSION_CODENAME: this is done on a released Debian"),
    }
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn write_program(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    process::run(Command::new("chmod").arg("755").arg(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_that_is_being_made_mounts_nothing_that_outlives_it() {
        let make = make_base("bookworm", Path::new("half-made"));
        assert_eq!(make.get_program(), "unshare");
        let said: Vec<_> = make.get_args().map(|argument| argument.to_string_lossy()).collect();
        let expected =
            ["--mount", "--propagation", "private", "debootstrap", "--variant=minbase", "bookworm", "half-made"];
        assert_eq!(said, expected);
    }
}
