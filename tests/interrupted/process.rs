//! A process that ends at its first statement; then one that ends at its second; and so on.

use harness::{Http, Office, TestApp};
use services::App;
use services::serve::{Options, Role, serve};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::gate::Gate;

/// Nothing that is tried here takes more.
const MOMENTS_MAX: usize = 300;

/// A process that may end at any moment.
pub(super) struct Process {
    pub(super) app: App,
    pub(super) http: Http,
    gate: Gate,
    _serving: AbortOnDropHandle<()>,
}

impl Process {
    async fn start(of: &TestApp) -> Self {
        let gate = Gate::before(&of.database.url()).await;
        let Office { app } = of.process_by_way_of(&gate.url()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let http = Http::at(listener.local_addr().unwrap());
        let options = Options {
            roles: vec![Role::Api],
            trust_actor_headers: true,
        };
        let served = serve(app.clone(), None, listener, options, std::future::pending());
        let serving = tokio::spawn(async move { drop(served.await) });
        Self {
            app,
            http,
            gate,
            _serving: AbortOnDropHandle::new(serving),
        }
    }
}

/// Begins a piece of work again and again, and lets its process end at each of its statements, one
/// further each time, until it is done before that. Each time, somebody else mends what is left.
/// Says how many moments there were.
pub(super) async fn at_every_moment<S>(
    of: &TestApp,
    begin: impl AsyncFn() -> S,
    work: impl AsyncFn(&Process, &S),
    mend: impl AsyncFn(S, usize),
) -> usize {
    for moment in 0..MOMENTS_MAX {
        let subject = begin().await;
        let process = Process::start(of).await;
        process.gate.shut_after(moment);
        let is_done = tokio::select! {
            biased;
            () = process.gate.is_shut() => false,
            () = work(&process, &subject) => true,
        };
        drop(process);
        mend(subject, moment).await;
        if is_done {
            return moment;
        }
    }
    panic!("it takes more than {MOMENTS_MAX} statements");
}
