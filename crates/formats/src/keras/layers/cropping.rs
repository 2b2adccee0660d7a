use graph::ops::Select;
use graph::{NodeId, Op};
use serde_json::Value as Json;

use crate::FormatError;
use crate::keras::layer::Layer;

/// `(before, after)` for rows and for columns.
type Frame = [(usize, usize); 2];

/// Reads `[[top, bottom], [left, right]]`, one number per axis, or one number.
fn frame(layer: &Layer, key: &str, default: usize) -> Result<Frame, FormatError> {
    let pair = |json: &Json| -> Option<(usize, usize)> {
        let number = |json: &Json| json.as_u64().filter(|n| *n < 1 << 16).map(|n| n as usize);
        match json {
            Json::Array(pair) => number(pair.first()?).zip(number(pair.get(1)?)),
            one => number(one).map(|n| (n, n)),
        }
    };
    let setting = layer.config(key);
    let frame = match setting {
        Json::Array(axes) if axes.len() == 2 => pair(&axes[0]).zip(pair(&axes[1])),
        Json::Null => Some(((default, default), (default, default))),
        one => pair(one).map(|pair| (pair, pair)),
    };
    let (rows, columns) =
        frame.ok_or_else(|| layer.error(format!("its {key} {setting} is unusable")))?;
    Ok([rows, columns])
}

pub(super) fn zero_padding(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let window = frame(layer, "padding", 1)?;
    layer.add(Op::Pad { window, value: 0.0 }, Vec::new())
}

/// Cuts off rows and columns; the default is none.
pub(super) fn cropping(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let cut = frame(layer, "cropping", 0)?;
    crop(layer, cut)
}

/// Crops to the middle; an odd pixel is cut off at the end.
pub(super) fn centre(layer: &mut Layer) -> Result<NodeId, FormatError> {
    let wanted = [layer.count("height", 0)?, layer.count("width", 0)?];
    let (size, mut cut) = (layer.picture_size()?, [(0, 0); 2]);
    for axis in 0..2 {
        let both = size[axis].checked_sub(wanted[axis]).ok_or_else(|| {
            layer.error(format!(
                "pictures of {size:?} pixels are smaller than {wanted:?}"
            ))
        })?;
        cut[axis] = (both / 2, both - both / 2);
    }
    crop(layer, cut)
}

fn crop(layer: &mut Layer, cut: Frame) -> Result<NodeId, FormatError> {
    let size = layer.picture_size()?;
    let kept = |axis: usize| {
        let (before, after) = cut[axis];
        before..size[axis].saturating_sub(after)
    };
    let (rows, columns) = (kept(0), kept(1));
    if rows.is_empty() || columns.is_empty() {
        return Err(layer.error(format!(
            "cutting {cut:?} off {size:?} pixels leaves no pixels"
        )));
    }
    let select = |axis, range| Op::Select(Select::Range { axis, range });
    let input = layer.input();
    let cut = layer.step("rows", select(2, rows), &[input], Vec::new())?;
    layer.node(select(3, columns), &[cut], Vec::new())
}
