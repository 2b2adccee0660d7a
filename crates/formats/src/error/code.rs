use super::FormatError;

impl FormatError {
    /// [`FormatError::WholeObject`] with the lines that help for its class.
    pub(crate) fn whole_object(file: &str, class: String) -> Self {
        let advice = if class.starts_with("fastai.") {
            format!(
                "`learn = load_learner(\"{file}\")`, then `learn.save(\"weights\", with_opt=False)`"
            )
        } else {
            format!(
                "`model = torch.load(\"{file}\", map_location=\"cpu\", weights_only=False)`, then `torch.save(model.state_dict(), \"weights.pth\")`, or export it as ONNX"
            )
        };
        Self::WholeObject {
            file: file.into(),
            class,
            advice,
        }
    }

    /// A stable kebab-case name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "model-empty",
            Self::Unreadable { .. } => "file-unreadable",
            Self::Unknown { .. } => "model-format",
            Self::Archive { .. } => "archive-damaged",
            Self::ArchiveTooLarge { .. } => "archive-too-large",
            Self::Json { .. } => "model-json",
            Self::GraphModel { .. } => "model-graph-format",
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
            Self::LegacyCheckpoint { .. } => "checkpoint-legacy",
            Self::Program { .. } => "pytorch-program",
            Self::SeveralModels { .. } => "several-models",
            Self::UnknownArchitecture { .. } => "architecture-unknown",
            Self::WeightsLeft { .. } => "weights-left",
            Self::Keras { .. } => "keras-hdf5",
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
