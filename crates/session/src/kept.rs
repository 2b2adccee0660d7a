use graph::{Graph, NodeId};

/// Activations of one run may take this many bytes of the device. `MobileNet` at 224 pixels takes a
/// tenth of it for all of them, `ResNet`-50 two thirds.
const KEPT_BYTES: usize = 256 << 20;

/// The nodes whose values are worth keeping from a plain run: all that the score depends on if they
/// fit, else those that menus suggest.
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
