//! Where the pixels of a picture lie in the axes of a value.
//!
//! Convolutions keep pictures as `[batch, channel, height, width]`; transformers put the pixels of
//! a coarse grid into a row of tokens, with a class token before them, or cut them into windows.
//! A [`Layout`] follows them through reshapes, transposes and joins, so that the activation of any
//! such layer can be laid out as a picture again, whatever network it stands in and whatever file
//! that came from.

mod reach;
mod rules;

use burn::tensor::Tensor;

use crate::{Graph, Value};

pub(crate) use reach::reaching;

/// What the places along a part of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Batch,
    Row,
    Column,
    Channel,
    /// Pixels seen from other pixels, as in attention weights: no picture of its own.
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

/// An axis: its parts, the slowest first, and places before and after them that are no pixels.
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

    /// Its pixels and channels, without what stands before and after.
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

/// The picture that a layout holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Channels.
    pub channels: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
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

    /// Whether it is `[batch, channel, height, width]` as it stands.
    #[must_use]
    pub fn is_picture(&self) -> bool {
        let shape: Vec<usize> = self.axes.iter().map(Axis::size).collect();
        Self::picture(&shape).as_ref() == Some(self)
    }

    /// The axis along which the channels lie, if nothing else lies along it.
    #[must_use]
    pub fn channel_axis(&self) -> Option<usize> {
        let alone = |axis: &Axis| {
            let mut parts = axis.parts.iter();
            !axis.is_padded() && axis.has(Role::Channel) && parts.all(|p| p.role == Role::Channel)
        };
        self.axes.iter().position(alone)
    }

    /// The picture that it holds, if all rows and columns are there.
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

    /// Whether pixels share an axis with channels, as in a row that is ready for a linear layer.
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

    /// The number of rows or columns, if every one is there once.
    fn extent(&self, role: Role) -> Option<usize> {
        let mut parts: Vec<&Part> = self.parts().filter(|part| part.role == role).collect();
        parts.sort_by_key(|part| part.step);
        let covered = parts.iter().try_fold(1, |step, part| {
            (part.step == step || part.size == 1).then_some(step * part.size)
        });
        covered.filter(|_| !parts.is_empty())
    }

    /// Lays a value out as `[batch, channel, height, width]`; tokens that are no pixels are left
    /// out. The batch may have any size.
    ///
    /// # Errors
    /// A sentence when the value has another shape, or its pixels are cut into too many parts.
    pub fn arrange(&self, value: Value) -> Result<Tensor<4>, String> {
        if self.is_picture() {
            return value.rank4();
        }
        let grid = self.grid().ok_or("this value is no picture")?;
        let mut value = value;
        for (axis, place) in self
            .axes
            .iter()
            .enumerate()
            .filter(|(_, axis)| axis.is_padded())
        {
            let range = place.before..place.before + place.inner();
            value = crate::ops::Select::Range { axis, range }.apply(value);
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
            // Channels keep the order in which they stand.
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
        crate::ops::transpose(apart, &permutation)?
            .reshape(&[batch, channels, height, width])?
            .rank4()
    }
}

/// The layout of every node, where one is known.
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
