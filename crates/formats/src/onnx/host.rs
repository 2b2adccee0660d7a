//! Small tensors on the host. Shapes, indices and constants are computed here while a file is read.

/// Values of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Numbers {
    Float(Vec<f32>),
    /// Integers of any width.
    Int(Vec<i64>),
    Bool(Vec<bool>),
}

/// A row-major tensor of any rank, including 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Host {
    pub(super) shape: Vec<usize>,
    pub(super) numbers: Numbers,
}

/// Applies one expression to each kind of values.
macro_rules! each_kind {
    ($numbers:expr, $values:ident => $body:expr) => {
        match $numbers {
            Numbers::Float($values) => Numbers::Float($body),
            Numbers::Int($values) => Numbers::Int($body),
            Numbers::Bool($values) => Numbers::Bool($body),
        }
    };
}

impl Host {
    /// A row of integers.
    pub(super) fn row(values: Vec<i64>) -> Self {
        Self {
            shape: vec![values.len()],
            numbers: Numbers::Int(values),
        }
    }

    /// A single value, of rank 0.
    pub(super) fn scalar(numbers: Numbers) -> Self {
        Self {
            shape: Vec::new(),
            numbers,
        }
    }

    /// Other values in the same shape.
    pub(super) fn with(&self, numbers: Numbers) -> Self {
        Self {
            shape: self.shape.clone(),
            numbers,
        }
    }

    /// Floats in a shape. Returns `None` if they do not fill it.
    pub(super) fn floats_of(values: Vec<f32>, shape: Vec<usize>) -> Option<Self> {
        (count(&shape)? == values.len()).then_some(Self {
            shape,
            numbers: Numbers::Float(values),
        })
    }

    pub(super) fn len(&self) -> usize {
        match &self.numbers {
            Numbers::Float(values) => values.len(),
            Numbers::Int(values) => values.len(),
            Numbers::Bool(values) => values.len(),
        }
    }

    pub(super) fn into_floats(self) -> Vec<f32> {
        match self.numbers {
            Numbers::Float(values) => values,
            Numbers::Int(values) => values.into_iter().map(|value| value as f32).collect(),
            Numbers::Bool(values) => values.into_iter().map(|v| f32::from(u8::from(v))).collect(),
        }
    }

    pub(super) fn floats(&self) -> Vec<f32> {
        self.clone().into_floats()
    }

    /// The values as integers; fractions are cut off, as `Cast` does.
    pub(super) fn ints(&self) -> Vec<i64> {
        match &self.numbers {
            Numbers::Float(values) => values.iter().map(|value| *value as i64).collect(),
            Numbers::Int(values) => values.clone(),
            Numbers::Bool(values) => values.iter().map(|value| i64::from(*value)).collect(),
        }
    }

    /// Whether each value differs from 0.
    pub(super) fn flags(&self) -> Vec<bool> {
        match &self.numbers {
            Numbers::Float(values) => values.iter().map(|value| *value != 0.0).collect(),
            Numbers::Int(values) => values.iter().map(|value| *value != 0).collect(),
            Numbers::Bool(values) => values.clone(),
        }
    }

    pub(super) fn is_float(&self) -> bool {
        matches!(self.numbers, Numbers::Float(_))
    }

    pub(super) fn is_int(&self) -> bool {
        matches!(self.numbers, Numbers::Int(_))
    }

    /// The values as integers if `whole`, else unchanged.
    pub(super) fn truncated_if(self, whole: bool) -> Self {
        if whole {
            self.with(Numbers::Int(self.ints()))
        } else {
            self
        }
    }

    /// The values at these flat indices. Returns `None` if an index is out of range.
    fn picked(&self, shape: Vec<usize>, places: impl Iterator<Item = usize>) -> Option<Self> {
        let numbers = each_kind!(&self.numbers, values => {
            places.map(|place| values.get(place).copied()).collect::<Option<_>>()?
        });
        Some(Self { shape, numbers })
    }

    /// The same values in another shape. Returns `None` if they do not fill it.
    pub(super) fn reshaped(self, shape: &[usize]) -> Option<Self> {
        (count(shape)? == self.len()).then(|| Self {
            shape: shape.to_vec(),
            ..self
        })
    }

    /// The axes in another order.
    pub(super) fn transposed(&self, permutation: &[usize]) -> Option<Self> {
        let strides = strides(&self.shape);
        let pick = |from: &[usize]| -> Option<Vec<usize>> {
            permutation
                .iter()
                .map(|axis| from.get(*axis).copied())
                .collect()
        };
        let (shape, strides) = (pick(&self.shape)?, pick(&strides)?);
        self.picked(shape.clone(), places(&shape, &strides))
    }

    /// Broadcasts to a shape, as numpy does. Returns `None` if the shapes do not fit.
    pub(super) fn expanded(&self, shape: &[usize]) -> Option<Self> {
        let missing = shape.len().checked_sub(self.shape.len())?;
        let mut own = vec![0; missing];
        for ((size, wanted), stride) in self
            .shape
            .iter()
            .zip(&shape[missing..])
            .zip(strides(&self.shape))
        {
            own.push(match *size {
                size if size == *wanted => stride,
                1 => 0,
                _ => return None,
            });
        }
        count(shape)?;
        self.picked(shape.to_vec(), places(shape, &own))
    }

    /// The slices at these indices of an axis.
    pub(super) fn taken(&self, axis: usize, indices: &[usize]) -> Option<Self> {
        let size = *self.shape.get(axis)?;
        let inner: usize = self.shape[axis + 1..].iter().product();
        let outer: usize = self.shape[..axis].iter().product();
        let mut shape = self.shape.clone();
        shape[axis] = indices.len();
        if indices.iter().any(|index| *index >= size) {
            return None;
        }
        let starts =
            (0..outer).flat_map(|block| indices.iter().map(move |index| block * size + index));
        let places = starts.flat_map(|start| start * inner..(start + 1) * inner);
        self.picked(shape, places)
    }

    /// Concatenates along an axis: floats if one part is float, else integers.
    pub(super) fn joined(parts: &[&Self], axis: usize) -> Option<Self> {
        let first = parts.first()?;
        let mut shape = first.shape.clone();
        *shape.get_mut(axis)? = 0;
        for part in parts {
            let fits = part.shape.len() == shape.len()
                && (0..shape.len()).all(|a| a == axis || part.shape[a] == shape[a]);
            shape[axis] += part.shape.get(axis).filter(|_| fits)?;
        }
        let numbers = if parts.iter().any(|part| part.is_float()) {
            let rows: Vec<Vec<f32>> = parts.iter().map(|part| part.floats()).collect();
            Numbers::Float(interleaved(parts, &rows, axis)?)
        } else {
            let rows: Vec<Vec<i64>> = parts.iter().map(|part| part.ints()).collect();
            Numbers::Int(interleaved(parts, &rows, axis)?)
        };
        Some(Self { shape, numbers })
    }
}

/// The number of values of a shape. Returns `None` on overflow.
pub(super) fn count(shape: &[usize]) -> Option<usize> {
    shape
        .iter()
        .try_fold(1usize, |count, size| count.checked_mul(*size))
}

/// Sizes as a file lists them. Returns `None` if one is negative.
pub(super) fn sizes(sizes: &[i64]) -> Option<Vec<usize>> {
    sizes
        .iter()
        .map(|size| usize::try_from(*size).ok())
        .collect()
}

/// The common shape of two values, as numpy broadcasts. Returns `None` if they do not fit.
pub(super) fn broadcast(left: &[usize], right: &[usize]) -> Option<Vec<usize>> {
    let rank = left.len().max(right.len());
    let size = |shape: &[usize], axis: usize| {
        (axis + shape.len())
            .checked_sub(rank)
            .map_or(1, |axis| shape[axis])
    };
    let sizes = (0..rank).map(|axis| match (size(left, axis), size(right, axis)) {
        (a, b) if a == b || b == 1 => Some(a),
        (1, b) => Some(b),
        _ => None,
    });
    sizes.collect()
}

/// The values of all parts, block by block before the axis.
fn interleaved<T: Copy>(parts: &[&Host], rows: &[Vec<T>], axis: usize) -> Option<Vec<T>> {
    let blocks: usize = parts.first()?.shape[..axis].iter().product();
    let mut all = Vec::new();
    for block in 0..blocks {
        for (part, row) in parts.iter().zip(rows) {
            let run: usize = part.shape[axis..].iter().product();
            all.extend_from_slice(row.get(block * run..(block + 1) * run)?);
        }
    }
    Some(all)
}

fn strides(shape: &[usize]) -> Vec<usize> {
    let mut strides = vec![1usize; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
    }
    strides
}

/// The flat indices of all values of a shape with these strides, in row-major order.
fn places(shape: &[usize], strides: &[usize]) -> impl Iterator<Item = usize> {
    let mut index = vec![0; shape.len()];
    let mut next = 0usize;
    (0..count(shape).unwrap_or_default()).map(move |_| {
        let place = next;
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            next += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            next -= strides[axis] * shape[axis];
            index[axis] = 0;
        }
        place
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 1 2 / 3 4 5
    fn table() -> Host {
        Host::row((0..6).collect()).reshaped(&[2, 3]).unwrap()
    }

    #[test]
    fn arrangements_match_hand_computed_values() {
        let turned = table().transposed(&[1, 0]).unwrap();
        assert_eq!(
            (turned.shape.as_slice(), turned.ints()),
            (&[3, 2][..], vec![0, 3, 1, 4, 2, 5])
        );
        let columns = table().taken(1, &[2, 0]).unwrap();
        assert_eq!(
            (columns.shape.as_slice(), columns.ints()),
            (&[2, 2][..], vec![2, 0, 5, 3])
        );
        let rows = table().taken(0, &[1, 1]).unwrap();
        assert_eq!(rows.ints(), [3, 4, 5, 3, 4, 5]);
        let row = Host::row(vec![7, 8]).reshaped(&[2, 1]).unwrap();
        assert_eq!(row.expanded(&[2, 2]).unwrap().ints(), [7, 7, 8, 8]);
        let wide = Host::joined(&[&table(), &row], 1).unwrap();
        assert_eq!(
            (wide.shape.as_slice(), wide.ints()),
            (&[2, 4][..], vec![0, 1, 2, 7, 3, 4, 5, 8])
        );
        let scalar = Host::row(vec![4]).reshaped(&[]).unwrap();
        assert_eq!(scalar.expanded(&[2]).unwrap().ints(), [4, 4]);
    }

    #[test]
    fn shapes_that_do_not_fit_give_none() {
        assert_eq!(table().reshaped(&[4]), None);
        assert_eq!(table().expanded(&[2, 2]), None);
        assert_eq!(table().taken(1, &[3]), None);
        assert_eq!(table().taken(2, &[0]), None);
        assert_eq!(table().transposed(&[0, 2]), None);
        assert_eq!(Host::joined(&[&table(), &Host::row(vec![1])], 0), None);
        assert_eq!(broadcast(&[2, 3], &[2]), None);
        assert_eq!(broadcast(&[2, 1], &[3]), Some(vec![2, 3]));
    }
}
