//! Models that are broken by one change each, and the error of each.

use serde_json::{Value as Json, json};

use super::fixture::{keras_layer, layer, weight};

/// A model that is broken by one change. The error has one of `codes` and names all of `named`.
pub(crate) struct Broken {
    pub(crate) why: &'static str,
    pub(crate) fixture: &'static str,
    pub(crate) change: fn(&mut Json),
    pub(crate) codes: &'static [&'static str],
    pub(crate) named: &'static [&'static str],
}

const UNUSABLE: &[&str] = &["layer-unusable"];
const INCONSISTENT: &[&str] = &["model-inconsistent"];
const WEIGHT: &[&str] = &["weight-unusable"];
const MISFIT: &[&str] = &["layer-unusable", "weight-unusable", "model-inconsistent"];

#[rustfmt::skip] // one change is one paragraph
pub(crate) const BROKEN: &[Broken] = &[
    Broken { why: "a layer is missing", fixture: "add-three", codes: UNUSABLE, named: &["sum"], change: |file| {
        let layers = file["model"]["modelTopology"]["config"]["layers"].as_array_mut().unwrap();
        layers.retain(|layer| layer["name"] != "deep");
    } },
    Broken { why: "a cycle", fixture: "add-three", codes: UNUSABLE, named: &["stem"], change: |file| {
        layer(file, "stem")["inbound_nodes"] = json!([[["deep", 0, 0, {}]]]);
    } },
    Broken { why: "a layer that reads itself", fixture: "add-three", codes: UNUSABLE, named: &["deep"], change: |file| {
        layer(file, "deep")["inbound_nodes"] = json!([[["deep", 0, 0, {}]]]);
    } },
    Broken { why: "a layer that reads nothing is missing to the next", fixture: "add-three", codes: UNUSABLE, named: &["sum"], change: |file| {
        layer(file, "deep")["inbound_nodes"] = json!([]);
    } },
    Broken { why: "an output that is missing", fixture: "add-three", codes: UNUSABLE, named: &["nowhere"], change: |file| {
        file["model"]["modelTopology"]["config"]["output_layers"] = json!([["nowhere", 0, 0]]);
    } },
    Broken { why: "all unknown classes are listed at once, nested ones too", fixture: "nested-functional",
        codes: &["layers-unsupported"], named: &["stem (ConvLSTM2D)", "inner_conv (Attention)"], change: |file| {
        layer(file, "stem")["class_name"] = json!("ConvLSTM2D");
        layer(file, "inner_conv")["class_name"] = json!("Attention");
    } },
    Broken { why: "a layer that is quantised", fixture: "add-three", codes: UNUSABLE, named: &["deep", "int8"], change: |file| {
        layer(file, "deep")["config"]["dtype"] = json!({"class_name": "QuantizedDTypePolicy", "config": {"mode": "int8"}});
    } },
    Broken { why: "a layer that cuts off to whole numbers", fixture: "add-three", codes: UNUSABLE, named: &["deep", "uint8"], change: |file| {
        layer(file, "deep")["config"]["dtype"] = json!({"class_name": "DTypePolicy", "config": {"name": "uint8"}});
    } },
    Broken { why: "a cast to whole numbers", fixture: "keras-2-functions", codes: UNUSABLE, named: &["relu", "int32"], change: |file| {
        let relu = keras_layer(file, "relu");
        relu["config"]["function"] = json!("cast");
        relu["inbound_nodes"][0][3]["dtype"] = json!("int32");
    } },
    Broken { why: "another slope of Swish", fixture: "keras-2-functions", codes: UNUSABLE, named: &["silu", "beta"], change: |file| {
        keras_layer(file, "silu")["inbound_nodes"][0][3]["beta"] = json!(2.0);
    } },
    Broken { why: "a model of a class of its own", fixture: "add-three", codes: UNUSABLE, named: &["`Net`", "model.export"], change: |file| {
        file["model"]["modelTopology"]["class_name"] = json!("Net");
    } },
    Broken { why: "channels first", fixture: "add-three", codes: UNUSABLE, named: &["deep", "channels_first"], change: |file| {
        layer(file, "deep")["config"]["data_format"] = json!("channels_first");
    } },
    Broken { why: "an activation of one's own in a convolution", fixture: "add-three", codes: UNUSABLE, named: &["deep"], change: |file| {
        layer(file, "deep")["config"]["activation"] = json!({"class_name": "Mine", "config": {}});
    } },
    Broken { why: "in a dense layer", fixture: "add-three", codes: UNUSABLE, named: &["scores"], change: |file| {
        layer(file, "scores")["config"]["activation"] = json!({"class_name": "function", "config": "mine", "registered_name": "mine"});
    } },
    Broken { why: "in an activation layer", fixture: "activations-by-name", codes: UNUSABLE, named: &["layer_relu"], change: |file| {
        layer(file, "layer_relu")["config"]["activation"] = json!({"class_name": "Mine", "config": {}});
    } },
    Broken { why: "an activation that is not supported", fixture: "add-three", codes: UNUSABLE, named: &["deep", "sparsemax"], change: |file| {
        layer(file, "deep")["config"]["activation"] = json!("sparsemax");
    } },
    Broken { why: "a kernel for other channels", fixture: "add-three", codes: MISFIT, named: &["deep"], change: |file| {
        weight(file, "deep/kernel")["shape"] = json!([4, 4, 3, 3]);
    } },
    Broken { why: "a kernel of three axes", fixture: "add-three", codes: MISFIT, named: &["deep"], change: |file| {
        weight(file, "deep/kernel")["shape"] = json!([9, 4, 4]);
    } },
    Broken { why: "a kernel that is not the setting's size", fixture: "zero-padding", codes: MISFIT, named: &["conv"], change: |file| {
        layer(file, "conv")["config"]["kernel_size"] = json!([1, 1]);
    } },
    Broken { why: "a depthwise kernel of other channels", fixture: "depthwise", codes: MISFIT, named: &["twice"], change: |file| {
        weight(file, "twice/depthwise_kernel")["shape"] = json!([3, 3, 2, 3]);
    } },
    Broken { why: "a bias of two axes", fixture: "add-three", codes: MISFIT, named: &["deep"], change: |file| {
        weight(file, "deep/bias")["shape"] = json!([2, 2]);
    } },
    Broken { why: "a dense kernel turned round", fixture: "add-three", codes: MISFIT, named: &["scores"], change: |file| {
        weight(file, "scores/kernel")["shape"] = json!([3, 4]);
    } },
    Broken { why: "statistics of two axes", fixture: "batch-norm", codes: MISFIT, named: &["full"], change: |file| {
        weight(file, "full/moving_mean")["shape"] = json!([2, 2]);
    } },
    Broken { why: "a weight that is missing", fixture: "add-three", codes: WEIGHT, named: &["deep"], change: |file| {
        weight(file, "deep/kernel")["name"] = json!("other/kernel");
    } },
    Broken { why: "two layers with weights of one name: which is whose?", fixture: "nested-twice", codes: WEIGHT, named: &["other"], change: |file| {
        layer(file, "inner_norm")["inbound_nodes"] = json!([[["other", 0, 0, {}]]]);
        let inner = layer(file, "inner_conv");
        inner["name"] = json!("other");
        inner["config"]["name"] = json!("other");
        weight(file, "inner_conv/kernel")["name"] = json!("other/kernel");
        weight(file, "inner_conv/bias")["name"] = json!("other/bias");
    } },
    Broken { why: "a padding that Keras does not have", fixture: "add-three", codes: UNUSABLE, named: &["deep", "full"], change: |file| {
        layer(file, "deep")["config"]["padding"] = json!("full");
    } },
    Broken { why: "a stride of 0", fixture: "add-three", codes: MISFIT, named: &["deep"], change: |file| {
        layer(file, "deep")["config"]["strides"] = json!([0, 1]);
    } },
    Broken { why: "pictures of two sizes are added", fixture: "add-three", codes: INCONSISTENT, named: &["sum"], change: |file| {
        layer(file, "deep")["config"]["strides"] = json!([2, 2]);
    } },
    Broken { why: "a shape that does not hold the values", fixture: "reshape-rows", codes: MISFIT, named: &["rows"], change: |file| {
        layer(file, "rows")["config"]["target_shape"] = json!([5, 5]);
    } },
    Broken { why: "batch norm along the rows", fixture: "batch-norm", codes: UNUSABLE, named: &["full"], change: |file| {
        layer(file, "full")["config"]["axis"] = json!([1]);
    } },
    Broken { why: "transposed with a padding that Keras does not have", fixture: "transposed", codes: UNUSABLE, named: &["valid", "full"], change: |file| {
        layer(file, "valid")["config"]["padding"] = json!("full");
    } },
    Broken { why: "a transposed kernel for other channels", fixture: "transposed", codes: MISFIT, named: &["same"], change: |file| {
        weight(file, "same/kernel")["shape"] = json!([3, 3, 3, 4]);
    } },
    Broken { why: "nothing is left of the picture", fixture: "cropping", codes: UNUSABLE, named: &["rows"], change: |file| {
        layer(file, "rows")["config"]["cropping"] = json!([[8, 9], [0, 0]]);
    } },
    Broken { why: "a cropping that is no number", fixture: "cropping", codes: UNUSABLE, named: &["rows", "cropping"], change: |file| {
        layer(file, "rows")["config"]["cropping"] = json!([[-1, 0], [0, 0]]);
    } },
    Broken { why: "no order of the axes", fixture: "permute", codes: UNUSABLE, named: &["turned"], change: |file| {
        layer(file, "turned")["config"]["dims"] = json!([2, 2, 3]);
    } },
    Broken { why: "layer norm along the rows", fixture: "layer-norm", codes: UNUSABLE, named: &["last"], change: |file| {
        layer(file, "last")["config"]["axis"] = json!(1);
    } },
    Broken { why: "slopes of another shape", fixture: "prelu", codes: WEIGHT, named: &["channels"], change: |file| {
        layer(file, "channels")["config"]["shared_axes"] = json!([1]);
    } },
    Broken { why: "scales for other channels", fixture: "rescaling", codes: UNUSABLE, named: &["larger", "scale"], change: |file| {
        layer(file, "larger")["config"]["scale"] = json!([1.0, 2.0]);
    } },
    Broken { why: "groups that do not divide the channels", fixture: "keras-3-norms", codes: INCONSISTENT, named: &["groups"], change: |file| {
        keras_layer(file, "groups")["config"]["groups"] = json!(4);
    } },
    Broken { why: "pictures smaller than their middle", fixture: "keras-3-sizes", codes: UNUSABLE, named: &["centre"], change: |file| {
        keras_layer(file, "centre")["config"]["height"] = json!(10);
    } },
    Broken { why: "an interpolation that is not supported", fixture: "keras-3-sizes", codes: UNUSABLE, named: &["between", "lanczos3"], change: |file| {
        keras_layer(file, "between")["config"]["interpolation"] = json!("lanczos3");
    } },
    Broken { why: "a constant where none is taken", fixture: "keras-3-functions", codes: UNUSABLE, named: &["relu6", "constants"], change: |file| {
        keras_layer(file, "relu6")["inbound_nodes"][0]["args"].as_array_mut().unwrap().push(json!(3.0));
    } },
    Broken { why: "a function that is not supported", fixture: "keras-2-functions", codes: UNUSABLE, named: &["math.cumsum"], change: |file| {
        keras_layer(file, "relu6")["config"]["function"] = json!("math.cumsum");
    } },
    Broken { why: "a join along the batch", fixture: "concat", codes: UNUSABLE, named: &["axis_3"], change: |file| {
        layer(file, "axis_3")["config"]["axis"] = json!(0);
    } },
];
