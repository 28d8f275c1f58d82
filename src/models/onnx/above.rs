//! The scorer's layers by ONNX Runtime, over what candle embedded: fastembed has no model that takes embedded tokens, so the
//! session is opened directly. The ONNX form is small and is written anew at each start.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use candle_core::Tensor;
use ort::session::Session;
use ort::value::TensorRef;

use super::super::bert::engine;
use super::super::encoder::read_config;
use super::super::engine::Runtime;
use super::super::error::ModelError;
use super::super::manifest::Model;
use super::super::scorer::{Above, LAYERS, layers};
use super::super::weights::Weights;
use super::{SPINNING, failed, graph, library, threads};

struct OnnxLayers {
    /// Borrowed by the one thread that computes: a session wants `&mut`.
    session: RefCell<Session>,
    hidden: usize,
}

/// The layers of a model's scorer, if it has one.
pub(in super::super) fn scorer(
    models_dir: &Path,
    model: &Model,
    runtime: &Runtime,
) -> Result<Option<Box<dyn Above>>, ModelError> {
    // As for the encoder: bindings that panic must not stop the service.
    catch_unwind(AssertUnwindSafe(|| open(models_dir, model, runtime)))
        .unwrap_or_else(|_| Err(failed(crate::strings::s("model.fault.internal"))))
}

fn open(models_dir: &Path, model: &Model, runtime: &Runtime) -> Result<Option<Box<dyn Above>>, ModelError> {
    let Some(entry) = &model.files.scorer else { return Ok(None) };
    let environment = library::environment(runtime)?;
    let config = read_config(models_dir, model)?;
    let (path, bytes) = (model.path(models_dir, entry), model.read(models_dir, entry)?);
    let weights = Weights::open(&path, &bytes)?;
    let onnx = graph::write_layers(&weights, (LAYERS, layers(&weights)), &config)?;
    let session = Session::builder(&environment)
        .map_err(failed)?
        .with_intra_threads(threads())
        .map_err(failed)?
        .with_config_entry(SPINNING, "0")
        .map_err(failed)?
        .commit_from_memory(&onnx)
        .map_err(failed)?;
    let layers = OnnxLayers { session: RefCell::new(session), hidden: config.hidden_size };
    let trial = Tensor::ones((1, config.hidden_size), candle_core::DType::F32, &candle_core::Device::Cpu);
    match layers.first(&trial.map_err(engine)?)?.iter().all(|x| x.is_finite()) {
        true => Ok(Some(Box::new(layers))),
        false => Err(failed(crate::strings::s("model.fault.vector"))),
    }
}

impl Above for OnnxLayers {
    fn first(&self, embedded: &Tensor) -> Result<Vec<f32>, ModelError> {
        let tokens = embedded.dim(0).map_err(engine)?;
        let states: Vec<f32> = embedded.flatten_all().and_then(|all| all.to_vec1()).map_err(engine)?;
        let states = TensorRef::from_array_view(([1, tokens, self.hidden], &states[..])).map_err(failed)?;
        let mut session = self.session.borrow_mut();
        let outputs = session.run(ort::inputs![graph::EMBEDDED => states]).map_err(failed)?;
        let states = outputs.get(graph::STATES).ok_or_else(|| failed(graph::STATES))?;
        let (_, states) = states.try_extract_tensor::<f32>().map_err(failed)?;
        states.get(..self.hidden).map(<[f32]>::to_vec).ok_or_else(|| failed(graph::STATES))
    }
}
