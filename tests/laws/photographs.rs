//! The network and the photographs of a first visit: the answers are right where the list says so, and
//! the strongest evidence lies on the thing.

use std::fs;
use std::path::{Path, PathBuf};

use pollster::block_on;
use serde_json::Value as Json;
use session::imaging::Rect;
use session::{Backend, Explanation, Request, Session, SourceFile, Target, Unwatched};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../models")
        .join(name)
}

fn opened() -> (Session, String) {
    let read = |name: &str| {
        let file = fs::read(folder("efficientnet-lite0").join(name)).unwrap();
        SourceFile::new(name, file)
    };
    let files = ["model.onnx", "config.json"].map(read);
    let mut session = block_on(Session::open(Backend::Cpu)).unwrap();
    let model = block_on(session.load_model(files.to_vec())).unwrap();
    (session, model.default_layer)
}

/// Where the largest value of the map lies, in pixels of the picture: the centre of its cell.
fn peak(explanation: &Explanation, crop: &Rect) -> [f64; 2] {
    let (width, values) = (explanation.map.width(), explanation.map.values());
    let largest = (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]));
    let at = largest.unwrap();
    let (column, row) = (at % width, at / width);
    let place = |cell: usize, cells: usize| (cell as f64 + 0.5) / cells as f64;
    [
        crop.x + place(column, width) * crop.width,
        crop.y + place(row, explanation.map.height()) * crop.height,
    ]
}

fn lies_in([x, y]: [f64; 2], area: &Json) -> bool {
    let of = |side: &str| area[side].as_f64().unwrap();
    let within = |value: f64, start: f64, size: f64| start <= value && value <= start + size;
    within(x, of("x"), of("width")) && within(y, of("y"), of("height"))
}

#[test]
fn the_first_network_is_right_about_its_photographs_and_looks_at_the_thing() {
    let list = fs::read(folder("photographs").join("samples.json")).unwrap();
    let list: Json = serde_json::from_slice(&list).unwrap();
    let (mut session, layer) = opened();
    let mut right = 0;
    for sample in list["samples"].as_array().unwrap() {
        let (id, group) = (&sample["id"], sample["group"].as_str().unwrap());
        let file = fs::read(folder("photographs").join(sample["file"].as_str().unwrap()));
        let info = block_on(session.set_picture(&file.unwrap())).unwrap();
        let scores = block_on(session.classify()).unwrap();
        let best = scores.iter().max_by(|a, b| a.logit.total_cmp(&b.logit));
        let best = best.unwrap().index as u64;
        let things = sample["things"].as_array().unwrap();
        let is_right = things.iter().any(|thing| thing["class"] == best);
        assert_eq!(is_right, group == "right", "{id}: class {best}");
        right += usize::from(is_right);
        if !is_right {
            continue;
        }
        for thing in things.iter().filter(|thing| thing["class"].is_u64()) {
            let class = thing["class"].as_u64().unwrap() as usize;
            let request = Request::new("grad-cam", &layer, Target::class(class));
            let explanation = block_on(session.explain(&request, &mut Unwatched)).unwrap();
            let peak = peak(&explanation, &info.crop.unwrap());
            assert!(
                lies_in(peak, &thing["box"]),
                "{id}, class {class}: {peak:?}"
            );
        }
    }
    assert!(right >= 6, "{right} photographs are right");
}
