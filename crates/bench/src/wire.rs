//! `cargo xtask bench wire`: what one saved edit of one group costs in bytes, on a connection that stands. The real client,
//! the real routes, TLS 1.3 and HTTP/2 between them.

use std::{collections::BTreeMap, io::Read as _, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use http::{HeaderMap, header::CONTENT_ENCODING};
use lagoon_client::{Client, Config, MemorySecrets, Settings, SystemClock};
use lagoon_listing::{DraftId, GroupName};
use lagoon_server::{Server, repository::AddedUser};
use lagoon_sync::status::SyncState;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::{
    figures::{Figures, print_head},
    frames::Tally,
    tap::Way,
    terminator::{self, Connection, Connections, Exchange, Shared, Terminator, look},
};

/// Edits before the first that counts: the header tables of both sides fill up.
const WARM: usize = 3;
/// Edits that count.
const ROUNDS: usize = 15;
/// What the targets say of one edit, in bytes.
const TARGETS: [u64; 2] = [400, 300];
/// So many drafts go in one request.
const MANY: usize = 50;
/// Nothing came or went for this long: the exchange is over.
const QUIET: Duration = Duration::from_millis(400);

const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "correct horse";

/// Frames of HTTP/2 by type (RFC 9113 §6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;

/// Measures and prints a report.
pub fn measure() -> Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let setting = Setting::start().await?;
        let id = setting.a_whole_draft().await?;
        let whole = setting.json_of(id).await?;
        let rounds = setting.edits(id).await?;
        let requests = setting.many_at_once().await?;
        report(&rounds, whole);
        println!("\n{MANY} drafts changed offline went out in {requests} request(s).");
        ensure!(requests == 1, "{MANY} drafts must fit into one request");
        Ok(())
    })
}

/// What one edit cost.
struct Round {
    /// Per way.
    ways: [Cost; 2],
    /// Bytes on other connections, both ways together: the stream of events.
    aside: u64,
    /// What was said.
    exchange: Said,
}

#[derive(Clone, Copy)]
struct Cost {
    wire: u64,
    plain: u64,
    records: u64,
    headers: u64,
    data: u64,
    other: u64,
    json: u64,
}

struct Said {
    headers: [HeaderMap; 2],
    json: [Value; 2],
}

struct Setting {
    server: Arc<Server>,
    client: Client,
    connections: Connections,
    _files: TempDir,
}

impl Setting {
    async fn start() -> Result<Self> {
        let files = tempfile::tempdir()?;
        let database = format!("sqlite:{}", files.path().join("server.db").display());
        let server = Arc::new(lagoon_server::open(&database).await?);
        server.repository.add_team("Bench").await?.context("a new database has no team")?;
        let added = server.add_user("Bench", EMAIL, "Ada Obi", PASSWORD).await?;
        ensure!(matches!(added, AddedUser::Added(_)), "nobody was there before");
        let Terminator { address, certificate, connections } =
            terminator::start(lagoon_server::router(Arc::clone(&server))).await?;
        let hour = 3_600_000;
        let (client, _) = Client::start(Config {
            directory: files.path().join("device"),
            default_server_url: String::new(),
            device_name: "bench".into(),
            clock: Arc::new(SystemClock::new()),
            secrets: Arc::new(MemorySecrets::default()),
            settings: Settings { poll: hour, poll_live: hour, ..Settings::default() },
            extra_roots: vec![certificate],
        })
        .await?;
        client.sign_in(EMAIL, PASSWORD, &format!("https://localhost:{}", address.port()), true).await?;
        let setting = Self { server, client, connections, _files: files };
        setting.quiet().await?;
        Ok(setting)
    }

    /// Waits until everything is in the cloud and nothing comes or goes any more.
    async fn quiet(&self) -> Result<()> {
        let synced = self.client.wait_for_status(|status| status.sync_status == SyncState::Synced);
        tokio::time::timeout(Duration::from_secs(20), synced).await.context("it does not get into the cloud")??;
        loop {
            let before = self.connections.bytes();
            sleep(QUIET).await;
            if self.connections.bytes() == before {
                return Ok(());
            }
        }
    }

    /// A draft of twelve groups, as an agent leaves it.
    async fn a_whole_draft(&self) -> Result<DraftId> {
        let id = self.client.create_draft().await?.id;
        for (name, value) in crate::merge::twelve_groups() {
            self.client.edit(id, &name, value, None).await?;
        }
        self.client.flush_drafts().await?;
        self.quiet().await?;
        Ok(id)
    }

    /// Bytes of the draft as the server would send all of it.
    async fn json_of(&self, id: DraftId) -> Result<usize> {
        let team = self.client.read_account().await?.team_id.context("signed in")?;
        let held = self.server.repository.draft(team, id).await?.context("it is in the cloud")?;
        ensure!(held.groups.len() == 12, "{} groups", held.groups.len());
        Ok(serde_json::to_vec(&held.to_head(true, |_, _| true))?.len())
    }

    async fn edits(&self, id: DraftId) -> Result<Vec<Round>> {
        let mut rounds = vec![];
        for number in 0..WARM + ROUNDS {
            let round = self.one_edit(id, number).await?;
            rounds.extend((number >= WARM).then_some(round));
        }
        let standing = self.json_at_server(id).await?;
        ensure!(standing == title(WARM + ROUNDS - 1), "the last edit is not there: {standing}");
        Ok(rounds)
    }

    async fn json_at_server(&self, id: DraftId) -> Result<Value> {
        let team = self.client.read_account().await?.team_id.context("signed in")?;
        let held = self.server.repository.draft(team, id).await?.context("it is in the cloud")?;
        Ok(held.groups[&GroupName::TITLE].head.value.clone())
    }

    async fn one_edit(&self, id: DraftId, number: usize) -> Result<Round> {
        let base = self.client.read_draft(id).await?.stamps.get(&GroupName::TITLE).copied();
        ensure!(base.is_some(), "an edit of what is on screen has a base");
        let before: Vec<_> = self.connections.all().iter().map(|connection| Standing::of(&look(connection))).collect();
        self.client.edit(id, &GroupName::TITLE, title(number), base).await?;
        self.quiet().await?;
        let after = self.connections.all();
        ensure!(after.len() == before.len(), "the connection did not hold");
        let (mut measured, mut aside) = (vec![], 0);
        for (before, connection) in before.iter().zip(&after) {
            let connection = look(connection);
            match &connection.requests[before.requests..] {
                [] => aside += connection.wire.iter().sum::<u64>() - before.wire.iter().sum::<u64>(),
                [one] if one.path == "/v1/sync" => measured.push(before.round_of(&connection, one)?),
                _ => bail!("one edit is one request to /v1/sync"),
            }
        }
        let Some(mut round) = measured.pop().filter(|_| measured.is_empty()) else { bail!("one edit is one request") };
        round.aside = aside;
        Ok(round)
    }

    /// How many requests carry the edits of many drafts.
    async fn many_at_once(&self) -> Result<usize> {
        self.client.set_paused(true);
        for number in 0..MANY {
            let id = self.client.create_draft().await?.id;
            self.client.edit(id, &GroupName::TITLE, title(number), None).await?;
        }
        let counts = |connections: Vec<Shared>| -> Vec<usize> {
            connections.iter().map(|connection| look(connection).requests.len()).collect()
        };
        let before = counts(self.connections.all());
        self.client.set_paused(false);
        self.quiet().await?;
        let (mut requests, mut updates) = (0, 0);
        for (index, connection) in self.connections.all().iter().enumerate() {
            let connection = look(connection);
            let new = &connection.requests[before.get(index).copied().unwrap_or_default()..];
            for exchange in new.iter().filter(|exchange| exchange.path == "/v1/sync") {
                let carried = body(exchange, Way::Up)?["updates"].as_array().map_or(0, Vec::len);
                updates += carried;
                requests += usize::from(carried > 0);
            }
        }
        ensure!(updates == MANY, "{updates} updates went out");
        Ok(requests)
    }
}

/// 25 characters.
fn title(number: usize) -> Value {
    json!(format!("Detached duplex, no. {number:04}"))
}

/// Where a connection stood.
struct Standing {
    wire: [u64; 2],
    plain: [u64; 2],
    records: [u64; 2],
    frames: [BTreeMap<u8, Tally>; 2],
    requests: usize,
}

impl Standing {
    fn of(connection: &Connection) -> Self {
        Self {
            wire: connection.wire,
            plain: connection.plain,
            records: [0, 1].map(|way: usize| connection.records[way].all().count),
            frames: [0, 1].map(|way: usize| connection.frames[way].seen.clone()),
            requests: connection.requests.len(),
        }
    }

    fn round_of(&self, connection: &Connection, exchange: &Exchange) -> Result<Round> {
        ensure!(connection.protocol == "h2", "HTTP/2 was not agreed on, but {}", connection.protocol);
        let json = [body(exchange, Way::Up)?, body(exchange, Way::Down)?];
        let cost = |way: usize| -> Result<Cost> {
            let bytes = |kind: u8| {
                let before = self.frames[way].get(&kind).copied().unwrap_or_default();
                connection.frames[way].of(kind).bytes - before.bytes
            };
            let plain = connection.plain[way] - self.plain[way];
            Ok(Cost {
                wire: connection.wire[way] - self.wire[way],
                plain,
                records: connection.records[way].all().count - self.records[way],
                headers: bytes(HEADERS),
                data: bytes(DATA),
                other: plain - bytes(HEADERS) - bytes(DATA),
                json: u64::try_from(decoded(exchange, way)?.len())?,
            })
        };
        let ways = [cost(0)?, cost(1)?];
        Ok(Round { ways, aside: 0, exchange: Said { headers: exchange.headers.clone(), json } })
    }
}

fn body(exchange: &Exchange, way: Way) -> Result<Value> {
    Ok(serde_json::from_slice(&decoded(exchange, way as usize)?)?)
}

fn decoded(exchange: &Exchange, way: usize) -> Result<Vec<u8>> {
    let sent = exchange.bodies[way].lock().expect("nobody panics while copying").clone();
    if exchange.headers[way].get(CONTENT_ENCODING).is_none() {
        return Ok(sent);
    }
    let mut plain = vec![];
    MultiGzDecoder::new(&sent[..]).read_to_end(&mut plain)?;
    Ok(plain)
}

fn report(rounds: &[Round], whole: usize) {
    print_head("wire");
    println!("{ROUNDS} edits of a title of 25 characters, in bytes: median (least to most).\n");
    println!("| part | up | down |\n| --- | --- | --- |");
    let part =
        |of: fn(&Cost) -> u64| [0, 1].map(|way: usize| Figures::of(rounds.iter().map(|round| of(&round.ways[way]))));
    let row = |name: &str, of: fn(&Cost) -> u64| {
        let [up, down] = part(of);
        println!("| {name} | {up} | {down} |");
    };
    let [up, down] = part(|cost| cost.wire);
    println!("| **on the wire** | **{up}** | **{down}** |");
    println!("| to reach | {} | {} |", TARGETS[0], TARGETS[1]);
    row("TLS: records and their seals", |cost| cost.wire - cost.plain);
    row("TLS records (number)", |cost| cost.records);
    row("HTTP/2 HEADERS frames", |cost| cost.headers);
    row("HTTP/2 DATA frames", |cost| cost.data);
    row("other HTTP/2 frames", |cost| cost.other);
    row("JSON before compression", |cost| cost.json);
    println!("\nThe whole draft (12 groups) as uncompressed JSON: {whole}.");
    let aside = Figures::of(rounds.iter().map(|round| round.aside));
    println!("Beside it, the poke on `/v1/events` (its own connection): {aside}.");
    let Some(last) = rounds.last() else { return };
    for (way, name) in [(0, "request"), (1, "answer")] {
        println!("\nThe last {name}:\n\n```text");
        for (field, value) in &last.exchange.headers[way] {
            let value =
                if field == "authorization" { format!("({} bytes)", value.len()) } else { format!("{value:?}") };
            println!("{field}: {value}");
        }
        println!("\n{}\n```", last.exchange.json[way]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_edit_goes_over_http_2_and_many_drafts_are_one_request() {
        let setting = Setting::start().await.expect("client and server meet");
        let id = setting.a_whole_draft().await.expect("saved");
        let round = setting.one_edit(id, 1).await.expect("one request over HTTP/2");
        let [up, down] = round.ways;
        assert!(up.plain > up.headers + up.json / 2 && down.wire > down.plain, "the counters count");
        assert_eq!(setting.many_at_once().await.expect("saved"), 1);
    }
}
