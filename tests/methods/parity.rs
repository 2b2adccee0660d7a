//! `docs/parity.md`: the largest error of each method on each network.

use std::collections::{BTreeMap, BTreeSet};
use std::env::var_os;
use std::fs;
use std::path::{Path, PathBuf};

use explain::Method;

/// Errors of one map, relative to its largest value; 0 where there is nothing to compare.
pub(crate) struct Measured {
    pub(crate) raw: f32,
    pub(crate) last: f32,
}

/// The largest errors by method and network.
#[derive(Default)]
pub(crate) struct Table {
    cells: BTreeMap<(String, String), (usize, f32, f32)>,
}

const HEAD: &str = "# Parity

What the explanation methods differ from the libraries by that people trust: pytorch-grad-cam 1.5.7 and
captum 0.9.0 (deconvolution, gradients, integrated gradients, occlusion), tf-explain's formula for the gated
variant. `cargo test --workspace --test methods_fixtures` measures it on the CPU on three networks-and-pictures each,
and writes this page with `BLESS=1` (without, the four dearest methods on two networks only);
`tests/reference/methods/README.md` says how the libraries were asked. The limit is 1e-3, or twice what rounding of the picture does to the library's own map.

Each cell: largest error of the raw map and of the finished one, relative to the largest value. Of the methods that go
down to the picture (FullGrad included) it is the relative error of all pixels together (L2), since one ReLU within
rounding of 0 moves a patch of them. `—`: the library cannot do it, or it is too dear for a test; the files say why.

On WebGPU the maps are compared with those of the CPU: every method on the embedded network in each run of
`tests/browser/numbers.spec.js`, to 1e-3 of the largest value (XGrad-CAM, which divides by a sum, to 5e-3).
";

impl Table {
    pub(crate) fn add(&mut self, network: &str, method: &str, measured: &Measured) {
        let place = (method.to_owned(), network.to_owned());
        let cell = self.cells.entry(place).or_default();
        *cell = (
            cell.0 + 1,
            cell.1.max(measured.raw),
            cell.2.max(measured.last),
        );
    }

    /// Writes the page if `BLESS` is set; else says whether it lacks a method or a network.
    pub(crate) fn record(&self) -> Result<(), String> {
        if var_os("BLESS").is_some() {
            return fs::write(path(), self.page()).map_err(|error| error.to_string());
        }
        let page = fs::read_to_string(path()).map_err(|error| error.to_string())?;
        let missing = (self.methods().into_iter().chain(self.networks()))
            .find(|name| !page.contains(&format!("`{name}`")));
        missing.map_or(Ok(()), |name| {
            Err(format!(
                "docs/parity.md lacks `{name}`: run this test with BLESS=1"
            ))
        })
    }

    fn networks(&self) -> BTreeSet<String> {
        self.cells
            .keys()
            .map(|(_, network)| network.clone())
            .collect()
    }

    /// In the order of menus, each with what is done besides.
    fn methods(&self) -> Vec<String> {
        let own: BTreeSet<&String> = self.cells.keys().map(|(method, _)| method).collect();
        let place = |id: &str| {
            let id = id.split('+').next().unwrap_or(id);
            Method::ALL.iter().position(|method| method.info().id == id)
        };
        let mut methods: Vec<String> = own.into_iter().cloned().collect();
        methods.sort_by_key(|method| (place(method), method.clone()));
        methods
    }

    fn page(&self) -> String {
        let networks = self.networks();
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let names = networks.iter().map(|network| format!("`{network}`"));
        let mut page = format!(
            "{HEAD}\n{}",
            row(["method".to_owned()].into_iter().chain(names).collect())
        );
        page += &row(vec!["---".into(); networks.len() + 1]);
        for method in self.methods() {
            let cells = networks.iter().map(|network| {
                let cell = self.cells.get(&(method.clone(), network.clone()));
                cell.map_or("—".into(), |(_, raw, last)| words(*raw, *last))
            });
            page += &row([format!("`{method}`")].into_iter().chain(cells).collect());
        }
        page
    }
}

fn words(raw: f32, last: f32) -> String {
    match (raw > 0.0, last > 0.0) {
        (true, true) => format!("{raw:.0e}, {last:.0e}"),
        (false, true) => format!("{last:.0e}"),
        _ => format!("{raw:.0e}"),
    }
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/parity.md")
}
