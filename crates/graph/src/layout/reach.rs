//! Which layers' pixels the score can see.

use super::Layout;
use crate::ops::{Op, Select};
use crate::{Graph, Node};

/// For each node, whether the score depends on its *pixels*.
///
/// After the last attention of a vision transformer the class token alone goes on to the score:
/// the patch tokens there are computed, and lead nowhere. Their gradient is 0, so a heatmap would
/// be blank. Pixels reach the score where they are summed up (by attention, a mean, a linear layer
/// over them), or where they stay pixels up to a node where they do.
pub(crate) fn reaching(graph: &Graph, used: &[bool]) -> Vec<bool> {
    let mut reach = vec![false; graph.len()];
    if let Some(score) = reach.get_mut(graph.logits().index()) {
        *score = true;
    }
    for (id, node) in graph.nodes().rev().filter(|(id, _)| used[id.index()]) {
        for (place, input) in node.inputs.iter().enumerate() {
            let pixels = graph.layout(*input).filter(|layout| layout.has_pixels());
            reach[input.index()] |= match pixels {
                Some(layout) if drops_pixels(node, layout) => false,
                Some(_) if stays(node, place, graph.layout(id)) => reach[id.index()],
                _ => true,
            };
        }
    }
    reach
}

/// Whether it takes class tokens and leaves the pixels.
fn drops_pixels(node: &Node, layout: &Layout) -> bool {
    let Op::Select(select) = &node.op else {
        return false;
    };
    let Some(axis) = layout
        .axes
        .get(select.axis())
        .filter(|axis| axis.has_pixels())
    else {
        return false;
    };
    let pixels = axis.before..axis.before + axis.inner();
    match select {
        Select::Range { range, .. } => range.end <= pixels.start || range.start >= pixels.end,
        Select::Places { places, .. } => !places.iter().any(|place| pixels.contains(place)),
        Select::Roll { .. } => false,
    }
}

/// Whether pixels of that input are the same pixels of the output.
fn stays(node: &Node, place: usize, output: Option<&Layout>) -> bool {
    let summed = node.op == Op::MatMul && place == 1;
    !summed && output.is_some_and(Layout::has_pixels)
}
