//! Weights in lists, as in any `.h5` of a whole model. A layer of the outermost model has a
//! group with the names of its weights in order; a model that is a layer has all of its weights in
//! one list, see `listed`. As in Keras, only the order counts, since the names change when a model is
//! made twice.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::listed::{Key, listed};
use super::numbered::decoded;
use crate::FormatError;
use crate::hdf5::Hdf5;
use crate::keras::{self, KerasLayer, KerasModel, Place, Scope, Weight, Weights};

/// Weights by what they are.
pub(super) struct Legacy<'h> {
    hdf5: &'h Hdf5<'h>,
    /// Paths in the file by the layer's slot and the kind of weight.
    paths: BTreeMap<String, String>,
}

/// What Keras calls weights. A name with another of these belongs to another weight.
const KINDS: &[&str] = &[
    "alpha",
    "beta",
    "bias",
    "count",
    "depthwise_kernel",
    "gamma",
    "kernel",
    "mean",
    "moving_mean",
    "moving_variance",
    "pointwise_kernel",
    "variance",
];

impl<'h> Legacy<'h> {
    /// Finds the weights of all layers. Fails if the file has more or fewer than the layers.
    pub(super) fn read(hdf5: &'h Hdf5<'h>, topology: &Json) -> Result<Self, FormatError> {
        let group = "model_weights";
        let prefix = if hdf5.find(group)?.is_some() {
            group
        } else {
            ""
        };
        let (class, config) = keras::root(topology)?;
        let is_keras_3 = keras::is_keras_3(topology);
        let model = KerasModel::read(class, config)?;
        let scope = Scope::outermost();
        let mut paths = BTreeMap::new();
        for layer in &model.layers {
            let expected = listed(scope.place(layer), is_keras_3)?;
            if !expected.is_empty() {
                let group = format!("{prefix}/{}", layer.name);
                let names = names(hdf5, &group, layer)?;
                if is_keras_3 {
                    in_order(layer, &expected, &names)?;
                }
                paths.extend(paired(layer, &group, expected, &names)?);
            }
        }
        Ok(Self { hdf5, paths })
    }
}

/// The names of the weights in a group. Long lists are cut into several.
fn names(hdf5: &Hdf5, group: &str, layer: &KerasLayer) -> Result<Vec<String>, FormatError> {
    let missing = || FormatError::Weight {
        layer: layer.name.into(),
        reason: format!("its weights are missing: the file has no group `{group}`"),
    };
    let address = hdf5.find(group)?.ok_or_else(missing)?;
    let mut names = hdf5.texts(address, "weight_names")?.unwrap_or_default();
    for part in 0.. {
        match hdf5.texts(address, &format!("weight_names{part}"))? {
            Some(more) if !more.is_empty() => names.extend(more),
            _ => break,
        }
    }
    // TensorFlow 2.3 to 2.6 counted the random numbers of augmentation among the weights.
    names.retain(|name| !name.ends_with("StateVar:0"));
    Ok(names)
}

/// The paths of the weights of a layer.
fn paired(
    layer: &KerasLayer,
    group: &str,
    expected: Vec<Key>,
    names: &[String],
) -> Result<Vec<(String, String)>, FormatError> {
    let error = |reason: String| FormatError::Weight {
        layer: layer.name.into(),
        reason,
    };
    if expected.len() != names.len() {
        let (layers, file) = (expected.len(), names.len());
        let reason = format!("expected {layers} weights, and the file has {file} of it");
        return Err(error(reason));
    }
    let pair = |(Key { path, kind, .. }, name): (Key, &String)| {
        if contradicts(name, kind) {
            return Err(error(format!(
                "expected a {kind}, and the file has `{name}` there"
            )));
        }
        Ok((format!("{path}/{kind}"), format!("{group}/{name}")))
    };
    expected.into_iter().zip(names).map(pair).collect()
}

/// Fails if a name says that it is the weight of another layer in the list. Keras 3 writes the name of
/// the layer as it is; in Keras 2 it could get a number.
fn in_order(layer: &KerasLayer, expected: &[Key], names: &[String]) -> Result<(), FormatError> {
    let is_of = |name: &str, layer: &str| {
        let path = name.rsplit_once('/').map_or("", |(path, _)| path);
        let before = path.strip_suffix(layer);
        before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    for (key, name) in expected.iter().zip(names) {
        let mut others = expected.iter();
        if !is_of(name, &key.layer) && others.any(|other| is_of(name, &other.layer)) {
            return Err(FormatError::Weight {
                layer: layer.name.into(),
                reason: format!(
                    "expected the {} of `{}`, and the file has `{name}` there",
                    key.kind, key.layer
                ),
            });
        }
    }
    Ok(())
}

/// Whether a name says that it is another kind of weight.
fn contradicts(name: &str, kind: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or_default();
    let own = own.strip_suffix(":0").unwrap_or(own);
    // Keras 3 calls a depthwise kernel just a kernel.
    let same = own == kind || (own == "kernel" && kind == "depthwise_kernel");
    KINDS.contains(&own) && !same
}

impl Weights for Legacy<'_> {
    fn find(&self, place: Place, kind: &str) -> Result<String, FormatError> {
        let found = self.paths.get(&format!("{}/{kind}", place.path()));
        found.cloned().ok_or_else(|| FormatError::Weight {
            layer: place.layer.name.into(),
            reason: format!("its {kind} is not in the file"),
        })
    }

    fn decode(&self, name: &str) -> Result<Weight, FormatError> {
        decoded(self.hdf5, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_weight_of_another_layer_is_noticed() {
        let json = json!({"class_name": "Functional", "config": {"name": "inner"}});
        let json = json!({"layers": [json]});
        let model = KerasModel::read("Sequential", &json).unwrap();
        let key = |layer: &str| Key {
            layer: layer.into(),
            path: String::new(),
            kind: "kernel",
        };
        let expected = [key("conv"), key("conv_2")];
        let check = |names: [&str; 2]| {
            let names = names.map(String::from);
            in_order(&model.layers[0], &expected, &names).is_ok()
        };
        for (names, expected, why) in [
            (["conv/kernel", "conv_2/kernel"], true, "as expected"),
            (
                ["inner/conv/kernel", "inner/conv_2/kernel"],
                true,
                "below their model",
            ),
            (["conv_2/kernel", "conv/kernel"], false, "exchanged"),
            (
                ["inner/conv_2/kernel", "x/kernel"],
                false,
                "one of the others",
            ),
            (
                ["a/kernel", "b/kernel"],
                true,
                "renamed after they were built",
            ),
        ] {
            assert_eq!(check(names), expected, "{why}");
        }
    }

    #[test]
    fn a_name_of_another_kind_is_noticed() {
        for (name, kind, expected) in [
            ("conv/kernel:0", "kernel", false),
            ("conv/kernel:0", "bias", true),
            ("a/depthwise_conv2d/kernel", "depthwise_kernel", false),
            ("layer_scale/variable", "gamma", false),
            ("convolution2d_1_W", "kernel", false),
            ("gamma", "moving_mean", true),
        ] {
            assert_eq!(contradicts(name, kind), expected, "{name} {kind}");
        }
    }
}
