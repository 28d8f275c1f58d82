//! Who a request comes from, and what of `/v1` is not for everyone: said once, before any handler, so that a route added later is
//! guarded too.

use super::admin::is_direct;
use super::error::HttpError;
use crate::access::{Claim, Principal, Right};
use crate::app::App;
use crate::config::Issuer;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Does whoever sent these headers sit at the machine itself, and does that mean anything? Behind a proxy on this machine everyone
/// looks so: then neither administration nor unsigned tokens are wanted.
fn is_here(app: &App, headers: &HeaderMap) -> bool {
    let wanted = app.config.admin || app.config.issuer == Issuer::Dev;
    wanted && app.config.listen.ip().is_loopback() && is_direct(headers)
}

/// The issuer whose tokens are believed from whoever sent these headers.
pub(super) fn issuer(app: &App, headers: &HeaderMap) -> Option<&'static str> {
    (app.config.issuer == Issuer::Dev && is_here(app, headers)).then_some("dev")
}

/// What follows `Bearer`. Other schemes are between the client and a proxy.
fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or("Bearer ?");
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn principal(app: &App, headers: &HeaderMap) -> Result<Principal, HttpError> {
    match token(headers) {
        // From elsewhere nobody is believed: who asks is nobody in particular.
        _ if !is_here(app, headers) => Ok(Principal::default()),
        None if app.config.admin => Ok(Principal::here()),
        None => Ok(Principal::default()),
        Some(token) => {
            let claim = issuer(app, headers).and_then(|_| Claim::dev(token));
            let claim = claim.ok_or(HttpError::Unauthorized)?;
            app.principal(claim).await.map_err(|why| HttpError::Internal(why.to_string()))
        }
    }
}

/// What a request below `/v1` takes; none = anyone may.
fn wanted(method: &Method, path: &str) -> Option<Right> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let first = path
        .strip_prefix("/v1")
        .unwrap_or(path)
        .trim_start_matches('/')
        .split(['/', '.'])
        .next()
        .unwrap_or_default();
    match first {
        "gaps" if reads => Some(Right::ReadGaps),
        "gaps" => Some(Right::MoveGaps),
        "holds" if reads && path.ends_with("/history") => Some(Right::ReadGaps),
        "holds" if !reads => Some(Right::Hold),
        "admin" => Some(Right::Publish),
        _ => None,
    }
}

/// Finds out who asks, and refuses what is not for them. Handlers get the principal as an extension.
pub(super) async fn guard(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let principal = match principal(&app, request.headers()).await {
        Ok(principal) => principal,
        Err(error) => return error.into_response(),
    };
    let right = wanted(request.method(), request.uri().path());
    if right.is_some_and(|right| !principal.role.may(right)) {
        let admin = right == Some(Right::Publish) && token(request.headers()).is_none();
        let error = if admin { HttpError::AdminClosed } else { HttpError::Forbidden };
        return error.into_response();
    }
    request.extensions_mut().insert(principal);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_for_everyone() {
        let check = |method: Method, path: &str, expected: Option<Right>| {
            assert_eq!(wanted(&method, path), expected, "{method} {path}");
        };
        check(Method::GET, "/gaps", Some(Right::ReadGaps));
        check(Method::HEAD, "/gaps.csv", Some(Right::ReadGaps));
        check(Method::GET, "/gaps/x/y", Some(Right::ReadGaps));
        check(Method::POST, "/gaps/x/transitions", Some(Right::MoveGaps));
        check(Method::DELETE, "/gaps/x", Some(Right::MoveGaps));
        check(Method::GET, "/holds", None);
        check(Method::GET, "/holds/history", Some(Right::ReadGaps));
        check(Method::POST, "/holds", Some(Right::Hold));
        check(Method::POST, "/holds/t/release", Some(Right::Hold));
        check(Method::GET, "/admin/documents", Some(Right::Publish));
        check(Method::POST, "/answers", None);
        check(Method::GET, "/news", None);
        check(Method::GET, "/gapsome", None);
    }
}
