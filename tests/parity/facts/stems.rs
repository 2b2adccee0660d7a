//! A kernel that a recipe takes for granted is compared with the weight's.

use super::case::{Case, find};
use crate::case::fixture;

/// What a changed kernel leads to.
enum Then {
    /// The network is refused, with the kernel in the message.
    Refused,
    /// The network is built: kernel and stride are patches.
    Patches,
}

/// The case with another kernel of its first convolution.
fn with_kernel(case: &Case, tensor: &str, [height, width]: [usize; 2]) -> Case {
    let mut case = case.clone();
    let found = case
        .parameters
        .iter_mut()
        .find(|parameter| parameter.name == tensor);
    let parameter = found.unwrap_or_else(|| panic!("{}: no {tensor}", case.name));
    parameter.shape[2..].copy_from_slice(&[height, width]);
    case
}

/// A case of `reference/architectures`, without settings.
fn of_architectures(name: &str) -> Case {
    let other = fixture(name);
    Case {
        name: name.into(),
        parameters: other.parameters,
        size: other.size,
        settings: None,
        chosen: None,
        plain: true,
        logits: other.logits,
    }
}

#[test]
fn a_changed_kernel_in_the_stem_of_each_family_is_refused_or_built() {
    use Then::{Patches, Refused};
    #[rustfmt::skip] // one family per line
    let rows: Vec<(Case, &str, &[usize], Then)> = vec![
        (of_architectures("timm_resnet18"), "conv1.weight", &[1, 5, 9], Refused),
        (find("resnet_gelu").bare(), "resnet.embedder.embedder.convolution.weight", &[5, 6], Refused),
        (of_architectures("fastai_resnet18"), "0.0.weight", &[5], Refused),
        (of_architectures("timm_vgg11_bn"), "features.8.weight", &[5], Refused),
        (find("timm_same_mobilenet").bare(), "conv_stem.weight", &[1, 5, 7], Refused),
        (find("mobilenet_v2_even").bare(), "mobilenet_v2.conv_stem.first_conv.convolution.weight", &[5], Refused),
        (of_architectures("torchvision_mobilenet_v3_small"), "features.0.0.weight", &[5], Refused),
        (find("timm_tf_mobilenet").bare(), "conv_stem.weight", &[2, 5], Refused),
        (find("timm_tf_efficientnet").bare(), "conv_stem.weight", &[5], Refused),
        (find("efficientnet_padding").bare(), "efficientnet.embeddings.convolution.weight", &[5], Refused),
        (find("timm_densenet_silu").bare(), "features.conv0.weight", &[5], Refused),
        (find("convnext_relu").bare(), "convnext.embeddings.patch_embeddings.weight", &[3, 7], Refused),
        (find("convnext_relu").bare(), "convnext.embeddings.patch_embeddings.weight", &[2, 8], Patches),
        (find("vit_relu").bare(), "vit.embeddings.patch_embeddings.projection.weight", &[8], Patches),
        (find("swin_relu").bare(), "swin.embeddings.patch_embeddings.projection.weight", &[1], Patches),
        (of_architectures("torchvision_fcn_resnet50"), "backbone.conv1.weight", &[3, 5], Refused),
    ];
    for (case, tensor, kernels, then) in rows {
        for side in kernels {
            let what = format!("{} with {side} x {side}", case.name);
            let found = with_kernel(&case, tensor, [*side; 2]).import();
            match (&then, found) {
                (Patches, Ok(_)) => {}
                (Patches, Err(error)) => panic!("{what}: {error}"),
                (Refused, Ok(_)) => panic!("{what} is built"),
                (Refused, Err(error)) => {
                    assert_eq!(error.code(), "network-other", "{what}: {error}");
                    assert!(error.to_string().contains(tensor), "{what}: {error}");
                }
            }
        }
        let [_, _, height, _] = case
            .parameters
            .iter()
            .find(|one| one.name == tensor)
            .unwrap()
            .shape[..]
        else {
            panic!("{}: {tensor} is no kernel", case.name);
        };
        let found = with_kernel(&case, tensor, [height, height + 1]).import();
        assert!(found.is_err(), "{}: a kernel that is no square", case.name);
    }
}

#[test]
fn three_by_three_is_for_small_pictures_where_that_is_usual() {
    for (case, tensor) in [
        (of_architectures("timm_resnet18"), "conv1.weight"),
        (find("timm_densenet_silu").bare(), "features.conv0.weight"),
    ] {
        let found = with_kernel(&case, tensor, [3, 3]).import().unwrap();
        assert_eq!(found.network.unwrap().choices.len(), 2, "{}", case.name);
        let alone = Case {
            size: [32, 32],
            ..with_kernel(&case, tensor, [3, 3])
        };
        assert_eq!(alone.import().unwrap().input.height, 32);
    }
}
