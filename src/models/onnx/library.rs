//! ONNX Runtime's shared library: found, loaded once, never unloaded.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;

use super::super::engine::Runtime;
use super::super::error::ModelError;

/// The one thing of the process that is not ours to own: the library can be loaded once and has one environment.
static LOADED: Mutex<Option<Environment>> = Mutex::new(None);

/// The environment of the first library that works, in the order given.
pub(super) fn environment(runtime: &Runtime) -> Result<Environment, ModelError> {
    let absent = runtime.named.iter().filter(|path| !path.is_file());
    absent.for_each(|path| tracing::warn!(path = %path.display(), "no ONNX Runtime library here"));
    let candidates: Vec<&PathBuf> = runtime.named.iter().chain(&runtime.places).collect();
    let mut present = candidates.iter().filter(|path| path.is_file()).peekable();
    if present.peek().is_none() {
        let looked_in = candidates.into_iter().cloned().collect();
        return Err(ModelError::NoLibrary { looked_in });
    }
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*loaded {
        return Ok(environment.clone());
    }
    let mut last = None;
    for path in present {
        match load(path) {
            Ok(environment) => return Ok(loaded.insert(environment).clone()),
            Err(error) => {
                tracing::warn!(%error, "ONNX Runtime");
                last = Some(error);
            }
        }
    }
    Err(last.expect("at least one was tried"))
}

fn load(path: &Path) -> Result<Environment, ModelError> {
    let unusable = |why: String| ModelError::Library { path: path.to_owned(), why };
    let environment = ort::init_from(path).map_err(|error| unusable(error.to_string()))?;
    let environment = environment.with_name(env!("CARGO_PKG_NAME")).with_telemetry(false).build();
    let environment = environment.map_err(|error| unusable(error.to_string()))?;
    tracing::info!(path = %path.display(), build = ort::info(), "ONNX Runtime");
    Ok(environment)
}
