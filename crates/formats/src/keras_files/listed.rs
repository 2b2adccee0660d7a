//! The order of the weights of a layer in its list, which is that of `trainable_weights +
//! non_trainable_weights`. It matters for models that are layers: whatever is frozen comes last.

use crate::FormatError;
use crate::keras::{self, KerasModel, Place};

/// What a weight is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The name of its layer.
    pub(super) layer: String,
    /// Where Keras 3 keeps the weights of that layer.
    pub(super) path: String,
    pub(super) kind: &'static str,
}

/// The weights of a layer or a model: those that training changes, and those that it does not.
#[derive(Default)]
struct Owned {
    trained: Vec<Key>,
    kept: Vec<Key>,
}

/// The weights of a layer, or of all layers of a model, in the order of the file.
pub(super) fn listed(place: Place, is_keras_3: bool) -> Result<Vec<Key>, FormatError> {
    if !is_keras_3 {
        let Owned { trained, kept } = owned(place)?;
        return Ok(trained.into_iter().chain(kept).collect());
    }
    let mut all = Vec::new();
    collect(place, &mut all)?;
    if !is_frozen(place) {
        all.sort_by_key(|(_, trained)| !trained);
    }
    Ok(all.into_iter().map(|(key, _)| key).collect())
}

fn is_frozen(place: Place) -> bool {
    place.layer.config["trainable"] == false
}

/// Keras 2 asks each layer for both lists, and a frozen model adds the first to the second.
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
        for (key, trained) in of_layer(place) {
            let list = if trained {
                &mut owned.trained
            } else {
                &mut owned.kept
            };
            list.push(key);
        }
    }
    if is_frozen(place) {
        owned.trained.append(&mut owned.kept);
        owned.kept = std::mem::take(&mut owned.trained);
    }
    Ok(owned)
}

/// Keras 3 takes all weights, layer by layer, and asks each weight whether training changes it; a
/// frozen model asks none.
fn collect(place: Place, all: &mut Vec<(Key, bool)>) -> Result<(), FormatError> {
    let layer = place.layer;
    if keras::is_model(layer.class) {
        let scope = place.scope.inside(layer);
        for inner in &KerasModel::read(layer.class, layer.config)?.layers {
            collect(scope.place(inner), all)?;
        }
        return Ok(());
    }
    let is_frozen = is_frozen(place);
    all.extend(of_layer(place).map(|(key, trained)| (key, trained && !is_frozen)));
    Ok(())
}

/// The weights of a layer that is no model, and whether training changes them if it is not frozen.
fn of_layer(place: Place) -> impl Iterator<Item = (Key, bool)> {
    let (layer, path) = (place.layer.name.to_owned(), place.path());
    let variables = keras::variables(place.layer).into_iter();
    variables.map(move |variable| {
        let key = Key {
            layer: layer.clone(),
            path: path.clone(),
            kind: variable.kind,
        };
        (key, variable.trained)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keras::Scope;
    use serde_json::{Value as Json, json};

    fn norm(name: &str, trainable: bool) -> Json {
        json!({"class_name": "BatchNormalization",
            "config": {"name": name, "trainable": trainable, "center": false}})
    }

    fn dense(name: &str) -> Json {
        json!({"class_name": "Dense", "config": {"name": name, "use_bias": false}})
    }

    fn model(layers: &[Json], trainable: bool) -> Json {
        json!({"class_name": "Functional", "config": {"layers": layers, "trainable": trainable}})
    }

    fn order(model: &Json, is_keras_3: bool) -> String {
        let json = json!({"layers": [model]});
        let outer = KerasModel::read("Sequential", &json).unwrap();
        let found = listed(Scope::outermost().place(&outer.layers[0]), is_keras_3).unwrap();
        let short = |key: Key| format!("{} {}", key.layer, key.kind.replace("moving_", ""));
        found.into_iter().map(short).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn frozen_layers_come_last() {
        let layers = [norm("a", true), norm("b", false), dense("c")];
        let trained = "a gamma, c kernel";
        let kept = "a mean, a variance, b gamma, b mean, b variance";
        for is_keras_3 in [false, true] {
            let found = order(&model(&layers, true), is_keras_3);
            assert_eq!(found, format!("{trained}, {kept}"));
        }
    }

    #[test]
    fn a_frozen_model_has_another_order_in_keras_3() {
        let layers = [norm("a", true), norm("b", false), dense("c")];
        let frozen = model(&layers, false);
        assert_eq!(
            order(&frozen, false),
            "a gamma, c kernel, a mean, a variance, b gamma, b mean, b variance"
        );
        let each_in_turn = "a gamma, a mean, a variance, b gamma, b mean, b variance, c kernel";
        assert_eq!(order(&frozen, true), each_in_turn);
        // Keras 3 asks the weights of a model inside of a model, and not that model.
        let outer = model(&[frozen, dense("d")], true);
        assert_eq!(
            order(&outer, false),
            "d kernel, a gamma, c kernel, a mean, a variance, b gamma, b mean, b variance"
        );
        assert_eq!(
            order(&outer, true),
            "a gamma, c kernel, d kernel, a mean, a variance, b gamma, b mean, b variance"
        );
    }
}
