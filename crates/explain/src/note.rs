use imaging::Map;

use crate::Target;

/// Returns sentences that say why a map is blank; `None` if it has positive values.
///
/// `label` is the display name of the explained class and `layer` that of the layer. A map without
/// positive values is not a failure: the layer may hold no evidence for the class.
#[must_use]
pub fn blank_note(map: &Map, target: &Target, label: &str, layer: &str) -> Option<String> {
    let (min, max) = (map.min(), map.max());
    if max > 0.0 {
        return None;
    }
    let side = if target.negated { "against" } else { "for" };
    Some(if min < 0.0 {
        format!(
            "There is no evidence {side} `{label}` at `{layer}`; the strongest negative value is \
             {min:.3}. Show negative evidence too, or choose another layer."
        )
    } else {
        format!(
            "The map for `{label}` at `{layer}` is 0 everywhere: for this picture, the method finds \
             no effect of this layer on the score. Choose another layer."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_map_has_a_note_that_says_why() {
        let why_not = Target {
            negated: true,
            ..Target::class(0)
        };
        let note_for = |target: &Target, values: [f32; 2]| {
            let map = Map::new(2, 1, values.to_vec()).unwrap();
            blank_note(&map, target, "cat", "late")
        };
        let note = |values| note_for(&Target::class(0), values);
        assert!(
            note_for(&why_not, [-0.8, 0.0])
                .unwrap()
                .contains("against `cat`")
        );
        assert_eq!(note([-0.5, 0.1]), None);
        assert!(
            note([-0.8, 0.0])
                .unwrap()
                .contains("strongest negative value is -0.800")
        );
        assert!(note([0.0, 0.0]).unwrap().contains("0 everywhere"));
    }
}
