//! Files of a few nodes, written for tests.

use burn::tensor::Device;
use prost::Message;

use super::proto::{
    DimensionProto, NodeProto, OperatorSetProto, ShapeProto, TensorProto, TensorTypeProto,
    TypeProto, ValueInfoProto,
};
use crate::{FormatError, SourceFile, import};

pub(super) fn field(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag << 3 | 2];
    prost::encoding::encode_varint(content.len() as u64, &mut bytes);
    bytes.extend(content);
    bytes
}

pub(super) fn value(name: &str, sizes: &[i64]) -> ValueInfoProto {
    let dim = sizes
        .iter()
        .map(|value| DimensionProto { value: *value })
        .collect();
    let tensor = TensorTypeProto {
        elem_type: 1,
        shape: Some(ShapeProto { dim }),
    };
    ValueInfoProto {
        name: name.into(),
        r#type: Some(TypeProto {
            tensor: Some(tensor),
        }),
    }
}

pub(super) fn node(op: &str, inputs: &[&str], output: &str) -> NodeProto {
    NodeProto {
        name: format!("/{op}"),
        op_type: op.into(),
        input: inputs.iter().map(ToString::to_string).collect(),
        output: vec![output.into()],
        ..NodeProto::default()
    }
}

pub(super) fn weight(name: &str, dims: &[i64], values: &[f32]) -> TensorProto {
    TensorProto {
        name: name.into(),
        dims: dims.to_vec(),
        data_type: 1,
        raw_data: values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect(),
        ..TensorProto::default()
    }
}

/// A model from `x` `[1, 3, 2, 2]` to `y`.
pub(super) fn model(opset: i64, nodes: &[NodeProto], weights: &[TensorProto]) -> Vec<u8> {
    let mut graph: Vec<u8> = nodes
        .iter()
        .flat_map(|node| field(1, &node.encode_to_vec()))
        .collect();
    graph.extend(
        weights
            .iter()
            .flat_map(|weight| field(5, &weight.encode_to_vec())),
    );
    graph.extend(field(11, &value("x", &[1, 3, 2, 2]).encode_to_vec()));
    graph.extend(field(12, &value("y", &[]).encode_to_vec()));
    let set = OperatorSetProto {
        domain: String::new(),
        version: opset,
    };
    let mut bytes = vec![8, 8];
    bytes.extend(field(7, &graph));
    bytes.extend(field(8, &set.encode_to_vec()));
    bytes
}

pub(super) fn read(bytes: Vec<u8>) -> Result<crate::Imported, FormatError> {
    import(
        vec![SourceFile::new("net.onnx", bytes)],
        None,
        &Device::flex(),
    )
}
