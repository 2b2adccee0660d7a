use std::f64::consts::TAU;

use burn::tensor::{Tensor, TensorData};

use crate::ops::Role;
use crate::value::map_value;
use crate::{Graph, GraphError, Node, NodeId, Value};

/// Returns the convolutions and linear layers that the score depends on, the nearest to the score
/// first.
#[must_use]
pub fn weighted_layers(graph: &Graph) -> Vec<NodeId> {
    let used = graph.used();
    let layers =
        (graph.nodes().rev()).filter(|(id, node)| used[id.0] && node.op.role() == Role::Weighted);
    layers.map(|(id, _)| id).collect()
}

/// Returns the network with random weights in its first `from_the_top` [`weighted_layers`].
///
/// Takes the weights of the lowest of these layers, and of every node after it, and draws them
/// from a normal distribution with the mean and standard deviation of the trained weights. Names,
/// shapes and ids stay; so do the values of all nodes that do not depend on a changed one. The same
/// seed repeats the draws, and the draws of a node do not depend on `from_the_top`.
///
/// Gamma and beta of norms are learned, so they are drawn too. Means and variances of batch norms
/// describe the training pictures and stay, as do [`crate::Op::Constant`]s such as position
/// embeddings. Weights that are all equal (biases of 0) have no deviation and stay. No value is read
/// from the device.
///
/// This is the cascading randomisation of Adebayo et al., 2018, <https://arxiv.org/abs/1810.03292>.
/// They draw from the distribution at the start of training, which a model's file does not contain.
///
/// # Errors
/// [`GraphError`] if the new graph cannot be built, which a valid graph does not cause.
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
        let learned = node.op.learned().min(node.constants.len());
        let (again, kept) = node.constants.split_at(learned);
        let again = again.iter().map(|value| redrawn(value, &mut random));
        Node {
            constants: again.chain(kept.iter().cloned()).collect(),
            ..node.clone()
        }
    })
}

/// Normally distributed values with the mean and standard deviation of the old ones.
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

/// Mean 0, standard deviation 1 (Box and Muller, 1958).
fn normal(random: &mut fastrand::Rng) -> f32 {
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    (radius * (TAU * random.f64()).cos()) as f32
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::ops::{Activation, BatchNorm, Op};
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
    fn weighted_layers_start_at_the_score() {
        let graph = network();
        let names = weighted_layers(&graph)
            .into_iter()
            .map(|id| &graph.node(id).name);
        assert_eq!(names.collect::<Vec<_>>(), ["top", "middle", "low"]);
    }

    #[test]
    fn values_change_above_the_lowest_changed_layer_only() {
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
    fn the_draws_of_a_layer_depend_on_the_seed_alone() {
        let graph = network();
        let top = |count, seed| constants(&randomised(&graph, count, seed).unwrap(), "top");
        assert_eq!(top(1, 1), top(3, 1), "layers below do not matter");
        assert_ne!(top(1, 1), top(1, 2));
        assert_eq!(top(0, 1), constants(&graph, "top"));
        assert_eq!(top(9, 1), top(3, 1), "there are only three");
    }

    /// The mean and standard deviation of 1600 draws are within four standard errors: 4/√1600 and
    /// 4/√3200 of the standard deviation, which is 0.707 for a sine.
    #[test]
    fn mean_and_deviation_stay_and_statistics_are_not_drawn() {
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
