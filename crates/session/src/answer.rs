use explain::{Asked, Outcome, Target, Watch};

use crate::SessionError;
use crate::cache::Cache;
use crate::model::Model;

/// The last answer if this was its question, else a new one, which is the last one then.
pub(crate) async fn known_answer<W: Watch>(
    model: &Model,
    cache: &mut Cache,
    (asked, target): (&Asked, &Target),
    watch: &mut W,
) -> Result<Outcome, SessionError> {
    if let Some(known) = cache.answer(asked, target) {
        return Ok(known);
    }
    let outcome = answer(model, cache, (asked, target), watch).await?;
    cache.keep_answer(asked, target, outcome.clone());
    Ok(outcome)
}

/// The map of one layer as the method gives it; of several layers, or of six views of the picture,
/// the finished map. What was computed on the way for one layer is kept.
pub(crate) async fn answer<W: Watch>(
    model: &Model,
    cache: &mut Cache,
    (asked, target): (&Asked, &Target),
    watch: &mut W,
) -> Result<Outcome, SessionError> {
    let plain = model.plain(cache);
    if let Some(outcome) = asked.smoothed(plain, watch).await? {
        return Ok(outcome);
    }
    let layer = asked.layers[0];
    let question = plain.question(layer, &asked.aim, cache.evidence(layer, target));
    let outcome = asked
        .method
        .explain(&question, &asked.settings, watch)
        .await?;
    if let Some(evidence) = question.evidence.into_inner() {
        cache.keep_evidence(layer, target.clone(), evidence);
    }
    Ok(outcome)
}
