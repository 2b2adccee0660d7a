//! What `config.json` says about the network itself. Names and shapes of weights tell neither an
//! activation nor an epsilon, so each of these facts has a place in a recipe, or the model is
//! refused: see [`crate::architectures`].

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::fields::Fields;

/// Facts about a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkFacts {
    /// Its name in timm: `resnet50`.
    pub name: Option<String>,
    /// Settings that change what it computes, by their names in the file.
    pub settings: BTreeMap<String, Json>,
    /// Settings of transformers that are not known here. Its own code ignores what it does not know.
    pub unknown: Vec<String>,
}

/// Settings of transformers that change what a network computes, or say which network it is.
pub(crate) const TRANSFORMERS: &[&str] = &[
    "auto_map",
    "batch_norm_eps",
    "depth_coefficient",
    "depth_divisible_by",
    "depth_divisor",
    "depth_multiplier",
    "depths",
    "depthwise_padding",
    "downsample_in_bottleneck",
    "downsample_in_first_stage",
    "embed_dim",
    "embedding_size",
    "expand_ratio",
    "expand_ratios",
    "finegrained_output",
    "first_layer_is_expansion",
    "groups_width",
    "hidden_act",
    "hidden_dim",
    "hidden_size",
    "hidden_sizes",
    "image_size",
    "in_channels",
    "intermediate_size",
    "kernel_sizes",
    "layer_norm_eps",
    "layer_scale_init_value",
    "layer_type",
    "min_depth",
    "mlp_ratio",
    "model_type",
    "num_attention_heads",
    "num_block_repeats",
    "num_channels",
    "num_heads",
    "num_hidden_layers",
    "num_layers",
    "num_register_tokens",
    "num_stages",
    "out_channels",
    "output_stride",
    "patch_size",
    "pooling_type",
    "pretrained_window_sizes",
    "pruned_heads",
    "qkv_bias",
    "quantization_config",
    "squeeze_expansion_ratio",
    "strides",
    "tf_padding",
    "use_absolute_embeddings",
    "use_absolute_position_embeddings",
    "use_mean_pooling",
    "use_relative_position_bias",
    "use_shared_relative_position_bias",
    "use_swiglu_ffn",
    "width_coefficient",
    "window_size",
];

/// Settings that do not change the scores: of training, of other outputs, of text. Those of classes
/// and pictures are read elsewhere.
const WITHOUT_EFFECT: &[&str] = &[
    // of networks
    "add_fpn",
    "apply_layernorm",
    "attention_dropout",
    "attention_probs_dropout_prob",
    "attn_drop_rate",
    "auxiliary_channels",
    "auxiliary_concat_input",
    "auxiliary_loss_weight",
    "auxiliary_num_convs",
    "batch_norm_momentum",
    "bn_momentum",
    "classifier_dropout_prob",
    "device",
    "do_pooling",
    "drop_block_rate",
    "drop_connect_rate",
    "drop_path_rate",
    "drop_rate",
    "dropout_rate",
    "dtype",
    "dynamic_img_size",
    "encoder_stride",
    "fix_init",
    "head_init_scale",
    "hidden_dropout_prob",
    "init_values",
    "initializer_factor",
    "initializer_range",
    "layerscale_value",
    "logit_scale_init_value",
    "ls_init_value",
    "memory_efficient",
    "out_features",
    "out_indices",
    "patch_drop_rate",
    "pool_scales",
    "pooler_act",
    "pooler_output_size",
    "pos_drop_rate",
    "pretrained",
    "proj_drop_rate",
    "projection_dim",
    "projection_size",
    "reshape_hidden_states",
    "segmentation_indices",
    "semantic_loss_ignore_index",
    "stage_names",
    "strict_img_size",
    "use_auxiliary_head",
    "use_mask_token",
    "vision_use_head",
    "vocab_size",
    "weight_init",
    "zero_init_last",
    // of classes and pictures
    "id2label",
    "img_size",
    "label2id",
    "num_classes",
    "num_labels",
    "problem_type",
    // of any file
    "_attn_implementation",
    "_attn_implementation_autoset",
    "_commit_hash",
    "_name_or_path",
    "add_cross_attention",
    "architectures",
    "attn_implementation",
    "bad_words_ids",
    "begin_suppress_tokens",
    "bos_token_id",
    "chunk_size_feed_forward",
    "cross_attention_hidden_size",
    "custom_pipelines",
    "decoder_start_token_id",
    "diversity_penalty",
    "do_sample",
    "early_stopping",
    "encoder_no_repeat_ngram_size",
    "eos_token_id",
    "exponential_decay_length_penalty",
    "finetuning_task",
    "forced_bos_token_id",
    "forced_eos_token_id",
    "gradient_checkpointing",
    "is_decoder",
    "is_encoder_decoder",
    "length_penalty",
    "max_length",
    "min_length",
    "no_repeat_ngram_size",
    "num_beam_groups",
    "num_beams",
    "num_return_sequences",
    "output_attentions",
    "output_hidden_states",
    "output_scores",
    "pad_token_id",
    "prefix",
    "remove_invalid_values",
    "repetition_penalty",
    "return_dict",
    "return_dict_in_generate",
    "sep_token_id",
    "suppress_tokens",
    "task_specific_params",
    "temperature",
    "tf_legacy_loss",
    "tie_encoder_decoder",
    "tie_word_embeddings",
    "tokenizer_class",
    "top_k",
    "top_p",
    "torch_dtype",
    "torchscript",
    "transformers_version",
    "typical_p",
    "use_bfloat16",
    "use_cache",
    // of networks of pictures and texts, read by `image_tower`
    "text_config",
    "text_config_dict",
    "vision_config",
    "vision_config_dict",
    // of timm's wrapper in transformers, read by `timm`
    "architecture",
    "global_pool",
    "model_args",
    "num_features",
    "pretrained_cfg",
];

/// Settings that stand beside those of an image tower.
const OF_ALL: &[&str] = &["auto_map", "model_type", "quantization_config"];

/// Returns the settings of the part for pictures, if the file has those of a part for texts as well.
pub(super) fn image_tower<'a>(root: &Fields<'a>) -> Option<Fields<'a>> {
    // The first are older and count more.
    let keys = ["vision_config_dict", "vision_config"];
    keys.iter().find_map(|key| root.inner(key))
}

/// `model_type` of timm's networks in transformers.
const WRAPPER: &str = "timm_wrapper";

impl NetworkFacts {
    /// Reads the settings of transformers.
    pub(super) fn read_transformers(&mut self, root: &Fields<'_>) {
        let kind = root.text("model_type");
        if kind.as_deref() == Some(WRAPPER) {
            return;
        }
        // Beside those of an image tower, settings of the whole say nothing about it.
        let tower = image_tower(root);
        let of_all = |key: &str| tower.is_none() || OF_ALL.contains(&key);
        let of_tower = tower.iter().flat_map(Fields::entries);
        let of_tower = of_tower.filter(|(key, _)| !OF_ALL.contains(key));
        let entries = root
            .entries()
            .filter(|(key, _)| of_all(key) || !TRANSFORMERS.contains(key));
        for (key, value) in entries.chain(of_tower) {
            if TRANSFORMERS.contains(&key) {
                self.settings.insert(key.into(), value.clone());
            } else if kind.is_some() && !WITHOUT_EFFECT.contains(&key) {
                self.unknown.push(key.into());
            }
        }
    }

    /// Reads the name and the arguments of timm's `create_model`.
    pub(super) fn read_timm(&mut self, root: &Fields<'_>, cfg: &Fields<'_>) {
        let name = root
            .text("architecture")
            .or_else(|| cfg.text("architecture"));
        self.name = name.map(|name| plain(&name).to_owned());
        let arguments = root.inner("model_args").into_iter();
        let arguments = arguments.flat_map(|fields| fields.entries());
        let matters = |(key, _): &(&str, _)| !WITHOUT_EFFECT.contains(key) || *key == "global_pool";
        for (key, value) in arguments.filter(matters) {
            self.settings.insert(key.into(), value.clone());
        }
        // transformers does not read it.
        let is_wrapped = root.text("model_type").as_deref() == Some(WRAPPER);
        if let Some(pool) = root.get("global_pool").filter(|_| !is_wrapped) {
            self.settings.insert("global_pool".into(), pool.clone());
        }
    }
}

/// Returns a name without its collection and without the tag of its weights: `resnet50` for
/// `timm/resnet50.a1_in1k`.
fn plain(name: &str) -> &str {
    let name = name.rsplit(['/', ':']).next().unwrap_or(name);
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_has_neither_collection_nor_tag() {
        for name in [
            "resnet50",
            "resnet50.a1_in1k",
            "timm/resnet50.a1_in1k",
            "hf-hub:timm/resnet50",
        ] {
            assert_eq!(plain(name), "resnet50");
        }
    }

    #[test]
    fn no_setting_both_changes_the_network_and_does_not() {
        let both = TRANSFORMERS.iter().find(|key| WITHOUT_EFFECT.contains(key));
        assert_eq!(both, None);
    }

    #[test]
    fn settings_that_are_not_known_are_kept_by_name() {
        let json = json!({
            "model_type": "vit", "hidden_act": "relu", "hidden_dropout_prob": 0.1, "mine": 1,
            "num_heads": null,
        });
        let mut facts = NetworkFacts::default();
        facts.read_transformers(&Fields::new("config.json", json.as_object().unwrap()));
        let keys: Vec<_> = facts.settings.keys().map(String::as_str).collect();
        assert_eq!(keys, ["hidden_act", "model_type"]);
        assert_eq!(facts.unknown, ["mine"]);
    }

    #[test]
    fn settings_of_an_image_tower_count_instead_of_those_beside_it() {
        let json = json!({
            "model_type": "clip", "hidden_size": 1, "projection_dim": 512, "mine": 1,
            "text_config": {"hidden_act": "relu"},
            "vision_config": {"model_type": "clip_vision_model", "hidden_size": 768, "mine_too": 2},
        });
        let mut facts = NetworkFacts::default();
        facts.read_transformers(&Fields::new("config.json", json.as_object().unwrap()));
        let settings: Vec<_> = facts.settings.into_iter().collect();
        let expected = [
            ("hidden_size".to_owned(), json!(768)),
            ("model_type".to_owned(), json!("clip")),
        ];
        assert_eq!(settings, expected);
        assert_eq!(facts.unknown, ["mine", "mine_too"]);
    }

    #[test]
    fn arguments_of_timm_are_kept_but_for_those_of_training() {
        let json = json!({
            "architecture": "resnet18.a1_in1k", "global_pool": "max",
            "model_args": {"drop_rate": 0.1, "act_layer": "gelu", "global_pool": "avg"},
        });
        let mut facts = NetworkFacts::default();
        let root = Fields::new("config.json", json.as_object().unwrap());
        facts.read_timm(&root, &root);
        assert_eq!(facts.name.as_deref(), Some("resnet18"));
        let settings: Vec<_> = facts
            .settings
            .iter()
            .map(|(key, value)| (key.as_str(), value.clone()))
            .collect();
        assert_eq!(
            settings,
            [("act_layer", json!("gelu")), ("global_pool", json!("max"))]
        );
    }

    #[test]
    fn transformers_takes_the_pool_of_a_wrapped_network_from_its_arguments_alone() {
        let json = json!({
            "architecture": "resnet18", "model_type": "timm_wrapper", "global_pool": "max",
            "model_args": {"act_layer": "gelu"}, "do_pooling": true,
        });
        let mut facts = NetworkFacts::default();
        let root = Fields::new("config.json", json.as_object().unwrap());
        facts.read_timm(&root, &root);
        facts.read_transformers(&root);
        let settings: Vec<_> = facts.settings.keys().collect();
        assert_eq!(settings, ["act_layer"]);
        assert_eq!(facts.unknown, [""; 0]);
    }
}
