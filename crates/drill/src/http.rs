//! HTTP/1.1 by hand: a drill has to know whether an answer was read to its end.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// Longer than the server lets a request wait for its database.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Connection {
    stream: TcpStream,
}

/// An answer that was read to its end.
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream })
    }

    pub fn get(&mut self, token: &str, path: &str) -> Result<Answer> {
        self.ask("GET", token, path, "")
    }

    pub fn post(&mut self, token: &str, path: &str, body: &str) -> Result<Answer> {
        self.ask("POST", token, path, body)
    }

    fn ask(&mut self, method: &str, token: &str, path: &str, body: &str) -> Result<Answer> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.write_all(request.as_bytes())?;
        let mut buffer = vec![];
        let head = loop {
            self.read(&mut buffer)?;
            if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&buffer[..head])?.to_ascii_lowercase();
        let status = text.split(' ').nth(1).context("no status")?.parse()?;
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("the answer does not say how long it is")?.trim().parse()?;
        while buffer.len() < head + length {
            self.read(&mut buffer)?;
        }
        Ok(Answer { status, body: serde_json::from_slice(&buffer[head..head + length])? })
    }

    fn read(&mut self, buffer: &mut Vec<u8>) -> Result<()> {
        let mut piece = [0; 16 * 1024];
        let read = self.stream.read(&mut piece)?;
        ensure!(read > 0, "the server closed the connection");
        buffer.extend_from_slice(&piece[..read]);
        Ok(())
    }
}

impl Answer {
    /// What it says, if it is a success.
    pub fn success(self) -> Result<Value> {
        ensure!((200..300).contains(&self.status), "the server answered {}: {}", self.status, self.body);
        Ok(self.body)
    }
}
