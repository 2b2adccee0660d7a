use burn::tensor::Tensor;
use graph::Value;
use imaging::Map;

use crate::options::STRENGTH;
use crate::{ExplainError, Settings};

/// Returns one value for each pixel of `[1, channel, height, width]`, joined over the colours by the
/// setting `colours`.
pub(crate) async fn map(attribution: Tensor<4>, settings: &Settings) -> Result<Map, ExplainError> {
    let [_, _, height, width] = attribution.dims();
    let pixels = match settings.choice(&STRENGTH) {
        "sum" => attribution.sum_dim(1),
        "mean" => attribution.abs().mean_dim(1),
        _ => attribution.abs().max_dim(1),
    };
    Ok(Map::new(width, height, Value::R4(pixels).read().await?)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::test_evidence::channels;
    use crate::{OptionInfo, Setting};

    #[test]
    fn colours_are_joined_by_the_setting() {
        let map = |how: &str| {
            const OPTIONS: &[OptionInfo] = &[STRENGTH];
            let given = BTreeMap::from([("colours".into(), Setting::Choice(how.into()))]);
            let settings = Settings::new(OPTIONS, &given).unwrap();
            let attribution = channels([[1.0, -3.0, 0.0, 2.0], [-2.0, 1.0, 0.0, 2.0]]);
            pollster::block_on(map(attribution, &settings))
                .unwrap()
                .into_values()
        };
        assert_eq!(map("largest"), [2.0, 3.0, 0.0, 2.0]);
        assert_eq!(map("sum"), [-1.0, -2.0, 0.0, 4.0]);
        assert_eq!(map("mean"), [1.5, 2.0, 0.0, 2.0]);
    }
}
