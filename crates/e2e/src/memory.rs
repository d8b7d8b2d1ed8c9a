//! How much memory a running app takes, with all the processes that its webview starts.

use std::{collections::BTreeMap, fmt, fs};

use anyhow::{Context as _, Result};

/// In bytes, each page of memory counted once however many processes share it (`Pss`).
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// By the names of the processes.
    by_name: BTreeMap<String, u64>,
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |bytes: u64| bytes / (1024 * 1024);
        write!(f, "{} MiB", mib(self.by_name.values().sum()))?;
        for (name, bytes) in &self.by_name {
            write!(f, ", {name} {}", mib(*bytes))?;
        }
        Ok(())
    }
}

/// Of a process and all that it started.
pub fn of(process: i32) -> Result<Memory> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("this system does not tell of its processes")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let Ok(status) = fs::read_to_string(entry.path().join("status")) else { continue };
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let parent = field("PPid:").and_then(|parent| parent.parse().ok()).unwrap_or(0);
        parents.insert(id, (parent, field("Name:").unwrap_or_default().to_owned()));
    }
    let is_ours = |mut id: i32| loop {
        if id == process {
            return true;
        }
        match parents.get(&id) {
            Some((parent, _)) if *parent > 1 => id = *parent,
            _ => return false,
        }
    };
    let mut memory = Memory::default();
    for (id, (_, name)) in parents.iter().filter(|(id, _)| is_ours(**id)) {
        let Ok(rollup) = fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else { continue };
        let kib =
            rollup.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix("kB")?.trim().parse().ok());
        *memory.by_name.entry(name.clone()).or_default() += kib.unwrap_or(0) * 1024;
    }
    Ok(memory)
}
