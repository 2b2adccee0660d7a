/// Describes the first value that is NaN or infinite. Returns `None` if all values are finite.
pub(crate) fn not_finite(values: &[f32]) -> Option<String> {
    let index = values.iter().position(|value| !value.is_finite())?;
    let value = values.get(index)?;
    Some(format!(
        "value {index} is {value}: the file is damaged, or the training went wrong"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_that_is_not_finite_is_named() {
        assert_eq!(not_finite(&[0.0, -1.0]), None);
        let why = not_finite(&[0.0, f32::NEG_INFINITY, f32::NAN]).unwrap();
        assert!(why.starts_with("value 1 is -inf:"), "{why}");
    }
}
