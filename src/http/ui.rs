//! The page, built by Vite into `web/dist` and embedded in the binary.

use super::error::HttpError;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Page;

/// A file of the page; its first page for the root.
pub(super) async fn serve(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return super::error::method_not_allowed().await;
    }
    let path = uri.path().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    match Page::get(name) {
        Some(file) => {
            let kind = mime_guess::from_path(name).first_or_octet_stream();
            let cache =
                if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
            let headers = [(header::CONTENT_TYPE, kind.as_ref()), (header::CACHE_CONTROL, cache)];
            (headers, file.data.into_owned()).into_response()
        }
        None if name == "index.html" => {
            (StatusCode::OK, Html(crate::strings::s("http.no_page"))).into_response()
        }
        None => HttpError::NotFound("route").into_response(),
    }
}
