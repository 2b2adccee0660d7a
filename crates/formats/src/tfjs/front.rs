use serde_json::Value as Json;

use super::json::numbers;
use super::topology::{Argument, Call, KerasLayer, KerasModel, is_model};
use super::weights::Weights;
use crate::FormatError;

/// The most layers that are examined before the network proper.
const FIRST: usize = 32;

/// What the first layers of a network tell about its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Front {
    /// They scale values of 0 to 255.
    Levels,
    /// They scale values of 0 to 1.
    Unit,
    /// They do not change the values of pixels.
    Through,
    /// The network proper begins.
    Ends,
}

/// Examines the layers behind the input, including those of nested models.
pub(super) fn scaled(class: &str, config: &Json, weights: &Weights) -> Result<Front, FormatError> {
    let model = KerasModel::read(class, config)?;
    for layer in first_layers(&model) {
        let found = if is_model(layer.class) {
            scaled(layer.class, layer.config, weights)?
        } else {
            judged(layer, weights)?
        };
        if !matches!(found, Front::Through) {
            return Ok(found);
        }
    }
    Ok(Front::Through)
}

/// The layers behind the input, in order, up to the first branch.
fn first_layers<'m, 'a>(model: &'m KerasModel<'a>) -> Vec<&'m KerasLayer<'a>> {
    let layers = model
        .layers
        .iter()
        .filter(|layer| layer.class != "InputLayer");
    if model.sequential {
        return layers.collect();
    }
    let mut first: Vec<&KerasLayer> = Vec::new();
    let mut current = model.inputs.first().copied();
    while let Some(name) = current.take() {
        let reads = |layer: &&KerasLayer| {
            let mut sources = layer.calls.iter().flat_map(Call::sources);
            sources.any(|source| source.layer == name)
        };
        let readers: Vec<&KerasLayer> = layers.clone().filter(reads).collect();
        if let [only] = readers.as_slice()
            && first.len() < FIRST
        {
            first.push(only);
            current = Some(only.name);
        }
    }
    first
}

fn judged(layer: &KerasLayer, weights: &Weights) -> Result<Front, FormatError> {
    let largest = |json: &Json| Some(numbers(json)?.into_iter().fold(0.0, |a, n| n.abs().max(a)));
    let constant = layer.calls.first().and_then(|call| {
        let constant = |argument: &Argument| match argument {
            Argument::Constant(json) => largest(json),
            Argument::Tensor(_) => None,
        };
        call.arguments.iter().find_map(constant)
    });
    let function = layer.config["function"].as_str().unwrap_or(layer.class);
    // A layer that brings pixels to about 1 tells how large they were.
    let (large, small) = match function.trim_start_matches("math.") {
        "Rescaling" => {
            let scale = largest(&layer.config["scale"]);
            (scale.is_some_and(|scale| scale < 0.1), scale.is_some())
        }
        "Normalization" => {
            let mean = match &layer.config["mean"] {
                Json::Null => learned_mean(layer, weights)?,
                mean => largest(mean).unwrap_or_default(),
            };
            (mean > 2.0, true)
        }
        "truediv" | "divide" | "TrueDivide" | "Divide" | "subtract" | "Subtract" => {
            (constant.is_some_and(|constant| constant > 2.0), false)
        }
        "multiply" | "Multiply" => (constant.is_some_and(|constant| constant < 0.1), false),
        "Resizing" | "CenterCrop" | "Cropping2D" | "Identity" | "identity" | "cast" => {
            return Ok(Front::Through);
        }
        random if random.starts_with("Random") => return Ok(Front::Through),
        _ => return Ok(Front::Ends),
    };
    Ok(match (large, small) {
        (true, _) => Front::Levels,
        (false, true) => Front::Unit,
        (false, false) => Front::Ends,
    })
}

fn learned_mean(layer: &KerasLayer, weights: &Weights) -> Result<f32, FormatError> {
    let mean = weights.decode(weights.find("", layer.name, "mean")?)?;
    Ok(mean.values.into_iter().fold(0.0, |a, n| n.abs().max(a)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceFile;
    use serde_json::json;

    fn of(class: &str, config: &Json) -> Front {
        let weights = Weights::read(&json!([]), "model.json", &[]).unwrap();
        scaled(class, config, &weights).unwrap()
    }

    #[test]
    fn first_layers_tell_the_range_of_pixels() {
        struct Case(&'static str, Json, Front, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case("Rescaling", json!({"scale": 1.0 / 255.0}), Front::Levels, "0 to 255"),
            Case("Rescaling", json!({"scale": 2.0, "offset": -1.0}), Front::Unit, "0 to 1 becomes -1 to 1"),
            Case("Normalization", json!({"mean": [123.7, 116.3, 103.5]}), Front::Levels, "as in ConvNeXt"),
            Case("Normalization", json!({"mean": [0.485, 0.456, 0.406]}), Front::Unit, "of values up to 1"),
            Case("Conv2D", json!({}), Front::Ends, "no scaling"),
        ];
        for Case(class, settings, expected, why) in cases {
            let flip = json!({"class_name": "RandomFlip", "config": {"name": "flip"}});
            let inner = json!({"layers": [flip, {"class_name": class, "config": settings}]});
            let nested = json!({"layers": [{"class_name": "Sequential", "config": inner}]});
            assert_eq!(of("Sequential", &nested), expected, "{why}");
        }
    }

    #[test]
    fn a_function_before_the_network_tells_the_range() {
        let reads = |named: Json| json!([["input", 0, 0, named]]);
        let model = json!({
            "layers": [
                {"name": "input", "class_name": "InputLayer", "config": {}},
                {"name": "half", "class_name": "TFOpLambda", "config": {"function": "math.truediv"}, "inbound_nodes": reads(json!({"y": 127.5}))},
            ],
            "input_layers": [["input", 0, 0]],
            "output_layers": [["half", 0, 0]],
        });
        assert_eq!(of("Functional", &model), Front::Levels);
    }

    #[test]
    fn a_learned_mean_counts_like_a_setting() {
        let norm =
            json!({"name": "norm", "class_name": "Normalization", "config": {"name": "norm"}});
        let model = json!({"layers": [norm]});
        let manifest = json!([{"paths": ["w"], "weights": [{"name": "norm/mean", "shape": [1], "dtype": "float32"}]}]);
        for (mean, expected) in [(120f32, Front::Levels), (0.5, Front::Unit)] {
            let files = [SourceFile::new("w", mean.to_le_bytes().into())];
            let weights = Weights::read(&manifest, "model.json", &files).unwrap();
            assert_eq!(scaled("Sequential", &model, &weights).unwrap(), expected);
        }
    }
}
