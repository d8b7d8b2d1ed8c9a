//! `cargo xtask bench server-scale`: what an update costs in a team with few drafts and in one with a million, on SQLite and
//! on PostgreSQL. Each size is a database of its own with a server of its own, and they are measured in turn.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use lagoon_postgres_cluster::{Cluster, Database, Durability};
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
struct Team<'a> {
    size: i64,
    place: Place<'a>,
    process: Process,
    devices: Vec<Device>,
    per_second: Vec<u64>,
}

/// Where a team's database lies.
enum Place<'a> {
    Sqlite { file: PathBuf, _folder: tempfile::TempDir },
    Postgres(Database<'a>),
}

impl Place<'_> {
    fn file() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Ok(Self::Sqlite { file: folder.path().join("lagoon.db"), _folder: folder })
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite { file, .. } => format!("sqlite:{}", file.display()),
            Self::Postgres(database) => database.url(),
        }
    }

    /// Writes drafts of one group past the server, as it would have written them. Returns the database's epoch.
    async fn fill(&self, team: &str, size: i64) -> Result<String> {
        match self {
            Self::Sqlite { file, .. } => {
                let options = SqliteConnectOptions::new().filename(file);
                let mut connection = SqliteConnection::connect_with(&options).await?;
                let mut transaction = connection.begin().await?;
                let series =
                    "(WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {size})
                               SELECT n FROM numbers)";
                let id = "printf('%08x-0000-4000-8000-%012x', n * 2654435761 % 4294967296, n)";
                for statement in filling(team, size, series, id) {
                    sqlx::query(&statement).execute(&mut *transaction).await?;
                }
                let epoch = sqlx::query_scalar("SELECT epoch FROM meta").fetch_one(&mut *transaction).await?;
                transaction.commit().await?;
                connection.close().await?;
                Ok(epoch)
            }
            Self::Postgres(database) => {
                let series = "generate_series(1, {size}) AS n";
                let id = "(lpad(to_hex(n::bigint * 2654435761 % 4294967296), 8, '0') || '-0000-4000-8000-'
                          || lpad(to_hex(n), 12, '0'))::uuid";
                for statement in filling(team, size, series, id) {
                    database.sql(&format!("SET search_path = lagoon; {statement}"))?;
                }
                database.sql("VACUUM ANALYZE lagoon.draft_groups")?;
                database.sql("VACUUM ANALYZE lagoon.drafts")?;
                Ok(database.sql("SELECT epoch FROM lagoon.meta")?.trim().to_owned())
            }
        }
    }
}

/// The statements that fill either database: the numbers from 1 and a draft's id are written differently.
fn filling(team: &str, size: i64, series: &str, id: &str) -> [String; 3] {
    let numbers = series.replace("{size}", &size.to_string());
    let from = format!(
        "FROM {numbers} CROSS JOIN (SELECT id AS author FROM users WHERE team_id = '{team}' LIMIT 1) AS person"
    );
    [
        format!(
            "INSERT INTO drafts (team_id, id, user_id, rev, updated_at, last_modified, seq)
             SELECT '{team}', {id}, author, 1, 1, 1, n {from}"
        ),
        format!(
            "INSERT INTO draft_groups (team_id, draft_id, name, value, stamp_millis, stamp_device, author, rev, seq)
             SELECT '{team}', {id}, 'title', '\"Detached duplex, version 12\"', 1, '0000000000000001', author, 1, n {from}"
        ),
        format!("UPDATE teams SET seq = {size} WHERE id = '{team}'"),
    ]
}

impl<'a> Team<'a> {
    async fn new(place: Place<'a>, size: i64) -> Result<Self> {
        let mut devices = sign_in_devices(&place.url(), "one team", 1, CONNECTIONS).await?;
        let team = devices.first().context("there are devices")?.team.to_string();
        let epoch = place.fill(&team, size).await?;
        for device in &mut devices {
            // They have read all there is: reading a million drafts is not what is measured.
            device.stands_at(json!({"epoch": epoch, "seq": size}));
        }
        let process = Process::start(&place.url()).await?;
        Ok(Self { size, place, process, devices, per_second: vec![] })
    }
}

/// On both.
pub async fn measure() -> Result<()> {
    print_head("server-scale");
    println!("Updates a second by {CONNECTIONS} devices of one team, median of {} rounds (least to most).\n", rounds());
    let mut teams = vec![];
    for size in SIZES {
        teams.push(Team::new(Place::file()?, size).await?);
    }
    compare("SQLite", teams).await?;
    let cluster = Cluster::own(Durability::Full)?;
    let mut teams = vec![];
    for size in SIZES {
        teams.push(Team::new(Place::Postgres(cluster.database()?), size).await?);
    }
    compare("PostgreSQL", teams).await
}

async fn compare(name: &str, mut teams: Vec<Team<'_>>) -> Result<()> {
    for _ in 0..rounds() {
        for team in &mut teams {
            let load = Load::run(team.process.address(), &mut team.devices, Asks::Update, LASTS).await?;
            team.per_second.push(load.per_second());
        }
    }
    println!("| {name}: drafts in the team | updates a second | cost beside the first |\n| --- | --- | --- |");
    let mut first = None;
    for team in teams {
        let figures = Figures::of(team.per_second);
        #[allow(clippy::cast_precision_loss, reason = "a ratio of two rates")]
        let ratio = *first.get_or_insert(figures.median()) as f64 / figures.median().max(1) as f64;
        println!("| {} | {figures} | {ratio:.2} |", team.size);
        team.process.stop().await?;
        ensure!(check(&team.place.url(), &team.devices).await? > 0, "nothing was acknowledged");
    }
    println!();
    Ok(())
}
