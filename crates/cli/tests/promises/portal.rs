//! Behind the sign-in page of a public network, which answers every request in the server's place.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Profile, Server};

/// Answers everything with a page, from now on.
async fn portal(server: &mut Server, status: &'static str) -> tokio::task::JoinHandle<()> {
    let listener = server.hang().await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 8_192]).await;
                let page = "<html>Welcome to Café Wi-Fi</html>";
                let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\nconnection: close\r\n");
                let answer = format!("{head}content-length: {}\r\n\r\n{page}", page.len());
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    })
}

#[tokio::test]
async fn a_sign_in_page_in_the_servers_place_is_named() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let id = ada.create("Duplex").await;
    let answering = portal(&mut server, "200 OK").await;
    let told = "Something that is not the Lagoon server answers";
    for words in [&["sync"][..], &["check"], &["edit", &id, "title", "Kept"]] {
        let done = ada.run(words).await;
        let said = format!("{}{}", done.stdout, done.stderr);
        assert!(said.contains(told) && said.contains("Wi-Fi") && said.contains("saved here"), "{words:?}: {said}");
    }
    let status = ada.run(&["status"]).await.stdout;
    assert!(status.contains(told) && status.contains("not in the cloud yet"), "{status}");
    answering.abort();
}

#[tokio::test]
async fn a_proxy_without_its_server_is_no_sign_in_page() {
    let mut server = Server::start().await;
    let ada = Profile::signed_in(&server, "ada@example.com").await;
    let answering = portal(&mut server, "502 Bad Gateway").await;
    let said = ada.run(&["sync"]).await.stderr;
    assert!(said.contains("The server could not be reached.") && !said.contains("Wi-Fi"), "{said}");
    answering.abort();
}
