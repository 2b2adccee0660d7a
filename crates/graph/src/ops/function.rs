use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;
use crate::value::map_value;

/// An element-wise mathematical function. Exported networks compose activations from them.
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
    /// `xᵖ`; for a negative `x` only if `p` is whole.
    Power {
        /// `p`.
        exponent: f32,
    },
    /// Sine, in networks that compute position embeddings.
    Sin,
    /// Cosine.
    Cos,
    /// Tangent.
    Tan,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Inverse sine.
    Asin,
    /// Inverse cosine.
    Acos,
    /// Inverse tangent.
    Atan,
    /// Inverse hyperbolic sine.
    Asinh,
    /// Inverse hyperbolic cosine.
    Acosh,
    /// Inverse hyperbolic tangent.
    Atanh,
    /// 1 where `x` is not a number, else 0.
    IsNan,
    /// 1 where `x` is infinite, else 0.
    IsInfinite,
    /// The largest whole number that is not greater.
    Floor,
    /// The smallest whole number that is not less.
    Ceil,
    /// The nearest whole number, halves to the even one.
    Round,
}

impl Family for Function {
    fn facts(&self) -> Facts<'_> {
        let (name, curve) = match self {
            Self::Erf => ("error function", Curve::Curved),
            Self::Exp => ("exponential", Curve::Curved),
            Self::Log => ("logarithm", Curve::Curved),
            Self::Sqrt => ("square root", Curve::Curved),
            Self::Abs => ("absolute value", Curve::Straight),
            Self::Negate => ("negation", Curve::Straight),
            Self::Power { .. } => ("power", Curve::Curved),
            Self::Sin => ("sine", Curve::Curved),
            Self::Cos => ("cosine", Curve::Curved),
            Self::Tan => ("tangent", Curve::Curved),
            Self::Sinh => ("hyperbolic sine", Curve::Curved),
            Self::Cosh => ("hyperbolic cosine", Curve::Curved),
            Self::Asin => ("inverse sine", Curve::Curved),
            Self::Acos => ("inverse cosine", Curve::Curved),
            Self::Atan => ("inverse tangent", Curve::Curved),
            Self::Asinh => ("inverse hyperbolic sine", Curve::Curved),
            Self::Acosh => ("inverse hyperbolic cosine", Curve::Curved),
            Self::Atanh => ("inverse hyperbolic tangent", Curve::Curved),
            Self::IsNan | Self::IsInfinite => ("comparison", Curve::Step),
            Self::Floor | Self::Ceil | Self::Round => ("rounding", Curve::Step),
        };
        Facts {
            name,
            role: Role::Computes,
            curve,
            learned: 0,
            pixels: Pixels::Kept,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [input] = exactly(inputs)?;
        Ok(input.to_vec())
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [input] = exactly(inputs)?;
        Ok(map_value!(input, x => match *self {
            Self::Erf => x.erf(),
            Self::Exp => x.exp(),
            Self::Log => x.log(),
            Self::Sqrt | Self::Power { exponent: 0.5 } => x.sqrt(),
            Self::Abs => x.abs(),
            Self::Negate => x.neg(),
            Self::Sin => x.sin(),
            Self::Cos => x.cos(),
            Self::Tan => x.tan(),
            Self::Sinh => x.sinh(),
            Self::Cosh => x.cosh(),
            Self::Asin => x.asin(),
            Self::Acos => x.acos(),
            Self::Atan => x.atan(),
            Self::Asinh => x.asinh(),
            Self::Acosh => x.acosh(),
            Self::Atanh => x.atanh(),
            Self::IsNan => x.is_nan().float(),
            Self::IsInfinite => x.is_inf().float(),
            Self::Floor => x.floor(),
            Self::Ceil => x.ceil(),
            Self::Round => x.round(),
            // WGSL's `pow` is undefined for negative numbers, so whole powers are products.
            Self::Power { exponent: 2.0 } => x.clone() * x,
            Self::Power { exponent: 3.0 } => x.clone() * x.clone() * x,
            Self::Power { exponent: -0.5 } => x.sqrt().recip(),
            Self::Power { exponent: -1.0 } => x.recip(),
            Self::Power { exponent } => x.powf_scalar(exponent),
        }))
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn matches_hand_computed_values() {
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
            Case(Function::Tan, [0.0, std::f32::consts::FRAC_PI_4], [0.0, 1.0]),
            Case(Function::Sinh, [0.0, 1.0], [0.0, 1.175_201_2]),
            Case(Function::Cosh, [0.0, -1.0], [1.0, 1.543_080_6]),
            Case(Function::Asin, [0.0, 1.0], [0.0, std::f32::consts::FRAC_PI_2]),
            Case(Function::Acos, [1.0, 0.0], [0.0, std::f32::consts::FRAC_PI_2]),
            Case(Function::Atan, [0.0, 1.0], [0.0, std::f32::consts::FRAC_PI_4]),
            Case(Function::Asinh, [0.0, -1.175_201_2], [0.0, -1.0]),
            Case(Function::Acosh, [1.0, 1.543_080_6], [0.0, 1.0]),
            Case(Function::Atanh, [0.0, -0.761_594_2], [0.0, -1.0]),
            Case(Function::IsNan, [0.0, f32::NAN], [0.0, 1.0]),
            Case(Function::IsInfinite, [0.0, f32::NEG_INFINITY], [0.0, 1.0]),
            Case(Function::Floor, [-0.5, 1.5], [-1.0, 1.0]),
            Case(Function::Ceil, [-0.5, 1.5], [0.0, 2.0]),
            Case(Function::Round, [0.5, 1.5], [0.0, 2.0]),
        ];
        for Case(function, x, expected) in cases {
            let found = read(function.apply(vec![value(&x, &[2])], &[]).unwrap());
            assert_absolute(&format!("{function:?}"), &found, &expected, 1e-5);
        }
    }
}
