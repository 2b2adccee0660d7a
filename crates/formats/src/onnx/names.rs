//! Display names of nodes. Sources, in this order: module paths in the metadata of nodes (PyTorch's
//! newer exporter), module paths in their names (PyTorch's older exporter, Keras), names of weights,
//! node names.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Place, place, shared_beginning};
use super::proto::NodeProto;

/// The names of a node.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Label {
    /// The display name; not unique yet.
    pub(super) name: String,
    /// Other names under which it is found.
    pub(super) aliases: Vec<String>,
}

/// Returns a name for each node. `runs` says which nodes depend on the picture.
///
/// The last node of a module has the module's path (`layer4.2`). If it is the last of several
/// modules, it has the path of the outermost, except that a numbered member of a sequence keeps its
/// own (`features.7`, not `features`).
pub(super) fn labels(nodes: &[NodeProto], runs: &[bool], weights: &BTreeSet<&str>) -> Vec<Label> {
    let strip = shared_beginning(nodes);
    let places: Vec<Place> = (nodes.iter())
        .map(|node| place(node, strip.as_deref(), weights))
        .collect();
    let mut last: BTreeMap<&[String], usize> = BTreeMap::new();
    for (index, place) in places.iter().enumerate().filter(|(index, _)| runs[*index]) {
        last.extend(place.paths().map(|path| (path, index)));
    }
    let label = |(index, place): (usize, &Place)| {
        let ended = |path: &&[String]| last.get(path) == Some(&index);
        let ended: Vec<&[String]> = place.paths().take_while(ended).collect();
        let member = ended.iter().position(|path| is_member(path));
        let Some(path) = member.map_or(ended.last(), |member| ended.get(member)) else {
            let name = inner_name(place);
            return Label {
                name,
                aliases: Vec::new(),
            };
        };
        let others = ended.iter().filter(|other| *other != path);
        Label {
            name: path.join("."),
            aliases: others.map(|path| path.join(".")).collect(),
        }
    };
    places.iter().enumerate().map(label).collect()
}

/// Whether a module is a numbered member of a sequence.
fn is_member(path: &[String]) -> bool {
    path.last()
        .is_some_and(|part| part.chars().all(|c| c.is_ascii_digit()))
}

/// The name of a node that is not the last of a module.
fn inner_name(place: &Place) -> String {
    let mut parts = place.scope.clone();
    // `relu_15` in the module `relu` is a later call of it; the number carries no information.
    let call = place
        .step
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches('_');
    if parts.last().is_none_or(|last| last != call) {
        parts.push(place.step.clone());
    }
    parts.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str) -> NodeProto {
        NodeProto {
            name: name.into(),
            ..NodeProto::default()
        }
    }

    fn named(nodes: &[NodeProto]) -> Vec<String> {
        let weights = BTreeSet::from(["stage3.conv2.weight", "onnx::Conv_90"]);
        let labels = labels(nodes, &vec![true; nodes.len()], &weights);
        labels.into_iter().map(|label| label.name).collect()
    }

    #[test]
    fn paths_of_the_older_exporter_become_names() {
        let names = [
            "/layer4/layer4.2/conv3/Conv",
            "/layer4/layer4.2/relu_1/Relu",
            "/layer4/layer4.2/Add",
            "/avgpool/GlobalAveragePool",
            "/Flatten",
        ];
        let nodes: Vec<NodeProto> = names.map(node).into();
        assert_eq!(
            named(&nodes),
            [
                "layer4.2.conv3",
                "layer4.2.relu_1",
                "layer4.2",
                "avgpool",
                "Flatten"
            ]
        );
        let weights = BTreeSet::new();
        let add = &labels(&nodes, &[true; 5], &weights)[2];
        assert_eq!(add.aliases, ["layer4"]);
    }

    #[test]
    fn the_last_node_of_a_block_has_its_name() {
        let names = [
            "/stage1/conv1/Conv",
            "/stage1/Relu",
            "/stage1/Relu_1",
            "/layer4/layer4.0/Add",
            "/layer4/layer4.0/relu_1/Relu",
            "/features/features.7/Relu",
            "/blocks/blocks.0/body/body.6/fc1/Conv",
            "/blocks/blocks.0/body/body.6/Mul",
            "/blocks/blocks.0/body/body.7/Conv",
            "/blocks/blocks.0/Add",
        ];
        assert_eq!(
            named(&names.map(node)),
            [
                "stage1.conv1",
                "stage1.Relu",
                "stage1",
                "layer4.0.Add",
                "layer4.0",
                "features.7",
                "blocks.0.body.6.fc1",
                "blocks.0.body.6",
                "blocks.0.body.7",
                "blocks.0",
            ]
        );
    }

    #[test]
    fn metadata_of_the_newer_exporter_becomes_names() {
        let noted = |name: &str, scopes: &str| {
            let mut node = node(name);
            node.metadata.push(crate::onnx::proto::EntryProto {
                key: "pkg.torch.onnx.name_scopes".into(),
                value: scopes.into(),
            });
            node
        };
        let nodes = [
            noted(
                "node_conv2d_1",
                "['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d_1']",
            ),
            noted(
                "node_relu_1",
                "['', 'layer1', 'layer1.0', 'layer1.0.relu', 'relu_1']",
            ),
            noted("node_add", "['', 'layer1', 'layer1.0', 'add']"),
            noted(
                "node_relu_2",
                "['', 'layer1', 'layer1.0', 'layer1.0.relu@1', 'relu_2']",
            ),
            noted("node_mean", "['', 'mean']"),
        ];
        assert_eq!(
            named(&nodes),
            [
                "layer1.0.conv1",
                "layer1.0.relu",
                "layer1.0.add",
                "layer1.0",
                "mean"
            ]
        );
    }

    #[test]
    fn weights_keras_paths_and_outputs_give_names() {
        let mut conv = node("node_Conv_151");
        conv.input = ["relu_5", "stage3.conv2.weight", "bias"]
            .map(Into::into)
            .into();
        assert_eq!(
            named(&[conv, node("node_relu_6")]),
            ["stage3.conv2", "relu_6"]
        );
        let keras = [
            "model/block5_conv3/Conv2D__7",
            "model/block5_conv3/Relu;model/block5_conv3/BiasAdd",
            "model/predictions/Softmax",
        ];
        assert_eq!(
            named(&keras.map(node)),
            ["block5_conv3.Conv2D", "block5_conv3", "predictions"]
        );
        let unnamed = NodeProto {
            output: vec!["37".into()],
            ..NodeProto::default()
        };
        assert_eq!(named(&[unnamed]), ["37"]);
        let numbered = NodeProto {
            output: vec!["hardswish_5".into()],
            ..node("n0_10")
        };
        assert_eq!(named(&[numbered]), ["hardswish_5"]);
    }
}
