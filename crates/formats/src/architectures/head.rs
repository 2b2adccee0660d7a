//! The last linear layer, also where a person put it into an `nn.Sequential`:
//! `model.fc = nn.Sequential(nn.Dropout(0.5), nn.Linear(512, 10))` makes `fc.1` of `fc`.

use graph::NodeId;

use super::network::Network;
use crate::FormatError;

/// More than a head of one linear layer has.
const MOST_CHILDREN: usize = 16;

/// Where its weight is. A head of several linear layers has functions between them that no file
/// tells; all but the first are left then, and the network is refused.
pub(super) fn place(has: impl Fn(&str) -> bool, path: &str) -> Option<String> {
    let children = (0..MOST_CHILDREN).map(|n| format!("{path}.{n}"));
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
    fn itself_or_its_first_child_with_a_weight() {
        let found = |there: &str| place(|tensor| tensor == there, "fc");
        assert_eq!(found("fc.weight").as_deref(), Some("fc"));
        assert_eq!(found("fc.1.weight").as_deref(), Some("fc.1"));
        assert_eq!(found("fc.1.1.weight"), None);
        assert_eq!(found("head.weight"), None);
    }
}
