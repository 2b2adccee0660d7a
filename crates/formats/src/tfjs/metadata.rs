use serde::Deserialize;

use crate::{FormatError, LabelSource, Labels, SourceFile};

/// The `metadata.json` of a Teachable Machine export; every field is optional.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) name: Option<String>,
    pub(super) image_size: Option<usize>,
    pub(super) teachable_machine: bool,
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    model_name: Option<String>,
    image_size: Option<usize>,
    labels: Option<Vec<String>>,
}

impl Metadata {
    pub(super) fn find(files: &[SourceFile]) -> Result<Self, FormatError> {
        let Some(file) = files
            .iter()
            .find(|file| file.base_name() == "metadata.json")
        else {
            return Ok(Self::default());
        };
        let parsed: File =
            serde_json::from_slice(&file.bytes()?).map_err(|error| FormatError::Json {
                file: file.base_name().into(),
                reason: error.to_string(),
            })?;
        Ok(Self {
            name: parsed.model_name.filter(|name| !name.is_empty()),
            image_size: parsed.image_size,
            teachable_machine: parsed.labels.is_some(),
            labels: parsed.labels.unwrap_or_default(),
        })
    }

    /// The class labels, if there are any.
    pub(super) fn labels(&self) -> Option<Labels> {
        let names = Some(self.labels.clone()).filter(|names| !names.is_empty())?;
        let source = LabelSource::File("metadata.json".into());
        Some(Labels { names, source })
    }
}
