//! The approximations against 64-bit references, and the three operations against plain loops.

use candle_core::{Device, Tensor};

use super::*;

/// erf from its Maclaurin series, exact to 1e-12 for |x| ≤ 4.
fn exact_erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..200 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

#[test]
fn gelu_is_near_the_exact_one() {
    for step in -5_000..=5_000 {
        let x = step as f32 / 1_000.0;
        let exact = 0.5 * f64::from(x) * (1.0 + exact_erf(f64::from(x) / 2f64.sqrt()));
        let error = (f64::from(gelu(x)) - exact).abs();
        assert!(error <= 1e-6, "gelu({x}) is off by {error}");
    }
    assert_eq!(gelu(50.0), 50.0);
    assert_eq!(gelu(-50.0), 0.0);
    assert!(gelu(f32::NAN).is_nan());
}

#[test]
fn exp_is_near_the_exact_one() {
    for step in 0..=87_000 {
        let x = -(step as f32) / 1_000.0;
        let exact = f64::from(x).exp();
        let error = (f64::from(exp(x)) - exact).abs() / exact;
        assert!(error <= 1e-6, "exp({x}) is off by {error}");
    }
    assert_eq!(exp(0.0), 1.0);
    assert!((0.0..1e-36).contains(&exp(f32::NEG_INFINITY)) && (0.0..1e-36).contains(&exp(-1e9)));
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn softmax_shares_one_per_row() {
    for columns in [1usize, 7, 8, 9, 200] {
        let input: Vec<f32> = (0..2 * columns).map(|at| ((at * 37) % 23) as f32 - 11.0).collect();
        let tensor = Tensor::from_slice(&input, (2, columns), &Device::Cpu).unwrap();
        tensor.inplace_op1(&Softmax { scale: 0.3 }).unwrap();
        for (row, input) in values(&tensor).chunks(columns).zip(input.chunks(columns)) {
            let weights: Vec<f64> = input.iter().map(|x| (f64::from(*x) * 0.3).exp()).collect();
            let sum: f64 = weights.iter().sum();
            for (share, weight) in row.iter().zip(&weights) {
                assert!((f64::from(*share) - weight / sum).abs() < 1e-6, "{columns} columns");
            }
        }
    }
}

#[test]
fn biases_go_to_rows_or_columns() {
    let tensor = |values: &[f32], shape: &[usize]| Tensor::from_slice(values, shape, &Device::Cpu).unwrap();
    let states = tensor(&[1., 2., 3., 4., 5., 6.], &[2, 3]);
    states.inplace_op2(&tensor(&[10., 20.], &[2]), &Bias { gelu: false }).unwrap();
    assert_eq!(values(&states), [11., 12., 13., 24., 25., 26.]);

    let residual = tensor(&[100.; 6], &[2, 3]);
    states.inplace_op3(&tensor(&[1., 2., 3.], &[3]), &residual, &BiasAndResidual).unwrap();
    assert_eq!(values(&states), [112., 114., 116., 125., 127., 129.]);

    assert!(states.inplace_op2(&tensor(&[1.; 3], &[3]), &Bias { gelu: true }).is_err());
    assert!(states.inplace_op3(&tensor(&[1.; 4], &[4]), &residual, &BiasAndResidual).is_err());
    assert!(states.t().unwrap().inplace_op1(&Softmax { scale: 1.0 }).is_err());
}
