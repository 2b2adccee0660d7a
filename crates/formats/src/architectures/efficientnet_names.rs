//! Names of `EfficientNets`: those of timm's networks, and of the modules of [`super::efficientnet`]
//! in each library.

use super::mobile_names::{
    Block, Gate, Naming, Place, TIMM as BLOCKS_OF_TIMM, Unit, timm_unit, torchvision,
    torchvision_unit,
};
use super::named::{Argument, Named, TENSORFLOW};

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
    /// Epsilon up to B4 and from B5 on.
    pub(super) epsilon: [f32; 2],
    /// Whether padding is `TensorFlow`'s `SAME`.
    pub(super) tensorflow: bool,
}

pub(super) const LIBRARIES: [&Library; 3] = [&TORCHVISION, &TIMM, &HUGGING_FACE];

const TORCHVISION: Library = Library {
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
    epsilon: [1e-5, 1e-3],
    tensorflow: false,
};

pub(super) const TIMM: Library = Library {
    stem: || timm_unit("conv_stem", "bn1"),
    blocks: BLOCKS_OF_TIMM,
    gate: |at| format!("blocks.{}.{}.se.conv_reduce.weight", at.stage, at.block),
    last: || timm_unit("conv_head", "bn2"),
    body: "bn2",
    pool: "global_pool",
    epsilon: [1e-5; 2],
    tensorflow: false,
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
    epsilon: [1e-3; 2],
    tensorflow: true,
};

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
        gate: Some(Gate {
            path: format!("{path}.squeeze_excite"),
            steps: ["squeeze", "reduce", "act_reduce", "expand", "act_expand"],
        }),
        // The output before the sum is named after `project_bn`, because the module `projection`
        // includes the sum.
        project: unit("projection", ["project_conv", "project_bn", "project_bn"]),
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
            block.project.conv,
            format!("{path}.projection.project_conv")
        );
        assert_eq!(block.depthwise.also, format!("{path}.depthwise_conv"));
        assert_eq!(
            block.expand.unwrap().norm,
            format!("{path}.expansion.expand_bn")
        );
    }
}
