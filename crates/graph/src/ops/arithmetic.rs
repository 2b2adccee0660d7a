use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;

/// Arithmetic on two values. Axes are aligned from the end and sizes of 1 are broadcast, as in
/// numpy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// Sum.
    Add,
    /// First minus second.
    Sub,
    /// Product.
    Mul,
    /// First divided by second.
    Div,
    /// First to the power of the second, for positive bases. Constant whole powers are a
    /// [`super::Function::Power`].
    Pow,
    /// The larger of the two.
    Max,
    /// The smaller of the two.
    Min,
    /// 1 where they are equal, else 0. No gradient passes the comparisons.
    Equal,
    /// 1 where the first is greater, else 0.
    Greater,
    /// 1 where the first is less, else 0.
    Less,
}

/// The shape to which two values are broadcast.
pub(super) fn broadcast(left: &[usize], right: &[usize]) -> Result<Vec<usize>, String> {
    let rank = left.len().max(right.len());
    let (a, b) = (with_rank(left, rank), with_rank(right, rank));
    (a.iter().zip(&b))
        .map(|(a, b)| match (*a, *b) {
            (a, b) if a == b || b == 1 => Ok(a),
            (1, b) => Ok(b),
            _ => Err(format!(
                "shapes {left:?} and {right:?} cannot be broadcast to one"
            )),
        })
        .collect()
}

/// The value with axes of size 1 before its own, `rank` in all.
pub(super) fn aligned(value: Value, rank: usize) -> Result<Value, String> {
    let shape = with_rank(&value.shape(), rank);
    value.reshape(&shape)
}

fn with_rank(shape: &[usize], rank: usize) -> Vec<usize> {
    let mut axes = vec![1; rank - shape.len()];
    axes.extend_from_slice(shape);
    axes
}

impl Binary {
    /// Whether it is piecewise linear in its operands.
    #[must_use]
    pub fn is_straight(self) -> bool {
        self.facts().curve != Curve::Curved
    }
}

impl Family for Binary {
    fn facts(&self) -> Facts<'_> {
        let (name, curve) = match self {
            Self::Add => ("add", Curve::Straight),
            Self::Sub => ("subtract", Curve::Straight),
            Self::Mul => ("multiply", Curve::Curved),
            Self::Div => ("divide", Curve::Curved),
            Self::Pow => ("power", Curve::Curved),
            Self::Max => ("maximum", Curve::Straight),
            Self::Min => ("minimum", Curve::Straight),
            Self::Equal | Self::Greater | Self::Less => ("comparison", Curve::Step),
        };
        Facts {
            name,
            role: Role::Computes,
            curve,
            learned: 0,
            pixels: Pixels::Aligned,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [left, right] = exactly(inputs)?;
        broadcast(left, right)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let [left, right] = exactly(inputs)?;
        let rank = left.shape().len().max(right.shape().len());
        macro_rules! apply {
            ($($variant:ident),*) => {
                match (aligned(left, rank)?, aligned(right, rank)?) {
                    $((Value::$variant(left), Value::$variant(right)) => {
                        Ok(Value::$variant(match self {
                            Self::Add => left + right,
                            Self::Sub => left - right,
                            Self::Mul => left * right,
                            Self::Div => left / right,
                            Self::Pow => left.powf(right),
                            Self::Max => left.max_pair(right),
                            Self::Min => left.min_pair(right),
                            Self::Equal => left.equal(right).float(),
                            Self::Greater => left.greater(right).float(),
                            Self::Less => left.lower(right).float(),
                        }))
                    })*
                    _ => Err("the ranks differ".into()),
                }
            };
        }
        apply!(R1, R2, R3, R4, R5, R6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn a_row_is_repeated_along_a_batch() {
        let left = value(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
        let right = value(&[1.0, 4.0], &[2]);
        struct Case(Binary, [f32; 4]);
        for Case(op, expected) in [
            Case(Binary::Add, [2.0, 6.0, 4.0, 8.0]),
            Case(Binary::Sub, [0.0, -2.0, 2.0, 0.0]),
            Case(Binary::Mul, [1.0, 8.0, 3.0, 16.0]),
            Case(Binary::Div, [1.0, 0.5, 3.0, 1.0]),
            Case(Binary::Pow, [1.0, 16.0, 3.0, 256.0]),
            Case(Binary::Max, [1.0, 4.0, 3.0, 4.0]),
            Case(Binary::Min, [1.0, 2.0, 1.0, 4.0]),
            Case(Binary::Equal, [1.0, 0.0, 0.0, 1.0]),
            Case(Binary::Greater, [0.0, 0.0, 1.0, 0.0]),
            Case(Binary::Less, [0.0, 1.0, 0.0, 0.0]),
        ] {
            let y = op.apply(vec![left.clone(), right.clone()], &[]).unwrap();
            assert_eq!(y.shape(), [2, 2]);
            assert_eq!(read(y), expected, "{op:?}");
        }
        assert_eq!(broadcast(&[2, 1, 3], &[4, 1]), Ok(vec![2, 4, 3]));
        assert!(broadcast(&[2, 3], &[2]).is_err());
    }
}
