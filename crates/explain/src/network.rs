use graph::{Graph, GraphError, NodeId, fold_batch_norm};

/// A network: the graph as its file has it, and the one that runs.
///
/// Both share their node ids, and every node that both compute has the same value in both.
#[derive(Clone, Debug)]
pub struct Network {
    /// Every layer as the file has it.
    pub original: Graph,
    /// The same with batch norms folded into convolutions where that saves memory.
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

    /// The graph in which a layer lies between the picture and the score: the folded one, except for
    /// a convolution that was folded into its batch norm.
    #[must_use]
    pub fn graph_for(&self, layer: NodeId) -> &Graph {
        if self.folded.used()[layer.index()] {
            &self.folded
        } else {
            &self.original
        }
    }
}
