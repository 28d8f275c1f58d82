//! `copilot serve`: the page and the API. Answers by words at once; the vectors are built beside and switched in.

use super::{Failure, Outcome, clock, output};
use gepi_copilot::app::App;
use gepi_copilot::config::Config;
use gepi_copilot::http;
use gepi_copilot::strings::{fill, s};
use std::sync::Arc;

pub(super) async fn serve(config: Config) -> Outcome {
    let address = config.listen;
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|why| Failure::Work(fill("cli.serve.bind", &[("address", &address), ("why", &why)])))?;
    let address = listener.local_addr().unwrap_or(address);
    let app = Arc::new(App::open(config, clock()).await?);
    let preparing = tokio::spawn(prepare(Arc::clone(&app)));
    output::tell(&fill("cli.serve.listening", &[("address", &address)]));
    let service = axum::serve(listener, http::router(Arc::clone(&app))).with_graceful_shutdown(stopped());
    let mut service = std::pin::pin!(service.into_future());
    let failed = |why: std::io::Error| Failure::Work(why.to_string());
    tokio::select! {
        served = &mut service => served.map_err(failed)?,
        prepared = preparing => {
            // Preparation that fails ends the service: without material it would only refuse.
            prepared.unwrap_or_else(|e| Err(Failure::Work(e.to_string())))?;
            service.await.map_err(failed)?;
        }
    }
    app.store.close().await;
    output::tell(s("cli.serve.stopped"));
    Ok(())
}

async fn prepare(app: Arc<App>) -> Outcome {
    app.load_encoder().await;
    let vectors_to_build = app.start_answering().await?;
    if let Some(snapshot) = app.snapshot() {
        output::tell(&fill("cli.serve.ready", &[("passages", &snapshot.len())]));
    }
    if vectors_to_build {
        let bar = output::progress(s("cli.building"));
        let built = app.build_dense(&|done, total| output::advance(&bar, done, total)).await;
        bar.finish_and_clear();
        match built {
            Ok(()) => output::tell(s("cli.serve.dense")),
            Err(error) => {
                tracing::error!(%error, "no vectors: searching by words only");
                output::complain(&error.to_string());
            }
        }
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
