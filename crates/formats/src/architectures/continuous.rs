//! Position biases from an MLP, which takes the logarithm of the shift between two pixels (Liu et
//! al., 2021, <https://arxiv.org/abs/2111.09883>, section 3.3).

use burn::tensor::{Device, Tensor, TensorData, activation};
use graph::NodeId;
use graph::ops::Op;

use super::network::Network;
use crate::FormatError;

/// The windows between whose pixels the shifts are.
#[derive(Clone, Copy)]
pub(super) struct Places {
    /// Side of a window in pixels.
    pub(super) side: usize,
    /// Side of the windows with which the MLP was trained.
    pub(super) trained: usize,
}

/// The largest coordinate of windows of the size that the MLP was trained with, before the
/// logarithm.
const FAR: f64 = 8.0;
/// The largest bias.
const LARGEST: f32 = 16.0;
/// The logarithm of the largest factor of the cosines.
const MAX_SCALE: f32 = 4.605_170_2;

/// Returns the side of the windows for whose coordinates a tensor has this shape,
/// `[1, 2 · side − 1, 2 · side − 1, 2]`.
pub(super) fn side(shape: &[usize]) -> Option<usize> {
    match *shape {
        [1, rows, columns, 2] if rows == columns && rows % 2 == 1 => Some(rows / 2 + 1),
        _ => None,
    }
}

/// Returns the biases `[(2 · side − 1)², heads]` for all shifts: `16 · sigmoid(MLP(shift))`.
pub(super) fn table(
    net: &mut Network,
    path: &str,
    places: Places,
) -> Result<Tensor<2>, FormatError> {
    let mut weight = |name: &str| {
        let tensor = format!("{path}.{name}");
        let value = net.weight(&tensor)?;
        let name = net.name(&tensor);
        Ok::<_, FormatError>((value, name))
    };
    let (first, name) = weight("0.weight")?;
    let unusable = |name: String| {
        move |reason: String| FormatError::Tensor {
            tensor: name.clone(),
            reason,
        }
    };
    let first = first.rank2().map_err(unusable(name.clone()))?;
    if first.dims()[1] != 2 {
        return Err(unusable(name)(format!(
            "expected [width, 2], got {:?}",
            first.dims()
        )));
    }
    let (bias, name) = weight("0.bias")?;
    let bias = bias.rank1().map_err(unusable(name))?;
    let (last, name) = weight("2.weight")?;
    let last = last.rank2().map_err(unusable(name.clone()))?;
    let hidden = first.dims()[0];
    if bias.dims() != [hidden] || last.dims()[1] != hidden {
        return Err(unusable(name)(format!(
            "expected [heads, {hidden}], got {:?}",
            last.dims()
        )));
    }
    let shifts = shifts(places, &first.device());
    let x = shifts.matmul(first.transpose()) + bias.unsqueeze::<2>();
    let x = activation::relu(x).matmul(last.transpose());
    Ok(activation::sigmoid(x) * LARGEST)
}

/// Returns the coordinates `[(2 · side − 1)², 2]`, down and to the right.
fn shifts(places: Places, device: &Device) -> Tensor<2> {
    let reach = i32::try_from(places.side.saturating_sub(1)).unwrap_or(i32::MAX);
    let whole = places.trained.saturating_sub(1).max(1) as f64;
    let coordinate = |shift: i32| {
        let share = FAR * f64::from(shift) / whole;
        let logarithm = (share.abs() + 1.0).log2() / FAR.log2();
        (logarithm * share.signum()) as f32
    };
    let pairs = (-reach..=reach).flat_map(|down| (-reach..=reach).map(move |right| [down, right]));
    let values: Vec<f32> = pairs.flatten().map(coordinate).collect();
    let count = values.len() / 2;
    Tensor::from_data(TensorData::new(values, [count, 2]), device)
}

/// Adds the factors of the cosines as a constant `[heads, 1, 1]`: `exp(min(x, ln 100))`.
pub(super) fn factors(net: &mut Network, tensor: &str) -> Result<NodeId, FormatError> {
    let name = net.name(tensor);
    let value = net.weight(tensor)?.rank3();
    let value = value.map_err(|reason| FormatError::Tensor {
        tensor: name,
        reason,
    })?;
    let factors = value.clamp_max(MAX_SCALE).exp();
    net.node(tensor, Op::Constant, &[], vec![factors.into()])
}

#[cfg(test)]
mod tests {
    use compare::assert_absolute;

    use super::*;

    #[test]
    fn coordinates_are_logarithms_of_the_shift() {
        let places = Places {
            side: 2,
            trained: 2,
        };
        let found = shifts(places, &Device::flex()).into_data();
        let found: Vec<f32> = found.try_to_vec().unwrap();
        let far = 9_f32.log2() / 3.0;
        #[rustfmt::skip]
        let expected = [
            -far, -far, -far, 0.0, -far, far,
            0.0, -far, 0.0, 0.0, 0.0, far,
            far, -far, far, 0.0, far, far,
        ];
        assert_absolute("coordinates", &found, &expected, 1e-6);
        let wider = Places {
            trained: 3,
            ..places
        };
        let found: Vec<f32> = shifts(wider, &Device::flex())
            .into_data()
            .try_to_vec()
            .unwrap();
        let far = 5_f32.log2() / 3.0;
        assert_absolute("trained with larger ones", &found[..2], &[-far, -far], 1e-6);
        assert_eq!(side(&[1, 15, 15, 2]), Some(8));
        assert_eq!(side(&[1, 16, 16, 2]), None);
    }
}
