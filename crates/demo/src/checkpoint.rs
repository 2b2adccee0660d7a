//! A training on disk: the step, the state of chance, and for each weight its values and Adam's two moments.

use burn::tensor::Tensor;
use graph::Value;

use crate::train::Training;

const HEAD: usize = 16;

impl Training<'_> {
    /// The training as bytes, from which [`Training::take_up`] goes on.
    ///
    /// # Errors
    /// If a value cannot be read from the device.
    pub fn put_away(&self) -> Result<Vec<u8>, String> {
        let mut bytes = (self.step as u64).to_le_bytes().to_vec();
        bytes.extend(self.rng.get_seed().to_le_bytes());
        for (constant, moments) in self.constants.iter().zip(self.adam.moments()) {
            let values = flat(constant)?;
            let zeros = values.zeros_like();
            let [first, second] = moments.clone().unwrap_or([zeros.clone(), zeros]);
            for tensor in [values, first, second] {
                let values = tensor.into_data().try_to_vec::<f32>();
                let values = values.map_err(|error| format!("{error:?}"))?;
                bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
            }
        }
        Ok(bytes)
    }

    /// Goes on from what [`Training::put_away`] wrote for the same network.
    ///
    /// # Errors
    /// If the bytes are of another network.
    pub fn take_up(&mut self, bytes: &[u8]) -> Result<(), String> {
        let numbers: usize = self
            .constants
            .iter()
            .map(|constant| 3 * constant.len())
            .sum();
        if bytes.len() != HEAD + 4 * numbers {
            return Err("the checkpoint is of another network".into());
        }
        let whole = |at: usize| bytes[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
        self.step = whole(0) as usize;
        self.rng = fastrand::Rng::with_seed(whole(8));
        let mut values = bytes[HEAD..]
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let mut moments = Vec::new();
        for constant in &mut self.constants {
            let shape = constant.shape();
            let device = flat(constant)?.device();
            let mut next = |shape: &[usize]| {
                Value::new(
                    values.by_ref().take(shape.iter().product()).collect(),
                    shape,
                    &device,
                )
            };
            let length = [shape.iter().product()];
            let restored = next(&shape)?;
            moments.push(Some([next(&length)?.rank1()?, next(&length)?.rank1()?]));
            *constant = restored;
        }
        let step = i32::try_from(self.step).map_err(|error| error.to_string())?;
        self.adam.take_up(moments, step);
        Ok(())
    }
}

fn flat(value: &Value) -> Result<Tensor<1>, String> {
    value.clone().reshape(&[value.len()])?.rank1()
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use imaging::Picture;

    use crate::{Course, Network, Training};

    const NETWORK: Network = Network {
        name: "Tiny",
        size: 8,
        convolutions: &[("conv1", 4, 2), ("conv2", 4, 1)],
        labels: &["dark", "light"],
    };

    struct Shades;

    impl Course for Shades {
        fn network(&self) -> &Network {
            &NETWORK
        }

        fn example(&self, rng: &mut Rng, _: f32) -> (Picture, Vec<f32>) {
            let is_light = rng.bool();
            let shade = if is_light { 140..255 } else { 0..120 };
            let rgb = (0..192).map(|_| rng.u8(shade.clone())).collect();
            let light = f32::from(u8::from(is_light));
            (Picture::new(8, 8, rgb).unwrap(), vec![1.0 - light, light])
        }
    }

    #[test]
    fn a_training_that_was_put_away_goes_on_as_if_it_had_not_been() {
        let mut whole = Training::new(&Shades, 6, 1).unwrap();
        let losses: Vec<f32> = (0..6).map(|_| whole.learn().unwrap()).collect();
        assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
        let mut first = Training::new(&Shades, 6, 1).unwrap();
        for loss in &losses[..3] {
            assert_eq!(first.learn().unwrap().to_bits(), loss.to_bits());
        }
        let mut second = Training::new(&Shades, 6, 9).unwrap();
        second.take_up(&first.put_away().unwrap()).unwrap();
        for loss in &losses[3..] {
            assert_eq!(second.learn().unwrap().to_bits(), loss.to_bits());
        }
        assert!(second.is_done());
    }

    #[test]
    fn a_checkpoint_of_another_network_is_refused() {
        let mut training = Training::new(&Shades, 6, 1).unwrap();
        let bytes = training.put_away().unwrap();
        assert!(training.take_up(&bytes[1..]).is_err());
    }
}
