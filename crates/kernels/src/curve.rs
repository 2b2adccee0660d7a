use std::f32::consts::{FRAC_1_SQRT_2, LN_2, LOG2_E, PI};

/// A smooth or piecewise function of each value by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Curve {
    /// `1 / (1 + e^−x)`.
    Sigmoid,
    /// `(e^x − e^−x) / (e^x + e^−x)`.
    Tanh,
    /// `x · sigmoid(factor · x)`: with 1, swish or `SiLU`; with 1.702, the quick GELU.
    Swish {
        /// What `x` is multiplied by inside.
        factor: f32,
    },
    /// `αx + β`, between 0 and 1.
    HardSigmoid {
        /// The slope.
        alpha: f32,
        /// The value at 0.
        beta: f32,
    },
    /// `x · min(max(x + 3, 0), 6) / 6`.
    HardSwish,
    /// `x · Φ(x)`, Φ the distribution function of the normal distribution.
    Gelu,
    /// The same with `Φ(x) ≈ (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2`.
    GeluTanh,
}

/// Replaces each value by that of a curve.
pub fn bend(values: &mut [f32], curve: Curve) {
    match curve {
        Curve::Sigmoid => each(values, sigmoid),
        Curve::Tanh => each(values, tanh),
        Curve::Swish { factor } => each(values, |x| x * sigmoid(factor * x)),
        Curve::HardSigmoid { alpha, beta } => each(values, |x| hold(alpha * x + beta, 0.0, 1.0)),
        Curve::HardSwish => each(values, |x| x * hold(x + 3.0, 0.0, 6.0) / 6.0),
        Curve::Gelu => each(values, |x| x * normal(x)),
        Curve::GeluTanh => each(values, |x| x * (0.5 + 0.5 * tanh(bow(x)))),
    }
}

/// Multiplies a gradient by the slopes of a curve at the values before it. Returns `None` and changes
/// nothing if the lengths differ.
#[must_use]
pub fn bend_back(gradient: &mut [f32], values: &[f32], curve: Curve) -> Option<()> {
    if gradient.len() != values.len() {
        return None;
    }
    let pairs = gradient.iter_mut().zip(values);
    match curve {
        Curve::Sigmoid => slopes(pairs, |x| {
            let y = sigmoid(x);
            y * (1.0 - y)
        }),
        Curve::Tanh => slopes(pairs, |x| {
            let y = tanh(x);
            1.0 - y * y
        }),
        Curve::Swish { factor } => slopes(pairs, |x| {
            let y = sigmoid(factor * x);
            y + factor * x * y * (1.0 - y)
        }),
        Curve::HardSigmoid { alpha, beta } => slopes(pairs, |x| {
            let y = alpha * x + beta;
            if y > 0.0 && y < 1.0 { alpha } else { 0.0 }
        }),
        Curve::HardSwish => slopes(pairs, |x| {
            let inside = (2.0 * x + 3.0) / 6.0;
            if x <= -3.0 {
                0.0
            } else if x < 3.0 {
                inside
            } else {
                1.0
            }
        }),
        Curve::Gelu => slopes(pairs, |x| {
            let density = exp(-0.5 * x * x) / (2.0 * PI).sqrt();
            normal(x) + x * density
        }),
        Curve::GeluTanh => slopes(pairs, |x| {
            let y = tanh(bow(x));
            let slope = BOW * (1.0 + 3.0 * 0.044_715 * x * x);
            0.5 + 0.5 * y + 0.5 * x * (1.0 - y * y) * slope
        }),
    }
    Some(())
}

fn each(values: &mut [f32], curve: impl Fn(f32) -> f32) {
    for value in values {
        *value = curve(*value);
    }
}

fn slopes<'a>(pairs: impl Iterator<Item = (&'a mut f32, &'a f32)>, slope: impl Fn(f32) -> f32) {
    for (gradient, value) in pairs {
        *gradient *= slope(*value);
    }
}

/// `√(2/π)`.
const BOW: f32 = 0.797_884_6;

fn bow(x: f32) -> f32 {
    BOW * (x + 0.044_715 * x * x * x)
}

#[inline]
fn hold(x: f32, low: f32, high: f32) -> f32 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

#[inline]
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Near 0, where `e^2x − 1` loses its digits, a polynomial (Cephes, `tanhf.c`).
#[inline]
fn tanh(x: f32) -> f32 {
    let square = x * x;
    let mut near = -5.704_988_7e-3;
    for coefficient in [
        2.063_909e-2,
        -5.373_971_6e-2,
        1.333_144_2e-1,
        -3.333_328_3e-1,
    ] {
        near = near * square + coefficient;
    }
    let far = 1.0 - 2.0 / (exp(2.0 * x) + 1.0);
    if square < 0.625 * 0.625 {
        near * square * x + x
    } else {
        far
    }
}

/// The distribution function of the normal distribution.
#[inline]
fn normal(x: f32) -> f32 {
    0.5 + 0.5 * erf(x * FRAC_1_SQRT_2)
}

/// The exponential function, to 2 units in the last place, in arithmetic that compilers turn into
/// vectors: `e^x = 2^n · e^r` with a polynomial for `e^r` (Cephes, `expf.c`).
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    // Beyond them the result is 0 or infinite.
    let held = hold(x, -104.0, 89.0);
    // Adding 1.5 · 2^23 drops the fraction.
    const ROUND: f32 = 12_582_912.0;
    let n = (held * LOG2_E + ROUND) - ROUND;
    // ln 2 in two parts, so that the rest keeps its digits.
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = HIGH - LN_2;
    let r = held - n * HIGH + n * LOW;
    let mut sum = 1.987_569_1e-4;
    for coefficient in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ] {
        sum = sum * r + coefficient;
    }
    let power = sum * r * r + r + 1.0;
    // In two steps, so that neither leaves the range of an exponent.
    let n = n as i32;
    let half = n >> 1;
    power * two_to(half) * two_to(n - half)
}

#[inline]
fn two_to(n: i32) -> f32 {
    f32::from_bits(((n + 127) << 23) as u32)
}

/// The error function, to some units in the last place: a quotient of polynomials in `x²` (that of
/// Eigen and XLA for 32-bit floats).
#[inline]
fn erf(x: f32) -> f32 {
    let x = hold(x, -4.0, 4.0);
    let square = x * x;
    let mut above = -2.726_142_3e-10;
    for coefficient in [
        2.770_681_4e-8,
        -2.101_024_e-6,
        -5.692_506_6e-5,
        -7.349_906_3e-4,
        -2.954_6e-3,
        -1.609_603_3e-2,
    ] {
        above = above * square + coefficient;
    }
    let mut below = -1.456_607_2e-5;
    for coefficient in [
        -2.133_740_6e-4,
        -1.682_827e-3,
        -7.373_329_2e-3,
        -1.426_474e-2,
    ] {
        below = below * square + coefficient;
    }
    x * above / below
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVES: [Curve; 8] = [
        Curve::Sigmoid,
        Curve::Tanh,
        Curve::Swish { factor: 1.0 },
        Curve::Swish { factor: 1.702 },
        Curve::HardSigmoid {
            alpha: 0.2,
            beta: 0.5,
        },
        Curve::HardSwish,
        Curve::Gelu,
        Curve::GeluTanh,
    ];

    /// The error function by a series whose terms have one sign.
    fn exact_erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..300 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        sum * (-x * x).exp() * 2.0 / std::f64::consts::PI.sqrt()
    }

    fn exact(curve: Curve, x: f64) -> f64 {
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        match curve {
            Curve::Sigmoid => sigmoid(x),
            Curve::Tanh => x.tanh(),
            Curve::Swish { factor } => x * sigmoid(f64::from(factor) * x),
            Curve::HardSigmoid { alpha, beta } => {
                (f64::from(alpha) * x + f64::from(beta)).clamp(0.0, 1.0)
            }
            Curve::HardSwish => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
            Curve::Gelu => x * 0.5 * (1.0 + exact_erf(x / 2.0_f64.sqrt())),
            Curve::GeluTanh => {
                let bow = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
                x * 0.5 * (1.0 + bow.tanh())
            }
        }
    }

    #[test]
    fn known_values() {
        let at = |curve, x: f32| {
            let mut values = [x];
            bend(&mut values, curve);
            values[0]
        };
        assert!((at(Curve::Sigmoid, 0.0) - 0.5).abs() < 1e-7);
        assert!((at(Curve::Gelu, 1.0) - 0.841_344_7).abs() < 1e-6);
        assert!((at(Curve::HardSwish, -1.0) + 1.0 / 3.0).abs() < 1e-7);
        assert!((at(Curve::Tanh, 1.0) - 0.761_594_2).abs() < 1e-6);
        for curve in CURVES {
            assert!(at(curve, f32::NAN).is_nan(), "{curve:?}");
        }
    }

    /// Far to the left GELU is `x` times the difference of two numbers near 1, so each rounding counts
    /// `x` times.
    #[test]
    fn values_are_exact_to_a_few_roundings() {
        for curve in CURVES {
            for step in -4000..=4000 {
                let x = step as f32 / 500.0;
                let mut values = [x];
                bend(&mut values, curve);
                let expected = exact(curve, f64::from(x));
                let error = (f64::from(values[0]) - expected).abs();
                assert!(
                    error <= 2e-7 * (1.0 + f64::from(x.abs())),
                    "{curve:?} at {x}: {} for {expected}",
                    values[0]
                );
            }
        }
    }

    #[test]
    fn slopes_are_those_of_the_values() {
        for curve in CURVES {
            for step in -400..=400 {
                let x = (f64::from(step) + 0.37) / 50.0;
                let (mut gradient, values) = ([2.0], [x as f32]);
                bend_back(&mut gradient, &values, curve).unwrap();
                let x = f64::from(values[0]);
                let slope = (exact(curve, x + 1e-5) - exact(curve, x - 1e-5)) / 2e-5;
                let error = (f64::from(gradient[0]) - 2.0 * slope).abs();
                assert!(
                    error <= 4e-6,
                    "{curve:?} at {x}: {} for {}",
                    gradient[0],
                    2.0 * slope
                );
            }
        }
        assert!(bend_back(&mut [1.0], &[1.0, 2.0], Curve::Tanh).is_none());
    }

    #[test]
    fn the_exponential_is_exact_from_the_smallest_to_the_largest_number() {
        for step in -880..=887 {
            let x = step as f32 / 10.0;
            let expected = f64::from(x).exp();
            let error = (f64::from(exp(x)) / expected - 1.0).abs();
            // Below the smallest normal number digits are missing.
            let limit = if x > -87.0 { 3e-7 } else { 0.02 };
            assert!(error <= limit, "e^{x}: {} for {expected}", exp(x));
        }
        assert_eq!(exp(f32::NEG_INFINITY).to_bits(), 0);
        assert!(exp(-110.0) == 0.0 && exp(100.0).is_infinite() && exp(f32::NAN).is_nan());
    }
}
