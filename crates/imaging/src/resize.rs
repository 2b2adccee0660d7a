//! Resizing, one row at a time.
//!
//! No library fits: those that are fast are not exact, and the others first copy the whole picture,
//! which takes 768 MB for 64 megapixels in f32. This one reads each row of the picture once and
//! holds only the input and one of its rows.

use crate::{
    Interpolation, Picture, Resizer, canvas,
    geometry::Axis,
    interpolation::{Taps, taps},
};

/// Bits after the point in Pillow's weights: `PRECISION_BITS` in `Resample.c`.
const PRECISION: i32 = 32 - 8 - 2;

/// Resizes a picture along two axes.
///
/// `planes` is 3, or 1 for luma, which is computed before resizing as Pillow's `convert("L")` does.
/// Returns `[planes, down.count, across.count]`, 0 to 255. Tensors of floats and `TensorFlow` do not
/// round to whole levels.
pub(crate) fn resize(
    picture: &Picture,
    axes: (&Axis, &Axis),
    how: (Interpolation, Resizer),
    planes: usize,
) -> Vec<f32> {
    let (across, down) = axes;
    match how.1 {
        Resizer::Pillow => {
            let (columns, rows) = (taps(across, how, fixed), taps(down, how, fixed));
            let sums = if is_vertical_first(across, down) {
                vertical_first(picture, &columns, &rows, planes)
            } else {
                horizontal_first(picture, &columns, &rows, planes)
            };
            sums.into_iter().map(|sum| f32::from(level(sum))).collect()
        }
        Resizer::Transformers => {
            let (columns, rows) = (coarse(across, how), coarse(down, how));
            let sums = horizontal_first(picture, &columns, &rows, planes);
            sums.into_iter().map(|sum| f32::from(level(sum))).collect()
        }
        Resizer::Canvas => {
            let drawn = canvas::draw(picture, axes);
            let (pixels, _) = drawn.as_chunks::<3>();
            if planes == 1 {
                return pixels.iter().map(|pixel| f32::from(grey(*pixel))).collect();
            }
            let plane = |channel: usize| pixels.iter().map(move |pixel| f32::from(pixel[channel]));
            (0..planes).flat_map(plane).collect()
        }
        Resizer::Tensors | Resizer::Samples => {
            let weight = |weight| weight as f32;
            let (columns, rows) = (taps(across, how, weight), taps(down, how, weight));
            let mut values = horizontal_first::<f32>(picture, &columns, &rows, planes);
            for value in &mut values {
                *value = value.clamp(0.0, 255.0);
            }
            values
        }
    }
}

/// A number that sums of weighted pixels are made of.
trait Number: Copy {
    /// The sum before the first pixel.
    const START: Self;

    fn add(self, pixel: Self, weight: Self) -> Self;

    /// A pixel of the picture.
    fn of(pixel: u8) -> Self;

    /// What the second pass gets of a sum of the first.
    fn between(self) -> Self;
}

impl Number for f32 {
    const START: Self = 0.0;

    fn add(self, pixel: Self, weight: Self) -> Self {
        self + pixel * weight
    }

    fn of(pixel: u8) -> Self {
        Self::from(pixel)
    }

    fn between(self) -> Self {
        self
    }
}

/// Fixed-point numbers, as in Pillow.
impl Number for i32 {
    /// A half, so that cutting off rounds.
    const START: Self = 1 << (PRECISION - 1);

    fn add(self, pixel: Self, weight: Self) -> Self {
        self.wrapping_add(pixel.wrapping_mul(weight))
    }

    fn of(pixel: u8) -> Self {
        Self::from(pixel)
    }

    fn between(self) -> Self {
        Self::from(level(self))
    }
}

/// A weight as a fixed-point number: `normalize_coeffs_8bpc`.
fn fixed(weight: f64) -> i32 {
    let scaled = weight * f64::from(1 << PRECISION);
    (scaled + 0.5_f64.copysign(scaled)) as i32
}

/// Weights as numbers of 16 bits, as PyTorch's `_compute_index_ranges_int16_weights` has them: with as
/// many digits after the point as the largest weight of the axis leaves. Those that lack stay zero.
fn coarse(axis: &Axis, how: (Interpolation, Resizer)) -> Vec<Taps<i32>> {
    let exact = taps(axis, how, |weight| weight);
    let weights = exact.iter().flat_map(|taps| &taps.weights);
    let largest = weights.fold(0.0_f64, |largest, weight| largest.max(*weight));
    let fits = |bits: &i32| 0.5 + largest * f64::from(1 << (bits + 1)) < f64::from(1 << 15);
    let bits = (0..PRECISION).find(|bits| !fits(bits)).unwrap_or(PRECISION);
    let weight = |weight: &f64| {
        let scaled = weight * f64::from(1 << bits);
        ((scaled + 0.5_f64.copysign(scaled)) as i32) << (PRECISION - bits)
    };
    let rounded = |taps: Taps<f64>| Taps {
        first: taps.first,
        weights: taps.weights.iter().map(weight).collect(),
    };
    exact.into_iter().map(rounded).collect()
}

/// The whole level of a sum: `clip8`.
fn level(sum: i32) -> u8 {
    (sum >> PRECISION).clamp(0, 255) as u8
}

/// Whether Pillow makes the pass along the columns first, as it does since version 13 if that is
/// less work. It matters because it rounds after each pass.
fn is_vertical_first(across: &Axis, down: &Axis) -> bool {
    let less = |axis: &Axis| i64::from(axis.source) - axis.resized.cast_signed();
    less(down) > 0 && less(down) > 2 * less(across)
}

/// The sums of a pass along the columns and then one along the rows, in fixed-point numbers.
fn vertical_first(
    picture: &Picture,
    columns: &[Taps<i32>],
    rows: &[Taps<i32>],
    planes: usize,
) -> Vec<i32> {
    let (width, height) = (columns.len(), rows.len());
    let mut out = vec![0; planes * height * width];
    let mut line = vec![0; planes * width];
    let mut luma = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut sums = vec![i32::START; picture.width as usize * planes];
        for (y, weight) in (row.first..).zip(&row.weights) {
            let pixels = if planes == 1 {
                grey_row(picture, y, &mut luma);
                &luma
            } else {
                picture.row(y)
            };
            for (sum, pixel) in sums.iter_mut().zip(pixels) {
                *sum = sum.add(i32::from(*pixel), *weight);
            }
        }
        let levels: Vec<u8> = sums.into_iter().map(level).collect();
        if planes == 1 {
            resize_row::<i32, 1>(&levels, columns, &mut line);
        } else {
            resize_row::<i32, 3>(&levels, columns, &mut line);
        }
        for (plane, part) in line.chunks_exact(width).enumerate() {
            let start = (plane * height + index) * width;
            out[start..start + width].copy_from_slice(part);
        }
    }
    out
}

/// The sums of a pass along the rows and then one along the columns.
fn horizontal_first<N: Number>(
    picture: &Picture,
    columns: &[Taps<N>],
    rows: &[Taps<N>],
    planes: usize,
) -> Vec<N> {
    let (width, height) = (columns.len(), rows.len());
    let mut out = vec![N::START; planes * height * width];
    let mut line = vec![N::START; planes * width];
    let mut luma = Vec::new();
    let mut done = 0;
    for y in 0..picture.height as usize {
        done += rows[done..].iter().take_while(|row| row.end() <= y).count();
        let needing = rows[done..].iter().take_while(|row| row.first <= y).count();
        if needing == 0 {
            continue;
        }
        if planes == 1 {
            grey_row(picture, y, &mut luma);
            resize_row::<N, 1>(&luma, columns, &mut line);
        } else {
            resize_row::<N, 3>(picture.row(y), columns, &mut line);
        }
        for sum in &mut line {
            *sum = sum.between();
        }
        for (index, row) in rows.iter().enumerate().skip(done).take(needing) {
            let weight = row.weights[y - row.first];
            for (plane, part) in line.chunks_exact(width).enumerate() {
                let start = (plane * height + index) * width;
                add_scaled(&mut out[start..start + width], part, weight);
            }
        }
    }
    out
}

/// The sums of one row of `PLANES` interleaved channels, as `PLANES` lines, one after the other.
fn resize_row<N: Number, const PLANES: usize>(row: &[u8], columns: &[Taps<N>], line: &mut [N]) {
    let (pixels, _) = row.as_chunks::<PLANES>();
    for (x, column) in columns.iter().enumerate() {
        let mut sum = [N::START; PLANES];
        for (pixel, weight) in pixels[column.first..column.end()]
            .iter()
            .zip(&column.weights)
        {
            for (total, &value) in sum.iter_mut().zip(pixel) {
                *total = total.add(N::of(value), *weight);
            }
        }
        for (plane, total) in sum.into_iter().enumerate() {
            line[plane * columns.len() + x] = total;
        }
    }
}

fn add_scaled<N: Number>(out: &mut [N], part: &[N], weight: N) {
    for (total, value) in out.iter_mut().zip(part) {
        *total = total.add(*value, weight);
    }
}

/// The luma of row `y`.
fn grey_row(picture: &Picture, y: usize, luma: &mut Vec<u8>) {
    luma.clear();
    luma.extend(picture.row(y).as_chunks().0.iter().copied().map(grey));
}

/// ITU-R 601 luma in Pillow's 16-bit fixed point (`L24` in `Convert.c`), for a bit-exact match.
fn grey([r, g, b]: [u8; 3]) -> u8 {
    let sum = u32::from(r) * 19_595 + u32::from(g) * 38_470 + u32::from(b) * 7_471;
    ((sum + 0x8000) >> 16) as u8
}
