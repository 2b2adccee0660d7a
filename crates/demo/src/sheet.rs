//! The contact sheet of scenes: each thing on each ground.

use std::error::Error;
use std::path::Path;

use demo::scenes::{Class, Ground, Plan, Scene};
use imaging::Picture;

use crate::files::write_jpeg;

const CELL: u32 = 176;
const GAP: u32 = 10;

pub(crate) fn write(path: &Path) -> Result<(), Box<dyn Error>> {
    let grounds: Vec<Ground> = Ground::LEARNED.into_iter().chain(Ground::NEW).collect();
    let side = |count: usize| GAP + count as u32 * (CELL + GAP);
    let (width, height) = (side(grounds.len()), side(Class::ALL.len()));
    let mut rgb = vec![255; 3 * (width * height) as usize];
    for (row, class) in Class::ALL.into_iter().enumerate() {
        for (column, ground) in grounds.iter().enumerate() {
            let is_bird = matches!(class, Class::Chickadee | Class::Nothing | Class::Squirrel);
            let plan = Plan {
                class,
                ground: *ground,
                has_feeder: is_bird && ground.is_garden(),
                variety: 0.7,
            };
            let seed = 100 * row as u64 + column as u64;
            let scene = Scene::new(plan, seed + 7, seed + 4000)
                .without_grain()
                .draw(CELL);
            let [left, top] = [column, row].map(|at| GAP + at as u32 * (CELL + GAP));
            for (line, pixels) in scene.rgb.chunks(3 * CELL as usize).enumerate() {
                let start = 3 * ((top + line as u32) * width + left) as usize;
                rgb[start..start + pixels.len()].copy_from_slice(pixels);
            }
        }
    }
    let sheet = Picture::new(width, height, rgb).map_err(|error| error.to_string())?;
    write_jpeg(&sheet, 90, path)
}
