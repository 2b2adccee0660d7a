//! Safetensors files: a small `ResNet`, and copies of it with another header.

use serde_json::{Map, Value as Json, json};

use super::{Broken, Content, PAGE, POINTER, cut, resnet};

fn file(bytes: Vec<u8>) -> Content {
    Content::new("net.safetensors", bytes)
}

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), file(bytes))
}

/// The header and the data of a good file.
fn network() -> (Map<String, Json>, Vec<u8>) {
    let (mut header, mut numbers) = (Map::new(), Vec::new());
    for (name, shape) in resnet::tensors() {
        let start = numbers.len();
        numbers.extend(resnet::numbers(&shape));
        let place = json!({"dtype": "F32", "shape": shape, "data_offsets": [start, numbers.len()]});
        header.insert(name, place);
    }
    (header, numbers)
}

fn written(header: &str, numbers: &[u8]) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), numbers].concat()
}

/// The network with one entry of its header changed.
fn changed(change: impl FnOnce(&mut Map<String, Json>)) -> Vec<u8> {
    let (mut header, numbers) = network();
    change(&mut header);
    written(&Json::from(header).to_string(), &numbers)
}

pub(super) fn good() -> Vec<Content> {
    vec![file(changed(|_| {}))]
}

pub(super) fn broken() -> Vec<Broken> {
    [lengths(), headers()].concat()
}

/// Files with a wrong length, or a wrong length field.
#[rustfmt::skip] // one case per line
fn lengths() -> Vec<Broken> {
    let good = changed(|_| {});
    let announced = |length: u64| [&length.to_le_bytes()[..], &good[8..]].concat();
    vec![
        case("cut in its numbers", "checkpoint-damaged", "should take 2796 bytes and take 2786", good[..good.len() - 10].to_vec()),
        case("cut in its header", "checkpoint-damaged", "longer than the file", cut(&good, 0.1)),
        case("cut after five bytes", "checkpoint-damaged", "longer than the file", good[..5].to_vec()),
        case("a web page", "checkpoint-damaged", "it is a web page", PAGE.to_vec()),
        case("a pointer of Git LFS", "checkpoint-damaged", "it is a pointer of Git LFS", POINTER.to_vec()),
        case("empty", "model-empty", "is empty (0 bytes)", Vec::new()),
        case("with bytes after its end", "checkpoint-damaged", "and take 2803", [good.clone(), vec![0; 7]].concat()),
        case("a header of 2^63 bytes", "checkpoint-damaged", "longer than the file", announced(1 << 63)),
        case("a header of 2^64 - 1 bytes", "checkpoint-damaged", "longer than the file", announced(u64::MAX)),
        case("a header of no bytes", "checkpoint-damaged", "EOF while parsing", announced(0)),
        case("a header in lists of lists", "checkpoint-damaged", "invalid type: sequence", written(&"[".repeat(100_000), &[])),
    ]
}

/// Headers that no file can have.
#[rustfmt::skip] // one case per line
fn headers() -> Vec<Broken> {
    let set = |key: &'static str, field: &'static str, value: Json| {
        changed(move |header| header[key][field] = value)
    };
    let nan = {
        let (header, mut numbers) = network();
        numbers[40..44].copy_from_slice(&f32::NAN.to_le_bytes());
        written(&Json::from(header).to_string(), &numbers)
    };
    let good = changed(|_| {});
    let none = written("{\"__metadata__\":{\"format\":\"pt\"}}", &[]);
    let big = json!(1u64 << 63);
    let of_64_bits = changed(|header| {
        header["fc.weight"] = json!({"dtype": "I64", "shape": [3, 1], "data_offsets": header["fc.weight"]["data_offsets"]});
    });
    vec![
        case("NaN weights", "tensor-unusable", "value 10 is NaN", nan),
        case("settings that make the pixels infinite", "preprocessing-invalid", "range", good).with([Content::new("preprocessor_config.json", "{\"do_rescale\": true, \"rescale_factor\": 1e300}")]),
        case("a dtype that does not exist", "checkpoint-damaged", "unknown variant", set("fc.bias", "dtype", json!("F99"))),
        case("a wrong dtype", "checkpoint-damaged", "invalid shape, data type, or offset", set("fc.bias", "dtype", json!("F64"))),
        case("whole numbers for weights", "model-inconsistent", "weight [1, 3] takes 1 values", of_64_bits),
        case("a shape of 2^63", "checkpoint-damaged", "its header: ", set("fc.bias", "shape", json!([big, 2]))),
        case("a place of 2^63", "checkpoint-damaged", "its header: ", set("fc.bias", "data_offsets", json!([0, big]))),
        case("a place before its beginning", "checkpoint-damaged", "-4", set("fc.bias", "data_offsets", json!([-4, 8]))),
        case("two tensors in one place", "checkpoint-damaged", "invalid offset", set("fc.bias", "data_offsets", json!([0, 12]))),
        case("no tensors", "no-tensors", "holds no named tensors", none),
        case("a weight with no place", "weights-left", "fc.extra", changed(|header| rename(header, "fc.bias", "fc.extra"))),
        case("a network that nobody knows", "architecture-unknown", "network is known whose 9 tensors", super::stored("tests/reference/pth/float32.safetensors")),
    ]
}

fn rename(header: &mut Map<String, Json>, from: &str, to: &str) {
    let entry = header.remove(from).expect("a tensor");
    header.insert(to.into(), entry);
}
