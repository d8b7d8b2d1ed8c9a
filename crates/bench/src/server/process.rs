//! The real server program in a process of its own, and its database before and after.

use std::{collections::BTreeMap, net::SocketAddr, process::Stdio};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use lagoon_listing::DraftId;
use lagoon_server::{
    auth::Token,
    repository::{AddedUser, NewSession, NewUser, Role, SessionId},
};
use lagoon_sync::DeviceId;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};
use uuid::Uuid;

use super::load::Device;

/// What stands where a password's hash would: nobody signs in with a password here.
const NO_HASH: &str = "none";

/// A server that runs.
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts the program that lies beside this one.
    pub async fn start(url: &str) -> Result<Self> {
        let program = std::env::current_exe()?.with_file_name("lagoon-server");
        ensure!(program.exists(), "there is no {}: use `cargo xtask bench`, which builds it", program.display());
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", url, "--request-rate", "0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("the server has no output")?;
        let line = BufReader::new(stdout).lines().next_line().await?.context("the server did not start")?;
        let address = line.strip_prefix("listening on http://").context("the server said something else")?;
        Ok(Self { child, address: address.parse()? })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills it, as a power cut would.
    pub async fn stop(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}

/// Adds teams and signs devices in, spread over them. No passwords are hashed: signing in is not what is measured.
pub async fn sign_in_devices(url: &str, setting: &str, teams: usize, devices: usize) -> Result<Vec<Device>> {
    let server = lagoon_server::open(url).await?;
    let repository = &server.repository;
    let now = repository.now().await?;
    let mut members = vec![];
    for number in 0..teams {
        let name = format!("{setting}, team {number}");
        let team = repository.add_team(&name).await?.context("the team is new")?;
        let user = NewUser {
            team_name: name,
            email: format!("{}@example.com", Uuid::new_v4()),
            name: "Ada".into(),
            role: Role::Agent,
            password_hash: NO_HASH.into(),
        };
        let AddedUser::Added(user) = repository.add_user(user).await? else { bail!("the person is new") };
        members.push((team, user));
    }
    let mut signed_in = vec![];
    for number in 0..devices {
        let (team, user) = members[number % members.len()];
        let (token, device) = (
            Token::random().map_err(|error| anyhow!("no randomness: {error}"))?,
            DeviceId(Uuid::new_v4().as_u64_pair().1),
        );
        let session = NewSession {
            token: token.hash(),
            id: SessionId::random(),
            password_hash: NO_HASH.into(),
            user,
            team,
            device,
            device_name: None,
            created_at: now,
            expires_at: now.plus(24 * 60 * 60 * 1000),
        };
        ensure!(repository.add_session(session).await?, "the person may sign in");
        signed_in.push(Device::new(team, token.to_text(), device));
    }
    repository.close().await;
    Ok(signed_in)
}

/// Looks for everything that devices were told is stored, and returns how many updates that were.
pub async fn check(url: &str, devices: &[Device]) -> Result<u64> {
    let server = lagoon_server::open(url).await?;
    let mut acknowledged = 0;
    for device in devices {
        for wanted in device.drafts.iter().filter(|draft| draft.updates > 0) {
            let held = server.repository.draft(device.team, wanted.id).await?;
            let held = held.with_context(|| format!("{} was acknowledged and is missing", wanted.id))?;
            let values: BTreeMap<_, &Value> =
                held.groups.iter().map(|(name, group)| (name, &group.head.value)).collect();
            ensure!(
                held.rev == wanted.updates && values.values().any(|value| **value == wanted.value.as_str()),
                "{} was acknowledged {} times, the last as {:?}, and is at {} with {values:?}",
                wanted.id,
                wanted.updates,
                wanted.value,
                held.rev
            );
            let past = past(&server, device, wanted.id).await?;
            ensure!(past + 1 == wanted.updates, "{} has {past} values in history of {}", wanted.id, wanted.updates);
            acknowledged += u64::try_from(wanted.updates)?;
        }
    }
    server.repository.close().await;
    Ok(acknowledged)
}

async fn past(server: &lagoon_server::Server, device: &Device, id: DraftId) -> Result<i64> {
    let past = server.repository.history(device.team, id, None, usize::MAX).await?;
    Ok(i64::try_from(past.context("the draft is gone")?.len())?)
}
