//! Translates the nodes of a file into nodes of the graph, each by the rule of its operator.

use super::build::Build;
use super::contents::is_standard;
use super::names;
use super::operators;
use super::proto::NodeProto;
use super::step::Step;
use crate::FormatError;

/// Adds all nodes of the file. `runs` says which of them depend on the picture.
pub(super) fn add_nodes(
    build: &mut Build,
    nodes: Vec<NodeProto>,
    runs: &[bool],
) -> Result<(), FormatError> {
    build.expect_readers(&nodes);
    let weights = build.values.keys().map(String::as_str).collect();
    let labels = names::labels(&nodes, runs, &weights);
    for (node, label) in nodes.into_iter().zip(labels) {
        let name = build.unique.name(&label.name);
        let mut step = Step::new(build, &node, name);
        let rule = operators::find(&node.op_type);
        let rule = rule.ok_or_else(|| step.error("it is not supported".into()))?;
        let first = rule(&mut step)?;
        let outputs = step.finish(first)?;
        build.close_node(&node, outputs, &label.aliases)?;
    }
    Ok(())
}

/// Fails with the names of all unsupported operators at once.
pub(super) fn check_supported(nodes: &[NodeProto]) -> Result<(), FormatError> {
    let unknown =
        |node: &&NodeProto| !is_standard(&node.domain) || operators::find(&node.op_type).is_none();
    let listed = |node: &NodeProto| {
        let name = [Some(&node.name), node.output.first()];
        let name = name.into_iter().flatten().find(|name| !name.is_empty());
        let name = name.map_or("a node without a name", String::as_str);
        let domain = if is_standard(&node.domain) {
            ""
        } else {
            &node.domain
        };
        let dot = if domain.is_empty() { "" } else { "." };
        format!("{name} ({domain}{dot}{})", node.op_type)
    };
    let missing: Vec<String> = nodes.iter().filter(unknown).map(listed).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(FormatError::UnsupportedOperators {
        operators: missing.join(", "),
        supported: operators::supported().join(", "),
    })
}
