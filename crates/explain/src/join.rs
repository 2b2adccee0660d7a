use burn::tensor::Tensor;
use graph::Value;
use imaging::Map;

use crate::options::EIGEN_SMOOTH;
use crate::principal::first_component;
use crate::{ExplainError, Outcome, Settings};

/// How the channels' shares are joined into a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Their sum.
    Sum,
    /// Their first principal component.
    FirstComponent,
}

impl Join {
    /// The first component if the setting asks for it, else the sum.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self::Sum.or_smoothed(settings)
    }

    pub(crate) fn or_smoothed(self, settings: &Settings) -> Self {
        if settings.is_on(&EIGEN_SMOOTH) {
            Self::FirstComponent
        } else {
            self
        }
    }

    /// Returns the map from the shares, `[1, channel, height, width]`.
    pub(crate) async fn map(self, shares: Tensor<4>) -> Result<Outcome, ExplainError> {
        let [_, _, height, width] = shares.dims();
        if self == Self::FirstComponent {
            let values = Value::R4(shares).read().await?;
            return Ok(first_component(&values, [height, width])?.into());
        }
        let values = Value::R4(shares.clone().sum_dim(1)).read().await?;
        Ok(Outcome {
            shares: Some(shares),
            ..Map::new(width, height, values)?.into()
        })
    }
}

/// Returns the weighted sum of the first channels, as many as there are weights. `values` are
/// `[channel][height][width]`.
pub(crate) fn weighted_sum(
    weights: impl IntoIterator<Item = f32>,
    values: &[f32],
    [height, width]: [usize; 2],
) -> Option<Map> {
    let mut map = vec![0.0; height * width];
    for (weight, channel) in weights.into_iter().zip(values.chunks(height * width)) {
        for (sum, value) in map.iter_mut().zip(channel) {
            *sum += weight * value;
        }
    }
    Map::new(width, height, map).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_without_a_weight_do_not_count() {
        let values = [1.0, 2.0, 3.0, 4.0, 9.0, 9.0];
        let map = weighted_sum([2.0, -1.0], &values, [1, 2]).unwrap();
        assert_eq!(map.values(), [-1.0, 0.0]);
    }
}
