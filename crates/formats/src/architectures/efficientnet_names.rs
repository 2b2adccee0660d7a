//! How libraries call the modules of [`super::efficientnet`].

use super::mobile_names::{
    Block, Gate, Naming, Place, TIMM as BLOCKS_OF_TIMM, Unit, timm_unit, torchvision,
    torchvision_unit,
};

/// What a library calls the modules, and what its networks differ in.
pub(super) struct Library {
    pub(super) stem: fn() -> Unit,
    pub(super) blocks: Naming,
    /// A weight that every block has.
    pub(super) gate: fn(Place) -> String,
    pub(super) last: fn() -> Unit,
    /// One more name of what the pool reads.
    pub(super) body: &'static str,
    pub(super) pool: &'static str,
    /// Epsilon up to B4, and from B5 on.
    pub(super) epsilon: [f32; 2],
    /// Whether padding is `TensorFlow`'s.
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

const TIMM: Library = Library {
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

/// A unit whose modules stand in that one.
fn within(path: &str, [conv, norm, output]: [&str; 3]) -> Unit {
    Unit {
        conv: format!("{path}.{conv}"),
        norm: format!("{path}.{norm}"),
        output: format!("{path}.{output}"),
        also: path.into(),
    }
}

fn hugging_face(at: Place) -> Block {
    let path = format!("efficientnet.encoder.blocks.{}", at.all);
    let unit = |part: &str, steps| within(&format!("{path}.{part}"), steps);
    let expand = ["expand_conv", "expand_bn", "expand_act"];
    let depthwise = ["depthwise_conv", "depthwise_norm", "depthwise_act"];
    Block {
        // The first stage is the one that does not expand.
        expand: (at.stage > 0).then(|| unit("expansion", expand)),
        depthwise: unit("depthwise_conv", depthwise),
        gate: Some(Gate {
            path: format!("{path}.squeeze_excite"),
            steps: ["squeeze", "reduce", "act_reduce", "expand", "act_expand"],
        }),
        // Its module `projection` has the sum in it, so that it answers with the block's output.
        project: unit("projection", ["project_conv", "project_bn", "project_bn"]),
        path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_hugging_face() {
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
