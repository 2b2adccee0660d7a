//! The table of Keras classes; each family is one file.

mod activations;
mod convolutions;
mod cropping;
mod dense;
mod functions;
mod joins;
mod norms;
mod pools;
mod prelu;
mod resizing;
mod scaling;
mod shaping;
mod transposed;

use graph::NodeId;

use super::layer::Layer;
use crate::FormatError;

type Add = fn(&mut Layer) -> Result<NodeId, FormatError>;

/// The function that adds each class: layers of Keras, and functions of `keras.ops`, which Keras 3
/// writes like layers.
const TABLE: &[(&str, Add)] = &[
    ("Activation", activations::named),
    ("ActivityRegularization", shaping::nothing),
    ("Add", joins::add),
    ("AlphaDropout", shaping::nothing),
    ("AugMix", shaping::nothing),
    ("Average", joins::average),
    ("AveragePooling2D", pools::average),
    ("BatchNormalization", norms::batch),
    ("CenterCrop", cropping::centre),
    ("Clip", functions::clip),
    ("Concatenate", joins::concat),
    ("Conv2D", convolutions::convolution),
    ("Conv2DTranspose", transposed::convolution),
    ("Cropping2D", cropping::cropping),
    ("CustomScaleLayer", scaling::residual),
    ("CutMix", shaping::nothing),
    ("Dense", dense::dense),
    ("DepthwiseConv2D", convolutions::depthwise),
    ("Divide", joins::divide),
    ("Dropout", shaping::nothing),
    ("ELU", activations::elu),
    ("Flatten", shaping::flatten),
    ("GaussianDropout", shaping::nothing),
    ("GaussianNoise", shaping::nothing),
    ("Gelu", functions::gelu),
    ("GlobalAveragePooling2D", pools::global_average),
    ("GlobalMaxPooling2D", pools::global_max),
    ("GroupNormalization", norms::group),
    ("HardSigmoid", functions::hard_sigmoid),
    ("HardSilu", functions::hard_silu),
    ("Identity", shaping::nothing),
    ("LayerNormalization", norms::layer),
    ("LayerScale", scaling::layer_scale),
    ("LeakyReLU", activations::leaky_relu),
    ("MaxPooling2D", pools::max),
    ("Maximum", joins::maximum),
    ("Mean", functions::mean),
    ("Minimum", joins::minimum),
    ("MixUp", shaping::nothing),
    ("Multiply", joins::multiply),
    ("Normalization", scaling::normalisation),
    ("PReLU", prelu::prelu),
    ("Permute", shaping::permute),
    ("RandAugment", shaping::nothing),
    ("RandomBrightness", shaping::nothing),
    ("RandomColorDegeneration", shaping::nothing),
    ("RandomColorJitter", shaping::nothing),
    ("RandomContrast", shaping::nothing),
    ("RandomErasing", shaping::nothing),
    ("RandomFlip", shaping::nothing),
    ("RandomGaussianBlur", shaping::nothing),
    ("RandomGrayscale", shaping::nothing),
    ("RandomHue", shaping::nothing),
    ("RandomInvert", shaping::nothing),
    ("RandomPerspective", shaping::nothing),
    ("RandomPosterization", shaping::nothing),
    ("RandomRotation", shaping::nothing),
    ("RandomSaturation", shaping::nothing),
    ("RandomSharpness", shaping::nothing),
    ("RandomShear", shaping::nothing),
    ("RandomTranslation", shaping::nothing),
    ("RandomZoom", shaping::nothing),
    ("ReLU", activations::relu),
    ("Relu", functions::relu),
    ("Relu6", functions::relu6),
    ("Rescaling", scaling::rescaling),
    ("Reshape", shaping::reshape),
    ("Resizing", resizing::resizing),
    ("SeparableConv2D", convolutions::separable),
    ("Sigmoid", functions::sigmoid),
    ("Silu", functions::silu),
    ("Softmax", activations::softmax),
    ("SpatialDropout2D", shaping::nothing),
    ("Subtract", joins::subtract),
    ("TFOpLambda", functions::tensorflow),
    ("Tanh", functions::tanh),
    ("TrueDivide", joins::divide),
    ("UnitNormalization", norms::unit),
    ("UpSampling2D", resizing::upsampling),
    ("ZeroPadding2D", cropping::zero_padding),
];

/// Classes that are also functions of `keras.ops`, one argument of which may be a constant.
const TAKE_CONSTANTS: &[&str] = &[
    "Add",
    "Divide",
    "Maximum",
    "Minimum",
    "Multiply",
    "Subtract",
    "TFOpLambda",
    "TrueDivide",
];

/// All supported classes, and the input, which a graph has by itself.
pub(super) const SUPPORTED: [&str; TABLE.len() + 1] = {
    let mut names = ["InputLayer"; TABLE.len() + 1];
    let mut index = 0;
    while index < TABLE.len() {
        names[index + 1] = TABLE[index].0;
        index += 1;
    }
    names
};

/// Adds a layer and returns its output node.
pub(super) fn add(mut layer: Layer) -> Result<NodeId, FormatError> {
    if layer.inputs.is_empty() {
        return Err(layer.error("it has no inputs"));
    }
    if layer.call.has_constants() && !TAKE_CONSTANTS.contains(&layer.keras.class) {
        return Err(layer.error("constants as inputs are not supported here"));
    }
    let dtype = layer.config("dtype");
    let dtype = dtype.as_str().or_else(|| dtype["config"]["name"].as_str());
    if let Some(whole) = dtype.filter(|name| name.trim_start_matches('u').starts_with("int")) {
        return Err(layer.error(format!("it computes in {whole}, which is not supported")));
    }
    match TABLE.iter().find(|(class, _)| *class == layer.keras.class) {
        Some((_, add)) => add(&mut layer),
        None => Err(layer.error("its class is not supported")),
    }
}
