use std::slice::from_ref;

use explain::{
    Candidate, ExplainError, Later, Measured, Merge, Metric, Progress, Question, Trial, Watch,
    finished,
};
use imaging::{ImagingError, Map, Rect};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Request, Session, SessionError};

/// How to judge an explanation.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
pub struct Criteria {
    /// The object: the rectangle around it, in pixels of the picture.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub object: Option<Rect>,
    /// Ids of the metrics. Default: all that can be computed.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub metrics: Option<Vec<String>>,
}

/// What a metric measures on an explanation and on two controls to compare it with. `None` if the
/// metric does not apply ([`Metric::measure`]).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Judged {
    /// Id of the metric.
    pub metric: &'static str,
    /// The explanation.
    pub asked: Option<Measured>,
    /// The map of the same layers with random weights.
    pub random_cam: Option<Measured>,
    /// The edges of the picture.
    pub edge_map: Option<Measured>,
}

impl Session {
    /// Judges the explanation that [`Session::explain`] returns, and both controls. The score is the
    /// probability of the explained class if the task has one, else the target score.
    ///
    /// Reports progress to `watch` after each batch, in hundredths of a part. The parts are two maps,
    /// and three measurements for each metric.
    ///
    /// # Errors
    /// Those of [`Session::explain`], [`ExplainError::UnknownMetric`], and
    /// [`ExplainError::NoObject`] if a metric needs the object and it is not marked.
    pub async fn judge(
        &mut self,
        request: &Request,
        criteria: &Criteria,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Judged>, SessionError> {
        let ids = criteria.metrics.as_deref().unwrap_or_default();
        let metrics = Metric::chosen(ids, criteria.object.is_some())?;
        let (how, question) = self.question(request).await?;
        let control = how.random_weights()?;
        let (done, total) = (0, 2 + 3 * metrics.len());
        let mut watch = Parts { watch, done, total };
        let asked_map = self.answers.answer(&how, &question, &mut watch).await?.map;
        watch.end_part().await?;
        let random_map = control.answer(&question, &mut watch).await?.map;
        watch.end_part().await?;
        let probability = Question {
            aim: question.aim.probability(),
            ..question.clone()
        };
        let trial = Trial::new(&probability).await?;
        let raw = [asked_map, random_map, trial.edges()?];
        let finish = |map| finished(from_ref(map), Merge::Mean, trial.size());
        let maps: Vec<Map> = raw.iter().map(finish).collect::<Result<_, _>>()?;
        let object = criteria.object.zip(self.crop()?);
        let inside = object.map(|(object, crop)| covered(object, crop, trial.size()));
        let inside = inside.transpose()?;
        let made = [Some((&how, &question)), Some((&control, &question)), None];
        let candidates = [0, 1, 2].map(|place| Candidate {
            raw: &raw[place],
            finished: &maps[place],
            other: (place > 0).then_some(&maps[0]),
            inside: inside.as_ref(),
            trial: &trial,
            made: made[place],
        });
        let mut judged = Vec::with_capacity(metrics.len());
        for metric in metrics {
            judged.push(one(metric, &candidates, &mut watch).await?);
        }
        Ok(judged)
    }
}

async fn one(
    metric: &Metric,
    candidates: &[Candidate<'_>; 3],
    watch: &mut Parts<'_>,
) -> Result<Judged, SessionError> {
    let mut measured = [None, None, None];
    for (measured, candidate) in measured.iter_mut().zip(candidates) {
        *measured = metric.measure(candidate, watch).await?;
        watch.end_part().await?;
    }
    let [asked, random_cam, edge_map] = measured;
    Ok(Judged {
        metric: metric.info.id,
        asked,
        random_cam,
        edge_map,
    })
}

/// Returns the fraction of each input pixel that the object covers, from 0 to 1. The input has
/// `[height, width]` pixels and shows the part `crop` of the picture.
fn covered(object: Rect, crop: Rect, [height, width]: [usize; 2]) -> Result<Map, ImagingError> {
    let axis = |from: f64, length: f64, start: f64, whole: f64, pixels: usize| -> Vec<f64> {
        let at = |place: f64| (place - start) / whole * pixels as f64;
        let (from, to) = (at(from), at(from + length));
        let share = |pixel: usize| {
            let pixel = pixel as f64;
            (to.min(pixel + 1.0) - from.max(pixel)).clamp(0.0, 1.0)
        };
        (0..pixels).map(share).collect()
    };
    let rows = axis(object.y, object.height, crop.y, crop.height, height);
    let columns = axis(object.x, object.width, crop.x, crop.width, width);
    let row = |&down: &f64| columns.iter().map(move |across| (down * across) as f32);
    Map::new(width, height, rows.iter().flat_map(row).collect())
}

/// Turns the progress within one part into progress over all parts.
struct Parts<'w> {
    watch: &'w mut dyn Watch,
    done: usize,
    total: usize,
}

impl Parts<'_> {
    async fn end_part(&mut self) -> Result<(), ExplainError> {
        self.done += 1;
        let (done, total, map) = (0, 1, None);
        let goes_on = self.told(Progress { done, total, map }).await;
        goes_on.then_some(()).ok_or(ExplainError::Stopped)
    }
}

impl Watch for Parts<'_> {
    fn told(&mut self, Progress { done, total, .. }: Progress) -> Later<'_, bool> {
        let done = 100 * self.done + 100 * done / total.max(1);
        let (total, map) = (100 * self.total, None);
        self.watch.told(Progress { done, total, map })
    }

    fn pause(&mut self) -> Later<'_, bool> {
        self.watch.pause()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The input starts at (10, 0) of the picture, and each of its pixels spans two of the picture. So
    /// 11 to 14 is the right half of the first input pixel and the whole second one.
    #[test]
    fn a_rectangle_can_cover_part_of_a_pixel() {
        let rect = |x, y, width, height| Rect {
            x,
            y,
            width,
            height,
        };
        let crop = rect(10.0, 0.0, 6.0, 4.0);
        let found = covered(rect(11.0, -3.0, 3.0, 5.0), crop, [2, 3]).unwrap();
        assert_eq!(found.values(), [0.5, 1.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
