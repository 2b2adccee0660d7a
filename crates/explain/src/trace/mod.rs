//! Traces an output back to the pixels that contributed most to it, op by op, for CNN Fixations.
//!
//! A place is a position in a node's value, row-major. Each op leads from a place of its output to
//! places of its inputs:
//!
//! | op | leads to |
//! |---|---|
//! | linear, after another linear layer or a global pooling | every input with a positive product |
//! | linear, after a grid of several pixels | the input with the largest product |
//! | convolution | the channel with the largest sum of products; there the centre of the window, or in a residual branch the pixel with the largest value |
//! | pooling, maximum or mean | the largest value of the window |
//! | sum of two branches | the branch with the larger value, the earlier one of equals |
//! | product with a gate | the operand of full size |
//! | concatenated channels | the part that holds the place |
//! | element-wise functions, batch norm | the same place |

mod window;

use std::collections::{BTreeMap, BTreeSet};

use graph::ops::{Binary, Conv, Op};
use graph::{Graph, Node, NodeId, Value, Values, run};

use crate::{ExplainError, Question};
use window::{argmax, channel_of_convolution, largest_in_window};

/// Display name of the method.
pub(crate) const LABEL: &str = "CNN Fixations";

type Places = BTreeMap<NodeId, BTreeSet<usize>>;

/// Returns the places of the network's input that the explained score leads to.
pub(crate) async fn trace(question: &Question) -> Result<BTreeSet<usize>, ExplainError> {
    let graph = question.original();
    let (input, picture) = question.run.input();
    let used = graph.used();
    let all: Vec<NodeId> = (graph.nodes().map(|(id, _)| id))
        .filter(|id| used[id.index()])
        .collect();
    let mut walk = Walk {
        graph,
        values: run(graph, &Values::from([(input, picture.clone())]), &all)?,
        branches: graph.branches(),
    };
    let mut pending = Places::from([(graph.logits(), start(question))]);
    let mut found = BTreeSet::new();
    while let Some((id, places)) = pending.pop_last() {
        if id == input {
            found = places;
            continue;
        }
        for (to, places) in walk.step(id, places).await? {
            pending.entry(to).or_default().extend(places);
        }
        walk.values.remove(&id);
    }
    Ok(found)
}

/// Returns the outputs of the class, one for each pixel that the score counts.
fn start(question: &Question) -> BTreeSet<usize> {
    let aim = &question.aim;
    let class = aim.score.class().min(aim.width - 1);
    let stride = aim.stride(question.outputs());
    aim.pixels
        .iter()
        .map(|pixel| class * stride + pixel)
        .collect()
}

struct Walk<'a> {
    graph: &'a Graph,
    values: Values,
    /// Whether each node lies in only one branch of a sum.
    branches: Vec<bool>,
}

impl Walk<'_> {
    async fn read(&self, id: NodeId) -> Result<Vec<f32>, ExplainError> {
        match self.values.get(&id) {
            Some(value) => Ok(value.clone().read().await?),
            None => Ok(Vec::new()),
        }
    }

    async fn step(&self, id: NodeId, places: BTreeSet<usize>) -> Result<Places, ExplainError> {
        let node = self.graph.node(id);
        let one = |to: BTreeSet<usize>| Ok(Places::from([(node.inputs[0], to)]));
        match &node.op {
            Op::Activation(_) | Op::PRelu | Op::Function(_) | Op::BatchNorm(_) | Op::Bias => {
                one(places)
            }
            Op::Identity
            | Op::Reshape { .. }
            | Op::Flatten {
                channels_last: false,
            } => one(places),
            Op::Flatten {
                channels_last: true,
            } => one(self.channels_first(node, &places)),
            Op::Linear => one(self.linear(node, &places).await?),
            Op::Conv(conv) => one(self.convolution(id, conv, &places).await?),
            Op::Pool(_) | Op::GlobalPool(_) | Op::AdaptivePool(_) => {
                let values = self.read(node.inputs[0]).await?;
                let shape = &self.graph.node(node.inputs[0]).shape;
                let to = |place: &usize| largest_in_window(node, shape, &values, *place);
                one(places.iter().map(to).collect())
            }
            Op::Binary(Binary::Add) => self.sum(node, &places).await,
            Op::Binary(Binary::Mul) => Ok(self.product(node, places)),
            Op::Concat { axis } => Ok(self.concatenated(node, *axis, &places)),
            op => Err(ExplainError::Unfit {
                method: LABEL,
                reason: format!(
                    "can trace convolutions, pooling, linear layers and sums, but this network also has `{}` ({}). Choose Grad-CAM, or Integrated gradients",
                    node.name,
                    op.name()
                ),
            }),
        }
    }

    /// Returns the places before flattening with the channels last.
    fn channels_first(&self, node: &Node, places: &BTreeSet<usize>) -> BTreeSet<usize> {
        let shape = &self.graph.node(node.inputs[0]).shape;
        let channels = shape.get(1).copied().unwrap_or(1);
        let pixels = shape.iter().skip(2).product::<usize>();
        places
            .iter()
            .map(|place| place % channels * pixels + place / channels)
            .collect()
    }

    async fn linear(
        &self,
        node: &Node,
        places: &BTreeSet<usize>,
    ) -> Result<BTreeSet<usize>, ExplainError> {
        let values = self.read(node.inputs[0]).await?;
        let weight = read_weight(node).await?;
        let outputs = weight.len() / values.len().max(1);
        let single = self.reads_picture(node.inputs[0]);
        let mut to = BTreeSet::new();
        for place in places {
            let products = || {
                values
                    .iter()
                    .enumerate()
                    .map(|(j, value)| (j, value * weight[j * outputs + place]))
            };
            if single {
                to.extend(argmax(products()));
            } else {
                to.extend(
                    products()
                        .filter(|(_, product)| *product > 0.0)
                        .map(|(j, _)| j),
                );
            }
        }
        Ok(to)
    }

    /// Whether a row of values comes from a grid of several pixels, without a linear layer between. A
    /// global pooling leaves one pixel, which the authors read as a row.
    fn reads_picture(&self, row: NodeId) -> bool {
        let node = self.graph.node(row);
        match node.op {
            Op::Linear => false,
            _ if node.shape.len() == 4 => node.shape[2..] != [1, 1],
            _ if node.op.is_pool() => false,
            _ if node.inputs.is_empty() => true,
            _ => self.reads_picture(node.inputs[0]),
        }
    }

    async fn convolution(
        &self,
        id: NodeId,
        conv: &Conv,
        places: &BTreeSet<usize>,
    ) -> Result<BTreeSet<usize>, ExplainError> {
        let node = self.graph.node(id);
        let values = self.read(node.inputs[0]).await?;
        let weight = read_weight(node).await?;
        let input = &self.graph.node(node.inputs[0]).shape;
        let kernel = node.constants.first().map(Value::shape).unwrap_or_default();
        let shapes = [&node.shape[..], &input[..], &kernel[..]];
        let step = |place: &usize| {
            channel_of_convolution(
                conv,
                shapes,
                (&values, &weight),
                self.branches[id.index()],
                *place,
            )
        };
        Ok(places.iter().filter_map(step).collect())
    }

    async fn sum(&self, node: &Node, places: &BTreeSet<usize>) -> Result<Places, ExplainError> {
        let (left, right) = (node.inputs[0], node.inputs[1]);
        let full = |id: NodeId| self.graph.node(id).shape == node.shape;
        if !(full(left) && full(right)) {
            return Ok(Places::from([(
                if full(left) { left } else { right },
                places.clone(),
            )]));
        }
        let (early, late) = (left.min(right), left.max(right));
        let (skip, branch) = (self.read(early).await?, self.read(late).await?);
        let (mut to_skip, mut to_branch) = (BTreeSet::new(), BTreeSet::new());
        for place in places {
            let side = if skip[*place] >= branch[*place] {
                &mut to_skip
            } else {
                &mut to_branch
            };
            side.insert(*place);
        }
        Ok(Places::from([(early, to_skip), (late, to_branch)]))
    }

    fn product(&self, node: &Node, places: BTreeSet<usize>) -> Places {
        let full = |id: &&NodeId| self.graph.node(**id).shape == node.shape;
        let to = node.inputs.iter().find(full).unwrap_or(&node.inputs[0]);
        Places::from([(*to, places)])
    }

    fn concatenated(&self, node: &Node, axis: usize, places: &BTreeSet<usize>) -> Places {
        let inner: usize = node.shape[axis + 1..].iter().product();
        let mut to = Places::new();
        for place in places {
            let (outer, within) = (
                place / (node.shape[axis] * inner),
                place / inner % node.shape[axis],
            );
            let mut start = 0;
            for input in &node.inputs {
                let size = self.graph.node(*input).shape[axis];
                if (start..start + size).contains(&within) {
                    let place = (outer * size + within - start) * inner + place % inner;
                    to.entry(*input).or_default().insert(place);
                    break;
                }
                start += size;
            }
        }
        to
    }
}

async fn read_weight(node: &Node) -> Result<Vec<f32>, ExplainError> {
    match node.constants.first() {
        Some(weight) => Ok(weight.clone().read().await?),
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests;
