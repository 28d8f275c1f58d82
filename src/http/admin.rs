//! Who may use `/v1/admin`: whoever sits at the machine itself, until there is a sign-in. The address that the service listens
//! on must be the machine's own, and the request must not have come through a proxy, nor under another machine's name: a
//! proxy in front of the service lets everyone in, and a page elsewhere can have its name lead here.

use super::error::HttpError;
use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// What proxies add.
const FORWARDED: [&str; 5] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/// Is administration open to whoever sent these headers?
pub(super) fn is_open(app: &App, headers: &HeaderMap) -> bool {
    let here = app.config.admin && app.config.listen.ip().is_loopback();
    here && is_direct(headers)
}

/// Did the request come without a proxy between, under this machine's own name?
pub(super) fn is_direct(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map(|host| host.to_str().unwrap_or("?"));
    host.is_none_or(is_this_machine) && !FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// `localhost:8080`, `127.0.0.1`, `[::1]:8080`
fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Refuses everyone else.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_open(&app, request.headers()) {
        return next.run(request).await;
    }
    HttpError::AdminClosed.into_response()
}

/// Work that computes for seconds, away from the threads that answer.
pub(super) async fn beside<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, HttpError> {
    let runtime = tokio::runtime::Handle::current();
    let thread = tokio::task::spawn_blocking(move || runtime.block_on(work));
    thread.await.map_err(|panic| HttpError::Internal(panic.to_string()))
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_of_the_machine_itself() {
        let check = |host: &str, expected: bool| assert_eq!(is_this_machine(host), expected, "{host}");
        check("localhost", true);
        check("LOCALHOST:8080", true);
        check("127.0.0.1:8080", true);
        check("[::1]:8080", true);
        check("copilot.comune.example.it", false);
        check("localhost.example.it", false);
        check("192.168.1.2:8080", false);
        check("", false);
    }
}
