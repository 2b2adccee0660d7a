use graph::{Graph, NodeId, value_bytes};

/// The most bytes on the device for the activations of one run. At 224 pixels, all activations of
/// `MobileNet` take a tenth of it, and those of `ResNet`-50 two thirds.
const KEPT_BYTES: u64 = 256 << 20;

/// Returns the nodes whose values a plain run keeps: all that the score depends on if they fit, else
/// the suggested layers.
pub(crate) fn worth_keeping(graph: &Graph, suggested: Vec<NodeId>) -> Vec<NodeId> {
    let used = graph.used();
    let nodes = graph.nodes().map(|(id, _)| id);
    let nodes: Vec<NodeId> = nodes.filter(|id| used[id.index()]).collect();
    let bytes = nodes.iter().map(|id| value_bytes(graph, *id));
    if bytes.fold(0, u64::saturating_add) <= KEPT_BYTES {
        nodes
    } else {
        suggested
    }
}
