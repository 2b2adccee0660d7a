//! Whether a network fits into memory, before anything of it runs.

use graph::{Graph, NodeId, backward_bytes, default_layer, forward_bytes, summary, weight_bytes};

use crate::SessionError;
use crate::kept::worth_keeping;
use crate::limits::{MEMORY, VALUES};

/// Checks what a network needs for one picture: its weights, the values of a run that keeps what later
/// questions ask for, and those of the backward pass to the default layer.
///
/// # Errors
/// [`SessionError::Memory`] with the number of bytes.
pub(crate) fn check(graph: &Graph) -> Result<(), SessionError> {
    let suggested = summary(graph).into_iter().filter(|layer| layer.suggested);
    let mut wanted: Vec<NodeId> = worth_keeping(graph, suggested.map(|layer| layer.id).collect());
    wanted.push(graph.logits());
    let backward = default_layer(graph).map(|layer| backward_bytes(graph, layer));
    let values = forward_bytes(graph, &wanted).max(backward.transpose()?.unwrap_or_default());
    fits(values, weight_bytes(graph))
}

fn fits(values: u64, weights: u64) -> Result<(), SessionError> {
    for (needs, limit) in [(values, VALUES), (values.saturating_add(weights), MEMORY)] {
        if needs > limit {
            return Err(SessionError::Memory { needs, limit });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_values_are_counted_together() {
        let needs = |values, weights| match fits(values, weights) {
            Err(SessionError::Memory { needs, .. }) => needs,
            _ => 0,
        };
        assert_eq!(needs(VALUES, MEMORY - VALUES), 0);
        assert_eq!(needs(VALUES + 1, 0), VALUES + 1);
        assert_eq!(needs(VALUES, MEMORY - VALUES + 1), MEMORY + 1);
        assert_eq!(needs(VALUES, u64::MAX), u64::MAX);
    }
}
