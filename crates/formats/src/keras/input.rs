use serde_json::Value as Json;

use super::order::Order;
use super::topology::{KerasLayer, KerasModel, damaged, is_model};
use crate::FormatError;

/// The longest side of an input.
const MAX_SIDE: usize = 4096;

/// Where a layer or a model keeps the shape of its input; a model that was made without an input
/// layer has the last one.
const KEYS: [&str; 3] = ["batch_input_shape", "batch_shape", "build_input_shape"];

/// Name and shape `[1, channel, height, width]` of the first input. `size` is the `[height, width]`
/// to use if the file leaves it open.
pub(super) fn shape<'a>(
    (class, config): (&str, &'a Json),
    size: [usize; 2],
    order: Order,
) -> Result<(String, [usize; 4]), FormatError> {
    let model = KerasModel::read(class, config)?;
    let first = match model.inputs.first() {
        Some(name) => model.layers.iter().find(|layer| layer.name == *name),
        None => model.layers.first(),
    };
    let first = first.ok_or_else(|| damaged("model", "it has no layers".into()))?;
    let kept = |config: &'a Json| KEYS.iter().find_map(|key| config[*key].as_array());
    let built = || first.built.as_array();
    let Some(axes) = kept(first.config).or_else(built).or_else(|| kept(config)) else {
        if is_model(first.class) {
            return shape((first.class, first.config), size, order);
        }
        let reason = "the shape of the input is missing: call the model once, then save it again";
        return Err(damaged(first.name, reason.into()));
    };
    let name = name(first);
    // Batch, height and width may be open in the file; these are their defaults, by axis.
    let [height, width] = size.map(Some);
    let open = match order {
        Order::ChannelsLast => [Some(1), height, width, None],
        Order::ChannelsFirst => [Some(1), None, height, width],
    };
    let side = |(place, axis): (usize, &Json)| {
        let known = axis.as_u64().map(|side| usize::try_from(side).ok());
        let side = known.unwrap_or_else(|| open.get(place).copied().flatten());
        side.filter(|side| (1..=MAX_SIDE).contains(side))
    };
    let sides: Option<Vec<usize>> = axes.iter().enumerate().map(side).collect();
    match (sides.as_deref(), order) {
        (Some(&[_, height, width, channels]), Order::ChannelsLast)
        | (Some(&[_, channels, height, width]), Order::ChannelsFirst) => {
            Ok((name, [1, channels, height, width]))
        }
        _ => Err(damaged(
            first.name,
            format!(
                "expected an input [batch, height, width, channels] of 1 to {MAX_SIDE} pixels, got {}",
                Json::from(axes.clone())
            ),
        )),
    }
}

fn name(first: &KerasLayer) -> String {
    let is_input = first.class == "InputLayer";
    if is_input { first.name } else { "input" }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_shape_stands_in_a_layer_or_in_a_model() {
        let shape_of = |json: Json, order| {
            shape(("Sequential", &json), [8, 9], order)
                .map(|(_, shape)| shape)
                .ok()
        };
        let first = |config: Json| json!([{"class_name": "Conv2D", "config": config}]);
        let open = json!([null, null, null, 3]);
        let last = Order::ChannelsLast;
        for (json, order, expected) in [
            (
                json!({"layers": first(json!({"batch_input_shape": open}))}),
                last,
                Some([1, 3, 8, 9]),
            ),
            (
                json!({"layers": first(json!({"batch_shape": [32, 6, 4, 1]}))}),
                last,
                Some([1, 1, 6, 4]),
            ),
            (
                json!({"layers": first(json!({})), "build_input_shape": [null, 6, 4, 1]}),
                last,
                Some([1, 1, 6, 4]),
            ),
            (
                json!({"layers": first(json!({"batch_shape": [null, 3, null, null]}))}),
                Order::ChannelsFirst,
                Some([1, 3, 8, 9]),
            ),
            (
                json!({"layers": [{"class_name": "Dense", "build_config": {"input_shape": [null, 6, 4, 1]}}]}),
                last,
                Some([1, 1, 6, 4]),
            ),
            (json!({"layers": first(json!({}))}), last, None),
            (
                json!({"layers": first(json!({"batch_shape": [null, 4, 4, null]}))}),
                last,
                None,
            ),
        ] {
            assert_eq!(shape_of(json.clone(), order), expected, "{json}");
        }
    }
}
