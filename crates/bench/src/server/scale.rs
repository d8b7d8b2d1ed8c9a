//! `cargo xtask bench server-scale`: what an update costs in a team with few drafts and in one with a million. Each size is a
//! database of its own with a server of its own, and they are measured in turn.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{
    LASTS,
    load::{Asks, Device, Load},
    process::{Process, check, sign_in_devices},
    rounds,
};
use crate::figures::{Figures, print_head};

/// How many drafts a team has.
const SIZES: [i64; 3] = [1_000, 100_000, 1_000_000];

/// How many devices of the team write at once.
const CONNECTIONS: usize = 8;

/// A team of one size.
struct Team {
    size: i64,
    _folder: tempfile::TempDir,
    url: String,
    process: Process,
    devices: Vec<Device>,
    per_second: Vec<u64>,
}

impl Team {
    async fn new(size: i64) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("lagoon.db");
        let url = format!("sqlite:{}", file.display());
        let mut devices = sign_in_devices(&url, "one team", 1, CONNECTIONS).await?;
        let epoch = fill(&file, &devices, size).await?;
        for device in &mut devices {
            // They have read all there is: reading a million drafts is not what is measured.
            device.stands_at(json!({"epoch": epoch, "seq": size}));
        }
        let process = Process::start(&url).await?;
        Ok(Self { size, _folder: folder, url, process, devices, per_second: vec![] })
    }
}

/// Writes drafts of one group past the server, as it would have written them. Returns the database's epoch.
async fn fill(file: &Path, devices: &[Device], size: i64) -> Result<String> {
    let team = devices.first().context("there are devices")?.team.to_string();
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let mut transaction = connection.begin().await?;
    let numbers = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2),
                   drafts_of (team, user, id, n) AS (
                       SELECT users.team_id, users.id, printf('%08x-0000-4000-8000-%012x', n * 2654435761 % 4294967296, n), n
                       FROM numbers CROSS JOIN (SELECT team_id, id FROM users WHERE team_id = ?1 LIMIT 1) AS users)";
    for insert in [
        "INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq)
         SELECT team, id, user, 1, 1, 1, n FROM drafts_of",
        "INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
         SELECT team, id, 'title', '\"Detached duplex, version 12\"', 1, '0000000000000001', user, 1, n FROM drafts_of",
    ] {
        sqlx::query(&format!("{numbers} {insert}")).bind(&team).bind(size).execute(&mut *transaction).await?;
    }
    sqlx::query("UPDATE teams SET seq = ?2 WHERE id = ?1").bind(&team).bind(size).execute(&mut *transaction).await?;
    let epoch = sqlx::query_scalar("SELECT epoch FROM meta").fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    connection.close().await?;
    Ok(epoch)
}

/// On SQLite files.
pub async fn measure() -> Result<()> {
    print_head("server-scale");
    let mut teams = vec![];
    for size in SIZES {
        teams.push(Team::new(size).await?);
    }
    for _ in 0..rounds() {
        for team in &mut teams {
            let load = Load::run(team.process.address(), &mut team.devices, Asks::Update, LASTS).await?;
            team.per_second.push(load.per_second());
        }
    }
    println!("Updates a second by {CONNECTIONS} devices of one team, median of {} rounds (least to most).\n", rounds());
    println!("| drafts in the team | updates a second | cost beside the first |\n| --- | --- | --- |");
    let mut first = None;
    for team in teams {
        let figures = Figures::of(team.per_second);
        #[allow(clippy::cast_precision_loss, reason = "a ratio of two rates")]
        let ratio = *first.get_or_insert(figures.median()) as f64 / figures.median().max(1) as f64;
        println!("| {} | {figures} | {ratio:.2} |", team.size);
        team.process.stop().await?;
        ensure!(check(&team.url, &team.devices).await? > 0, "nothing was acknowledged");
    }
    Ok(())
}
