//! Where Keras 3 keeps the weights of a layer: not under its name, but under its class and number.

use std::collections::BTreeMap;

/// The layers of a model as they are counted.
#[derive(Default)]
pub(super) struct Slots(BTreeMap<String, usize>);

impl Slots {
    /// The slot of the next layer: `conv2d`, `conv2d_1`…
    pub(super) fn next(&mut self, class: &str) -> String {
        let name = snake_case(class);
        let count = self.0.entry(name.clone()).or_insert(0);
        *count += 1;
        match *count - 1 {
            0 => name,
            before => format!("{name}_{before}"),
        }
    }
}

/// `to_snake_case` in `keras/src/utils/naming.py`.
fn snake_case(class: &str) -> String {
    let letters: Vec<char> = class
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    let words = before_words(&letters);
    let mut name = String::new();
    for (index, letter) in words.iter().enumerate() {
        let after_small = index > 0 && words[index - 1].is_ascii_lowercase();
        if after_small && letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// A stroke before each capital letter that small ones follow.
fn before_words(letters: &[char]) -> Vec<char> {
    let mut found = Vec::new();
    let mut rest = letters;
    while let [first, after @ ..] = rest {
        found.push(*first);
        rest = after;
        if let [capital, small, ..] = after
            && capital.is_ascii_uppercase()
            && small.is_ascii_lowercase()
        {
            let tail = &after[1..];
            let end = tail.iter().position(|c| !c.is_ascii_lowercase());
            let (word, behind) = tail.split_at(end.unwrap_or(tail.len()));
            found.extend(['_', *capital]);
            found.extend(word);
            rest = behind;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_the_names_that_keras_gives_them() {
        for (class, expected) in [
            ("Conv2D", "conv2d"),
            ("Conv2DTranspose", "conv2d_transpose"),
            ("DepthwiseConv2D", "depthwise_conv2d"),
            ("BatchNormalization", "batch_normalization"),
            ("PReLU", "p_re_lu"),
            ("Dense", "dense"),
            ("LayerScale", "layer_scale"),
            ("GlobalAveragePooling2D", "global_average_pooling2d"),
            ("", ""),
        ] {
            assert_eq!(snake_case(class), expected);
        }
    }

    #[test]
    fn layers_of_a_class_are_counted() {
        let mut slots = Slots::default();
        let classes = ["Dense", "Conv2D", "Dense", "Dense"];
        let found = classes.map(|class| slots.next(class));
        assert_eq!(found, ["dense", "conv2d", "dense_1", "dense_2"]);
    }
}
