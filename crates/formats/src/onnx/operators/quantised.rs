//! Weights that a file stores as whole numbers. They become floats once, when the file is read.

use std::ops::Range;

use super::rounded;
use crate::FormatError;
use crate::onnx::build::Known;
use crate::onnx::host::{Host, Numbers};
use crate::onnx::step::Step;

/// `(x − zero point) · scale` for a constant `x`.
pub(super) fn dequantize(step: &mut Step) -> Result<Known, FormatError> {
    if step.input(0)?.is_node() || step.input(1)?.is_node() {
        return rounded::dequantize(step);
    }
    let (values, scale) = (step.host(0)?, step.host(1)?);
    let zero = step.has(2).then(|| step.host(2)).transpose()?;
    let node = step.node;
    let shared = match node.int("block_size", 0) {
        0 if scale.len() == 1 => Shared::Everywhere,
        block => {
            let axis = step.axis(node.int("axis", 1), values.shape.len())?;
            Shared::along(axis, block).ok_or_else(|| {
                step.error(format!("expected blocks of at least 1 value, got {block}"))
            })?
        }
    };
    let floats = floats(&values, &scale, zero.as_deref(), shared);
    let floats = floats.map_err(|reason| step.error(reason))?;
    step.computed(Some(floats), values.len())
}

/// The floats of whole numbers with one scale, or one for each index of an axis. A zero point may be
/// one for all.
pub(super) fn stored_floats(
    values: &Host,
    scale: &Host,
    zero: Option<&Host>,
    axis: usize,
) -> Result<Host, String> {
    let count = values.shape.get(axis).copied().unwrap_or(1);
    let spread = |host: &Host, count: usize| match host.len() {
        1 => host.clone().reshaped(&[1])?.expanded(&[count]),
        _ => Some(host.clone()),
    };
    if scale.len() == 1 && zero.is_none_or(|zero| zero.len() == 1) {
        return floats(values, scale, zero, Shared::Everywhere);
    }
    let misfit = || format!("scales {:?} do not go with {:?}", scale.shape, values.shape);
    let scale = spread(scale, count).ok_or_else(misfit)?;
    let zero = zero
        .map(|zero| spread(zero, count).ok_or_else(misfit))
        .transpose()?;
    floats(values, &scale, zero.as_ref(), Shared::Slice { axis })
}

/// The values that share a scale.
#[derive(Clone, Copy, Debug)]
enum Shared {
    /// All of them.
    Everywhere,
    /// Those with one index of this axis.
    Slice { axis: usize },
    /// So many neighbours along this axis (opset 21).
    Block { axis: usize, size: usize },
}

impl Shared {
    fn along(axis: usize, block: i64) -> Option<Self> {
        Some(match usize::try_from(block).ok()? {
            0 => Self::Slice { axis },
            size => Self::Block { axis, size },
        })
    }

    /// The shape of the scales for values of this shape.
    fn expected(self, shape: &[usize]) -> Vec<usize> {
        match self {
            Self::Everywhere => Vec::new(),
            Self::Slice { axis } => vec![shape[axis]],
            Self::Block { axis, size } => {
                let mut blocks = shape.to_vec();
                blocks[axis] = shape[axis].div_ceil(size);
                blocks
            }
        }
    }

    /// The number of neighbours that have one scale, or one row of scales.
    fn run(self, shape: &[usize]) -> usize {
        let inner = match self {
            Self::Everywhere => shape,
            Self::Slice { axis } | Self::Block { axis, .. } => &shape[axis + 1..],
        };
        inner.iter().product()
    }

    /// Where the scales of a run are: one for all of its values, or one for each.
    fn place(self, run: usize, shape: &[usize], length: usize) -> Range<usize> {
        match self {
            Self::Everywhere => 0..1,
            Self::Slice { axis } => {
                let index = run % shape[axis];
                index..index + 1
            }
            Self::Block { axis, size } => {
                let (outer, index) = (run / shape[axis], run % shape[axis]);
                let start = outer * shape[axis].div_ceil(size) + index / size;
                start * length..(start + 1) * length
            }
        }
    }

    /// Fails with what was expected and what came.
    fn check(self, what: &str, numbers: &Host, values: &Host) -> Result<(), String> {
        let expected = self.expected(&values.shape);
        let one = matches!(self, Self::Everywhere) && numbers.len() == 1;
        if one || numbers.shape == expected {
            return Ok(());
        }
        Err(format!(
            "expected a {what} of shape {expected:?} for values of shape {:?}, got {:?}",
            values.shape, numbers.shape
        ))
    }
}

/// Computes the floats. Returns what was expected and what came if the constants do not fit.
fn floats(
    values: &Host,
    scale: &Host,
    zero: Option<&Host>,
    shared: Shared,
) -> Result<Host, String> {
    let (Numbers::Int(whole), Numbers::Float(scales)) = (&values.numbers, &scale.numbers) else {
        return Err("expected whole numbers, and a scale of floats".into());
    };
    shared.check("scale", scale, values)?;
    let zeros = match zero {
        None => vec![0; scales.len()],
        Some(zero) if zero.is_int() => {
            shared.check("zero point", zero, values)?;
            zero.ints()
        }
        Some(_) => return Err("expected a whole zero point".into()),
    };
    let mut floats = Vec::with_capacity(whole.len());
    let length = shared.run(&values.shape).max(1);
    for (run, whole) in whole.chunks(length).enumerate() {
        let place = shared.place(run, &values.shape, length);
        let float = |value: i64, scale: f32, zero: i64| value.wrapping_sub(zero) as f32 * scale;
        if let ([scale], [zero]) = (&scales[place.clone()], &zeros[place.clone()]) {
            floats.extend(whole.iter().map(|value| float(*value, *scale, *zero)));
        } else {
            let pairs = scales[place.clone()].iter().zip(&zeros[place]);
            let each = whole.iter().zip(pairs);
            floats.extend(each.map(|(value, (scale, zero))| float(*value, *scale, *zero)));
        }
    }
    Ok(values.with(Numbers::Float(floats)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(shape: &[usize], values: &[i64]) -> Host {
        Host::row(values.to_vec()).reshaped(shape).unwrap()
    }

    fn scale(shape: &[usize], values: &[f32]) -> Host {
        Host::floats_of(values.to_vec(), shape.to_vec()).unwrap()
    }

    /// All numbers are exact in float32.
    #[test]
    fn whole_numbers_become_hand_computed_floats() {
        use Shared::{Block, Everywhere, Slice};
        let values = whole(&[2, 3], &[-128, 0, 127, 1, 2, 3]);
        struct Case(Shared, Host, Option<Host>, [f32; 6]);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(Everywhere, scale(&[], &[0.5]), None, [-64.0, 0.0, 63.5, 0.5, 1.0, 1.5]),
            Case(Everywhere, scale(&[1], &[0.5]), Some(whole(&[], &[2])), [-65.0, -1.0, 62.5, -0.5, 0.0, 0.5]),
            Case(Slice { axis: 0 }, scale(&[2], &[1.0, 0.25]), None, [-128.0, 0.0, 127.0, 0.25, 0.5, 0.75]),
            Case(Slice { axis: 1 }, scale(&[3], &[1.0, 2.0, 4.0]), Some(whole(&[3], &[-128, 0, 3])), [0.0, 0.0, 496.0, 129.0, 4.0, 0.0]),
            Case(Block { axis: 1, size: 2 }, scale(&[2, 2], &[1.0, 2.0, 4.0, 8.0]), None, [-128.0, 0.0, 254.0, 4.0, 8.0, 24.0]),
            Case(Block { axis: 0, size: 2 }, scale(&[1, 3], &[1.0, 2.0, 4.0]), Some(whole(&[1, 3], &[1, 2, 3])), [-129.0, -4.0, 496.0, 0.0, 0.0, 0.0]),
        ];
        for Case(shared, scale, zero, expected) in cases {
            let found = floats(&values, &scale, zero.as_ref(), shared).unwrap();
            assert_eq!(
                found,
                values.with(Numbers::Float(expected.into())),
                "{shared:?}"
            );
        }
        // More than 24 bits: the zero point is subtracted before rounding to a float.
        let large = whole(&[1], &[(1 << 30) + 3]);
        let zero = whole(&[], &[1 << 30]);
        let found = floats(&large, &scale(&[], &[0.5]), Some(&zero), Everywhere).unwrap();
        assert_eq!(found.floats(), [1.5]);
    }

    #[test]
    fn constants_that_do_not_fit_are_explained() {
        use Shared::{Block, Everywhere, Slice};
        let values = || whole(&[2, 3], &[0; 6]);
        let ones = |shape: &[usize]| scale(shape, &vec![1.0; shape.iter().product()]);
        struct Case(Host, Host, Option<Host>, Shared, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(ones(&[2, 3]), ones(&[]), None, Everywhere, "expected whole numbers"),
            Case(values(), whole(&[], &[1]), None, Everywhere, "a scale of floats"),
            Case(values(), ones(&[]), Some(ones(&[])), Everywhere, "a whole zero point"),
            Case(values(), ones(&[2]), None, Slice { axis: 1 }, "a scale of shape [3] for values of shape [2, 3], got [2]"),
            Case(values(), ones(&[1, 3]), None, Slice { axis: 1 }, "a scale of shape [3] for values of shape [2, 3], got [1, 3]"),
            Case(values(), ones(&[3]), Some(whole(&[2], &[0; 2])), Slice { axis: 1 }, "a zero point of shape [3] for values of shape [2, 3], got [2]"),
            Case(values(), ones(&[2, 3]), None, Block { axis: 1, size: 2 }, "a scale of shape [2, 2] for values of shape [2, 3], got [2, 3]"),
            Case(values(), ones(&[2]), None, Block { axis: 1, size: 2 }, "got [2]"),
            Case(values(), ones(&[]), Some(whole(&[3], &[0; 3])), Everywhere, "a zero point of shape [] for values of shape [2, 3], got [3]"),
        ];
        for Case(values, scale, zero, shared, part) in cases {
            let reason = floats(&values, &scale, zero.as_ref(), shared).unwrap_err();
            assert!(reason.contains(part), "{part}: {reason}");
        }
        assert!(Shared::along(0, -1).is_none());
    }
}
