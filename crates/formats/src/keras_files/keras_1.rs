//! The layers of Keras 1 as later versions write them: other classes and names of settings.

use serde_json::{Map, Value as Json, json};

/// Classes with another name today.
const CLASSES: &[(&str, &str)] = &[
    ("AtrousConvolution2D", "Conv2D"),
    ("Convolution2D", "Conv2D"),
    ("SeparableConvolution2D", "SeparableConv2D"),
];

/// Settings with another name today.
const SETTINGS: &[(&str, &str)] = &[
    ("atrous_rate", "dilation_rate"),
    ("bias", "use_bias"),
    ("border_mode", "padding"),
    ("dim_ordering", "data_format"),
    ("nb_filter", "filters"),
    ("output_dim", "units"),
    ("subsample", "strides"),
];

/// What joins the inputs of a `Merge`, by its mode.
const MERGES: &[(&str, &str)] = &[
    ("ave", "Average"),
    ("concat", "Concatenate"),
    ("max", "Maximum"),
    ("mul", "Multiply"),
    ("sum", "Add"),
];

/// A model as later versions write it. Fails with a sentence about what they do not have.
pub(super) fn renewed(model: &Json) -> Result<Json, String> {
    let mut model = model.clone();
    if let Some(config) = model.get_mut("config") {
        renew_layers(config)?;
    }
    Ok(model)
}

fn renew_layers(config: &mut Json) -> Result<(), String> {
    let layers = match config {
        Json::Array(layers) => Some(layers),
        other => other.get_mut("layers").and_then(Json::as_array_mut),
    };
    for layer in layers.into_iter().flatten() {
        renew(layer)?;
    }
    Ok(())
}

fn renew(layer: &mut Json) -> Result<(), String> {
    let class = layer["class_name"].as_str().unwrap_or_default().to_owned();
    let Some(config) = layer.get_mut("config") else {
        return Ok(());
    };
    renew_layers(config)?;
    let Some(config) = config.as_object_mut() else {
        return Ok(());
    };
    for (old, new) in SETTINGS {
        if let Some(value) = config.remove(*old) {
            config.insert((*new).into(), value);
        }
    }
    if let Some(size) = kernel(config) {
        config.insert("kernel_size".into(), size);
    }
    match config.get("data_format").and_then(Json::as_str) {
        None => {}
        Some("tf") => _ = config.insert("data_format".into(), json!("channels_last")),
        Some(_) => {
            let reason = "it is of Keras 1 with the channels first, and does not say whether Theano turned its kernels around";
            return Err(reason.into());
        }
    }
    let known = CLASSES.iter().find(|(old, _)| *old == class);
    let mut class = known.map_or(class.as_str(), |(_, new)| *new).to_owned();
    if class == "Merge" {
        let mode = config
            .get("mode")
            .and_then(Json::as_str)
            .unwrap_or_default();
        let known = MERGES.iter().find(|(old, _)| *old == mode);
        let (_, new) = known.ok_or_else(|| format!("it joins layers by `{mode}`"))?;
        class = (*new).into();
        if let Some(axis) = config.remove("concat_axis") {
            config.insert("axis".into(), axis);
        }
    }
    // Mode 1 normalises each example, mode 2 each batch.
    if class == "BatchNormalization" && config.get("mode").is_some_and(|mode| *mode != json!(0)) {
        return Err("a normalisation in it is not by learned statistics".into());
    }
    layer["class_name"] = json!(class);
    Ok(())
}

fn kernel(config: &mut Map<String, Json>) -> Option<Json> {
    let (rows, columns) = (config.remove("nb_row")?, config.remove("nb_col")?);
    Some(json!([rows, columns]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(class: &str, config: &Json) -> Result<Json, String> {
        let layer = json!({"class_name": class, "config": config});
        let model = json!({"class_name": "Sequential", "config": [layer]});
        Ok(renewed(&model)?["config"][0].take())
    }

    #[test]
    fn classes_and_settings_have_their_names_of_today() {
        let conv = json!({"name": "a", "nb_filter": 4, "nb_row": 3, "nb_col": 5, "border_mode": "same", "subsample": [1, 2], "bias": false, "dim_ordering": "tf"});
        let expected = json!({"class_name": "Conv2D", "config": {"name": "a", "filters": 4, "kernel_size": [3, 5], "padding": "same", "strides": [1, 2], "use_bias": false, "data_format": "channels_last"}});
        assert_eq!(of("Convolution2D", &conv), Ok(expected));
        let merge = of("Merge", &json!({"mode": "concat", "concat_axis": 3})).unwrap();
        let expected =
            json!({"class_name": "Concatenate", "config": {"mode": "concat", "axis": 3}});
        assert_eq!(merge, expected);
        let inner = json!({"layers": [{"class_name": "Dense", "config": {"output_dim": 2}}]});
        let inner = of("Model", &inner).unwrap();
        assert_eq!(inner["config"]["layers"][0]["config"], json!({"units": 2}));
    }

    #[test]
    fn what_later_versions_have_not_is_refused() {
        for (class, config, part) in [
            (
                "Convolution2D",
                json!({"dim_ordering": "th"}),
                "channels first",
            ),
            ("Merge", json!({"mode": "dot"}), "`dot`"),
            (
                "BatchNormalization",
                json!({"mode": 2}),
                "learned statistics",
            ),
        ] {
            let reason = of(class, &config).unwrap_err();
            assert!(reason.contains(part), "{reason}");
        }
    }
}
