//! The pixel values that a network expects. No file stores them; the names of the layers often tell.
//! The result is a default that can be changed on the page. What the first layers do to the pixels
//! is seen in the graph, as for every format.

use serde_json::Value as Json;

use super::topology::{self, KerasModel, is_model};
use crate::{FormatError, InputFilter, InputFit, InputResizer, InputRule, Origin};

/// The values of black and white, and how they are normalised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pixels {
    range: [f32; 2],
    mean: [f32; 3],
    std: [f32; 3],
    bgr: bool,
    /// Whether a picture is drawn on a canvas.
    canvas: bool,
    origin: Origin,
}

/// -1 to 1: `preprocess_input` of most Keras Applications (mode `tf`).
const CENTRED: Pixels = Pixels::between(-1.0, 1.0);

/// The tool whose networks are known by their metadata.
const TEACHABLE_MACHINE: Origin = Origin::Recipe("Teachable Machine");

/// 0 to 255 minus the mean, blue first: mode `caffe`.
const CAFFE: Pixels = Pixels {
    mean: [123.68, 116.779, 103.939],
    bgr: true,
    ..Pixels::between(0.0, 255.0)
};

/// Mean and standard deviation of `ImageNet`: mode `torch`.
const TORCH: Pixels = Pixels {
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    ..Pixels::between(0.0, 1.0)
};

/// A guess becomes a recipe if the network is known.
const APPLICATION: Origin = Origin::Recipe("Keras Applications");

/// Keras Applications that do not expect -1 to 1. Each is recognised by layers that no other
/// application has together.
#[rustfmt::skip] // one network per line
const FAMILIES: &[(&[&str], Pixels)] = &[
    (&["block1_conv1", "block1_pool", "block5_conv1"], CAFFE), // VGG
    (&["conv1_bn", "conv2_block1_0_conv", "conv2_block1_out"], CAFFE), // ResNet; ResNetV2 has no conv1_bn
    (&["bn_conv1", "res2a_branch2a"], CAFFE), // ResNet50 before Keras 2.2.5
    (&["conv2_block1_0_bn", "conv2_block1_concat"], TORCH), // DenseNet
];

impl Pixels {
    pub(crate) const fn between(black: f32, white: f32) -> Self {
        Self {
            range: [black, white],
            mean: [0.0; 3],
            std: [1.0; 3],
            bgr: false,
            canvas: false,
            origin: Origin::Guess("Keras"),
        }
    }

    /// Teachable Machine divides by 127, not 127.5 (`capture` in `libraries/image/src/utils/tf.ts`),
    /// so white is slightly above 1. `canvas`: whether it wrote the files itself, and so drew its
    /// pictures on a canvas.
    pub(crate) const fn of_teachable_machine(canvas: bool) -> Self {
        Self {
            canvas,
            origin: TEACHABLE_MACHINE,
            ..Self::between(-1.0, 255.0 / 127.0 - 1.0)
        }
    }

    /// The input rule for an input of shape `[1, channel, height, width]`.
    pub(super) fn rule(self, shape: &[usize]) -> Result<InputRule, FormatError> {
        let &[_, channels @ (1 | 3), height, width] = shape else {
            let reason = format!("expected a picture with 1 or 3 channels, got {shape:?}");
            return Err(topology::damaged("input", reason));
        };
        let plain = InputRule {
            mean: self.mean,
            std: self.std,
            bgr: self.bgr,
            ..InputRule::plain(height, width, channels, self.range)
        };
        let mut rule = match self.origin {
            TEACHABLE_MACHINE if self.canvas => InputRule {
                fit: InputFit::ResizeCrop {
                    shorter: height.max(width),
                },
                resizer: InputResizer::Canvas,
                ..plain
            },
            TEACHABLE_MACHINE => plain,
            // `load_img` with its defaults, as in the documentation of Keras Applications.
            APPLICATION => InputRule {
                fit: InputFit::Squash,
                filter: InputFilter::Nearest,
                ..plain
            },
            _ => plain.as_keras(),
        }
        .from(self.origin);
        rule.origins.size = Origin::Network;
        rule.origins.channels = Origin::Network;
        Ok(rule.suiting_size())
    }
}

/// The pixel values that a network expects, by the names of its layers.
pub(super) fn pixels(topology: &Json) -> Result<Pixels, FormatError> {
    let (class, config) = topology::root(topology)?;
    let mut names = Vec::new();
    collect_names(class, config, &mut names)?;
    let family = FAMILIES
        .iter()
        .find(|(layers, _)| layers.iter().all(|layer| names.contains(layer)));
    Ok(family.map_or(CENTRED, |(_, pixels)| Pixels {
        origin: APPLICATION,
        ..*pixels
    }))
}

fn collect_names<'a>(
    class: &str,
    config: &'a Json,
    names: &mut Vec<&'a str>,
) -> Result<(), FormatError> {
    for layer in KerasModel::read(class, config)?.layers {
        names.push(layer.name);
        if is_model(layer.class) {
            collect_names(layer.class, layer.config, names)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(names: &[&str]) -> Pixels {
        let layer = |name| json!({"class_name": "Conv2D", "config": {"name": name}});
        let layers: Vec<Json> = names.iter().map(layer).collect();
        let model = json!({"class_name": "Sequential", "config": {"layers": layers}});
        pixels(&model).unwrap()
    }

    #[test]
    fn families_are_recognised_by_their_layers() {
        struct Case(&'static [&'static str], Pixels, &'static str);
        for Case(names, expected, why) in [
            Case(
                &["block1_conv1", "block1_pool", "block5_conv1"],
                CAFFE,
                "VGG",
            ),
            Case(
                &["block1_conv1", "block1_conv1_bn", "block5_sepconv1"],
                CENTRED,
                "Xception",
            ),
            Case(
                &[
                    "conv1_conv",
                    "conv1_bn",
                    "conv2_block1_0_conv",
                    "conv2_block1_out",
                ],
                CAFFE,
                "ResNet",
            ),
            Case(
                &["conv1_conv", "conv2_block1_0_conv", "conv2_block1_out"],
                CENTRED,
                "ResNetV2",
            ),
            Case(
                &["conv1_bn", "conv2_block1_0_bn", "conv2_block1_concat"],
                TORCH,
                "DenseNet",
            ),
        ] {
            let found = of(names);
            assert_eq!(found.origin.is_guess(), expected == CENTRED, "{why}");
            let values = |pixels: Pixels| (pixels.range, pixels.mean, pixels.std, pixels.bgr);
            assert_eq!(values(found), values(expected), "{why}");
        }
    }

    #[test]
    fn caffe_is_blue_first_with_means_in_rgb_order() {
        let rule = CAFFE.rule(&[1, 3, 2, 4]).unwrap();
        assert!(rule.bgr && (rule.height, rule.width) == (2, 4));
        // Red of a white picture: 255 - 123.68.
        assert!((rule.range[1] - rule.mean[0] - 131.32).abs() < 1e-4);
        assert!(CAFFE.rule(&[1, 4, 2, 2]).is_err());
    }
}
