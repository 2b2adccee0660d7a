use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ExplainError;

/// The description of a method's setting for forms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[ts(rename = "MethodOption")]
pub struct OptionInfo {
    /// Stable id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// What it changes.
    pub description: &'static str,
    /// Its valid values and default.
    #[serde(flatten)]
    pub kind: OptionKind,
}

/// The valid values of a setting, and its default.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OptionKind {
    /// On or off.
    Switch {
        /// The default.
        default: bool,
    },
    /// A number. It must be whole if `step` is whole.
    Number {
        /// The default.
        default: f64,
        /// The smallest value.
        min: f64,
        /// The largest value.
        max: f64,
        /// The difference between neighbouring values in a form.
        step: f64,
    },
    /// One of several choices.
    Choice {
        /// Id of the default.
        default: &'static str,
        /// All choices, in menu order.
        choices: &'static [Named],
    },
}

/// An id with its display name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Named {
    /// Stable id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
}

impl Named {
    pub(crate) const fn new(id: &'static str, label: &'static str) -> Self {
        Self { id, label }
    }
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Setting {
    /// On or off.
    Switch(bool),
    /// A number.
    Number(f64),
    /// Id of a choice.
    Choice(String),
}

/// All settings of one method.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(type = "Record<string, Setting>")]
pub struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    /// Completes the given settings with defaults.
    ///
    /// # Errors
    /// [`ExplainError::UnknownOption`] for a setting that the method does not have,
    /// [`ExplainError::BadOption`] for an invalid value.
    pub fn new(
        options: &'static [OptionInfo],
        given: &BTreeMap<String, Setting>,
    ) -> Result<Self, ExplainError> {
        let known = |id: &String| options.iter().any(|option| option.id == id);
        if let Some(id) = given.keys().find(|id| !known(id)) {
            let available: Vec<&str> = options.iter().map(|option| option.id).collect();
            return Err(ExplainError::UnknownOption {
                id: id.clone(),
                available: available.join(", "),
            });
        }
        let complete = |option: &OptionInfo| {
            let value = given.get(option.id);
            let value = value.cloned().unwrap_or_else(|| option.kind.default());
            option.check(&value).map(|()| (option.id, value))
        };
        Ok(Self(
            options.iter().map(complete).collect::<Result<_, _>>()?,
        ))
    }

    /// All settings by id.
    #[must_use]
    pub fn all(&self) -> &BTreeMap<&'static str, Setting> {
        &self.0
    }

    /// Whether a switch is on; `false` if the method does not have it.
    #[must_use]
    pub fn is_on(&self, option: &OptionInfo) -> bool {
        self.0.get(option.id) == Some(&Setting::Switch(true))
    }

    /// Returns a number; its default if the method does not have it.
    #[must_use]
    pub fn number(&self, option: &OptionInfo) -> f64 {
        match (self.0.get(option.id), option.kind) {
            (Some(Setting::Number(value)), _) => *value,
            (_, OptionKind::Number { default, .. }) => default,
            _ => 0.0,
        }
    }

    /// Returns a number as a count; negative ones as 0.
    #[must_use]
    pub fn count(&self, option: &OptionInfo) -> usize {
        self.number(option).max(0.0) as usize
    }

    /// Returns the id of a choice; its default if the method does not have it.
    #[must_use]
    pub fn choice(&self, option: &OptionInfo) -> &str {
        match (self.0.get(option.id), option.kind) {
            (Some(Setting::Choice(id)), _) => id,
            (_, OptionKind::Choice { default, .. }) => default,
            _ => "",
        }
    }
}

impl OptionKind {
    fn default(&self) -> Setting {
        match self {
            Self::Switch { default } => Setting::Switch(*default),
            Self::Number { default, .. } => Setting::Number(*default),
            Self::Choice { default, .. } => Setting::Choice((*default).into()),
        }
    }
}

impl OptionInfo {
    fn check(&self, value: &Setting) -> Result<(), ExplainError> {
        let expected = match (self.kind, value) {
            (OptionKind::Switch { .. }, Setting::Switch(_)) => return Ok(()),
            (OptionKind::Switch { .. }, _) => "true or false".into(),
            (OptionKind::Number { min, max, step, .. }, value) => {
                let whole = step.fract() == 0.0;
                match value {
                    Setting::Number(number)
                        if (min..=max).contains(number) && (!whole || number.fract() == 0.0) =>
                    {
                        return Ok(());
                    }
                    _ if whole => format!("a whole number from {min} to {max}"),
                    _ => format!("a number from {min} to {max}"),
                }
            }
            (OptionKind::Choice { choices, .. }, value) => match value {
                Setting::Choice(id) if choices.iter().any(|known| known.id == id) => {
                    return Ok(());
                }
                _ => choices
                    .iter()
                    .map(|choice| choice.id)
                    .collect::<Vec<_>>()
                    .join(" or "),
            },
        };
        Err(ExplainError::BadOption {
            id: self.id,
            expected,
            found: value.to_string(),
        })
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Switch(on) => on.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Choice(id) => id.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &[OptionInfo] = &[
        OptionInfo {
            id: "samples",
            label: "",
            description: "",
            kind: OptionKind::Number {
                default: 5.0,
                min: 1.0,
                max: 9.0,
                step: 1.0,
            },
        },
        OptionInfo {
            id: "fill",
            label: "",
            description: "",
            kind: OptionKind::Choice {
                default: "mean",
                choices: &[Named::new("mean", ""), Named::new("black", "")],
            },
        },
    ];

    #[test]
    fn missing_settings_get_their_default() {
        let given = BTreeMap::from([("fill".into(), Setting::Choice("black".into()))]);
        let settings = Settings::new(OPTIONS, &given).unwrap();
        assert_eq!(settings.count(&OPTIONS[0]), 5);
        assert_eq!(settings.choice(&OPTIONS[1]), "black");
    }

    #[test]
    fn invalid_settings_are_rejected_with_the_valid_values() {
        let error = |id: &str, value: Setting| {
            let given = BTreeMap::from([(id.to_owned(), value)]);
            Settings::new(OPTIONS, &given).unwrap_err().to_string()
        };
        assert!(error("samples", Setting::Number(2.5)).contains("a whole number from 1 to 9"));
        assert!(error("samples", Setting::Number(f64::NAN)).contains("NaN"));
        assert!(error("samples", Setting::Switch(true)).contains("true"));
        assert!(error("fill", Setting::Choice("red".into())).contains("mean or black"));
        assert!(error("speed", Setting::Number(1.0)).contains("samples, fill"));
    }
}
