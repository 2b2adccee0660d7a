//! Swin transformers V2 (Liu et al., 2021, <https://arxiv.org/abs/2111.09883>) in the spellings of
//! timm, torchvision, Hugging Face and the authors' own code. The recipe has timm's names.
//!
//! ```text
//! patches ─ norm ─ layers.0 ─ merge 2x2 ─ layers.1 ─ … ─ layers.3 ─ norm ─ mean ─ linear
//!
//! block    attention in windows, in every other block shifted by half a window ─ norm ─ +
//!          linear x4 ─ GELU ─ linear ─ norm ─ +
//! scores   cosine of query and key · factor of the head + 16 · sigmoid(MLP of the shift)
//!
//!          depths         width
//! T        2 2  6 2          96
//! S        2 2 18 2          96
//! B        2 2 18 2         128
//! L        2 2 18 2         192
//! ```
//! Different from the first version: norms come after attention and MLP, and after the linear layer
//! that merges pixels; the scores are cosines; and the biases come from an MLP, so that no weight
//! shows the size of the windows, nor that with which the MLP was trained. Where no setting and no
//! name says them, they are a choice. Keys have no bias.

use graph::ops::Activation;
use graph::{NodeId, Value};

use super::attention::cosine_attention;
use super::continuous::{self, Places};
use super::mlp::mlp;
use super::network::{Network, Spelling};
use super::networks::Networks;
use super::swin::{pairs, stages};
use super::swin_v2_names::{self, NAMES, WINDOWS};
use super::windows::Windows;
use super::{Family, MAX_BLOCKS, Variant, as_written, swin_names};
use crate::state_dict::StateDict;
use crate::{FormatError, InputFilter, InputFit, InputRule};

pub(super) const FAMILY: Family = Family {
    name: "Swin Transformer V2",
    signs: &["cpb_mlp", "logit_scale", "continuous_position_bias_mlp"],
    names: NAMES,
    transformers: &["swinv2"],
    recognise,
};

const EPSILON: f32 = 1e-5;
const STAGES: usize = 4;
/// Where nothing says otherwise.
const WINDOW: usize = 8;

/// Name, depth of the third stage, width of the first, and the shorter side to which torchvision
/// resizes a picture before it crops 256 x 256.
const SIZES: &[(&str, usize, usize, usize)] = &[
    ("T", 6, 96, 260),
    ("S", 18, 96, 260),
    ("B", 18, 128, 272),
    ("L", 18, 192, 272),
];

fn recognise(state: &StateDict) -> Option<Variant> {
    let spelling = spelling(state)?;
    let shape = |tensor: &str| state.shape(&spelling(tensor));
    let &[width, _, _, patch] = shape("patch_embed.proj.weight")? else {
        return None;
    };
    let depth = (0..MAX_BLOCKS)
        .take_while(|block| shape(&format!("layers.2.blocks.{block}.norm1.weight")).is_some())
        .count();
    let size = SIZES.iter().find(|size| (size.1, size.2) == (depth, width));
    let name = size.map_or(String::new(), |size| format!("-{}", size.0));
    let window = shape(COORDINATES).and_then(continuous::side);
    let names = match size {
        Some((letter, ..)) => swin_v2_names::fitting(letter, window),
        None => swin_v2_names::windows(window),
    };
    let side = match window {
        // The windows of the last stage may be half as wide.
        Some(window @ (12 | 24)) => window * patch * 4,
        _ => 256,
    };
    let fit = match size {
        _ if state.contains("swinv2.layernorm.weight") => InputFit::Squash,
        Some((.., shorter)) if state.contains("features.0.0.weight") => {
            InputFit::ResizeCrop { shorter: *shorter }
        }
        _ if side < 384 => InputFit::ResizeCrop {
            shorter: side * 10 / 9,
        },
        _ => InputFit::ResizeCrop { shorter: side },
    };
    Some(Variant {
        name: format!("Swin V2{name}"),
        spelling,
        input: InputRule {
            fit,
            filter: InputFilter::Bicubic,
            ..InputRule::imagenet(side)
        },
        networks: match names.as_slice() {
            // torchvision has one kind of windows, which its files show.
            [] => Networks::One,
            _ if window.is_some() && state.contains("features.0.0.weight") => Networks::One,
            _ => Networks::Ways {
                table: if size.is_some() { NAMES } else { WINDOWS },
                names,
                unless: &["window_size"],
            },
        },
        build,
    })
}

/// The coordinates that the MLP of the first block takes, which some files hold.
const COORDINATES: &str = "layers.0.blocks.0.attn.relative_coords_table";

fn spelling(state: &StateDict) -> Option<Spelling> {
    const MLP: &str = "layers.0.blocks.0.attn.cpb_mlp.0.weight";
    #[rustfmt::skip] // one library per line
    let spellings: [(Spelling, &[&str]); 4] = [
        (swin_names::torchvision, &["features.1.0.attn.cpb_mlp.0.weight"]),
        (swin_v2_names::hugging_face,
         &["swinv2.encoder.layers.0.blocks.0.attention.self.continuous_position_bias_mlp.0.weight"]),
        (swin_names::authors, &["layers.0.downsample.reduction.weight", MLP]),
        (as_written, &[MLP]),
    ];
    let has_all = |names: &[&str]| names.iter().all(|name| state.contains(name));
    let found = spellings.iter().find(|(_, names)| has_all(names));
    found.map(|(spelling, _)| *spelling)
}

/// What the weights do not show.
struct Style {
    epsilon: f32,
    act: Activation,
    /// Side of the windows, where the activation is larger.
    window: usize,
    /// By stage, the side of the windows with which the MLPs of the biases were trained; 0 for that
    /// of the windows.
    trained: Vec<usize>,
    /// The height and width of the patches for which transformers makes the windows.
    made_for: Option<[usize; 2]>,
}

impl Style {
    fn read(net: &mut Network) -> Result<Self, FormatError> {
        let patch = net.kernel("patch_embed.proj")?;
        let width = net.dims("patch_embed.proj.weight")?.first().copied();
        let heads: Vec<_> = (0..STAGES)
            .map(|stage| format!("layers.{stage}.blocks.0.attn.logit_scale"))
            .filter_map(|scale| net.dims(&scale).ok()?.first().copied())
            .collect();
        let depths: Vec<_> = (0..STAGES)
            .map(|stage| net.count(|block| format!("layers.{stage}.blocks.{block}.norm1.weight")))
            .collect();
        let shown = net.dims(COORDINATES).ok().and_then(continuous::side);
        let is_hugging_face = is_hugging_face(net);
        let facts = &mut net.facts;
        facts.shown(&[
            "dynamic_mask",
            "hidden_size",
            "mlp_ratio",
            "qkv_bias",
            "use_absolute_embeddings",
        ]);
        facts.agrees(&["patch_size"], patch)?;
        facts.agrees(&["embed_dim"], width)?;
        facts.agrees(&["depths"], depths)?;
        facts.agrees(&["num_layers"], STAGES)?;
        facts.agrees(&["num_heads"], heads)?;
        facts.agrees(&["always_partition"], false)?;
        facts.is_one_of(&["global_pool"], &["avg"])?;
        facts.is_one_of(&["norm_layer"], &["layernorm"])?;
        let trained = facts.counts(&["pretrained_window_sizes"])?;
        let window = facts.count(&["window_size"])?.or(shown);
        let size = facts.sides(&["image_size"])?;
        Ok(Self {
            epsilon: facts.positive(&["layer_norm_eps"])?.unwrap_or(EPSILON),
            act: facts.activation(&["hidden_act", "act_layer"], Activation::Gelu)?,
            window: window.unwrap_or(WINDOW),
            trained: trained.unwrap_or_default(),
            made_for: size
                .filter(|_| is_hugging_face)
                .map(|size| size.map(|side| side / patch.max(1))),
        })
    }

    /// Returns the windows of a block.
    fn windows(
        &self,
        net: &mut Network,
        x: NodeId,
        (stage, shifted): (usize, bool),
        heads: usize,
    ) -> Result<Windows, FormatError> {
        let shape = net.shape(x).to_vec();
        let sides: Vec<usize> = shape.iter().skip(1).take(2).copied().collect();
        let fit = |side: &usize| (self.window.min(*side), *side > self.window);
        let here: Vec<_> = sides.iter().map(fit).collect();
        let made = self
            .made_for
            .map(|grid| grid.map(|side| fit(&(side >> stage))));
        let is_other = made.is_some_and(|made| here != made);
        if is_other || here.first() != here.last() {
            return Err(net.facts.other(format!(
                "windows for an activation of {sides:?} are made in another way, so its picture has to be square and of the size of `image_size`"
            )));
        }
        let side = here.first().map_or(self.window, |(side, _)| *side);
        let apart = if is_hugging_face(net) {
            HUGGING_FACE_APART
        } else {
            super::windows::APART
        };
        let windows = Windows::of_side(&shape, (side, heads), shifted, apart);
        windows.map_err(|reason| net.facts.other(reason))
    }
}

/// transformers adds the mask twice.
const HUGGING_FACE_APART: f32 = 2.0 * super::windows::APART;

fn is_hugging_face(net: &Network) -> bool {
    net.has("layers.0.blocks.0.attn.query.weight")
}

fn build(net: &mut Network, x: NodeId) -> Result<Vec<NodeId>, FormatError> {
    let style = Style::read(net)?;
    let block = |net: &mut Network, path: &str, x, place| residual(net, path, x, place, &style);
    stages(net, x, style.epsilon, (merged, block))
}

fn residual(
    net: &mut Network,
    path: &str,
    x: NodeId,
    place: (usize, bool),
    style: &Style,
) -> Result<NodeId, FormatError> {
    let part = |name: &str| format!("{path}.{name}");
    let heads = net.dims(&part("attn.logit_scale"))?.first().copied();
    let windows = style.windows(net, x, place, heads.unwrap_or(0))?;
    let side = windows.side();
    let trained = style.trained.get(place.0).copied().filter(|side| *side > 0);
    let places = Places {
        side,
        trained: trained.unwrap_or(side),
    };
    let table = continuous::table(net, &part("attn.cpb_mlp"), places)?;
    let scale = continuous::factors(net, &part("attn.logit_scale"))?;
    let y = windows.split(net, &part("windows"), x)?;
    let biases = windows.biases(net, &part("attn"), Value::R2(table))?;
    let y = cosine_attention(net, &part("attn"), y, (windows.heads, scale), &biases)?;
    let y = windows.joined(net, &part("joined"), y)?;
    let y = net.layer_norm(&part("norm1"), y, 3, style.epsilon)?;
    let x = net.add(&part("add"), x, y)?;
    let y = mlp(net, &part("mlp"), (style.act, EPSILON), x)?;
    let y = net.layer_norm(&part("norm2"), y, 3, style.epsilon)?;
    net.add(path, x, y)
}

/// Merges each 2 x 2 pixels into one with four times the channels. Then a linear layer halves the
/// channels.
fn merged(net: &mut Network, path: &str, x: NodeId) -> Result<NodeId, FormatError> {
    let x = pairs(net, path, x)?;
    let x = net.linear(&format!("{path}.reduction"), x)?;
    let x = net.layer_norm(&format!("{path}.norm"), x, 3, EPSILON)?;
    net.alias(path, x);
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::super::bare;
    use super::*;

    type Tensor = (&'static str, &'static [usize]);

    #[test]
    fn the_choice_of_windows_follows_from_names_and_shapes() {
        const MLP: Tensor = ("layers.0.blocks.0.attn.cpb_mlp.0.weight", &[512, 2]);
        const PATCHES: Tensor = ("patch_embed.proj.weight", &[192, 3, 4, 4]);
        let deep: Vec<String> = (0..18)
            .map(|block| format!("layers.2.blocks.{block}.norm1.weight"))
            .collect();
        let mut tensors: Vec<(&str, &[usize])> = vec![MLP, PATCHES];
        tensors.extend(deep.iter().map(|name| (name.as_str(), &[1_usize][..])));
        let found = recognise(&bare::state(&tensors)).unwrap();
        assert_eq!(
            (found.name.as_str(), found.input.height),
            ("Swin V2-L", 256)
        );
        let Networks::Ways { names, .. } = found.networks else {
            panic!("no choice");
        };
        assert_eq!(names[0], "swinv2_large_window12to16_192to256");
        tensors.push((COORDINATES, &[1, 47, 47, 2]));
        let found = recognise(&bare::state(&tensors)).unwrap();
        assert_eq!(found.input.height, 384);
        let Networks::Ways { names, .. } = found.networks else {
            panic!("no choice");
        };
        assert_eq!(names, ["swinv2_large_window12to24_192to384"]);
        let first = [(
            "layers.0.blocks.0.attn.relative_position_bias_table",
            &[169, 3][..],
        )];
        assert!(recognise(&bare::state(&first)).is_none());
    }
}
