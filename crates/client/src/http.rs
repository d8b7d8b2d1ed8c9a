//! Talking to the server. Only an authentic answer of our own API counts: a captive portal's page is no answer at all.

mod answer;

use std::{collections::BTreeMap, io::Write, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use flate2::{Compression, write::GzEncoder};
use futures_util::StreamExt;
use lagoon_listing::{DraftId, GroupName, TeamId, UserId};
use lagoon_sync::{
    Stamp,
    engine::Failure,
    view::Person,
    wire::{SyncRequest, SyncResponse},
};
use reqwest::{StatusCode, header, redirect};
use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use self::answer::{Answer, STALLED, content_type, is_problem};
use crate::{
    ClientError,
    live::{Ended, News},
    meter::Meter,
    reading::Lines,
};

const CONNECTING: Duration = Duration::from_secs(10);
const EVENTS: &str = "text/event-stream";
/// The most values of one draft's history that are read.
const HISTORY_VALUES: usize = 10_000;
/// The most people of a team whose names are read.
const PEOPLE: usize = 5_000;
/// A stream of events that is silent for this long, two heartbeats and a little, is given up.
const SILENT: Duration = Duration::from_secs(55);

/// An HTTP client for one Lagoon server.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    client: reqwest::Client,
    /// The same with the patience that a stream of events needs.
    listener: reqwest::Client,
    /// [`STALLED`], but for tests.
    stalled: Duration,
    meter: Arc<Meter>,
}

/// A successful sign-in. The token stays between here and the secret store.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewSession {
    pub token: String,
    pub user_id: UserId,
    pub team_id: TeamId,
    pub name: String,
    pub team: String,
    pub email: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Credentials<'a> {
    email: &'a str,
    password: &'a str,
    device_name: &'a str,
}

/// Why an exchange brought nothing.
#[derive(Debug, PartialEq)]
pub(crate) enum NotExchanged {
    /// For the engine to deal with.
    Failure(Failure),
    /// Something answers that is not the server, such as the sign-in page of a public network. The engine takes it for none.
    Foreign,
    /// Another installation goes by this device's id.
    DeviceTaken,
}

impl From<Failure> for NotExchanged {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// As much of `/openapi.json` as tells whose it is.
#[derive(Deserialize)]
struct Contract {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    title: String,
    version: String,
}

#[derive(Deserialize)]
struct Hashes {
    drafts: Vec<Hash>,
    #[serde(default)]
    next: Option<DraftId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Hash {
    id: DraftId,
    content_hash: String,
}

#[derive(Deserialize)]
struct People {
    people: Vec<Person>,
    #[serde(default)]
    next: Option<UserId>,
}

#[derive(Deserialize)]
struct History {
    values: Vec<PastValue>,
    #[serde(default)]
    next: Option<String>,
}

/// A value that a draft no longer has, as the server tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PastValue {
    pub group: GroupName,
    pub value: Value,
    pub stamp: Stamp,
    pub author: UserId,
    pub replaced_at: DateTime<Utc>,
}

impl Http {
    /// A client with bundled roots, so that it works the same on every system, Android included, and with those that a
    /// company added for its own servers.
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let (_, unreadable) = roots.add_parsable_certificates(extra_roots);
        if unreadable > 0 {
            tracing::warn!(unreadable, "extra root certificates that cannot be read are left out");
        }
        let mut tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring supports the default protocol versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        // reqwest takes the configuration as it is: without this no server would ever speak HTTP/2 with us (RFC 7301).
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = |silent: Option<Duration>| {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(concat!("lagoon/", env!("CARGO_PKG_VERSION")))
                // Decompressed here, so that what travelled can be counted.
                .no_gzip()
                .redirect(redirect::Policy::none())
                .connect_timeout(CONNECTING)
                .tcp_keepalive(Duration::from_secs(30));
            #[cfg(any(target_os = "android", target_os = "linux"))]
            let builder = builder.tcp_user_timeout(STALLED);
            let builder = silent.into_iter().fold(builder, reqwest::ClientBuilder::read_timeout);
            builder.build().expect("the TLS configuration above is complete")
        };
        // `read_timeout` counts from the moment of sending, however much there is to send: not for the client that uploads.
        Self { client: client(None), listener: client(Some(SILENT)), stalled: STALLED, meter: Arc::default() }
    }

    /// Counts what is sent and received.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The version of the Lagoon server at an address, as its own description of its contract tells it.
    pub(crate) async fn version(&self, server_url: &str) -> Result<String, ClientError> {
        match self.answer(self.client.get(format!("{server_url}/openapi.json")), 0).await {
            Answer::Ok(Contract { info: Info { title, version } }) if title == "Lagoon" => Ok(version),
            Answer::NoServer | Answer::Stalled => Err(ClientError::NoServer(server_url.to_owned())),
            Answer::Problem { problem, .. } => Err(ClientError::Server(problem.message())),
            Answer::Ok(_) | Answer::Foreign => Err(ClientError::ForeignAnswer(server_url.to_owned())),
        }
    }

    /// `GET /v1/events`: tells when the stream stands and every poke, until it ends or `tell` says to stop.
    pub(crate) async fn listen(&self, server_url: &str, token: &str, tell: impl Fn(News) -> bool) -> Ended {
        let get = self.listener.get(format!("{server_url}/v1/events")).bearer_auth(token);
        let response = match self.send(get.header(header::ACCEPT, EVENTS)).await {
            Ok(response) => response,
            Err(error) => {
                tracing::debug!(error = %error.without_url(), "no events");
                return Ended::Broken { retry: None };
            }
        };
        if response.status() == StatusCode::UNAUTHORIZED && is_problem(&response) {
            return Ended::SignInLost;
        }
        if response.status() != StatusCode::OK || !content_type(&response).starts_with(EVENTS) {
            return Ended::Broken { retry: None };
        }
        let (mut lines, mut pieces) = (Lines::default(), response.bytes_stream());
        let mut goes_on = tell(News::Live(true));
        while let Some(Ok(piece)) = pieces.next().await {
            self.meter.received(piece.len());
            let ours = lines.take(&piece, |seq| goes_on &= tell(News::Poke(seq)));
            if !ours || !goes_on {
                break;
            }
        }
        Ended::Broken { retry: lines.retry().map(Duration::from_millis) }
    }

    /// `POST /v1/sync`.
    pub(crate) async fn exchange(
        &self,
        server_url: &str,
        token: &str,
        request: &SyncRequest,
    ) -> Result<SyncResponse, NotExchanged> {
        let body = serde_json::to_vec(request).map_err(|error| Failure::Refused(error.to_string()))?;
        let mut post = self
            .client
            .post(format!("{server_url}/v1/sync"))
            .bearer_auth(token)
            .header(header::CONTENT_TYPE, "application/json");
        let compressed = gzip(&body);
        let bytes = compressed.len().min(body.len());
        // One edit of one group gains a fifth; what gains nothing goes as it is.
        post = if compressed.len() < body.len() {
            post.header(header::CONTENT_ENCODING, "gzip").body(compressed)
        } else {
            post.body(body)
        };
        match self.answer(post, bytes).await {
            Answer::Ok(response) => answers_all(request, response).ok_or(Failure::Unreachable.into()),
            Answer::Foreign => Err(NotExchanged::Foreign),
            Answer::NoServer => Err(Failure::Unreachable.into()),
            Answer::Stalled => Err(Failure::Stalled.into()),
            Answer::Problem { problem, .. } if problem.code == "deviceTaken" => Err(NotExchanged::DeviceTaken),
            // A server that has no such route any more speaks another language than this version.
            Answer::Problem { status, problem, .. }
                if matches!((status.as_u16(), &problem.code[..]), (409, "clientTooOld") | (404, "unknownRoute")) =>
            {
                Err(Failure::TooOld.into())
            }
            Answer::Problem { status, retry_after, problem } => Err(match status.as_u16() {
                401 | 403 => Failure::SignInLost,
                500.. => Failure::Busy { retry_after, broken: true },
                400 | 413 => Failure::Refused(problem.message()),
                // Not about what was sent: too many at once, too slow, a wrong path or method, a proxy's idea.
                _ => Failure::Busy { retry_after, broken: false },
            }
            .into()),
        }
    }

    /// `GET /v1/sync/hashes`: what the server holds of each draft of the team, as a hash.
    pub(crate) async fn hashes(&self, server_url: &str, token: &str) -> Result<BTreeMap<DraftId, String>, ClientError> {
        let mut hashes = BTreeMap::new();
        let mut after = None;
        loop {
            let query = after.map(|id: DraftId| format!("?after={id}")).unwrap_or_default();
            let page: Hashes = self.get(server_url, token, &format!("/v1/sync/hashes{query}")).await?;
            hashes.extend(page.drafts.into_iter().map(|hash| (hash.id, hash.content_hash)));
            // A server that goes in circles is none of ours.
            match page.next {
                Some(next) if after < Some(next) => after = Some(next),
                _ => return Ok(hashes),
            }
        }
    }

    /// `GET /v1/people`: what the team's people are called.
    pub(crate) async fn people(&self, server_url: &str, token: &str) -> Result<Vec<Person>, ClientError> {
        let (mut people, mut after) = (vec![], None);
        loop {
            let query = after.map(|id: UserId| format!("&after={id}")).unwrap_or_default();
            let page: People = self.get(server_url, token, &format!("/v1/people?limit=200{query}")).await?;
            people.extend(page.people);
            // A server that goes in circles is none of ours.
            match page.next {
                Some(next) if after < Some(next) && people.len() < PEOPLE => after = Some(next),
                _ => return Ok(people),
            }
        }
    }

    /// `GET /v1/property-drafts/{id}/history`: the values that the draft no longer has, newest first, and whether that is all
    /// of them. None when the server does not know the draft.
    pub(crate) async fn history(
        &self,
        server_url: &str,
        token: &str,
        id: DraftId,
    ) -> Result<(Vec<PastValue>, bool), ClientError> {
        let path = format!("/v1/property-drafts/{id}/history?limit=200");
        let (mut values, mut next) = (vec![], String::new());
        loop {
            let page: Result<History, _> = self.get(server_url, token, &format!("{path}{next}")).await;
            let page = match page {
                Err(ClientError::NotThere) => return Ok((values, true)),
                page => page?,
            };
            values.extend(page.values);
            match page.next {
                Some(place) if values.len() < HISTORY_VALUES => next = format!("&before={place}"),
                next => return Ok((values, next.is_none())),
            }
        }
    }

    async fn get<T: DeserializeOwned>(&self, server_url: &str, token: &str, path: &str) -> Result<T, ClientError> {
        match self.answer(self.client.get(format!("{server_url}{path}")).bearer_auth(token), 0).await {
            Answer::Ok(value) => Ok(value),
            Answer::NoServer | Answer::Stalled => Err(ClientError::NoServer(server_url.to_owned())),
            Answer::Foreign => Err(ClientError::ForeignAnswer(server_url.to_owned())),
            Answer::Problem { status, problem, .. } => Err(match status.as_u16() {
                401 | 403 => ClientError::SignInLost,
                404 => ClientError::NotThere,
                _ => ClientError::Server(problem.message()),
            }),
        }
    }

    /// `POST /v1/sessions`.
    pub(crate) async fn sign_in(
        &self,
        server_url: &str,
        email: &str,
        password: &str,
        device_name: &str,
    ) -> Result<NewSession, ClientError> {
        let credentials = Credentials { email, password, device_name };
        let post = self.client.post(format!("{server_url}/v1/sessions")).json(&credentials);
        match self.answer(post, 0).await {
            Answer::Ok(session) => Ok(session),
            Answer::NoServer | Answer::Stalled => Err(ClientError::NoServer(server_url.to_owned())),
            Answer::Foreign => Err(ClientError::ForeignAnswer(server_url.to_owned())),
            Answer::Problem { status, retry_after, problem } => Err(match status.as_u16() {
                401 | 403 => ClientError::WrongPassword,
                429 => ClientError::TooManyTries(retry_after.map_or(60, |millis| millis / 1_000)),
                _ => ClientError::Server(problem.message()),
            }),
        }
    }

    /// `DELETE /v1/sessions/current`. Answers whether the sign-in is over at the server; the caller forgets the token either way.
    pub(crate) async fn sign_out(&self, server_url: &str, token: &str) -> bool {
        let delete = self.client.delete(format!("{server_url}/v1/sessions/current")).bearer_auth(token);
        match self.send(delete.timeout(self.stalled)).await {
            Ok(response) if response.status() == StatusCode::NO_CONTENT => true,
            // A sign-in that the server does not know is over.
            Ok(response) => response.status() == StatusCode::UNAUTHORIZED && is_problem(&response),
            Err(error) => {
                tracing::info!(error = %error.without_url(), "the server was not told of the sign-out");
                false
            }
        }
    }
}

/// Outcomes are matched with updates by their place: there must be one for each.
fn answers_all(request: &SyncRequest, response: SyncResponse) -> Option<SyncResponse> {
    let matches = response.outcomes.len() == request.updates.len();
    if !matches {
        tracing::error!("an answer does not have one outcome for each update");
    }
    matches.then_some(response)
}

/// Reads what a person typed as a server address: a scheme is added, a path or slash at the end goes.
pub(crate) fn parse_server_url(text: &str) -> Result<String, ClientError> {
    let trimmed = text.trim();
    let bad = || ClientError::BadAddress(trimmed.to_owned());
    let with_scheme = if trimmed.contains("://") { trimmed.to_owned() } else { format!("https://{trimmed}") };
    let url = reqwest::Url::parse(&with_scheme).map_err(|_| bad())?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) || !plain {
        return Err(bad());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;
    use crate::driver::random;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        for (typed, meant) in [
            ("lagoon.example.com", "https://lagoon.example.com"),
            (" https://lagoon.example.com/ ", "https://lagoon.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("https://example.com/lagoon/", "https://example.com/lagoon"),
        ] {
            assert_eq!(parse_server_url(typed).expect("an address"), meant);
        }
        for bad in ["", "   ", "ftp://example.com", "http://", "https://a b", "https://user@example.com", "https://x?y"]
        {
            assert!(parse_server_url(bad).is_err(), "{bad}");
        }
    }

    /// A server that reads so many bytes every 20 ms, and answers when it has read all, if it is to.
    async fn slow_server(bytes: usize, answers: bool) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let (mut read, mut piece) = (vec![], vec![0; bytes]);
            let whole = |read: &[u8]| {
                let text = String::from_utf8_lossy(read);
                let (head, _) = text.split_once("\r\n\r\n")?;
                let length =
                    head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
                Some(head.len() + 4 + length.unwrap_or(0))
            };
            while whole(&read).is_none_or(|whole| read.len() < whole) {
                let count = stream.read(&mut piece).await.expect("more");
                read.extend_from_slice(&piece[..count]);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let body = r#"{"serverTime":1,"cursor":{"epoch":"0000000000000001","seq":1}}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            if answers {
                stream.write_all(answer.as_bytes()).await.expect("sent");
            }
            std::future::pending::<()>().await;
        });
        url
    }

    /// Something that cannot be compressed.
    fn request_of(bytes: usize) -> SyncRequest {
        let settled = (0..bytes / 32).map(|_| lagoon_sync::wire::NoticeId {
            draft: DraftId(uuid::Uuid::new_v4()),
            group: GroupName::TITLE,
            stamp: Stamp { millis: lagoon_sync::Millis::clamped(1), device: lagoon_sync::DeviceId(random()) },
        });
        SyncRequest {
            device: lagoon_sync::DeviceId(1),
            install: None,
            schema: 1,
            clock: None,
            cursor: None,
            updates: vec![],
            settled: settled.collect(),
        }
    }

    #[tokio::test]
    async fn what_goes_up_slowly_gets_through_and_what_nobody_answers_is_given_up() {
        let http = Http { stalled: Duration::from_millis(300), ..Http::new(vec![]) };
        let request = request_of(8 * 1024);
        // 8 KiB by 200 bytes every 20 ms: longer than the patience with nothing to send, and getting on all the time.
        let url = slow_server(200, true).await;
        let began = std::time::Instant::now();
        let answered = http.exchange(&url, "token", &request).await;
        assert!(answered.is_ok(), "{answered:?}");
        assert!(began.elapsed() > Duration::from_millis(600), "it was slow");
        let url = slow_server(64 * 1024, false).await;
        let silent = http.exchange(&url, "token", &request_of(32)).await;
        assert!(matches!(silent, Err(NotExchanged::Failure(Failure::Stalled))), "{silent:?}");
    }
}
