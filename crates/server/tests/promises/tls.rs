//! TLS from files: both protocols, and a new certificate without a restart.

use std::{fs, path::Path, time::Duration};

use reqwest::{Certificate, StatusCode, Version};

use super::process::{Process, refused};

/// A certificate for `localhost` and its key, in the folder's files.
fn make(folder: &Path) -> String {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
    let pem = made.cert.pem();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).expect("written");
    fs::write(folder.join("certificate.pem"), &pem).expect("written");
    pem
}

fn client(certificate: &str) -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let trusted = Certificate::from_pem(certificate.as_bytes()).expect("a certificate");
    reqwest::Client::builder().no_proxy().tls_certs_only([trusted])
}

async fn ask(client: reqwest::ClientBuilder, url: &str) -> Result<(StatusCode, Version), reqwest::Error> {
    let answer = client.build().expect("a client").get(format!("{url}/healthz")).send().await?;
    Ok((answer.status(), answer.version()))
}

#[cfg(unix)]
#[tokio::test]
async fn tls_is_spoken_in_both_protocols_and_a_new_certificate_is_read_on_sighup() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let first = make(folder.path());
    let database = format!("sqlite:{}", path("lagoon.db"));
    let (certificate, key) = (path("certificate.pem"), path("key.pem"));
    let arguments = ["--database", &database, "--tls-certificate", &certificate, "--tls-key", &key];
    let server = Process::serve(&arguments, &[], 1);
    let port = server.url().strip_prefix("https://127.0.0.1:").expect("says that it speaks TLS").to_owned();
    let url = format!("https://localhost:{port}");
    assert_eq!(ask(client(&first), &url).await.expect("trusted"), (StatusCode::OK, Version::HTTP_2));
    let old = ask(client(&first).http1_only(), &url).await.expect("trusted");
    assert_eq!(old, (StatusCode::OK, Version::HTTP_11));
    assert!(ask(client(&first), &url.replace("https", "http")).await.is_err(), "no plain HTTP beside it");

    // What cannot be used does not take the place of what works.
    fs::write(&key, "no key").expect("written");
    server.signal("HUP");
    let second = make(folder.path());
    server.signal("HUP");
    let renewed = async {
        while ask(client(&second), &url).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), renewed).await.expect("the new certificate is in use");
    assert!(ask(client(&first), &url).await.is_err(), "and the old one is not");
    fs::write(&certificate, "nothing").expect("written");
    server.signal("HUP");
    assert!(ask(client(&second), &url).await.is_ok());
    // Elsewhere, so that the clients of this test can close their connections meanwhile.
    let log = tokio::task::spawn_blocking(move || server.stop()).await.expect("no panic");
    assert!(log.contains("the certificate in use stays") && !log.contains("panicked"), "{log}");
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    make(folder.path());
    fs::rename(path("key.pem"), path("other.pem")).expect("moved");
    make(folder.path());
    let serve = |certificate: &str, key: &str| {
        refused(&["serve", "--listen", "127.0.0.1:0", "--tls-certificate", &path(certificate), "--tls-key", &path(key)])
    };
    assert!(serve("none.pem", "key.pem").contains("none.pem"));
    assert!(serve("key.pem", "key.pem").contains("it holds none"));
    assert!(serve("certificate.pem", "certificate.pem").contains("the key"));
    assert!(serve("certificate.pem", "other.pem").contains("with its key"));
    assert!(refused(&["serve", "--tls-key", &path("key.pem")]).contains("--tls-certificate"));
}
