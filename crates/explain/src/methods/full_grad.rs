//! FullGrad (Srinivas and Fleuret, 2019). <https://arxiv.org/abs/1905.00780>
//!
//! ```text
//! planes  |x_c · ∂y/∂x_c| for each colour c, and |b_k · ∂y/∂z_k| for each channel k of each
//!         convolution and batch norm with a bias b, z its output
//! map = Σ over all planes of (plane − min) / (max − min + ε), enlarged to the picture
//! ```
//! `ε` = 1e-7. The bias of a batch norm is `β − mean·γ/√(variance + ε)`. One forward and one backward
//! pass through the network without folded batch norms. Matches `FullGrad` of pytorch-grad-cam, which
//! leaves out linear layers and scales each plane separately. The paper scales each layer.

use burn::tensor::Tensor;
use graph::ops::Op;
use graph::{Graph, GraphError, NodeId, ReluRule, Value, Values, gradients};
use imaging::{Map, Resampling, resample};

use crate::evidence::picture;
use crate::{ExplainError, Family, Method, MethodInfo, Needs, Outcome, Question, Run};

const EPSILON: f32 = 1e-7;

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "full-grad",
        label: "FullGrad",
        description: "Adds up gradients at the picture and at every bias of the network. Uses the whole network. Counts evidence for and against the class alike, so classes look similar.",
        paper: "https://arxiv.org/abs/1905.00780",
        family: Family::Pixel,
        class_specific: true,
        needs: Needs::BiasGradients,
        cost: "One forward and one backward pass.",
        matches: "pytorch-grad-cam 1.5.7, FullGrad",
        options: &[],
    },
    run: Run::Steps(|question, _, _| Box::pin(explain(question))),
};

pub(super) async fn explain(question: &Question) -> Result<Outcome, ExplainError> {
    let graph = question.original();
    let (input, value) = question.run.input();
    let value = value.clone();
    let pixels = question.input_picture()?;
    let [_, _, height, width] = pixels.dims();
    let biases = biases(graph)?;
    let mut wanted: Vec<NodeId> = biases.iter().map(|(id, _)| *id).collect();
    wanted.push(input);
    let score = graph.logits();
    let seed = question.seed().gradient;
    let seed = Value::new(seed, &graph.node(score).shape, &value.device());
    let seed = seed.map_err(|reason| GraphError::Device { reason })?;
    let known = Values::from([(input, value)]);
    let mut found = gradients(graph, &known, (score, seed), &wanted, ReluRule::Plain)?;
    let gradient = picture(graph, input, found.remove(&input))?;
    let mut sum = planes(pixels * gradient).await?.into_values();
    for (id, bias) in biases {
        let plane = planes(picture(graph, id, found.remove(&id))? * bias).await?;
        let plane = resample(&plane, width, height, Resampling::Bilinear)?;
        for (sum, value) in sum.iter_mut().zip(plane.values()) {
            *sum += value;
        }
    }
    Ok(Map::new(width, height, sum)?.into())
}

/// Returns the sum of all channels' magnitudes, each scaled to [0, 1]. Enlarging is linear, so the
/// sum can be enlarged instead of its parts.
async fn planes(values: Tensor<4>) -> Result<Map, ExplainError> {
    let [_, _, height, width] = values.dims();
    let over_pixels = |x: Tensor<4>| x.max_dim(3).max_dim(2);
    let size = values.abs();
    let (max, min) = (over_pixels(size.clone()), -over_pixels(-size.clone()));
    let scaled = (size - min.clone()) / (max - min + EPSILON);
    Ok(Map::new(
        width,
        height,
        Value::R4(scaled.sum_dim(1)).read().await?,
    )?)
}

/// Returns the convolutions and batch norms that the score depends on, with their biases.
fn biases(graph: &Graph) -> Result<Vec<(NodeId, Tensor<4>)>, ExplainError> {
    let used = graph.used();
    let mut found = Vec::new();
    for (id, node) in graph.nodes().filter(|(id, _)| used[id.index()]) {
        let bias = match &node.op {
            Op::Conv(_) => node.constants.get(1).cloned().map(Value::rank1).transpose(),
            Op::BatchNorm(norm) => norm
                .scale_and_shift(&node.constants)
                .map(|(_, shift)| Some(shift)),
            _ => continue,
        };
        let bias = bias.map_err(|reason| GraphError::Device { reason })?;
        if let (Some(bias), 4) = (bias, node.shape.len()) {
            found.push((id, bias.reshape([1, node.shape[1], 1, 1])));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;
    use graph::GraphBuilder;

    use super::*;
    use crate::test_network::{TinyNetwork, add, ask, conv, value};

    /// A 1×1 convolution x → 2·x + 3, then the score 1·a + 2·b of its two pixels. At the picture
    /// (3, 1): |x·∂y/∂x| = (6, 4), scaled (1, 0); |bias·∂y/∂z| = (3, 6), scaled (0, 1).
    #[test]
    fn matches_hand_computed_values() {
        let mut builder = GraphBuilder::default();
        let input = builder.input("input", &[1, 1, 1, 2]).unwrap();
        let constants = vec![value(&[2.0], &[1, 1, 1, 1]), value(&[3.0], &[1])];
        let biased = add(&mut builder, Op::Conv(conv()), &[input], constants);
        let flat = Op::Flatten {
            channels_last: false,
        };
        let flat = add(&mut builder, flat, &[biased], vec![]);
        let score = add(
            &mut builder,
            Op::Linear,
            &[flat],
            vec![value(&[1.0, 2.0], &[2, 1])],
        );
        let network = TinyNetwork {
            graph: builder.finish(&[score]).unwrap(),
            layer: input,
            input: value(&[3.0, 1.0], &[1, 1, 1, 2]),
        };
        let map = ask("full-grad", &network, &[]).map;
        assert_absolute("map", map.values(), &[1.0; 2], 1e-6);
    }
}
