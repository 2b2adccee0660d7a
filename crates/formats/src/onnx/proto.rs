//! The messages of `onnx.proto`, with the fields that are used; the decoder skips all others.
//! Field numbers are those of the public schema
//! (<https://onnx.ai/onnx/api/classes.html#protos>).
//!
//! `ModelProto` and `GraphProto` are missing: `wire` walks over them and leaves the weights in the
//! file.
#![allow(
    clippy::derive_partial_eq_without_eq,
    reason = "prost derives PartialEq for messages with floats"
)]

use std::collections::BTreeSet;

/// A node of the network.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    pub(super) input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    pub(super) output: Vec<String>,
    #[prost(string, tag = "3")]
    pub(super) name: String,
    #[prost(string, tag = "4")]
    pub(super) op_type: String,
    #[prost(message, repeated, tag = "5")]
    pub(super) attribute: Vec<AttributeProto>,
    #[prost(string, tag = "7")]
    pub(super) domain: String,
    #[prost(message, repeated, tag = "9")]
    pub(super) metadata: Vec<EntryProto>,
}

/// An attribute of a node.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct AttributeProto {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(float, tag = "2")]
    pub(super) f: f32,
    #[prost(int64, tag = "3")]
    pub(super) i: i64,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) s: Vec<u8>,
    #[prost(message, optional, tag = "5")]
    pub(super) t: Option<TensorProto>,
    #[prost(message, optional, boxed, tag = "6")]
    pub(super) g: Option<Box<BodyProto>>,
    #[prost(float, repeated, tag = "7")]
    pub(super) floats: Vec<f32>,
    #[prost(int64, repeated, tag = "8")]
    pub(super) ints: Vec<i64>,
}

/// The part of a network that an `If` runs.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct BodyProto {
    #[prost(message, repeated, tag = "1")]
    pub(super) node: Vec<NodeProto>,
    #[prost(message, repeated, tag = "5")]
    pub(super) initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "12")]
    pub(super) output: Vec<ValueInfoProto>,
}

impl BodyProto {
    /// The values of the network around it that it reads.
    pub(super) fn reads(&self) -> Vec<String> {
        let mut own: BTreeSet<&str> = self
            .initializer
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        let mut read = Vec::new();
        for node in &self.node {
            let inner = node.bodies().flat_map(Self::reads);
            for name in node.input.iter().cloned().chain(inner) {
                if !own.contains(name.as_str()) && !name.is_empty() {
                    read.push(name);
                }
            }
            own.extend(node.output.iter().map(String::as_str));
        }
        let outputs = self.output.iter().map(|output| &output.name);
        read.extend(outputs.filter(|name| !own.contains(name.as_str())).cloned());
        read
    }
}

/// A stored tensor.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct TensorProto {
    #[prost(int64, repeated, tag = "1")]
    pub(super) dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    pub(super) data_type: i32,
    #[prost(float, repeated, tag = "4")]
    pub(super) float_data: Vec<f32>,
    #[prost(int32, repeated, tag = "5")]
    pub(super) int32_data: Vec<i32>,
    #[prost(int64, repeated, tag = "7")]
    pub(super) int64_data: Vec<i64>,
    #[prost(string, tag = "8")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "9")]
    pub(super) raw_data: Vec<u8>,
    #[prost(double, repeated, tag = "10")]
    pub(super) double_data: Vec<f64>,
    #[prost(uint64, repeated, tag = "11")]
    pub(super) uint64_data: Vec<u64>,
    #[prost(message, repeated, tag = "13")]
    pub(super) external_data: Vec<EntryProto>,
    #[prost(int32, tag = "14")]
    pub(super) data_location: i32,
}

/// A key and its text.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct EntryProto {
    #[prost(string, tag = "1")]
    pub(super) key: String,
    #[prost(string, tag = "2")]
    pub(super) value: String,
}

/// A set of operators and its version.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct OperatorSetProto {
    #[prost(string, tag = "1")]
    pub(super) domain: String,
    #[prost(int64, tag = "2")]
    pub(super) version: i64,
}

/// An input or output of the network.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ValueInfoProto {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(message, optional, tag = "2")]
    pub(super) r#type: Option<TypeProto>,
}

/// The type of a value, if it is a tensor.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct TypeProto {
    #[prost(message, optional, tag = "1")]
    pub(super) tensor: Option<TensorTypeProto>,
}

/// The element type and shape of a tensor.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct TensorTypeProto {
    #[prost(int32, tag = "1")]
    pub(super) elem_type: i32,
    #[prost(message, optional, tag = "2")]
    pub(super) shape: Option<ShapeProto>,
}

/// A shape.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct ShapeProto {
    #[prost(message, repeated, tag = "1")]
    pub(super) dim: Vec<DimensionProto>,
}

/// The size of an axis, or 0 if it is open.
#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct DimensionProto {
    #[prost(int64, tag = "1")]
    pub(super) value: i64,
}

impl NodeProto {
    fn attribute(&self, name: &str) -> Option<&AttributeProto> {
        self.attribute.iter().find(|one| one.name == name)
    }

    /// Whether the node has an attribute.
    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// An integer attribute, or its default.
    pub(super) fn int(&self, name: &str, default: i64) -> i64 {
        self.attribute(name).map_or(default, |one| one.i)
    }

    /// A float attribute, or its default.
    pub(super) fn float(&self, name: &str, default: f32) -> f32 {
        self.attribute(name).map_or(default, |one| one.f)
    }

    /// A list of integers.
    pub(super) fn ints(&self, name: &str) -> Option<&[i64]> {
        self.attribute(name).map(|one| one.ints.as_slice())
    }

    /// A list of floats.
    pub(super) fn floats(&self, name: &str) -> Option<&[f32]> {
        self.attribute(name).map(|one| one.floats.as_slice())
    }

    /// A text attribute, or its default.
    pub(super) fn text<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        let found = self.attribute(name).map(|one| one.s.as_slice());
        found.map_or(default, |text| {
            std::str::from_utf8(text).unwrap_or_default()
        })
    }

    /// The networks in its attributes.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &BodyProto> {
        self.attribute.iter().filter_map(|one| one.g.as_deref())
    }

    /// A network in an attribute.
    pub(super) fn body(&self, name: &str) -> Option<&BodyProto> {
        self.attribute(name)?.g.as_deref()
    }

    /// A tensor attribute.
    pub(super) fn tensor(&self, name: &str) -> Option<&TensorProto> {
        self.attribute(name)?.t.as_ref()
    }

    /// A metadata entry that the exporter wrote for this node.
    pub(super) fn note(&self, key: &str) -> Option<&str> {
        let found = self.metadata.iter().find(|entry| entry.key == key);
        found.map(|entry| entry.value.as_str())
    }
}
