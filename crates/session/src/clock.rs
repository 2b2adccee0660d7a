use std::collections::BTreeMap;

use web_time::Instant;

/// A stop watch with named laps.
pub(crate) struct Clock {
    start: Instant,
    lap: Instant,
    laps: BTreeMap<&'static str, f64>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let now = Instant::now();
        Self {
            start: now,
            lap: now,
            laps: BTreeMap::new(),
        }
    }

    pub(crate) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.insert(name, (now - self.lap).as_secs_f64() * 1e3);
        self.lap = now;
    }

    /// Returns the milliseconds of each lap, and the `total`.
    pub(crate) fn laps(mut self) -> BTreeMap<&'static str, f64> {
        self.laps
            .insert("total", self.start.elapsed().as_secs_f64() * 1e3);
        self.laps
    }
}
