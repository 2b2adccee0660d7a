//! Spellings of the modules of [`super::convnext`], whose recipe has timm's names.

use super::spelling::renamed;

/// Spelling of torchvision: stage `n` is `features.(2n + 1)`, the downsampling before it
/// `features.(2n)`.
pub(super) fn torchvision(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("stages.#.blocks.#.conv_dw", "stages.#.#.block.0"),
        ("stages.#.blocks.#.channels_last", "stages.#.#.block.1"),
        ("stages.#.blocks.#.norm", "stages.#.#.block.2"),
        ("stages.#.blocks.#.mlp.fc1", "stages.#.#.block.3"),
        ("stages.#.blocks.#.mlp.act", "stages.#.#.block.4"),
        ("stages.#.blocks.#.mlp.fc2", "stages.#.#.block.5"),
        ("stages.#.blocks.#.channels_first", "stages.#.#.block.6"),
        ("stages.#.blocks.#.gamma", "stages.#.#.layer_scale"),
        ("stages.#.blocks", "stages.#"),
    ];
    const PLACES: &[(&str, &str)] = &[
        ("stem.#", "features.0.#"),
        ("stem", "features.0"),
        ("stages.0", "features.1"),
        ("stages.1.downsample", "features.2"),
        ("stages.1", "features.3"),
        ("stages.2.downsample", "features.4"),
        ("stages.2", "features.5"),
        ("stages.3.downsample", "features.6"),
        ("stages.3", "features.7"),
        ("stages", "features"),
        ("head.global_pool", "avgpool"),
        ("head.norm", "classifier.0"),
        ("head.fc", "classifier.2"),
    ];
    renamed(&renamed(path, MODULES), PLACES)
}

/// Spelling of `ConvNextForImageClassification` of transformers.
pub(super) fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    let table = &[
        ("stem.0", "convnext.embeddings.patch_embeddings"),
        ("stem.1", "convnext.embeddings.layernorm"),
        ("stem", "convnext.embeddings"),
        ("stages.#.downsample", "convnext.encoder.stages.#.downsampling_layer"),
        ("stages.#.blocks.#.conv_dw", "convnext.encoder.stages.#.layers.#.dwconv"),
        ("stages.#.blocks.#.norm", "convnext.encoder.stages.#.layers.#.layernorm"),
        ("stages.#.blocks.#.mlp.fc1", "convnext.encoder.stages.#.layers.#.pwconv1"),
        ("stages.#.blocks.#.mlp.act", "convnext.encoder.stages.#.layers.#.act"),
        ("stages.#.blocks.#.mlp.fc2", "convnext.encoder.stages.#.layers.#.pwconv2"),
        ("stages.#.blocks.#.mlp.grn", "convnext.encoder.stages.#.layers.#.grn"),
        ("stages.#.blocks.#.gamma", "convnext.encoder.stages.#.layers.#.layer_scale_parameter"),
        ("stages.#.blocks", "convnext.encoder.stages.#.layers"),
        ("stages", "convnext.encoder.stages"),
        ("head.norm", "convnext.layernorm"),
        ("head.fc", "classifier"),
    ];
    renamed(path, table)
}

/// Spelling of `ConvNextV2ForImageClassification` of transformers.
pub(super) fn hugging_face_v2(path: &str) -> String {
    renamed(&hugging_face(path), &[("convnext", "convnextv2")])
}

/// Spelling of <https://github.com/facebookresearch/ConvNeXt> and of `ConvNeXt-V2` by the same
/// authors, whose weights timm converted.
pub(super) fn authors(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    let table = &[
        ("stem", "downsample_layers.0"),
        ("stages.#.downsample", "downsample_layers.#"),
        ("stages.#.blocks.#.conv_dw", "stages.#.#.dwconv"),
        ("stages.#.blocks.#.mlp.fc1", "stages.#.#.pwconv1"),
        ("stages.#.blocks.#.mlp.act", "stages.#.#.act"),
        ("stages.#.blocks.#.mlp.grn.weight", "stages.#.#.grn.gamma"),
        ("stages.#.blocks.#.mlp.grn.bias", "stages.#.#.grn.beta"),
        ("stages.#.blocks.#.mlp.grn", "stages.#.#.grn"),
        ("stages.#.blocks.#.mlp.fc2", "stages.#.#.pwconv2"),
        ("stages.#.blocks", "stages.#"),
        ("head.norm", "norm"),
        ("head.fc", "head"),
    ];
    renamed(path, table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(torchvision, "stem.1.bias", "features.0.1.bias"),
            Case(torchvision, "stages.0.blocks.2.conv_dw.weight", "features.1.2.block.0.weight"),
            Case(torchvision, "stages.3.blocks.1.mlp.fc2.bias", "features.7.1.block.5.bias"),
            Case(torchvision, "stages.2.blocks.8", "features.5.8"),
            Case(torchvision, "stages.2.blocks", "features.5"),
            Case(torchvision, "stages.1.blocks.0.gamma", "features.3.0.layer_scale"),
            Case(torchvision, "stages.2.downsample.1.weight", "features.4.1.weight"),
            Case(torchvision, "head.norm.weight", "classifier.0.weight"),
            Case(hugging_face, "stages.2.blocks.4.mlp.fc1.bias", "convnext.encoder.stages.2.layers.4.pwconv1.bias"),
            Case(hugging_face, "stages.2.blocks.4", "convnext.encoder.stages.2.layers.4"),
            Case(hugging_face, "stages.1.downsample.0.bias", "convnext.encoder.stages.1.downsampling_layer.0.bias"),
            Case(hugging_face_v2, "stages.0.blocks.1.mlp.grn.bias", "convnextv2.encoder.stages.0.layers.1.grn.bias"),
            Case(hugging_face_v2, "head.fc.bias", "classifier.bias"),
            Case(authors, "stages.0.blocks.1.mlp.grn.bias", "stages.0.1.grn.beta"),
            Case(authors, "stages.1.downsample.0.bias", "downsample_layers.1.0.bias"),
            Case(authors, "stages.2.blocks.4.norm.bias", "stages.2.4.norm.bias"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
