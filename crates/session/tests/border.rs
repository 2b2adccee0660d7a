//! Checks the TypeScript declarations of the types that cross the border to JavaScript.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::{env, fs};

use session::imaging::Picture;
use session::{
    Alternative, Catalogue, Channels, Criteria, Display, Explanation, Fitted, Heatmap, Judged,
    Kind, Look, LookRequest, ModelSize, NormaliseRow, PictureInfo, Places, Progress, Request,
    Score, Segmentation,
};
use ts_rs::{Config, TS, TypeVisitor};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/engine/border.d.ts");

const HEAD: &str = "\
// The engine's arguments and results, declared from the Rust types that cross the border.
// Written by `BLESS=1 cargo test -p session --test border`; do not edit.

export type ChannelsRequest = ExplainRequest & Places;
export type JudgeRequest = ExplainRequest & Criteria;
";

/// Declarations by type name.
#[derive(Default)]
struct Declarations(BTreeMap<String, String>);

impl Declarations {
    fn with<T: TS + 'static + ?Sized>(mut self) -> Self {
        self.visit::<T>();
        self
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            return; // a primitive, or a container whose content is visited next
        }
        let config = Config::default();
        if let Entry::Vacant(place) = self.0.entry(T::ident(&config)) {
            let docs = T::docs().unwrap_or_default();
            place.insert(format!("{docs}export {}\n", T::decl(&config)));
            T::visit_dependencies(self);
        }
    }
}

#[test]
fn the_declarations_match_the_rust_types() {
    let found = Declarations::default()
        .with::<Alternative>()
        .with::<Catalogue>()
        .with::<Channels>()
        .with::<Criteria>()
        .with::<Display>()
        .with::<Explanation>()
        .with::<Fitted>()
        .with::<Heatmap>()
        .with::<Judged>()
        .with::<Look>()
        .with::<LookRequest>()
        .with::<Kind>()
        .with::<NormaliseRow>()
        .with::<ModelSize>()
        .with::<Picture>()
        .with::<PictureInfo>()
        .with::<Places>()
        .with::<Progress>()
        .with::<Request>()
        .with::<Score>()
        .with::<Segmentation>();
    let declarations: Vec<String> = found.0.into_values().collect();
    let declarations = declarations
        .join("\n")
        .replace("/**\n * ", "/** ")
        .replace("\n */\n", " */\n")
        .replace(" \n", "\n");
    let written = format!("{HEAD}\n{declarations}");
    if env::var_os("BLESS").is_some() {
        fs::write(FILE, &written).unwrap();
    }
    let committed = fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        committed == written,
        "web/engine/border.d.ts differs from the Rust types: run `BLESS=1 cargo test -p session --test border`"
    );
}
