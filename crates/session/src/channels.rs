use std::ops::Range;

use explain::{Channels, Watch};

use crate::answer::known_answer;
use crate::{Request, Session, SessionError};

impl Session {
    /// The channels of the layer of a request, those first that weigh most in the map that
    /// [`Session::explain`] gives; `places` in that order. After that map it is arithmetic, else the
    /// map is made first and `watch` told of it.
    ///
    /// # Errors
    /// As [`Session::explain`], and [`explain::ExplainError::NoChannels`] where the map is no sum of
    /// channels: another kind of method, several layers, several views, smoothing.
    pub async fn channels<W: Watch>(
        &mut self,
        request: &Request,
        places: Range<usize>,
        watch: &mut W,
    ) -> Result<Channels, SessionError> {
        self.run_network().await?;
        let (asked, target) = self.resolve(request)?;
        let model = self.model.as_ref().ok_or(SessionError::NoModel)?;
        let known = known_answer(model, &mut self.cache, (&asked, &target), watch).await?;
        let layer = asked.layers[0];
        let evidence = self.cache.evidence(layer, &target);
        let question = model
            .plain(&self.cache)
            .question(layer, &asked.aim, evidence);
        Ok(Channels::read(&question, known.shares, places).await?)
    }
}
