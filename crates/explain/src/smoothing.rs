//! Several layers, or several views of a picture, as one finished map.

use std::cell::RefCell;
use std::collections::BTreeMap;

use graph::{Graph, GraphError, NodeId, Value, Values, run};
use imaging::Map;

use crate::{
    AUG_SMOOTH, Aim, Evidence, ExplainError, Form, Merge, Method, Outcome, Question, Settings,
    Watch, finished,
};

/// A network after its plain run on a picture.
#[derive(Clone, Copy)]
pub struct Plain<'a> {
    /// The graph that runs, with batch norms folded away.
    pub folded: &'a Graph,
    /// The same as its file has it.
    pub original: &'a Graph,
    /// Values of the run, the input among them.
    pub known: &'a Values,
    /// The outputs before softmax, row-major.
    pub outputs: &'a [f32],
}

/// What is asked of a network.
#[derive(Clone, Debug)]
pub struct Asked {
    /// How.
    pub method: Method,
    /// The settings of the method.
    pub settings: Settings,
    /// Where: one layer, or several.
    pub layers: Vec<NodeId>,
    /// How the maps of several layers become one.
    pub merge: Merge,
    /// What.
    pub aim: Aim,
}

impl<'a> Plain<'a> {
    /// The graph on which a layer lies between the picture and the score: the folded one, but for a
    /// convolution whose work its batch norm took over.
    #[must_use]
    pub fn graph_for(&self, layer: NodeId) -> &'a Graph {
        if self.folded.used()[layer.index()] {
            self.folded
        } else {
            self.original
        }
    }

    /// A question about one layer; `evidence` is what is known of it.
    #[must_use]
    pub fn question(
        &self,
        layer: NodeId,
        aim: &'a Aim,
        evidence: Option<Evidence>,
    ) -> Question<'a> {
        Question {
            graph: self.graph_for(layer),
            original: self.original,
            known: self.known,
            layer,
            aim,
            outputs: self.outputs,
            evidence: RefCell::new(evidence),
        }
    }

    pub(crate) fn input(&self) -> Result<(NodeId, Value), ExplainError> {
        let given = |id: &NodeId| self.known.get(id).map(|value| (*id, value.clone()));
        let found = self.folded.inputs().iter().find_map(given);
        found.ok_or_else(|| {
            ExplainError::Graph(GraphError::MissingInput {
                node: "input".into(),
            })
        })
    }
}

impl Asked {
    /// The same with random weights: a control for the map of any method.
    ///
    /// # Errors
    /// None: the method takes its own defaults.
    pub fn with_random_weights(&self) -> Result<Self, ExplainError> {
        let method = Method::RandomCam;
        Ok(Self {
            settings: Settings::new(method.info().options, &BTreeMap::new())?,
            method,
            ..self.clone()
        })
    }

    /// The finished map, 0 to 1 at the size of the network's input, where several layers or several
    /// views of the picture were asked for; nothing where one map of one layer is the answer.
    ///
    /// # Errors
    /// Those of [`Method::explain`].
    pub async fn smoothed<W: Watch>(
        &self,
        plain: Plain<'_>,
        watch: &mut W,
    ) -> Result<Option<Outcome>, ExplainError> {
        if self.settings.is_on(&AUG_SMOOTH) {
            return Ok(Some(finished_outcome(self.views(plain, watch).await?)));
        }
        if self.layers.len() == 1 {
            return Ok(None);
        }
        Ok(Some(finished_outcome(self.merged(plain, watch).await?)))
    }

    async fn merged<W: Watch>(&self, plain: Plain<'_>, watch: &mut W) -> Result<Map, ExplainError> {
        let shape = plain.input()?.1.shape();
        let size = [2, 3].map(|axis| shape.get(axis).copied().unwrap_or(1));
        let mut maps = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let question = plain.question(*layer, &self.aim, None);
            let outcome = self
                .method
                .explain(&question, &self.settings, watch)
                .await?;
            maps.push(outcome.map);
        }
        Ok(finished(&maps, self.merge, size)?)
    }

    /// The mean of the finished maps of the picture and its mirror image, each at 0.9, 1 and 1.1
    /// times the numbers that the network gets; not brought to [0, 1] again. Matches `aug_smooth` of
    /// pytorch-grad-cam.
    async fn views<W: Watch>(&self, plain: Plain<'_>, watch: &mut W) -> Result<Map, ExplainError> {
        let (input, picture) = plain.input()?;
        let picture = crate::evidence::picture(plain.folded, input, Some(picture))?;
        let mut mean: Option<Map> = None;
        for mirrored in [false, true] {
            for factor in [0.9, 1.0, 1.1] {
                let view = picture.clone() * factor;
                let view = if mirrored { view.flip([3]) } else { view };
                let known = Values::from([(input, Value::R4(view))]);
                let outputs = outputs(plain.folded, &known).await?;
                let plain = Plain {
                    known: &known,
                    outputs: &outputs,
                    ..plain
                };
                let map = self.merged(plain, watch).await?;
                mean = Some(added(mean, &map, mirrored)?);
            }
        }
        mean.ok_or(ExplainError::Stopped)
    }
}

fn finished_outcome(map: Map) -> Outcome {
    Outcome {
        form: Form::Finished,
        ..map.into()
    }
}

/// The outputs before softmax of a run, row-major.
pub(crate) async fn outputs(graph: &Graph, known: &Values) -> Result<Vec<f32>, ExplainError> {
    let score = graph.logits();
    match run(graph, known, &[score])?.remove(&score) {
        Some(outputs) => Ok(outputs.read().await?),
        None => Ok(Vec::new()),
    }
}

/// A sixth of a map on top of what was there, its columns turned where the view was mirrored.
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
    fn mirror_images_are_turned_back() {
        let map = Map::new(2, 2, vec![6.0, 12.0, 18.0, 24.0]).unwrap();
        let once = added(None, &map, false).unwrap();
        let twice = added(Some(once), &map, true).unwrap();
        assert_eq!(twice.values(), [3.0, 3.0, 7.0, 7.0]);
    }
}
