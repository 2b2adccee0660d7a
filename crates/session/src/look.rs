use std::mem;
use std::rc::Rc;

use explain::{How, Question, Watch};
use imaging::{Rect, cover, decode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::answers::Answers;
use crate::clock::Clock;
use crate::scores::{best, scores};
use crate::{Explanation, PictureInfo, Request, Score, Session, SessionError};

/// What to find out about a picture in one go.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, TS)]
pub struct LookRequest {
    /// Parts of the picture, in its pixels, that are painted over with its mean colour.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<Rect>>")]
    pub hidden: Vec<Rect>,
    /// What to explain, at each of its layers alone. Default: nothing.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub explain: Option<Request>,
    /// Whether to explain the class with the highest score instead of the target's.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub best: bool,
}

/// What was found out about a picture.
#[derive(Clone, Debug, Serialize, TS)]
pub struct Look {
    /// Facts about the picture.
    #[serde(flatten)]
    pub picture: PictureInfo,
    /// The scores of all classes, in class order.
    pub scores: Vec<Score>,
    /// One explanation for each layer of the request, in its order. Methods that need the evidence of
    /// a layer share one backward pass.
    pub explanations: Vec<Explanation>,
}

impl Session {
    /// Looks at the picture in an image file, or at the present one without a file, and leaves the
    /// present one as it is. What it finds out about the present picture, with nothing hidden, is
    /// kept for [`Session::explain`].
    ///
    /// # Errors
    /// [`SessionError::Image`] for the file, and those of [`Session::explain`].
    pub async fn look(
        &mut self,
        file: Option<&[u8]>,
        request: &LookRequest,
        watch: &mut dyn Watch,
    ) -> Result<Look, SessionError> {
        let other = match file {
            Some(file) => Some(decode(file)?),
            None if request.hidden.is_empty() => None,
            None => Some(self.picture()?.clone()),
        };
        let is_present = other.is_none();
        let (run, picture) = if let Some(other) = other {
            let picture = self.facts(&other)?;
            let run = self.run_on(&cover(other, &request.hidden)).await?;
            (Rc::new(run), picture)
        } else {
            (self.plain_run().await?, self.facts(self.picture()?)?)
        };
        let model = self.model()?;
        let scores = scores(model.task, &model.info.classes, run.outputs());
        let class = best(&scores, model.task).filter(|_| request.best);
        let mut explanations = Vec::new();
        if let Some(explain) = &request.explain {
            let mut explain = explain.clone();
            if let Some(class) = class {
                explain.target.score = explain.target.score.with_class(class);
            }
            let asked = self.question_about(run, picture.crop, &explain)?;
            // Answers about another picture are of no use later.
            let mut answers = Answers::default();
            if is_present {
                mem::swap(&mut answers, &mut self.answers);
            }
            let each = self.each(asked, &explain, &mut answers, watch).await;
            if is_present {
                self.answers = answers;
            }
            explanations = each?;
        }
        Ok(Look {
            picture,
            scores,
            explanations,
        })
    }

    /// Explains each layer of a question alone.
    async fn each(
        &self,
        (how, question): (How, Question),
        request: &Request,
        answers: &mut Answers,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Explanation>, SessionError> {
        if how.method.shares().is_some() {
            question.gather_evidence(watch).await?;
        }
        let mut explanations = Vec::new();
        for layer in question.layers() {
            let mut clock = Clock::start();
            let question = question.at(layer);
            let outcome = answers.answer(&how, &question, watch).await?;
            clock.lap("map");
            let asked = (how.clone(), &question);
            explanations.push(self.explanation(outcome, asked, &request.target, clock)?);
        }
        Ok(explanations)
    }
}
