use std::future::{Future, ready};

use imaging::Map;

/// How far a method is that needs many runs of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// Runs that are done.
    pub done: usize,
    /// Runs in all.
    pub total: usize,
    /// The map as far as it is known by now.
    pub map: Option<Map>,
}

/// Told after each batch; decides whether to go on.
pub trait Watch {
    /// `false` ends the work with [`crate::ExplainError::Stopped`]. Whoever waits for other events
    /// lets them happen before the answer.
    fn told(&mut self, progress: Progress) -> impl Future<Output = bool>;
}

/// Nobody watches: the work goes on to its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn told(&mut self, _progress: Progress) -> impl Future<Output = bool> {
        ready(true)
    }
}
