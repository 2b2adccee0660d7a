//! The last linear layer, also inside an `nn.Sequential`: after
//! `model.fc = nn.Sequential(nn.Dropout(0.5), nn.Linear(512, 10))` it is `fc.1` instead of `fc`.

use graph::NodeId;

use super::network::Network;
use crate::FormatError;

/// More children than a head with one linear layer has.
const MAX_CHILDREN: usize = 16;

/// Finds the module with the weight: `path` or the first of its children that has one.
///
/// A head with several linear layers also has activations between them, which no file names. Only
/// the first layer is used then, and [`Network::finish`] rejects the file.
pub(super) fn place(has: impl Fn(&str) -> bool, path: &str) -> Option<String> {
    let children = (0..MAX_CHILDREN).map(|n| format!("{path}.{n}"));
    let mut places = [path.to_owned()].into_iter().chain(children);
    places.find(|place| has(&format!("{place}.weight")))
}

pub(super) fn linear(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let place = place(|tensor| net.has(tensor), path);
    let x = net.linear(place.as_deref().unwrap_or(path), x)?;
    net.alias(path, x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_the_module_or_its_first_child_with_a_weight() {
        let found = |there: &str| place(|tensor| tensor == there, "fc");
        assert_eq!(found("fc.weight").as_deref(), Some("fc"));
        assert_eq!(found("fc.1.weight").as_deref(), Some("fc.1"));
        assert_eq!(found("fc.1.1.weight"), None);
        assert_eq!(found("head.weight"), None);
    }
}
