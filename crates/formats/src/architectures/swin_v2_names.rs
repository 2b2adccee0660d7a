//! Networks of timm that [`super::swin_v2`] builds, and the spelling of Hugging Face.

use super::named::{Argument, Named};
use super::spelling::renamed;
use super::swin_names;

/// The windows with which networks of 192 pixels were trained, by stage.
const TRAINED_12: (&str, Argument) = (
    "pretrained_window_sizes",
    Argument::Counts(&[12, 12, 12, 6]),
);

const fn window(side: u64) -> (&'static str, Argument) {
    ("window_size", Argument::Count(side))
}

/// timm's networks of this family, by the windows. Those that most people have come first.
pub(super) const NAMES: &[Named] = &[
    Named(
        &[
            "swinv2_tiny_window8_256",
            "swinv2_small_window8_256",
            "swinv2_base_window8_256",
        ],
        &[window(8)],
    ),
    Named(
        &[
            "swinv2_tiny_window16_256",
            "swinv2_small_window16_256",
            "swinv2_base_window16_256",
        ],
        &[window(16)],
    ),
    Named(
        &[
            "swinv2_base_window12to16_192to256",
            "swinv2_large_window12to16_192to256",
        ],
        &[window(16), TRAINED_12],
    ),
    Named(
        &[
            "swinv2_base_window12to24_192to384",
            "swinv2_large_window12to24_192to384",
        ],
        &[window(24), TRAINED_12],
    ),
    Named(
        &["swinv2_base_window12_192", "swinv2_large_window12_192"],
        &[window(12)],
    ),
];

/// What networks of other widths and depths may have.
pub(super) const WINDOWS: &[Named] = &[
    Named(&["Swin V2 with windows of 8 x 8"], &[window(8)]),
    Named(&["Swin V2 with windows of 7 x 7"], &[window(7)]),
    Named(&["Swin V2 with windows of 16 x 16"], &[window(16)]),
    Named(&["Swin V2 with windows of 12 x 12"], &[window(12)]),
    Named(&["Swin V2 with windows of 4 x 4"], &[window(4)]),
];

fn chosen(table: &'static [Named], side: Option<usize>) -> impl Iterator<Item = &'static str> {
    let fits = move |named: &&'static Named| {
        let of = |side: usize| named.1.contains(&window(side as u64));
        side.is_none_or(of)
    };
    let fitting = table.iter().filter(fits);
    fitting.flat_map(|Named(names, _)| names.iter().copied())
}

/// Returns the networks of a size, by its letter, whose windows have this side.
pub(super) fn fitting(letter: &str, side: Option<usize>) -> Vec<&'static str> {
    let word = match letter {
        "T" => "_tiny_",
        "S" => "_small_",
        "B" => "_base_",
        _ => "_large_",
    };
    chosen(NAMES, side)
        .filter(|name| name.contains(word))
        .collect()
}

/// Returns the choices for a network of another size.
pub(super) fn windows(side: Option<usize>) -> Vec<&'static str> {
    chosen(WINDOWS, side).collect()
}

/// Spelling of `Swinv2ForImageClassification` of transformers.
pub(super) fn hugging_face(path: &str) -> String {
    #[rustfmt::skip] // one module per line
    const TABLE: &[(&str, &str)] = &[
        ("swinv2.encoder.layers.#.blocks.#.attention.self.cpb_mlp",
         "swinv2.encoder.layers.#.blocks.#.attention.self.continuous_position_bias_mlp"),
    ];
    let spelled = renamed(&swin_names::hugging_face(path), &[("swin", "swinv2")]);
    renamed(&spelled, TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_transformers() {
        for (recipe, file) in [
            (
                "layers.0.blocks.1.attn.cpb_mlp.2.weight",
                "swinv2.encoder.layers.0.blocks.1.attention.self.continuous_position_bias_mlp.2.weight",
            ),
            (
                "layers.0.blocks.1.attn.logit_scale",
                "swinv2.encoder.layers.0.blocks.1.attention.self.logit_scale",
            ),
            (
                "layers.1.downsample.norm.bias",
                "swinv2.encoder.layers.0.downsample.norm.bias",
            ),
            ("norm.bias", "swinv2.layernorm.bias"),
            ("head.fc.bias", "classifier.bias"),
        ] {
            assert_eq!(hugging_face(recipe), file);
        }
    }

    #[test]
    fn windows_that_a_file_shows_leave_fewer_choices() {
        assert_eq!(fitting("T", Some(16)), ["swinv2_tiny_window16_256"]);
        assert_eq!(fitting("B", None).len(), 5);
        assert_eq!(windows(Some(7)), ["Swin V2 with windows of 7 x 7"]);
        assert_eq!(windows(Some(9)), [""; 0]);
    }
}
