//! `docs/parity.md`: the limits, and what was measured of each method on each network.

use std::collections::{BTreeMap, BTreeSet};
use std::env::var_os;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::{Path, PathBuf};

use compare::Difference;
use explain::Method;

use super::limits::{LIMITS, Limit, Within};

/// Smaller differences are one rounding of a float32 and are listed as this.
const SMALLEST: f32 = 1e-7;

/// The differences from a reference map. `None` if the reference has no such map.
#[derive(Clone, Copy, Default)]
pub(crate) struct Measured {
    /// Of the raw map: the largest, relative to the largest value.
    pub(crate) largest: Option<f32>,
    /// Of the raw map: root of the mean square, relative to that of the map.
    pub(crate) l2: Option<f32>,
    /// Of the finished map, whose values lie in [0, 1]: the largest.
    pub(crate) finished: Option<f32>,
}

impl Measured {
    pub(crate) fn add_raw(&mut self, found: Difference) {
        self.add(Self {
            largest: Some(found.relative),
            l2: Some(found.l2),
            finished: None,
        });
    }

    pub(crate) fn add_finished(&mut self, found: Difference) {
        self.add(Self {
            finished: Some(found.absolute),
            ..Self::default()
        });
    }

    /// Keeps the larger of each.
    fn add(&mut self, other: Self) {
        let larger = |a: Option<f32>, b: Option<f32>| a.into_iter().chain(b).reduce(f32::max);
        self.largest = larger(self.largest, other.largest);
        self.l2 = larger(self.l2, other.l2);
        self.finished = larger(self.finished, other.finished);
    }

    pub(crate) fn within(&self, limits: &Within) -> bool {
        let mut pairs = self.parts().into_iter().zip(limits.parts);
        pairs.all(|(found, limit)| found.is_none_or(|found| found <= limit))
    }

    fn parts(&self) -> [Option<f32>; 3] {
        [self.largest, self.l2, self.finished]
    }
}

impl Display for Measured {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = |part: Option<f32>| part.map_or("—".into(), |part| format!("{part:.1e}"));
        write!(f, "{}", self.parts().map(text).join(", "))
    }
}

/// The largest differences by method and network.
#[derive(Default)]
pub(crate) struct Table {
    cells: BTreeMap<(String, String), Cell>,
}

#[derive(Default)]
struct Cell {
    measured: Measured,
    unsettled: [bool; 3],
}

const HEAD: &str = "# Parity

How far the explanation methods differ from their references: pytorch-grad-cam 1.5.7, captum 0.9.0, or the formula of the
paper in float64. `tests/reference/methods/README.md` says which method has which reference and how it was computed.
`cargo test -p tests --test parity methods` measures the differences on the CPU, fails if one is above its limit or if
this page is not what it measured, and writes the page with `BLESS=1`.

Three differences are measured, in this order in every cell:

- *largest*: the largest difference of the raw map, relative to the map's largest value;
- *L2*: the root of the mean square of the raw map's difference, relative to that of the map;
- *finished*: the largest difference of the finished map, whose values lie in [0, 1].

On WebGPU the maps are compared with those of the CPU: every method on the embedded network in each run of
`tests/browser/numbers.spec.js`, to 1e-3 of the largest value (XGrad-CAM, which divides by a sum, to 5e-3).
";

const LIMITS_HEAD: &str = "
## Limits

A float32 has 24 bits, so one operation rounds by up to 6e-8 of its result, and a sum of *n* products by about √*n* times
that. Behind a sum, a ReLU that reads a value close to 0 passes its gradient on or not, depending on that rounding. How
much this moves a map is measured per map with the reference itself, in float64: the picture is changed by 1e-5 of each
pixel, several times. If twice the largest change is above the limit, it takes the limit's place, up to the value in brackets.

| method | largest | L2 | finished | reason |
| --- | --- | --- | --- | --- |
";

const MEASURED_HEAD: &str = "
## Measured

The largest of all pictures and layers of a network, doubled for the order in which another processor sums, and rounded
up. `*`: rounding raised the limit of one of the maps, as where a ReLU reads a value close to 0, so another processor may
measure anything up to that limit. Such a number is not doubled, and a run compares it with the limit and not with this
page. `—`: there is no such reference; if a library failed, the field `skipped` of the fixture says why.

";

impl Table {
    pub(crate) fn add(
        &mut self,
        (network, method): (&str, &str),
        measured: &Measured,
        limits: &Within,
    ) {
        let place = (method.to_owned(), network.to_owned());
        let cell = self.cells.entry(place).or_default();
        cell.measured.add(*measured);
        for (all, one) in cell.unsettled.iter_mut().zip(limits.unsettled) {
            *all |= one;
        }
    }

    /// Writes the page if `BLESS` is set. Otherwise fails if the page is not what was measured.
    pub(crate) fn record(&self) -> Result<(), String> {
        if var_os("BLESS").is_some() {
            return fs::write(path(), self.page("")).map_err(|error| error.to_string());
        }
        let committed = fs::read_to_string(path()).map_err(|error| error.to_string())?;
        let page = self.page(&committed);
        let differs = page
            .lines()
            .zip(committed.lines())
            .find(|(new, old)| new != old);
        match differs {
            None if page == committed => Ok(()),
            None => Err("docs/parity.md has another length: run this test with BLESS=1".into()),
            Some((new, old)) => Err(format!(
                "docs/parity.md says\n{old}\ninstead of\n{new}\nRun this test with BLESS=1."
            )),
        }
    }

    fn networks(&self) -> BTreeSet<&str> {
        let networks = self.cells.keys().map(|(_, network)| network.as_str());
        networks.collect()
    }

    /// In the order of menus, each followed by its variants.
    fn methods(&self) -> Vec<&str> {
        let own: BTreeSet<&str> = self
            .cells
            .keys()
            .map(|(method, _)| method.as_str())
            .collect();
        let place = |id: &str| {
            let id = id.split('+').next().unwrap_or(id);
            Method::ALL.iter().position(|method| method.info.id == id)
        };
        let mut methods: Vec<&str> = own.into_iter().collect();
        methods.sort_by_key(|method| (place(method), *method));
        methods
    }

    /// The page. Numbers of the committed page stay where they fit what was measured.
    fn page(&self, committed: &str) -> String {
        let mut page = format!("{HEAD}{LIMITS_HEAD}");
        for method in self.methods() {
            if let Some(limit) = LIMITS.iter().find(|limit| limit.method == method) {
                page += &limit_row(limit);
            }
        }
        page += MEASURED_HEAD;
        let networks = self.networks();
        let names = networks.iter().map(|network| format!("`{network}`"));
        let head: Vec<String> = ["method".to_owned()].into_iter().chain(names).collect();
        page += &row(&head);
        page += &row(&vec!["---".into(); head.len()]);
        for method in self.methods() {
            let start = format!("| `{method}` |");
            let old = committed.split(MEASURED_HEAD).nth(1).unwrap_or_default();
            let old = old
                .lines()
                .find(|line| line.starts_with(&start))
                .unwrap_or_default();
            let mut old = old.split('|').skip(2).map(str::trim);
            let mut cells = vec![format!("`{method}`")];
            for network in &networks {
                let old = old.next().unwrap_or_default();
                let cell = self.cells.get(&(method.to_owned(), (*network).to_owned()));
                cells.push(cell.map_or("—".into(), |cell| words(cell, old)));
            }
            page += &row(&cells);
        }
        page
    }
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn limit_row(limit: &Limit) -> String {
    let [largest, l2, finished] =
        limit.bounds.map(
            |bound| match (bound.stated > 0.0, bound.cap > bound.stated) {
                (false, _) => "—".into(),
                (true, true) => format!("{:.0e} ({:.0e})", bound.stated, bound.cap),
                (true, false) => format!("{:.0e}", bound.stated),
            },
        );
    row(&[
        format!("`{}`", limit.method),
        largest,
        l2,
        finished,
        limit.why.into(),
    ])
}

/// A cell. Numbers of the old cell stay where they fit.
fn words(cell: &Cell, old: &str) -> String {
    let mut old = old.split(", ");
    let parts = cell.measured.parts().into_iter().zip(cell.unsettled);
    let words = parts.map(|(part, unsettled)| {
        let old = old.next().unwrap_or_default();
        match (part, old.strip_suffix('*')) {
            (None, _) => "—".into(),
            (Some(_), Some(_)) if unsettled => old.to_owned(),
            (Some(part), _) if unsettled => format!("{:.0e}*", rounded_up(part)),
            (Some(part), _) => format!("{:.0e}", with_room(part, old.parse().ok())),
        }
    });
    words.collect::<Vec<String>>().join(", ")
}

/// Twice a difference, rounded up. Another processor sums in another order, so an older number stays if
/// it is at least the difference and less than a hundred times as large.
fn with_room(part: f32, old: Option<f32>) -> f32 {
    let part = part.max(SMALLEST / 2.0);
    old.filter(|old| part <= *old && *old < 100.0 * part)
        .unwrap_or_else(|| rounded_up(2.0 * part))
}

/// The next of 1, 2, 5 and 10, times a power of ten.
fn rounded_up(part: f32) -> f32 {
    let part = part.max(SMALLEST);
    let power = 10f32.powf(part.log10().floor());
    let steps = [1.0, 2.0, 5.0].map(|step| step * power);
    // a power of ten is no exact f32
    let next = steps.into_iter().find(|step| part <= step * 1.0001);
    next.unwrap_or(10.0 * power)
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/parity.md")
}

#[test]
fn a_number_stays_while_it_fits() {
    let text = |part, old| format!("{:.0e}", with_room(part, old));
    assert_eq!(text(3e-6, None), "1e-5");
    assert_eq!(text(6e-6, None), "2e-5");
    assert_eq!(text(6e-6, Some(1e-5)), "1e-5", "less room, but enough");
    assert_eq!(text(2.1e-5, Some(2e-5)), "5e-5", "above");
    assert_eq!(text(2e-7, Some(1e-4)), "5e-7", "far below");
    assert_eq!(text(0.0, None), "1e-7");
}
