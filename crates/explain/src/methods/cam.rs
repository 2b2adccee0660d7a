//! CAM, class activation mapping (Zhou et al., 2016). <https://arxiv.org/abs/1512.04150>
//!
//! ```text
//! y = Σ_k W_k · mean_ij(A_kij) + bias        map_ij = Σ_k W_k · A_kij
//! ```
//! `A` is the activation before the global average pooling, and `W` are the weights of the linear
//! layer after it for the class. Works only for networks with this ending; there it is `H·W` times
//! Grad-CAM. For another score than a logit, the weights of the classes are combined by the gradient
//! of the score. One forward pass.

use graph::ops::{Op, Reduce, ReduceKind};
use graph::{Graph, NodeId, Value};

use crate::{ExplainError, Family, Join, Method, MethodInfo, Needs, Outcome, Question, Run};

pub(super) const METHOD: Method = Method {
    info: MethodInfo {
        id: "cam",
        label: "CAM",
        description: "Weights each channel by the weights of the last layer. The first method of this family. Only for networks that end in pooling and one linear layer.",
        paper: "https://arxiv.org/abs/1512.04150",
        family: Family::ClassActivation,
        class_specific: true,
        needs: Needs::Network,
        cost: "One forward pass.",
        matches: "the paper",
        options: &[],
    },
    run: Run::Steps(|question, _, _| Box::pin(explain(question))),
};

pub(super) async fn explain(question: &Question) -> Result<Outcome, ExplainError> {
    let graph = question.graph();
    let (weight, pooled) = ending(graph).ok_or_else(no_ending)?;
    if !same(graph, question.layer, pooled) {
        return Err(unfit(format!(
            "reads the layer before the last pooling, `{}`: choose that layer",
            graph.node(pooled).name
        )));
    }
    let activation = question.activation()?;
    let [_, channels, _, _] = activation.dims();
    let seed = question.seed().gradient;
    let seed = Value::new(seed, &[question.outputs().len(), 1], &activation.device());
    let (Ok(Value::R2(seed)), Value::R2(weight)) = (seed, weight) else {
        return Err(no_ending());
    };
    let weights = weight.matmul(seed);
    if weights.dims() != [channels, 1] {
        return Err(no_ending());
    }
    Join::Sum
        .map(weights.reshape([1, channels, 1, 1]) * activation)
        .await
}

/// Returns the weights `[channel, class]` of the last linear layer, and the node that the pooling
/// before it reads.
fn ending(graph: &Graph) -> Option<(Value, NodeId)> {
    let linear = before(graph, graph.logits(), |op| {
        matches!(op, Op::Bias | Op::Identity)
    });
    let node = graph.node(linear);
    if node.op != Op::Linear {
        return None;
    }
    let shaping = |op: &Op| matches!(op, Op::Flatten { .. } | Op::Reshape { .. } | Op::Identity);
    let pool = graph.node(before(graph, *node.inputs.first()?, shaping));
    let is_mean = match &pool.op {
        Op::GlobalPool(pool) => !pool.max,
        Op::Reduce(Reduce { kind, axes, .. }) => *kind == ReduceKind::Mean && axes[..] == [2, 3],
        Op::AdaptivePool(_) => pool.shape[2..] == [1, 1] && pool.op.name().contains("average"),
        _ => false,
    };
    let weight = node.constants.first()?.clone();
    is_mean.then_some((weight, *pool.inputs.first()?))
}

/// Returns the first node, going back from `from`, whose op is not in `passes`.
fn before(graph: &Graph, from: NodeId, passes: impl Fn(&Op) -> bool) -> NodeId {
    let mut id = from;
    while let (true, [input]) = (passes(&graph.node(id).op), &graph.node(id).inputs[..]) {
        id = *input;
    }
    id
}

/// Whether only identities lie between two nodes.
fn same(graph: &Graph, layer: NodeId, pooled: NodeId) -> bool {
    let identity = |op: &Op| *op == Op::Identity;
    before(graph, layer, identity) == before(graph, pooled, identity)
}

fn no_ending() -> ExplainError {
    unfit("needs a network that ends in global average pooling and one linear layer, and this one does not. Choose HiResCAM, which shows the same there and works for any network".into())
}

fn unfit(reason: String) -> ExplainError {
    ExplainError::Unfit {
        method: METHOD.info.label,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use graph::GraphBuilder;
    use graph::ops::GlobalPool;

    use super::*;
    use crate::test_network::{TinyNetwork, add, ask, square_of_sums, try_ask, value};

    /// Two channels, (1, 3) and (2, 0), pooled and weighted by 1 and −2.
    fn pooled() -> TinyNetwork {
        let mut builder = GraphBuilder::default();
        let input = builder.input("input", &[1, 2, 1, 2]).unwrap();
        let pool = Op::GlobalPool(GlobalPool {
            max: false,
            keep_axes: false,
        });
        let pool = add(&mut builder, pool, &[input], vec![]);
        let linear = add(
            &mut builder,
            Op::Linear,
            &[pool],
            vec![value(&[1.0, -2.0], &[2, 1])],
        );
        TinyNetwork {
            graph: builder.finish(&[linear]).unwrap(),
            layer: input,
            input: value(&[1.0, 3.0, 2.0, 0.0], &[1, 2, 1, 2]),
        }
    }

    #[test]
    fn matches_hand_computed_values() {
        assert_eq!(ask("cam", &pooled(), &[]).map.values(), [-3.0, 3.0]);
        let grad_cam = ask("grad-cam", &pooled(), &[]).map.into_values();
        assert_eq!(grad_cam, [-1.5, 1.5], "pixels times Grad-CAM");
    }

    #[test]
    fn a_network_with_another_ending_is_rejected_and_hires_cam_suggested() {
        let error = try_ask("cam", &square_of_sums(), &[]).unwrap_err();
        assert!(error.to_string().contains("HiResCAM"), "{error}");
    }
}
