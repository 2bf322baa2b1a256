//! Taking connections in, and letting go of those that only take up room.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How long a connection may take to send the head of its next request.
const HEAD_ARRIVES_WITHIN: Duration = Duration::from_secs(20);

/// How long to wait when no connection can be taken in, such as for want of file descriptors.
const RETRY: Duration = Duration::from_millis(200);

/// Answers requests until told to stop, and then finishes those that have begun.
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Some(accepted) = stop.run_until_cancelled(listener.accept()).await else {
            break;
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(answer(stream, router.clone(), stop.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken in");
                sleep(RETRY).await;
            }
        }
    }
    while connections.join_next().await.is_some() {}
}

async fn answer(stream: TcpStream, router: Router, stop: CancellationToken) {
    // Small answers must not wait for one another.
    drop(stream.set_nodelay(true));
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_ARRIVES_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut serving = pin!(serving);
    // That a client went away, or was too slow, is no failure of ours.
    tokio::select! {
        ended = serving.as_mut() => drop(ended),
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            drop(serving.await);
        }
    }
}
