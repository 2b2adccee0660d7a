use super::arithmetic::broadcast;
use super::join::expand;
use super::{Curve, Facts, Family, Role, exactly};
use crate::Value;
use crate::layout::Pixels;

/// The second value where the first is not 0, else the third (`torch.where`), all broadcast to one
/// shape. It is not computed by a product, so infinite values that are not chosen do no harm.
pub(super) struct Choose;

impl Family for Choose {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "choice",
            role: Role::Computes,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Aligned,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [condition, yes, no] = exactly(inputs)?;
        broadcast(condition, &broadcast(yes, no)?)
    }

    fn apply(&self, inputs: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        let shapes: Vec<Vec<usize>> = inputs.iter().map(Value::shape).collect();
        let shape = self.shape(shapes.iter().map(Vec::as_slice).collect(), &[])?;
        let [condition, yes, no] = exactly(inputs)?;
        macro_rules! choose {
            ($($variant:ident),*) => {
                match (expand(condition, &shape)?, expand(yes, &shape)?, expand(no, &shape)?) {
                    $((Value::$variant(condition), Value::$variant(yes), Value::$variant(no)) => {
                        Ok(Value::$variant(yes.mask_where(condition.equal_elem(0.0), no)))
                    })*
                    _ => Err("the ranks differ".into()),
                }
            };
        }
        choose!(R1, R2, R3, R4, R5, R6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn infinite_values_that_are_not_chosen_do_no_harm() {
        let infinite = f32::NEG_INFINITY;
        let condition = value(&[1.0, 0.0], &[1, 2]);
        let yes = value(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
        let no = value(&[infinite], &[1]);
        let found = Choose.apply(vec![condition, yes, no], &[]).unwrap();
        assert_eq!(found.shape(), [2, 2]);
        assert_eq!(read(found), [1.0, infinite, 3.0, infinite]);
        assert!(Choose.shape(vec![&[2], &[3], &[1]], &[]).is_err());
    }
}
