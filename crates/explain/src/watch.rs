use std::future::{Future, ready};
use std::pin::Pin;

use imaging::Map;
use serde::Serialize;
use ts_rs::TS;

/// The progress of a method that runs the network many times.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(rename = "Steps")]
pub struct Progress {
    /// Number of finished runs.
    pub done: usize,
    /// Number of all runs.
    pub total: usize,
    /// The map from the runs so far.
    pub map: Option<Map>,
}

/// A boxed future.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Gets the progress after each batch, and decides there and between nodes whether to go on.
pub trait Watch {
    /// Returns `false` to end the work with [`crate::ExplainError::Stopped`]. It may wait for other
    /// work first.
    fn told(&mut self, progress: Progress) -> Later<'_, bool>;

    /// Called between two nodes of a pass. Returns `false` to end the work, as [`Watch::told`] does.
    fn pause(&mut self) -> Later<'_, bool> {
        Box::pin(ready(true))
    }
}

/// A watch that never stops the work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn told(&mut self, _progress: Progress) -> Later<'_, bool> {
        Box::pin(ready(true))
    }
}

#[cfg(test)]
mod tests {
    use compare::assert_relative;

    use super::*;
    use crate::test_network::{ask_before, two_channel_layer};

    #[derive(Default)]
    struct Told(Vec<Progress>);

    impl Watch for Told {
        fn told(&mut self, progress: Progress) -> Later<'_, bool> {
            self.0.push(progress);
            Box::pin(ready(true))
        }
    }

    #[test]
    fn every_step_has_a_map_and_the_last_one_is_the_result() {
        for (method, options) in [
            ("score-cam", &[("batch", "1")][..]),
            ("ablation-cam", &[("batch", "1")]),
            (
                "occlusion",
                &[("batch", "1"), ("size", "1"), ("stride", "1")],
            ),
            ("rise", &[("batch", "3"), ("masks", "10")]),
            ("smooth-grad", &[("samples", "20")]),
            ("integrated-gradients", &[("steps", "20")]),
        ] {
            let mut told = Told::default();
            let network = two_channel_layer();
            let answer = ask_before(&mut told, method, &network, options).unwrap();
            let maps: Vec<_> = told.0.iter().filter_map(|step| step.map.as_ref()).collect();
            assert!(maps.len() > 1 && maps.len() == told.0.len(), "{method}");
            let last = maps[maps.len() - 1].values();
            assert_relative(method, last, answer.map.values(), 1e-6);
        }
    }
}
