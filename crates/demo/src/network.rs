//! The embedded network as a TensorFlow.js layers model.

use fastrand::Rng;
use formats::{FormatError, Imported, SourceFile};
use half::f16;
use serde_json::{Value as Json, json};

use crate::Shape;

/// Width and height of the input in pixels.
pub(crate) const SIZE: u32 = 96;

/// Name, channels and stride of each 3x3 convolution; a ReLU follows each. The last ones have
/// 12 x 12 pixels and a receptive field of about half the picture.
const CONVOLUTIONS: [(&str, usize, usize); 6] = [
    ("conv1", 16, 2),
    ("conv2", 24, 2),
    ("conv3", 32, 1),
    ("conv4", 48, 2),
    ("conv5", 56, 1),
    ("conv6", 64, 1),
];

/// A weight in Keras's layout.
#[derive(Clone, Debug)]
pub struct Weight {
    /// Name in the manifest: `layer/kernel` or `layer/bias`.
    pub name: String,
    /// Shape, in Keras's order of axes.
    pub shape: Vec<usize>,
    /// Values, row-major.
    pub values: Vec<f32>,
}

/// Returns the weights before training: He's normal distribution for kernels, 0 for biases.
pub(crate) fn initial_weights(rng: &mut Rng) -> Vec<Weight> {
    let mut weights = Vec::new();
    let mut channels = 3;
    for (name, filters, _) in CONVOLUTIONS {
        weights.extend(layer(rng, name, &[3, 3, channels, filters]));
        channels = filters;
    }
    weights.extend(layer(rng, "classes", &[channels, Shape::ALL.len()]));
    weights
}

fn layer(rng: &mut Rng, name: &str, shape: &[usize]) -> [Weight; 2] {
    let (outputs, fan_in) = (
        shape[shape.len() - 1],
        shape[..shape.len() - 1].iter().product::<usize>(),
    );
    let scale = (2.0 / fan_in as f32).sqrt();
    // The sum of twelve uniform values is close enough to a normal distribution.
    let mut normal = || (0..12).map(|_| rng.f32()).sum::<f32>() - 6.0;
    let kernel = (0..fan_in * outputs).map(|_| scale * normal()).collect();
    [
        Weight {
            name: format!("{name}/kernel"),
            shape: shape.into(),
            values: kernel,
        },
        Weight {
            name: format!("{name}/bias"),
            shape: vec![outputs],
            values: vec![0.0; outputs],
        },
    ]
}

/// Returns the files of the model: `model.json`, `weights.bin` (half precision) and
/// `metadata.json`.
#[must_use]
pub fn files(weights: &[Weight]) -> Vec<SourceFile> {
    let bytes = weights
        .iter()
        .flat_map(|w| &w.values)
        .flat_map(|v| f16::from_f32(*v).to_le_bytes());
    let text = |json: &Json| format!("{json:#}\n").into_bytes();
    vec![
        SourceFile::new("model.json", text(&model(weights))),
        SourceFile::new("weights.bin", bytes.collect()),
        SourceFile::new("metadata.json", text(&metadata())),
    ]
}

/// Imports the network the way the page does.
pub(crate) fn import(
    weights: &[Weight],
    device: &burn::tensor::Device,
) -> Result<Imported, FormatError> {
    formats::import(files(weights), None, device)
}

fn model(weights: &[Weight]) -> Json {
    let manifest: Vec<Json> = weights.iter().map(|weight| {
        let quantization = json!({"dtype": "float16", "original_dtype": "float32"});
        json!({"name": weight.name, "shape": weight.shape, "dtype": "float32", "quantization": quantization})
    }).collect();
    let mut layers: Vec<Json> = CONVOLUTIONS.iter().map(|(name, filters, stride)| json!({
        "class_name": "Conv2D",
        "config": {"name": name, "filters": filters, "kernel_size": [3, 3], "strides": [stride, stride],
            "padding": "same", "activation": "relu", "use_bias": true},
    })).collect();
    layers[0]["config"]["batch_input_shape"] = json!([null, SIZE, SIZE, 3]);
    layers.push(json!({"class_name": "GlobalAveragePooling2D", "config": {"name": "pool"}}));
    layers.push(
        json!({"class_name": "Dense", "config": {"name": "classes", "units": Shape::ALL.len(),
        "activation": "softmax", "use_bias": true}}),
    );
    json!({
        "format": "layers-model",
        "modelTopology": {"class_name": "Sequential", "config": {"name": "shapes", "layers": layers}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": manifest}],
    })
}

fn metadata() -> Json {
    json!({"modelName": "Shapes", "imageSize": SIZE, "labels": Shape::ALL.map(Shape::label)})
}
