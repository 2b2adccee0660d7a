//! What the settings say about a network, taken fact by fact. As a weight without a place refuses a
//! file, so does a fact: the network would compute something else.

use std::collections::{BTreeMap, BTreeSet};

use graph::ops::Activation;
use serde_json::Value as Json;

use super::named::Argument;
use crate::FormatError;

/// The facts that a recipe has to take.
pub(super) struct Facts {
    /// The family of the recipe.
    family: &'static str,
    stated: BTreeMap<String, Stated>,
    taken: BTreeSet<String>,
}

struct Stated {
    value: Json,
    /// The network that has this, if its name says it and no setting of its own.
    network: Option<String>,
}

impl Facts {
    /// The facts of a file that says nothing.
    pub(super) fn none(family: &'static str) -> Self {
        Self {
            family,
            stated: BTreeMap::new(),
            taken: BTreeSet::new(),
        }
    }

    /// Adds what the name of a network means, where no setting says otherwise.
    pub(super) fn named(&mut self, network: &str, arguments: &[(&str, Argument)]) {
        for (key, value) in arguments {
            let stated = Stated {
                value: value.json(),
                network: Some(network.to_owned()),
            };
            self.stated.entry((*key).to_owned()).or_insert(stated);
        }
    }

    /// Whether there is such a fact.
    pub(super) fn states(&self, key: &str) -> bool {
        self.stated.contains_key(key)
    }

    /// Adds settings of a file.
    pub(super) fn set(&mut self, settings: &BTreeMap<String, Json>) {
        for (key, value) in settings.iter().filter(|(_, value)| !value.is_null()) {
            let stated = Stated {
                value: value.clone(),
                network: None,
            };
            self.stated.insert(key.clone(), stated);
        }
    }

    /// Takes a fact that has a name in each library, and returns the name that is there with the
    /// value.
    fn take(&mut self, keys: &[&'static str]) -> Option<(&'static str, Json)> {
        self.taken.extend(keys.iter().map(|key| (*key).to_owned()));
        let found = |key: &&'static str| Some((*key, self.stated.get(*key)?.value.clone()));
        keys.iter().find_map(found)
    }

    /// Takes a fact with `read`, which returns `None` for what the recipe does not compute.
    pub(super) fn read<T>(
        &mut self,
        keys: &[&'static str],
        read: impl Fn(&Json) -> Option<T>,
    ) -> Result<Option<T>, FormatError> {
        let Some((key, value)) = self.take(keys) else {
            return Ok(None);
        };
        read(&value).map(Some).ok_or_else(|| self.refused(key))
    }

    pub(super) fn flag(&mut self, keys: &[&'static str]) -> Result<Option<bool>, FormatError> {
        self.read(keys, Json::as_bool)
    }

    /// Takes an epsilon.
    pub(super) fn positive(&mut self, keys: &[&'static str]) -> Result<Option<f32>, FormatError> {
        self.read(keys, |json| {
            let number = json.as_f64()? as f32;
            (number.is_finite() && number > 0.0).then_some(number)
        })
    }

    /// Takes a number of things.
    pub(super) fn count(&mut self, keys: &[&'static str]) -> Result<Option<usize>, FormatError> {
        self.read(keys, |json| {
            let count = usize::try_from(json.as_u64()?).ok()?;
            (1..=MAX_COUNT).contains(&count).then_some(count)
        })
    }

    /// Takes a list of numbers.
    pub(super) fn counts(
        &mut self,
        keys: &[&'static str],
    ) -> Result<Option<Vec<usize>>, FormatError> {
        self.read(keys, |json| {
            let count = |json: &Json| usize::try_from(json.as_u64()?).ok();
            json.as_array()?.iter().map(count).collect()
        })
    }

    /// Takes the height and width of a picture, or the side of a square one.
    pub(super) fn sides(
        &mut self,
        keys: &[&'static str],
    ) -> Result<Option<[usize; 2]>, FormatError> {
        let side = |json: &Json| usize::try_from(json.as_u64()?).ok();
        self.read(keys, |json| match json.as_array().map(Vec::as_slice) {
            None => Some([side(json)?; 2]),
            Some([height, width]) => Some([side(height)?, side(width)?]),
            Some(_) => None,
        })
    }

    /// Takes an activation function by its name in transformers or timm.
    pub(super) fn activation(
        &mut self,
        keys: &[&'static str],
        usual: Activation,
    ) -> Result<Activation, FormatError> {
        let named = self.read(keys, |json| activation(&json.as_str()?.to_lowercase()))?;
        Ok(named.unwrap_or(usual))
    }

    /// Compares a fact with what the recipe computes or the weights show.
    pub(super) fn agrees(
        &mut self,
        keys: &[&'static str],
        here: impl Into<Json>,
    ) -> Result<(), FormatError> {
        let here = here.into();
        match self.take(keys) {
            Some((key, value)) if !same(&value, &here) => Err(self.contradicted(key, &here)),
            _ => Ok(()),
        }
    }

    /// Compares a fact with names of what the recipe computes.
    pub(super) fn is_one_of(
        &mut self,
        keys: &[&'static str],
        names: &[&str],
    ) -> Result<(), FormatError> {
        let known = |json: &Json| names.contains(&json.as_str()?).then_some(());
        self.read(keys, known).map(|_| ())
    }

    /// Takes facts that names and shapes of weights show, so that a file that says otherwise does
    /// not fit its own weights.
    pub(super) fn shown(&mut self, keys: &[&'static str]) {
        self.taken.extend(keys.iter().map(|key| (*key).to_owned()));
    }

    /// Checks that every fact was taken.
    ///
    /// # Errors
    /// [`FormatError::OtherNetwork`] that names the first that was not.
    pub(super) fn finish(&self) -> Result<(), FormatError> {
        let left = self.stated.keys().find(|key| !self.taken.contains(*key));
        left.map_or(Ok(()), |key| Err(self.refused(key)))
    }

    fn refused(&self, key: &str) -> FormatError {
        self.other(self.said(key))
    }

    fn contradicted(&self, key: &str, here: &Json) -> FormatError {
        self.other(format!(
            "{}, and its weights or the recipe {}",
            self.said(key),
            short(here)
        ))
    }

    fn said(&self, key: &str) -> String {
        match self.stated.get(key) {
            Some(Stated {
                network: Some(name),
                ..
            }) => format!("it is `{name}`"),
            Some(Stated { value, .. }) => format!("`config.json` has `{key}` = {}", short(value)),
            None => format!("`{key}` is missing"),
        }
    }

    /// The error that says why this is not a network of the recipe.
    pub(super) fn other(&self, fact: String) -> FormatError {
        FormatError::OtherNetwork {
            family: self.family,
            fact,
        }
    }
}

/// More of anything than a network has.
const MAX_COUNT: usize = 1_000_000;

/// A value in the file's own spelling, not too long for a sentence.
fn short(json: &Json) -> String {
    let text = json.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Whether two settings say the same: 16 is 16.0, and for a square `[16, 16]`.
fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one.as_f64() == other.as_f64(),
        (Json::Array(ones), Json::Array(others)) => {
            ones.len() == others.len()
                && ones.iter().zip(others).all(|(one, other)| same(one, other))
        }
        (Json::Array(sides), side @ Json::Number(_))
        | (side @ Json::Number(_), Json::Array(sides)) => {
            sides.len() == 2 && sides.iter().all(|one| same(one, side))
        }
        _ => one == other,
    }
}

/// Names of activation functions: `ACT2FN` of transformers, `create_act` of timm.
fn activation(name: &str) -> Option<Activation> {
    Some(match name {
        "relu" => Activation::Relu,
        "relu6" => Activation::Clip {
            low: 0.0,
            high: 6.0,
        },
        "leaky_relu" => Activation::LeakyRelu { slope: 0.01 },
        "elu" => Activation::Elu { alpha: 1.0 },
        "selu" => Activation::Selu,
        "gelu" | "gelu_python" => Activation::Gelu,
        "gelu_new" | "gelu_fast" | "gelu_accurate" | "gelu_pytorch_tanh" | "gelu_python_tanh"
        | "gelu_tanh" => Activation::GeluTanh,
        "quick_gelu" => Activation::QuickGelu,
        "silu" | "swish" => Activation::Swish,
        "mish" => Activation::Mish,
        "hard_swish" | "hardswish" => Activation::HardSwish,
        "sigmoid" => Activation::Sigmoid,
        "hard_sigmoid" => Activation::HardSigmoid {
            alpha: 1.0 / 6.0,
            beta: 0.5,
        },
        "tanh" => Activation::Tanh,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::TRANSFORMERS;

    /// The code in which recipes take facts.
    const RECIPES: &[&str] = &[
        include_str!("networks.rs"),
        include_str!("beit.rs"),
        include_str!("clip.rs"),
        include_str!("convnext.rs"),
        include_str!("dinov2.rs"),
        include_str!("efficientnet.rs"),
        include_str!("efficientnet_names.rs"),
        include_str!("mobilenet_v2.rs"),
        include_str!("mobilenet_v3.rs"),
        include_str!("pooled.rs"),
        include_str!("eva.rs"),
        include_str!("regnet.rs"),
        include_str!("resnet.rs"),
        include_str!("swin.rs"),
        include_str!("swin_v2.rs"),
        include_str!("vgg.rs"),
        include_str!("vit.rs"),
        include_str!("vit_networks.rs"),
    ];

    /// Facts that no network here has, so that a file with one is always refused.
    const ALWAYS_REFUSED: [&str; 1] = ["quantization_config"];

    #[test]
    fn every_fact_that_is_read_has_a_recipe_that_takes_it() {
        let code = |text: &&str| {
            text.split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let recipes: Vec<String> = RECIPES.iter().map(code).collect();
        for key in TRANSFORMERS {
            let taken = recipes
                .iter()
                .any(|code| code.contains(&format!("\"{key}\"")));
            assert_eq!(taken, !ALWAYS_REFUSED.contains(key), "{key}");
        }
    }

    fn facts(settings: Json) -> Facts {
        let Json::Object(map) = settings else {
            panic!("no settings");
        };
        let mut facts = Facts::none("network");
        facts.set(&map.into_iter().collect());
        facts
    }

    #[test]
    fn a_fact_that_nobody_takes_is_an_error_that_names_it() {
        let mut facts = facts(json!({"tf_padding": true, "depths": [1, 2], "empty": null}));
        assert_eq!(facts.flag(&["tf_padding"]).unwrap(), Some(true));
        let message = facts.finish().unwrap_err().to_string();
        assert!(
            message.contains("`config.json` has `depths` = [1,2]"),
            "{message}"
        );
        facts.shown(&["depths"]);
        facts.finish().unwrap();
    }

    #[test]
    fn a_setting_counts_more_than_the_name_of_the_network() {
        let mut facts = facts(json!({"num_heads": 3}));
        let usual = [
            ("num_heads", Argument::Count(2)),
            ("bn_eps", Argument::Number(0.5)),
        ];
        facts.named("test_vit", &usual);
        assert_eq!(facts.count(&["num_heads"]).unwrap(), Some(3));
        let message = facts.finish().unwrap_err().to_string();
        assert!(message.contains("it is `test_vit`"), "{message}");
        assert_eq!(facts.positive(&["bn_eps"]).unwrap(), Some(0.5));
        facts.finish().unwrap();
    }

    #[test]
    fn numbers_agree_however_they_are_written() {
        struct Case(Json, Json, bool);
        for Case(stated, here, agrees) in [
            Case(json!(16), json!(16.0), true),
            Case(json!([16, 16]), json!(16), true),
            Case(json!([16, 8]), json!(16), false),
            Case(json!([1, 2]), json!([1, 2]), true),
            Case(json!([1, 2, 2]), json!([1, 2]), false),
            Case(json!("a"), json!("b"), false),
        ] {
            let found = facts(json!({ "key": stated })).agrees(&["key"], here.clone());
            assert_eq!(found.is_ok(), agrees, "{stated} and {here}");
        }
    }

    #[test]
    fn values_out_of_range_and_activations_that_are_not_known_are_errors() {
        let mut facts =
            facts(json!({"count": 0, "epsilon": -1.0, "flag": 1, "act": "prelu", "list": [1.5]}));
        assert!(facts.count(&["count"]).is_err());
        assert!(facts.positive(&["epsilon"]).is_err());
        assert!(facts.flag(&["flag"]).is_err());
        assert!(facts.counts(&["list"]).is_err());
        assert!(facts.activation(&["act"], Activation::Relu).is_err());
        assert_eq!(
            facts.activation(&["other"], Activation::Relu).unwrap(),
            Activation::Relu
        );
    }
}
