use std::ops::Range;

use explain::{Channels, Watch};

use crate::{Request, Session, SessionError};

impl Session {
    /// The channels of the layer of a request, by falling weight in the map that
    /// [`Session::explain`] returns; `places` are places in that order. If that map is not known yet,
    /// it is computed first, and `watch` is told of it.
    ///
    /// # Errors
    /// As [`Session::explain`], and [`explain::ExplainError::NoChannels`] if the map is no sum of
    /// channels: another kind of method, several layers, several views, smoothing.
    pub async fn channels(
        &mut self,
        request: &Request,
        places: Range<usize>,
        watch: &mut dyn Watch,
    ) -> Result<Channels, SessionError> {
        let (how, question) = self.question(request).await?;
        let outcome = self.answers.answer(&how, &question, watch).await?;
        Ok(Channels::read(&question, outcome.shares, places).await?)
    }
}
