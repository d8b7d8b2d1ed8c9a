//! The way between device and server, which can be closed, and which notes when something comes through.

use std::{net::SocketAddr, time::Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        watch,
    },
};

pub struct Gate {
    address: SocketAddr,
    open: watch::Sender<bool>,
    arrived: UnboundedReceiver<Instant>,
}

impl Gate {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (open, is_open) = watch::channel(true);
        let (sender, arrived) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                if *is_open.borrow() {
                    tokio::spawn(pass(device, server, is_open.clone(), sender.clone()));
                }
            }
        });
        Self { address, open, arrived }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Nothing comes through, and what was on its way breaks off.
    pub fn close(&self) {
        self.open.send_replace(false);
    }

    /// Forgets what came through before.
    pub fn open(&mut self) {
        while self.arrived.try_recv().is_ok() {}
        self.open.send_replace(true);
    }

    /// When the first byte of the next connection came.
    pub async fn first_byte(&mut self) -> Instant {
        self.arrived.recv().await.expect("the gate stands")
    }
}

async fn pass(
    mut device: TcpStream,
    server: SocketAddr,
    mut is_open: watch::Receiver<bool>,
    arrived: UnboundedSender<Instant>,
) {
    let through = async {
        let mut first = [0];
        device.read_exact(&mut first).await?;
        let _ = arrived.send(Instant::now());
        let mut server = TcpStream::connect(server).await?;
        server.write_all(&first).await?;
        copy_bidirectional(&mut device, &mut server).await
    };
    tokio::select! {
        _ = through => {}
        _ = is_open.wait_for(|open| !open) => {}
    }
}
