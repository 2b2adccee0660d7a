use explain::{How, Outcome, Question, Watch};

use crate::SessionError;

/// The most bytes that kept answers may take: more than a hundred maps of 224 x 224 pixels.
const KEPT_BYTES: usize = 64 << 20;

/// The answers about the current picture and model, newest last. A question is not computed again
/// while its answer is kept.
#[derive(Default)]
pub(crate) struct Answers(Vec<Answer>);

struct Answer {
    how: How,
    question: Question,
    outcome: Outcome,
}

impl Answers {
    /// Returns the kept answer, or computes one and keeps it.
    pub(crate) async fn answer(
        &mut self,
        how: &How,
        question: &Question,
        watch: &mut dyn Watch,
    ) -> Result<Outcome, SessionError> {
        let mut known = self.0.iter();
        if let Some(known) = known.find(|one| one.how == *how && one.question == *question) {
            return Ok(known.outcome.clone());
        }
        let outcome = how.answer(question, watch).await?;
        self.keep(Answer {
            how: how.clone(),
            question: question.clone(),
            outcome: outcome.clone(),
        });
        Ok(outcome)
    }

    /// Adds an answer and drops the oldest ones over the limit. The newest always stays.
    fn keep(&mut self, new: Answer) {
        self.0.push(new);
        while self.0.len() > 1 && self.0.iter().map(Answer::bytes).sum::<usize>() > KEPT_BYTES {
            self.0.remove(0);
        }
    }
}

impl Answer {
    fn bytes(&self) -> usize {
        let shares = self.outcome.shares.as_ref();
        let shares = shares.map_or(0, |shares| shares.dims().iter().product());
        4 * (self.outcome.map.values().len() + shares)
    }
}
