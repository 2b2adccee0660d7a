//! Names of `EfficientNets`: those of timm's networks, and of the modules of [`super::efficientnet`]
//! in each library.

use super::inverted_residual::Padding;
use super::mobile_names::{
    Block, Gate, Naming, Place, TIMM as BLOCKS_OF_TIMM, Unit, timm_unit, torchvision,
    torchvision_unit,
};
use super::named::{Argument, Named, TENSORFLOW};
use super::network::Network;
use crate::FormatError;

/// timm's networks of this family.
pub(super) const NETWORKS: &[Named] = &[
    Named(
        &[
            "efficientnet_b0",
            "efficientnet_b1",
            "efficientnet_b2",
            "efficientnet_b3",
            "efficientnet_b4",
            "efficientnet_b5",
            "efficientnet_b6",
            "efficientnet_b7",
        ],
        &[],
    ),
    Named(
        &[
            "tf_efficientnet_b0",
            "tf_efficientnet_b1",
            "tf_efficientnet_b2",
            "tf_efficientnet_b3",
            "tf_efficientnet_b4",
            "tf_efficientnet_b5",
            "tf_efficientnet_b6",
            "tf_efficientnet_b7",
            "efficientnet_b1_pruned",
            "efficientnet_b2_pruned",
            "efficientnet_b3_pruned",
        ],
        TENSORFLOW,
    ),
    Named(
        &["efficientnet_blur_b0"],
        &[("aa_layer", Argument::Text("blurpc"))],
    ),
];

/// The module names of a library, and the settings in which its networks differ.
pub(super) struct Library {
    pub(super) stem: fn() -> Unit,
    pub(super) blocks: Naming,
    /// A weight that every block has.
    pub(super) gate: fn(Place) -> String,
    pub(super) last: fn() -> Unit,
    /// One more name for the input of the pool.
    pub(super) body: &'static str,
    pub(super) pool: &'static str,
    /// The last linear layer.
    pub(super) head: &'static str,
    /// Epsilon up to B4 and from B5 on.
    pub(super) epsilon: [f32; 2],
    /// The padding of convolutions with a stride, where the network is usually trained on pictures
    /// with this side.
    pub(super) padding: fn(&mut Network, usize) -> Result<Padding, FormatError>,
}

pub(super) const LIBRARIES: [&Library; 4] = [&TORCHVISION, &TIMM, &HUGGING_FACE, &LUKEMELAS];

/// `EfficientNet-PyTorch` pads as `TensorFlow` for the `image_size` with which a network was made,
/// and weights do not show that one.
pub(super) const MADE_FOR: &[Named] = &[
    Named(
        &["padding for pictures of its usual size"],
        &[("static_padding", Argument::Flag(true))],
    ),
    Named(
        &["padding for the picture's own size"],
        &[("static_padding", Argument::Flag(false))],
    ),
];

pub(super) const TORCHVISION: Library = Library {
    stem: || torchvision_unit("features.0"),
    blocks: Naming {
        block: |net, at| {
            let path = format!("features.{}.{}", at.stage + 1, at.block);
            torchvision(net, &path, "block")
        },
        stage: Some(|stage| format!("features.{}", stage + 1)),
    },
    gate: |at| {
        let (stage, block) = (at.stage + 1, at.block);
        let place = if at.stage == 0 { 1 } else { 2 }; // the first stage does not expand
        format!("features.{stage}.{block}.block.{place}.fc1.weight")
    },
    last: || torchvision_unit("features.8"),
    body: "features",
    pool: "avgpool",
    head: "classifier",
    epsilon: [1e-5, 1e-3],
    padding: |net, _| Padding::read(net),
};

pub(super) const TIMM: Library = Library {
    stem: || timm_unit("conv_stem", "bn1"),
    blocks: BLOCKS_OF_TIMM,
    gate: |at| format!("blocks.{}.{}.se.conv_reduce.weight", at.stage, at.block),
    last: || timm_unit("conv_head", "bn2"),
    body: "bn2",
    pool: "global_pool",
    head: "classifier",
    epsilon: [1e-5; 2],
    padding: |net, _| Padding::read(net),
};

const HUGGING_FACE: Library = Library {
    stem: || {
        let steps = ["convolution", "batchnorm", "activation"];
        within("efficientnet.embeddings", steps)
    },
    blocks: Naming {
        block: |_, at| hugging_face(at),
        stage: None,
    },
    gate: |at| {
        let all = at.all;
        format!("efficientnet.encoder.blocks.{all}.squeeze_excite.reduce.weight")
    },
    last: || {
        let steps = ["top_conv", "top_bn", "top_activation"];
        within("efficientnet.encoder", steps)
    },
    body: "efficientnet.encoder",
    pool: "efficientnet.pooler",
    head: "classifier",
    epsilon: [1e-3; 2],
    padding: |net, _| {
        let even = net.facts.counts(&["depthwise_padding"])?;
        Ok(even.map_or(Padding::TensorFlow, |even| Padding::Uneven { even }))
    },
};

/// `EfficientNet-PyTorch` of lukemelas, and `EfficientNet-Lite` in its names.
pub(super) const LUKEMELAS: Library = Library {
    stem: || lukemelas_unit("_conv_stem", "_bn0"),
    blocks: Naming {
        block: |net, at| lukemelas(net, &format!("_blocks.{}", at.all)),
        stage: None,
    },
    gate: |at| format!("_blocks.{}._se_reduce.weight", at.all),
    last: || lukemelas_unit("_conv_head", "_bn1"),
    body: "_conv_head.features",
    pool: "_avg_pooling",
    head: "_fc",
    epsilon: [1e-3; 2],
    padding: |net, side| {
        Ok(match net.facts.flag(&["static_padding"])? {
            Some(false) => Padding::TensorFlow,
            _ => Padding::MadeFor { side },
        })
    },
};

/// A block that does not expand has the same names for the rest. One module is the activation of all.
fn lukemelas(net: &Network, path: &str) -> Block {
    let unit = |conv: &str, norm: &str| {
        lukemelas_unit(&format!("{path}.{conv}"), &format!("{path}.{norm}"))
    };
    let has = |conv: &str| net.has(&format!("{path}.{conv}.weight"));
    Block {
        path: path.into(),
        expand: has("_expand_conv").then(|| unit("_expand_conv", "_bn0")),
        depthwise: unit("_depthwise_conv", "_bn1"),
        gate: has("_se_reduce").then(|| Gate {
            path: format!("{path}._se"),
            steps: ["mean", "reduce", "swish", "expand", "sigmoid"]
                .map(|step| format!("{path}._se_{step}")),
        }),
        project: Some(Unit {
            output: format!("{path}._bn2"),
            ..unit("_project_conv", "_bn2")
        }),
        adds: true,
    }
}

fn lukemelas_unit(conv: &str, norm: &str) -> Unit {
    Unit {
        conv: conv.into(),
        norm: norm.into(),
        output: format!("{norm}.swish"),
        also: format!("{norm}.swish"),
    }
}

/// A unit whose modules are children of `path`.
fn within(path: &str, [conv, norm, output]: [&str; 3]) -> Unit {
    Unit {
        conv: format!("{path}.{conv}"),
        norm: format!("{path}.{norm}"),
        output: format!("{path}.{output}"),
        also: path.into(),
    }
}

pub(super) fn hugging_face(at: Place) -> Block {
    let path = format!("efficientnet.encoder.blocks.{}", at.all);
    let unit = |part: &str, steps| within(&format!("{path}.{part}"), steps);
    let expand = ["expand_conv", "expand_bn", "expand_act"];
    let depthwise = ["depthwise_conv", "depthwise_norm", "depthwise_act"];
    Block {
        // Only the first stage does not expand.
        expand: (at.stage > 0).then(|| unit("expansion", expand)),
        depthwise: unit("depthwise_conv", depthwise),
        gate: Some(Gate::of(
            format!("{path}.squeeze_excite"),
            ["squeeze", "reduce", "act_reduce", "expand", "act_expand"],
        )),
        // The output before the sum is named after `project_bn`, because the module `projection`
        // includes the sum.
        project: Some(unit(
            "projection",
            ["project_conv", "project_bn", "project_bn"],
        )),
        adds: at.block > 0,
        path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_have_the_names_of_hugging_face() {
        let at = |stage, all| {
            hugging_face(Place {
                stage,
                block: 0,
                all,
            })
        };
        assert_eq!(at(0, 0).expand, None);
        let block = at(2, 3);
        let path = "efficientnet.encoder.blocks.3";
        assert_eq!(
            block.project.unwrap().conv,
            format!("{path}.projection.project_conv")
        );
        assert_eq!(block.depthwise.also, format!("{path}.depthwise_conv"));
        assert_eq!(
            block.expand.unwrap().norm,
            format!("{path}.expansion.expand_bn")
        );
    }
}
