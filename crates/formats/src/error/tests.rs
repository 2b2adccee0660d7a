use std::collections::BTreeSet;

use graph::GraphError;

use super::*;
use crate::words::MAX_MESSAGE;

/// One error of each variant, with the longest contents that files can give.
fn longest() -> Vec<FormatError> {
    let long = || "\u{e4}".repeat(5000);
    let pairs = || (0..500).map(|n| (format!("{}{n}", long()), format!("{n}{}", long())));
    let advice = || ExportAdvice {
        channels: Some(99_999),
        size: Some([4096; 2]),
    };
    let (file, reason) = (long, long);
    #[rustfmt::skip] // one variant per line
    let all = vec![
        FormatError::Empty { file: file() },
        FormatError::Unreadable { file: file(), reason: reason() },
        FormatError::Unknown { found: long() },
        FormatError::Archive { file: file(), reason: reason() },
        FormatError::ArchiveTooLarge { file: file(), limit: u64::MAX },
        FormatError::TooLarge { file: file(), bytes: u64::MAX, limit: u64::MAX },
        FormatError::TooManyFiles { count: usize::MAX, limit: usize::MAX },
        FormatError::LabelsAlone { file: file() },
        FormatError::TooManyClasses { count: usize::MAX, limit: usize::MAX },
        FormatError::LongName { start: long(), length: usize::MAX, limit: usize::MAX },
        FormatError::Json { file: file(), reason: reason() },
        FormatError::GraphModel { file: file() },
        FormatError::MissingWeights { file: file(), given: long() },
        FormatError::MissingPart { file: file(), tensor: long() },
        FormatError::WeightBytes { file: file(), expected: u64::MAX, found: u64::MAX },
        FormatError::Weight { layer: long(), reason: reason() },
        FormatError::UnsupportedLayers { layers: pairs().collect(), supported: vec!["Conv2D"; 500] },
        FormatError::Layer { layer: long(), reason: reason() },
        FormatError::Checkpoint { file: file(), reason: reason() },
        FormatError::Tensor { tensor: long(), reason: reason() },
        FormatError::PickleRefused { file: file(), callable: long() },
        FormatError::NoTensors { file: file() },
        FormatError::Program { file: file() },
        FormatError::SeveralModels { files: long() },
        FormatError::OtherNetwork { family: "FCN or DeepLabV3", fact: long() },
        FormatError::NoSuchNetwork { network: long(), networks: long() },
        FormatError::UnknownArchitecture { said: None, first_names: vec![long(); 5], tensors: 9_999_999, nearest: Some("FCN or DeepLabV3"), advice: advice() },
        FormatError::UnknownArchitecture { said: Some(long()), first_names: vec![], tensors: 1, nearest: Some("FCN or DeepLabV3"), advice: advice() },
        FormatError::Misfit { network: long(), differs: long(), advice: advice() },
        FormatError::NoClassifier { network: long(), head: Some(long()) },
        FormatError::WeightsBeside { network: long(), place: long(), names: long(), advice: advice() },
        FormatError::WeightsUnknown { wanted: long(), choices: long() },
        FormatError::Channels { tensor: long(), channels: usize::MAX },
        FormatError::Keras { file: file(), reason: reason() },
        FormatError::KerasWeights { file: file(), list: long() },
        FormatError::Hdf5 { file: file(), reason: reason() },
        FormatError::OnnxDamaged { file: file(), reason: reason() },
        FormatError::OpsetUnsupported { file: file(), opset: i64::MIN, first: 7, last: 24 },
        FormatError::UnsupportedOperators { operators: pairs().collect(), what: "Those of `ai.onnx.ml` are no neural network, and only those can be explained here" },
        FormatError::ExternalDataMissing { files: long() },
        FormatError::Labels { file: file(), labels: usize::MAX, outputs: usize::MAX },
        FormatError::LabelsDamaged { file: file(), reason: reason() },
        FormatError::Config { file: file(), reason: reason() },
        FormatError::Graph(GraphError::DuplicateName { name: long() }),
    ];
    let foreign = crate::foreign::ALL.iter().map(|kind| kind.error(&long()));
    let projects = crate::tfjs::not_pictures(&long());
    let objects = crate::state_dict::whole_objects(&long());
    all.into_iter()
        .chain(foreign)
        .chain(projects)
        .chain(objects)
        .collect()
}

#[test]
fn no_message_is_longer_than_300_characters() {
    for error in longest() {
        let message = error.to_string();
        let length = message.chars().count();
        assert!(length <= MAX_MESSAGE, "{length}: {message}");
    }
}

/// Otherwise the test above would pass without a new one.
#[test]
fn every_variant_is_walked() {
    let source = include_str!("code.rs");
    let variants = source.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("Self::")?;
        name.split(|c: char| !c.is_alphanumeric()).next()
    });
    let walked: BTreeSet<String> = longest()
        .iter()
        .map(|error| {
            let shown = format!("{error:?}");
            let end = shown.find(|c: char| !c.is_alphanumeric());
            shown[..end.unwrap_or(shown.len())].to_owned()
        })
        .collect();
    let variants: BTreeSet<String> = variants.map(str::to_owned).collect();
    assert_eq!(walked, variants);
    assert!(walked.len() > 30, "{walked:?}");
}
