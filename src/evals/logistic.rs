//! Logistic regression with a ridge penalty, by Newton's method on standardised features (Hastie, Tibshirani and Friedman,
//! The Elements of Statistical Learning, 4.4). A dozen features need no library.

/// Features, label, weight.
pub(super) type Example = (Vec<f64>, bool, f64);

/// Intercept and coefficients in the units of the features.
pub(super) fn fit(examples: &[Example], ridge: f64) -> (f64, Vec<f64>) {
    let width = examples.first().map_or(0, |e| e.0.len());
    let total: f64 = examples.iter().map(|e| e.2).sum::<f64>().max(1e-12);
    let mean: Vec<f64> =
        (0..width).map(|j| examples.iter().map(|e| e.2 * e.0[j]).sum::<f64>() / total).collect();
    let deviation: Vec<f64> = (0..width)
        .map(|j| {
            let variance = examples.iter().map(|e| e.2 * (e.0[j] - mean[j]).powi(2)).sum::<f64>() / total;
            variance.sqrt()
        })
        .collect();
    let scaled = |x: &[f64], j: usize| {
        if deviation[j] > 1e-9 { (x[j] - mean[j]) / deviation[j] } else { 0.0 }
    };
    let mut beta = vec![0.0; width + 1];
    for _ in 0..50 {
        let mut gradient = vec![0.0; width + 1];
        let mut hessian = vec![vec![0.0; width + 1]; width + 1];
        for (x, label, weight) in examples {
            let row: Vec<f64> = std::iter::once(1.0).chain((0..width).map(|j| scaled(x, j))).collect();
            let sum: f64 = row.iter().zip(&beta).map(|(a, b)| a * b).sum();
            let p = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(u8::from(*label)) - p;
            for i in 0..=width {
                gradient[i] += weight * error * row[i];
                for j in 0..=width {
                    hessian[i][j] += weight * p * (1.0 - p) * row[i] * row[j];
                }
            }
        }
        for j in 0..=width {
            let penalty = if j == 0 { 1e-9 } else { ridge * total };
            gradient[j] -= if j == 0 { 0.0 } else { penalty * beta[j] };
            hessian[j][j] += penalty;
        }
        let step = solve(hessian, gradient);
        let size = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
        beta.iter_mut().zip(&step).for_each(|(b, s)| *b += s.clamp(-5.0, 5.0));
        if size < 1e-9 {
            break;
        }
    }
    let mut intercept = beta[0];
    let mut coefficients = vec![0.0; width];
    for j in 0..width {
        if deviation[j] > 1e-9 {
            coefficients[j] = beta[j + 1] / deviation[j];
            intercept -= coefficients[j] * mean[j];
        }
    }
    (intercept, coefficients)
}

/// Gaussian elimination with partial pivoting.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|x, y| a[*x][column].abs().total_cmp(&a[*y][column].abs()));
        let pivot = pivot.unwrap_or(column);
        a.swap(column, pivot);
        b.swap(column, pivot);
        if a[column][column].abs() < 1e-12 {
            continue;
        }
        for row in column + 1..n {
            let factor = a[row][column] / a[column][column];
            let (above, below) = a.split_at_mut(row);
            for (cell, pivot) in below[0].iter_mut().zip(&above[column]).skip(column) {
                *cell -= factor * pivot;
            }
            b[row] -= factor * b[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[row][k] * b[k]).sum();
        b[row] = if a[row][row].abs() < 1e-12 { 0.0 } else { (b[row] - known) / a[row][row] };
    }
    b
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn recovers_a_known_rule() {
        let examples: Vec<_> = (0..200)
            .map(|n| {
                let x = f64::from(n) / 100.0 - 1.0;
                let noise = f64::from((n * 7919) % 13) / 13.0;
                (vec![x, noise], x > 0.1, 1.0)
            })
            .collect();
        let (intercept, coefficients) = fit(&examples, 1e-4);
        let p = |x: f64| 1.0 / (1.0 + (-(intercept + coefficients[0] * x + coefficients[1] * 0.5)).exp());
        assert!(p(0.6) > 0.95 && p(-0.4) < 0.05, "{} {}", p(0.6), p(-0.4));
        assert!(coefficients[0] > 10.0 * coefficients[1].abs());
    }
}
