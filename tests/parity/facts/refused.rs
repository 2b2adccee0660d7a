//! Facts that no recipe computes.

use serde_json::{Value as Json, json};

use super::case::{Case, find};

/// The case, the setting and its value, and a part of the message.
type Row = (&'static str, &'static str, Json, &'static str);

fn check(case: &Case, what: &str, part: &str) {
    let Err(error) = case.import() else {
        panic!("{what} is built");
    };
    let message = error.to_string();
    assert_eq!(error.code(), "network-other", "{what}: {message}");
    assert!(message.contains(part), "{what}: {message}");
    assert!(
        message.contains("ONNX") && message.len() <= 300,
        "{what}: {message}"
    );
}

#[test]
fn settings_of_transformers_are_used_compared_or_refused() {
    #[rustfmt::skip] // one case per line
    let rows: Vec<Row> = vec![
        ("vit_relu", "hidden_act", json!("xielu"), "`hidden_act` = \"xielu\""),
        ("vit_relu", "num_attention_heads", json!(3), "3 heads"),
        ("vit_relu", "num_attention_heads", json!(0), "`num_attention_heads` = 0"),
        ("vit_relu", "hidden_size", json!(64), "`hidden_size` = 64"),
        ("vit_relu", "num_hidden_layers", json!(3), "`num_hidden_layers` = 3"),
        ("vit_relu", "intermediate_size", json!(32), "`intermediate_size` = 32"),
        ("vit_relu", "patch_size", json!(8), "`patch_size` = 8"),
        ("vit_relu", "layer_norm_eps", json!(-1), "`layer_norm_eps` = -1"),
        ("vit_relu", "model_type", json!("vit_hybrid"), "`model_type` = \"vit_hybrid\""),
        ("vit_relu", "pruned_heads", json!({"0": [1]}), "`pruned_heads`"),
        ("vit_relu", "auto_map", json!({"AutoModel": "mine.Net"}), "`auto_map`"),
        ("vit_relu", "quantization_config", json!({"bits": 4}), "`quantization_config`"),
        ("vit_relu", "tf_padding", json!(true), "`tf_padding` = true"),
        ("vit_relu", "downsample_in_bottleneck", json!(false), "`downsample_in_bottleneck` = false"),
        ("dinov2_relu", "num_register_tokens", json!(4), "`num_register_tokens` = 4"),
        ("dinov2_registers", "num_register_tokens", json!(4), "`num_register_tokens` = 4"),
        ("dinov2_gates", "use_swiglu_ffn", json!(false), "`use_swiglu_ffn` = false"),
        ("dinov2_gates", "model_type", json!("dinov3_vit"), "`model_type` = \"dinov3_vit\""),
        ("clip_gelu", "model_type", json!("siglip"), "`model_type` = \"siglip\""),
        ("clip_gelu", "vision_config", json!({"hidden_act": "prelu"}), "`hidden_act` = \"prelu\""),
        ("clip_gelu", "vision_config", json!({"intermediate_size": 32}), "`intermediate_size` = 32"),
        ("siglip_relu", "model_type", json!("siglip2"), "`model_type` = \"siglip2\""),
        ("beit_relu", "use_mean_pooling", json!(false), "`use_mean_pooling` = false"),
        ("beit_relu", "num_attention_heads", json!(2), "`num_attention_heads` = 2"),
        ("beit_relu", "model_type", json!("vit"), "`model_type` = \"vit\""),
        ("resnet_gelu", "layer_type", json!("bottleneck"), "`layer_type` = \"bottleneck\""),
        ("resnet_gelu", "depths", json!([2, 1, 1, 1]), "`depths` = [2,1,1,1]"),
        ("resnet_gelu", "hidden_sizes", json!([16, 24, 32, 64]), "`hidden_sizes`"),
        ("resnet_gelu", "embedding_size", json!(16), "`embedding_size` = 16"),
        ("resnet_gelu", "layer_norm_eps", json!(1e-5), "`layer_norm_eps`"),
        ("convnext_relu", "hidden_act", json!("prelu"), "`hidden_act`"),
        ("convnext_relu", "patch_size", json!(2), "`patch_size` = 2"),
        ("swinv2_windows", "num_heads", json!([1, 2, 4, 4]), "`num_heads` = [1,2,4,4]"),
        ("swinv2_windows", "image_size", json!(128), "`image_size`"),
        ("swinv2_windows", "model_type", json!("swin"), "`model_type` = \"swin\""),
        ("swin_relu", "num_heads", json!([1, 2, 4, 4]), "`num_heads` = [1,2,4,4]"),
        ("swin_relu", "window_size", json!(3), "`window_size` = 3"),
        ("swin_relu", "depths", json!([1, 1, 1, 1]), "`depths`"),
        ("swin_relu", "embed_dim", json!(16), "`embed_dim` = 16"),
        ("mobilenet_v2_even", "output_stride", json!(16), "`output_stride` = 16"),
        ("efficientnet_padding", "pooling_type", json!("sum"), "`pooling_type` = \"sum\""),
        ("efficientnet_padding", "hidden_act", json!("laplace"), "`hidden_act`"),
    ];
    for (name, key, value, part) in rows {
        check(
            &find(name).with(key, value),
            &format!("{name} with {key}"),
            part,
        );
    }
}

#[test]
fn networks_of_timm_are_known_by_name_or_refused_by_it() {
    #[rustfmt::skip] // one case per line
    let rows = [
        ("timm_blur", "ecaresnet50d"), ("timm_blur", "resnest50d"), ("timm_blur", "resnet50_gn"),
        ("timm_blur", "my_resnet"), ("timm_eva_clip", "vit_small_patch16_rope_224"), ("timm_eva_clip", "vit_base_patch16_dinov3"), ("timm_aa", "skresnet50"),
        ("timm_tf_mobilenet", "mobilenetv3_rw"), ("timm_tf_mobilenet", "fbnetv3_b"),
        ("timm_tf_efficientnet", "tf_efficientnet_lite0"), ("timm_tf_efficientnet", "efficientnet_b0_gn"),
        ("timm_densenet_silu", "densenetblur121d"),
        ("timm_heads", "vit_giant_patch14_dinov2"), ("timm_heads", "vit_so150m_patch16_reg4_map_256"),
        ("timm_test_convnext", "convnext_tiny_hnf"), ("timm_test_convnext", "convnext_zepto_rms"),
        ("timm_swin_patch_2", "swinv2_tiny_window8_256"),
    ];
    for (case, name) in rows {
        check(
            &find(case).with("architecture", json!(name)),
            name,
            &format!("`{name}`"),
        );
    }
    let tagged = find("timm_blur").with("architecture", json!("timm/resnetblur18.a1_in1k"));
    assert!(
        tagged.import().is_ok(),
        "a tag says which weights, not which network"
    );
}

#[test]
fn arguments_of_timm_are_used_compared_or_refused() {
    #[rustfmt::skip] // one case per line
    let rows = [
        ("timm_blur", "act_layer", json!("prelu")), ("timm_blur", "norm_layer", json!("groupnorm")),
        ("timm_blur", "output_stride", json!(16)), ("timm_blur", "block_args", json!({"attn_layer": "se"})),
        ("timm_eva_clip", "rope_type", json!("mixed")), ("timm_eva_clip", "use_rot_pos_emb", json!(false)), ("timm_eva_clip", "attn_type", json!("rope")),
        ("timm_blur", "global_pool", json!("")), ("timm_blur", "my_argument", json!(1)),
        ("timm_blur", "layers", json!([2, 2, 2, 1])),
        ("timm_same_mobilenet", "pad_type", json!("reflect")), ("timm_same_mobilenet", "se_layer", json!("eca")),
        ("timm_tf_efficientnet", "norm_layer", json!("frozenbatchnorm2d")),
        ("timm_heads", "global_pool", json!("map")), ("timm_heads", "dynamic_img_pad", json!(true)),
        ("timm_heads", "pool_include_prefix", json!(true)), ("timm_heads", "norm_layer", json!("rmsnorm")),
        ("timm_heads", "depth", json!(3)), ("timm_heads", "mlp_layer", json!("swiglu")),
        ("timm_test_convnext", "head_norm_first", json!(true)), ("timm_test_convnext", "output_stride", json!(8)),
        ("timm_densenet_silu", "aa_layer", json!("blur")),
        ("timm_swin_patch_2", "patch_size", json!(4)), ("timm_swin_patch_2", "always_partition", json!(true)),
    ];
    for (name, key, value) in rows {
        let case = find(name);
        let mut arguments = case.settings.clone().unwrap()["model_args"].clone();
        arguments[key] = value;
        let mut changed = case.with("model_args", arguments.clone());
        if key == "global_pool" {
            changed = changed.with(key, arguments[key].clone());
        }
        check(&changed, &format!("{name} with {key}"), &format!("`{key}`"));
    }
}

#[test]
fn another_number_of_classes_refuses_the_file() {
    for (name, key) in [("timm_blur", "num_classes"), ("vit_relu", "num_labels")] {
        let error = find(name).with(key, json!(7)).import().unwrap_err();
        assert_eq!(error.code(), "config-unusable", "{error}");
        assert!(error.to_string().contains("7 classes"), "{error}");
    }
}
