//! Spellings of the modules of [`super::beit`], whose recipe has timm's names of a vision
//! transformer.

use super::spelling::renamed;
use super::vit_names;

/// What is not `BEiT`'s own has the names of a vision transformer.
const OF_VIT: &[(&str, &str)] = &[("vit", "beit")];

/// Spelling of timm and the authors, whose factors of the layer scale lie in the block itself.
pub(super) fn timm(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("blocks.#.ls1.gamma", "blocks.#.gamma_1"),
        ("blocks.#.ls2.gamma", "blocks.#.gamma_2"),
    ];
    renamed(path, TABLE)
}

/// Spelling of `BeitForImageClassification` of transformers in a saved file.
pub(super) fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("blocks.#.ls1.gamma", "beit.encoder.layer.#.lambda_1"),
        ("blocks.#.ls2.gamma", "beit.encoder.layer.#.lambda_2"),
        ("blocks.#.attn.relative_position_bias_table",
         "beit.encoder.layer.#.attention.attention.relative_position_bias.relative_position_bias_table"),
        ("rel_pos_bias", "beit.encoder.relative_position_bias"),
        ("fc_norm", "beit.pooler.layernorm"),
    ];
    let spelled = renamed(path, TABLE);
    if spelled != path {
        return spelled;
    }
    renamed(&vit_names::vit(path), OF_VIT)
}

/// Spelling of the modules of transformers 5 in memory, which `model.state_dict()` has.
pub(super) fn in_memory(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("blocks.#.ls1.gamma", "beit.layers.#.lambda_1"),
        ("blocks.#.ls2.gamma", "beit.layers.#.lambda_2"),
        ("blocks.#.attn.relative_position_bias_table",
         "beit.layers.#.relative_position_bias.relative_position_bias_table"),
        ("rel_pos_bias", "beit.shared_position_bias"),
        ("fc_norm", "beit.pooler.layernorm"),
    ];
    let spelled = renamed(path, TABLE);
    if spelled != path {
        return spelled;
    }
    renamed(&vit_names::vit_in_memory(path), OF_VIT)
}

/// Spelling of `Data2VecVisionForImageClassification`.
pub(super) fn data2vec(path: &str) -> String {
    renamed(&hugging_face(path), &[("beit", "data2vec_vision")])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_each_library() {
        struct Case(fn(&str) -> String, &'static str, &'static str);
        #[rustfmt::skip] // one case per line
        let cases = [
            Case(timm, "blocks.2.ls1.gamma", "blocks.2.gamma_1"),
            Case(timm, "blocks.2.attn.q_bias", "blocks.2.attn.q_bias"),
            Case(hugging_face, "blocks.2.ls2.gamma", "beit.encoder.layer.2.lambda_2"),
            Case(hugging_face, "blocks.2.norm1.bias", "beit.encoder.layer.2.layernorm_before.bias"),
            Case(hugging_face, "blocks.2.attn.value.bias", "beit.encoder.layer.2.attention.attention.value.bias"),
            Case(hugging_face, "fc_norm.bias", "beit.pooler.layernorm.bias"),
            Case(hugging_face, "norm.bias", "beit.layernorm.bias"),
            Case(hugging_face, "head.bias", "classifier.bias"),
            Case(in_memory, "blocks.2.attn.relative_position_bias_table",
                 "beit.layers.2.relative_position_bias.relative_position_bias_table"),
            Case(in_memory, "blocks.2.mlp.fc1.bias", "beit.layers.2.mlp.fc1.bias"),
            Case(in_memory, "cls_token", "beit.embeddings.cls_token"),
            Case(data2vec, "blocks.2.ls2.gamma", "data2vec_vision.encoder.layer.2.lambda_2"),
            Case(data2vec, "head.bias", "classifier.bias"),
        ];
        for Case(spelling, recipe, file) in cases {
            assert_eq!(spelling(recipe), file);
        }
    }
}
