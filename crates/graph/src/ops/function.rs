use crate::Value;
use crate::value::map_value;

/// An element-wise function of mathematics, as exported networks spell their activations out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Function {
    /// The error function.
    Erf,
    /// `eˣ`.
    Exp,
    /// Natural logarithm.
    Log,
    /// Square root.
    Sqrt,
    /// `|x|`.
    Abs,
    /// `-x`.
    Negate,
    /// `xᵖ`; of a negative `x` only for whole `p`.
    Power {
        /// `p`.
        exponent: f32,
    },
    /// Sine, for networks that compute their positions.
    Sin,
    /// Cosine.
    Cos,
    /// The next whole number below.
    Floor,
    /// The next whole number above.
    Ceil,
    /// The nearest whole number, halves to the even one.
    Round,
}

impl Function {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Erf => "error function",
            Self::Exp => "exponential",
            Self::Log => "logarithm",
            Self::Sqrt => "square root",
            Self::Abs => "absolute value",
            Self::Negate => "negation",
            Self::Power { .. } => "power",
            Self::Sin => "sine",
            Self::Cos => "cosine",
            Self::Floor | Self::Ceil | Self::Round => "rounding",
        }
    }

    /// Whether it is a staircase, of which the slope is 0 wherever it has one.
    pub(super) fn is_step(self) -> bool {
        matches!(self, Self::Floor | Self::Ceil | Self::Round)
    }

    pub(super) fn apply(self, input: Value) -> Value {
        map_value!(input, x => match self {
            Self::Erf => x.erf(),
            Self::Exp => x.exp(),
            Self::Log => x.log(),
            Self::Sqrt | Self::Power { exponent: 0.5 } => x.sqrt(),
            Self::Abs => x.abs(),
            Self::Negate => x.neg(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Round => x.round(),
            // WGSL's `pow` is undefined for negative numbers, so whole powers are products.
            Self::Power { exponent: 2.0 } => x.clone() * x,
            Self::Power { exponent: 3.0 } => x.clone() * x.clone() * x,
            Self::Power { exponent: -0.5 } => x.sqrt().recip(),
            Self::Power { exponent: -1.0 } => x.recip(),
            Self::Power { exponent } => x.powf_scalar(exponent),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_by_hand() {
        let device = burn::tensor::Device::flex();
        let power = |exponent| Function::Power { exponent };
        struct Case(Function, [f32; 2], [f32; 2]);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(Function::Erf, [0.0, 1.0], [0.0, 0.842_700_8]),
            Case(Function::Exp, [0.0, 1.0], [1.0, std::f32::consts::E]),
            Case(Function::Log, [1.0, std::f32::consts::E], [0.0, 1.0]),
            Case(Function::Sqrt, [4.0, 9.0], [2.0, 3.0]),
            Case(Function::Abs, [-2.0, 3.0], [2.0, 3.0]),
            Case(Function::Negate, [-2.0, 3.0], [2.0, -3.0]),
            Case(power(2.0), [-2.0, 3.0], [4.0, 9.0]),
            Case(power(3.0), [-2.0, 3.0], [-8.0, 27.0]),
            Case(power(0.5), [4.0, 9.0], [2.0, 3.0]),
            Case(power(-0.5), [4.0, 0.25], [0.5, 2.0]),
            Case(power(-1.0), [-4.0, 0.5], [-0.25, 2.0]),
            Case(power(1.5), [4.0, 9.0], [8.0, 27.0]),
            Case(Function::Sin, [0.0, std::f32::consts::FRAC_PI_2], [0.0, 1.0]),
            Case(Function::Cos, [0.0, std::f32::consts::PI], [1.0, -1.0]),
            Case(Function::Floor, [-0.5, 1.5], [-1.0, 1.0]),
            Case(Function::Ceil, [-0.5, 1.5], [0.0, 2.0]),
            Case(Function::Round, [0.5, 1.5], [0.0, 2.0]),
        ];
        for Case(function, x, expected) in cases {
            let x = Value::new(x.to_vec(), &[2], &device).unwrap();
            let found: Vec<f32> = function
                .apply(x)
                .rank1()
                .unwrap()
                .into_data()
                .try_to_vec()
                .unwrap();
            let close = found
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-5);
            assert!(
                close,
                "{}: {found:?}, expected {expected:?}",
                function.name()
            );
        }
    }
}
