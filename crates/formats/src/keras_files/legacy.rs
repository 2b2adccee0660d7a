//! Weights in lists, as Keras wrote them before version 3. A layer of the outermost model has a
//! group with the names of its weights in order; a model that is a layer has all of its weights in
//! one list, first those that training changes. As in Keras, only the order counts, since the names
//! change when a model is made twice.

use std::collections::BTreeMap;

use serde_json::Value as Json;

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

/// The weights of a layer or a model: those that training changes, and those that it does not.
#[derive(Default)]
struct Owned {
    trained: Vec<Key>,
    kept: Vec<Key>,
}

/// What a weight is: the slot of its layer, and its kind.
type Key = (String, &'static str);

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
        let model = KerasModel::read(class, config)?;
        let scope = Scope::outermost();
        let mut paths = BTreeMap::new();
        for layer in &model.layers {
            let Owned { trained, kept } = owned(scope.place(layer))?;
            let expected = trained.into_iter().chain(kept);
            let expected: Vec<Key> = expected.collect();
            if !expected.is_empty() {
                let group = format!("{prefix}/{}", layer.name);
                let names = names(hdf5, &group, layer)?;
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
    let pair = |((slot, kind), name): (Key, &String)| {
        if contradicts(name, kind) {
            return Err(error(format!(
                "expected a {kind}, and the file has `{name}` there"
            )));
        }
        Ok((format!("{slot}/{kind}"), format!("{group}/{name}")))
    };
    expected.into_iter().zip(names).map(pair).collect()
}

/// Whether a name says that it is another kind of weight.
fn contradicts(name: &str, kind: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or_default();
    let own = own.strip_suffix(":0").unwrap_or(own);
    // Keras 3 calls a depthwise kernel just a kernel.
    let same = own == kind || (own == "kernel" && kind == "depthwise_kernel");
    KINDS.contains(&own) && !same
}

/// The weights of a layer in the order of `trainable_weights + non_trainable_weights`.
fn owned(place: Place) -> Result<Owned, FormatError> {
    let layer = place.layer;
    let mut owned = Owned::default();
    if keras::is_model(layer.class) {
        let scope = place.scope.inside(layer);
        for inner in &KerasModel::read(layer.class, layer.config)?.layers {
            let inner = self::owned(scope.place(inner))?;
            owned.trained.extend(inner.trained);
            owned.kept.extend(inner.kept);
        }
    } else {
        let path = place.path();
        for variable in keras::variables(layer) {
            let list = if variable.trained {
                &mut owned.trained
            } else {
                &mut owned.kept
            };
            list.push((path.clone(), variable.kind));
        }
    }
    if layer.config["trainable"] == false {
        owned.trained.append(&mut owned.kept);
        owned.kept = std::mem::take(&mut owned.trained);
    }
    Ok(owned)
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
    fn frozen_layers_come_last() {
        let norm = |name: &str, trainable: bool| json!({"class_name": "BatchNormalization", "config": {"name": name, "trainable": trainable, "center": false}});
        let dense = json!({"class_name": "Dense", "config": {"name": "c", "use_bias": false}});
        let of = |trainable: bool| {
            let layers = json!({"layers": [norm("a", true), norm("b", false), dense], "trainable": trainable});
            let json = json!({"layers": [{"class_name": "Functional", "config": layers}]});
            let model = KerasModel::read("Sequential", &json).unwrap();
            let owned = owned(Scope::outermost().place(&model.layers[0])).unwrap();
            let short = |keys: Vec<Key>| {
                let names = keys.into_iter().map(|(path, kind)| {
                    let slot = path.rsplit('/').next().unwrap_or_default();
                    format!("{} {kind}", slot.replace("batch_normalization", "norm"))
                });
                names.collect::<Vec<_>>().join(", ")
            };
            (short(owned.trained), short(owned.kept))
        };
        let trained = "norm gamma, dense kernel";
        let kept = "norm moving_mean, norm moving_variance, norm_1 gamma, norm_1 moving_mean, norm_1 moving_variance";
        assert_eq!(of(true), (trained.into(), kept.into()));
        assert_eq!(of(false), (String::new(), format!("{trained}, {kept}")));
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
