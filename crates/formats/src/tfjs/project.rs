//! Projects of Teachable Machine that do not classify pictures.

use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::{KerasModel, root};

/// The input of audio projects: 43 slices of time, 232 frequencies.
const SPECTROGRAM: &[u64] = &[43, 232, 1];

/// The input of pose projects: what `PoseNet` finds in a picture.
const POSE: &[u64] = &[14739];

/// A kind of project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Project {
    Audio,
    Pose,
}

impl Project {
    /// Returns the kind of project that has such an input, if `metadata.json` is missing.
    pub(super) fn of(topology: &Json) -> Result<Option<Self>, FormatError> {
        let (class, config) = root(topology)?;
        let model = KerasModel::read(class, config)?;
        let first = model.layers.first().map(|layer| layer.config);
        let shape = first.and_then(|config| config["batch_input_shape"].as_array());
        let sides: Vec<u64> = shape
            .into_iter()
            .flatten()
            .filter_map(Json::as_u64)
            .collect();
        Ok(match sides.as_slice() {
            SPECTROGRAM => Some(Self::Audio),
            POSE => Some(Self::Pose),
            _ => None,
        })
    }

    /// The error for such a project. `file` is the file that says so.
    pub(super) fn refused(self, file: &str) -> FormatError {
        let (project, does) = match self {
            Self::Audio => ("an audio", "classifies sounds"),
            Self::Pose => (
                "a pose",
                "classifies how a body stands, not the picture itself",
            ),
        };
        FormatError::NotPictures {
            file: file.into(),
            project,
            does,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_shape_of_the_input_shows_what_a_project_classifies() {
        struct Case(Json, Option<Project>);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(json!([null, 43, 232, 1]), Some(Project::Audio)),
            Case(json!([null, 14739]), Some(Project::Pose)),
            Case(json!([null, 224, 224, 3]), None),
            Case(json!(null), None),
        ];
        for Case(shape, expected) in cases {
            let layer = json!({"name": "a", "batch_input_shape": shape, "units": 2});
            let layers = [json!({"class_name": "Dense", "config": layer})];
            let config = json!({"name": "net", "layers": layers});
            let topology = json!({"model_config": {"class_name": "Sequential", "config": config}});
            assert_eq!(Project::of(&topology).unwrap(), expected, "{shape}");
        }
    }
}
