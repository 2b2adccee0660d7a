use imaging::Map;

use crate::Target;

/// A blank map explained in words, or nothing where the map has positive evidence.
///
/// `label` is the class that the target explains and `layer` the layer, for people. A negative map is no failure: the
/// network may score a class without seeing anything for it at this layer.
#[must_use]
pub fn blank_note(map: &Map, target: &Target, label: &str, layer: &str) -> Option<String> {
    let (min, max) = (map.min(), map.max());
    if max > 0.0 {
        return None;
    }
    let side = if target.negated { "against" } else { "for" };
    Some(if min < 0.0 {
        format!(
            "No positive evidence {side} `{label}` at `{layer}`; strongest negative value {min:.3}. \
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
        let why_not = Target {
            negated: true,
            ..Target::class(0)
        };
        let said = |target: &Target, values: [f32; 2]| {
            let map = Map::new(2, 1, values.to_vec()).unwrap();
            blank_note(&map, target, "cat", "late")
        };
        let note = |values| said(&Target::class(0), values);
        assert!(
            said(&why_not, [-0.8, 0.0])
                .unwrap()
                .contains("against `cat`")
        );
        assert_eq!(note([-0.5, 0.1]), None);
        assert!(
            note([-0.8, 0.0])
                .unwrap()
                .contains("strongest negative value -0.800")
        );
        assert!(note([0.0, 0.0]).unwrap().contains("0 everywhere"));
    }
}
