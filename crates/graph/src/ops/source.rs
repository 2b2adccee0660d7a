use super::{Curve, Facts, Family, Role, constant, exactly};
use crate::Value;
use crate::layout::Pixels;

/// The value comes from outside the graph.
pub(super) struct Input;

/// The value is the one constant.
pub(super) struct Constant;

/// The value is that of the input.
pub(super) struct Identity;

impl Family for Input {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "input",
            role: Role::Moves,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Picture,
        }
    }

    fn shape(&self, _: Vec<&[usize]>, _: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        Err("an input takes its shape from outside".into())
    }

    fn apply(&self, _: Vec<Value>, _: &[Value]) -> Result<Value, String> {
        Err("no value was given".into())
    }
}

impl Family for Constant {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "constant",
            role: Role::Moves,
            curve: Curve::Straight,
            learned: 0,
            pixels: Pixels::Lost,
        }
    }

    fn shape(&self, inputs: Vec<&[usize]>, constants: &[Vec<usize>]) -> Result<Vec<usize>, String> {
        let [] = exactly(inputs)?;
        match constants {
            [constant] => Ok(constant.clone()),
            _ => Err(format!("expected one constant, got {}", constants.len())),
        }
    }

    fn apply(&self, inputs: Vec<Value>, constants: &[Value]) -> Result<Value, String> {
        let [] = exactly(inputs)?;
        constant(constants, 0, "constant")
    }
}

impl Family for Identity {
    fn facts(&self) -> Facts<'_> {
        Facts {
            name: "identity",
            role: Role::Passes,
            curve: Curve::Straight,
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
        Ok(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_values::{read, value};

    #[test]
    fn a_constant_answers_with_itself_and_an_identity_with_its_input() {
        let two = || value(&[1.0, 2.0], &[2]);
        assert_eq!(read(Constant.apply(vec![], &[two()]).unwrap()), [1.0, 2.0]);
        assert_eq!(read(Identity.apply(vec![two()], &[]).unwrap()), [1.0, 2.0]);
    }

    #[test]
    fn another_number_of_inputs_is_rejected() {
        let expected = Err("expected 1 inputs, got 2".into());
        assert_eq!(Identity.shape(vec![&[1], &[1]], &[]), expected);
        assert!(Constant.shape(vec![&[1]], &[vec![1]]).is_err());
        assert!(Input.shape(vec![], &[]).is_err());
    }
}
