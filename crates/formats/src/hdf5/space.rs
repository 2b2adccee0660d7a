use super::bytes::{Bytes, Parsed};

/// The most axes of an array.
const MAX_AXES: usize = 32;

/// The sizes of the axes of an array; none for one value.
pub(super) fn shape(mut bytes: Bytes) -> Parsed<Vec<usize>> {
    let version = bytes.byte()?;
    let axes = bytes.count(1)?;
    bytes.byte()?;
    let kind = match version {
        1 => {
            bytes.take(5)?;
            u8::from(axes > 0)
        }
        2 => bytes.byte()?,
        other => return Err(format!("version {other} of a shape is not known")),
    };
    match kind {
        0 if axes == 0 => Ok(Vec::new()),
        1 if axes <= MAX_AXES => (0..axes).map(|_| bytes.count(8)).collect(),
        2 => Ok(vec![0]), // no values at all
        _ => Err(format!("a shape of {axes} axes is not supported")),
    }
}

/// The number of values in an array.
pub(super) fn count(shape: &[usize]) -> Parsed<usize> {
    let product = shape
        .iter()
        .try_fold(1usize, |n, axis| n.checked_mul(*axis));
    product.ok_or_else(|| format!("an array of the shape {shape:?} is too large"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_both_versions_read_the_same() {
        let sizes = [3u64.to_le_bytes(), 5u64.to_le_bytes()].concat();
        let old = [&[1, 2, 0, 0, 0, 0, 0, 0][..], &sizes].concat();
        let new = [&[2, 2, 0, 1][..], &sizes].concat();
        assert_eq!(shape(Bytes::new(&old)), Ok(vec![3, 5]));
        assert_eq!(shape(Bytes::new(&new)), Ok(vec![3, 5]));
        assert_eq!(shape(Bytes::new(&[1, 0, 0, 0, 0, 0, 0, 0])), Ok(vec![]));
        assert_eq!(shape(Bytes::new(&[2, 0, 0, 0])), Ok(vec![]));
        assert_eq!(shape(Bytes::new(&[2, 0, 0, 2])), Ok(vec![0]));
        assert!(shape(Bytes::new(&new[..12])).is_err());
        assert!(shape(Bytes::new(&[2, 200, 0, 1])).is_err());
    }

    #[test]
    fn a_shape_that_overflows_is_refused() {
        assert_eq!(
            (count(&[]), count(&[3, 5]), count(&[0, 5])),
            (Ok(1), Ok(15), Ok(0))
        );
        assert!(count(&[usize::MAX, 2]).is_err());
    }
}
