//! ONNX files, opsets 7 to 28. `prost` decodes the protobuf messages, and weights are read from
//! their place in the file. Constants and shapes are computed on the host; all else becomes nodes
//! of a graph. Schema: `onnx.proto` and the operators of <https://onnx.ai/onnx/operators/>.
//!
//! The modules depend on each other one way: `wire` and `proto` read the file, `tensor` and
//! `contents` hold what was found, `build` is the graph under construction, `step` and the methods
//! of `arrange`, `formula` and `window` add one node, `operators` has a rule for each operator, and
//! `translate` applies them.

mod arrange;
mod batch;
#[cfg(test)]
mod broken;
mod build;
mod contents;
mod formula;
mod host;
mod input;
mod names;
mod numbers;
mod operators;
mod place;
mod proto;
mod step;
mod tensor;
#[cfg(test)]
mod test_models;
mod translate;
mod unique;
mod window;
mod wire;

use burn::tensor::Device;
use graph::{Graph, NodeId};

use crate::content::recognised;
use crate::foreign::Foreign;
use crate::{ConfigFacts, FormatError, FormatInfo, Labels, Model, SourceFile};
use batch::Batch;
use build::{Build, Known};
use contents::Contents;
use input::Picture;

/// The format as menus show it.
pub const INFO: FormatInfo = FormatInfo {
    id: "onnx",
    label: "ONNX model",
    extensions: &["onnx", "data"],
    description: "the .onnx file, and the files with its weights if there are any",
};

/// The supported versions of the standard operators.
const OPSETS: std::ops::RangeInclusive<i64> = 7..=28;

/// Returns the ONNX file among the chosen files: by its content, else by its name.
///
/// # Errors
/// Fails if a file cannot be read.
pub fn find(files: &[SourceFile]) -> Result<Option<&SourceFile>, FormatError> {
    let named = |file: &&SourceFile| has_ending(file.base_name(), "onnx");
    for file in files
        .iter()
        .filter(named)
        .chain(files.iter().filter(|file| !named(file)))
    {
        if is_model(&file.beginning()?) && Foreign::of(file)?.is_none() {
            return Ok(Some(file));
        }
    }
    for file in files.iter().filter(named) {
        if Foreign::of(file)?.is_none() {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// Whether a file begins like a model: field 1 is a small version number, and another field of
/// `ModelProto` follows.
fn is_model(beginning: &[u8]) -> bool {
    // The keys of fields 2 to 8 and 14: field 5 is a varint, the others are length-delimited.
    let keys = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72];
    matches!(beginning, [0x08, 1..=30, key, ..] if keys.contains(key))
}

/// Reads a model from its file. `files` are all chosen files, since weights may be stored in
/// another one. `config` overrides the input rule, and `size` is the `[height, width]` of a picture
/// if the file does not fix them.
///
/// A trailing arg max is dropped, and its input is the output.
///
/// # Errors
/// Fails with a [`FormatError`] that names the file, node or weight. Unsupported operators are all
/// listed in one error, before anything is computed.
pub(crate) fn import(
    file: &SourceFile,
    files: &[SourceFile],
    (config, size): (&ConfigFacts, Option<[usize; 2]>),
    device: &Device,
) -> Result<Model, FormatError> {
    let mut contents = match Contents::read(file) {
        Err(error) => return Err(another_kind(file)?.unwrap_or(error)),
        Ok(contents) => contents,
    };
    if contents.opset == 0 {
        // It may have operators of other sets alone.
        translate::check_supported(&contents.nodes)?;
    }
    if !OPSETS.contains(&contents.opset) {
        return Err(FormatError::OpsetUnsupported {
            file: file.base_name().into(),
            opset: contents.opset,
            first: *OPSETS.start(),
            last: *OPSETS.end(),
        });
    }
    contents.read_scores();
    contents
        .drop_unused()
        .map_err(|reason| wire::damaged(file, reason))?;
    check_external(&contents, files)?;
    let runs = contents.depend_on_picture();
    let nodes = std::mem::take(&mut contents.nodes);
    translate::check_supported(&nodes)?;
    let said = (config.input.size).or(input::in_notes(&contents.metadata).size);
    let picture = Picture::find(file, &contents, &nodes, size.or(said))?;
    let mut build = Build::new((file, files), &contents, device);
    picture.add(&mut build)?;
    translate::add_nodes(&mut build, nodes, &runs)?;
    let (names, outputs): (Vec<String>, Vec<NodeId>) =
        outputs(&build, &contents)?.into_iter().unzip();
    // Scores of several pictures are read one after the other.
    if (outputs.iter()).any(|id| build.batch.get(id) != Some(&Batch::FIRST)) {
        build.graph.one_picture();
    }
    let remarks = build.remarks.iter().map(ToString::to_string).collect();
    let graph = build.finish(&outputs)?;
    let name = file.base_name();
    Ok(Model {
        name: name.strip_suffix(".onnx").unwrap_or(name).into(),
        format: INFO.id,
        labels: labels(&contents, name, &graph),
        input: picture.rule(&contents.metadata, config),
        network: None,
        graph,
        outputs: names,
        weights: None,
        remarks,
    })
}

/// The error for a file that is an ONNX model only by its name, such as a saved web page. Returns
/// `None` if the kind of file is not recognised.
fn another_kind(file: &SourceFile) -> Result<Option<FormatError>, FormatError> {
    let what = recognised(&file.beginning()?);
    Ok(what.map(|what| wire::damaged(file, format!("it is {what}"))))
}

/// The class labels in the metadata of a file, as Ultralytics and others write them. Returns `None`
/// if their number differs from that of the scores.
fn labels(contents: &Contents, file: &str, graph: &Graph) -> Option<Labels> {
    let classes = *graph.node(graph.logits()).shape.get(1)?;
    let note = |key: &&str| contents.metadata.iter().find(|note| note.key == **key);
    let keys = ["names", "labels", "classes", "class_names"];
    let labels = keys
        .iter()
        .find_map(note)
        .map(|note| Labels::in_text(&note.value, file));
    labels?.ok().filter(|labels| labels.names.len() == classes)
}

/// The output nodes, each once, with their names. The scores come first.
fn outputs(build: &Build, contents: &Contents) -> Result<Vec<(String, NodeId)>, FormatError> {
    let mut outputs: Vec<(String, NodeId)> = Vec::new();
    for output in &contents.outputs {
        match build.values.get(&output.name) {
            Some(Known::Node(id)) if outputs.iter().all(|(_, other)| other != id) => {
                outputs.push((output.name.clone(), *id));
            }
            Some(_) => {}
            None => {
                let reason = format!("no node computes its output `{}`", output.name);
                return Err(build.damaged(reason));
            }
        }
    }
    if outputs.is_empty() {
        return Err(build.damaged("its outputs do not depend on the picture".into()));
    }
    outputs.sort_by_key(|(name, id)| likeness(name, build.graph.shape(*id)));
    Ok(outputs)
}

/// How much an output is like the scores of a classifier, by its name and its shape; the smallest is
/// the most like them.
fn likeness(name: &str, shape: &[usize]) -> (bool, bool, bool) {
    let name = name.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let beside = [
        "aux",
        "feature",
        "embed",
        "hidden",
        "attention",
        "pool",
        "mask",
    ];
    (has(&beside), !matches!(shape, [_, _]), !has(&["logit"]))
}

/// Fails with the names of all weight files that are missing.
fn check_external(contents: &Contents, files: &[SourceFile]) -> Result<(), FormatError> {
    let needed = contents
        .weights
        .values()
        .filter_map(|weight| weight.external());
    let mut missing: Vec<&str> = needed
        .filter(|name| tensor::named(files, name).is_none())
        .collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    Err(tensor::missing(&missing.join(", ")))
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::test_models::{field, model, node, read, value};
    use super::*;

    #[test]
    fn the_scores_come_before_features() {
        let mut outputs = [
            ("features", &[1, 8, 32, 32][..]),
            ("aux_logits", &[1, 4]),
            ("embedding", &[1, 512]),
            ("probabilities", &[1, 4]),
            ("logits", &[1, 4]),
            ("out", &[1, 21, 8, 8]),
        ];
        outputs.sort_by_key(|(name, shape)| likeness(name, shape));
        let names = outputs.map(|(name, _)| name);
        assert_eq!(
            names,
            [
                "logits",
                "probabilities",
                "out",
                "aux_logits",
                "embedding",
                "features"
            ]
        );
    }

    #[test]
    fn the_scores_come_first_among_several_outputs() {
        let nodes = [node("Relu", &["x"], "y"), node("Flatten", &["y"], "logits")];
        let mut bytes = model(17, &nodes, &[]);
        // A second graph field is read as more of the same graph.
        bytes.extend(field(7, &field(12, &value("logits", &[]).encode_to_vec())));
        let imported = read(bytes).unwrap();
        assert_eq!(imported.outputs, ["logits", "y"]);
        let (graph, features) = (&imported.graph, imported.graph.find("y").unwrap());
        assert_eq!(graph.outputs()[0], graph.find("logits").unwrap());
        let other = graph.answering(features).unwrap();
        assert_eq!(other.outputs(), [features, graph.outputs()[0]]);
        assert!(graph.answering(graph.inputs()[0]).is_none());
    }
}
