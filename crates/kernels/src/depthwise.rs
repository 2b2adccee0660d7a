use crate::Finish;
use crate::conv::Conv;
use crate::finish::Line;
use crate::planes::{Planes, SLACK, Shape};

/// Pixels that are computed at a time.
const PIXELS: usize = SLACK;

/// A convolution in which each channel is a group of its own.
pub(crate) fn depthwise(
    conv: &Conv,
    values: &[f32],
    weight: &[f32],
    finish: Finish,
    result: &mut [f32],
) {
    let size = conv.input.size;
    let Some([rows, columns]) = conv.window.places(size) else {
        return;
    };
    let shape = Shape::new(conv.window, size);
    let taps = shape.taps();
    let mut plane = shape.blank(1, 0.0);
    let channels = values.chunks_exact(size[0] * size[1]);
    for (at, (channel, result)) in channels
        .zip(result.chunks_exact_mut(rows * columns))
        .enumerate()
    {
        let own = at % conv.out;
        shape.lay(channel, &mut plane);
        let weights = &weight[own * taps.len()..(own + 1) * taps.len()];
        let kernel = Kernel {
            taps: &taps,
            weights,
            finish: finish.of(own),
        };
        for (row, line) in result.chunks_exact_mut(columns).enumerate() {
            let plane = &plane[shape.line(row)..];
            // A loop of known length needs no counting: these are the kernels that networks have.
            match taps.len() {
                9 => kernel.line_of::<9>(plane, line),
                25 => kernel.line_of::<25>(plane, line),
                _ => kernel.line(plane, line),
            }
        }
    }
}

/// The weights of one channel, and where they meet its plane.
struct Kernel<'a> {
    taps: &'a [usize],
    weights: &'a [f32],
    finish: Line,
}

impl Kernel<'_> {
    /// A row of results with a kernel of `N` weights.
    fn line_of<const N: usize>(&self, plane: &[f32], line: &mut [f32]) {
        let (Ok(taps), Ok(weights)) = (self.taps.try_into(), self.weights.try_into()) else {
            return self.line(plane, line);
        };
        for (place, line) in line.chunks_mut(PIXELS).enumerate() {
            self.write(sums_of::<N>(&plane[place * PIXELS..], taps, weights), line);
        }
    }

    fn line(&self, plane: &[f32], line: &mut [f32]) {
        for (place, line) in line.chunks_mut(PIXELS).enumerate() {
            self.write(
                sums(&plane[place * PIXELS..], self.taps, self.weights),
                line,
            );
        }
    }

    #[inline]
    fn write(&self, sums: [f32; PIXELS], line: &mut [f32]) {
        let values = sums.map(|sum| self.finish.apply(sum));
        if let Some(line) = line.first_chunk_mut() {
            *line = values;
        } else {
            line.copy_from_slice(&values[..line.len()]);
        }
    }
}

/// The weighted sums at pixels that lie side by side.
#[inline(never)]
fn sums_of<const N: usize>(plane: &[f32], taps: &[usize; N], weights: &[f32; N]) -> [f32; PIXELS] {
    let mut sums = [0.0; PIXELS];
    for i in 0..N {
        let pixels = &plane[taps[i]..taps[i] + PIXELS];
        for at in 0..PIXELS {
            sums[at] += weights[i] * pixels[at];
        }
    }
    sums
}

#[inline(never)]
fn sums(plane: &[f32], taps: &[usize], weights: &[f32]) -> [f32; PIXELS] {
    let mut sums = [0.0; PIXELS];
    for (tap, weight) in taps.iter().zip(weights) {
        for (sum, pixel) in sums.iter_mut().zip(&plane[*tap..*tap + PIXELS]) {
            *sum += weight * pixel;
        }
    }
    sums
}

/// The gradient at the pictures of a [`depthwise`] convolution.
pub(crate) fn depthwise_back(conv: &Conv, gradient: &[f32], weight: &[f32]) -> Vec<f32> {
    let size = conv.input.size;
    let [rows, columns] = conv.window.places(size).unwrap_or_default();
    let shape = Shape::new(conv.window, size);
    let taps = shape.taps();
    let mut planes = vec![0.0; conv.input.count * conv.out * shape.len()];
    let channels = gradient.chunks_exact(rows * columns);
    for (at, (channel, plane)) in channels
        .zip(planes.chunks_exact_mut(shape.len()))
        .enumerate()
    {
        let own = at % conv.out * taps.len();
        let weights = &weight[own..own + taps.len()];
        for (row, line) in channel.chunks_exact(columns).enumerate() {
            for (tap, weight) in taps.iter().zip(weights) {
                add_weighted(&mut plane[shape.line(row) + tap..], line, *weight);
            }
        }
    }
    Planes::gathered(&planes, shape)
}

#[inline(never)]
fn add_weighted(place: &mut [f32], line: &[f32], weight: f32) {
    for (place, value) in place.iter_mut().zip(line) {
        *place += weight * value;
    }
}
