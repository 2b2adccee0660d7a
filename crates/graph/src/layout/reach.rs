//! Which layers' pixels the score depends on.

use super::{Layout, Pixels};
use crate::Graph;
use crate::ops::Select;

/// For each node, whether the score depends on its *pixels*.
///
/// After the last attention of a vision transformer, the score depends on the class token only. The
/// patch tokens there have gradient 0, and a heatmap of them would be blank. Pixels reach the score
/// if they are summed (by attention, a mean, or a linear layer over them), or if they stay pixels of
/// a node whose pixels reach it.
pub(crate) fn reaching(graph: &Graph, used: &[bool]) -> Vec<bool> {
    let mut reach = vec![false; graph.len()];
    if let Some(score) = reach.get_mut(graph.logits().index()) {
        *score = true;
    }
    for (id, node) in graph.nodes().rev().filter(|(id, _)| used[id.index()]) {
        let pixels_stay = graph.layout(id).is_some_and(Layout::has_pixels);
        for (place, input) in node.inputs.iter().enumerate() {
            let pixels = graph.layout(*input).filter(|layout| layout.has_pixels());
            let reaches = |layout: &Layout| {
                node.op.ask(|family| match family.facts().pixels {
                    Pixels::Selected(select) if drops_pixels(select, layout) => false,
                    Pixels::Product if place == 1 => true,
                    Pixels::Lost
                    | Pixels::Picture
                    | Pixels::Kept
                    | Pixels::Aligned
                    | Pixels::Contracted
                    | Pixels::Product
                    | Pixels::Selected(_)
                    | Pixels::Repeated
                    | Pixels::Joined(_)
                    | Pixels::Reshaped
                    | Pixels::Transposed(_)
                    | Pixels::Reduced { .. } => !pixels_stay || reach[id.index()],
                })
            };
            reach[input.index()] |= pixels.is_none_or(reaches);
        }
    }
    reach
}

/// Whether it selects class tokens and no pixels.
fn drops_pixels(select: &Select, layout: &Layout) -> bool {
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
