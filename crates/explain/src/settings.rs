use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ExplainError;

/// A setting that a method takes, as a form shows it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[ts(rename = "MethodOption")]
pub struct OptionInfo {
    /// Stable name.
    pub id: &'static str,
    /// Name for people.
    pub label: &'static str,
    /// What it changes.
    pub description: &'static str,
    /// What it can be.
    #[serde(flatten)]
    pub kind: OptionKind,
}

/// What a setting can be, and what it is unless told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OptionKind {
    /// On or off.
    Switch {
        /// On unless told otherwise.
        default: bool,
    },
    /// A number; whole where `step` is.
    Number {
        /// Its value unless told otherwise.
        default: f64,
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
        /// Between neighbouring values.
        step: f64,
    },
    /// One of several.
    Choice {
        /// The id of the one that is taken unless told otherwise.
        default: &'static str,
        /// All of them, in the order of menus.
        choices: &'static [Named],
    },
}

/// Something with an id for programs and a name for menus.
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
    /// The stable name of a choice.
    Choice(String),
}

/// The settings of one method, all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[ts(type = "Record<string, Setting>")]
pub struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    /// Completes what was given by the defaults.
    ///
    /// # Errors
    /// [`ExplainError::UnknownOption`] for one that the method does not take,
    /// [`ExplainError::BadOption`] for a value that it cannot have.
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

    /// All of them, by their stable names.
    #[must_use]
    pub fn all(&self) -> &BTreeMap<&'static str, Setting> {
        &self.0
    }

    /// Whether a switch is on; off where the method has no such switch.
    #[must_use]
    pub fn is_on(&self, option: &OptionInfo) -> bool {
        self.0.get(option.id) == Some(&Setting::Switch(true))
    }

    /// A number, the default where the method has no such number.
    #[must_use]
    pub fn number(&self, option: &OptionInfo) -> f64 {
        match (self.0.get(option.id), option.kind) {
            (Some(Setting::Number(value)), _) => *value,
            (_, OptionKind::Number { default, .. }) => default,
            _ => 0.0,
        }
    }

    /// A whole number that is not negative.
    #[must_use]
    pub fn count(&self, option: &OptionInfo) -> usize {
        self.number(option).max(0.0) as usize
    }

    /// The stable name of a choice.
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
    fn what_is_not_given_has_its_default() {
        let given = BTreeMap::from([("fill".into(), Setting::Choice("black".into()))]);
        let settings = Settings::new(OPTIONS, &given).unwrap();
        assert_eq!(settings.count(&OPTIONS[0]), 5);
        assert_eq!(settings.choice(&OPTIONS[1]), "black");
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let refused = |id: &str, value: Setting| {
            let given = BTreeMap::from([(id.to_owned(), value)]);
            Settings::new(OPTIONS, &given).unwrap_err().to_string()
        };
        assert!(refused("samples", Setting::Number(2.5)).contains("a whole number from 1 to 9"));
        assert!(refused("samples", Setting::Number(f64::NAN)).contains("NaN"));
        assert!(refused("samples", Setting::Switch(true)).contains("true"));
        assert!(refused("fill", Setting::Choice("red".into())).contains("mean or black"));
        assert!(refused("speed", Setting::Number(1.0)).contains("samples, fill"));
    }
}
