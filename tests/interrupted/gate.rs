//! Stands between a process and Postgres, lets so many of its messages pass, and no more.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;

use crate::faults::socket_of;

/// A gate. When it is dropped, every connection through it is cut.
pub(super) struct Gate {
    address: SocketAddr,
    url: String,
    state: Arc<State>,
    _passing: AbortOnDropHandle<()>,
}

struct State {
    /// How many messages still pass.
    left: AtomicUsize,
    shut: Notify,
}

impl Gate {
    /// An open gate before the server of this URL.
    pub(super) async fn before(url: &str) -> Self {
        let socket = socket_of(url);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            left: AtomicUsize::new(usize::MAX / 2),
            shut: Notify::new(),
        });
        let passing = tokio::spawn(pass_all(listener, socket, state.clone()));
        Self {
            address,
            url: url.to_owned(),
            state,
            _passing: AbortOnDropHandle::new(passing),
        }
    }

    /// The same database by way of the gate.
    pub(super) fn url(&self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let user = authority.split_once('@').map_or("", |it| it.0);
        format!("{scheme}://{user}@{}/{path}", self.address)
    }

    /// Lets so many more messages pass.
    pub(super) fn shut_after(&self, messages: usize) {
        self.state.left.store(messages, Ordering::SeqCst);
    }

    /// Returns when somebody stands before the gate with one message more.
    pub(super) async fn is_shut(&self) {
        self.state.shut.notified().await;
    }
}

async fn pass_all(listener: TcpListener, socket: PathBuf, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let server = UnixStream::connect(&socket).await.unwrap();
        connections.spawn(pass(client, server, state.clone()));
    }
}

async fn pass(mut client: TcpStream, mut server: UnixStream, state: Arc<State>) {
    let (mut from_client, mut from_server) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(read @ 1..) = read else { return };
                let left = &state.left;
                let passes = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| it.checked_sub(1));
                if passes.is_err() {
                    state.shut.notify_one();
                    return std::future::pending().await;
                }
                if server.write_all(&from_client[..read]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(read @ 1..) = read else { return };
                if client.write_all(&from_server[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}
