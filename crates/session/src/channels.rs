use explain::{Channels, Watch};
use serde::Deserialize;
use ts_rs::TS;

use crate::{Request, Session, SessionError};

/// Places in the order of a layer's channels by falling weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct Places {
    /// The first one, from 0.
    pub start: usize,
    /// How many.
    pub count: usize,
}

impl Session {
    /// The channels of the layer of a request, by falling weight in the map that
    /// [`Session::explain`] returns. If that map is not known yet, it is computed first, and `watch`
    /// is told of it.
    ///
    /// # Errors
    /// As [`Session::explain`], and [`explain::ExplainError::NoChannels`] if the map is no sum of
    /// channels: another kind of method, several layers, several views, smoothing.
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
