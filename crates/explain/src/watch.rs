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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_network::{ask_before, two_channel_layer};

    #[derive(Default)]
    struct Told(Vec<Progress>);

    impl Watch for Told {
        async fn told(&mut self, progress: Progress) -> bool {
            self.0.push(progress);
            true
        }
    }

    /// The last step knows all that the answer is made of, and every earlier one knows something.
    #[test]
    fn what_is_known_by_the_last_step_is_the_answer() {
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
            let pairs = last.iter().zip(answer.map.values());
            for (known, said) in pairs {
                assert!((known - said).abs() <= 1e-6 * said.abs(), "{method}");
            }
        }
    }
}
