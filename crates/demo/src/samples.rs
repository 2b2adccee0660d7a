use std::error::Error;
use std::fs;
use std::path::Path;

use demo::scenes::{SHIPPED, SIDE, Shipped};
use demo::shapes::{Object, Scene, Shape};
use fastrand::Rng;
use image::{GrayImage, RgbImage};
use serde_json::{Value as Json, json};

use crate::files::write_jpeg;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;

/// The seed and the shapes of each sample.
const SAMPLES: [(u64, &[Shape]); 4] = [
    (109, &[Shape::Star, Shape::Moon]),
    (111, &[Shape::Heart]),
    (103, &[Shape::Circle, Shape::Square]),
    (105, &[Shape::Triangle, Shape::Heart, Shape::Star]),
];

/// Writes the sample pictures, a mask for each object, and `samples.json`, which lists them.
pub(crate) fn write(folder: &Path) -> Result<(), Box<dyn Error>> {
    let mut list = Vec::new();
    for (index, (seed, shapes)) in SAMPLES.iter().enumerate() {
        // Noise would make the files ten times as large.
        let scene = Scene::random(&mut Rng::with_seed(*seed), shapes, 1.0).without_grain();
        let name = format!("sample-{}", index + 1);
        let picture = scene.draw(WIDTH, HEIGHT);
        save(
            RgbImage::from_raw(WIDTH, HEIGHT, picture.rgb),
            &folder.join(format!("{name}.png")),
        )?;
        let mut objects = Vec::new();
        for (number, object) in scene.objects.iter().enumerate() {
            let label = object.shape.label();
            let file = format!("{name}-{label}.mask.png");
            let mask = GrayImage::from_raw(WIDTH, HEIGHT, scene.mask(number, WIDTH, HEIGHT));
            save(mask, &folder.join(&file))?;
            objects.push(json!({"label": label, "mask": file}));
        }
        list.push(entry(&name, &scene.objects, &objects));
    }
    fs::write(
        folder.join("samples.json"),
        format!("{:#}\n", Json::from(list)),
    )?;
    Ok(())
}

/// Writes the scenes, and `samples.json`, which lists them with the boxes around what they show.
pub(crate) fn write_scenes(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for one in &SHIPPED {
        let file = format!("{}.jpg", one.id);
        write_jpeg(&one.scene().draw(SIDE), 86, &folder.join(file))?;
    }
    let list: Vec<Json> = SHIPPED.iter().map(scene_entry).collect();
    let text = format!("{:#}\n", Json::from(list));
    Ok(fs::write(folder.join("samples.json"), text)?)
}

fn scene_entry(one: &Shipped) -> Json {
    let scene = one.scene();
    let thing = boxed(&scene.mask(SIDE)).map(|bounds| (one.class().label(), bounds));
    let feeder = boxed(&scene.feeder_mask(SIDE)).map(|bounds| ("feeder", bounds));
    let things: Vec<Json> = thing
        .into_iter()
        .chain(feeder)
        .map(|(name, [x, y, width, height])| {
            json!({"name": name, "box": {"x": x, "y": y, "width": width, "height": height}})
        })
        .collect();
    json!({"id": one.id, "file": format!("{}.jpg", one.id), "label": one.label, "alt": one.alt, "things": things})
}

/// The box around what a mask covers at least by half: left, top, width and height in pixels.
fn boxed(mask: &[f32]) -> Option<[usize; 4]> {
    let side = SIDE as usize;
    let inside = (0..mask.len()).filter(|at| mask[*at] >= 0.5);
    let (mut low, mut high) = ([side; 2], [0; 2]);
    for at in inside {
        for (axis, place) in [at % side, at / side].into_iter().enumerate() {
            low[axis] = low[axis].min(place);
            high[axis] = high[axis].max(place + 1);
        }
    }
    (high[0] > 0).then(|| [low[0], low[1], high[0] - low[0], high[1] - low[1]])
}

fn save<P>(image: Option<image::ImageBuffer<P, Vec<u8>>>, path: &Path) -> Result<(), Box<dyn Error>>
where
    P: image::PixelWithColorType<Subpixel = u8>,
{
    Ok(image.ok_or("the drawing has the wrong size")?.save(path)?)
}

fn entry(name: &str, objects: &[Object], masks: &[Json]) -> Json {
    let labels: Vec<&str> = objects.iter().map(|object| object.shape.label()).collect();
    let words = match labels.as_slice() {
        [one] => format!("A {one}"),
        [before @ .., last] => format!("A {} and a {last}", before.join(", a ")),
        [] => "Nothing".into(),
    };
    let places: Vec<String> = objects
        .iter()
        .map(|object| format!("the {} {}", object.shape.label(), place(object)))
        .collect();
    json!({
        "file": format!("{name}.png"),
        "label": words,
        "alt": format!("{words} on a patterned ground: {}.", places.join(", ")),
        "objects": masks,
    })
}

fn place(object: &Object) -> String {
    let part = |at: f32, names: [&'static str; 3]| names[((at * 3.0) as usize).min(2)];
    let (row, column) = (
        part(object.centre[1], ["upper", "middle", "lower"]),
        part(object.centre[0], ["left", "centre", "right"]),
    );
    format!("at the {row} {column}")
}
