use serde_json::Value as Json;

use super::slots::Slots;
use crate::FormatError;
use crate::words::name;

/// A layer as Keras writes it. A nested model is a layer with layers.
pub(crate) struct KerasLayer<'a> {
    pub(crate) name: &'a str,
    pub(crate) class: &'a str,
    pub(crate) config: &'a Json,
    /// The shape of the input that it was built for, if the file tells it.
    pub(super) built: &'a Json,
    /// The name that Keras 3 gives it in files of weights.
    pub(crate) slot: String,
    /// The full name of a class that is not Keras's own.
    pub(super) foreign: Option<String>,
    /// The arguments of each call of the layer. Empty in a sequential model and for inputs.
    pub(super) calls: Vec<Call<'a>>,
}

/// The arguments of one call of a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Call<'a> {
    /// Tensors and constants, in order.
    pub(super) arguments: Vec<Argument<'a>>,
    /// The named arguments.
    pub(super) named: Option<&'a Json>,
    /// Whether the layer does what it does in training, whatever the model is asked for. Keras 2 keeps
    /// a `training` that was written in the call; Keras 3 overrules it with its own.
    pub(super) trains: bool,
}

/// An argument of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Argument<'a> {
    Tensor(Source<'a>),
    /// A number, or numbers along the last axis.
    Constant(&'a Json),
}

impl<'a> Call<'a> {
    /// Whether an argument is a constant.
    pub(super) fn has_constants(&self) -> bool {
        let constant = |argument| matches!(argument, &Argument::Constant(_));
        self.arguments.iter().any(constant)
    }

    /// The tensors among the arguments.
    pub(super) fn sources(&self) -> Vec<Source<'a>> {
        let tensor = |argument: &Argument<'a>| match argument {
            Argument::Tensor(source) => Some(*source),
            Argument::Constant(_) => None,
        };
        self.arguments.iter().filter_map(tensor).collect()
    }
}

/// Output `tensor` of call `call` of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source<'a> {
    pub(super) layer: &'a str,
    pub(super) call: usize,
    pub(super) tensor: usize,
}

/// A model as Keras writes it.
pub(crate) struct KerasModel<'a> {
    pub(crate) layers: Vec<KerasLayer<'a>>,
    pub(super) sequential: bool,
    /// Its outputs; empty in a sequential model.
    pub(super) outputs: Vec<Source<'a>>,
    /// Names of the input layers, in order.
    pub(super) inputs: Vec<&'a str>,
}

/// Whether a layer of that class is a model.
pub(crate) fn is_model(class: &str) -> bool {
    matches!(class, "Sequential" | "Model" | "Functional")
}

/// Class and configuration of the outermost model of `modelTopology`.
pub(crate) fn root(topology: &Json) -> Result<(&str, &Json), FormatError> {
    let holder = if topology["model_config"].is_object() {
        &topology["model_config"]
    } else {
        topology
    };
    match holder["class_name"].as_str() {
        Some(class) if is_model(class) => Ok((class, &holder["config"])),
        Some(class) => {
            let class = name(class);
            let reason = format!(
                "it is of the class `{class}`, whose code is not in the file. Export it as ONNX: `model.export(\"model.onnx\", format=\"onnx\")`"
            );
            Err(damaged("model", reason))
        }
        None => Err(damaged(
            "model",
            "expected a Sequential or Functional model, got none".into(),
        )),
    }
}

/// The library that wrote a file; some layers differ between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    TensorFlowJs,
    Keras2,
    Keras3,
}

/// Reads the origin from the version: Keras writes a number, TensorFlow.js "tfjs-layers …".
pub(super) fn origin(topology: &Json) -> Origin {
    match topology["keras_version"].as_str() {
        Some(version) if version.starts_with('3') => Origin::Keras3,
        Some(version) if version.starts_with("tfjs") => Origin::TensorFlowJs,
        _ => Origin::Keras2,
    }
}

/// Whether Keras 3 wrote the file.
pub(crate) fn is_keras_3(topology: &Json) -> bool {
    origin(topology) == Origin::Keras3
}

impl<'a> KerasModel<'a> {
    pub(crate) fn read(class: &str, config: &'a Json) -> Result<Self, FormatError> {
        // Keras before 2.3 wrote a sequential model as a bare list.
        let list = config.as_array().or_else(|| config["layers"].as_array());
        let list = list.ok_or_else(|| damaged(class, "it has no list of layers".into()))?;
        let mut slots = Slots::default();
        let layer = |json| {
            let mut layer = KerasLayer::read(json)?;
            layer.slot = slots.next(layer.class);
            Ok(layer)
        };
        let layers = list.iter().map(layer).collect::<Result<_, FormatError>>()?;
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
    pub(super) fn read(json: &'a Json) -> Result<Self, FormatError> {
        let class = json["class_name"].as_str();
        let class = class.ok_or_else(|| damaged("?", "it has no class name".into()))?;
        let class = match class {
            "BatchNormalizationV1" | "BatchNormalizationV2" => "BatchNormalization",
            other => other,
        };
        let config = &json["config"];
        let name = json["name"]
            .as_str()
            .or_else(|| config["name"].as_str())
            .unwrap_or(class);
        if let Some(mode) = config["dtype"]["config"]["mode"].as_str() {
            let reason = format!(
                "it is quantised ({mode}), which is not supported: save the model as it was before `quantize`"
            );
            return Err(damaged(name, reason));
        }
        let calls = json["inbound_nodes"]
            .as_array()
            .map_or_else(Vec::new, |calls| {
                let calls = calls.iter().map(call);
                calls.filter(|call| !call.sources().is_empty()).collect()
            });
        Ok(Self {
            name,
            class,
            config,
            built: &json["build_config"]["input_shape"],
            slot: String::new(),
            foreign: foreign(class, json),
            calls,
        })
    }
}

/// The full name of a class that is not Keras's own: since version 2.12 files tell its module.
fn foreign(class: &str, json: &Json) -> Option<String> {
    let registered = json["registered_name"].as_str();
    match (json.get("module")?.as_str(), registered) {
        (Some(module), _) => {
            let package = module.split('.').next().unwrap_or_default();
            let own = matches!(package, "keras" | "tf_keras" | "tensorflow");
            (!own).then(|| format!("{module}.{class}"))
        }
        (None, Some(registered)) => Some(registered.to_owned()),
        (None, None) => None,
    }
}

/// All tensor references, however nested.
fn tensors(json: &Json) -> Vec<Source<'_>> {
    call(json).sources()
}

/// Reads a call. Keras 3 writes `{"args": […], "kwargs": {…}}`, Keras 2 a list of references, each
/// of which may end in an object of named arguments.
fn call(json: &Json) -> Call<'_> {
    let mut call = Call::default();
    collect(json, &mut call);
    call
}

/// Collects arguments. Keras 2 writes a tensor as `["name", call, tensor]`, Keras 3 puts the same
/// list into `{"config": {"keras_history": […]}}`.
fn collect<'a>(json: &'a Json, call: &mut Call<'a>) {
    if let Some(history) = json.pointer("/config/keras_history") {
        return collect(history, call);
    }
    match json {
        Json::Array(items) => match items.first().and_then(Json::as_str) {
            Some(name) => keras_2(name, items, call),
            None if !items.is_empty() && items.iter().all(Json::is_number) => {
                call.arguments.push(Argument::Constant(json));
            }
            None => items.iter().for_each(|item| collect(item, call)),
        },
        Json::Number(_) => call.arguments.push(Argument::Constant(json)),
        Json::Object(_) if json["class_name"] == "__numpy__" => {
            call.arguments
                .push(Argument::Constant(&json["config"]["value"]));
        }
        Json::Object(named) if json.get("args").is_none() => {
            named.values().for_each(|item| collect(item, call));
        }
        Json::Object(_) => {
            collect(&json["args"], call);
            call.named = json.get("kwargs");
        }
        _ => {}
    }
}

/// Reads `["name", call, tensor, {…}]` or `["_CONSTANT_VALUE", -1, value, {…}]`. The second
/// argument of a function is the named argument `y`.
fn keras_2<'a>(name: &'a str, items: &'a [Json], call: &mut Call<'a>) {
    let number = |item: Option<&Json>| {
        item.and_then(Json::as_u64)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or_default()
    };
    call.arguments.push(if name == "_CONSTANT_VALUE" {
        Argument::Constant(items.get(2).unwrap_or(&Json::Null))
    } else {
        Argument::Tensor(Source {
            layer: name,
            call: number(items.get(1)),
            tensor: number(items.get(2)),
        })
    });
    call.named = items.get(3).filter(|named| named.is_object());
    call.trains = call.named.is_some_and(|named| named["training"] == true);
    if let Some(second) = call.named.and_then(|named| named.get("y")) {
        collect(second, call);
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
    fn references_of_keras_2_and_keras_3_read_the_same() {
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

    #[test]
    fn constants_keep_their_position_among_the_arguments() {
        let tensor = Argument::Tensor(Source {
            layer: "a",
            call: 0,
            tensor: 0,
        });
        let (three, each) = (json!(3.0), json!([1.0, 2.0]));
        let keras_3 = |x: &Json, y: &Json| json!([{"args": [x, y], "kwargs": {"training": false}}]);
        let a = json!({"class_name": "__keras_tensor__", "config": {"keras_history": ["a", 0, 0]}});
        struct Case<'a>(Json, [Argument<'a>; 2], &'a str);
        let (three, each) = (&three, &each);
        let array = json!({"class_name": "__numpy__", "config": {"value": [1.0, 2.0]}});
        let constant = Argument::Constant;
        for Case(json, expected, why) in [
            Case(keras_3(&a, three), [tensor, constant(three)], "a number"),
            Case(
                keras_3(three, &a),
                [constant(three), tensor],
                "a number first",
            ),
            Case(keras_3(&a, &array), [tensor, constant(each)], "an array"),
            Case(
                json!(["a", 0, 0, {"y": 3.0, "name": null}]),
                [tensor, constant(three)],
                "a function of Keras 2",
            ),
            Case(
                json!(["a", 0, 0, {"y": ["a", 0, 0]}]),
                [tensor, tensor],
                "with a tensor",
            ),
            Case(
                json!(["_CONSTANT_VALUE", -1, [1.0, 2.0], {"y": ["a", 0, 0]}]),
                [constant(each), tensor],
                "with a constant first",
            ),
        ] {
            assert_eq!(call(&json).arguments, expected, "{why}");
        }
    }
}
