//! What a network does to the values of a pixel before it looks at several of them.

mod line;
#[cfg(test)]
mod tests;

use std::ops::Range;

use burn::tensor::Device;

use line::straight;

use crate::ops::Op;
use crate::value::with_value;
use crate::{Graph, GraphError, NodeId, Value, Values, run, value_bytes};

/// What the first nodes of a network do to the values of a pixel: `factors · pixel + shifts`.
/// Exporters put the scaling of pixels and their mean and deviation there.
#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// For each channel of the result, the factor of each channel of the picture.
    pub factors: Vec<Vec<f32>>,
    /// For each channel of the result, what is added.
    pub shifts: Vec<f32>,
    /// The pixel values for which this holds.
    pub holds: Holds,
}

/// The pixel values for which a [`Front`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// From 0 to 255.
    Everywhere,
    /// From 0 to 1 only: larger values are clipped.
    UpTo1,
    /// For whole values only: fractions are cut off.
    WholeValues,
}

/// The most nodes that are examined.
const FIRST: usize = 64;

/// Bytes of the values that are examined at one time.
const ROOM: u64 = 256 << 20;

/// A convolution of single pixels with so few channels may be a scaling or a swap of channels.
const FEW_CHANNELS: usize = 4;

/// Returns what the network does to pixels up to each of its first nodes that everything passes, in
/// the order of the graph. Ends before the first node that mixes pixels.
///
/// The nodes are not interpreted: they run on pictures of one colour, so it does not matter how a
/// format or an exporter writes a scaling. A node whose values do not follow a straight line is
/// left out.
///
/// # Errors
/// [`GraphError::Device`] if the device fails, and those of [`run`].
pub async fn fronts(graph: &Graph) -> Result<Vec<Front>, GraphError> {
    let &[input] = graph.inputs() else {
        return Ok(Vec::new());
    };
    let Some(device) = device_of(graph) else {
        return Ok(Vec::new());
    };
    let &[_, channels, _, _] = graph.node(input).shape.as_slice() else {
        return Ok(Vec::new());
    };
    let places = passed(graph, input).into_iter();
    let places: Vec<(NodeId, usize)> = places
        .filter_map(|place| Some((place, channel_axis(graph, place)?)))
        .collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let probe = Probe {
        graph,
        input,
        places: &places,
        device,
    };
    let mut seen = Vec::new();
    for colour in colours(channels) {
        seen.push(probe.see(&colour).await?);
    }
    let fronts = (0..places.len()).filter_map(|place| {
        let seen: Vec<&[f32]> = seen.iter().map(|seen| seen[place].as_slice()).collect();
        straight(&seen, channels)
    });
    Ok(fronts.collect())
}

/// The nodes behind the input that every path from it to the score passes, as long as no node mixes
/// pixels.
fn passed(graph: &Graph, input: NodeId) -> Vec<NodeId> {
    let (used, depends) = (graph.used(), graph.descendants(&[input]));
    let live = |id: NodeId| used[id.0] && depends[id.0];
    let mut last_reader = vec![0; graph.len()];
    for (id, node) in graph.nodes().filter(|(id, _)| live(*id)) {
        for read in &node.inputs {
            last_reader[read.0] = id.0;
        }
    }
    let mut furthest = last_reader[input.0];
    let mut found = Vec::new();
    let behind = graph
        .nodes()
        .filter(|(id, _)| *id != input && live(*id))
        .take(FIRST);
    for (id, node) in behind {
        if !keeps_pixels_apart(&node.op, &node.constants) {
            break;
        }
        if furthest <= id.0 {
            found.push(id);
        }
        furthest = furthest.max(last_reader[id.0]);
    }
    found
}

/// Whether a value of the result depends on one pixel only.
fn keeps_pixels_apart(op: &Op, constants: &[Value]) -> bool {
    match op {
        Op::Identity
        | Op::Bias
        | Op::BatchNorm(_)
        | Op::Function(_)
        | Op::Activation(_)
        | Op::Binary(_)
        | Op::Choose
        | Op::Expand { .. }
        | Op::Concat { .. }
        | Op::Select(_)
        | Op::Reshape { .. }
        | Op::Transpose { .. }
        | Op::Pad { .. }
        | Op::Resize(_) => true,
        Op::Conv(_) => constants.first().is_some_and(|weight| {
            let shape = weight.shape();
            shape[0] <= FEW_CHANNELS && shape[2..] == [1, 1]
        }),
        _ => false,
    }
}

/// The device of the network's weights. `None` if it has none.
fn device_of(graph: &Graph) -> Option<Device> {
    let mut constants = graph.nodes().flat_map(|(_, node)| &node.constants);
    constants.next().map(Value::device)
}

fn channel_axis(graph: &Graph, id: NodeId) -> Option<usize> {
    let known = graph
        .layout(id)
        .and_then(super::layout::Layout::channel_axis);
    // Channels that are taken apart and joined again are lost from sight.
    let few = |size: &usize| *size <= FEW_CHANNELS;
    known.or_else(|| match graph.node(id).shape.as_slice() {
        [_, first, _, _] if few(first) => Some(1),
        [_, _, _, last] if few(last) => Some(3),
        _ => None,
    })
}

/// Black, each channel alone at 1 and at 255, and two greys.
fn colours(channels: usize) -> Vec<Vec<f32>> {
    let alone = |channel: usize, value: f32| {
        let mut colour = vec![0.0; channels];
        colour[channel] = value;
        colour
    };
    let mut all = vec![vec![0.0; channels]];
    for (most, grey) in [(1.0, 0.5), (255.0, 128.0)] {
        all.extend((0..channels).map(|channel| alone(channel, most)));
        all.push(vec![grey; channels]);
    }
    all
}

/// Runs the first nodes of a network on pictures of one colour.
struct Probe<'a> {
    graph: &'a Graph,
    input: NodeId,
    places: &'a [(NodeId, usize)],
    device: Device,
}

impl Probe<'_> {
    /// Returns the channels of the pixel in the middle, at each place.
    async fn see(&self, colour: &[f32]) -> Result<Vec<Vec<f32>>, GraphError> {
        let shape = &self.graph.node(self.input).shape;
        let area: usize = shape[2..].iter().product();
        let pixels = colour.iter().flat_map(|value| vec![*value; area]);
        let picture = Value::new(pixels.collect(), shape, &self.device)
            .map_err(|reason| GraphError::Device { reason })?;
        let known = Values::from([(self.input, picture)]);
        let mut seen = Vec::new();
        for places in self.places.chunks(self.at_once()) {
            let wanted: Vec<NodeId> = places.iter().map(|(id, _)| *id).collect();
            let mut values = run(self.graph, &known, &wanted)?;
            for (id, axis) in places {
                let value = values.remove(id).ok_or(GraphError::NoOutput)?;
                let pixel = middle(value, *axis).map_err(|reason| GraphError::Device { reason })?;
                seen.push(pixel.read().await?);
            }
        }
        Ok(seen)
    }

    /// How many values of these nodes have room at one time, at least one.
    fn at_once(&self) -> usize {
        let bytes = self
            .places
            .iter()
            .map(|(id, _)| value_bytes(self.graph, *id));
        let largest = bytes.max().unwrap_or_default().max(1);
        usize::try_from(ROOM / largest).map_or(FIRST, |count| count.clamp(1, FIRST))
    }
}

/// The channels of the pixel in the middle.
fn middle(value: Value, channel_axis: usize) -> Result<Value, String> {
    let channels = value.shape()[channel_axis];
    let pixel = with_value!(value, tensor => {
        let dims = tensor.dims();
        let ranges: Vec<Range<usize>> = dims.iter().enumerate().map(|(axis, size)| {
            if axis == channel_axis { 0..*size } else { size / 2..size / 2 + 1 }
        }).collect();
        Value::from(tensor.slice(ranges.as_slice()))
    });
    pixel.reshape(&[channels])
}
