//! From a plain run to the map of a request: one layer, several, or several views of the picture.

use std::cell::RefCell;

use explain::{
    AUG_SMOOTH, Aim, Evidence, Merge, Method, Outcome, Question, Settings, Target, Watch, finished,
};
use graph::{Graph, NodeId, Value, Values, run};
use imaging::Map;

use crate::SessionError;
use crate::cache::Cache;
use crate::model::Model;

/// A request whose words were resolved.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) settings: Settings,
    pub(crate) layers: Vec<NodeId>,
    pub(crate) merge: Merge,
    pub(crate) target: Target,
    pub(crate) aim: Aim,
}

/// The map of one layer as the method gives it; of several layers, or of six views of the picture,
/// the finished map.
pub(crate) async fn answer<W: Watch>(
    model: &Model,
    cache: &mut Cache,
    asked: &Asked,
    watch: &mut W,
) -> Result<Outcome, SessionError> {
    if asked.settings.is_on(&AUG_SMOOTH) {
        return Ok(smoothed(model, cache, asked, watch).await?.into());
    }
    if let [layer] = asked.layers[..] {
        let known = RefCell::new(cache.evidence(layer, &asked.target));
        let question = question(
            model,
            (&cache.values, &cache.logits),
            (layer, &asked.aim),
            known,
        );
        let outcome = asked
            .method
            .explain(&question, &asked.settings, watch)
            .await?;
        let evidence = question.evidence.into_inner();
        if let Some(evidence) = evidence {
            cache.keep_evidence(layer, asked.target.clone(), evidence);
        }
        return Ok(outcome);
    }
    Ok(merged(model, (&cache.values, &cache.logits), asked, watch)
        .await?
        .into())
}

/// The finished map of one or several layers.
async fn merged<W: Watch>(
    model: &Model,
    run: (&Values, &[f32]),
    asked: &Asked,
    watch: &mut W,
) -> Result<Map, SessionError> {
    let mut maps = Vec::with_capacity(asked.layers.len());
    for layer in &asked.layers {
        let question = question(model, run, (*layer, &asked.aim), RefCell::default());
        maps.push(
            asked
                .method
                .explain(&question, &asked.settings, watch)
                .await?
                .map,
        );
    }
    Ok(finished(&maps, asked.merge, model.input_size())?)
}

/// The mean of the finished maps of the picture and its mirror image, each at 0.9, 1 and 1.1 times
/// the numbers that the network gets; not brought to [0, 1] again. Matches `aug_smooth` of
/// pytorch-grad-cam.
async fn smoothed<W: Watch>(
    model: &Model,
    cache: &Cache,
    asked: &Asked,
    watch: &mut W,
) -> Result<Map, SessionError> {
    let picture = cache.values.get(&model.input).cloned();
    let picture = picture.ok_or(SessionError::NoPicture)?.rank4();
    let picture = picture.map_err(|reason| SessionError::Device { reason })?;
    let [height, width] = model.input_size();
    let mut mean = vec![0.0; height * width];
    for mirrored in [false, true] {
        for factor in [0.9, 1.0, 1.1] {
            let view = if mirrored {
                picture.clone().flip([3])
            } else {
                picture.clone()
            };
            let view = Values::from([(model.input, Value::R4(view * factor))]);
            let outputs = outputs(&model.folded, &view).await?;
            let map = merged(model, (&view, &outputs), asked, watch).await?;
            add(&mut mean, &map, mirrored);
        }
    }
    mean.iter_mut().for_each(|value| *value /= 6.0);
    Ok(Map::new(width, height, mean)?)
}

fn add(sum: &mut [f32], map: &Map, mirrored: bool) {
    let rows = sum
        .chunks_mut(map.width())
        .zip(map.values().chunks(map.width()));
    for (sum, row) in rows {
        for (x, value) in sum.iter_mut().enumerate() {
            *value += row[if mirrored { row.len() - 1 - x } else { x }];
        }
    }
}

async fn outputs(graph: &Graph, known: &Values) -> Result<Vec<f32>, SessionError> {
    let score = graph.logits();
    let found = run(graph, known, &[score])?.remove(&score);
    Ok(found.ok_or(SessionError::NoModel)?.read().await?)
}

fn question<'a>(
    model: &'a Model,
    (known, outputs): (&'a Values, &'a [f32]),
    (layer, aim): (NodeId, &'a Aim),
    evidence: RefCell<Option<Evidence>>,
) -> Question<'a> {
    Question {
        graph: model.graph_for(layer),
        original: &model.original,
        known,
        layer,
        aim,
        outputs,
        evidence,
    }
}

#[cfg(test)]
mod tests {
    use imaging::ImagingError;

    use super::*;

    #[test]
    fn mirror_images_are_turned_back() -> Result<(), ImagingError> {
        let mut sum = vec![0.0; 4];
        let map = Map::new(2, 2, vec![1.0, 2.0, 3.0, 4.0])?;
        add(&mut sum, &map, false);
        add(&mut sum, &map, true);
        assert_eq!(sum, [3.0, 3.0, 7.0, 7.0]);
        Ok(())
    }
}
