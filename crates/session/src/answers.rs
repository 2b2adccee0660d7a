use explain::{How, Outcome, Question, Watch};

use crate::SessionError;

/// Answers are kept as long as they take no more than this many bytes; more than a hundred maps of
/// pictures of 224 x 224.
const KEPT_BYTES: usize = 64 << 20;

/// The answers that were given about the present picture and model, the newest last. A question that
/// was answered is never computed again while its answer is kept.
#[derive(Default)]
pub(crate) struct Answers(Vec<Answer>);

struct Answer {
    how: How,
    question: Question,
    outcome: Outcome,
}

impl Answers {
    /// The known answer, or a new one, which is known from then on.
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

    /// Keeps an answer, and drops the oldest while there is too much; the newest always stays.
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
