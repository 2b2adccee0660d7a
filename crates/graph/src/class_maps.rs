use crate::{Graph, NodeId, Op};

/// The maps whose means are the scores, as in `SqueezeNet`: the convolution to the classes and what
/// follows it pixel by pixel. They have nothing left of the other classes. Empty if the scores are
/// computed in another way, or if nothing comes before the convolution.
pub(crate) fn class_maps(graph: &Graph) -> Vec<NodeId> {
    let mut id = graph.logits();
    let classes = graph.node(id).shape.get(1).copied();
    let (mut maps, mut averaged) = (Vec::new(), false);
    loop {
        let node = graph.node(id);
        let is_map = averaged && node.shape.len() == 4 && node.shape.get(1).copied() == classes;
        match &node.op {
            Op::Conv(_) if is_map => {
                maps.push(id);
                let is_first = graph.node(node.inputs[0]).op == Op::Input;
                return if is_first { Vec::new() } else { maps };
            }
            Op::Activation(_) | Op::Bias | Op::BatchNorm(_) | Op::Identity if is_map => {
                maps.push(id);
            }
            Op::GlobalPool(_) | Op::AdaptivePool(_) | Op::Pool(_) | Op::Reduce(_) if !averaged => {
                averaged = true;
            }
            Op::Flatten { .. }
            | Op::Reshape { .. }
            | Op::Identity
            | Op::Softmax { .. }
            | Op::LogSoftmax { .. }
                if !averaged => {}
            _ => return Vec::new(),
        }
        id = node.inputs[0];
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::*;
    use crate::ops::{Activation, Conv, GlobalPool, Window};
    use crate::{GraphBuilder, Value, default_layer};

    fn add(builder: &mut GraphBuilder, name: &str, op: Op, id: NodeId) -> NodeId {
        let weight = Value::new(vec![1.0; 4], &[2, 2, 1, 1], &Device::flex()).unwrap();
        let is_conv = matches!(op, Op::Conv(_));
        let weights = if is_conv { vec![weight] } else { vec![] };
        builder.add(name, op, &[id], weights).unwrap()
    }

    /// The default layer of a convolution to two classes and their means, with or without another
    /// convolution after the means.
    fn chosen(another: bool) -> Option<String> {
        let relu = || Op::Activation(Activation::Relu);
        let conv = Op::Conv(Conv {
            window: Window::default(),
            groups: 1,
        });
        let mean = Op::GlobalPool(GlobalPool {
            max: false,
            keep_axes: true,
        });
        let flatten = Op::Flatten {
            channels_last: false,
        };
        let mut builder = GraphBuilder::default();
        let mut id = builder.input("picture", &[1, 2, 4, 4]).unwrap();
        let steps = [
            ("features", relu()),
            ("maps", conv.clone()),
            ("maps_relu", relu()),
            ("mean", mean),
        ];
        let more = another.then_some(("conv", conv));
        for (name, op) in steps.into_iter().chain(more).chain([("flat", flatten)]) {
            id = add(&mut builder, name, op, id);
        }
        let graph = builder.finish(&[id]).unwrap();
        default_layer(&graph).map(|layer| graph.node(layer).name.clone())
    }

    #[test]
    fn maps_of_the_classes_themselves_are_not_the_default_layer() {
        assert_eq!(chosen(false).as_deref(), Some("features"));
        assert_eq!(chosen(true).as_deref(), Some("maps_relu"));
    }
}
