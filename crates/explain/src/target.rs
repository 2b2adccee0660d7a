use graph::{Graph, NodeId, Value};

use crate::ExplainError;

/// The rule that picks what is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The logit of one class: the score before softmax, since a softmax saturates, and rewards
    /// what speaks against other classes too (Selvaraju et al., 2017, section 3).
    Class {
        /// Position among the logits, from 0.
        index: usize,
    },
}

impl Target {
    /// The node that holds the score, and the gradient of the score there: 1 for the class and 0
    /// elsewhere, for every picture of a batch.
    ///
    /// # Shapes
    /// The gradient is `[batch, classes]`.
    ///
    /// # Errors
    /// [`ExplainError::UnknownClass`], or [`ExplainError::NotAClassifier`] where the logits are no
    /// row.
    pub fn seed(self, graph: &Graph, input: &Value) -> Result<(NodeId, Value), ExplainError> {
        let Self::Class { index } = self;
        let node = graph.logits();
        let shape = &graph.node(node).shape;
        let &[_, classes] = shape.as_slice() else {
            return Err(ExplainError::NotAClassifier {
                shape: shape.clone(),
            });
        };
        if index >= classes {
            return Err(ExplainError::UnknownClass { index, classes });
        }
        let batch = input.shape()[0];
        let one_hot = (0..batch * classes).map(|i| f32::from(u8::from(i % classes == index)));
        let seed = Value::new(one_hot.collect(), &[batch, classes], &input.device());
        let seed = seed.map_err(|_| ExplainError::NotAClassifier {
            shape: shape.clone(),
        })?;
        Ok((node, seed))
    }
}
