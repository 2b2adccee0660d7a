use std::fmt;
use std::panic::RefUnwindSafe;

use crate::{Node, Value};

/// Computes nodes faster than Burn's own ops do, on the devices that it knows. [`Graph::with_fast`]
/// gives it to a graph; whatever it does not take, Burn computes.
///
/// [`Graph::with_fast`]: crate::Graph::with_fast
pub trait Fast: fmt::Debug + Sync + RefUnwindSafe {
    /// Computes the first node of a chain, and as many of the next ones as it can in one go. Each node
    /// of a chain after the first reads the one before it and nothing else, and nothing else reads
    /// that one.
    ///
    /// Returns the value of the last node that it computed and the number of nodes; `None` if it does
    /// not take the first one. It takes `inputs` out, those of the first node, when it computes.
    fn run(&self, chain: &[&Node], inputs: &mut Vec<Value>) -> Option<(Value, usize)>;

    /// Computes the gradients at the marked inputs of a node from the gradient at its output; `None`
    /// if it does not take it.
    fn pull_back(
        &self,
        node: &Node,
        inputs: &[(Value, bool)],
        gradient: &Value,
    ) -> Option<Vec<Option<Value>>>;
}
