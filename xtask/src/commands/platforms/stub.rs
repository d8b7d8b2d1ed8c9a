//! Stands for a C compiler where nothing is linked: it says that it is GCC and leaves an empty object wherever one is asked
//! for.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::cargo;

const SCRIPT: &str = "\
#!/bin/sh
while [ $# -gt 0 ]; do
  case \"$1\" in
    '-?') exit 1 ;;
    -E) echo '\"gcc\"' ;;
    -o) shift; : > \"$1\" ;;
    -o?*) : > \"${1#-o}\" ;;
  esac
  shift
done
";

/// Writes it into the target folder.
pub fn compiler() -> Result<PathBuf> {
    if !cfg!(unix) {
        bail!("the check for Android runs on Linux and macOS only");
    }
    let tools = cargo::target_folder()?.join("tools");
    let path = tools.join("stub-cc");
    fs::create_dir_all(&tools).with_context(|| format!("cannot make {}", tools.display()))?;
    // Left alone where it is right, so that nothing is built again for it.
    if fs::read_to_string(&path).is_ok_and(|script| script == SCRIPT) {
        return Ok(path);
    }
    fs::write(&path, SCRIPT).with_context(|| format!("cannot write {}", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
            .with_context(|| format!("cannot make {} a program", path.display()))?;
    }
    Ok(path)
}
