//! Small ONNX networks, written field by field so that any field can be wrong.

/// A number in the encoding of protobuf.
#[must_use]
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A field whose content is bytes.
#[must_use]
pub fn field(tag: u64, content: &[u8]) -> Vec<u8> {
    [
        &varint(tag << 3 | 2),
        &varint(content.len() as u64),
        content,
    ]
    .concat()
}

/// A field whose content is a number.
#[must_use]
pub fn number(tag: u64, value: i64) -> Vec<u8> {
    [varint(tag << 3), varint(value as u64)].concat()
}

/// `NodeProto`. The attributes are encoded already.
#[must_use]
pub fn node(op: &str, inputs: &[&str], output: &str, attributes: &[u8]) -> Vec<u8> {
    let inputs = inputs.iter().flat_map(|name| field(1, name.as_bytes()));
    let mut bytes: Vec<u8> = inputs.collect();
    bytes.extend(field(2, output.as_bytes()));
    bytes.extend(field(4, op.as_bytes()));
    bytes.extend(attributes);
    bytes
}

/// An attribute of a node that is a list of numbers.
#[must_use]
pub fn numbers(name: &str, values: &[i64]) -> Vec<u8> {
    let mut bytes = field(1, name.as_bytes());
    bytes.extend(values.iter().flat_map(|value| number(8, *value)));
    bytes.extend(number(20, 7));
    field(5, &bytes)
}

/// `TensorProto` of a type: 1 is float32.
#[must_use]
pub fn tensor(name: &str, dims: &[i64], kind: i64, raw: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = dims.iter().flat_map(|size| number(1, *size)).collect();
    bytes.extend(number(2, kind));
    bytes.extend(field(8, name.as_bytes()));
    bytes.extend(field(9, raw));
    bytes
}

/// float32 values in the encoding of `TensorProto`.
#[must_use]
pub fn floats(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// int64 values in the encoding of `TensorProto`.
#[must_use]
pub fn whole(values: &[i64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// `ValueInfoProto` of float32.
fn value(name: &str, sizes: &[i64]) -> Vec<u8> {
    let sizes = sizes.iter().flat_map(|size| field(1, &number(1, *size)));
    let shape: Vec<u8> = sizes.collect();
    let kind = [number(1, 1), field(2, &shape)].concat();
    [field(1, name.as_bytes()), field(2, &field(1, &kind))].concat()
}

/// A network from the picture `x` to `y`.
#[derive(Clone, Debug)]
pub struct Net {
    /// Each a [`node`].
    pub nodes: Vec<Vec<u8>>,
    /// Each a [`tensor`].
    pub weights: Vec<Vec<u8>>,
    /// Shape of the picture.
    pub picture: Vec<i64>,
    /// Version of the operators.
    pub opset: i64,
}

impl Net {
    /// A convolution, a ReLU and the mean of each channel.
    #[must_use]
    pub fn good() -> Self {
        Self {
            nodes: vec![
                node("Conv", &["x", "w"], "a", &[]),
                node("Relu", &["a"], "b", &[]),
                node("GlobalAveragePool", &["b"], "c", &[]),
                node("Flatten", &["c"], "y", &[]),
            ],
            weights: vec![tensor("w", &[4, 3, 3, 3], 1, &floats(&[0.1; 108]))],
            picture: vec![1, 3, 8, 8],
            opset: 17,
        }
    }

    /// The network with another node at a place.
    #[must_use]
    pub fn node(mut self, at: usize, node: Vec<u8>) -> Self {
        self.nodes[at] = node;
        self
    }

    /// The network with another weight.
    #[must_use]
    pub fn weight(mut self, weight: Vec<u8>) -> Self {
        self.weights = vec![weight];
        self
    }

    /// `ModelProto`.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let nodes = self.nodes.iter().flat_map(|node| field(1, node));
        let mut graph: Vec<u8> = nodes.collect();
        graph.extend(self.weights.iter().flat_map(|weight| field(5, weight)));
        graph.extend(field(11, &value("x", &self.picture)));
        graph.extend(field(12, &value("y", &[])));
        let opset = field(8, &number(2, self.opset));
        [number(1, 8), field(7, &graph), opset].concat()
    }
}
