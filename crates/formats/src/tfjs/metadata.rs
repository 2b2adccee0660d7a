use serde::Deserialize;
use serde_json::Value as Json;

use super::project::Project;
use crate::{FormatError, LabelSource, Labels, SourceFile, json};

/// The `metadata.json` of a Teachable Machine export; every field is optional.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub(super) name: Option<String>,
    pub(super) image_size: Option<usize>,
    pub(super) teachable_machine: bool,
    /// Whether Teachable Machine itself wrote the file, and not somebody in its format.
    pub(super) by_teachable_machine: bool,
    /// The kind of a Teachable Machine project that does not classify pictures.
    pub(super) project: Option<Project>,
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    model_name: Option<String>,
    image_size: Option<usize>,
    labels: Option<Vec<String>>,
    package_name: Option<String>,
    tm_version: Option<String>,
    tfjs_speech_commands_version: Option<Json>,
    word_labels: Option<Json>,
}

impl File {
    fn project(&self) -> Option<Project> {
        let package = self.package_name.as_deref().unwrap_or_default();
        if self.tfjs_speech_commands_version.is_some() || self.word_labels.is_some() {
            Some(Project::Audio)
        } else {
            package.ends_with("/pose").then_some(Project::Pose)
        }
    }
}

impl Metadata {
    pub(super) fn find(files: &[SourceFile]) -> Result<Self, FormatError> {
        let Some(file) = files
            .iter()
            .find(|file| file.base_name() == "metadata.json")
        else {
            return Ok(Self::default());
        };
        let parsed: File = json::read(file)?;
        Ok(Self {
            project: parsed.project(),
            name: parsed.model_name.filter(|name| !name.is_empty()),
            image_size: parsed.image_size,
            teachable_machine: parsed.labels.is_some(),
            by_teachable_machine: parsed.tm_version.is_some() || parsed.package_name.is_some(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_teachable_machine_project_is_known() {
        struct Case(&'static str, Option<Project>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(r#"{"packageName": "@teachablemachine/image", "labels": ["cat"], "imageSize": 224}"#, None),
            Case(r#"{"packageName": "@teachablemachine/pose", "labels": ["up"]}"#, Some(Project::Pose)),
            Case(r#"{"tfjsSpeechCommandsVersion": "0.4.0", "modelName": "TMv2"}"#, Some(Project::Audio)),
            Case(r#"{"wordLabels": ["noise", "cat"]}"#, Some(Project::Audio)),
            Case("{}", None),
        ];
        for Case(json, expected) in cases {
            let file = SourceFile::new("metadata.json", json.into());
            let found = Metadata::find(&[file]).unwrap().project;
            assert_eq!(found, expected, "{json}");
        }
    }
}
