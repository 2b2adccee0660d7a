use std::collections::BTreeMap;

use crate::{Node, NodeId, Op};

/// The most modules around a node.
const MAX_DEPTH: usize = 16;

/// Names every module that only holds others after its last node: `layer4` is the output of
/// `layer4.2`, `0.7` that of `0.7.1`. A name that is taken stays.
pub(crate) fn name_containers(by_name: &mut BTreeMap<String, NodeId>, nodes: &[Node]) {
    let mut last: BTreeMap<&str, NodeId> = BTreeMap::new();
    let computed = |node: &&Node| node.op != Op::Constant && node.op != Op::Input;
    let numbered = nodes.iter().enumerate();
    for (index, node) in numbered.filter(|(_, node)| computed(node)) {
        for (dot, _) in node.name.match_indices('.').take(MAX_DEPTH) {
            last.insert(&node.name[..dot], NodeId(index));
        }
    }
    for (name, id) in last {
        if !name.is_empty() && !by_name.contains_key(name) {
            by_name.insert(name.to_owned(), id);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::{Activation, Op};
    use crate::{GraphBuilder, NodeId, Value};
    use burn::tensor::Device;

    #[test]
    fn a_container_is_the_output_of_its_last_child() {
        let mut builder = GraphBuilder::default();
        let mut id = builder.input("picture", &[1, 1, 2, 2]).unwrap();
        let names = [
            "stem",
            "layer1.0.conv1",
            "layer1.0",
            "layer1.1.act",
            "layer1.1",
            "head.0",
            "layer2.0",
        ];
        for name in names {
            let relu = Op::Activation(Activation::Relu);
            id = builder.add(name, relu, &[id], vec![]).unwrap();
        }
        builder.alias("layer2", NodeId(3));
        let one = Value::new(vec![1.0], &[1], &Device::flex()).unwrap();
        builder
            .add("layer1.scale", Op::Constant, &[], vec![one])
            .unwrap();
        let graph = builder.finish(&[id]).unwrap();
        let named = |name: &str| graph.find(name).map(|id| graph.node(id).name.clone());
        for (container, expected) in [
            ("layer1", "layer1.1"),
            ("layer1.0", "layer1.0"),
            ("head", "head.0"),
            ("layer2", "layer1.0"), // the name was taken
        ] {
            assert_eq!(named(container).unwrap(), expected, "{container}");
        }
        assert!(named("layer3").is_err());
        let last = graph.find("layer1.1").unwrap();
        assert_eq!(graph.other_names()[&last], ["layer1"]);
    }
}
