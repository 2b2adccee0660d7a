use graph::{Graph, GraphError, NodeId, fold_batch_norm};

/// A network: the graph from its file, and a faster one with the same results.
///
/// Both have the same node ids. A node that both compute has the same value in both.
#[derive(Clone, Debug)]
pub struct Network {
    /// The graph with every layer of the file.
    pub original: Graph,
    /// The same graph with batch norms folded into convolutions where that saves memory.
    pub folded: Graph,
}

impl Network {
    /// Folds the batch norms of a graph.
    ///
    /// # Errors
    /// Those of [`fold_batch_norm`].
    pub fn new(original: Graph) -> Result<Self, GraphError> {
        let folded = fold_batch_norm(&original)?;
        Ok(Self { original, folded })
    }

    /// Returns the graph that computes a layer: the folded one, or the original one for a convolution
    /// that was folded with its batch norm.
    #[must_use]
    pub fn graph_for(&self, layer: NodeId) -> &Graph {
        if self.folded.used()[layer.index()] {
            &self.folded
        } else {
            &self.original
        }
    }
}
