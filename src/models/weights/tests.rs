//! Small safetensors files, good and bad.

use std::collections::HashMap;

use safetensors::tensor::{TensorView, serialize};

use super::*;

fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A file with matrix `m` = int8 [[1, -2], [127, 0]] scaled by [0.5, 2], and the vectors given.
fn file(scale: &[f32], bias: &[f32]) -> Vec<u8> {
    let matrix: Vec<u8> = [1i8, -2, 127, 0].map(|value| value as u8).to_vec();
    let (scale_bytes, bias_bytes) = (bytes(scale), bytes(bias));
    let tensors = HashMap::from([
        ("m", TensorView::new(Dtype::I8, vec![2, 2], &matrix).unwrap()),
        ("m.scale", TensorView::new(Dtype::F32, vec![scale.len()], &scale_bytes).unwrap()),
        ("b", TensorView::new(Dtype::F32, vec![bias.len()], &bias_bytes).unwrap()),
        ("u", TensorView::new(Dtype::U8, vec![2, 2], &matrix).unwrap()),
    ]);
    serialize(tensors, None).unwrap()
}

/// Reads tensor `name` from the file and compares it with values, or with a part of the message.
fn check(file: &[u8], name: &str, shape: &[usize], expected: Result<&[f32], &str>) {
    let path = Path::new("m/w.safetensors");
    let tensor = Weights::open(path, file).and_then(|weights| weights.tensor(name, shape));
    match (tensor, expected) {
        (Ok(tensor), Ok(values)) => {
            assert_eq!(tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap(), values, "{name}");
            assert_eq!(tensor.dims(), shape, "{name}");
        }
        (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{name}: {error}"),
        (tensor, expected) => panic!("{name}: {tensor:?}, {expected:?} expected"),
    }
}

#[test]
fn reads_and_refuses() {
    let good = file(&[0.5, 2.0], &[3.0, 4.0]);
    check(&good, "b", &[2], Ok(&[3.0, 4.0]));
    check(&good, "m", &[2, 2], Ok(&[0.5, -1.0, 254.0, 0.0]));
    check(&good, "b", &[3], Err("ha forma [2], attesa [3]"));
    check(&good, "m", &[4], Err("ha forma [2, 2], attesa [4]"));
    check(&good, "absent", &[4], Err("ha forma [], attesa [4]"));
    check(&good, "u", &[2, 2], Err("u: tipo U8 non previsto"));
    check(&file(&[0.5], &[1.0]), "m", &[2, 2], Err("m.scale"));
    check(&file(&[0.5, f32::NAN], &[1.0]), "m", &[2, 2], Err("non è finito"));
    check(&file(&[0.5, 1.0], &[f32::INFINITY]), "b", &[1], Err("non è finito"));
    check(b"", "m", &[2, 2], Err("m/w.safetensors"));
    check(&good[..good.len() - 1], "m", &[2, 2], Err("m/w.safetensors"));
    check(&[0xff; 64], "m", &[2, 2], Err("m/w.safetensors"));
}
