//! Keras's own files, made from small models in `tests/reference/keras/files`.

use super::archive::{members, stored};
use super::{Broken, Content, PAGE, cut, replaced};

fn fixture(name: &str) -> Vec<u8> {
    super::stored(&format!("tests/reference/keras/files/{name}"))
}

fn case(title: &'static str, code: &'static str, says: &'static str, bytes: Vec<u8>) -> Broken {
    Broken::new(title, (code, says), Content::new("model.h5", bytes))
}

fn model() -> Vec<u8> {
    fixture("open-h5-keras-2/model.h5")
}

pub(super) fn good() -> Vec<Content> {
    vec![Content::new("model.h5", model())]
}

pub(super) fn broken() -> Vec<Broken> {
    [damaged(), misleading(), of_several(), archives()].concat()
}

/// Files that are cut or changed.
#[rustfmt::skip] // one case per line
fn damaged() -> Vec<Broken> {
    let good = model();
    let sizes = |sizes: [u64; 4]| sizes.iter().flat_map(|size| size.to_le_bytes()).collect::<Vec<u8>>();
    let huge = replaced(&good, &sizes([3, 3, 3, 4]), &sizes([1 << 40, 1 << 40, 3, 4]));
    let other = replaced(&good, &sizes([3, 3, 3, 4]), &sizes([3, 3, 4, 4]));
    let nowhere = replaced(&good, b"HEAP\0\0\0\0", b"PEAH\0\0\0\0");
    vec![
        case("cut in half", "hdf5-damaged", "it was cut short", cut(&good, 0.5)),
        case("cut after its first bytes", "hdf5-damaged", "cut short", good[..20].to_vec()),
        case("a web page", "model-format", "a web page or XML", PAGE.to_vec()),
        case("empty", "model-empty", "is empty (0 bytes)", Vec::new()),
        case("a kernel of 2^80 values", "hdf5-damaged", "too large", huge),
        case("a kernel of another size", "hdf5-damaged", "an array of 576 bytes has 432", other),
        case("names that are nowhere", "hdf5-damaged", "HEAP", nowhere),
        case("a version of HDF5 that does not exist", "hdf5-damaged", "its version 9", [&good[..8], &[9], &good[9..]].concat()),
        case("layers that are no JSON", "model-json", "expected", replaced(&good, b"{\"class_name\"", b"{\"class_name;")),
    ]
}

/// Whole files that hold no model, or one that cannot be computed.
#[rustfmt::skip] // one case per line
fn misleading() -> Vec<Broken> {
    let good = model();
    vec![
        case("a layer that does not exist", "layers-unsupported", "a (Conv9D)", replaced(&good, b"\"Conv2D\"", b"\"Conv9D\"")),
        case("a model of Theano", "keras-unusable", "Theano", replaced(&good, b"tensorflow", b"theano\0\0\0\0")),
        case("weights without layers", "keras-weights", "and not its layers", fixture("json-keras-2/model.h5")),
        case("numbered weights without layers", "keras-weights", "and not its layers", fixture("json-keras-3/model.weights.h5")),
        case("a file without a model", "model-format", "an HDF5 file without a Keras model", replaced(&replaced(&good, b"model_config", b"other_config"), b"layer_names", b"other_names")),
    ]
}

/// One of several files of weights, and their list.
fn of_several() -> Vec<Broken> {
    let expected = ("keras-weights", "load_weights(\"m.weights.json\")");
    let one = fixture("json-keras-3/model.weights.h5");
    vec![
        Broken::new(
            "one of several files of weights",
            expected,
            Content::new("m_00000.weights.h5", one),
        ),
        Broken::new(
            "the list of several files of weights",
            expected,
            Content::new("m.weights.json", "{\"weight_map\": {}}"),
        ),
    ]
}

/// Archives of Keras 3.
#[rustfmt::skip] // one case per line
fn archives() -> Vec<Broken> {
    let all = members(fixture("open-keras-3/model.keras"));
    let named = |name: &str| all.iter().find(|member| member.name == name).expect(name).clone();
    let (config, weights) = (named("config.json"), named("model.weights.h5"));
    let archive = |title, code, says, members: &[Content]| {
        Broken::new(title, (code, says), Content::new("model.keras", stored(members)))
    };
    let half = Content::new("config.json", cut(&config.bytes, 0.5));
    let short = Content::new("model.weights.h5", cut(&weights.bytes, 0.5));
    let custom = replaced(&config.bytes, b"\"module\": \"keras.layers\", \"class_name\": \"Conv2D\"", b"\"module\": \"mine.layers1\", \"class_name\": \"Conv2D\"");
    vec![
        archive("an archive without layers", "keras-weights", "model.keras holds the weights", std::slice::from_ref(&weights)),
        archive("an archive without weights", "keras-unusable", "not their weights", std::slice::from_ref(&config)),
        archive("layers that are cut", "model-json", "config.json is damaged", &[half, weights.clone()]),
        archive("weights that are cut", "hdf5-damaged", "it was cut short", &[config, short]),
        archive("a class of somebody else", "layers-unsupported", "a (mine.layers1.Conv2D)", &[Content::new("config.json", custom), weights]),
    ]
}
