use graph::{Graph, NodeId};

/// The most bytes on the device for the activations of one run. At 224 pixels, all activations of
/// `MobileNet` take a tenth of it, and those of `ResNet`-50 two thirds.
const KEPT_BYTES: usize = 256 << 20;

/// Returns the nodes whose values a plain run keeps: all that the score depends on if they fit, else
/// the suggested layers.
pub(crate) fn worth_keeping(graph: &Graph, suggested: Vec<NodeId>) -> Vec<NodeId> {
    let used = graph.used();
    let used = graph.nodes().filter(|(id, _)| used[id.index()]);
    let (nodes, sizes): (Vec<NodeId>, Vec<usize>) = used
        .map(|(id, node)| (id, 4 * node.shape.iter().product::<usize>()))
        .unzip();
    if sizes.iter().sum::<usize>() <= KEPT_BYTES {
        nodes
    } else {
        suggested
    }
}
