//! The weights file: safetensors with int8 matrices, turned into 32-bit floats once, at load.

use crate::strings::fill;
use std::path::Path;

use candle_core::{Device, Tensor};
use safetensors::{Dtype, SafeTensors};

use super::error::ModelError;

/// An open weights file.
pub(super) struct Weights<'data> {
    path: &'data Path,
    tensors: SafeTensors<'data>,
}

impl<'data> Weights<'data> {
    /// Reads the header. `path` only serves the messages.
    pub(super) fn open(path: &'data Path, bytes: &'data [u8]) -> Result<Self, ModelError> {
        let invalid = |error| ModelError::Invalid { path: path.to_owned(), cause: format!("{error}") };
        let tensors = SafeTensors::deserialize(bytes).map_err(invalid)?;
        Ok(Self { path, tensors })
    }

    /// Is there a tensor of this name?
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.tensor(name).is_ok()
    }

    /// The tensor `name` as f32 of this shape. An int8 tensor is multiplied, row by row, by `<name>.scale`.
    pub(super) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, ModelError> {
        let view = self.view(name, shape)?;
        let floats = match view.dtype() {
            Dtype::F32 => floats(view.data()),
            Dtype::I8 => {
                let scale_name = format!("{name}.scale");
                let scale = self.view(&scale_name, &shape[..1])?;
                if scale.dtype() != Dtype::F32 {
                    return Err(self.unsupported(&scale_name, scale.dtype()));
                }
                dequantise(view.data(), &floats(scale.data()))
            }
            other => return Err(self.unsupported(name, other)),
        };
        if !floats.iter().all(|value| value.is_finite()) {
            return Err(self.invalid(fill("model.fault.value", &[("name", &name)])));
        }
        Tensor::from_vec(floats, shape, &Device::Cpu).map_err(|error| self.invalid(error.to_string()))
    }

    fn view(
        &self,
        name: &str,
        shape: &[usize],
    ) -> Result<safetensors::tensor::TensorView<'data>, ModelError> {
        let wrong = |found: &[usize]| ModelError::Shape {
            tensor: name.to_owned(),
            expected: shape.to_vec(),
            found: found.to_vec(),
        };
        let view = self.tensors.tensor(name).map_err(|_| wrong(&[]))?;
        if view.shape() == shape { Ok(view) } else { Err(wrong(view.shape())) }
    }

    fn unsupported(&self, name: &str, dtype: Dtype) -> ModelError {
        self.invalid(fill("model.fault.dtype", &[("name", &name), ("dtype", &format_args!("{dtype:?}"))]))
    }

    fn invalid(&self, cause: String) -> ModelError {
        ModelError::Invalid { path: self.path.to_owned(), cause }
    }
}

fn floats(data: &[u8]) -> Vec<f32> {
    data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// `data` holds `scale.len()` rows of int8.
fn dequantise(data: &[u8], scale: &[f32]) -> Vec<f32> {
    let columns = data.len() / scale.len().max(1);
    let rows = data.chunks_exact(columns.max(1)).zip(scale);
    rows.flat_map(|(row, scale)| row.iter().map(move |byte| f32::from(*byte as i8) * scale)).collect()
}

#[cfg(test)]
mod tests;
