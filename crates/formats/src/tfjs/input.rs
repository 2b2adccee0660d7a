use serde_json::Value as Json;

use super::topology::{KerasModel, damaged, is_model};
use crate::FormatError;

/// The longest side of an input.
const MAX_SIDE: usize = 4096;

/// Name and shape `[1, channel, height, width]` of the first input. `size` is the `[height, width]`
/// to use if the file leaves it open.
pub(super) fn shape(
    class: &str,
    config: &Json,
    size: [usize; 2],
) -> Result<(String, [usize; 4]), FormatError> {
    let model = KerasModel::read(class, config)?;
    let first = match model.inputs.first() {
        Some(name) => model.layers.iter().find(|layer| layer.name == *name),
        None => model.layers.first(),
    };
    let first = first.ok_or_else(|| damaged("model", "it has no layers".into()))?;
    let config = first.config;
    let axes = ["batch_input_shape", "batch_shape"]
        .iter()
        .find_map(|key| config[*key].as_array());
    let Some(axes) = axes else {
        if is_model(first.class) {
            return shape(first.class, config, size);
        }
        return Err(damaged(
            first.name,
            "the shape of the input is missing".into(),
        ));
    };
    // Batch, height and width may be open in the file; these are their defaults, by axis.
    let open = [Some(1), Some(size[0]), Some(size[1])];
    let side = |(place, axis): (usize, &Json)| {
        let known = axis.as_u64().map(|side| usize::try_from(side).ok());
        let side = known.unwrap_or_else(|| open.get(place).copied().flatten());
        side.filter(|side| (1..=MAX_SIDE).contains(side))
    };
    let sides: Option<Vec<usize>> = axes.iter().enumerate().map(side).collect();
    match sides.as_deref() {
        Some(&[_, height, width, channels]) => {
            let name = if first.class == "InputLayer" {
                first.name
            } else {
                "input"
            };
            Ok((name.into(), [1, channels, height, width]))
        }
        _ => Err(damaged(
            first.name,
            format!(
                "expected an input [batch, height, width, channels] of 1 to {MAX_SIDE} pixels, got {}",
                Json::from(axes.clone())
            ),
        )),
    }
}
