//! What whoever runs a server sees of it, and what they must not see.

use std::time::Duration;

use lagoon_server::{Listeners, Settings, proxies::Proxies, serve_on};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{
    process::{Process, command},
    support::{DRAFT, PASSWORD, START, answer, device, http, start, start_with, sync_body, title},
};

#[tokio::test]
async fn readiness_is_more_than_life() {
    let server = start().await;
    let ready = || answer(http().get(format!("{}/readyz", server.url)));
    assert_eq!(ready().await.0, StatusCode::OK);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(server.file());
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opens");
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .expect("written");
    let (status, problem) = ready().await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("otherSchema")));
    sqlx::query("DROP TABLE sessions").execute(&pool).await.expect("gone");
    assert_eq!(ready().await.0, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer(http().get(format!("{}/healthz", server.url))).await.0, StatusCode::OK, "it lives");
}

#[tokio::test]
async fn what_is_counted_names_routes_and_outcomes_and_nobody() {
    let made = start().await;
    let server = lagoon_server::Server::new(made.repository.clone()).expect("hashes");
    let [public, metrics] = [TcpListener::bind("127.0.0.1:0").await, TcpListener::bind("127.0.0.1:0").await];
    let (public, metrics) = (public.expect("a port"), metrics.expect("a port"));
    let url = format!("http://{}", public.local_addr().expect("an address"));
    let watch = format!("http://{}/metrics", metrics.local_addr().expect("an address"));
    let listeners = Listeners { public, certificates: None, metrics: Some(metrics) };
    let serving = tokio::spawn(serve_on(listeners, server, std::future::pending()));

    let credentials = json!({"email": "ada@example.com", "password": PASSWORD});
    let (_, session) = answer(http().post(format!("{url}/v1/sessions")).json(&credentials)).await;
    let token = session["token"].as_str().expect("a token").to_owned();
    let mut body = sync_body(
        None,
        &[
            title(DRAFT, "One", 5, 1),
            title(DRAFT, "Two", 1, 1),
            title(DRAFT, "Other", 5, 1),
            title(DRAFT, "x", 90_000, 2),
        ],
    );
    body["clock"] = json!(START - 20_000);
    let (status, _) = answer(http().post(format!("{url}/v1/sync")).bearer_auth(&token).json(&body)).await;
    assert_eq!(status, StatusCode::OK);
    answer(http().get(format!("{url}/v1/property-drafts/{DRAFT}")).bearer_auth(&token)).await;
    answer(http().get(format!("{url}/no/such/place"))).await;
    let stream = http().get(format!("{url}/v1/events")).bearer_auth(&token).send().await.expect("an answer");

    let text = http().get(&watch).send().await.expect("an answer").text().await.expect("text");
    for line in [
        "lagoon_requests_total{route=\"/v1/sync\",method=\"POST\",status=\"200\"} 1",
        "lagoon_requests_total{route=\"/v1/property-drafts/{id}\",method=\"GET\",status=\"200\"} 1",
        "lagoon_requests_total{route=\"unknown\",method=\"GET\",status=\"404\"} 1",
        "lagoon_request_duration_seconds_count{route=\"/v1/sync\",method=\"POST\"} 1",
        "lagoon_groups_total{outcome=\"applied\"} 1",
        "lagoon_groups_total{outcome=\"superseded\"} 1",
        "lagoon_groups_total{outcome=\"stampReused\"} 1",
        "lagoon_groups_total{outcome=\"clockAhead\"} 1",
        "lagoon_device_clock_skew_seconds_bucket{le=\"60.0\",direction=\"behind\"} 1",
        "lagoon_live_connections 1",
        "lagoon_devices_online 1",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    for secret in [DRAFT, &token, "ada", "Marina", session["teamId"].as_str().expect("an id"), &device(1), "no/such"] {
        assert!(!text.contains(secret), "{secret}");
    }
    drop(stream);
    let gone = async {
        while !http()
            .get(&watch)
            .send()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("text")
            .contains("devices_online 0")
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.expect("counted as gone");
    let (status, _) = answer(http().get(format!("{url}/metrics"))).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "not for the public");
    serving.abort();
}

#[tokio::test]
async fn guesses_are_counted_by_the_address_behind_a_trusted_proxy() {
    let trusted = Proxies { trusted: vec!["127.0.0.1/32".parse().expect("a network")], ..Proxies::default() };
    let server = start_with(Settings { proxies: trusted, ..Settings::default() }).await;
    let guess = async |from: &str| {
        let wrong = json!({"email": "ada@example.com", "password": "guess"});
        answer(http().post(format!("{}/v1/sessions", server.url)).header("x-forwarded-for", from).json(&wrong)).await.0
    };
    for _ in 0..10 {
        assert_eq!(guess("203.0.113.1").await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(guess("203.0.113.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        guess("198.51.100.7, 203.0.113.1").await,
        StatusCode::TOO_MANY_REQUESTS,
        "made-up addresses do not help"
    );
    assert_eq!(guess("203.0.113.2").await, StatusCode::UNAUTHORIZED, "others do not wait");
}

#[tokio::test]
async fn without_a_trusted_proxy_nobody_can_choose_an_address() {
    let server = start().await;
    let guess = async |n: usize| {
        let wrong = json!({"email": "ada@example.com", "password": "guess"});
        let request =
            http().post(format!("{}/v1/sessions", server.url)).header("x-forwarded-for", format!("203.0.113.{n}"));
        answer(request.json(&wrong)).await.0
    };
    for n in 0..10 {
        assert_eq!(guess(n).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(guess(11).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_log_tells_what_happened_and_of_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite:{}", folder.path().join("lagoon.db").display());
    let team = ["team", "create", "--database", &database, "--name", "Harmattan Homes"];
    assert!(command().args(team).status().expect("runs").success());
    let opened = lagoon_server::open(&database).await.expect("opens");
    opened.add_user("Harmattan Homes", "adaeze@example.com", "Adaeze Obi", PASSWORD).await.expect("added");
    opened.repository.close().await;
    for format in ["json", "text"] {
        let arguments = ["--database", &database, "--trusted-proxies", "127.0.0.1", "--log-format", format];
        let server = Process::serve(&arguments, &[("RUST_LOG", "info,lagoon_server=trace,tower_http=trace")], 1);
        let url = server.url().to_owned();
        let from = |request: reqwest::RequestBuilder| {
            request.header("x-forwarded-for", "203.0.113.77").header("x-request-id", "of-the-proxy-1")
        };
        let sign_in = |password: &str| {
            let wish = json!({"email": "Adaeze@example.com", "password": password, "deviceName": "Adaeze's tablet"});
            answer(from(http().post(format!("{url}/v1/sessions")).json(&wish)))
        };
        assert_eq!(sign_in("wrong horse").await.0, StatusCode::UNAUTHORIZED);
        let (_, session) = sign_in(PASSWORD).await;
        let token = session["token"].as_str().expect("a token").to_owned();
        let draft = format!("{url}/v1/property-drafts/{DRAFT}");
        let stored = json!({"lastModified": 1, "title": "Villa by the lagoon"});
        answer(from(http().put(&draft).bearer_auth(&token).json(&stored))).await;
        let broken = json!({"device": "Villa by the lagoon"});
        answer(from(http().post(format!("{url}/v1/sync")).bearer_auth(&token).json(&broken))).await;
        answer(from(http().get(format!("{url}/v1/Villa?by=Adaeze")).bearer_auth(&token))).await;
        // An id that could break a line or hide something is replaced.
        let odd = http().get(format!("{url}/healthz")).header("x-request-id", "a b\"c");
        answer(odd).await;
        // Elsewhere, so that the clients of this test can close their connections meanwhile.
        let log = tokio::task::spawn_blocking(move || server.stop()).await.expect("no panic");
        for secret in [
            "daeze",
            "example.com",
            "203.0.113.77",
            &token,
            PASSWORD,
            "wrong horse",
            "tablet",
            "illa",
            "Harmattan",
            "a b",
            DRAFT,
        ] {
            assert!(!log.contains(secret), "{secret} in\n{log}");
        }
        assert!(log.contains("of-the-proxy-1") && log.contains("/v1/property-drafts/{id}"), "{log}");
        if format == "json" {
            let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
            let refused = lines.iter().find(|line| line["status"] == 401).expect("logged");
            assert_eq!(
                (&refused["span"]["route"], &refused["span"]["method"]),
                (&json!("/v1/sessions"), &json!("POST"))
            );
        }
    }
}
