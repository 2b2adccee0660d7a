use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use session::{OptionInfo, OptionKind, Setting, Settings};

/// The value of a method's setting: `true`, `12` or `"sum"`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum JsSetting {
    Switch(bool),
    Number(f64),
    Choice(String),
}

impl From<JsSetting> for Setting {
    fn from(setting: JsSetting) -> Self {
        match setting {
            JsSetting::Switch(on) => Self::Switch(on),
            JsSetting::Number(number) => Self::Number(number),
            JsSetting::Choice(id) => Self::Choice(id),
        }
    }
}

impl From<&Setting> for JsSetting {
    fn from(setting: &Setting) -> Self {
        match setting {
            Setting::Switch(on) => Self::Switch(*on),
            Setting::Number(number) => Self::Number(*number),
            Setting::Choice(id) => Self::Choice(id.clone()),
        }
    }
}

/// All settings of an answer, by their ids.
pub(crate) fn settings(settings: &Settings) -> BTreeMap<&'static str, JsSetting> {
    let all = settings.all().iter();
    all.map(|(id, setting)| (*id, setting.into())).collect()
}

/// A setting, as a form draws it.
#[derive(Serialize)]
pub(crate) struct JsOption {
    id: &'static str,
    label: &'static str,
    description: &'static str,
    #[serde(flatten)]
    kind: JsOptionKind,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum JsOptionKind {
    Switch {
        default: bool,
    },
    Number {
        default: f64,
        min: f64,
        max: f64,
        step: f64,
    },
    Choice {
        default: &'static str,
        choices: Vec<JsNamed>,
    },
}

/// Something with a name for programs and one for people.
#[derive(Serialize)]
pub(crate) struct JsNamed {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
}

impl From<&OptionInfo> for JsOption {
    fn from(option: &OptionInfo) -> Self {
        let kind = match option.kind {
            OptionKind::Switch { default } => JsOptionKind::Switch { default },
            OptionKind::Number {
                default,
                min,
                max,
                step,
            } => JsOptionKind::Number {
                default,
                min,
                max,
                step,
            },
            OptionKind::Choice { choices } => JsOptionKind::Choice {
                default: choices.first().map_or("", |(id, _)| id),
                choices: (choices.iter())
                    .map(|(id, label)| JsNamed { id, label })
                    .collect(),
            },
        };
        Self {
            id: option.id,
            label: option.label,
            description: option.description,
            kind,
        }
    }
}
