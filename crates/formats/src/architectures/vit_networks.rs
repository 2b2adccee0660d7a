//! Networks of timm that [`super::vit`] builds, and those that names and shapes do not tell apart.

use super::facts::Facts;
use super::named::{Argument, Named};
use super::networks::Networks;
use crate::FormatError;

/// timm's networks of this family, without those that pool other than by a mean or a token.
pub(super) const NAMES: &[Named] = &[
    Named(
        &[
            "vit_tiny_patch16_*",
            "vit_small_patch32_*",
            "vit_small_patch16_*",
            "vit_small_patch8_*",
            "vit_base_patch32_*",
            "vit_base_patch16_*",
            "vit_base_patch8_*",
            "vit_large_patch32_*",
            "vit_large_patch16_*",
            "vit_large_patch14_*",
            "vit_huge_patch14_*",
            "vit_giant_patch14_*",
            "vit_gigantic_patch14_*",
            "vit_base_patch16_224_miil",
            "vit_xsmall_patch16_clip_*",
            "vit_medium_patch32_clip_*",
            "vit_medium_patch16_clip_*",
            "vit_betwixt_patch32_clip_*",
            "vit_base_patch32_clip_*",
            "vit_base_patch16_clip_*",
            "vit_base_patch16_plus_clip_*",
            "vit_large_patch14_clip_*",
            "vit_huge_patch14_clip_*",
            "vit_giant_patch14_clip_*",
            "vit_gigantic_patch14_clip_*",
            "vit_base_patch32_plus_*",
            "vit_base_patch16_plus_*",
            "vit_small_patch16_36x1_*",
            "eva_large_patch14_*",
            "vit_small_patch14_dinov2",
            "vit_base_patch14_dinov2",
            "vit_large_patch14_dinov2",
            "vit_small_patch14_reg4_dinov2",
            "vit_base_patch14_reg4_dinov2",
            "vit_large_patch14_reg4_dinov2",
            "vit_base_patch14_reg1_tipsv2",
            "vit_large_patch14_reg1_tipsv2",
            "vit_so400m_patch14_reg1_tipsv2",
            "vit_wee_patch16_reg1_gap_*",
            "vit_little_patch16_reg1_gap_*",
            "vit_little_patch16_reg4_gap_*",
            "vit_medium_patch16_reg1_gap_*",
            "vit_medium_patch16_reg4_gap_*",
            "vit_mediumd_patch16_reg4_gap_*",
            "vit_betwixt_patch16_reg1_gap_*",
            "vit_betwixt_patch16_reg4_gap_*",
            "vit_base_patch16_reg4_gap_*",
            "vit_so150m_patch16_reg4_gap_*",
            "vit_so150m2_patch16_reg1_gap_*",
            "deit_tiny_patch16_*",
            "deit_small_patch16_*",
            "deit_base_patch16_*",
            "deit_tiny_distilled_patch16_*",
            "deit_small_distilled_patch16_*",
            "deit_base_distilled_patch16_*",
            "deit3_small_patch16_*",
            "deit3_medium_patch16_*",
            "deit3_base_patch16_*",
            "deit3_large_patch16_*",
            "deit3_huge_patch14_*",
        ],
        &[],
    ),
    Named(
        &[
            "vit_giant_patch14_dinov2",
            "vit_giant_patch14_reg4_dinov2",
            "vit_giant_patch14_reg1_tipsv2",
        ],
        &[
            ("mlp_layer", Argument::Text("swiglupacked")),
            ("act_layer", Argument::Text("silu")),
        ],
    ),
    Named(
        &[
            "vit_base_patch32_clip_quickgelu_*",
            "vit_base_patch16_clip_quickgelu_*",
            "vit_large_patch14_clip_quickgelu_*",
            "vit_huge_patch14_clip_quickgelu_*",
            "vit_gigantic_patch14_clip_quickgelu_*",
            QUICK_GELU,
        ],
        &[("act_layer", Argument::Text("quick_gelu"))],
    ),
    Named(
        &["flexivit_small", "flexivit_base", "flexivit_large"],
        &[("no_embed_class", Argument::Flag(true))],
    ),
    Named(&[GELU], &[("act_layer", Argument::Text("gelu"))]),
    Named(
        &["vit_base_patch16_rpn_*"],
        &[("norm_after", Argument::Flag(true))],
    ),
    Named(
        &["test_vit", "test_vit2"],
        &[("num_heads", Argument::Count(2))],
    ),
];

const GELU: &str = "image tower of CLIP, with GELU";
const QUICK_GELU: &str = "image tower of CLIP, with quick GELU";

/// What the names and shapes of a file show.
pub(super) struct Seen {
    pub(super) width: usize,
    /// Width inside the MLP.
    pub(super) hidden: usize,
    pub(super) patch: usize,
    pub(super) depth: usize,
    /// Side of the picture.
    pub(super) size: usize,
    /// Whether a norm comes before the blocks, as in CLIP.
    pub(super) clip: bool,
    /// Whether it has neither a class token nor registers nor biases of query, key and value, but a
    /// norm after the mean: only one of timm's networks has.
    pub(super) bare: bool,
}

/// Widths and the names of those networks of CLIP of which timm has one with quick GELU.
const CLIP: [(usize, &str); 4] = [
    (768, "base"),
    (1024, "large"),
    (1280, "huge"),
    (1664, "gigantic"),
];

pub(super) fn networks(seen: &Seen) -> Networks {
    if seen.clip {
        let Some((_, name)) = CLIP.iter().find(|(width, _)| *width == seen.width) else {
            return Networks::Of([GELU, QUICK_GELU].map(Into::into).into());
        };
        let clip = |act: &str| format!("vit_{name}_patch{}_clip{act}_{}", seen.patch, seen.size);
        return Networks::Of(vec![clip(""), clip("_quickgelu")]);
    }
    if seen.bare {
        return Networks::Of(vec![format!(
            "vit_base_patch{}_rpn_{}",
            seen.patch, seen.size
        )]);
    }
    match (seen.width, seen.hidden, seen.depth) {
        (64, 192, 6) => return Networks::Of(vec!["test_vit".into()]),
        (64, 192, 8) => return Networks::Of(vec!["test_vit2".into()]),
        _ => {}
    }
    by_width(seen.width)
}

/// Returns the choice of the number of heads, for a width that no published network has.
pub(super) fn by_width(width: usize) -> Networks {
    if WIDTHS.contains(&width) {
        return Networks::One;
    }
    let usual = heads(width);
    let others = COUNTS
        .iter()
        .filter(|(count, _)| width.is_multiple_of(*count));
    let mut counts: Vec<_> = others.collect();
    counts.sort_by_key(|(count, _)| count.abs_diff(usual));
    Networks::Ways {
        table: HEADS,
        names: counts.into_iter().map(|(_, name)| *name).collect(),
        unless: &["num_heads", "num_attention_heads"],
    }
}

/// Returns the number of heads for a width: one per 64 channels, but 16 in `ViT-H` of all libraries
/// and in the largest networks of timm.
pub(super) fn heads(width: usize) -> usize {
    match width {
        1152 | 1280 | 1408 | 1664 => 16,
        _ => (width / 64).max(1),
    }
}

const HEADS_OF_TRANSFORMERS: usize = 12;

/// Takes the number of heads, which is the `usual` one if nothing says it.
pub(super) fn stated_heads(
    facts: &mut Facts,
    width: usize,
    usual: usize,
) -> Result<usize, FormatError> {
    let heads = facts.count(&["num_heads", "num_attention_heads"])?;
    // Its files leave out what is the default of its classes.
    let of_transformers = facts.states("model_type").then_some(HEADS_OF_TRANSFORMERS);
    let heads = heads.or(of_transformers).unwrap_or(usual);
    if width.is_multiple_of(heads) {
        return Ok(heads);
    }
    Err(facts.other(format!(
        "{width} channels cannot be split for {heads} heads"
    )))
}

/// Widths of published networks, all of which have the number of heads that [`heads`] gives.
const WIDTHS: [usize; 15] = [
    192, 256, 320, 384, 512, 640, 768, 832, 896, 1024, 1152, 1280, 1408, 1536, 1664,
];

/// Numbers of heads to choose from where the width is that of no published network.
const COUNTS: [(usize, &str); 8] = [
    (1, "ViT with 1 head"),
    (2, "ViT with 2 heads"),
    (3, "ViT with 3 heads"),
    (4, "ViT with 4 heads"),
    (6, "ViT with 6 heads"),
    (8, "ViT with 8 heads"),
    (12, "ViT with 12 heads"),
    (16, "ViT with 16 heads"),
];
const HEADS: &[Named] = &[
    Named(&[COUNTS[0].1], &[("num_heads", Argument::Count(1))]),
    Named(&[COUNTS[1].1], &[("num_heads", Argument::Count(2))]),
    Named(&[COUNTS[2].1], &[("num_heads", Argument::Count(3))]),
    Named(&[COUNTS[3].1], &[("num_heads", Argument::Count(4))]),
    Named(&[COUNTS[4].1], &[("num_heads", Argument::Count(6))]),
    Named(&[COUNTS[5].1], &[("num_heads", Argument::Count(8))]),
    Named(&[COUNTS[6].1], &[("num_heads", Argument::Count(12))]),
    Named(&[COUNTS[7].1], &[("num_heads", Argument::Count(16))]),
];

#[cfg(test)]
mod tests {
    use super::super::named::arguments;
    use super::*;

    const PLAIN: Seen = Seen {
        width: 768,
        hidden: 3072,
        patch: 16,
        depth: 12,
        size: 224,
        clip: false,
        bare: false,
    };

    /// The names of the networks, the usual one first.
    fn names(seen: &Seen) -> Vec<String> {
        match networks(seen) {
            Networks::One => Vec::new(),
            Networks::Of(names) => names,
            Networks::Ways { names, .. } => names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn each_network_that_is_offered_stands_in_a_table() {
        let odd = Seen { width: 96, ..PLAIN };
        assert_eq!(
            names(&odd)[..3],
            ["ViT with 1 head", "ViT with 2 heads", "ViT with 3 heads"]
        );
        for seen in [
            odd,
            Seen {
                clip: true,
                ..PLAIN
            },
            Seen {
                clip: true,
                width: 32,
                ..PLAIN
            },
            Seen {
                bare: true,
                ..PLAIN
            },
            Seen {
                width: 64,
                hidden: 192,
                depth: 6,
                ..PLAIN
            },
        ] {
            let offered = names(&seen);
            assert!(!offered.is_empty());
            for name in offered {
                let known = arguments(NAMES, &name).or(arguments(HEADS, &name));
                assert!(known.is_some(), "{name}");
            }
        }
        assert!(names(&PLAIN).is_empty());
    }

    #[test]
    fn known_widths_have_a_number_of_heads_that_divides_them() {
        for width in WIDTHS {
            assert!(width.is_multiple_of(heads(width)), "{width}");
        }
    }
}
