//! Spellings of the modules of [`super::vit`], whose recipe has timm's names.

use super::spelling::renamed;

/// Spelling of `VisionTransformer` of torchvision.
pub(super) fn torchvision(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("patch_embed.proj", "conv_proj"),
        ("cls_token", "class_token"),
        ("pos_embed", "encoder.pos_embedding"),
        ("pos_drop", "encoder.dropout"),
        ("blocks.#.norm1", "encoder.layers.encoder_layer_#.ln_1"),
        ("blocks.#.attn.qkv.weight", "encoder.layers.encoder_layer_#.self_attention.in_proj_weight"),
        ("blocks.#.attn.qkv.bias", "encoder.layers.encoder_layer_#.self_attention.in_proj_bias"),
        ("blocks.#.attn.proj", "encoder.layers.encoder_layer_#.self_attention.out_proj"),
        ("blocks.#.attn", "encoder.layers.encoder_layer_#.self_attention"),
        ("blocks.#.norm2", "encoder.layers.encoder_layer_#.ln_2"),
        ("blocks.#.mlp.fc1", "encoder.layers.encoder_layer_#.mlp.0"),
        ("blocks.#.mlp.act", "encoder.layers.encoder_layer_#.mlp.1"),
        ("blocks.#.mlp.fc2", "encoder.layers.encoder_layer_#.mlp.3"),
        ("blocks.#", "encoder.layers.encoder_layer_#"),
        ("blocks", "encoder.layers"),
        ("norm", "encoder.ln"),
        ("head", "heads.head"),
    ];
    renamed(path, TABLE)
}

/// Spelling of torchvision before version 0.13, which the published weights still have.
pub(super) fn torchvision_0_12(path: &str) -> String {
    let spelled = torchvision(path);
    let first = spelled.replace(".mlp.0", ".mlp.linear_1");
    first.replace(".mlp.3", ".mlp.linear_2")
}

/// Spelling of `ViTForImageClassification` of transformers in a saved file.
pub(super) fn vit(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("patch_embed.proj", "vit.embeddings.patch_embeddings.projection"),
        ("patch_embed", "vit.embeddings.patch_embeddings"),
        ("cls_token", "vit.embeddings.cls_token"),
        ("dist_token", "vit.embeddings.distillation_token"),
        ("pos_embed", "vit.embeddings.position_embeddings"),
        ("pos_drop", "vit.embeddings"),
        ("blocks.#.norm1", "vit.encoder.layer.#.layernorm_before"),
        ("blocks.#.attn.query", "vit.encoder.layer.#.attention.attention.query"),
        ("blocks.#.attn.key", "vit.encoder.layer.#.attention.attention.key"),
        ("blocks.#.attn.value", "vit.encoder.layer.#.attention.attention.value"),
        ("blocks.#.attn.proj", "vit.encoder.layer.#.attention.output.dense"),
        ("blocks.#.attn", "vit.encoder.layer.#.attention"),
        ("blocks.#.norm2", "vit.encoder.layer.#.layernorm_after"),
        ("blocks.#.mlp.fc1", "vit.encoder.layer.#.intermediate.dense"),
        ("blocks.#.mlp.act", "vit.encoder.layer.#.intermediate"),
        ("blocks.#.mlp.fc2", "vit.encoder.layer.#.output.dense"),
        ("blocks.#", "vit.encoder.layer.#"),
        ("blocks", "vit.encoder"),
        ("norm", "vit.layernorm"),
        ("head", "classifier"),
    ];
    renamed(path, TABLE)
}

/// Spelling of `DeiTForImageClassification` in a saved file.
pub(super) fn deit(path: &str) -> String {
    renamed(&vit(path), &[("vit", "deit")])
}

/// Spelling of `DeiTForImageClassificationWithTeacher` in a saved file.
pub(super) fn distilled(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("head", "cls_classifier"),
        ("head_dist", "distillation_classifier"),
    ];
    match path.split('.').next() {
        Some("head" | "head_dist") => renamed(path, TABLE),
        _ => deit(path),
    }
}

/// Maps a name in files of transformers 5 to that of its modules in memory, which
/// `model.state_dict()` has.
fn in_memory(saved: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("encoder.layer.#.attention.attention.query", "layers.#.attention.q_proj"),
        ("encoder.layer.#.attention.attention.key", "layers.#.attention.k_proj"),
        ("encoder.layer.#.attention.attention.value", "layers.#.attention.v_proj"),
        ("encoder.layer.#.attention.output.dense", "layers.#.attention.o_proj"),
        ("encoder.layer.#.intermediate.dense", "layers.#.mlp.fc1"),
        ("encoder.layer.#.intermediate", "layers.#.mlp.activation_fn"),
        ("encoder.layer.#.output.dense", "layers.#.mlp.fc2"),
        ("encoder.layer", "layers"),
        ("encoder", "layers"),
    ];
    match saved.split_once('.') {
        Some((model @ ("vit" | "deit"), rest)) => format!("{model}.{}", renamed(rest, TABLE)),
        _ => saved.to_owned(),
    }
}

/// Spelling of [`vit`] in memory.
pub(super) fn vit_in_memory(path: &str) -> String {
    in_memory(&vit(path))
}

/// Spelling of [`deit`] in memory.
pub(super) fn deit_in_memory(path: &str) -> String {
    in_memory(&deit(path))
}

/// Spelling of [`distilled`] in memory.
pub(super) fn distilled_in_memory(path: &str) -> String {
    in_memory(&distilled(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(torchvision, "patch_embed.proj.weight", "conv_proj.weight"),
            Case(torchvision, "blocks.11.norm1", "encoder.layers.encoder_layer_11.ln_1"),
            Case(torchvision, "blocks.0.attn.qkv.bias", "encoder.layers.encoder_layer_0.self_attention.in_proj_bias"),
            Case(torchvision, "blocks.0.mlp.fc2.weight", "encoder.layers.encoder_layer_0.mlp.3.weight"),
            Case(torchvision, "norm.bias", "encoder.ln.bias"),
            Case(torchvision_0_12, "blocks.3.mlp.fc1.weight", "encoder.layers.encoder_layer_3.mlp.linear_1.weight"),
            Case(torchvision_0_12, "blocks.3.mlp.fc2", "encoder.layers.encoder_layer_3.mlp.linear_2"),
            Case(torchvision_0_12, "blocks.3.norm2", "encoder.layers.encoder_layer_3.ln_2"),
            Case(torchvision_0_12, "norm.bias", "encoder.ln.bias"),
            Case(vit, "blocks.2.attn.query.bias", "vit.encoder.layer.2.attention.attention.query.bias"),
            Case(vit, "blocks.2.mlp.fc2.bias", "vit.encoder.layer.2.output.dense.bias"),
            Case(vit, "blocks.2.norm2", "vit.encoder.layer.2.layernorm_after"),
            Case(vit, "pos_embed", "vit.embeddings.position_embeddings"),
            Case(vit, "head.bias", "classifier.bias"),
            Case(deit, "blocks.2.attn.proj.bias", "deit.encoder.layer.2.attention.output.dense.bias"),
            Case(deit, "head.bias", "classifier.bias"),
            Case(distilled, "head_dist.bias", "distillation_classifier.bias"),
            Case(distilled, "head.bias", "cls_classifier.bias"),
            Case(vit_in_memory, "blocks.2.attn.query.bias", "vit.layers.2.attention.q_proj.bias"),
            Case(vit_in_memory, "blocks.2.attn.softmax", "vit.layers.2.attention.softmax"),
            Case(vit_in_memory, "blocks.2.norm1.bias", "vit.layers.2.layernorm_before.bias"),
            Case(deit_in_memory, "blocks.2.mlp.fc2.bias", "deit.layers.2.mlp.fc2.bias"),
            Case(distilled_in_memory, "head.bias", "cls_classifier.bias"),
            Case(distilled, "dist_token", "deit.embeddings.distillation_token"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
