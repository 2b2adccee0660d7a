//! Weights in files of Keras 3: `layers/conv2d/vars/0`. A layer stands under its class and number
//! in its model, and its weights are numbered.

use super::scope::Place;
use super::variables::variables;
use crate::FormatError;

/// The name of a layer's weight, or `None` if the file does not number those of the layer. `exists`
/// says whether the file has a weight.
pub(crate) fn numbered(
    place: Place,
    kind: &str,
    exists: impl Fn(&str) -> bool,
) -> Option<Result<String, FormatError>> {
    let path = place.path();
    let name = |index: usize| format!("{path}/vars/{index}");
    exists(&name(0)).then(|| {
        let variables = variables(place.layer);
        let expected = variables.len();
        let found = (0..=expected).take_while(|index| exists(&name(*index)));
        let found = found.count();
        // How many pictures a normalisation was adapted to is not always kept, and not needed.
        let unneeded = variables.last().is_some_and(|last| last.kind == "count");
        let index = variables.iter().position(|variable| variable.kind == kind);
        match index {
            Some(index) if found == expected || (unneeded && found + 1 == expected) => {
                Ok(name(index))
            }
            _ => {
                let more = if found > expected { "more" } else { "fewer" };
                Err(FormatError::Weight {
                    layer: place.layer.name.into(),
                    reason: format!(
                        "expected {expected} weights with its {kind} below `{path}`, found {more}"
                    ),
                })
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::scope::Scope;
    use super::super::topology::KerasModel;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_weight_is_found_by_its_number_and_none_if_there_are_more() {
        let norm = json!({"class_name": "BatchNormalization", "config": {"scale": false}});
        let inner = json!({"layers": [norm, norm]});
        let model = json!({"layers": [{"class_name": "Functional", "config": inner}]});
        let outer = KerasModel::read("Sequential", &model).unwrap();
        let inner = KerasModel::read("Functional", outer.layers[0].config).unwrap();
        let scope = Scope::outermost().inside(&outer.layers[0]);
        let find = |kind: &str, count: usize| {
            let prefix = "layers/functional/layers/batch_normalization_1/vars/";
            numbered(scope.place(&inner.layers[1]), kind, |name| {
                let number = name.strip_prefix(prefix).and_then(|n| n.parse().ok());
                number.is_some_and(|number: usize| number < count)
            })
        };
        let expected = "layers/functional/layers/batch_normalization_1/vars/1";
        assert_eq!(find("moving_mean", 3), Some(Ok(expected.into())));
        assert!(matches!(find("moving_mean", 4), Some(Err(_))), "more");
        assert!(matches!(find("moving_mean", 2), Some(Err(_))), "fewer");
        assert!(
            matches!(find("gamma", 3), Some(Err(_))),
            "not one of its weights"
        );
        assert_eq!(find("beta", 0), None);
    }
}
