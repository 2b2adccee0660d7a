use std::slice::from_ref;

use explain::{
    Asked, Candidate, ExplainError, Measured, Merge, Metric, Progress, Target, Trial, Watch,
    finished,
};
use imaging::{ImagingError, Map, Rect};

use crate::answer::{answer, known_answer};
use crate::cache::Cache;
use crate::model::Model;
use crate::{Request, Session, SessionError};

/// What a metric says of an explanation and of two controls, without which the number means little.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which metric.
    pub metric: Metric,
    /// Of the explanation; nothing where there is nothing to say ([`Metric::measure`]).
    pub asked: Option<Measured>,
    /// Of the same layers with random weights.
    pub random_cam: Option<Measured>,
    /// Of the edges of the picture.
    pub edge_map: Option<Measured>,
}

impl Session {
    /// Judges the explanation that [`Session::explain`] gives, and both controls. `region` is the
    /// rectangle of the picture, in its own pixels, where the object lies; `metrics` are ids of
    /// [`Metric::ALL`], none of them means all for which there is enough. Scores are the probability
    /// of the explained class where the task has one, else the score that was asked for.
    ///
    /// `watch` is told after each batch, in hundredths of the parts of the work: two maps, and three
    /// for every metric.
    ///
    /// # Errors
    /// As [`Session::explain`], [`ExplainError::UnknownMetric`], and [`ExplainError::NoRegion`] for a
    /// metric that needs one.
    pub async fn judge<W: Watch>(
        &mut self,
        request: &Request,
        region: Option<Rect>,
        metrics: &[&str],
        watch: &mut W,
    ) -> Result<Vec<Judged>, SessionError> {
        let metrics = Metric::chosen(metrics, region.is_some())?;
        self.run_network().await?;
        let (asked, target) = self.resolve(request)?;
        let (control, crop) = (asked.with_random_weights()?, self.crop()?);
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        let (done, total) = (0, 2 + 3 * metrics.len());
        let mut watch = Parts { watch, done, total };
        let made = (&asked, &control, &target);
        let mut raw = raw_maps(model, &mut self.cache, made, &mut watch).await?;
        let plain = model.plain(&self.cache);
        let aim = asked.aim.probability();
        let trial = Trial::new(plain, &aim).await?;
        raw.push(trial.edges()?);
        let finish = |map| finished(from_ref(map), Merge::Mean, trial.size());
        let maps: Vec<Map> = raw.iter().map(finish).collect::<Result<_, _>>()?;
        let inside = region.zip(crop);
        let inside = inside.map(|(region, crop)| covered(region, crop, trial.size()));
        let inside = inside.transpose()?;
        let made = [Some((&asked, plain)), Some((&control, plain)), None];
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

/// The map that is judged, which is made anew only if it was not the last one, and the control's, which
/// nobody asks for again.
async fn raw_maps<W: Watch>(
    model: &Model,
    cache: &mut Cache,
    (asked, control, target): (&Asked, &Asked, &Target),
    watch: &mut Parts<'_, W>,
) -> Result<Vec<Map>, SessionError> {
    let mut maps = Vec::with_capacity(3);
    maps.push(
        known_answer(model, cache, (asked, target), watch)
            .await?
            .map,
    );
    watch.end_part().await?;
    maps.push(answer(model, cache, (control, target), watch).await?.map);
    watch.end_part().await?;
    Ok(maps)
}

/// One metric, of all three maps.
async fn one<W: Watch>(
    metric: Metric,
    candidates: &[Candidate<'_>; 3],
    watch: &mut Parts<'_, W>,
) -> Result<Judged, SessionError> {
    let mut said = [None, None, None];
    for (said, candidate) in said.iter_mut().zip(candidates) {
        *said = metric.measure(candidate, watch).await?;
        watch.end_part().await?;
    }
    let [asked, random_cam, edge_map] = said;
    Ok(Judged {
        metric,
        asked,
        random_cam,
        edge_map,
    })
}

/// How much of each pixel of the network's input, of `[height, width]` pixels, a rectangle of the
/// picture covers, 0 to 1. `crop` is the part of the picture that the input shows.
fn covered(region: Rect, crop: Rect, [height, width]: [usize; 2]) -> Result<Map, ImagingError> {
    let axis = |from: f64, length: f64, start: f64, whole: f64, pixels: usize| -> Vec<f64> {
        let at = |place: f64| (place - start) / whole * pixels as f64;
        let (from, to) = (at(from), at(from + length));
        let share = |pixel: usize| {
            let pixel = pixel as f64;
            (to.min(pixel + 1.0) - from.max(pixel)).clamp(0.0, 1.0)
        };
        (0..pixels).map(share).collect()
    };
    let rows = axis(region.y, region.height, crop.y, crop.height, height);
    let columns = axis(region.x, region.width, crop.x, crop.width, width);
    let row = |&down: &f64| columns.iter().map(move |across| (down * across) as f32);
    Map::new(width, height, rows.iter().flat_map(row).collect())
}

/// Steps of one part become hundredths of all.
struct Parts<'w, W> {
    watch: &'w mut W,
    done: usize,
    total: usize,
}

impl<W: Watch> Parts<'_, W> {
    /// A part is done.
    async fn end_part(&mut self) -> Result<(), ExplainError> {
        self.done += 1;
        let (done, total, map) = (0, 1, None);
        let goes_on = self.told(Progress { done, total, map }).await;
        goes_on.then_some(()).ok_or(ExplainError::Stopped)
    }
}

impl<W: Watch> Watch for Parts<'_, W> {
    async fn told(&mut self, Progress { done, total, .. }: Progress) -> bool {
        let done = 100 * self.done + 100 * done / total.max(1);
        let (total, map) = (100 * self.total, None);
        self.watch.told(Progress { done, total, map }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The input shows the picture from (10, 0) on, two of its pixels for each of its own: from 11
    /// to 14 is the right half of the first pixel and the whole second one.
    #[test]
    fn a_rectangle_covers_pixels_in_part() {
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
