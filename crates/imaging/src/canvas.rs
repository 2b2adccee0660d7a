//! `drawImage` of a canvas, as Chromium draws an image element with the smoothing that a page has if
//! it says nothing, on machines where no graphics card draws.
//!
//! A picture that shrinks to a half or less is first made smaller, by whole halvings and one more
//! step (`MipMapUtil` of Chromium, `SkMipmap` of Skia); or its file is decoded smaller, where that is a
//! JPEG of whole blocks (`JPEGImageDecoder` of Chromium). Of that, each pixel is a sample of four
//! neighbours whose weights have 4 bits (`SkBitmapProcState` of Skia).

use std::borrow::Cow;

use crate::geometry::Axis;
use crate::{Picture, jpeg};

/// Places that Skia computes one from the other, before it computes one anew.
const RUN: usize = 127;

/// Bits of a weight.
const BITS: u32 = 4;
const ONE: u32 = 1 << BITS;

/// A copy of a picture.
struct Copy<'a> {
    width: usize,
    height: usize,
    rgb: Cow<'a, [u8]>,
}

/// Draws the picture. Returns `[down.count, across.count, 3]`, 0 to 255.
pub(crate) fn draw(picture: &Picture, (across, down): (&Axis, &Axis)) -> Vec<u8> {
    let copy = smaller(picture, (across, down));
    let columns = samples(across, copy.width, RUN);
    let rows = samples(down, copy.height, 1);
    let mut drawn = Vec::with_capacity(rows.len() * columns.len() * 3);
    for row in &rows {
        let lines = [copy.row(row.first), copy.row(row.second)];
        for column in &columns {
            for channel in 0..3 {
                let between = |line: &[u8]| {
                    let value = |pixel: usize| u32::from(line[3 * pixel + channel]);
                    value(column.first) * (ONE - column.part) + value(column.second) * column.part
                };
                let sum = between(lines[0]) * (ONE - row.part) + between(lines[1]) * row.part;
                drawn.push((sum >> (2 * BITS)) as u8);
            }
        }
    }
    drawn
}

/// Where a sample lies: `part` of 16 of the way from one pixel to another.
#[derive(Debug, PartialEq)]
struct Sample {
    first: usize,
    second: usize,
    part: u32,
}

/// The samples of an axis in a copy whose side has `side` pixels, in Skia's f32 and fixed-point
/// numbers.
fn samples(axis: &Axis, side: usize, run: usize) -> Vec<Sample> {
    let fixed = |value: f32| (f64::from(value) * (1_u64 << 32) as f64) as i64;
    // The part of the picture that is drawn, in pixels of the copy.
    let copied = side as f32 / axis.source as f32;
    let (start, length) = (axis.start as f32 * copied, axis.length as f32 * copied);
    let scale = axis.resized as f32 / length;
    let moved = -(axis.offset as f32) - start * scale;
    let step = 1.0 / scale;
    let start = -(moved * step);
    let place = |index: usize| {
        let run_start = index - index % run;
        let centre = (run_start as f32 + 0.5) * step + start;
        fixed(centre) - (1 << 31) + ((index % run) as u64).cast_signed() * fixed(step)
    };
    let last = (side as u64).cast_signed() - 1;
    let inside = |pixel: i64| pixel.clamp(0, last) as usize;
    (0..axis.count as usize)
        .map(|index| {
            let place = place(index);
            let pixel = place >> 32;
            Sample {
                first: inside(pixel),
                second: inside(pixel + 1),
                part: (place >> (32 - BITS)) as u32 & (ONE - 1),
            }
        })
        .collect()
}

/// The smallest of the copies, each half as large as the one before, that is not smaller than what
/// is drawn.
fn smaller<'a>(picture: &'a Picture, (across, down): (&Axis, &Axis)) -> Copy<'a> {
    let mut whole = Copy::of(picture);
    let side = |side: usize, level: u32| side.div_ceil(1 << level);
    let enough = |level: u32| {
        side(whole.width, level) as f64 >= f64::from(across.source) / across.scale()
            && side(whole.height, level) as f64 >= f64::from(down.source) / down.scale()
    };
    let level = (1..16).take_while(|level| enough(*level)).count() as u32;
    let (width, height) = (side(whole.width, level), side(whole.height, level));
    if let Some(decoded) = jpeg::halved(picture, level) {
        whole = Copy {
            width: decoded.width as usize,
            height: decoded.height as usize,
            rgb: Cow::Owned(decoded.rgb),
        };
    }
    let shrunk = |part: usize, all: usize| part as f32 / all as f32;
    let scale = (shrunk(width, whole.width) * shrunk(height, whole.height)).sqrt();
    // Sides that are odd are rounded up: then it is less than `level` halvings.
    let halvings = (-scale.log2()).floor() as u32;
    let copy = (0..halvings).fold(whole, |copy, _| copy.halved());
    if (copy.width, copy.height) == (width, height) {
        return copy;
    }
    copy.stretched(width, height)
}

impl<'a> Copy<'a> {
    fn of(picture: &'a Picture) -> Self {
        Self {
            width: picture.width as usize,
            height: picture.height as usize,
            rgb: Cow::Borrowed(&picture.rgb),
        }
    }

    fn row(&self, y: usize) -> &[u8] {
        &self.rgb[3 * y * self.width..3 * (y + 1) * self.width]
    }

    /// Half of each side, rounded down. Where a side is odd, three pixels with the weights 1, 2, 1 make
    /// one, else two. Cut off, not rounded.
    fn halved<'b>(&self) -> Copy<'b> {
        let weights = |side: usize| -> (&[u32], u32) {
            match side {
                1 => (&[1], 0),
                odd if odd % 2 == 1 => (&[1, 2, 1], 2),
                _ => (&[1, 1], 1),
            }
        };
        let ((columns, right), (rows, down)) = (weights(self.width), weights(self.height));
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let mut rgb = Vec::with_capacity(3 * width * height);
        for y in 0..height {
            for x in 0..width {
                for channel in 0..3 {
                    let mut sum = 0;
                    for (below, of_row) in rows.iter().enumerate() {
                        let line = self.row(2 * y + below);
                        for (beside, of_column) in columns.iter().enumerate() {
                            let value = line[3 * (2 * x + beside) + channel];
                            sum += u32::from(value) * of_row * of_column;
                        }
                    }
                    rgb.push((sum >> (right + down)) as u8);
                }
            }
        }
        Copy {
            width,
            height,
            rgb: Cow::Owned(rgb),
        }
    }

    /// Another size, linear between neighbours, rounded.
    fn stretched<'b>(&self, width: usize, height: usize) -> Copy<'b> {
        let places = |from: usize, to: usize| -> Vec<(usize, usize, f32)> {
            let step = from as f32 / to as f32;
            let place = |index: usize| ((index as f32 + 0.5) * step - 0.5).max(0.0);
            let neighbours = |place: f32| {
                let first = (place as usize).min(from - 1);
                (first, (first + 1).min(from - 1), place.fract())
            };
            (0..to).map(|index| neighbours(place(index))).collect()
        };
        let (columns, rows) = (places(self.width, width), places(self.height, height));
        let mut rgb = Vec::with_capacity(3 * width * height);
        for (above, below, down) in &rows {
            let lines = [self.row(*above), self.row(*below)];
            for (left, right, part) in &columns {
                for channel in 0..3 {
                    let between = |line: &[u8]| {
                        let value = |pixel: usize| f32::from(line[3 * pixel + channel]);
                        value(*left) * (1.0 - part) + value(*right) * part
                    };
                    let value = between(lines[0]) * (1.0 - down) + between(lines[1]) * down;
                    rgb.push(value.round() as u8);
                }
            }
        }
        Copy {
            width,
            height,
            rgb: Cow::Owned(rgb),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(source: u32, resized: u64, offset: u64, count: u32) -> Axis {
        Axis {
            source,
            start: 0.0,
            length: f64::from(source),
            resized,
            offset,
            count,
        }
    }

    fn red(values: &[u8], width: u32) -> Picture {
        let rgb = values.iter().flat_map(|value| [*value, 0, 0]).collect();
        Picture::new(width, values.len() as u32 / width, rgb).unwrap()
    }

    fn reds(drawn: &[u8]) -> Vec<u8> {
        drawn.iter().step_by(3).copied().collect()
    }

    #[test]
    fn weights_have_four_bits_and_sums_are_cut_off() {
        // Four pixels become three: the centres lie at 1/6, 1 1/2 and 2 5/6, so 2, 8 and 13 of 16.
        let picture = red(&[0, 160, 80, 200], 4);
        let drawn = draw(&picture, (&axis(4, 3, 0, 3), &axis(1, 1, 0, 1)));
        // 160 * 2 / 16; (160 + 80) / 2; 80 + 120 * 13 / 16 = 177.5.
        assert_eq!(reds(&drawn), [20, 120, 177]);
    }

    #[test]
    fn half_the_size_is_the_mean_of_four_cut_off() {
        let picture = red(&[1, 2, 9, 9, 3, 5, 9, 10], 4);
        let drawn = draw(&picture, (&axis(4, 2, 0, 2), &axis(2, 1, 0, 1)));
        assert_eq!(reds(&drawn), [11 / 4, 37 / 4]);
    }

    #[test]
    fn three_pixels_become_one_by_weights_of_1_2_1() {
        let picture = red(&[10, 21, 30], 3);
        assert_eq!(reds(&Copy::of(&picture).halved().rgb), [(10 + 42 + 30) / 4]);
    }

    #[test]
    fn a_size_between_is_rounded() {
        let picture = red(&[0, 101, 203], 3);
        assert_eq!(reds(&Copy::of(&picture).stretched(2, 1).rgb), [25, 178]);
    }
}
