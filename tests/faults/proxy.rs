//! Stands between a client and Postgres, and can lose answers: what is asked arrives and is carried
//! out, and nobody hears what came of it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// A proxy, which ends together with the test's runtime.
pub(super) struct Proxy {
    address: SocketAddr,
    url: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    to_lose: AtomicUsize,
    lost: AtomicUsize,
    /// Whether to be away once an answer is lost, and whether it is.
    leaves: AtomicBool,
    away: AtomicBool,
}

impl Proxy {
    /// A proxy before the server of this URL, which is reached by a socket in the file system.
    pub(super) async fn before(url: &str) -> Self {
        let socket = socket_of(url);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if shared.away.load(Ordering::SeqCst) {
                    continue;
                }
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(pass(client, server, shared.clone()));
            }
        });
        Self {
            address,
            url: url.to_owned(),
            state,
        }
    }

    /// The same database by way of the proxy.
    pub(super) fn url(&self) -> String {
        let (scheme, rest) = self.url.split_once("://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let user = authority.split_once('@').map_or("", |it| it.0);
        format!("{scheme}://{user}@{}/{path}", self.address)
    }

    /// Loses the answer to the next commit.
    pub(super) fn lose_an_answer(&self) {
        self.state.to_lose.store(1, Ordering::SeqCst);
    }

    /// Loses the answer to the next commit, and then is away until it comes back.
    pub(super) fn lose_an_answer_and_leave(&self) {
        self.state.leaves.store(true, Ordering::SeqCst);
        self.lose_an_answer();
    }

    /// Takes new connections again.
    pub(super) fn come_back(&self) {
        self.state.leaves.store(false, Ordering::SeqCst);
        self.state.away.store(false, Ordering::SeqCst);
    }

    /// How many answers were lost.
    pub(super) fn lost(&self) -> usize {
        self.state.lost.load(Ordering::SeqCst)
    }
}

/// The file of the socket that a URL names, as `.ci/services` writes it.
pub(crate) fn socket_of(url: &str) -> PathBuf {
    let rest = url.split_once('@').map_or(url, |it| it.1);
    let authority = rest.split('/').next().unwrap();
    let (folder, port) = authority
        .rsplit_once(':')
        .expect("the URL names a socket and a port");
    let folder = folder.replace("%2F", "/");
    assert!(
        folder.starts_with('/'),
        "this test needs a server on a socket, as .ci/services starts it"
    );
    PathBuf::from(folder).join(format!(".s.PGSQL.{port}"))
}

/// Passes on what both say, until an answer is to be lost: then the client's connection breaks.
async fn pass(mut client: TcpStream, mut server: UnixStream, state: Arc<State>) {
    let (mut from_client, mut from_server) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut writes = false;
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(read @ 1..) = read else { return };
                writes |= is_writing(&from_client[..read]);
                if server.write_all(&from_client[..read]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(read @ 1..) = read else { return };
                let answer = &from_server[..read];
                if writes && is_done(answer) {
                    writes = false;
                    let lose = state.to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| it.checked_sub(1));
                    if lose.is_ok() {
                        state.lost.fetch_add(1, Ordering::SeqCst);
                        let leaves = state.leaves.load(Ordering::SeqCst);
                        state.away.store(leaves, Ordering::SeqCst);
                        return;
                    }
                }
                if client.write_all(answer).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Whether a client carries something out that holds the name of the sample's command: the survey
/// asks for ids, and only the writing statement holds documents.
fn is_writing(bytes: &[u8]) -> bool {
    contains(bytes, b"thing.counted.v1")
}

/// Whether the server says that it is done, and that no transaction is open: it is committed.
fn is_done(bytes: &[u8]) -> bool {
    bytes.ends_with(b"Z\0\0\0\x05I")
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|it| it == text)
}
