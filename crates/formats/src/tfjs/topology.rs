use serde_json::Value as Json;

use crate::FormatError;

/// A layer as Keras writes it; nested models are layers with layers.
pub(super) struct KerasLayer<'a> {
    pub(super) name: &'a str,
    pub(super) class: &'a str,
    pub(super) config: &'a Json,
    /// For each call of the layer, the tensors that it reads: (layer, call of that layer).
    /// Empty in a sequential model and for inputs.
    pub(super) calls: Vec<Vec<(&'a str, usize)>>,
}

/// A model as Keras writes it.
pub(super) struct KerasModel<'a> {
    pub(super) layers: Vec<KerasLayer<'a>>,
    pub(super) sequential: bool,
    /// (layer, call) of each output; empty in a sequential model.
    pub(super) outputs: Vec<(&'a str, usize)>,
    /// Names of the input layers, in order.
    pub(super) inputs: Vec<&'a str>,
}

/// Whether a layer of that class is a model of its own.
pub(super) fn is_model(class: &str) -> bool {
    matches!(class, "Sequential" | "Model" | "Functional")
}

/// The outermost model of `modelTopology`: its class and configuration.
pub(super) fn root(topology: &Json) -> Result<(&str, &Json), FormatError> {
    let holder = if topology["model_config"].is_object() {
        &topology["model_config"]
    } else {
        topology
    };
    match holder["class_name"].as_str() {
        Some(class) if is_model(class) => Ok((class, &holder["config"])),
        class => Err(damaged(
            "model",
            format!("expected a Sequential or Functional model, got {class:?}"),
        )),
    }
}

/// Major version of the Keras that wrote the file; TensorFlow.js itself writes "tfjs-layers …".
pub(super) fn keras_3(topology: &Json) -> bool {
    topology["keras_version"]
        .as_str()
        .is_some_and(|version| version.starts_with('3'))
}

impl<'a> KerasModel<'a> {
    pub(super) fn read(class: &str, config: &'a Json) -> Result<Self, FormatError> {
        // Keras before 2.3 wrote a sequential model as a bare list.
        let list = config.as_array().or_else(|| config["layers"].as_array());
        let list = list.ok_or_else(|| damaged(class, "it has no list of layers".into()))?;
        let layers = list
            .iter()
            .map(KerasLayer::read)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            layers,
            sequential: class == "Sequential",
            outputs: tensors(&config["output_layers"]),
            inputs: tensors(&config["input_layers"])
                .into_iter()
                .map(|(name, _)| name)
                .collect(),
        })
    }
}

impl<'a> KerasLayer<'a> {
    fn read(json: &'a Json) -> Result<Self, FormatError> {
        let class = json["class_name"].as_str();
        let class = class.ok_or_else(|| damaged("?", "it has no class name".into()))?;
        let config = &json["config"];
        let name = json["name"]
            .as_str()
            .or_else(|| config["name"].as_str())
            .unwrap_or(class);
        let calls = json["inbound_nodes"]
            .as_array()
            .map_or_else(Vec::new, |calls| {
                calls
                    .iter()
                    .map(tensors)
                    .filter(|call| !call.is_empty())
                    .collect()
            });
        Ok(Self {
            name,
            class,
            config,
            calls,
        })
    }
}

/// Tensor references in whatever nesting: Keras 2 writes `["name", call, tensor]`, Keras 3 hides
/// the same list in `{"config": {"keras_history": […]}}`.
fn tensors(json: &Json) -> Vec<(&str, usize)> {
    if let Some(history) = json.pointer("/config/keras_history") {
        return tensors(history);
    }
    match json {
        Json::Array(items) => match (items.first().and_then(Json::as_str), items.get(1)) {
            (Some(name), call) => {
                let call = call.and_then(Json::as_u64).unwrap_or_default();
                vec![(name, usize::try_from(call).unwrap_or_default())]
            }
            _ => items.iter().flat_map(tensors).collect(),
        },
        Json::Object(_) => tensors(&json["args"]),
        _ => Vec::new(),
    }
}

pub(super) fn damaged(layer: &str, reason: String) -> FormatError {
    FormatError::Layer {
        layer: layer.into(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_of_keras_2_and_3_read_the_same() {
        let keras_2 = json!([[["a", 0, 0, {}], ["b", 1, 0, {}]]]);
        let tensor = |name: &str, call: u64| json!({"class_name": "__keras_tensor__", "config": {"keras_history": [name, call, 0]}});
        let keras_3 = json!([{"args": [[tensor("a", 0), tensor("b", 1)]], "kwargs": {}}]);
        assert_eq!(tensors(&keras_2), [("a", 0), ("b", 1)]);
        assert_eq!(tensors(&keras_3), [("a", 0), ("b", 1)]);
        assert_eq!(tensors(&json!(["only", 0, 0])), [("only", 0)]);
        assert_eq!(tensors(&json!(null)), []);
    }
}
