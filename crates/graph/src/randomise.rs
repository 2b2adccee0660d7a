use std::f64::consts::TAU;

use burn::tensor::{Tensor, TensorData};

use crate::ops::Op;
use crate::value::map_value;
use crate::{Graph, GraphError, Node, NodeId, Value};

/// The layers that learned a picture's way to the score: convolutions and linear layers that the
/// score depends on, the one nearest to the score first.
#[must_use]
pub fn weighted_layers(graph: &Graph) -> Vec<NodeId> {
    let used = graph.used();
    let layers = graph.nodes().rev().filter(|(id, node)| {
        let layer = matches!(node.op, Op::Conv(_) | Op::ConvTranspose(_) | Op::Linear);
        layer && used[id.0]
    });
    layers.map(|(id, _)| id).collect()
}

/// The same network without what it learned in its last `from_the_top` layers of
/// [`weighted_layers`]: their weights, and those of every node after the lowest of them, are drawn
/// again from a normal distribution with the mean and the deviation that they had. Names, shapes
/// and ids stay, and so does every value that none of these nodes leads to. A seed repeats the
/// draws, and a node's draws do not depend on `from_the_top`, so one more layer changes no other.
///
/// The gammas and betas of norms are drawn again too, since they are learned; the means and
/// variances of batch norms stay, since they describe the training pictures and nobody trained
/// them. So do constants of their own, such as position embeddings. Weights that are all alike
/// (biases of 0) have no deviation and stay. Works on the device: nothing is read.
///
/// The cascading randomisation of Adebayo et al., 2018, <https://arxiv.org/abs/1810.03292>, which
/// draws from the distribution that training began with; a file does not tell that one.
///
/// # Errors
/// Those of rebuilding a graph; none for a graph that was built before.
pub fn randomised(graph: &Graph, from_the_top: usize, seed: u64) -> Result<Graph, GraphError> {
    let lowest = weighted_layers(graph)
        .into_iter()
        .take(from_the_top)
        .next_back();
    let lowest = lowest.map_or(graph.len(), |id| id.0);
    graph.rewrite(|id, node| {
        if id.0 < lowest {
            return node.clone();
        }
        let mut random = fastrand::Rng::with_seed(seed ^ ((id.0 as u64 + 1) << 32));
        let learned = learned(node);
        let (again, kept) = node.constants.split_at(learned);
        let again = again.iter().map(|value| redrawn(value, &mut random));
        Node {
            constants: again.chain(kept.iter().cloned()).collect(),
            ..node.clone()
        }
    })
}

/// How many of a node's constants, from the first, were trained.
fn learned(node: &Node) -> usize {
    match node.op {
        Op::Conv(_)
        | Op::ConvTranspose(_)
        | Op::Linear
        | Op::Bias
        | Op::PRelu
        | Op::LayerNorm(_)
        | Op::GroupNorm(_) => node.constants.len(),
        // Gamma and beta; mean and variance come after them.
        Op::BatchNorm(_) => 2.min(node.constants.len()),
        _ => 0,
    }
}

/// Normally distributed numbers with the mean and deviation of the old ones.
fn redrawn(value: &Value, random: &mut fastrand::Rng) -> Value {
    let noise: Vec<f32> = (0..value.len()).map(|_| normal(random)).collect();
    map_value!(value.clone(), weight => {
        let (shape, device) = (weight.dims(), weight.device());
        let one = shape.map(|_| 1);
        let mean = weight.clone().mean().reshape(one);
        let from_mean = weight - mean.clone();
        let deviation = (from_mean.clone() * from_mean).mean().sqrt().reshape(one);
        let noise = Tensor::from_data(TensorData::new(noise, shape), &device);
        noise * deviation + mean
    })
}

/// Mean 0, deviation 1 (Box and Muller, 1958).
fn normal(random: &mut fastrand::Rng) -> f32 {
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    (radius * (TAU * random.f64()).cos()) as f32
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::ops::{Activation, BatchNorm};
    use crate::{GraphBuilder, Values, run};

    const WIDTH: usize = 40;

    fn value(shape: &[usize], of: impl Fn(usize) -> f32) -> Value {
        let count = shape.iter().product();
        Value::new((0..count).map(of).collect(), shape, &Device::flex()).unwrap()
    }

    /// Three linear layers with a batch norm after the second.
    fn network() -> Graph {
        let mut builder = GraphBuilder::default();
        let mut last = builder.input("input", &[1, WIDTH]).unwrap();
        for name in ["low", "middle", "top"] {
            let weight = value(&[WIDTH, WIDTH], |i| (i as f32 * 0.7).sin() + 0.5);
            let bias = value(&[WIDTH], |_| 0.0);
            last = builder
                .add(name, Op::Linear, &[last], vec![weight, bias])
                .unwrap();
            if name == "middle" {
                let norm = Op::BatchNorm(BatchNorm { epsilon: 1e-3 });
                let constant = |from: f32| value(&[WIDTH], move |i| from + i as f32 / 40.0);
                let constants = [1.0, 0.0, 2.0, 3.0].map(constant);
                last = builder
                    .add("norm", norm, &[last], constants.to_vec())
                    .unwrap();
            }
            let relu = Op::Activation(Activation::Relu);
            last = builder
                .add(format!("{name} relu"), relu, &[last], vec![])
                .unwrap();
        }
        builder.finish(&[last]).unwrap()
    }

    fn read(value: &Value) -> Vec<f32> {
        pollster::block_on(value.clone().read()).unwrap()
    }

    fn constants(graph: &Graph, name: &str) -> Vec<Vec<f32>> {
        let node = graph.node(graph.find(name).unwrap());
        node.constants.iter().map(read).collect()
    }

    #[test]
    fn layers_from_the_top() {
        let graph = network();
        let names = weighted_layers(&graph)
            .into_iter()
            .map(|id| &graph.node(id).name);
        assert_eq!(names.collect::<Vec<_>>(), ["top", "middle", "low"]);
    }

    #[test]
    fn values_change_above_and_not_below() {
        let graph = network();
        let known = Values::from([(graph.inputs()[0], value(&[1, WIDTH], |i| i as f32 / 40.0))]);
        let changed = randomised(&graph, 2, 1).unwrap();
        for (id, node) in graph.nodes() {
            let at = |graph: &Graph| read(&run(graph, &known, &[id]).unwrap()[&id]);
            let above = id >= graph.find("middle").unwrap();
            assert_eq!(at(&graph) != at(&changed), above, "{}", node.name);
            assert_eq!(changed.node(id).name, node.name);
            assert_eq!(changed.node(id).shape, node.shape);
        }
    }

    #[test]
    fn a_layers_draws_are_its_own_and_repeat() {
        let graph = network();
        let top = |count, seed| constants(&randomised(&graph, count, seed).unwrap(), "top");
        assert_eq!(top(1, 1), top(3, 1), "whatever lies below");
        assert_ne!(top(1, 1), top(1, 2));
        assert_eq!(top(0, 1), constants(&graph, "top"));
        assert_eq!(top(9, 1), top(3, 1), "there are no more than three");
    }

    /// Of 1600 draws, mean and deviation are within four standard errors: 4/√1600 and 4/√3200 of
    /// the deviation, which is that of a sine, 0.707.
    #[test]
    fn mean_and_deviation_stay_and_so_does_what_was_not_trained() {
        let graph = network();
        let changed = randomised(&graph, 3, 7).unwrap();
        let weight = &constants(&changed, "low")[0];
        let mean = weight.iter().sum::<f32>() / 1600.0;
        let square = weight.iter().map(|w| (w - mean).powi(2)).sum::<f32>() / 1600.0;
        assert!((mean - 0.5).abs() < 0.0707, "{mean}");
        assert!((square.sqrt() - 0.707).abs() < 0.05, "{square}");
        assert_eq!(constants(&changed, "low")[1], [0.0; WIDTH], "no deviation");
        let (before, after) = (constants(&graph, "norm"), constants(&changed, "norm"));
        assert!(
            before[0] != after[0] && before[1] != after[1],
            "gamma, beta"
        );
        assert_eq!(before[2..], after[2..], "mean, variance");
    }
}
