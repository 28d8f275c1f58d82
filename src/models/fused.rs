//! The elementwise steps of the network, in place. candle has them one by one, but its own make a copy each,
//! ask the C library for each exponential, and spread tensors over threads that wait by spinning: together
//! a third of the time of a passage. The compiler turns these loops into vector instructions.

use candle_core::{CpuStorage, InplaceOp1, InplaceOp2, InplaceOp3, Layout, Result, bail};

/// On `[rows, columns]`: adds `bias[row]`, then applies `x·Φ(x)` if asked.
pub(super) struct Bias {
    /// Whether to apply the activation.
    pub(super) gelu: bool,
}

impl InplaceOp2 for Bias {
    fn name(&self) -> &'static str {
        "bias"
    }

    fn cpu_fwd(
        &self,
        xs: &mut CpuStorage,
        xs_at: &Layout,
        bias: &CpuStorage,
        bias_at: &Layout,
    ) -> Result<()> {
        let (rows, columns) = xs_at.shape().dims2()?;
        let bias = floats(bias, bias_at)?;
        if bias.len() != rows {
            bail!("{rows} rows, {} biases", bias.len());
        }
        for (row, bias) in floats_mut(xs, xs_at)?.chunks_exact_mut(columns).zip(bias) {
            if self.gelu {
                row.iter_mut().for_each(|x| *x = gelu(*x + bias));
            } else {
                row.iter_mut().for_each(|x| *x += bias);
            }
        }
        Ok(())
    }
}

/// On `[tokens, hidden]`: adds `bias[hidden]` and another tensor of the same shape.
pub(super) struct BiasAndResidual;

impl InplaceOp3 for BiasAndResidual {
    fn name(&self) -> &'static str {
        "bias-and-residual"
    }

    fn cpu_fwd(
        &self,
        xs: &mut CpuStorage,
        xs_at: &Layout,
        bias: &CpuStorage,
        bias_at: &Layout,
        residual: &CpuStorage,
        residual_at: &Layout,
    ) -> Result<()> {
        let (bias, residual) = (floats(bias, bias_at)?, floats(residual, residual_at)?);
        let xs = floats_mut(xs, xs_at)?;
        if residual.len() != xs.len() || bias.is_empty() || xs.len() % bias.len() != 0 {
            bail!("bias {}, residual {}, states {}", bias.len(), residual.len(), xs.len());
        }
        for (row, residual) in xs.chunks_exact_mut(bias.len()).zip(residual.chunks_exact(bias.len())) {
            for ((x, bias), residual) in row.iter_mut().zip(bias).zip(residual) {
                *x += bias + residual;
            }
        }
        Ok(())
    }
}

/// Softmax over the last dimension, of the values times `scale`.
pub(super) struct Softmax {
    /// Positive.
    pub(super) scale: f32,
}

impl InplaceOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, xs: &mut CpuStorage, xs_at: &Layout) -> Result<()> {
        let columns = xs_at.dims().last().copied().unwrap_or_default();
        if columns == 0 {
            bail!("nothing to share out");
        }
        for row in floats_mut(xs, xs_at)?.chunks_exact_mut(columns) {
            let largest = fold(row, f32::NEG_INFINITY, |a, b| if a > b { a } else { b });
            row.iter_mut().for_each(|x| *x = exp((*x - largest) * self.scale));
            let share = fold(row, 0.0, |a, b| a + b).recip();
            row.iter_mut().for_each(|x| *x *= share);
        }
        Ok(())
    }
}

/// A fold in eight lanes: the compiler may not reorder sums by itself.
#[inline(always)]
fn fold(values: &[f32], start: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [start; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder().iter().fold(start, |a, b| join(a, *b));
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = join(*lane, *value);
        }
    }
    lanes.iter().fold(rest, |a, b| join(a, *b))
}

/// `x·Φ(x)`, within 4e-7·|x| of the exact value.
#[inline(always)]
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// Abramowitz and Stegun 7.1.28: no branch, no exponential.
#[inline(always)]
fn erf(x: f32) -> f32 {
    let a = x.abs();
    let p = 0.000_043_063_8_f32;
    let p = p * a + 0.000_276_567_2;
    let p = p * a + 0.000_152_014_3;
    let p = p * a + 0.009_270_527;
    let p = p * a + 0.042_282_01;
    let p = p * a + 0.070_523_08;
    let p = p * a + 1.0;
    let p2 = p * p;
    let p4 = p2 * p2;
    let p8 = p4 * p4;
    (1.0 - 1.0 / (p8 * p8)).copysign(x)
}

/// e^x for x ≤ 0, within 3e-7 of the value: 2^n from the exponent bits, the rest from a Taylor polynomial.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding and taking away 1.5·2^23 rounds to the nearest integer; the sum's low bits hold it.
    const ROUND: f32 = 12_582_912.0;
    let twos = (x * std::f32::consts::LOG2_E).max(-126.0) + ROUND;
    let n = twos - ROUND;
    let power = f32::from_bits((twos.to_bits() << 23).wrapping_add(0x3f80_0000));
    let r = (x.max(-87.3) - n * 0.693_359_4) + n * 2.121_944_4e-4;
    let p = 1.0 / 720.0;
    let p = p * r + 1.0 / 120.0;
    let p = p * r + 1.0 / 24.0;
    let p = p * r + 1.0 / 6.0;
    let p = p * r + 0.5;
    let p = p * r + 1.0;
    let p = p * r + 1.0;
    p * power
}

fn floats<'a>(storage: &'a CpuStorage, at: &Layout) -> Result<&'a [f32]> {
    match (storage, at.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((start, end))) => Ok(&values[start..end]),
        _ => bail!("contiguous f32 wanted"),
    }
}

fn floats_mut<'a>(storage: &'a mut CpuStorage, at: &Layout) -> Result<&'a mut [f32]> {
    match (storage, at.contiguous_offsets()) {
        (CpuStorage::F32(values), Some((start, end))) => Ok(&mut values[start..end]),
        _ => bail!("contiguous f32 wanted"),
    }
}

#[cfg(test)]
mod tests;
