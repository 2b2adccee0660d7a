//! Translates the nodes of a file into nodes of the graph, each by the rule of its operator.

use std::rc::Rc;

use super::build::{Build, Known};
use super::contents::is_standard;
use super::names;
use super::numbers;
use super::operators;
use super::proto::{BodyProto, NodeProto};
use super::step::Step;
use crate::{FormatError, words};

/// The deepest nesting of branches.
const DEEPEST: usize = 8;

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
        let outputs = add_node(build, &node, &name, 0)?;
        build.close_node(&node, outputs, &label.aliases)?;
    }
    Ok(())
}

fn add_node(
    build: &mut Build,
    node: &NodeProto,
    name: &str,
    depth: usize,
) -> Result<Vec<Known>, FormatError> {
    let mut step = Step::new(build, node, name.to_owned());
    if node.op_type == "If" {
        let which = step.branch()?;
        let body = node
            .body(which)
            .ok_or_else(|| step.error(format!("it has no {which}")))?;
        if depth == DEEPEST {
            return Err(step.error(format!("more than {DEEPEST} branches lie in each other")));
        }
        return add_branch(build, body, name, depth);
    }
    let rule = operators::find(&node.op_type);
    let rule = rule.ok_or_else(|| step.error("it is not supported".into()))?;
    let first = rule(&mut step)?;
    step.finish(first)
}

/// Adds the nodes of the branch that is taken, and returns its outputs.
fn add_branch(
    build: &mut Build,
    body: &BodyProto,
    name: &str,
    depth: usize,
) -> Result<Vec<Known>, FormatError> {
    check_supported(&body.node)?;
    build.expect_readers(&body.node);
    for weight in &body.initializer {
        let host = numbers::host(weight).map_err(|reason| build.damaged(reason))?;
        build
            .values
            .insert(weight.name.clone(), Known::Host(Rc::new(host)));
    }
    build.expect_outputs(body);
    for node in &body.node {
        let inner = build.unique.name(&format!("{name}.{}", node.op_type));
        let outputs = add_node(build, node, &inner, depth + 1)?;
        build.close_node(node, outputs, &[])?;
    }
    let found = body
        .output
        .iter()
        .map(|output| build.values.get(&output.name).cloned());
    let found: Option<Vec<Known>> = found.collect();
    // Another branch may use the same names.
    for inner in body.node.iter().flat_map(|node| &node.output) {
        build.values.remove(inner);
    }
    found.ok_or_else(|| build.damaged(format!("a branch of `{}` has no output", words::name(name))))
}

/// Operators that choose among boxes.
const DETECTION: &[&str] = &["NonMaxSuppression", "RoiAlign", "MaxRoiPool", "NMS"];

/// Parts of the names of operators whose values are whole numbers.
const QUANTISED: &[&str] = &["Quantize", "QLinear", "Integer"];

/// How the operators of trees and the like begin.
const CLASSICAL: &str = "ai.onnx.ml.";

/// Fails with the names of all unsupported operators at once.
pub(super) fn check_supported(nodes: &[NodeProto]) -> Result<(), FormatError> {
    let unknown = |node: &&NodeProto| {
        let known = node.op_type == "If" || operators::find(&node.op_type).is_some();
        !is_standard(&node.domain) || !known
    };
    let listed = |node: &NodeProto| {
        let name = [Some(&node.name), node.output.first()];
        let name = name.into_iter().flatten().find(|name| !name.is_empty());
        let name = name.map_or("a node without a name", String::as_str);
        let operator = match node.domain.as_str() {
            domain if is_standard(domain) => node.op_type.clone(),
            domain => format!("{domain}.{}", node.op_type),
        };
        (name.to_owned(), operator)
    };
    let missing: Vec<(String, String)> = nodes.iter().filter(unknown).map(listed).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let has = |parts: &[&str]| {
        let mut operators = missing.iter().map(|(_, operator)| operator);
        operators.any(|operator| parts.iter().any(|part| operator.contains(part)))
    };
    let what = if has(&[CLASSICAL]) {
        "Those of `ai.onnx.ml` are no neural network, and only those can be explained here"
    } else if has(DETECTION) {
        "It finds objects; only networks that classify, segment or measure can be explained"
    } else if has(QUANTISED) {
        "It is quantised: use the model from before quantisation"
    } else {
        "If they come after the scores, export the model without them"
    };
    Err(FormatError::UnsupportedOperators {
        operators: missing,
        what,
    })
}

#[cfg(test)]
mod tests {
    use super::super::proto::{AttributeProto, BodyProto, NodeProto, TensorProto};
    use super::super::test_models::{model, node, read, value, weight};

    /// A branch reads `x` from the network around it, and both name their output `a`.
    #[test]
    fn the_branch_of_a_known_condition_is_taken() {
        let branch = |name: &str, op: &str| AttributeProto {
            name: name.into(),
            g: Some(Box::new(BodyProto {
                node: vec![node(op, &["x", "w"], "a")],
                initializer: vec![weight("w", &[1], &[2.0])],
                output: vec![value("a", &[])],
            })),
            ..AttributeProto::default()
        };
        let choice = |flag: u8| {
            let flag = TensorProto {
                data_type: 9,
                raw_data: vec![flag],
                ..weight("flag", &[1], &[])
            };
            let choice = |output: &str| NodeProto {
                attribute: vec![branch("then_branch", "Add"), branch("else_branch", "Mul")],
                ..node("If", &["flag"], output)
            };
            let both = node("Sub", &["b", "c"], "y");
            model(17, &[choice("b"), choice("c"), both], &[flag])
        };
        for (flag, expected) in [(1, "add"), (0, "multiply")] {
            let graph = read(choice(flag)).unwrap().graph;
            let ops: Vec<&str> = graph.nodes().map(|(_, node)| node.op.name()).collect();
            assert_eq!(
                ops.iter().filter(|op| **op == expected).count(),
                2,
                "{ops:?}"
            );
        }
        let open = NodeProto {
            attribute: vec![branch("then_branch", "Add")],
            ..node("If", &["x"], "y")
        };
        let error = read(model(17, &[open], &[])).unwrap_err();
        assert!(
            error.to_string().contains("`x` depends on the picture"),
            "{error}"
        );
    }

    /// 240 nodes of three kinds, and a name of 5,000 characters.
    #[test]
    fn a_message_names_each_operator_once() {
        let mut nodes = vec![node("Relu", &["x"], "a0")];
        for index in 0..240 {
            let op = ["LSTM", "Loop", "GRU"][index % 3];
            nodes.push(node(
                op,
                &[&format!("a{index}")],
                &format!("a{}", index + 1),
            ));
        }
        nodes.push(node(&"Long".repeat(1250), &["a240"], "y"));
        let error = read(model(17, &nodes, &[])).unwrap_err().to_string();
        assert!(
            error.contains("LSTM (80 times), Loop (80 times), GRU (80 times) and 1 more"),
            "{error}"
        );
        assert!(error.chars().count() <= 300, "{error}");
    }
}
