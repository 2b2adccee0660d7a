use std::ops::Range;

use burn::tensor::{Device, Tensor, TensorData};
use graph::Value;
use imaging::Map;

use crate::{ExplainError, Probe, Question, Watch, edge_map};

/// The most changed pictures per batch.
const BATCH: usize = 16;

/// The network's input and the scores of changed inputs, for metrics.
pub struct Trial<'a> {
    probe: Probe<'a>,
    device: Device,
    shape: [usize; 3],
    pixels: Vec<f32>,
    score: f32,
}

impl<'a> Trial<'a> {
    /// Reads the input of a question's plain run. Scores are those of the question's aim, divided by
    /// the number of its pixels. Metrics expect probabilities: [`crate::Aim::probability`].
    ///
    /// # Errors
    /// [`ExplainError::NotAPicture`] for an input without height and width, or an error of the device.
    pub async fn new(question: &'a Question) -> Result<Self, ExplainError> {
        let (at, value) = question.run.input();
        let shape = match value.shape()[..] {
            [1, channels, height, width] => [channels, height, width],
            ref shape => {
                let layer = question.original().node(at).name.clone();
                let shape = shape.to_vec();
                return Err(ExplainError::NotAPicture { layer, shape });
            }
        };
        Ok(Self {
            probe: question.picture_probe(),
            device: value.device(),
            shape,
            pixels: value.clone().read().await?,
            score: question.score() / question.aim.pixels() as f32,
        })
    }

    /// Size of the network's input, `[height, width]`.
    #[must_use]
    pub fn size(&self) -> [usize; 2] {
        [self.shape[1], self.shape[2]]
    }

    /// Returns the edges of the picture.
    ///
    /// # Errors
    /// Those of [`edge_map`].
    pub fn edges(&self) -> Result<Map, ExplainError> {
        edge_map(&self.pixels, self.shape)
    }

    /// The score of the unchanged picture.
    pub(crate) fn score(&self) -> f32 {
        self.score
    }

    /// The colour channels of the picture, each row by row.
    pub(crate) fn colours(&self) -> impl Iterator<Item = &[f32]> {
        self.pixels.chunks(self.shape[1] * self.shape[2])
    }

    /// Returns the picture with these pixels set to 0 in every colour.
    pub(crate) fn without(&self, pixels: &[usize]) -> Vec<f32> {
        let mut picture = self.pixels.clone();
        for colour in picture.chunks_mut(self.shape[1] * self.shape[2]) {
            for pixel in pixels {
                colour[*pixel] = 0.0;
            }
        }
        picture
    }

    /// Returns every colour of the picture times a map of the same size.
    pub(crate) fn times(&self, map: &Map) -> Vec<f32> {
        let product = |colour: &[f32]| -> Vec<f32> {
            let both = colour.iter().zip(map.values());
            both.map(|(value, factor)| value * factor).collect()
        };
        self.colours().flat_map(product).collect()
    }

    /// Returns the scores of `total` changed pictures, `[channel][height][width]` each. Makes them one
    /// by one and runs them in batches.
    pub(crate) async fn scores(
        &self,
        total: usize,
        changed: impl Fn(usize) -> Vec<f32>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<f32>, ExplainError> {
        let [channels, height, width] = self.shape;
        let batch = self.probe.batch(BATCH, 4 * self.pixels.len());
        let pictures = |range: Range<usize>| {
            let shape = [range.len(), channels, height, width];
            let pixels: Vec<f32> = range.flat_map(&changed).collect();
            let pixels = TensorData::new(pixels, shape);
            Ok(Value::R4(Tensor::from_data(pixels, &self.device)))
        };
        let mut scores = (self.probe)
            .sweep((total, batch), pictures, |_| None, watch)
            .await?;
        for score in &mut scores {
            *score /= self.probe.aim.pixels() as f32;
        }
        Ok(scores)
    }
}
