use std::ops::Range;

use crate::depthwise::{depthwise, depthwise_back};
use crate::finish::Line;
use crate::planes::{Planes, Shape};
use crate::product::{COLUMNS, Columns, Operand, Part, Rows, Sink, Size, multiply};
use crate::{Finish, Pictures, Window};

/// A convolution (cross-correlation) of pictures. The weight is `[out, channels / groups, kernel row,
/// kernel column]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    /// What it reads.
    pub input: Pictures,
    /// Channels of the result.
    pub out: usize,
    /// How it slides.
    pub window: Window,
    /// Groups of channels that do not see each other.
    pub groups: usize,
}

impl Conv {
    /// The shape of the result.
    #[must_use]
    pub fn output(&self) -> Option<Pictures> {
        Some(Pictures {
            count: self.input.count,
            channels: self.out,
            size: self.window.places(self.input.size)?,
        })
    }

    /// Weights of one channel of the result.
    fn depth(&self) -> Option<usize> {
        let channels = self.input.channels.checked_div(self.groups)?;
        let fits =
            channels * self.groups == self.input.channels && self.out.is_multiple_of(self.groups);
        fits.then(|| channels * self.window.kernel.iter().product::<usize>())
    }

    /// Whether each channel is a group of its own, with more than a number for a kernel.
    fn is_depthwise(&self) -> bool {
        self.groups == self.input.channels && self.out == self.groups && !self.window.is_pixel()
    }
}

/// Convolves pictures and finishes the channels of the result.
#[must_use]
pub fn convolve(conv: &Conv, values: &[f32], weight: &[f32], finish: Finish) -> Option<Vec<f32>> {
    let (output, depth) = (conv.output()?, conv.depth()?);
    let fits = values.len() == conv.input.values()
        && weight.len() == conv.out * depth
        && finish.fits(conv.out);
    if !fits || output.values() == 0 || depth == 0 {
        return None;
    }
    let mut result = vec![0.0; output.values()];
    if conv.is_depthwise() {
        depthwise(conv, values, weight, finish, &mut result);
        return Some(result);
    }
    let at_a_time = at_a_time(output);
    let one = (
        conv.input.values() / output.count,
        output.values() / output.count,
    );
    let parts = values.chunks(at_a_time * one.0);
    for (values, result) in parts.zip(result.chunks_mut(at_a_time * one.1)) {
        let planes = Planes::new(values, conv.input.size, conv.window, 0.0);
        for group in 0..conv.groups {
            let out = conv.out / conv.groups;
            let channels = group * out..(group + 1) * out;
            let taps = Taps {
                planes: &planes.values,
                offsets: tap_offsets(conv, planes.shape, group),
                places: Places::new(conv, planes.shape, result.len() / one.1),
            };
            let size = Size {
                rows: out,
                columns: result.len() / one.1 * output.pixels(),
                depth,
            };
            let left = Rows {
                values: &weight[channels.start * depth..channels.end * depth],
                stride: depth,
            };
            let mut written = Written {
                values: result,
                pixels: output.pixels(),
                channels: conv.out,
                own: channels,
                finish,
            };
            multiply(size, &left, &taps, &mut written);
        }
    }
    Some(result)
}

/// The gradient at the pictures, from the gradient at the result of [`convolve`].
#[must_use]
pub fn convolve_back(conv: &Conv, gradient: &[f32], weight: &[f32]) -> Option<Vec<f32>> {
    let (output, depth) = (conv.output()?, conv.depth()?);
    let fits = gradient.len() == output.values() && weight.len() == conv.out * depth;
    if !fits || gradient.is_empty() || depth == 0 {
        return None;
    }
    if conv.is_depthwise() {
        return Some(depthwise_back(conv, gradient, weight));
    }
    if conv.window.is_pixel() {
        return Some(pixels_back(conv, gradient, weight, depth));
    }
    let at_a_time = at_a_time(output);
    let one = output.values() / output.count;
    let mut result = Vec::with_capacity(conv.input.values());
    for gradient in gradient.chunks(at_a_time * one) {
        let count = gradient.len() / one;
        let shape = Shape::new(conv.window, conv.input.size);
        let mut planes = vec![0.0; count * conv.input.channels * shape.len()];
        for group in 0..conv.groups {
            let out = conv.out / conv.groups;
            let taps = tap_offsets(conv, shape, group);
            let left = Columns {
                values: &weight[group * out * depth..(group + 1) * out * depth],
                stride: depth,
            };
            let right = Channels {
                values: gradient,
                pixels: output.pixels(),
                all: conv.out,
                first: group * out,
            };
            let size = Size {
                rows: depth,
                columns: count * output.pixels(),
                depth: out,
            };
            let places = Places::new(conv, shape, count);
            let mut scattered = Scattered {
                planes: &mut planes,
                taps: &taps,
                starts: (0..places.count)
                    .step_by(COLUMNS)
                    .map(|place| {
                        let starts = places.starts(place);
                        (starts, side_by_side(&starts))
                    })
                    .collect(),
                count: places.count,
            };
            multiply(size, &left, &right, &mut scattered);
        }
        result.extend(Planes::gathered(&planes, shape));
    }
    Some(result)
}

/// [`convolve_back`] of a kernel of one pixel: a convolution with the turned weight.
fn pixels_back(conv: &Conv, gradient: &[f32], weight: &[f32], depth: usize) -> Vec<f32> {
    let mut result = vec![0.0; conv.input.values()];
    let (pixels, out) = (conv.input.pixels(), conv.out / conv.groups);
    for group in 0..conv.groups {
        let size = Size {
            rows: depth,
            columns: conv.input.count * pixels,
            depth: out,
        };
        let left = Columns {
            values: &weight[group * out * depth..(group + 1) * out * depth],
            stride: depth,
        };
        let right = Channels {
            values: gradient,
            pixels,
            all: conv.out,
            first: group * out,
        };
        let mut written = Written {
            values: &mut result,
            pixels,
            channels: conv.input.channels,
            own: group * depth..(group + 1) * depth,
            finish: Finish::NONE,
        };
        multiply(size, &left, &right, &mut written);
    }
    result
}

/// How many pictures are taken at a time: enough to fill many tiles, and few enough that their padded
/// copies stay small.
fn at_a_time(output: Pictures) -> usize {
    1024_usize.div_ceil(output.pixels().max(1))
}

/// Where each weight of a group's kernels meets the planes of a picture, from where its window begins.
fn tap_offsets(conv: &Conv, shape: Shape, group: usize) -> Vec<usize> {
    let channels = conv.input.channels / conv.groups;
    let taps = shape.taps();
    (group * channels..(group + 1) * channels)
        .flat_map(|channel| taps.iter().map(move |tap| channel * shape.len() + tap))
        .collect()
}

/// The places of the windows, picture by picture and row by row.
#[derive(Clone, Copy)]
struct Places {
    shape: Shape,
    /// Rows and columns of places in a picture.
    size: [usize; 2],
    /// From one picture's planes to the next one's.
    picture: usize,
    /// All places of all pictures.
    count: usize,
}

impl Places {
    fn new(conv: &Conv, shape: Shape, pictures: usize) -> Self {
        let size = conv.window.places(conv.input.size).unwrap_or_default();
        Self {
            shape,
            size,
            picture: conv.input.channels * shape.len(),
            count: pictures * size[0] * size[1],
        }
    }

    /// Where the windows of places that follow each other begin. After the last place it comes again.
    fn starts<const N: usize>(&self, first: usize) -> [usize; N] {
        let [rows, columns] = self.size;
        // Three divisions for all: one takes as long as a vector of sums.
        let (line, mut column) = (first / columns, first % columns);
        let (mut picture, mut row) = (line / rows, line % rows);
        let mut starts = [0; N];
        let mut start = 0;
        for (at, place) in starts.iter_mut().enumerate() {
            if first + at < self.count {
                start = picture * self.picture + self.shape.line(row) + column;
            }
            *place = start;
            column += 1;
            if column == columns {
                (column, row) = (0, row + 1);
            }
            if row == rows {
                (row, picture) = (0, picture + 1);
            }
        }
        starts
    }
}

/// The pixels that the windows meet: one line for each place, in the order of the weights.
struct Taps<'a> {
    planes: &'a [f32],
    offsets: Vec<usize>,
    places: Places,
}

impl Operand for Taps<'_> {
    fn pack<const N: usize>(&self, first: usize, depth: Range<usize>, packed: &mut [[f32; N]]) {
        let starts: [usize; N] = self.places.starts(first);
        let taps = &self.offsets[depth];
        let (front, back) = starts.split_at(N / 2);
        if side_by_side(&starts) {
            pack_run(self.planes, starts[0], taps, packed);
        } else if side_by_side(front) && side_by_side(back) {
            pack_two_runs(self.planes, [front[0], back[0]], taps, packed);
        } else {
            pack_scattered(self.planes, starts, taps, packed);
        }
    }
}

fn side_by_side(starts: &[usize]) -> bool {
    starts.windows(2).all(|two| two[0] + 1 == two[1])
}

#[inline(never)]
fn pack_run<const N: usize>(planes: &[f32], start: usize, taps: &[usize], packed: &mut [[f32; N]]) {
    for (packed, tap) in packed.iter_mut().zip(taps) {
        packed.copy_from_slice(&planes[start + tap..start + tap + N]);
    }
}

#[inline(never)]
fn pack_two_runs<const N: usize>(
    planes: &[f32],
    starts: [usize; 2],
    taps: &[usize],
    packed: &mut [[f32; N]],
) {
    for (packed, tap) in packed.iter_mut().zip(taps) {
        for (half, start) in packed.chunks_exact_mut(N / 2).zip(starts) {
            half.copy_from_slice(&planes[start + tap..start + tap + N / 2]);
        }
    }
}

#[inline(never)]
fn pack_scattered<const N: usize>(
    planes: &[f32],
    starts: [usize; N],
    taps: &[usize],
    packed: &mut [[f32; N]],
) {
    for (packed, tap) in packed.iter_mut().zip(taps) {
        *packed = std::array::from_fn(|place| planes[starts[place] + tap]);
    }
}

/// The pixels of the channels: one line for each pixel of each picture.
struct Channels<'a> {
    values: &'a [f32],
    pixels: usize,
    /// Channels of a picture.
    all: usize,
    /// The channel at depth 0.
    first: usize,
}

impl Operand for Channels<'_> {
    fn pack<const N: usize>(&self, first: usize, depth: Range<usize>, packed: &mut [[f32; N]]) {
        let (picture, pixel) = apart(first, self.pixels);
        let from = (picture * self.all + self.first + depth.start) * self.pixels;
        if pixel + N <= self.pixels {
            pack_channels(&self.values[from + pixel..], self.pixels, packed);
            return;
        }
        // The line goes on in the next pictures, and after the last one it is not used.
        for (packed, at) in packed.iter_mut().zip((from..).step_by(self.pixels)) {
            let (mut pixel, mut at) = (pixel, at);
            for value in packed {
                if pixel == self.pixels {
                    (pixel, at) = (0, at + self.all * self.pixels);
                }
                *value = self.values.get(at + pixel).copied().unwrap_or_default();
                pixel += 1;
            }
        }
    }
}

#[inline(never)]
fn pack_channels<const N: usize>(values: &[f32], pixels: usize, packed: &mut [[f32; N]]) {
    for (packed, channel) in packed.iter_mut().zip(values.chunks(pixels)) {
        packed.copy_from_slice(&channel[..N]);
    }
}

/// The picture of a pixel, and its number there. Nearly always there is one picture, and a division
/// takes as long as a small product.
#[inline]
fn apart(pixel: usize, pixels: usize) -> (usize, usize) {
    if pixel < pixels {
        (0, pixel)
    } else {
        (pixel / pixels, pixel % pixels)
    }
}

/// The result of a convolution.
struct Written<'a> {
    values: &'a mut [f32],
    pixels: usize,
    /// Channels of a picture.
    channels: usize,
    /// The channels of this group.
    own: Range<usize>,
    finish: Finish<'a>,
}

impl Sink for Written<'_> {
    #[inline(never)]
    fn take(&mut self, row: usize, column: usize, sums: &[[f32; COLUMNS]; 4], part: Part) {
        let (picture, pixel) = apart(column, self.pixels);
        for (channel, sums) in (self.own.start + row..self.own.end).zip(sums) {
            let line = part.last.then(|| self.finish.of(channel));
            let start = (picture * self.channels + channel) * self.pixels + pixel;
            if pixel + COLUMNS <= self.pixels {
                if let Some(place) = self.values[start..].first_chunk_mut::<COLUMNS>() {
                    write(place, sums, part, line);
                }
            } else {
                self.write_apart((picture, pixel, channel), sums, part, line);
            }
        }
    }
}

impl Written<'_> {
    /// Writes a tile that ends with its picture or goes on in the next ones.
    fn write_apart(
        &mut self,
        (mut picture, mut pixel, channel): (usize, usize, usize),
        mut sums: &[f32],
        part: Part,
        line: Option<Line>,
    ) {
        while !sums.is_empty() {
            let start = (picture * self.channels + channel) * self.pixels + pixel;
            let here = sums.len().min(self.pixels - pixel);
            let Some(place) = self.values.get_mut(start..start + here) else {
                break;
            };
            write(place, &sums[..here], part, line);
            (picture, pixel, sums) = (picture + 1, 0, &sums[here..]);
        }
    }
}

#[inline]
fn write(place: &mut [f32], sums: &[f32], part: Part, line: Option<Line>) {
    let both = place.iter_mut().zip(sums);
    match (part.first, line) {
        (true, Some(line)) => both.for_each(|(place, sum)| *place = line.apply(*sum)),
        (true, None) => both.for_each(|(place, sum)| *place = *sum),
        (false, Some(line)) => both.for_each(|(place, sum)| *place = line.apply(*place + sum)),
        (false, None) => both.for_each(|(place, sum)| *place += sum),
    }
}

/// Adds each product to the pixel that its weight met.
struct Scattered<'a> {
    planes: &'a mut [f32],
    taps: &'a [usize],
    /// Where the windows of each tile begin, and whether they lie side by side.
    starts: Vec<([usize; COLUMNS], bool)>,
    /// All places.
    count: usize,
}

impl Sink for Scattered<'_> {
    #[inline(never)]
    fn take(&mut self, row: usize, column: usize, sums: &[[f32; COLUMNS]; 4], _: Part) {
        let (starts, whole) = &self.starts[column / COLUMNS];
        let count = COLUMNS.min(self.count - column);
        for (tap, sums) in self.taps[row..].iter().zip(sums) {
            let here = self.planes[starts[0] + tap..].first_chunk_mut::<COLUMNS>();
            if let (Some(here), true) = (here, *whole) {
                for (pixel, sum) in here.iter_mut().zip(sums) {
                    *pixel += sum;
                }
            } else {
                for (start, sum) in starts.iter().zip(sums).take(count) {
                    self.planes[start + tap] += sum;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::{Limits, plain};

    /// One picture, a window that moves by one pixel, and one group.
    fn simple([channels, out]: [usize; 2], size: [usize; 2], kernel: [usize; 2]) -> Conv {
        Conv {
            input: Pictures {
                count: 1,
                channels,
                size,
            },
            out,
            window: Window {
                kernel,
                stride: [1, 1],
                padding: [(0, 0); 2],
                dilation: [1, 1],
            },
            groups: 1,
        }
    }

    /// One picture of one channel, 3 x 3: `1 2 3 / 4 5 6 / 7 8 9`, and the kernel `1 10 / 100 1000`.
    #[test]
    fn a_small_convolution_matches_hand_computed_values() {
        let conv = simple([1, 1], [3, 3], [2, 2]);
        let values: Vec<f32> = (1..=9).map(|value| value as f32).collect();
        let weight = [1.0, 10.0, 100.0, 1000.0];
        let result = convolve(
            &conv,
            &values,
            &weight,
            Finish {
                shift: Some(&[0.5]),
                ..Finish::NONE
            },
        )
        .unwrap();
        assert_eq!(result, [5421.5, 6532.5, 8754.5, 9865.5]);
        let back = convolve_back(&conv, &[1.0, 0.0, 0.0, 2.0], &weight).unwrap();
        assert_eq!(
            back,
            [1.0, 10.0, 0.0, 100.0, 1002.0, 20.0, 0.0, 200.0, 2000.0]
        );
    }

    #[test]
    fn limits_hold_results_and_keep_what_is_not_a_number() {
        let conv = simple([1, 1], [1, 4], [1, 1]);
        let limits = Limits {
            low: 0.0,
            high: 6.0,
        };
        let result = convolve(
            &conv,
            &[-1.0, 3.0, 9.0, f32::NAN],
            &[1.0],
            Finish {
                limits,
                ..Finish::NONE
            },
        )
        .unwrap();
        assert_eq!(result[..3], [0.0, 3.0, 6.0]);
        assert!(result[3].is_nan());
    }

    #[test]
    fn lengths_that_do_not_fit_are_refused() {
        let conv = simple([2, 2], [3, 3], [2, 2]);
        let (values, weight) = ([0.0; 18], [0.0; 16]);
        assert!(convolve(&conv, &values, &weight, Finish::NONE).is_some());
        assert!(convolve(&conv, &values[1..], &weight, Finish::NONE).is_none());
        assert!(convolve(&conv, &values, &weight[1..], Finish::NONE).is_none());
        assert!(
            convolve(
                &conv,
                &values,
                &weight,
                Finish {
                    scale: Some(&[0.0]),
                    ..Finish::NONE
                }
            )
            .is_none()
        );
        assert!(convolve_back(&conv, &[0.0; 7], &weight).is_none());
        let groups = Conv { groups: 3, ..conv };
        assert!(convolve(&groups, &values, &weight, Finish::NONE).is_none());
        let wide = Conv {
            window: Window {
                kernel: [4, 1],
                ..conv.window
            },
            ..conv
        };
        assert!(convolve(&wide, &values, &weight, Finish::NONE).is_none());
    }

    fn convs() -> impl Strategy<Value = Conv> {
        let pair = |from: usize, to: usize| [from..to, from..to];
        let groups = prop_oneof![
            (1..9_usize, 1..9_usize, Just(1)),
            (1..3_usize, 1..4_usize, 2..4_usize),
            (Just(1), Just(1), 2..9_usize),
        ];
        let shape = (1..4_usize, pair(1, 20), groups);
        let window = (
            pair(1, 5),
            pair(1, 4),
            [(0..3_usize, 0..3_usize), (0..3_usize, 0..3_usize)],
            pair(1, 3),
        );
        (shape, window).prop_filter_map("the kernel fits", |(shape, window)| {
            let (count, size, (channels, out, groups)) = shape;
            let (kernel, stride, padding, dilation) = window;
            let conv = Conv {
                input: Pictures {
                    count,
                    channels: channels * groups,
                    size,
                },
                out: out * groups,
                window: Window {
                    kernel,
                    stride,
                    padding,
                    dilation,
                },
                groups,
            };
            conv.output().map(|_| conv)
        })
    }

    fn numbers(count: usize, seed: u64) -> Vec<f32> {
        let mut random = fastrand::Rng::with_seed(seed);
        (0..count).map(|_| random.f32() - 0.5).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

        /// Sums of at most 200 products of numbers below 1 that are rounded to 24 bits.
        #[test]
        fn any_convolution_equals_plain_loops(conv in convs(), seed: u64) {
            let values = numbers(conv.input.values(), seed);
            let weight = numbers(conv.out * conv.depth().unwrap(), seed ^ 1);
            let bias = numbers(conv.out, seed ^ 2);
            let result = convolve(&conv, &values, &weight, Finish { shift: Some(&bias), ..Finish::NONE }).unwrap();
            let expected = plain::convolve(&conv, &values, &weight, &bias);
            assert_absolute(&format!("{conv:?}"), &result, &expected, 1e-5);
        }

        #[test]
        fn the_gradient_of_any_convolution_equals_plain_loops(conv in convs(), seed: u64) {
            let gradient = numbers(conv.output().unwrap().values(), seed);
            let weight = numbers(conv.out * conv.depth().unwrap(), seed ^ 1);
            let back = convolve_back(&conv, &gradient, &weight).unwrap();
            let expected = plain::convolve_back(&conv, &gradient, &weight);
            assert_absolute(&format!("{conv:?}"), &back, &expected, 2e-5);
        }
    }

    /// Deeper and wider than one block of the product.
    #[test]
    fn large_convolutions_equal_plain_loops() {
        struct Case(usize, [usize; 2], usize, usize, [usize; 2], usize);
        for Case(count, size, channels, out, kernel, stride) in [
            Case(1, [33, 31], 40, 9, [3, 3], 1),
            Case(3, [7, 7], 70, 13, [3, 3], 2),
            Case(1, [40, 40], 3, 5, [7, 7], 2),
            Case(2, [5, 5], 300, 6, [1, 1], 1),
            Case(40, [2, 3], 11, 4, [1, 1], 1),
        ] {
            let mut conv = simple([channels, out], size, kernel);
            conv.input.count = count;
            conv.window.stride = [stride; 2];
            conv.window.padding = kernel.map(|side| (side / 2, side / 2));
            let values = numbers(conv.input.values(), 1);
            let weight = numbers(out * conv.depth().unwrap(), 2);
            let bias = numbers(out, 3);
            let result = convolve(
                &conv,
                &values,
                &weight,
                Finish {
                    shift: Some(&bias),
                    ..Finish::NONE
                },
            )
            .unwrap();
            let expected = plain::convolve(&conv, &values, &weight, &bias);
            assert_absolute(&format!("{conv:?}"), &result, &expected, 5e-5);
            let gradient = numbers(expected.len(), 4);
            let back = convolve_back(&conv, &gradient, &weight).unwrap();
            let expected = plain::convolve_back(&conv, &gradient, &weight);
            assert_absolute(&format!("back of {conv:?}"), &back, &expected, 5e-5);
        }
    }
}
