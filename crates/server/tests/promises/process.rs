//! The real server as a process: what it logs, what it takes, and signals.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Output, Stdio},
    thread::JoinHandle,
};

/// The command, without the settings of whoever runs the tests.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lagoon-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LAGOON_") || name == "RUST_LOG") {
        command.env_remove(name);
    }
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Output {
    run_with(arguments, "")
}

/// The same, and tells it something.
pub fn run_with(arguments: &[&str], input: &str) -> Output {
    finish(command().args(arguments), input)
}

fn finish(command: &mut Command, input: &str) -> Output {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = piped.expect("starts");
    // The command may end without reading: that is no failure of the test.
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    child.wait_with_output().expect("ends")
}

/// What it prints, when it has to succeed.
pub fn said(arguments: &[&str], input: &str) -> String {
    let output = run_with(arguments, input);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The one sentence with which it refuses.
pub fn refused(arguments: &[&str]) -> String {
    refused_with(arguments, "")
}

/// The same, after it was told something.
pub fn refused_with(arguments: &[&str], input: &str) -> String {
    let output = finish(command().env("RUST_LOG", "error").args(arguments), input);
    let message = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.starts_with("lagoon-server: ") && message.trim_end().lines().count() == 1, "{message}");
    assert!(!message.contains("panicked"), "{message}");
    message
}

/// A server that runs until it is dropped.
pub struct Process {
    child: Child,
    /// What it said it does, line by line.
    pub lines: Vec<String>,
    log: Option<JoinHandle<String>>,
}

impl Process {
    /// Starts one on a free port, which says `lines` lines when it is ready.
    pub fn serve(arguments: &[&str], environment: &[(&str, &str)], lines: usize) -> Self {
        let mut child = command()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut stderr = child.stderr.take().expect("piped");
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            let _ = stderr.read_to_string(&mut log);
            log
        });
        let said = BufReader::new(child.stdout.take().expect("piped")).lines().take(lines);
        let lines = said.map(|line| line.expect("text")).collect();
        Self { child, lines, log: Some(log) }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        self.lines[0].strip_prefix("listening on ").expect("says where it listens")
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Stops it and returns its log.
    pub fn stop(mut self) -> String {
        self.signal("TERM");
        assert_eq!(self.child.wait().expect("ends").code(), Some(0));
        self.log.take().expect("taken once").join().expect("read")
    }

    /// A figure of `/proc/PID/status`, in KiB.
    #[cfg(target_os = "linux")]
    pub fn kib(&self, figure: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(figure)).expect("a figure");
        line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
