//! `model.json`, `metadata.json` and `weights.bin` of TensorFlow.js: those of the embedded network.

use serde_json::{Value as Json, json};

use super::{Broken, Content, cut};

/// `metadata.json` of an audio project of Teachable Machine.
const AUDIO: &str = "{\"tfjsSpeechCommandsVersion\": \"0.4.0\", \"wordLabels\": [\"noise\"]}";

/// The three files of the embedded network.
pub(super) fn good() -> Vec<Content> {
    ["model.json", "metadata.json", "weights.bin"]
        .map(|name| Content::new(name, super::stored(&format!("web/demo/{name}"))))
        .into()
}

fn model() -> Json {
    serde_json::from_slice(&super::stored("web/demo/model.json")).expect("a model")
}

fn weights() -> Content {
    Content::new("weights.bin", super::stored("web/demo/weights.bin"))
}

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), Content::new("model.json", bytes)).with([weights()])
}

/// A model of another tool.
fn foreign(title: &'static str, name: &str, says: &'static str, bytes: &[u8]) -> Broken {
    Broken::new(title, ("model-foreign", says), Content::new(name, bytes))
}

/// The network with one place of the topology changed. `place` is a JSON pointer.
fn changed(place: &str, value: Json) -> Vec<u8> {
    let mut model = model();
    *model.pointer_mut(place).expect(place) = value;
    model.to_string().into_bytes()
}

fn topology(place: &str, value: Json) -> Vec<u8> {
    changed(&format!("/modelTopology/config/layers/{place}"), value)
}

fn manifest(place: &str, value: Json) -> Vec<u8> {
    changed(&format!("/weightsManifest/0/{place}"), value)
}

pub(super) fn broken() -> Vec<Broken> {
    [texts(), networks(), manifests(), binaries()].concat()
}

/// Files that are no JSON, or no model.
#[rustfmt::skip] // one case per line
fn texts() -> Vec<Broken> {
    let good = super::stored("web/demo/model.json");
    let mut graph_model = model();
    graph_model["format"] = json!("graph-model");
    vec![
        case("model.json cut in half", "model-json", "EOF while parsing", cut(&good, 0.5)),
        case("model.json with 9 MB of blanks", "file-too-large", "at most 8 MB are read", [good.clone(), vec![b' '; 9_000_000]].concat()),
        case("model.json is empty", "model-empty", "is empty (0 bytes)", Vec::new()),
        case("model.json holds bytes", "model-json", "invalid unicode", [b"{\"a\": \"", &[0xFF; 9][..], b"\"}"].concat()),
        case("model.json of lists in lists", "model-json", "recursion limit", [b"{\"modelTopology\":", "[".repeat(100_000).as_bytes()].concat()),
        case("model.json of something else", "model-format", "none of which holds a model topology", b"{\"name\": \"shapes\"}".to_vec()),
        foreign("a TensorFlow Lite model", "model.tflite", "--tflite", b"\x1c\0\0\0TFL3\x14\0\x20\0"),
        foreign("a SavedModel", "saved_model.pb", "--saved-model", &[b"\x08\x01\x12\xc0\x02\x0a\x02", &[0; 318][..]].concat()),
        foreign("a frozen graph", "frozen.pb", "--graphdef", b"\x0a\x14\x0a\x05input\x12\x0bPlaceholder"),
        foreign("a Core ML model", "net.mlmodel", "Core ML", b"\x08\x04\x12\x1f\x0a\x1d\x0a\x05image"),
        foreign("weights alone", "weights.bin", "without its network", &[1, 2, 3, 4, 5]),
        case("a graph model", "model-graph-format", "a TensorFlow.js graph model", graph_model.to_string().into_bytes()),
    ]
}

/// Networks that cannot be computed.
#[rustfmt::skip] // one case per line
fn networks() -> Vec<Broken> {
    let size = |rows: i64| topology("0/config/batch_input_shape", json!([null, rows, rows, 3]));
    vec![
        cyclic("a cycle", "deep"),
        cyclic("a layer that reads itself", "stem"),
        cyclic("a layer that is missing", "nowhere"),
        case("no layers", "layer-unusable", "it has no layers", changed("/modelTopology/config/layers", json!([]))),
        case("a layer that does not exist", "layers-unsupported", "conv2 (Conv9D)", topology("1/class_name", json!("Conv9D"))),
        case("a stride of 0", "model-inconsistent", "must be at least 1", topology("0/config/strides", json!([0, 0]))),
        case("a stride of 2^63", "layer-unusable", "expected strides", topology("0/config/strides", json!([1u64 << 63, 1u64 << 63]))),
        case("a picture of 2^40 pixels", "layer-unusable", "[null,1048576,1048576,3]", size(1 << 20)),
        case("a picture of 2^126 pixels", "layer-unusable", "1 to 4096 pixels", size(i64::MAX)),
    ]
}

/// A small network whose first layer, `stem`, reads the layer `of` instead of the picture.
fn cyclic(title: &'static str, of: &str) -> Broken {
    let fixture = super::stored("tests/reference/keras/add-three.json");
    let mut fixture: Json = serde_json::from_slice(&fixture).expect("a fixture");
    let mut model = fixture["model"].take();
    model["modelTopology"]["config"]["layers"][1]["inbound_nodes"] = json!([[[of, 0, 0, {}]]]);
    let topology = Content::new("model.json", model.to_string());
    Broken::new(
        title,
        (
            "layer-unusable",
            "it reads a layer that is missing, or itself",
        ),
        topology,
    )
    .with([Content::new("weights.bin", vec![0; 1164])])
}

/// Wrong manifests of weights in `model.json`.
#[rustfmt::skip] // one case per line
fn manifests() -> Vec<Broken> {
    vec![
        case("weights in a file outside", "weights-missing", "passwd", manifest("paths", json!(["../../etc/passwd"]))),
        case("a dtype that does not exist", "weight-unusable", "float8", manifest("weights/0/quantization/dtype", json!("float8"))),
        case("a wrong dtype", "weights-length", "should hold 162972 bytes", manifest("weights/0/quantization/dtype", json!("uint8"))),
        case("texts for weights", "weight-unusable", "stored as string", manifest("weights/0", json!({"name": "conv1/kernel", "shape": [3], "dtype": "string"}))),
        case("a shape of 2^63", "weight-unusable", "9223372036854775808", manifest("weights/0/shape", json!([1u64 << 63, 3, 3, 16]))),
        case("a shape below 0", "model-json", "integer -3", manifest("weights/0/shape", json!([-3, 3, 3, 16]))),
        case("a weight that is listed twice", "weight-unusable", "lists it twice", manifest("weights/1/name", json!("conv1/kernel"))),
        case("a weight that is not listed", "weight-unusable", "found 0 such", manifest("weights/1/name", json!("conv1/other"))),
        case("a manifest of texts", "model-json", "expected a sequence", changed("/weightsManifest", json!("weights.bin"))),
    ]
}

/// Wrong weights, and wrong files beside them.
#[rustfmt::skip] // one case per line
fn binaries() -> Vec<Broken> {
    let [model, metadata, weights] = good().try_into().expect("three files");
    let Content { bytes, .. } = weights;
    // The first two bytes are a half-precision number; 7E00 is NaN.
    let nan = [&[0x00, 0x7E], &bytes[2..]].concat();
    let beside = |title, code, says, weights: Vec<u8>| {
        Broken::new(title, (code, says), model.clone()).with([Content::new("weights.bin", weights)])
    };
    let about = |title, code, says, json: &str| {
        Broken::new(title, (code, says), model.clone())
            .with([Content::new("weights.bin", bytes.clone()), Content::new("metadata.json", json)])
    };
    vec![
        beside("NaN weights", "weight-unusable", "value 0 is NaN", nan),
        beside("weights.bin cut in half", "weights-length", "holds 81702", cut(&bytes, 0.5)),
        beside("weights.bin with more at its end", "weights-length", "holds 163407", [bytes.clone(), vec![0; 3]].concat()),
        beside("weights.bin is empty", "weights-length", "holds 0", Vec::new()),
        Broken::new("weights.bin is missing", ("weights-missing", "given: model.json, metadata.json"), model.clone()).with([metadata]),
        about("an audio project", "not-pictures", "an audio project of Teachable Machine", AUDIO),
        Broken::new("an audio project without its weights", ("not-pictures", "classifies sounds"), model.clone()).with([Content::new("metadata.json", AUDIO)]),
        about("a pose project", "not-pictures", "a pose project of Teachable Machine", "{\"packageName\": \"@teachablemachine/pose\", \"labels\": [\"up\"]}"),
        about("metadata.json cut in half", "model-json", "metadata.json is damaged", "{\"labels\": [\"circ"),
        about("labels of another model", "labels-mismatch", "names 2 classes", "{\"labels\": [\"a\", \"b\"]}"),
    ]
}
