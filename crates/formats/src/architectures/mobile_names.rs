//! Module names of mobile networks in each library. A table of patterns is not enough, because the
//! names depend on the parts of a block.

use super::network::Network;

/// Names of a convolution with its batch norm and perhaps an activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) conv: String,
    pub(super) norm: String,
    /// The module that returns the output.
    pub(super) output: String,
    /// One more name for the output.
    pub(super) also: String,
}

/// Names of a squeeze-and-excitation and of its five steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gate {
    pub(super) path: String,
    pub(super) steps: [String; 5],
}

impl Gate {
    /// A gate whose steps are its children.
    pub(super) fn of(path: String, steps: [&str; 5]) -> Self {
        let steps = steps.map(|step| format!("{path}.{step}"));
        Self { path, steps }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) path: String,
    pub(super) expand: Option<Unit>,
    pub(super) depthwise: Unit,
    pub(super) gate: Option<Gate>,
    /// `None` if the convolution before it is all that the block has.
    pub(super) project: Option<Unit>,
    /// Whether it adds its input if that has the shape of its output.
    pub(super) adds: bool,
}

/// The index of a block, from 0: its stage, its index in the stage and its index among all blocks.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) stage: usize,
    pub(super) block: usize,
    pub(super) all: usize,
}

/// A library's names of blocks, and of stages if they are modules.
pub(super) struct Naming {
    pub(super) block: fn(&Network, Place) -> Block,
    pub(super) stage: Option<fn(usize) -> String>,
}

pub(super) const TIMM: Naming = Naming {
    block: |net, at| timm(net, &format!("blocks.{}.{}", at.stage, at.block)),
    stage: Some(|stage| format!("blocks.{stage}")),
};

/// A block that does not expand has other names.
fn timm(net: &Network, path: &str) -> Block {
    let unit =
        |conv: &str, n: usize| timm_unit(&format!("{path}.{conv}"), &format!("{path}.bn{n}"));
    let gate = Gate::of(
        format!("{path}.se"),
        ["pool", "conv_reduce", "act1", "conv_expand", "gate"],
    );
    let has = |conv: &str| net.has(&format!("{path}.{conv}.weight"));
    let expands = has("conv_pwl");
    // A fused block expands with the convolution that looks around, or has no other.
    let (expand, depthwise, project) = if has("conv") {
        (None, unit("conv", 1), None)
    } else if has("conv_exp") {
        (None, unit("conv_exp", 1), Some(unit("conv_pwl", 2)))
    } else if expands {
        let (expand, project) = (unit("conv_pw", 1), unit("conv_pwl", 3));
        (Some(expand), unit("conv_dw", 2), Some(project))
    } else {
        (None, unit("conv_dw", 1), Some(unit("conv_pw", 2)))
    };
    Block {
        path: path.into(),
        expand,
        depthwise,
        gate: has("se.conv_reduce").then_some(gate),
        project,
        adds: true,
    }
}

/// In timm, the activation is a child of the batch norm.
pub(super) fn timm_unit(conv: &str, norm: &str) -> Unit {
    Unit {
        conv: conv.into(),
        norm: norm.into(),
        output: norm.into(),
        also: format!("{norm}.act"),
    }
}

/// Names of a block in torchvision, which numbers the steps that exist. `steps` is their parent.
pub(super) fn torchvision(net: &Network, path: &str, steps: &str) -> Block {
    let step = |n: usize| format!("{path}.{steps}.{n}");
    let taken = net.dims(&format!("{}.0.weight", step(0)));
    let depthwise = usize::from(!matches!(taken, Ok([_, 1, ..])));
    let gate = net.has(&format!("{}.fc1.weight", step(depthwise + 1)));
    let last = depthwise + 1 + usize::from(gate);
    Block {
        path: path.into(),
        expand: (depthwise == 1).then(|| torchvision_unit(&step(0))),
        depthwise: torchvision_unit(&step(depthwise)),
        gate: gate.then(|| Gate::of(step(depthwise + 1), SQUEEZES)),
        project: Some(torchvision_unit(&step(last))),
        adds: true,
    }
}

/// Names of a fused block in torchvision.
pub(super) fn torchvision_fused(net: &Network, path: &str) -> Block {
    let step = |n: usize| format!("{path}.block.{n}");
    let projects = net.has(&format!("{}.0.weight", step(1)));
    Block {
        path: path.into(),
        expand: None,
        depthwise: torchvision_unit(&step(0)),
        gate: None,
        project: projects.then(|| torchvision_unit(&step(1))),
        adds: true,
    }
}

/// Names of the modules in torchvision's `SqueezeExcitation`.
pub(super) const SQUEEZES: [&str; 5] = ["avgpool", "fc1", "activation", "fc2", "scale_activation"];

/// Names of the modules in torchvision's `Conv2dNormActivation`.
pub(super) fn torchvision_unit(path: &str) -> Unit {
    Unit {
        conv: format!("{path}.0"),
        norm: format!("{path}.1"),
        output: path.into(),
        also: format!("{path}.2"),
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::as_written;
    use super::super::bare::state;
    use super::super::facts::Facts;
    use super::*;

    /// Returns the names of a block in a file with these convolutions.
    fn names(name: fn(&Network) -> Block, convs: &[(&str, &[usize])]) -> Block {
        let tensor = |(name, shape): &(&str, _)| (format!("{name}.weight"), *shape);
        let state = state(&convs.iter().map(tensor).collect::<Vec<_>>());
        let facts = Facts::none("a mobile network");
        name(&Network::new(&state, &Device::flex(), as_written, facts))
    }

    #[test]
    fn torchvision_only_numbers_the_steps_that_exist() {
        let block = |net: &Network| torchvision(net, "features.1", "block");
        let first = names(block, &[("features.1.block.0.0", &[8, 1, 3, 3])]);
        assert_eq!(first.expand, None);
        assert_eq!(first.depthwise, torchvision_unit("features.1.block.0"));
        assert_eq!(first.project.unwrap().norm, "features.1.block.1.1");
        let expand: (&str, &[usize]) = ("features.1.block.0.0", &[16, 8, 1, 1]);
        let gate: (&str, &[usize]) = ("features.1.block.2.fc1", &[4, 16, 1, 1]);
        let whole = names(block, &[expand, gate]);
        assert_eq!(whole.expand, Some(torchvision_unit("features.1.block.0")));
        assert_eq!(whole.depthwise.also, "features.1.block.1.2");
        assert_eq!(whole.gate.unwrap().path, "features.1.block.2");
        assert_eq!(whole.project.unwrap().conv, "features.1.block.3.0");
        let fused = |net: &Network| torchvision_fused(net, "features.1");
        let alone = names(fused, &[("features.1.block.0.0", &[8, 8, 3, 3])]);
        assert_eq!((alone.expand, alone.project), (None, None));
    }

    #[test]
    fn names_of_timm_depend_on_the_expansion() {
        let block = |net: &Network| timm(net, "blocks.0.0");
        let first = names(block, &[("blocks.0.0.conv_pw", &[4, 8, 1, 1])]);
        assert_eq!(
            first.depthwise,
            timm_unit("blocks.0.0.conv_dw", "blocks.0.0.bn1")
        );
        assert_eq!(
            first.project,
            Some(timm_unit("blocks.0.0.conv_pw", "blocks.0.0.bn2"))
        );
        assert_eq!((first.expand, first.gate), (None, None));
        let gate: (&str, &[usize]) = ("blocks.0.0.se.conv_reduce", &[2, 8, 1, 1]);
        let whole = names(block, &[("blocks.0.0.conv_pwl", &[4, 8, 1, 1]), gate]);
        assert_eq!(
            whole.expand,
            Some(timm_unit("blocks.0.0.conv_pw", "blocks.0.0.bn1"))
        );
        assert_eq!(
            whole.project,
            Some(timm_unit("blocks.0.0.conv_pwl", "blocks.0.0.bn3"))
        );
        let fused = names(block, &[("blocks.0.0.conv_exp", &[8, 4, 3, 3])]);
        let project = timm_unit("blocks.0.0.conv_pwl", "blocks.0.0.bn2");
        assert_eq!(fused.project, Some(project));
        let alone = names(block, &[("blocks.0.0.conv", &[4, 4, 3, 3])]);
        assert_eq!((alone.expand, alone.project), (None, None));
        assert_eq!(whole.gate.unwrap().path, "blocks.0.0.se");
    }
}
