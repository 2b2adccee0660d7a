//! The module of a node, as the exporter wrote it.

use std::collections::BTreeSet;

use super::proto::NodeProto;

/// The module path of a node and its name within the module.
pub(super) struct Place {
    pub(super) scope: Vec<String>,
    pub(super) step: String,
    /// Whether the exporter names the module of every node. If not, the path is that of a weight.
    known: bool,
}

impl Place {
    /// The paths of its module and of the enclosing modules, innermost first. A path that comes
    /// from a weight stands alone.
    pub(super) fn paths(&self) -> impl Iterator<Item = &[String]> {
        let most = if self.known {
            0
        } else {
            self.scope.len().saturating_sub(1)
        };
        (most..self.scope.len())
            .rev()
            .map(|depth| &self.scope[..=depth])
    }
}

/// Finds the place of a node. `strip` is removed from the beginning of paths. If the node's name
/// has no path, the path comes from the name of a weight.
pub(super) fn place(node: &NodeProto, strip: Option<&str>, weights: &BTreeSet<&str>) -> Place {
    let output = node.output.first().map_or("", String::as_str);
    if let Some(scope) = node
        .note("pkg.torch.onnx.name_scopes")
        .and_then(noted_scope)
    {
        let step = unprefixed(&node.name).to_owned();
        return Place {
            scope,
            step,
            known: true,
        };
    }
    let name = if says_nothing(&node.name) {
        output
    } else {
        &node.name
    };
    // TensorFlow joins the names of fused operations.
    let name = name.split(';').next().unwrap_or_default();
    let torch = name.starts_with('/');
    let mut parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 && Some(parts[0]) == strip {
        parts.remove(0);
    }
    let step = parts.pop().unwrap_or(&node.op_type);
    if torch || !parts.is_empty() {
        let scope = if torch {
            modules(&parts)
        } else {
            parts.iter().map(ToString::to_string).collect()
        };
        return Place {
            scope,
            step: plain_step(step).to_owned(),
            known: true,
        };
    }
    let weight = node
        .input
        .iter()
        .skip(1)
        .find(|input| weights.contains(input.as_str()));
    let module = weight.and_then(|name| name.strip_suffix(".weight"));
    Place {
        scope: module.map_or_else(Vec::new, |path| path.split('.').map(Into::into).collect()),
        step: unprefixed(step).to_owned(),
        known: false,
    }
}

/// The module path of PyTorch's older exporter, where a member of a sequence repeats the name of
/// the sequence (`/blocks/blocks.0/body/body.6` is `blocks.0.body.6`).
fn modules(parts: &[&str]) -> Vec<String> {
    let mut scope: Vec<String> = Vec::new();
    let mut before = "";
    for part in parts {
        let inner = part
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix('.'));
        let path = inner.filter(|_| !before.is_empty()).unwrap_or(part);
        scope.extend(path.split('.').map(Into::into));
        before = part;
    }
    scope
}

/// The module path in the metadata of PyTorch's newer exporter: `['', 'layer1', 'layer1.0',
/// 'relu_1']`, outermost first, the node last.
fn noted_scope(note: &str) -> Option<Vec<String>> {
    let texts: Vec<&str> = note.split(['\'', '"']).skip(1).step_by(2).collect();
    let (_, modules) = texts.split_last()?;
    let path = modules.last().copied().unwrap_or_default();
    let parts = path.split('.').filter(|part| !part.is_empty());
    // A repeated call of a module has its number after an @.
    Some(
        parts
            .map(|part| part.split('@').next().unwrap_or(part).to_owned())
            .collect(),
    )
}

/// Whether a name is only a number, with or without `n`, as exporters write for nodes of their own.
fn says_nothing(name: &str) -> bool {
    let number = name.strip_prefix('n').unwrap_or(name);
    number.chars().all(|c| c.is_ascii_digit() || c == '_')
}

fn unprefixed(name: &str) -> &str {
    name.strip_prefix("node_").unwrap_or(name)
}

/// Removes what TensorFlow's converter appends: `Relu:0`, `Conv2D__35`.
fn plain_step(step: &str) -> &str {
    let step = step.split(':').next().unwrap_or(step);
    step.split("__")
        .next()
        .filter(|step| !step.is_empty())
        .unwrap_or(step)
}

/// The first part of all paths if it is the same everywhere: the name of the model.
pub(super) fn shared_beginning(nodes: &[NodeProto]) -> Option<String> {
    let mut paths = nodes
        .iter()
        .map(|node| node.name.as_str())
        .filter(|name| name.contains('/'));
    let first = paths
        .next()?
        .split('/')
        .next()
        .filter(|part| !part.is_empty())?
        .to_owned();
    paths
        .all(|path| path.split('/').next() == Some(&first))
        .then_some(first)
}
