use super::dtype::Dtype;
use crate::SourceFile;
use crate::finite::not_finite;
use crate::limits::UNPACKED;

/// Bytes decoded at once, so that a large tensor is never in memory twice. A multiple of the size
/// of every dtype.
const PIECE: u64 = 1 << 20;

/// Where the values of a tensor are stored, and in which order.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Empty for a scalar.
    pub(super) shape: Vec<usize>,
    dtype: Dtype,
    file: SourceFile,
    /// Offset of its first byte in the file.
    offset: u64,
    /// Strides in values, or `None` if the values are in row-major order.
    strides: Option<Vec<usize>>,
}

impl Entry {
    /// Describes a tensor whose first value has the index `first` in an array that starts at byte
    /// `start` of the file. `strides` are counted in values.
    ///
    /// # Errors
    /// A sentence if the tensor is not inside its file.
    pub(super) fn new(
        shape: Vec<usize>,
        dtype: Dtype,
        file: SourceFile,
        (start, first): (u64, usize),
        strides: &[usize],
    ) -> Result<Self, String> {
        let size = dtype.size().unwrap_or(1) as u64;
        let offset = (first as u64)
            .checked_mul(size)
            .and_then(|bytes| bytes.checked_add(start));
        let entry = Self {
            offset: offset.ok_or("it begins beyond any file")?,
            strides: (strides != contiguous(&shape)).then(|| strides.to_vec()),
            shape,
            dtype,
            file,
        };
        entry.check(size)?;
        Ok(entry)
    }

    fn check(&self, size: u64) -> Result<(), String> {
        let shape = &self.shape;
        if self
            .strides
            .as_ref()
            .is_some_and(|strides| strides.len() != shape.len())
        {
            return Err(format!(
                "its shape {shape:?} and its strides differ in length"
            ));
        }
        // Strides of 0 repeat values, so a small file can describe a tensor of any size.
        let bytes = self.count().and_then(|count| count.checked_mul(4));
        if bytes.is_none_or(|bytes| bytes as u64 > UNPACKED) {
            let limit = UNPACKED / 1_000_000;
            return Err(format!("its shape {shape:?} takes more than {limit} MB"));
        }
        let length = self
            .extent()
            .and_then(|extent| (extent as u64).checked_mul(size));
        let end = length.and_then(|length| length.checked_add(self.offset));
        let found = self.file.len();
        match end {
            Some(end) if end <= found => Ok(()),
            Some(end) => Err(format!(
                "its values should end at byte {end} of `{}`, which holds {found}",
                self.file.base_name()
            )),
            None => Err("it ends beyond any file".into()),
        }
    }

    /// Whether both are the same values in the same place of the same file.
    pub(super) fn is_stored_as(&self, other: &Self) -> bool {
        self.file.is_same(&other.file)
            && self.offset == other.offset
            && self.shape == other.shape
            && self.strides == other.strides
            && self.dtype == other.dtype
    }

    /// Returns the number of values, or `None` if it overflows.
    pub(super) fn count(&self) -> Option<usize> {
        let mut axes = self.shape.iter();
        axes.try_fold(1usize, |count, axis| count.checked_mul(*axis))
    }

    /// Returns the number of stored values from its first to its last, both included.
    fn extent(&self) -> Option<usize> {
        let count = self.count()?;
        let Some(strides) = self.strides.as_ref().filter(|_| count > 0) else {
            return Some(count);
        };
        let mut steps = self.shape.iter().zip(strides);
        steps.try_fold(1usize, |extent, (axis, stride)| {
            extent.checked_add(axis.saturating_sub(1).checked_mul(*stride)?)
        })
    }

    /// Reads the values, row-major, as float32.
    ///
    /// # Errors
    /// A sentence if the dtype is not supported, the file cannot be read or a value is not finite.
    pub(super) fn read(&self) -> Result<Vec<f32>, String> {
        let Some(size) = self.dtype.size() else {
            return Err(format!(
                "its values are stored as {:?}, which is not supported",
                self.dtype
            ));
        };
        let extent = self.extent().unwrap_or(usize::MAX);
        let mut values = Vec::new();
        values
            .try_reserve_exact(extent)
            .map_err(|_| format!("its {extent} values do not fit into memory"))?;
        let (mut offset, mut left) = (self.offset, extent as u64 * size as u64);
        while left > 0 {
            let length = left.min(PIECE);
            let bytes = self
                .file
                .read(offset, length)
                .map_err(|error| error.to_string())?;
            self.dtype.decode(&bytes, &mut values);
            offset += length;
            left -= length;
        }
        if let Some(strides) = &self.strides {
            values = gathered(&values, &self.shape, strides);
        }
        not_finite(&values).map_or(Ok(values), Err)
    }
}

/// Returns the strides of a row-major tensor.
pub(super) fn contiguous(shape: &[usize]) -> Vec<usize> {
    let mut strides: Vec<usize> = shape
        .iter()
        .rev()
        .scan(1usize, |next, axis| {
            let stride = *next;
            *next = next.saturating_mul(*axis);
            Some(stride)
        })
        .collect();
    strides.reverse();
    strides
}

/// Copies values that are `strides` apart into row-major order.
fn gathered(values: &[f32], shape: &[usize], strides: &[usize]) -> Vec<f32> {
    let mut places = vec![0];
    for (axis, stride) in shape.iter().zip(strides) {
        let steps = |place: usize| (0..*axis).map(move |index| place + index * stride);
        places = places.into_iter().flat_map(steps).collect();
    }
    let value = |place: usize| values.get(place).copied().unwrap_or(f32::NAN);
    places.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tensor in a file of a one-byte header and the bytes 0 to 11.
    fn entry(shape: &[usize], first: usize, strides: &[usize]) -> Result<Entry, String> {
        let mut bytes = vec![99];
        bytes.extend(0..12u8);
        let file = SourceFile::new("data/0", bytes);
        Entry::new(shape.to_vec(), Dtype::U8, file, (1, first), strides)
    }

    #[test]
    fn strided_tensors_are_read_in_row_major_order() {
        struct Case(&'static [usize], usize, &'static [usize], &'static [f32]);
        for Case(shape, first, strides, expected) in [
            Case(&[2, 3], 0, &[3, 1], &[0., 1., 2., 3., 4., 5.]),
            Case(&[2, 3], 6, &[3, 1], &[6., 7., 8., 9., 10., 11.]),
            Case(&[3, 2], 0, &[1, 3], &[0., 3., 1., 4., 2., 5.]), // transposed
            Case(&[2, 2], 1, &[6, 2], &[1., 3., 7., 9.]),         // every second
            Case(&[2, 2], 11, &[0, 0], &[11.; 4]),                // expanded
            Case(&[2, 1, 2], 0, &[2, 1, 1], &[0., 1., 2., 3.]),
            Case(&[], 5, &[], &[5.]),
            Case(&[0], 12, &[1], &[]),
        ] {
            let found = entry(shape, first, strides).unwrap().read().unwrap();
            assert_eq!(found, expected, "{shape:?} by {strides:?}");
        }
    }

    #[test]
    fn a_tensor_outside_its_file_is_rejected_before_allocation() {
        struct Case(&'static [usize], usize, &'static [usize], &'static str);
        for Case(shape, first, strides, named) in [
            Case(&[13], 0, &[1], "byte 14 of `0`, which holds 13"),
            Case(&[12], 1, &[1], "byte 14"),
            Case(&[2], 0, &[12], "byte 14"),
            Case(&[2, 2], 0, &[1], "differ in length"),
            Case(&[1 << 40], 0, &[0], "MB"),
            Case(&[usize::MAX, 2], 0, &[0, 0], "MB"),
            Case(&[2, 2], 0, &[usize::MAX, usize::MAX], "beyond any file"),
            Case(&[1], usize::MAX, &[1], "beyond any file"),
        ] {
            let error = entry(shape, first, strides).unwrap_err();
            assert!(error.contains(named), "{shape:?} by {strides:?}: {error}");
        }
    }

    #[test]
    fn a_tensor_larger_than_one_piece_is_read_whole() {
        let numbers: Vec<f32> = (0..600_000u32).map(|index| index as f32).collect();
        let bytes = numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        let file = SourceFile::new("data/0", bytes);
        let entry = Entry::new(vec![600_000], Dtype::F32, file, (0, 0), &[1]).unwrap();
        assert_eq!(entry.read().unwrap(), numbers);
    }

    #[test]
    fn a_nan_is_an_error() {
        let bytes = [1.0, f32::NAN]
            .iter()
            .flat_map(|number: &f32| number.to_le_bytes());
        let file = SourceFile::new("data/0", bytes.collect());
        let entry = Entry::new(vec![2], Dtype::F32, file, (0, 0), &[1]).unwrap();
        assert!(entry.read().unwrap_err().contains("value 1 is NaN"));
    }
}
