//! Resizing in floating point, one row at a time.
//!
//! No library fits: 8-bit resizers cannot be exact, and 16-bit and float ones first copy the whole
//! picture, which takes 768 MB for 64 megapixels in f32. This one reads each row of the picture
//! once and holds only the input and one of its rows.

use crate::{
    Interpolation, Picture,
    geometry::Axis,
    interpolation::{Taps, taps},
};

/// Resizes a picture along two axes.
///
/// `planes` is 3, or 1 for luma, which is computed before resizing as Pillow's `convert("L")` does.
/// Returns `[planes, down.count, across.count]`, 0 to 255, not rounded. Bicubic overshoots are
/// clamped only at the end. Pillow also clamps between its two passes, but the order of the passes
/// differs between its versions.
pub(crate) fn resize(
    picture: &Picture,
    across: &Axis,
    down: &Axis,
    interpolation: Interpolation,
    planes: usize,
) -> Vec<f32> {
    let (columns, rows) = (taps(across, interpolation), taps(down, interpolation));
    let (width, height) = (columns.len(), rows.len());
    let mut out = vec![0.0; planes * height * width];
    let mut line = vec![0.0; planes * width];
    let mut luma = Vec::new();
    let mut done = 0;
    for y in 0..picture.height as usize {
        done += rows[done..].iter().take_while(|row| row.end() <= y).count();
        let needing = rows[done..].iter().take_while(|row| row.first <= y).count();
        if needing == 0 {
            continue;
        }
        if planes == 1 {
            luma.clear();
            luma.extend(picture.row(y).as_chunks().0.iter().copied().map(grey));
            resize_row::<1>(&luma, &columns, &mut line);
        } else {
            resize_row::<3>(picture.row(y), &columns, &mut line);
        }
        for (index, row) in rows.iter().enumerate().skip(done).take(needing) {
            let weight = row.weights[y - row.first];
            for (plane, part) in line.chunks_exact(width).enumerate() {
                let start = (plane * height + index) * width;
                add_scaled(&mut out[start..start + width], part, weight);
            }
        }
    }
    for value in &mut out {
        *value = value.clamp(0.0, 255.0);
    }
    out
}

/// Resizes one row of `PLANES` interleaved channels into `PLANES` lines, one after the other.
fn resize_row<const PLANES: usize>(row: &[u8], columns: &[Taps], line: &mut [f32]) {
    let (pixels, _) = row.as_chunks::<PLANES>();
    for (x, column) in columns.iter().enumerate() {
        let mut sum = [0.0; PLANES];
        for (pixel, weight) in pixels[column.first..column.end()]
            .iter()
            .zip(&column.weights)
        {
            for (total, &value) in sum.iter_mut().zip(pixel) {
                *total += f32::from(value) * weight;
            }
        }
        for (plane, total) in sum.into_iter().enumerate() {
            line[plane * columns.len() + x] = total;
        }
    }
}

fn add_scaled(out: &mut [f32], part: &[f32], weight: f32) {
    for (total, value) in out.iter_mut().zip(part) {
        *total += value * weight;
    }
}

/// ITU-R 601 luma in Pillow's 16-bit fixed point (`L24` in `Convert.c`), for a bit-exact match.
fn grey([r, g, b]: [u8; 3]) -> u8 {
    let sum = u32::from(r) * 19_595 + u32::from(g) * 38_470 + u32::from(b) * 7_471;
    ((sum + 0x8000) >> 16) as u8
}
