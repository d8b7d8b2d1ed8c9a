//! Settings: flags before the environment before the file before the defaults, and no mistake passed over.

use std::fs;

use super::process::{Process, command, refused, run};

fn shown(arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = command().arg("config").args(arguments).envs(environment.iter().copied()).output().expect("runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn flags_come_before_the_environment_before_the_file_before_the_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lagoon.toml");
    fs::write(
        &file,
        "max-updates = 11\nmax-streams = 12\nmax-connections = 13\ntrusted-proxies = [\"10.0.0.0/8\", \"192.0.2.1\"]\n",
    )
    .expect("written");
    let file = file.display().to_string();
    let environment = [("LAGOON_MAX_UPDATES", "21"), ("LAGOON_MAX_STREAMS", "22"), ("LAGOON_CONFIG", &file)];
    let shown = shown(&["--max-updates", "31"], &environment);
    for line in [
        "max-updates = 31  # flag",
        "max-streams = 22  # environment",
        "max-connections = 13  # file",
        "trusted-proxies = [\"10.0.0.0/8\", \"192.0.2.1\"]  # file",
        "listen = \"127.0.0.1:8787\"  # default",
        "# tls-key: not set",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
}

#[test]
fn a_mistyped_variable_is_told() {
    let warned = |name: &str| {
        let output = command().arg("config").env(name, "21").env("LAGOON_TLS_KEY", "key.pem").output().expect("runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    };
    let mistyped = warned("LAGOON_MAX_UPDATE");
    assert!(mistyped.contains("LAGOON_MAX_UPDATE") && mistyped.contains("lagoon-server config"), "{mistyped}");
    assert_eq!(mistyped.lines().count(), 1, "the other is one: {mistyped}");
    assert_eq!(warned("LAGOON_MAX_UPDATES"), "");
    assert_eq!(warned("LAGOON_MIGRATE_TO"), "", "a command's, not a setting's");
}

#[test]
fn what_config_shows_is_a_file_of_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lagoon.toml");
    let first = shown(&["--grace-seconds", "7", "--database", "sqlite:some.db"], &[]);
    fs::write(&file, &first).expect("written");
    let second = shown(&["--config", &file.display().to_string()], &[]);
    let settings = |shown: &str| {
        let lines = shown.lines().map(|line| line.split("  # ").next().unwrap_or_default().to_owned());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(settings(&first), settings(&second));
    assert!(second.contains("grace-seconds = 7  # file"), "{second}");
}

#[test]
fn the_password_of_a_database_is_not_shown() {
    let shown = shown(&[], &[("LAGOON_DATABASE", "postgres://lagoon:hunter2@db/lagoon")]);
    assert!(shown.contains("postgres://lagoon:***@db/lagoon") && !shown.contains("hunter2"), "{shown}");
    for odd in ["hun,ter2", "hun/ter2", "hun?ter2", "12/ter2", "hun#ter2", "hun@ter2", "@ter2/"] {
        let url = format!("postgres://lagoon:{odd}@db/lagoon");
        let shown = self::shown(&["--database", &url], &[]);
        let line = shown.lines().find(|line| line.starts_with("database = ")).expect("shown");
        assert!(line.starts_with("database = \"postgres://") && !line.contains("ter2"), "{line}");
    }
}

#[test]
fn a_mistake_in_the_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lagoon.toml");
    let path = file.display().to_string();
    for (text, names) in [
        ("listne = \"127.0.0.1:1\"\nmax-update = 3", &["listne", "max-update"][..]),
        ("[serve]\nlisten = \"127.0.0.1:1\"", &["serve"]),
        ("config = \"other.toml\"", &["config"]),
        ("max-updates = 0", &["max-updates"]),
        ("max-updates = true", &["max-updates"]),
        ("trusted-proxies = [\"everybody\"]", &["trusted-proxies", "10.0.0.0/8"]),
        ("\nmax-updates = ", &["line 2"]),
    ] {
        fs::write(&file, text).expect("written");
        let said = refused(&["config", "--config", &path]);
        assert!(names.iter().all(|name| said.contains(name)) && said.contains(&path), "{text}: {said}");
    }
    assert!(refused(&["config", "--config", "/no/such/file.toml"]).contains("/no/such/file.toml"));
}

#[test]
fn commands_for_the_database_go_by_the_file_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, database) = (folder.path().join("lagoon.toml"), folder.path().join("ours.db"));
    fs::write(&file, format!("database = \"sqlite:{}\"", database.display())).expect("written");
    let created = run(&["team", "create", "--name", "Marina", "--config", &file.display().to_string()]);
    assert!(created.status.success() && database.exists(), "{created:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_that_is_told_nothing_keeps_its_database_where_the_system_wants_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().display().to_string();
    let server = Process::serve(&[], &[("XDG_STATE_HOME", &home), ("STATE_DIRECTORY", "")], 1);
    assert!(server.url().starts_with("http://127.0.0.1:"));
    assert!(folder.path().join("lagoon-server/lagoon.db").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn the_first_team_makes_the_database_where_the_system_wants_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let state = [("XDG_STATE_HOME", folder.path().as_os_str()), ("STATE_DIRECTORY", "".as_ref())];
        command().envs(state).args(arguments).output().expect("runs")
    };
    let missing = run(&["team", "list"]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("team create"), "{missing:?}");
    let created = run(&["team", "create", "--name", "Marina"]);
    assert!(created.status.success() && folder.path().join("lagoon-server/lagoon.db").exists(), "{created:?}");
}

#[test]
fn proxies_end_a_connection_before_the_server_does() {
    let idle = lagoon_server::limits::Limits::default().idle_seconds;
    for (file, setting) in [("Caddyfile", "keepalive "), ("nginx.conf", "keepalive_timeout ")] {
        let path = format!("{}/../../deploy/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(path).expect("read");
        let seconds = text.lines().find_map(|line| line.trim().strip_prefix(setting));
        let seconds = seconds.and_then(|value| value.trim_end_matches(';').strip_suffix('s')?.parse::<u64>().ok());
        // Otherwise a request that is sent on a connection as the server ends it is answered 502.
        assert!(seconds.is_some_and(|seconds| seconds < idle), "{file}: {seconds:?}");
    }
}
