//! ONNX files.

use super::onnx_network::{Net, field, floats, node, number, numbers, tensor, varint, whole};
use super::{Broken, Content, PAGE, POINTER, cut};

fn file(bytes: Vec<u8>) -> Content {
    Content::new("net.onnx", bytes)
}

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), file(bytes))
}

pub(super) fn good() -> Vec<Content> {
    vec![file(Net::good().bytes())]
}

pub(super) fn broken() -> Vec<Broken> {
    [bytes(), networks(), growing(), weights()].concat()
}

/// Files that are no protobuf, or only a part of one.
#[rustfmt::skip] // one case per line
fn bytes() -> Vec<Broken> {
    let good = Net::good().bytes();
    let endless = [number(1, 8), varint(7 << 3 | 2), varint(1 << 63)].concat();
    // Field 7 of the model is a graph; attribute 6 of a node may hold another.
    let nested = (0..20_000).fold(Vec::new(), |inner, _| {
        let attribute = field(5, &field(6, &inner));
        if inner.len() > 200_000 {
            inner
        } else {
            field(1, &attribute)
        }
    });
    vec![
        case("cut in half", "onnx-damaged", "a part of 568 bytes at 5 reaches beyond its end", cut(&good, 0.5)),
        case("cut near its end", "onnx-damaged", "568 bytes at 5", cut(&good, 0.97)),
        case("cut after three bytes", "onnx-damaged", "invalid varint", good[..3].to_vec()),
        case("empty", "model-empty", "is empty (0 bytes)", Vec::new()),
        case("a length of 2^63", "onnx-damaged", "9223372036854775808 bytes", endless),
        case("a number without an end", "onnx-damaged", "invalid varint", [number(1, 8), vec![0xFF; 40]].concat()),
        case("text", "onnx-damaged", "a group, which no ONNX file has", b"this is no network\n".to_vec()),
        case("a web page", "onnx-damaged", "it is a web page", PAGE.to_vec()),
        case("a pointer of Git LFS", "onnx-damaged", "it is a pointer of Git LFS", POINTER.to_vec()),
        case("graphs in graphs", "onnx-damaged", "it holds graphs in graphs", [number(1, 8), field(7, &nested)].concat()),
    ]
}

/// Networks that cannot be computed.
#[rustfmt::skip] // one case per line
fn networks() -> Vec<Broken> {
    let net = Net::good;
    let chain = {
        let mut net = net();
        let names: Vec<String> = (0..100_000).map(|at| format!("n{at}")).collect();
        let relus = names.windows(2).map(|pair| node("Relu", &[&pair[1]], &pair[0], &[]));
        net.nodes.extend(relus);
        net.node(1, node("Relu", &["n0"], "b", &[]))
    };
    let broad = numbers("kernel_shape", &[i64::MAX, i64::MAX]);
    let still = numbers("strides", &[0, 0]);
    let huge = Net { picture: vec![1, 3, 1 << 20, 1 << 20], ..net() };
    let endless = Net { picture: vec![1, 3, i64::MAX, i64::MAX], ..net() };
    vec![
        case("a cycle", "onnx-damaged", "which nothing before it computes", net().node(1, node("Add", &["a", "c"], "b", &[])).bytes()),
        case("a node that reads itself", "onnx-damaged", "do not depend on a picture", net().node(1, node("Relu", &["b"], "b", &[])).bytes()),
        case("a chain from nowhere", "onnx-damaged", "more than 100000 nodes", chain.bytes()),
        case("a value that nobody computes", "onnx-damaged", "do not depend on a picture", net().node(1, node("Relu", &["z"], "b", &[])).bytes()),
        case("a value computed twice", "onnx-damaged", "is computed twice", net().node(1, node("Relu", &["x"], "a", &[])).bytes()),
        case("an operator that does not exist", "operators-unsupported", "Reluu", net().node(1, node("Reluu", &["a"], "b", &[])).bytes()),
        case("a version from the future", "opset-unsupported", "version 9223372036854775807", Net { opset: i64::MAX, ..net() }.bytes()),
        case("a window of 2^63", "layer-unusable", "expected two kernel_shape of 0 to 4096", net().node(1, node("MaxPool", &["a"], "b", &broad)).bytes()),
        case("a stride of 0", "model-inconsistent", "must be at least 1", net().node(0, node("Conv", &["x", "w"], "a", &still)).bytes()),
        case("a picture of 2^40 pixels", "layer-unusable", "[1, 3, 1048576, 1048576]", huge.bytes()),
        case("a picture of 2^126 pixels", "layer-unusable", "at most 4096 pixels a side", endless.bytes()),
    ]
}

/// Small files of networks that need much memory, or fail on every picture.
#[rustfmt::skip] // one case per line
fn growing() -> Vec<Broken> {
    let wide = || tensor("w", &[16, 3, 3, 3], 1, &floats(&[0.1; 432]));
    let large = Net { picture: vec![1, 3, 4096, 4096], ..Net::good().weight(wide()) };
    let mut grown = Net { picture: vec![1, 3, 8, 8], ..Net::good() };
    grown.weights.push(tensor("s", &[4], 7, &whole(&[1, 3, 6000, 6000])));
    grown.nodes.splice(..2, [
        node("GlobalAveragePool", &["x"], "q", &[]),
        node("Expand", &["q", "s"], "e", &[]),
        node("Conv", &["e", "w"], "b", &[]),
    ]);
    let mut six = Net { picture: vec![1, 3, 10, 10], ..Net::good() };
    six.weights.push(tensor("s", &[6], 7, &whole(&[1, 4, 2, 2, 4, 4])));
    six.nodes.splice(2.., [node("Reshape", &["b", "s"], "y", &[])]);
    let infinite = Net::good().weight(tensor("w", &[4, 3, 3, 3], 1, &floats(&[f32::INFINITY; 108])));
    let mut negative = Net::good().node(1, node("BatchNormalization", &["a", "n", "n", "n", "v"], "b", &[]));
    negative.weights.extend([tensor("n", &[4], 1, &floats(&[1.0; 4])), tensor("v", &[4], 1, &floats(&[-1.0; 4]))]);
    vec![
        case("values of 2 GB at one time", "too-much-memory", "this network needs 214", large.bytes()),
        case("one pixel that grows to 6000 x 6000", "no-layer", "there is nothing to explain", grown.bytes()),
        case("outputs of six axes", "not-a-classifier", "[1, 4, 2, 2, 4, 4]", six.bytes()),
        case("infinite weights", "not-finite", "the weights are damaged", infinite.bytes()),
        case("a variance of -1", "not-finite", "is NaN", negative.bytes()),
    ]
}

/// Weights that cannot be used.
#[rustfmt::skip] // one case per line
fn weights() -> Vec<Broken> {
    let with = |weight| Net::good().weight(weight).bytes();
    let shape = [4, 3, 3, 3];
    let mut damaged = [0.1; 108];
    damaged[5] = f32::NAN;
    let outside = |place: &str| {
        let entry = [field(1, b"location"), field(2, place.as_bytes())].concat();
        let raw = [tensor("w", &shape, 1, &[]), field(13, &entry), number(14, 1)].concat();
        with(raw)
    };
    vec![
        case("NaN weights", "weight-unusable", "(NaN)", with(tensor("w", &shape, 1, &floats(&damaged)))),
        case("texts for weights", "onnx-damaged", "texts instead of numbers", with(tensor("w", &shape, 8, b"text"))),
        case("a wrong dtype", "onnx-damaged", "does not go with its 432 bytes", with(tensor("w", &shape, 11, &floats(&[0.1; 108])))),
        case("a dtype that does not exist", "onnx-damaged", "numbers of kind 99", with(tensor("w", &shape, 99, &floats(&[0.1; 108])))),
        case("too few weights", "onnx-damaged", "does not go with its 428 bytes", with(tensor("w", &shape, 1, &floats(&[0.1; 107])))),
        case("a shape of 2^63", "onnx-damaged", "[9223372036854775807, 3, 3, 3] cannot be held", with(tensor("w", &[i64::MAX, 3, 3, 3], 1, &floats(&[0.1; 4])))),
        case("a shape below 0", "onnx-damaged", "[-4, 3, 3, 3] cannot be held", with(tensor("w", &[-4, 3, 3, 3], 1, &floats(&[0.1; 108])))),
        case("weights of another layer", "model-inconsistent", "takes 5 channels, got 3", with(tensor("w", &[4, 5, 3, 3], 1, &floats(&[0.1; 180])))),
        case("weights in a file outside", "external-data-missing", "../../etc/passwd", outside("../../etc/passwd")),
    ]
}
