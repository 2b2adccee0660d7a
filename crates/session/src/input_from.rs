use formats::{InputRule, Origin, Origins};
use imaging::{Fit, Preprocessing};
use serde::Serialize;
use ts_rs::TS;

use crate::scores::{best, scores};
use crate::{Score, Session, SessionError};

/// Where the settings of a model's input come from, and what else they may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
pub struct InputFrom {
    /// Where each setting comes from.
    pub settings: Vec<SettingFrom>,
    /// Other settings for what is a guess. Empty if nothing is.
    pub alternatives: Vec<AlternativeInfo>,
}

/// Where a setting of the input comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SettingFrom {
    /// What it is about: a field of [`Preprocessing`], or `size`, `polarity` or `order`.
    pub setting: &'static str,
    /// What says it.
    pub kind: SourceKind,
    /// Name of the file or of the family. For a guess, the networks for which it is usual.
    pub name: &'static str,
}

/// What says a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A file.
    File,
    /// The network itself, by the shape of its input or by its first layers.
    Network,
    /// A published network or a tool that always has it.
    Recipe,
    /// Nothing.
    Guess,
}

/// Other settings for what is a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AlternativeInfo {
    /// Stable id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
}

/// What a model answers with other settings.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Alternative {
    /// Id and display name.
    #[serde(flatten)]
    pub info: AlternativeInfo,
    /// The settings.
    pub input: Preprocessing,
    /// Whether these are the settings in force.
    pub is_present: bool,
    /// The class with the highest score for the present picture. `None` if a score is not a number.
    pub best: Option<Score>,
}

/// An alternative, the setting that it is for, and how it changes the settings.
struct Change {
    info: AlternativeInfo,
    offered: fn(&InputRule) -> bool,
    apply: fn(&mut Preprocessing),
}

#[rustfmt::skip] // one alternative per line
const CHANGES: [Change; 7] = [
    change("unit", "Black 0, white 1", guesses_values, |input| values(input, [0.0, 1.0])),
    change("centred", "Black −1, white 1", guesses_values, |input| values(input, [-1.0, 1.0])),
    change("levels", "Black 0, white 255", guesses_values, |input| values(input, [0.0, 255.0])),
    change("imagenet", "Mean and deviation of ImageNet", |rule| guesses_values(rule) && rule.channels == 3, imagenet),
    change("inverted", "Black and white swapped", |rule| rule.origins.polarity.is_guess(), |input| input.range.reverse()),
    change("squash", "The whole picture, stretched", |rule| rule.origins.fit.is_guess(), |input| input.fit = Fit::Squash),
    change("crop", "The middle, not stretched", |rule| rule.origins.fit.is_guess(), |input| input.fit = Fit::Crop),
];

const fn change(
    id: &'static str,
    label: &'static str,
    offered: fn(&InputRule) -> bool,
    apply: fn(&mut Preprocessing),
) -> Change {
    Change {
        info: AlternativeInfo { id, label },
        offered,
        apply,
    }
}

fn guesses_values(rule: &InputRule) -> bool {
    rule.origins.guesses_values()
}

fn values(input: &mut Preprocessing, range: [f32; 2]) {
    (input.range, input.mean, input.std) = (range, [0.0; 3], [1.0; 3]);
}

fn imagenet(input: &mut Preprocessing) {
    values(input, [0.0, 1.0]);
    (input.mean, input.std) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
}

impl InputFrom {
    pub(crate) fn new(rule: &InputRule) -> Self {
        let Origins {
            size,
            fit,
            filter,
            range,
            polarity,
            mean,
            std,
            channels,
            order,
        } = rule.origins;
        let settings = [
            ("size", size),
            ("fit", fit),
            ("interpolation", filter),
            ("range", range),
            ("polarity", polarity),
            ("mean", mean),
            ("std", std),
            ("channels", channels),
            ("order", order),
        ];
        let offered = CHANGES.iter().filter(|change| (change.offered)(rule));
        Self {
            settings: settings
                .map(|(setting, origin)| from(setting, origin))
                .into(),
            alternatives: offered.map(|change| change.info).collect(),
        }
    }
}

fn from(setting: &'static str, origin: Origin) -> SettingFrom {
    let (kind, name) = match origin {
        Origin::File(name) => (SourceKind::File, name),
        Origin::Network => (SourceKind::Network, ""),
        Origin::Recipe(name) => (SourceKind::Recipe, name),
        Origin::Guess(name) => (SourceKind::Guess, name),
    };
    SettingFrom {
        setting,
        kind,
        name,
    }
}

impl Session {
    /// Returns what the model answers for the present picture with each of its
    /// [`InputFrom::alternatives`], each instead of one of the settings in force. Runs the network
    /// once for each.
    ///
    /// # Errors
    /// [`SessionError::NoModel`], [`SessionError::NoPicture`], or an error of the device.
    pub async fn alternatives(&self) -> Result<Vec<Alternative>, SessionError> {
        let (model, present, picture) = self.asked()?;
        let mut answers = Vec::new();
        for info in &model.info.input_from.alternatives {
            let Some(change) = CHANGES.iter().find(|change| change.info == *info) else {
                continue;
            };
            let mut input = present.clone();
            (change.apply)(&mut input);
            let best = match self.run_with(picture, &input, &[]).await {
                Ok(run) => {
                    let mut scores = scores(model.task, &model.info.classes, run.outputs());
                    best(&scores, model.task).map(|index| scores.swap_remove(index))
                }
                Err(SessionError::NotFinite { .. }) => None,
                Err(error) => return Err(error),
            };
            answers.push(Alternative {
                info: *info,
                is_present: input == *present,
                input,
                best,
            });
        }
        Ok(answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUESS: Origin = Origin::Guess("PyTorch");

    fn rule(channels: usize, origins: Origins) -> InputRule {
        InputRule {
            origins,
            ..InputRule::plain(28, 28, channels, [0.0, 1.0])
        }
    }

    fn offered(channels: usize, origins: Origins) -> Vec<&'static str> {
        let alternatives = InputFrom::new(&rule(channels, origins)).alternatives;
        alternatives.iter().map(|info| info.id).collect()
    }

    #[test]
    fn alternatives_are_offered_for_what_is_a_guess() {
        let known = Origins::all(Origin::File("config.json"));
        assert_eq!(offered(3, known), [""; 0]);
        let values = known.with_values(GUESS);
        assert_eq!(
            offered(3, values),
            ["unit", "centred", "levels", "imagenet"]
        );
        let fit = Origins {
            fit: GUESS,
            ..known
        };
        assert_eq!(offered(3, fit), ["squash", "crop"]);
        let drawing = Origins {
            polarity: GUESS,
            ..known
        };
        assert_eq!(offered(3, drawing), ["inverted"]);
        assert_eq!(offered(3, Origins::all(GUESS)).len(), CHANGES.len());
        let grey = offered(1, Origins::all(GUESS));
        assert!(!grey.contains(&"imagenet") && grey.contains(&"inverted"));
    }

    #[test]
    fn each_setting_says_where_it_comes_from() {
        let mut origins = Origins::all(Origin::Recipe("ResNet"));
        origins.size = Origin::Network;
        origins.mean = GUESS;
        let from = InputFrom::new(&rule(3, origins)).settings;
        let of = |setting: &str| from.iter().find(|one| one.setting == setting).unwrap();
        assert_eq!(
            (of("size").kind, of("size").name),
            (SourceKind::Network, "")
        );
        assert_eq!(
            (of("mean").kind, of("mean").name),
            (SourceKind::Guess, "PyTorch")
        );
        assert_eq!(
            (of("fit").kind, of("fit").name),
            (SourceKind::Recipe, "ResNet")
        );
    }
}
