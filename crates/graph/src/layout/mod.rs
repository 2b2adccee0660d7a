//! Where the pixels of a picture lie in the axes of a value.
//!
//! Convolutions keep pictures as `[batch, channel, height, width]`. Transformers turn the pixels of
//! a coarse grid into tokens, with a class token before them, or cut them into windows. A
//! [`Layout`] follows the pixels through reshapes, transposes and joins. With it, the activation of
//! any layer of any network can be arranged as a picture.

mod reach;
mod rules;

use burn::tensor::Tensor;

use crate::ops::{Op, Select};
use crate::{Graph, Value};

pub(crate) use reach::reaching;

/// What the entries along a part of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Batch,
    Row,
    Column,
    Channel,
    /// Pixels as seen from other pixels, in attention weights. They make no picture.
    Other,
}

/// A factor of an axis. Neighbours along it are `step` rows or columns apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    role: Role,
    size: usize,
    step: usize,
}

impl Part {
    fn new(role: Role, size: usize) -> Self {
        let step = 1;
        Self { role, size, step }
    }

    fn is_pixel(&self) -> bool {
        matches!(self.role, Role::Row | Role::Column)
    }
}

/// An axis: its parts, the slowest first, and the entries before and after them that are not pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Axis {
    before: usize,
    parts: Vec<Part>,
    after: usize,
}

impl Axis {
    fn of(role: Role, size: usize) -> Self {
        let parts = vec![Part::new(role, size)];
        Self {
            parts,
            ..Self::default()
        }
    }

    /// Its size without the entries before and after the parts.
    fn inner(&self) -> usize {
        self.parts.iter().map(|part| part.size).product()
    }

    fn size(&self) -> usize {
        self.before + self.inner() + self.after
    }

    fn has(&self, role: Role) -> bool {
        self.parts.iter().any(|part| part.role == role)
    }

    fn has_pixels(&self) -> bool {
        self.parts.iter().any(Part::is_pixel)
    }

    fn is_padded(&self) -> bool {
        self.before + self.after > 0
    }
}

/// Where the pixels of a picture lie in the axes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    axes: Vec<Axis>,
}

/// Where an op puts the pixels of its inputs. `rules` turns this into layouts, `reach` into what the
/// score depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pixels<'a> {
    /// Nowhere that a layout can describe.
    Lost,
    /// In a picture `[batch, channel, height, width]`. The input is read as a picture, too.
    Picture,
    /// Where the input has them.
    Kept,
    /// Where those inputs have them that have the shape of the output: others are broadcast to it.
    Aligned,
    /// Where the input has them, except along the last axis, which becomes channels.
    Contracted,
    /// Where the first matrix has them along its rows. The rows of the second matrix are summed; its
    /// columns become channels or, if they are pixels, attention weights.
    Product,
    /// Where the input has them, if they are selected.
    Selected(&'a Select),
    /// Where the input has them, if no axis is repeated.
    Repeated,
    /// Where the inputs have them, joined along this axis.
    Joined(usize),
    /// In the same order, distributed over other axes.
    Reshaped,
    /// Where the input has them, with the axes in this order.
    Transposed(&'a [usize]),
    /// Where the input has them, without these axes.
    Reduced {
        axes: &'a [usize],
        /// Whether the axes stay, with size 1.
        keep: bool,
    },
}

/// The size of the picture in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Number of channels.
    pub channels: usize,
    /// Number of rows.
    pub height: usize,
    /// Number of columns.
    pub width: usize,
}

impl Layout {
    /// `[batch, channel, height, width]`.
    fn picture(shape: &[usize]) -> Option<Self> {
        let &[batch, channels, height, width] = shape else {
            return None;
        };
        Some(Self {
            axes: vec![
                Axis::of(Role::Batch, batch),
                Axis::of(Role::Channel, channels),
                Axis::of(Role::Row, height),
                Axis::of(Role::Column, width),
            ],
        })
    }

    /// Whether the axes are `[batch, channel, height, width]`.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        let shape: Vec<usize> = self.axes.iter().map(Axis::size).collect();
        Self::picture(&shape).as_ref() == Some(self)
    }

    /// The axis of the channels. `None` if it also holds anything else.
    #[must_use]
    pub fn channel_axis(&self) -> Option<usize> {
        let alone = |axis: &Axis| {
            let mut parts = axis.parts.iter();
            !axis.is_padded() && axis.has(Role::Channel) && parts.all(|p| p.role == Role::Channel)
        };
        self.axes.iter().position(alone)
    }

    /// The picture in the value. `None` if a row or a column is missing.
    #[must_use]
    pub fn grid(&self) -> Option<Grid> {
        if self.parts().any(|part| part.role == Role::Other) {
            return None;
        }
        let channels = self.parts().filter(|part| part.role == Role::Channel);
        Some(Grid {
            channels: channels.map(|part| part.size).product(),
            height: self.extent(Role::Row)?,
            width: self.extent(Role::Column)?,
        })
    }

    /// Whether pixels share an axis with channels, as before a linear layer.
    pub(crate) fn is_flat(&self) -> bool {
        let mixed = |axis: &Axis| axis.has_pixels() && axis.has(Role::Channel);
        self.axes.iter().any(mixed)
    }

    fn has_pixels(&self) -> bool {
        self.axes.iter().any(Axis::has_pixels)
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.axes.iter().flat_map(|axis| &axis.parts)
    }

    /// The number of rows or columns. `None` unless each is there once.
    fn extent(&self, role: Role) -> Option<usize> {
        let mut parts: Vec<&Part> = self.parts().filter(|part| part.role == role).collect();
        parts.sort_by_key(|part| part.step);
        let covered = parts.iter().try_fold(1, |step, part| {
            (part.step == step || part.size == 1).then_some(step * part.size)
        });
        covered.filter(|_| !parts.is_empty())
    }

    /// Arranges a value as `[batch, channel, height, width]`. Drops tokens that are not pixels. The
    /// batch may have any size.
    ///
    /// # Errors
    /// A sentence if the value has another shape, or its axes have more than 6 parts.
    pub fn arrange(&self, value: Value) -> Result<Tensor<4>, String> {
        if self.is_picture() {
            return value.rank4();
        }
        let grid = self.grid().ok_or("this value is not a picture")?;
        let mut value = value;
        for (axis, place) in self
            .axes
            .iter()
            .enumerate()
            .filter(|(_, axis)| axis.is_padded())
        {
            let range = place.before..place.before + place.inner();
            value = Op::Select(Select::Range { axis, range }).apply(vec![value], &[])?;
        }
        let Grid {
            channels,
            height,
            width,
        } = grid;
        let batch = value.len() / (channels * height * width).max(1);
        let parts: Vec<&Part> = (self.parts())
            .filter(|part| part.size > 1 || part.role == Role::Batch)
            .collect();
        let sizes: Vec<usize> = (parts.iter())
            .map(|part| {
                if part.role == Role::Batch {
                    batch
                } else {
                    part.size
                }
            })
            .collect();
        let order = |part: &Part| {
            let role = match part.role {
                Role::Batch => 0,
                Role::Channel | Role::Other => 1,
                Role::Row => 2,
                Role::Column => 3,
            };
            // The sort is stable, so channels keep their order.
            (
                role,
                if part.is_pixel() {
                    usize::MAX - part.step
                } else {
                    0
                },
            )
        };
        let mut permutation: Vec<usize> = (0..parts.len()).collect();
        permutation.sort_by_key(|place| order(parts[*place]));
        let apart = value.reshape(&sizes)?;
        (Op::Transpose { permutation })
            .apply(vec![apart], &[])?
            .reshape(&[batch, channels, height, width])?
            .rank4()
    }
}

/// The layout of every node. `None` where the pixels cannot be followed.
pub(crate) fn layouts(graph: &Graph) -> Vec<Option<Layout>> {
    let mut layouts: Vec<Option<Layout>> = Vec::with_capacity(graph.len());
    for (_, node) in graph.nodes() {
        let inputs: Vec<Option<&Layout>> = (node.inputs.iter())
            .map(|input| layouts[input.index()].as_ref())
            .collect();
        let layout = rules::layout(graph, node, &inputs).map(rules::tidied);
        layouts.push(layout);
    }
    layouts
}

#[cfg(test)]
mod tests;
