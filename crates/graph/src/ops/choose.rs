use super::arithmetic::broadcast;
use super::arrange::expand;
use crate::Value;

/// The shape of a choice between two values: all three are repeated to one shape.
pub(super) fn shape(inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
    let [condition, yes, no] = inputs else {
        return Err("expected a condition and two values".into());
    };
    broadcast(condition, &broadcast(yes, no)?)
}

/// The second value where the first is not 0, else the third (`torch.where`). Values that are not
/// chosen take no part, so an infinite one does no harm.
pub(super) fn apply(inputs: Vec<Value>) -> Result<Value, String> {
    let [condition, yes, no]: [Value; 3] = inputs
        .try_into()
        .map_err(|_| "expected a condition and two values")?;
    let shape = shape(&[&condition.shape(), &yes.shape(), &no.shape()])?;
    let (condition, yes, no) = (
        expand(condition, &shape)?,
        expand(yes, &shape)?,
        expand(no, &shape)?,
    );
    macro_rules! choose {
        ($($variant:ident),*) => {
            match (condition, yes, no) {
                $((Value::$variant(condition), Value::$variant(yes), Value::$variant(no)) => {
                    Ok(Value::$variant(yes.mask_where(condition.equal_elem(0.0), no)))
                })*
                _ => Err("the ranks differ".into()),
            }
        };
    }
    choose!(R1, R2, R3, R4, R5, R6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinite_values_that_are_not_chosen_do_no_harm() {
        let device = burn::tensor::Device::flex();
        let value =
            |values: &[f32], shape: &[usize]| Value::new(values.to_vec(), shape, &device).unwrap();
        let condition = value(&[1.0, 0.0], &[1, 2]);
        let no = value(&[f32::NEG_INFINITY], &[1]);
        let yes = value(&[1.0, 2.0, 3.0, 4.0], &[2, 2]);
        let found = apply(vec![condition, yes, no]).unwrap().rank2().unwrap();
        let infinite = f32::NEG_INFINITY;
        assert_eq!(
            found.into_data().try_to_vec::<f32>().unwrap(),
            [1.0, infinite, 3.0, infinite]
        );
        assert!(shape(&[&[2], &[3], &[1]]).is_err());
    }
}
