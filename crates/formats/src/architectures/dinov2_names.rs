//! Spellings of the modules of [`super::dinov2`], whose recipe has timm's names of a vision
//! transformer.

use super::spelling::renamed;

/// Spelling of <https://github.com/facebookresearch/dinov2>: a backbone and a linear layer.
pub(super) fn authors(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("head", "linear_head"),
        ("reg_token", "backbone.register_tokens"),
        ("blocks.#.mlp.fc1", "backbone.blocks.#.mlp.fc1"),
        ("blocks.#.mlp.fc2", "backbone.blocks.#.mlp.fc2"),
        ("patch_embed", "backbone.patch_embed"),
        ("blocks", "backbone.blocks"),
        ("norm", "backbone.norm"),
        ("cls_token", "backbone.cls_token"),
        ("pos_embed", "backbone.pos_embed"),
    ];
    renamed(path, TABLE)
}

/// Spelling of its networks with gates in the MLPs.
pub(super) fn authors_gated(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("backbone.blocks.#.mlp.fc1", "backbone.blocks.#.mlp.w12"),
        ("backbone.blocks.#.mlp.fc2", "backbone.blocks.#.mlp.w3"),
    ];
    renamed(&authors(path), TABLE)
}

/// Spelling of `Dinov2ForImageClassification` of transformers in a saved file.
pub(super) fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("patch_embed.proj", "dinov2.embeddings.patch_embeddings.projection"),
        ("patch_embed", "dinov2.embeddings.patch_embeddings"),
        ("cls_token", "dinov2.embeddings.cls_token"),
        ("reg_token", "dinov2.embeddings.register_tokens"),
        ("pos_embed", "dinov2.embeddings.position_embeddings"),
        ("pos_drop", "dinov2.embeddings"),
        ("blocks.#.attn.query", "dinov2.encoder.layer.#.attention.attention.query"),
        ("blocks.#.attn.key", "dinov2.encoder.layer.#.attention.attention.key"),
        ("blocks.#.attn.value", "dinov2.encoder.layer.#.attention.attention.value"),
        ("blocks.#.attn.proj", "dinov2.encoder.layer.#.attention.output.dense"),
        ("blocks.#.attn", "dinov2.encoder.layer.#.attention"),
        ("blocks.#.ls1.gamma", "dinov2.encoder.layer.#.layer_scale1.lambda1"),
        ("blocks.#.ls1", "dinov2.encoder.layer.#.layer_scale1"),
        ("blocks.#.ls2.gamma", "dinov2.encoder.layer.#.layer_scale2.lambda1"),
        ("blocks.#.ls2", "dinov2.encoder.layer.#.layer_scale2"),
        ("blocks.#.mlp.act", "dinov2.encoder.layer.#.mlp.activation"),
        ("blocks", "dinov2.encoder.layer"),
        ("norm", "dinov2.layernorm"),
        ("head", "classifier"),
    ];
    renamed(path, TABLE)
}

/// Spelling of its networks with gates in the MLPs.
pub(super) fn hugging_face_gated(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("dinov2.encoder.layer.#.mlp.fc1", "dinov2.encoder.layer.#.mlp.weights_in"),
        ("dinov2.encoder.layer.#.mlp.fc2", "dinov2.encoder.layer.#.mlp.weights_out"),
    ];
    renamed(&hugging_face(path), TABLE)
}

/// Spelling of the modules of transformers 5 in memory, which `model.state_dict()` has.
pub(super) fn in_memory(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("dinov2.encoder.layer.#.attention.attention.query", "dinov2.encoder.layer.#.attention.q_proj"),
        ("dinov2.encoder.layer.#.attention.attention.key", "dinov2.encoder.layer.#.attention.k_proj"),
        ("dinov2.encoder.layer.#.attention.attention.value", "dinov2.encoder.layer.#.attention.v_proj"),
        ("dinov2.encoder.layer.#.attention.output.dense", "dinov2.encoder.layer.#.attention.o_proj"),
        ("dinov2.encoder.layer.#.mlp.activation", "dinov2.encoder.layer.#.mlp.activation_fn"),
        ("dinov2.encoder.layer.#.mlp.fc1_g", "dinov2.encoder.layer.#.mlp.gate_proj"),
        ("dinov2.encoder.layer.#.mlp.fc1_x", "dinov2.encoder.layer.#.mlp.up_proj"),
    ];
    renamed(&hugging_face(path), TABLE)
}

/// [`in_memory`] for networks with gates in the MLPs.
pub(super) fn in_memory_gated(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("dinov2.encoder.layer.#.mlp.fc2", "dinov2.encoder.layer.#.mlp.down_proj"),
    ];
    renamed(&in_memory(path), TABLE)
}

fn registers(spelled: &str) -> String {
    renamed(spelled, &[("dinov2", "dinov2_with_registers")])
}

/// Spelling of `Dinov2WithRegistersForImageClassification` in a saved file.
pub(super) fn with_registers(path: &str) -> String {
    registers(&hugging_face(path))
}

/// [`with_registers`] for networks with gates in the MLPs.
pub(super) fn with_registers_gated(path: &str) -> String {
    registers(&hugging_face_gated(path))
}

/// [`with_registers`] in memory.
pub(super) fn with_registers_in_memory(path: &str) -> String {
    registers(&in_memory(path))
}

/// [`with_registers_gated`] in memory.
pub(super) fn with_registers_in_memory_gated(path: &str) -> String {
    registers(&in_memory_gated(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(authors, "head.bias", "linear_head.bias"),
            Case(authors, "reg_token", "backbone.register_tokens"),
            Case(authors, "blocks.3.ls1.gamma", "backbone.blocks.3.ls1.gamma"),
            Case(authors_gated, "blocks.3.mlp.fc1.bias", "backbone.blocks.3.mlp.w12.bias"),
            Case(authors_gated, "blocks.3.mlp.fc2.bias", "backbone.blocks.3.mlp.w3.bias"),
            Case(hugging_face, "blocks.3.norm1.bias", "dinov2.encoder.layer.3.norm1.bias"),
            Case(hugging_face, "blocks.3.ls2.gamma", "dinov2.encoder.layer.3.layer_scale2.lambda1"),
            Case(hugging_face, "blocks.3.mlp.fc2.bias", "dinov2.encoder.layer.3.mlp.fc2.bias"),
            Case(hugging_face, "norm.bias", "dinov2.layernorm.bias"),
            Case(hugging_face_gated, "blocks.3.mlp.fc1.bias", "dinov2.encoder.layer.3.mlp.weights_in.bias"),
            Case(in_memory, "blocks.3.attn.query.bias", "dinov2.encoder.layer.3.attention.q_proj.bias"),
            Case(in_memory_gated, "blocks.3.mlp.fc1_g.bias", "dinov2.encoder.layer.3.mlp.gate_proj.bias"),
            Case(in_memory_gated, "blocks.3.mlp.fc2.bias", "dinov2.encoder.layer.3.mlp.down_proj.bias"),
            Case(with_registers, "reg_token", "dinov2_with_registers.embeddings.register_tokens"),
            Case(with_registers, "head.bias", "classifier.bias"),
            Case(with_registers_gated, "blocks.3.mlp.fc2.bias", "dinov2_with_registers.encoder.layer.3.mlp.weights_out.bias"),
            Case(with_registers_in_memory, "blocks.3.attn.proj.bias", "dinov2_with_registers.encoder.layer.3.attention.o_proj.bias"),
            Case(with_registers_in_memory_gated, "blocks.3.mlp.fc1_x.bias", "dinov2_with_registers.encoder.layer.3.mlp.up_proj.bias"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
