//! `copilot serve`: the page and the API. Answers by words at once; the vectors are built beside and switched in.

use super::{Failure, Outcome, clock, output};
use gepi_copilot::access::redact;
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::gaps::Retained;
use gepi_copilot::http;
use gepi_copilot::store::give_way;
use gepi_copilot::strings::{fill, s};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// How long open connections may go on after the stop is asked.
const GRACE: Duration = Duration::from_secs(5);
/// How often to look whether another process published.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long the thread that weighs gaps sleeps when there is none to weigh.
const IDLE: Duration = Duration::from_millis(500);
/// How many such sleeps pass before it looks again.
const IDLES: usize = 20;

pub(super) async fn serve(config: Config) -> Outcome {
    let address = config.listen;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|why| Failure::Work(fill("cli.serve.bind", &[("address", &address), ("why", &why)])))?;
    let address = listener.local_addr().unwrap_or(address);
    if !address.ip().is_loopback() {
        output::complain(&fill("cli.serve.open_to_all", &[("address", &address)]));
    }
    let app = Arc::new(App::open(config, clock()).await?);
    let stop = Arc::new(AtomicBool::new(false));
    weigh_beside(Arc::clone(&app), Arc::clone(&stop));
    let journal = tokio::spawn(empty_journal(Arc::clone(&app)));
    let preparing = tokio::spawn(prepare(Arc::clone(&app)));
    output::tell(&fill("cli.serve.listening", &[("address", &address)]));
    let stopping = Arc::new(Notify::new());
    let told = Arc::clone(&stopping);
    let service = axum::serve(listener, http::router(Arc::clone(&app))).with_graceful_shutdown(async move {
        stopped().await;
        told.notify_one();
    });
    let deadline = async {
        stopping.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    let failed = |why: std::io::Error| Failure::Work(why.to_string());
    tokio::select! {
        served = service.into_future() => served.map_err(failed)?,
        // Whoever is still connected has had the time to finish.
        () = deadline => {}
        failure = keep_fresh(preparing, &app) => return Err(failure),
    }
    stop.store(true, Ordering::Relaxed);
    journal.abort();
    let _ = tokio::time::timeout(Duration::from_secs(1), app.store.close()).await;
    output::tell(s("cli.serve.stopped"));
    Ok(())
}

/// After the preparation looks every few seconds whether another process moved the pointer. Ends only if the preparation
/// fails: without material the service would only refuse.
async fn keep_fresh(preparing: tokio::task::JoinHandle<Outcome>, app: &Arc<App>) -> Failure {
    if let Err(failure) = preparing.await.unwrap_or_else(|e| Err(Failure::Work(e.to_string()))) {
        return failure;
    }
    let (mut told, mut kept) = (String::new(), None);
    loop {
        let today = app.store.clock().today();
        if kept != Some(today) {
            retain(app).await;
            kept = Some(today);
        }
        // Also what was not finished when the service last ended.
        app.keep_replaying().await;
        tokio::time::sleep(LOOK_AGAIN).await;
        match app.follow().await {
            Ok(true) => tracing::info!("another generation was published: answering from it"),
            Ok(false) => {}
            Err(error) if error.to_string() == told => {}
            Err(error) => {
                tracing::warn!(%error, "looking for another generation");
                told = error.to_string();
            }
        }
    }
}

/// Once a day, and at the start: what is older than the configuration lets it be goes.
async fn retain(app: &App) {
    match app.retain().await {
        Ok(gone) if gone == Retained::default() => {}
        Ok(gone) => tracing::info!(gone.answers, gone.askers, gone.keys, "taken away for their age"),
        Err(error) => tracing::error!(%error, "taking away what is too old"),
    }
}

/// Weighs gaps one after the other on a thread of its own, which gives way to those that answer.
fn weigh_beside(app: Arc<App>, stop: Arc<AtomicBool>) {
    let handle = tokio::runtime::Handle::current();
    let work = move || {
        give_way();
        let go_on = || !stop.load(Ordering::Relaxed);
        let mut idle = 0;
        while go_on() {
            std::thread::sleep(IDLE);
            idle = (idle + 1) % IDLES;
            if idle > 0 {
                continue;
            }
            while go_on() {
                match handle.block_on(app.weigh_stale(&go_on)) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::warn!(%error, "weighing a gap");
                        break;
                    }
                }
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("weigh".to_owned()).spawn(work) {
        tracing::error!(%error, "gaps are weighed only when asked for");
    }
}

/// Whoever records an answer must not be the one that waits for the disk.
async fn empty_journal(app: Arc<App>) {
    loop {
        tokio::time::sleep(LOOK_AGAIN).await;
        if let Err(error) = app.store.checkpoint().await {
            tracing::debug!(%error, "moving the journal into the database");
        }
    }
}

async fn prepare(app: Arc<App>) -> Outcome {
    // The patterns are compiled now, not at the first question.
    let _ = tokio::task::spawn_blocking(|| redact("La signora Maria Rossi")).await;
    if let Some(encoder) = app.load_encoder().await {
        output::tell(&fill("cli.serve.encoder", &[("id", &encoder.id())]));
    }
    if let Some(why) = app.instead() {
        output::tell(&fill("cli.serve.instead", &[("why", &why)]));
    }
    let vectors_to_build = app.start_answering().await?;
    if let Some(snapshot) = app.snapshot() {
        let passages = output::counted(snapshot.len(), ("cli.count.passage", "cli.count.passages"));
        output::tell(&fill("cli.serve.ready", &[("passages", &passages)]));
    }
    app.load_signs().await;
    if app.never_synced().await {
        tokio::spawn(offer_sync(Arc::clone(&app)));
    }
    app.recover_uploads().await?;
    tell_waiting(&app).await?;
    if vectors_to_build {
        let bar = output::progress(s("cli.building"));
        let built = app.build_dense(&|done, total| output::advance(&bar, done, total)).await;
        bar.finish_and_clear();
        match built {
            Ok(()) => {
                output::tell(s("cli.serve.dense"));
                tell_waiting(&app).await?;
            }
            Err(error) => {
                tracing::error!(%error, "no vectors: searching by words only");
                output::complain(&error.to_string());
            }
        }
    }
    Ok(())
}

/// The official texts are worth more than the sheets about them, if they can be had here.
async fn offer_sync(app: Arc<App>) {
    match app.source_in_reach().await {
        Some(host) => {
            tracing::info!(%host, "no official source was ever fetched and this one answers: `copilot sync` does");
            output::tell(&fill("cli.serve.never_synced", &[("host", &host)]));
        }
        None => tracing::info!("no official source was ever fetched, and none was reached"),
    }
}

/// What was built and does not answer must not go unnoticed.
async fn tell_waiting(app: &App) -> Outcome {
    if let Some(draft) = app.waiting().await? {
        output::tell(&fill("cli.draft.waits", &[("id", &draft.generation)]));
    }
    Ok(())
}

async fn stopped() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
