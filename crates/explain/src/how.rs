//! Answers a question with one map of a method, or with several maps merged into one.

use std::collections::BTreeMap;
use std::rc::Rc;

use graph::Value;
use imaging::Map;

use crate::evidence::picture;
use crate::{
    AUG_SMOOTH, ExplainError, Form, Merge, Method, Outcome, PlainRun, Question, Settings, Watch,
    finished,
};

/// A method with its settings, and how the maps of several layers are merged.
#[derive(Clone, Debug, PartialEq)]
pub struct How {
    /// The method.
    pub method: &'static Method,
    /// The settings of the method.
    pub settings: Settings,
    /// How the maps of several layers are merged.
    pub merge: Merge,
}

impl How {
    /// Returns a method with its default settings.
    ///
    /// # Errors
    /// None, because defaults are valid.
    pub fn new(method: &'static Method) -> Result<Self, ExplainError> {
        Ok(Self {
            method,
            settings: Settings::new(method.info.options, &BTreeMap::new())?,
            merge: Merge::default(),
        })
    }

    /// Returns the control with random weights for the same layers.
    ///
    /// # Errors
    /// None, because defaults are valid.
    pub fn random_weights(&self) -> Result<Self, ExplainError> {
        let random = Self::new(Method::by_id("random-cam")?)?;
        Ok(Self {
            merge: self.merge,
            ..random
        })
    }

    /// Returns the raw map of the method for one layer. For several layers or views of the picture,
    /// returns the finished map, from 0 to 1 at the size of the network's input.
    ///
    /// # Errors
    /// Those of [`Method::explain`].
    pub async fn answer(
        &self,
        question: &Question,
        watch: &mut dyn Watch,
    ) -> Result<Outcome, ExplainError> {
        let map = if self.settings.is_on(&AUG_SMOOTH) {
            self.views(question, watch).await?
        } else if question.more_layers.is_empty() {
            return self.method.explain(question, &self.settings, watch).await;
        } else {
            self.merged(question, watch).await?
        };
        Ok(Outcome {
            form: Form::Finished,
            ..map.into()
        })
    }

    async fn merged(
        &self,
        question: &Question,
        watch: &mut dyn Watch,
    ) -> Result<Map, ExplainError> {
        let [_, _, height, width] = question.input_picture()?.dims();
        let mut maps = Vec::new();
        for layer in question.layers() {
            let question = question.at(layer);
            let outcome = self
                .method
                .explain(&question, &self.settings, watch)
                .await?;
            maps.push(outcome.map);
        }
        Ok(finished(&maps, self.merge, [height, width])?)
    }

    /// Returns the mean of the finished maps of six views: the picture and its mirror image, each
    /// with its input values times 0.9, 1 and 1.1. Does not scale the mean to [0, 1] again. Matches
    /// `aug_smooth` of pytorch-grad-cam.
    async fn views(&self, question: &Question, watch: &mut dyn Watch) -> Result<Map, ExplainError> {
        let network = question.run.network();
        let (input, value) = question.run.input();
        let whole = picture(&network.folded, input, Some(value.clone()))?;
        let mut mean: Option<Map> = None;
        for mirrored in [false, true] {
            for factor in [0.9, 1.0, 1.1] {
                let view = whole.clone() * factor;
                let view = if mirrored { view.flip([3]) } else { view };
                let run = PlainRun::new(Rc::clone(network), Value::R4(view), &[]).await?;
                let map = self.merged(&question.of(run), watch).await?;
                mean = Some(added(mean, &map, mirrored)?);
            }
        }
        mean.ok_or(ExplainError::Stopped)
    }
}

/// Adds a sixth of a map, with its columns reversed if the view was mirrored.
fn added(mean: Option<Map>, map: &Map, mirrored: bool) -> Result<Map, ExplainError> {
    let (width, height) = (map.width(), map.height());
    let before = mean.map_or_else(|| vec![0.0; width * height], Map::into_values);
    let column = |x: usize| if mirrored { width - 1 - x } else { x };
    let sum = before.iter().enumerate().map(|(place, before)| {
        before + map.values()[place / width * width + column(place % width)] / 6.0
    });
    Ok(Map::new(width, height, sum.collect())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_of_mirrored_views_are_mirrored_back() {
        let map = Map::new(2, 2, vec![6.0, 12.0, 18.0, 24.0]).unwrap();
        let once = added(None, &map, false).unwrap();
        let twice = added(Some(once), &map, true).unwrap();
        assert_eq!(twice.values(), [3.0, 3.0, 7.0, 7.0]);
    }
}
