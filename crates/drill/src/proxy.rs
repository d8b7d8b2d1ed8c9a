//! A proxy in front of a database that can fall silent, as a firewall does that forgets connections: what it carries stays
//! open and no byte passes any more. New connections are served.

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

/// Carries connections to a port of this machine until it is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    to: u16,
    /// How often it fell silent: a connection carries on as long as this is what it was at its beginning.
    silences: AtomicU64,
    is_over: AtomicBool,
    /// Held open.
    sockets: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// Starts one.
    pub fn start(to: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            to,
            silences: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
            sockets: Mutex::default(),
        });
        let accepting = shared.clone();
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if accepting.is_over.load(Ordering::SeqCst) {
                    return;
                }
                // A client of a database that is not there is cut off.
                let _ = accepting.carry(client);
            }
        });
        Ok(Self { address, shared })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on nothing passes on the connections that stand.
    pub fn fall_silent(&self) {
        self.shared.silences.fetch_add(1, Ordering::SeqCst);
    }
}

impl Shared {
    fn carry(self: &Arc<Self>, client: TcpStream) -> io::Result<()> {
        let silences = self.silences.load(Ordering::SeqCst);
        let server = TcpStream::connect((Ipv4Addr::LOCALHOST, self.to))?;
        for (from, to) in [(&client, &server), (&server, &client)] {
            let (shared, mut from, mut to) = (self.clone(), from.try_clone()?, to.try_clone()?);
            to.set_nodelay(true)?;
            thread::spawn(move || {
                let mut piece = [0; 16 * 1024];
                while let Ok(read) = from.read(&mut piece) {
                    if shared.silences.load(Ordering::SeqCst) != silences {
                        return;
                    }
                    if read == 0 || to.write_all(&piece[..read]).is_err() {
                        break;
                    }
                }
                let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            });
        }
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner).extend([client, server]);
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes whoever accepts.
        let _ = TcpStream::connect(self.address);
        for socket in &*self.shared.sockets.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}
