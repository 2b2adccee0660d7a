use crate::Value;

/// Arithmetic on two values; axes are aligned from the end and sizes of 1 are repeated, as in
/// numpy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// Sum.
    Add,
    /// First minus second.
    Sub,
    /// Product.
    Mul,
    /// First over second.
    Div,
    /// First to the power of the second, for positive bases; whole constant powers are a
    /// [`super::Function::Power`].
    Pow,
    /// The larger of the two.
    Max,
    /// The smaller of the two.
    Min,
    /// 1 where they are equal, else 0; this and the next two are steps without a slope.
    Equal,
    /// 1 where the first is greater, else 0.
    Greater,
    /// 1 where the first is less, else 0.
    Less,
}

pub(super) fn broadcast(left: &[usize], right: &[usize]) -> Result<Vec<usize>, String> {
    let rank = left.len().max(right.len());
    let (a, b) = (aligned(left, rank), aligned(right, rank));
    (a.iter().zip(&b))
        .map(|(a, b)| match (*a, *b) {
            (a, b) if a == b || b == 1 => Ok(a),
            (1, b) => Ok(b),
            _ => Err(format!("shapes {left:?} and {right:?} do not go together")),
        })
        .collect()
}

fn aligned(shape: &[usize], rank: usize) -> Vec<usize> {
    let mut axes = vec![1; rank - shape.len()];
    axes.extend_from_slice(shape);
    axes
}

impl Binary {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sub => "subtract",
            Self::Mul => "multiply",
            Self::Div => "divide",
            Self::Pow => "power",
            Self::Max => "maximum",
            Self::Min => "minimum",
            Self::Equal | Self::Greater | Self::Less => "comparison",
        }
    }

    /// Whether it is a staircase, of which the slope is 0 wherever it has one.
    pub(super) fn is_step(self) -> bool {
        matches!(self, Self::Equal | Self::Greater | Self::Less)
    }

    /// Whether it is made of straight pieces: where its operands do not bend, neither does it.
    #[must_use]
    pub fn is_straight(self) -> bool {
        matches!(self, Self::Add | Self::Sub | Self::Max | Self::Min) || self.is_step()
    }

    /// Computes it for exactly two values.
    pub(crate) fn apply(self, inputs: &[Value]) -> Result<Value, String> {
        let [left, right] = inputs else {
            return Err("expected two values".into());
        };
        let rank = left.shape().len().max(right.shape().len());
        let same_rank = |value: &Value| value.clone().reshape(&aligned(&value.shape(), rank));
        macro_rules! apply {
            ($($variant:ident),*) => {
                match (same_rank(left)?, same_rank(right)?) {
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

    #[test]
    fn a_row_is_repeated_along_a_batch() {
        let device = burn::tensor::Device::flex();
        let value = |values: Vec<f32>, shape: &[usize]| Value::new(values, shape, &device).unwrap();
        let left = value(vec![1.0, 2.0, 3.0, 4.0], &[2, 2]);
        let right = value(vec![1.0, 4.0], &[2]);
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
            let y = op
                .apply(&[left.clone(), right.clone()])
                .unwrap()
                .rank2()
                .unwrap();
            assert_eq!(
                y.into_data().try_to_vec::<f32>().unwrap(),
                expected,
                "{}",
                op.name()
            );
        }
        assert_eq!(broadcast(&[2, 1, 3], &[4, 1]), Ok(vec![2, 4, 3]));
        assert!(broadcast(&[2, 3], &[2]).is_err());
    }
}
