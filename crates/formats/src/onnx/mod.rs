//! ONNX files, read at run time: protobuf by `prost`, weights by their place in the file, shape
//! arithmetic on the host, everything else as nodes of a graph. Schema: `onnx.proto` and the
//! operators of <https://onnx.ai/onnx/operators/>, opsets 7 to 24.

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
mod translate;
mod unique;
mod window;
mod wire;

use burn::tensor::Device;
use graph::{Graph, NodeId};

use crate::content::recognised;
use crate::{ConfigFacts, FormatError, FormatInfo, Labels, Model, SourceFile};
use build::{Build, Known};
use contents::Contents;
use input::Picture;

/// How menus show this format.
pub const INFO: FormatInfo = FormatInfo {
    id: "onnx",
    label: "ONNX model",
    extensions: &["onnx", "data"],
    description: "the .onnx file, and the files with its weights if there are any",
};

/// Versions of the standard operators that are read.
const OPSETS: std::ops::RangeInclusive<i64> = 7..=24;

/// The ONNX file among those that a person chose: by its content, else by its name.
///
/// # Errors
/// When a file cannot be read.
pub fn find(files: &[SourceFile]) -> Result<Option<&SourceFile>, FormatError> {
    let named = |file: &&SourceFile| has_ending(file.base_name(), "onnx");
    for file in files
        .iter()
        .filter(named)
        .chain(files.iter().filter(|file| !named(file)))
    {
        if is_model(&file.beginning()?) {
            return Ok(Some(file));
        }
    }
    Ok(files.iter().find(named))
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// Whether a file begins as a model does: field 1 is a small version number, and another field of
/// `ModelProto` follows.
fn is_model(beginning: &[u8]) -> bool {
    // Fields 2 to 8, of which 5 is a number and all others are as long as they say, and 14.
    let keys = [0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72];
    matches!(beginning, [0x08, 1..=30, key, ..] if keys.contains(key))
}

/// Reads a model from its file; `files` are all that were chosen, since weights may lie beside it.
/// What its input leaves open is taken from the settings and the size that come with it.
///
/// A trailing arg max is left out: what it reads are the scores.
///
/// # Errors
/// A [`FormatError`] that names the file, node or weight; operators that are not supported are
/// listed at once, before anything is computed.
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
    let picture = Picture::find(file, &contents, &nodes, size)?;
    let mut build = Build::new((file, files), &contents, device);
    picture.add(&mut build)?;
    translate::add_nodes(&mut build, nodes, &runs)?;
    let outputs = outputs(&build, &contents)?;
    let graph = build.finish(&outputs)?;
    let name = file.base_name();
    Ok(Model {
        name: name.strip_suffix(".onnx").unwrap_or(name).into(),
        format: INFO.id,
        labels: labels(&contents, name, &graph),
        input: config.input.apply(picture.rule(&contents.metadata)),
        graph,
    })
}

/// What is said of a file that only its name makes an ONNX model: a page that was saved instead of
/// it, say.
fn another_kind(file: &SourceFile) -> Result<Option<FormatError>, FormatError> {
    let what = recognised(&file.beginning()?);
    Ok(what.map(|what| wire::damaged(file, format!("it is {what}"))))
}

/// The names of classes in the notes of a file, as Ultralytics and others write them; a list that
/// does not go with the scores is left out.
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

/// The nodes that answer.
fn outputs(build: &Build, contents: &Contents) -> Result<Vec<NodeId>, FormatError> {
    let mut outputs = Vec::new();
    for output in &contents.outputs {
        match build.values.get(&output.name) {
            Some(Known::Node(id)) if !outputs.contains(id) => outputs.push(*id),
            Some(_) => {}
            None => {
                let reason = format!("nothing computes its output `{}`", output.name);
                return Err(build.damaged(reason));
            }
        }
    }
    if outputs.is_empty() {
        return Err(build.damaged("its outputs do not depend on the picture".into()));
    }
    Ok(outputs)
}

/// Every other file that is needed, at once.
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
