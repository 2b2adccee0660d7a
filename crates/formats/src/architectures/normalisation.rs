//! Mean and standard deviation that lie as tensors beside a network. Its own code takes them to
//! normalise the picture before the first layer.

use crate::state_dict::StateDict;
use crate::{FormatError, InputRule, Origin};

/// Names of the mean, each with that of the deviation.
const NAMES: &[(&str, &str)] = &[
    ("mean", "std"),
    ("mu", "sigma"),
    ("new_mean", "new_std"),
    ("pixel_mean", "pixel_std"),
    ("image_mean", "image_std"),
    ("img_mean", "img_std"),
    ("input_mean", "input_std"),
    ("norm_mean", "norm_std"),
    ("_mean", "_std"),
];

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Normalisation {
    /// The module or dict of both, for remarks.
    pub(super) place: String,
    mean: [f32; 3],
    std: [f32; 3],
}

impl Normalisation {
    /// Finds the mean and the deviation among the names that are left, and removes them there. Of
    /// several pairs all have to be equal.
    ///
    /// # Errors
    /// [`FormatError::Tensor`] if their values cannot be read.
    pub(super) fn take(
        file: &StateDict,
        left: &mut Vec<&str>,
    ) -> Result<Option<Self>, FormatError> {
        let mut found: Vec<(Self, [String; 2])> = Vec::new();
        for name in left.iter() {
            let (parent, leaf) = name.rsplit_once('.').map_or(("", *name), |(a, b)| (a, b));
            let Some((_, other)) = NAMES.iter().find(|(mean, _)| *mean == leaf) else {
                continue;
            };
            let other = name.strip_suffix(leaf).map(|path| format!("{path}{other}"));
            let Some(other) = other.filter(|other| left.contains(&other.as_str())) else {
                continue;
            };
            let (Some(mean), Some(std)) = (channels(file, name)?, channels(file, &other)?) else {
                continue;
            };
            if std.iter().any(|std| *std <= 0.0) {
                continue;
            }
            let place = if parent.is_empty() { *name } else { parent };
            let place = place.to_owned();
            found.push((Self { place, mean, std }, [(*name).to_owned(), other]));
        }
        let Some((first, _)) = found.first().cloned() else {
            return Ok(None);
        };
        let same = |other: &Self| (other.mean, other.std) == (first.mean, first.std);
        if !found.iter().all(|(other, _)| same(other)) {
            return Ok(None);
        }
        left.retain(|name| {
            !found
                .iter()
                .any(|(_, names)| names.iter().any(|taken| taken == name))
        });
        Ok(Some(first))
    }

    /// The input rule with this normalisation. A mean above 1 is one of levels from 0 to 255.
    pub(super) fn apply(&self, rule: InputRule) -> InputRule {
        let levels = self.mean.iter().any(|mean| *mean > 1.0);
        InputRule {
            range: [0.0, if levels { 255.0 } else { 1.0 }],
            mean: self.mean,
            std: self.std,
            origins: rule.origins.with_values(Origin::Network),
            ..rule
        }
    }
}

/// The values of a tensor of one or three values, which stand along one axis.
fn channels(file: &StateDict, name: &str) -> Result<Option<[f32; 3]>, FormatError> {
    let shape = file.shape(name).unwrap_or_default();
    if shape.len() > 4 || ![1, 3].contains(&shape.iter().product::<usize>()) {
        return Ok(None);
    }
    Ok(match *file.take(name)?.as_slice() {
        [one] => Some([one; 3]),
        [red, green, blue] => Some([red, green, blue]),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_above_1_is_one_of_levels() {
        let found = |mean: f32| Normalisation {
            place: "norm".into(),
            mean: [mean; 3],
            std: [mean / 2.0; 3],
        };
        let unit = found(0.5).apply(InputRule::imagenet(224));
        assert_eq!(
            (unit.range, unit.mean, unit.std),
            ([0.0, 1.0], [0.5; 3], [0.25; 3])
        );
        assert!(!unit.origins.guesses_values());
        let levels = found(120.0).apply(InputRule::imagenet(224));
        assert_eq!(
            (levels.range, levels.mean[0], levels.height),
            ([0.0, 255.0], 120.0, 224)
        );
    }

    #[test]
    fn pairs_that_differ_are_left() {
        let pair = |path: &str| ["mean", "std"].map(|leaf| (format!("{path}{leaf}"), vec![3]));
        for (value, expected) in [(0.5, true), (0.25, false)] {
            let file = StateDict::of(&[("", 0.5, &pair("a.")), ("", value, &pair("b."))]);
            let mut left: Vec<&str> = file.names().collect();
            let found = Normalisation::take(&file, &mut left).unwrap();
            assert_eq!(
                (found.is_some(), left.len()),
                (expected, if expected { 0 } else { 4 })
            );
        }
    }
}
