//! Rewrites fixtures as Keras 3 writes them.

use serde_json::{Value as Json, json};

use super::fixture::weight;

/// Rewrites a file of Keras 2 as Keras 3 and its converter write the same model.
pub(crate) fn write_as_keras_3(fixture: &mut Json) {
    let mut topology = fixture["model"]["modelTopology"].take();
    let mut depthwise: Vec<String> = Vec::new();
    rewrite_model(&mut topology, &mut depthwise);
    fixture["model"]["modelTopology"] = json!({"keras_version": "3.5.0", "model_config": topology});
    for name in depthwise {
        weight(fixture, &format!("{name}/depthwise_kernel"))["name"] =
            json!(format!("{name}/kernel"));
    }
}

fn rewrite_model(model: &mut Json, depthwise: &mut Vec<String>) {
    if model["class_name"] == "Model" {
        model["class_name"] = json!("Functional");
    }
    let config = &mut model["config"];
    let sequential = names_of(config, "Sequential");
    depthwise.extend(names_of(config, "DepthwiseConv2D"));
    // Keras 2 counts the calls of every nested model from 1, Keras 3 those of functional ones.
    let source = |source: &Json| {
        let first = u64::from(sequential.iter().any(|name| source[0] == *name));
        json!([source[0], source[1].as_u64().unwrap() - first, source[2]])
    };
    for end in ["input_layers", "output_layers"] {
        if let Some([only]) = config[end].as_array().map(Vec::as_slice) {
            config[end] = source(only);
        }
    }
    for layer in config["layers"].as_array_mut().into_iter().flatten() {
        let config = layer["config"].as_object_mut().unwrap();
        if let Some(shape) = config.remove("batch_input_shape") {
            config.insert("batch_shape".into(), shape);
        }
        let dtype = json!({"class_name": "DTypePolicy", "config": {"name": "float32"}});
        config.insert("dtype".into(), dtype);
        for call in layer["inbound_nodes"].as_array_mut().into_iter().flatten() {
            let sources = call.as_array().unwrap().iter().map(source).map(tensor);
            let sources: Vec<Json> = sources.collect();
            let merged = sources.len() > 1;
            let args = if merged {
                json!([sources])
            } else {
                json!(sources)
            };
            *call = json!({"args": args, "kwargs": {}});
        }
        rewrite_model(layer, depthwise);
    }
}

fn tensor(source: Json) -> Json {
    let mut config = json!({"shape": [], "dtype": "float32"});
    config["keras_history"] = source;
    json!({"class_name": "__keras_tensor__", "config": config})
}

fn names_of(config: &Json, class: &str) -> Vec<String> {
    let layers = config["layers"].as_array().into_iter().flatten();
    let found = layers.filter(|layer| layer["class_name"] == class);
    found
        .map(|layer| layer["config"]["name"].as_str().unwrap().into())
        .collect()
}
