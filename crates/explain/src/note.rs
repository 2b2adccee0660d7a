use imaging::Map;

/// A blank map explained in words, or nothing where the map has positive evidence.
///
/// `label` is the class and `layer` the layer, for people. A negative map is no failure: the
/// network may score a class without seeing anything for it at this layer.
#[must_use]
pub fn blank_note(map: &Map, label: &str, layer: &str) -> Option<String> {
    let (min, max) = (map.min(), map.max());
    if max > 0.0 {
        return None;
    }
    Some(if min < 0.0 {
        format!(
            "No positive evidence for `{label}` at `{layer}`; strongest negative value {min:.3}. \
             Show negative evidence too, or choose another layer."
        )
    } else {
        format!(
            "The map for `{label}` at `{layer}` is 0 everywhere: the score does not change with \
             this layer for this picture. Choose another layer."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_why() {
        let note =
            |values: [f32; 2]| blank_note(&Map::new(2, 1, values.to_vec()).unwrap(), "cat", "late");
        assert_eq!(note([-0.5, 0.1]), None);
        assert!(
            note([-0.8, 0.0])
                .unwrap()
                .contains("strongest negative value -0.800")
        );
        assert!(note([0.0, 0.0]).unwrap().contains("0 everywhere"));
    }
}
