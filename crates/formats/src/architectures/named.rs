//! Names of timm's networks. A name is short for arguments that names and shapes of weights do not
//! show: `resnetblur50` is a ResNet-50 with `aa_layer` = `blurpool`.

use serde_json::Value as Json;

/// Networks that differ from the recipe in the same arguments. `*` at the end of a name stands for
/// the size of the picture.
pub(super) struct Named(
    pub(super) &'static [&'static str],
    pub(super) &'static [(&'static str, Argument)],
);

/// An argument of a network's constructor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Argument {
    Text(&'static str),
    Count(u64),
    Counts(&'static [u64]),
    Number(f64),
    Flag(bool),
}

impl Argument {
    pub(super) fn json(self) -> Json {
        match self {
            Self::Text(text) => text.into(),
            Self::Count(count) => count.into(),
            Self::Counts(counts) => counts.into(),
            Self::Number(number) => number.into(),
            Self::Flag(flag) => flag.into(),
        }
    }
}

/// What the networks that timm converted from `TensorFlow` have: its padding, and its epsilon.
pub(super) const TENSORFLOW: &[(&str, Argument)] = &[
    ("pad_type", Argument::Text("same")),
    ("bn_eps", Argument::Number(1e-3)),
];

/// Returns the arguments of a network, or `None` if the table does not have it.
pub(super) fn arguments(
    table: &[Named],
    network: &str,
) -> Option<&'static [(&'static str, Argument)]> {
    let is_it = |name: &&str| match name.strip_suffix('*') {
        Some(start) => network
            .strip_prefix(start)
            .is_some_and(|size| !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit())),
        None => *name == network,
    };
    let found = table.iter().find(|Named(names, _)| names.iter().any(is_it));
    found.map(|Named(_, arguments)| *arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_the_size_of_the_picture() {
        const TABLE: &[Named] = &[
            Named(&["vit_base_patch16_*", "flexivit"], &[]),
            Named(&["vit_base_patch16_siglip_*"], TENSORFLOW),
        ];
        struct Case(&'static str, Option<usize>);
        for Case(name, count) in [
            Case("vit_base_patch16_224", Some(0)),
            Case("flexivit", Some(0)),
            Case("flexivit_small", None),
            Case("vit_base_patch16_siglip_224", Some(2)),
            Case("vit_base_patch16_", None),
            Case("vit_base_patch16_224_miil", None),
        ] {
            assert_eq!(arguments(TABLE, name).map(<[_]>::len), count, "{name}");
        }
    }
}
