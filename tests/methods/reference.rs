//! A network of the reference folder beside the repository, with the library's maps of it.

use std::fs;
use std::path::Path;

use explain::{Merge, Method, Setting, finished};
use imaging::Map;
use tests::{absolute_error, has_tensor, relative_error, tensor};

use crate::case;
use crate::subject::Subject;

pub(crate) struct Reference {
    pub(crate) file: Vec<u8>,
    pub(crate) subject: Subject,
    pub(crate) name: &'static str,
    /// Layer and what follows the method's name in the file.
    pub(crate) layers: &'static [(&'static str, &'static str)],
    /// Class and what follows that.
    pub(crate) classes: Vec<(usize, &'static str)>,
}

pub(crate) fn open(
    name: &'static str,
    layers: &'static [(&'static str, &'static str)],
) -> Option<Reference> {
    let folder = tests::reference()?;
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let about = &manifest["cases"][name];
    let number = |json: &serde_json::Value| json.as_u64().map(|number| number as usize);
    let classes = match number(&about["top1"]) {
        Some(top) => vec![(top, "top1"), (281, "281")],
        None => ["cat0", "cat1"]
            .map(|key| (number(&about["categories"][key]).unwrap(), key))
            .to_vec(),
    };
    Some(Reference {
        file: read(&folder, &format!("{name}.safetensors")),
        subject: Subject::new(&case::reference(&folder, name)),
        name,
        layers,
        classes,
    })
}

pub(crate) fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap()
}

impl Reference {
    /// The same network at other layers.
    pub(crate) fn at(self, layers: &'static [(&'static str, &'static str)]) -> Self {
        Self { layers, ..self }
    }

    /// What is wrong, a line for each map.
    pub(crate) fn compare(
        &self,
        methods: &[(&str, &str)],
        options: &[(&str, Setting)],
        limit: f32,
    ) -> Vec<String> {
        let mut wrong = Vec::new();
        for (id, name) in methods {
            for (layer, at) in self.layers {
                for (class, of) in &self.classes {
                    let of = if has_tensor(&self.file, &format!("raw.{name}{at}")) {
                        String::new()
                    } else {
                        format!(".{of}")
                    };
                    let key = format!("{name}{at}{of}");
                    if !has_tensor(&self.file, &format!("raw.{key}")) {
                        continue;
                    }
                    let method = Method::by_id(id).unwrap();
                    let map = self
                        .subject
                        .ask(method, (&[layer], *class), options)
                        .unwrap()
                        .map;
                    let expected = turned(name, tensor(&self.file, &format!("raw.{key}")));
                    let raw = relative_error(map.values(), &expected);
                    let last = self.finished_error(&key, map, &expected);
                    println!("{} {key}: raw {raw:.1e}, finished {last:.1e}", self.name);
                    if raw.is_nan() || raw >= limit || last.is_nan() || last >= limit {
                        wrong.push(format!("{} {key}: raw {raw}, finished {last}", self.name));
                    }
                }
            }
        }
        wrong
    }

    /// The error of the finished map, where the file has it and its raw map was not turned.
    fn finished_error(&self, key: &str, map: Map, expected: &[f32]) -> f32 {
        let side = (224, 224);
        let found = finished(&[map], Merge::Mean, side.into()).unwrap();
        let whole = format!("final.{key}");
        let thin = format!("final_sub4.{key}");
        let library = if expected == tensor(&self.file, &format!("raw.{key}")) {
            if has_tensor(&self.file, &whole) {
                return absolute_error(found.values(), &tensor(&self.file, &whole));
            }
            has_tensor(&self.file, &thin).then(|| tensor(&self.file, &thin))
        } else {
            None
        };
        library.map_or(0.0, |library| {
            absolute_error(&every_fourth(found.values()), &library)
        })
    }
}

/// The library leaves the sign of principal components to chance; ours has a rule.
fn turned(name: &str, map: Vec<f32>) -> Vec<f32> {
    let largest = map.iter().fold(0f32, |best, value| {
        if value.abs() > best.abs() {
            *value
        } else {
            best
        }
    });
    let sign = if name.contains("eigen") && largest < 0.0 {
        -1.0
    } else {
        1.0
    };
    map.into_iter().map(|value| sign * value).collect()
}

fn every_fourth(map: &[f32]) -> Vec<f32> {
    let places = (2..224)
        .step_by(4)
        .flat_map(|y| (2..224).step_by(4).map(move |x| (y, x)));
    places.map(|(y, x)| map[y * 224 + x]).collect()
}
