//! Spellings of the modules of [`super::swin`], whose recipe has timm's names.

use super::spelling::renamed;

/// Spelling of torchvision: stage `n` is `features.(2n + 1)`, the downsampling before it
/// `features.(2n)`.
pub(super) fn torchvision(path: &str) -> String {
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.mlp.fc1", "layers.#.#.mlp.0"),
        ("layers.#.blocks.#.mlp.act", "layers.#.#.mlp.1"),
        ("layers.#.blocks.#.mlp.fc2", "layers.#.#.mlp.3"),
        ("layers.#.blocks", "layers.#"),
    ];
    const PLACES: &[(&str, &str)] = &[
        ("patch_embed.proj", "features.0.0"),
        ("patch_embed.turned", "features.0.1"),
        ("patch_embed.norm", "features.0.2"),
        ("patch_embed", "features.0"),
        ("layers.0", "features.1"),
        ("layers.1.downsample", "features.2"),
        ("layers.1", "features.3"),
        ("layers.2.downsample", "features.4"),
        ("layers.2", "features.5"),
        ("layers.3.downsample", "features.6"),
        ("layers.3", "features.7"),
        ("layers", "features"),
        ("head.global_pool", "avgpool"),
        ("head.fc", "head"),
    ];
    renamed(&renamed(path, MODULES), PLACES)
}

/// All modules of transformers outside the blocks.
#[rustfmt::skip] // one module per line
const HUGGING_FACE: &[(&str, &str)] = &[
    ("patch_embed.proj", "swin.embeddings.patch_embeddings.projection"),
    ("patch_embed.norm", "swin.embeddings.norm"),
    ("patch_embed", "swin.embeddings"),
    ("layers", "swin.encoder.layers"),
    ("norm", "swin.layernorm"),
    ("avgpool", "swin.pooler"),
    ("head", "classifier"),
];

/// Spelling of `SwinForImageClassification` of transformers in a saved file.
pub(super) fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.norm1", "layers.#.blocks.#.layernorm_before"),
        ("layers.#.blocks.#.attn.proj", "layers.#.blocks.#.attention.output.dense"),
        ("layers.#.blocks.#.attn", "layers.#.blocks.#.attention.self"),
        ("layers.#.blocks.#.norm2", "layers.#.blocks.#.layernorm_after"),
        ("layers.#.blocks.#.mlp.fc1", "layers.#.blocks.#.intermediate.dense"),
        ("layers.#.blocks.#.mlp.act", "layers.#.blocks.#.intermediate"),
        ("layers.#.blocks.#.mlp.fc2", "layers.#.blocks.#.output.dense"),
    ];
    renamed(&renamed(&authors(path), MODULES), HUGGING_FACE)
}

/// Spelling of its modules in memory, which `model.state_dict()` has.
pub(super) fn hugging_face_in_memory(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const MODULES: &[(&str, &str)] = &[
        ("layers.#.blocks.#.norm1", "layers.#.blocks.#.layernorm_before"),
        ("layers.#.blocks.#.attn.query", "layers.#.blocks.#.attention.q_proj"),
        ("layers.#.blocks.#.attn.key", "layers.#.blocks.#.attention.k_proj"),
        ("layers.#.blocks.#.attn.value", "layers.#.blocks.#.attention.v_proj"),
        ("layers.#.blocks.#.attn.proj", "layers.#.blocks.#.attention.o_proj"),
        ("layers.#.blocks.#.attn.relative_position_bias_table",
         "layers.#.blocks.#.attention.relative_position_bias.relative_position_bias_table"),
        ("layers.#.blocks.#.attn", "layers.#.blocks.#.attention"),
        ("layers.#.blocks.#.norm2", "layers.#.blocks.#.layernorm_after"),
        ("layers.#.blocks.#.mlp.act", "layers.#.blocks.#.mlp.activation_fn"),
    ];
    renamed(&renamed(&authors(path), MODULES), HUGGING_FACE)
}

/// Spelling of <https://github.com/microsoft/Swin-Transformer> and of timm before version 0.9,
/// which merge patches at the end of a stage.
pub(super) fn authors(path: &str) -> String {
    const TABLE: &[(&str, &str)] = &[
        ("layers.1.downsample", "layers.0.downsample"),
        ("layers.2.downsample", "layers.1.downsample"),
        ("layers.3.downsample", "layers.2.downsample"),
        ("head.global_pool", "avgpool"),
        ("head.fc", "head"),
    ];
    renamed(path, TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(torchvision, "patch_embed.norm.bias", "features.0.2.bias"),
            Case(torchvision, "layers.0.blocks.1.norm1", "features.1.1.norm1"),
            Case(torchvision, "layers.2.blocks.3.mlp.fc2.bias", "features.5.3.mlp.3.bias"),
            Case(torchvision, "layers.3.blocks.0.attn.qkv.bias", "features.7.0.attn.qkv.bias"),
            Case(torchvision, "layers.2.downsample.reduction.weight", "features.4.reduction.weight"),
            Case(torchvision, "layers.2.blocks", "features.5"),
            Case(torchvision, "head.fc.bias", "head.bias"),
            Case(hugging_face, "layers.0.blocks.1.norm1", "swin.encoder.layers.0.blocks.1.layernorm_before"),
            Case(hugging_face, "layers.3.blocks.0.attn.query.bias", "swin.encoder.layers.3.blocks.0.attention.self.query.bias"),
            Case(hugging_face, "layers.3.blocks.0.attn.proj.bias", "swin.encoder.layers.3.blocks.0.attention.output.dense.bias"),
            Case(hugging_face, "layers.1.downsample.norm.bias", "swin.encoder.layers.0.downsample.norm.bias"),
            Case(hugging_face, "layers.1.blocks.0", "swin.encoder.layers.1.blocks.0"),
            Case(hugging_face_in_memory, "layers.3.blocks.0.attn.query.bias", "swin.encoder.layers.3.blocks.0.attention.q_proj.bias"),
            Case(hugging_face_in_memory, "layers.3.blocks.0.mlp.fc1.bias", "swin.encoder.layers.3.blocks.0.mlp.fc1.bias"),
            Case(hugging_face, "norm.bias", "swin.layernorm.bias"),
            Case(hugging_face, "head.fc.bias", "classifier.bias"),
            Case(authors, "layers.3.downsample.norm.bias", "layers.2.downsample.norm.bias"),
            Case(authors, "layers.3.blocks.1.norm2", "layers.3.blocks.1.norm2"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
