//! Networks of plain convolutions as TensorFlow.js layers models.

use burn::tensor::Device;
use fastrand::Rng;
use formats::{FormatError, Imported, SourceFile};
use half::f16;
use serde_json::{Value as Json, json};

/// What a network is, but for its weights.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    /// What the page calls it.
    pub name: &'static str,
    /// Width and height of the input in pixels.
    pub size: u32,
    /// Name, channels and stride of each 3x3 convolution; a ReLU follows each. Then come the mean over all places and
    /// one linear layer.
    pub convolutions: &'static [(&'static str, usize, usize)],
    /// What the classes are called.
    pub labels: &'static [&'static str],
}

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

impl Network {
    /// Returns the weights before training: He's normal distribution for kernels, 0 for biases.
    pub(crate) fn initial_weights(&self, rng: &mut Rng) -> Vec<Weight> {
        let mut weights = Vec::new();
        let mut channels = 3;
        for (name, filters, _) in self.convolutions {
            weights.extend(layer(rng, name, &[3, 3, channels, *filters]));
            channels = *filters;
        }
        weights.extend(layer(rng, "classes", &[channels, self.labels.len()]));
        weights
    }

    /// Returns the files of the model: `model.json`, `weights.bin` (half precision) and
    /// `metadata.json`.
    #[must_use]
    pub fn files(&self, weights: &[Weight]) -> Vec<SourceFile> {
        let bytes = weights
            .iter()
            .flat_map(|w| &w.values)
            .flat_map(|v| f16::from_f32(*v).to_le_bytes());
        let text = |json: &Json| format!("{json:#}\n").into_bytes();
        vec![
            SourceFile::new("model.json", text(&self.model(weights))),
            SourceFile::new("weights.bin", bytes.collect()),
            SourceFile::new("metadata.json", text(&self.metadata())),
        ]
    }

    /// Imports the network the way the page does.
    pub(crate) fn import(
        &self,
        weights: &[Weight],
        device: &Device,
    ) -> Result<Imported, FormatError> {
        formats::import(self.files(weights), None, device)
    }

    fn model(&self, weights: &[Weight]) -> Json {
        let manifest: Vec<Json> = weights.iter().map(|weight| {
            let quantization = json!({"dtype": "float16", "original_dtype": "float32"});
            json!({"name": weight.name, "shape": weight.shape, "dtype": "float32", "quantization": quantization})
        }).collect();
        let mut layers: Vec<Json> = self.convolutions.iter().map(|(name, filters, stride)| json!({
            "class_name": "Conv2D",
            "config": {"name": name, "filters": filters, "kernel_size": [3, 3], "strides": [stride, stride],
                "padding": "same", "activation": "relu", "use_bias": true},
        })).collect();
        layers[0]["config"]["batch_input_shape"] = json!([null, self.size, self.size, 3]);
        layers.push(json!({"class_name": "GlobalAveragePooling2D", "config": {"name": "pool"}}));
        layers.push(
            json!({"class_name": "Dense", "config": {"name": "classes", "units": self.labels.len(),
            "activation": "softmax", "use_bias": true}}),
        );
        json!({
            "format": "layers-model",
            "modelTopology": {"class_name": "Sequential", "config": {"name": self.name.to_lowercase().replace(' ', "-"), "layers": layers}},
            "weightsManifest": [{"paths": ["weights.bin"], "weights": manifest}],
        })
    }

    fn metadata(&self) -> Json {
        json!({"modelName": self.name, "imageSize": self.size, "labels": self.labels})
    }
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
