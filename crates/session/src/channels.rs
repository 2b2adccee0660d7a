use explain::{Channels, Watch};
use serde::Deserialize;
use ts_rs::TS;

use crate::{Request, Session, SessionError};

/// A range of a layer's channels, sorted by falling weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct Places {
    /// Position of the first one, from 0.
    pub start: usize,
    /// Number of channels.
    pub count: usize,
}

impl Session {
    /// Returns the channels of the request's layer, sorted by falling weight in the map that
    /// [`Session::explain`] returns. Computes that map first if it is not kept, and reports its
    /// progress to `watch`.
    ///
    /// # Errors
    /// Those of [`Session::explain`], and [`explain::ExplainError::NoChannels`] if the map is not a
    /// weighted sum of channels: with another kind of method, several layers or views, or smoothing.
    pub async fn channels(
        &mut self,
        request: &Request,
        Places { start, count }: Places,
        watch: &mut dyn Watch,
    ) -> Result<Channels, SessionError> {
        let (how, question) = self.question(request).await?;
        let outcome = self.answers.answer(&how, &question, watch).await?;
        let places = start..start.saturating_add(count);
        Ok(Channels::read(&question, outcome.shares, places).await?)
    }
}
