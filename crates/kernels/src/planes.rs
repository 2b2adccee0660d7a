use std::borrow::Cow;

use crate::Window;

/// Channels with their padding, arranged so that the pixels that one weight meets on its way along a
/// row lie side by side: the columns that a stride of two meets first, then those between them.
pub(crate) struct Planes<'a> {
    pub(crate) values: Cow<'a, [f32]>,
    pub(crate) shape: Shape,
}

/// Where things lie in a plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    window: Window,
    size: [usize; 2],
    /// Rows with their padding.
    rows: usize,
    /// From one phase of the stride to the next.
    phase: usize,
}

impl Shape {
    pub(crate) fn new(window: Window, size: [usize; 2]) -> Self {
        let padded = |axis: usize| {
            let (before, after) = window.padding[axis];
            size[axis] + before + after
        };
        Self {
            window,
            size,
            rows: padded(0),
            phase: padded(1).div_ceil(window.stride[1]),
        }
    }

    /// Values of a row.
    pub(crate) fn row(&self) -> usize {
        self.phase * self.window.stride[1]
    }

    /// Values of a plane.
    pub(crate) fn len(&self) -> usize {
        self.rows * self.row()
    }

    /// From where a window begins to the pixel that one of its weights meets.
    pub(crate) fn tap(&self, weight: [usize; 2]) -> usize {
        let [row, column] = [0, 1].map(|axis| weight[axis] * self.window.dilation[axis]);
        row * self.row() + self.column(column)
    }

    /// The offsets of all weights of a kernel, in their order.
    pub(crate) fn taps(&self) -> Vec<usize> {
        let [rows, columns] = self.window.kernel;
        (0..rows)
            .flat_map(|row| (0..columns).map(move |column| self.tap([row, column])))
            .collect()
    }

    /// Where a row of places begins.
    pub(crate) fn line(&self, row: usize) -> usize {
        row * self.window.stride[0] * self.row()
    }

    fn column(&self, column: usize) -> usize {
        column % self.window.stride[1] * self.phase + column / self.window.stride[1]
    }

    /// For each row of the picture, where it lies in a plane.
    fn rows(&self) -> impl Iterator<Item = usize> {
        let (first, row) = (self.window.padding[0].0, self.row());
        (first..first + self.size[0]).map(move |at| at * row)
    }
}

impl<'a> Planes<'a> {
    /// Arranges channels of a size; `fill` is the value of the padding.
    pub(crate) fn new(source: &'a [f32], size: [usize; 2], window: Window, fill: f32) -> Self {
        let shape = Shape::new(window, size);
        if window.is_pixel() {
            return Self {
                values: Cow::Borrowed(source),
                shape,
            };
        }
        let planes = source.len() / (size[0] * size[1]).max(1);
        let mut values = shape.blank(planes, fill);
        let channels = source.chunks_exact(size[0] * size[1]);
        for (channel, plane) in channels.zip(values.chunks_exact_mut(shape.len())) {
            shape.lay(channel, plane);
        }
        Self {
            values: Cow::Owned(values),
            shape,
        }
    }

    /// The channels of planes to which gradients were added, without their padding.
    pub(crate) fn gathered(values: &[f32], shape: Shape) -> Vec<f32> {
        let mut channels = Vec::with_capacity(values.len());
        for plane in values.chunks_exact(shape.len()) {
            for start in shape.rows() {
                shape.gather(&plane[start..start + shape.row()], &mut channels);
            }
        }
        channels
    }
}

/// The most values that a vector reads beyond the last one.
pub(crate) const SLACK: usize = 8;

impl Shape {
    /// Planes of nothing but padding. Vectors of the last row may read beyond it; what they read there
    /// is not used.
    pub(crate) fn blank(&self, planes: usize, fill: f32) -> Vec<f32> {
        vec![fill; planes * self.len() + SLACK]
    }

    /// Lays a channel into its plane, whose padding is there.
    pub(crate) fn lay(&self, channel: &[f32], plane: &mut [f32]) {
        for (row, start) in channel.chunks_exact(self.size[1]).zip(self.rows()) {
            self.spread(row, &mut plane[start..start + self.row()]);
        }
    }

    fn spread(&self, pixels: &[f32], row: &mut [f32]) {
        let (before, stride) = (self.window.padding[1].0, self.window.stride[1]);
        if stride == 1 {
            row[before..before + pixels.len()].copy_from_slice(pixels);
            return;
        }
        for phase in 0..stride {
            // The first pixel of the picture in this phase.
            let first = (phase + stride - before % stride) % stride;
            let start = self.column(before + first).min(row.len());
            let pixels = pixels.iter().skip(first).step_by(stride);
            for (place, pixel) in row[start..].iter_mut().zip(pixels) {
                *place = *pixel;
            }
        }
    }

    fn gather(&self, row: &[f32], pixels: &mut Vec<f32>) {
        let before = self.window.padding[1].0;
        if self.window.stride[1] == 1 {
            pixels.extend_from_slice(&row[before..before + self.size[1]]);
        } else {
            let stride = self.window.stride[1];
            let (mut phase, mut at) = (before % stride, before / stride);
            for _ in 0..self.size[1] {
                pixels.push(row[phase * self.phase + at]);
                phase += 1;
                if phase == stride {
                    (phase, at) = (0, at + 1);
                }
            }
        }
    }
}
