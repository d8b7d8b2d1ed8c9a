//! The walls between the rooms: which crate may lean on which, and which calls belong in one place only. A wall that is
//! broken is reported in one sentence with the crate, what it took and the rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What one crate may lean on; only what ends up in the product counts, neither tests nor build scripts.
struct Room {
    name: &'static str,
    /// The crates of this project that it may name.
    ours: &'static [&'static str],
    /// Crates that must not come in, not even through another one.
    never: &'static [&'static str],
    /// Crates that it must not name itself, though others may bring them in.
    never_directly: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        name: "lagoon-android",
        ours: &["lagoon-client", "lagoon-connectivity", "lagoon-sync"],
        never: &["axum", "lagoon-server"],
        never_directly: &["lagoon-store", "reqwest", "sqlx"],
    },
    Room {
        name: "lagoon-listing",
        ours: &["lagoon-words"],
        never: &["async-std", "axum", "hyper", "reqwest", "smol", "sqlx", "tauri", "tokio"],
        never_directly: &["getrandom", "js-sys", "rand", "wasm-bindgen", "web-sys"],
    },
    Room {
        name: "lagoon-sync",
        ours: &["lagoon-listing", "lagoon-words"],
        never: &["async-std", "axum", "hyper", "reqwest", "smol", "sqlx", "tauri", "tokio"],
        never_directly: &["async-trait", "futures-util", "getrandom", "js-sys", "rand", "wasm-bindgen", "web-sys"],
    },
    Room {
        name: "lagoon-store",
        ours: &["lagoon-listing", "lagoon-sync", "lagoon-words"],
        never: &["axum", "hyper", "reqwest", "tauri"],
        never_directly: &[],
    },
    Room {
        name: "lagoon-boot-clock",
        ours: &[],
        never: &["reqwest", "sqlx", "tauri", "tokio"],
        never_directly: &["serde"],
    },
    Room {
        name: "lagoon-build",
        ours: &[],
        never: &["reqwest", "serde", "sqlx", "tauri", "tokio"],
        never_directly: &[],
    },
    Room {
        name: "lagoon-client",
        ours: &["lagoon-boot-clock", "lagoon-listing", "lagoon-store", "lagoon-sync", "lagoon-words"],
        never: &["axum", "lagoon-server", "tauri"],
        never_directly: &["js-sys", "wasm-bindgen", "web-sys"],
    },
    Room {
        name: "lagoon-connectivity",
        ours: &[],
        never: &["lagoon-client", "reqwest", "sqlx", "tauri"],
        never_directly: &["serde"],
    },
    Room {
        name: "lagoon-server",
        ours: &["lagoon-build", "lagoon-listing", "lagoon-sync"],
        never: &["lagoon-client", "lagoon-store", "tauri"],
        never_directly: &["reqwest"],
    },
    Room {
        name: "lagoon",
        ours: &[
            "lagoon-android",
            "lagoon-build",
            "lagoon-client",
            "lagoon-connectivity",
            "lagoon-listing",
            "lagoon-sync",
            "lagoon-words",
        ],
        never: &["axum", "lagoon-server"],
        never_directly: &["reqwest", "sqlx"],
    },
    Room {
        name: "lagoon-cli",
        ours: &["lagoon-build", "lagoon-client", "lagoon-listing", "lagoon-sync"],
        never: &["axum", "lagoon-server", "tauri"],
        never_directly: &["lagoon-store", "reqwest", "sqlx"],
    },
    Room {
        name: "lagoon-ui",
        ours: &["lagoon-listing", "lagoon-sync", "lagoon-words"],
        never: &["lagoon-client", "lagoon-server", "lagoon-store", "sqlx", "tauri"],
        // Dioxus names some of these for features that the page does not use; Cargo lists them without building them.
        never_directly: &["axum", "reqwest", "tokio"],
    },
    Room {
        name: "lagoon-simulation",
        ours: &["lagoon-listing", "lagoon-server", "lagoon-sync"],
        never: &["lagoon-client", "lagoon-store", "tauri"],
        never_directly: &["reqwest", "sqlx", "tokio"],
    },
    Room {
        name: "lagoon-fuzz",
        ours: &["lagoon-client", "lagoon-listing", "lagoon-server", "lagoon-sync"],
        never: &["tauri"],
        never_directly: &["reqwest", "sqlx"],
    },
    Room {
        name: "lagoon-bench",
        ours: &[
            "lagoon-client",
            "lagoon-listing",
            "lagoon-postgres-cluster",
            "lagoon-server",
            "lagoon-store",
            "lagoon-sync",
        ],
        never: &["tauri"],
        never_directly: &[],
    },
    Room {
        name: "lagoon-postgres-cluster",
        ours: &[],
        never: &["reqwest", "sqlx", "tauri", "tokio"],
        never_directly: &[],
    },
    Room {
        name: "lagoon-drill",
        ours: &["lagoon-postgres-cluster"],
        never: &["lagoon-client", "lagoon-server", "lagoon-store", "lagoon-sync", "sqlx", "tauri"],
        never_directly: &[],
    },
    Room { name: "lagoon-e2e", ours: &[], never: &["tauri"], never_directly: &[] },
    Room {
        name: "lagoon-words",
        ours: &[],
        never: &["async-std", "reqwest", "serde", "sqlx", "tauri", "tokio"],
        never_directly: &["getrandom", "js-sys", "wasm-bindgen", "web-sys"],
    },
    Room { name: "lagoon-ui-bundler", ours: &[], never: &["reqwest", "sqlx", "tauri", "tokio"], never_directly: &[] },
    Room {
        name: "xtask",
        ours: &[],
        never: &["clap", "reqwest", "serde", "sqlx", "syn", "tauri", "tokio", "wasm-bindgen-cli-support"],
        never_directly: &[],
    },
];

/// Calls that belong in certain files only.
struct Place {
    calls: &'static [&'static str],
    /// Where the rule holds.
    within: &'static str,
    /// Modules below that folder in which the calls are at home.
    except: &'static [&'static str],
    /// Lines that are fine anywhere.
    except_lines: &'static str,
    rule: &'static str,
}

const CLOCKS: &[&str] = &["SystemTime::now", "Instant::now", "Utc::now", "Local::now"];

const PLACES: &[Place] = &[
    Place {
        calls: CLOCKS,
        within: "crates/listing/src",
        except: &[],
        except_lines: "",
        rule: "its rules get the time passed in",
    },
    Place {
        calls: CLOCKS,
        within: "crates/sync/src",
        except: &[],
        except_lines: "",
        rule: "its rules get the time passed in",
    },
    Place {
        calls: &["js_sys", "web_sys"],
        within: "ui/src",
        except: &["ipc", "platform"],
        except_lines: "",
        rule: "the browser is reached through `ipc` and `platform` alone",
    },
    Place {
        calls: &["sqlx::"],
        within: "crates/server/src",
        except: &["repository"],
        except_lines: "",
        rule: "SQL stays in `repository`",
    },
    Place {
        calls: &["sqlx::"],
        within: "crates/client/src",
        except: &[],
        except_lines: "use sqlx::SqlitePool;",
        rule: "it only hands on the store's pool",
    },
];

#[test]
fn every_crate_leans_only_on_what_its_room_allows() {
    let graph = Graph::read();
    let mut broken = Vec::new();
    for member in &graph.members {
        let Some(room) = ROOMS.iter().find(|room| room.name == *member) else {
            broken.push(format!("`{member}` has no row here: say what it may lean on"));
            continue;
        };
        let direct = &graph.direct[member];
        for dependency in direct {
            if graph.members.contains(dependency) && !room.ours.contains(&dependency.as_str()) {
                broken.push(format!("`{member}` depends on `{dependency}`: of ours it may only use {:?}", room.ours));
            }
            if room.never_directly.contains(&dependency.as_str()) {
                broken.push(format!("`{member}` depends on `{dependency}`: it must not name that itself"));
            }
        }
        let reached = graph.reached_from(member);
        for forbidden in room.never {
            if direct.contains(*forbidden) {
                broken.push(format!("`{member}` depends on `{forbidden}`: that must never come into it"));
            } else if let Some(way) = reached.get(*forbidden) {
                broken.push(format!("`{member}` gets `{forbidden}` through {way}: that must never come into it"));
            }
        }
    }
    for room in ROOMS.iter().filter(|room| !graph.members.contains(room.name)) {
        broken.push(format!("`{}` has a row here but is no crate of the workspace", room.name));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn calls_that_belong_in_one_place_are_made_only_there() {
    let mut broken = Vec::new();
    for place in PLACES {
        let folder = root().join(place.within);
        for file in rust_files(&folder) {
            let inside = file.strip_prefix(&folder).expect("the file was found in the folder").with_extension("");
            let module = inside.iter().next().expect("a file has a name").to_string_lossy().into_owned();
            if place.except.contains(&module.as_str()) {
                continue;
            }
            let text = fs::read_to_string(&file).expect("a source file can be read");
            for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
                let excused = !place.except_lines.is_empty() && line.contains(place.except_lines);
                for call in place.calls.iter().filter(|call| !excused && line.contains(**call)) {
                    let file = file.strip_prefix(root()).expect("the file lies in the project").display();
                    broken.push(format!("{file}:{} uses `{call}`: {}", index + 1, place.rule));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// What depends on what, on the machine that runs the test.
struct Graph {
    /// The crates of the workspace, by name.
    members: BTreeSet<String>,
    /// What each of them names in its manifest, for any platform.
    direct: BTreeMap<String, BTreeSet<String>>,
    /// All crates by package id: name, and the ids of what is built into them.
    packages: BTreeMap<String, (String, Vec<String>)>,
}

impl Graph {
    fn read() -> Self {
        let metadata = metadata();
        let ids: BTreeSet<&str> = list(&metadata["workspace_members"]).iter().map(text).collect();
        let (mut members, mut direct) = (BTreeSet::new(), BTreeMap::new());
        let (mut names, mut macros) = (BTreeMap::new(), BTreeSet::new());
        for package in list(&metadata["packages"]) {
            let (id, name) = (text(&package["id"]), text(&package["name"]));
            names.insert(id, name);
            if list(&package["targets"]).iter().any(|target| list(&target["kind"]).contains(&"proc-macro".into())) {
                macros.insert(id);
            }
            if ids.contains(id) {
                let dependencies = list(&package["dependencies"]).iter().filter(|it| it["kind"].is_null());
                members.insert(name.to_owned());
                direct.insert(name.to_owned(), dependencies.map(|it| text(&it["name"]).to_owned()).collect());
            }
        }
        let mut packages = BTreeMap::new();
        for node in list(&metadata["resolve"]["nodes"]) {
            let id = text(&node["id"]);
            // What a macro is made of runs in the compiler, not in the product.
            let built_in = list(&node["deps"])
                .iter()
                .filter(|_| !macros.contains(id))
                .filter(|dependency| list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()))
                .map(|dependency| text(&dependency["pkg"]).to_owned());
            packages.insert(id.to_owned(), (names[id].to_owned(), built_in.collect()));
        }
        Self { members, direct, packages }
    }

    /// Every crate that comes with `member`, and the way it comes.
    fn reached_from(&self, member: &str) -> BTreeMap<&str, String> {
        let start = self.packages.iter().find(|(id, (name, _))| name == member && !id.starts_with("registry+"));
        let (start, _) = start.expect("every member is in the graph");
        let mut ways = BTreeMap::new();
        let mut unread = vec![(start, String::new())];
        let mut seen = BTreeSet::from([start]);
        while let Some((id, way)) = unread.pop() {
            for dependency in &self.packages[id].1 {
                let (name, _) = &self.packages[dependency];
                ways.entry(name.as_str()).or_insert_with(|| way.clone());
                if seen.insert(dependency) {
                    let arrow = if way.is_empty() { "" } else { " → " };
                    unread.push((dependency, format!("{way}{arrow}`{name}`")));
                }
            }
        }
        ways
    }
}

/// Limited to this machine's platform, because the crates of others need not have been downloaded.
fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let version = Command::new("rustc").arg("-vV").current_dir(root()).output().expect("rustc starts");
    let version = String::from_utf8(version.stdout).expect("rustc answers in UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", host])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("`cargo metadata` answers in JSON")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies in a folder of the project")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display())) {
        let path = entry.expect("a folder's entry can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("`cargo metadata` has a list here")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("`cargo metadata` has a text here")
}
