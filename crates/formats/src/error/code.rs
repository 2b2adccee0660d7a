use super::FormatError;

impl FormatError {
    /// Returns a stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "model-empty",
            Self::Unreadable { .. } => "file-unreadable",
            Self::Unknown { .. } => "model-format",
            Self::Archive { .. } => "archive-damaged",
            Self::ArchiveTooLarge { .. } => "archive-too-large",
            Self::Json { .. } => "model-json",
            Self::Foreign { .. } => "model-foreign",
            Self::GraphModel { .. } => "model-graph-format",
            Self::NotPictures { .. } => "not-pictures",
            Self::MissingWeights { .. } => "weights-missing",
            Self::WeightBytes { .. } => "weights-length",
            Self::Weight { .. } => "weight-unusable",
            Self::UnsupportedLayers { .. } => "layers-unsupported",
            Self::Layer { .. } => "layer-unusable",
            Self::Checkpoint { .. } => "checkpoint-damaged",
            Self::Tensor { .. } => "tensor-unusable",
            Self::PickleRefused { .. } => "pickle-refused",
            Self::WholeObject { .. } => "pickled-object",
            Self::NoTensors { .. } => "no-tensors",
            Self::Program { .. } => "pytorch-program",
            Self::SeveralModels { .. } => "several-models",
            Self::OtherNetwork { .. } => "network-other",
            Self::NoSuchNetwork { .. } => "unknown-network",
            Self::UnknownArchitecture { .. } => "architecture-unknown",
            Self::Misfit { .. } => "weights-left",
            Self::NoClassifier { .. } => "no-classifier",
            Self::WeightsBeside { .. } => "weights-beside",
            Self::WeightsUnknown { .. } => "weights-unknown",
            Self::Channels { .. } => "channels-unsupported",
            Self::Keras { .. } => "keras-unusable",
            Self::KerasWeights { .. } => "keras-weights",
            Self::Hdf5 { .. } => "hdf5-damaged",
            Self::OnnxDamaged { .. } => "onnx-damaged",
            Self::OpsetUnsupported { .. } => "opset-unsupported",
            Self::UnsupportedOperators { .. } => "operators-unsupported",
            Self::ExternalDataMissing { .. } => "external-data-missing",
            Self::Labels { .. } => "labels-mismatch",
            Self::LabelsDamaged { .. } => "labels-damaged",
            Self::Config { .. } => "config-unusable",
            Self::Graph(_) => "model-inconsistent",
        }
    }
}
