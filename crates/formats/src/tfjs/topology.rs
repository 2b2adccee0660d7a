use serde_json::Value as Json;

use crate::FormatError;

/// A layer as Keras writes it; nested models are layers with layers.
pub(super) struct KerasLayer<'a> {
    pub(super) name: &'a str,
    pub(super) class: &'a str,
    pub(super) config: &'a Json,
    /// For each call of the layer, the tensors that it reads. Empty in a sequential model and for
    /// inputs.
    pub(super) calls: Vec<Vec<Source<'a>>>,
}

/// Output `tensor` of call `call` of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Source<'a> {
    pub(super) layer: &'a str,
    pub(super) call: usize,
    pub(super) tensor: usize,
}

/// A model as Keras writes it.
pub(super) struct KerasModel<'a> {
    pub(super) layers: Vec<KerasLayer<'a>>,
    pub(super) sequential: bool,
    /// What it answers with; empty in a sequential model.
    pub(super) outputs: Vec<Source<'a>>,
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
                .map(|source| source.layer)
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
fn tensors(json: &Json) -> Vec<Source<'_>> {
    if let Some(history) = json.pointer("/config/keras_history") {
        return tensors(history);
    }
    let number = |item: Option<&Json>| {
        item.and_then(Json::as_u64)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or_default()
    };
    match json {
        Json::Array(items) => match items.first().and_then(Json::as_str) {
            Some(layer) => {
                vec![Source {
                    layer,
                    call: number(items.get(1)),
                    tensor: number(items.get(2)),
                }]
            }
            None => items.iter().flat_map(tensors).collect(),
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
        let source = |layer, call, tensor| Source {
            layer,
            call,
            tensor,
        };
        assert_eq!(tensors(&keras_2), [source("a", 0, 0), source("b", 1, 0)]);
        assert_eq!(tensors(&keras_3), [source("a", 0, 0), source("b", 1, 0)]);
        assert_eq!(tensors(&json!(["only", 0, 2])), [source("only", 0, 2)]);
        assert_eq!(tensors(&json!(null)), []);
    }
}
