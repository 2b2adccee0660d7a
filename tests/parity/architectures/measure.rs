//! Builds the network of a case from its state dict, runs it and compares the results.

use burn::tensor::Device;
use compare::{compare, within};
use formats::{Imported, SourceFile, import};
use graph::{Graph, NodeId, ReluRule, Value, Values, gradients, run};
use tests::read;
use tests::weights::safetensors;

use crate::case::{Case, Layer};

/// Relative to the largest value. float32 and float64 runs of a library itself differ by up to 2e-5
/// (`noise` in the files); a wrong constant differs by far more. If a change of the picture by
/// rounding moves the library's own map by more than this, the limit is twice that (`shaken` in the
/// files).
pub(crate) const LIMIT: f32 = 1e-4;

/// The errors of a network against its library.
pub(crate) struct Measured {
    /// The display name of the recognised network.
    pub(crate) model: String,
    pub(crate) classes: usize,
    pub(crate) scores: f32,
    /// The largest error of the maps that no ReLU near 0 makes uncertain.
    pub(crate) maps: f32,
    /// A line for each error beyond the limit.
    pub(crate) wrong: Vec<String>,
}

/// Runs a case. Fails with a sentence if the network cannot be built or run.
pub(crate) fn measure(case: &Case) -> Result<Measured, String> {
    let Imported { name, graph, .. } = imported(case)?;
    let [height, width] = case.size;
    let picture = Value::new(
        case.picture.clone(),
        &[1, 3, height, width],
        &Device::flex(),
    )?;
    let known = Values::from([(graph.inputs()[0], picture)]);
    let find = |layer: &Layer| graph.find(&layer.name).map_err(|error| error.to_string());
    let layers: Vec<NodeId> = case.layers.iter().map(find).collect::<Result<_, _>>()?;
    let score = graph.logits();
    let wanted: Vec<NodeId> = layers.iter().copied().chain([score]).collect();
    let values = run(&graph, &known, &wanted).map_err(|error| error.to_string())?;
    let seed = (score, seed(case, &graph.node(score).shape)?);
    let slopes = gradients(&graph, &known, seed, &layers, ReluRule::Plain);
    let slopes = slopes.map_err(|error| error.to_string())?;
    let logits = logits(case, &graph, values[&score].clone());
    let scores = compare(&logits, &case.logits).map_err(|problem| format!("scores: {problem}"))?;
    let mut measured = Measured {
        model: name,
        classes: graph.node(score).shape.get(1).copied().unwrap_or_default(),
        scores: scores.relative,
        maps: 0.0,
        wrong: Vec::new(),
    };
    measured.limit("the scores", measured.scores, 0.0);
    for (layer, node) in case.layers.iter().zip(layers) {
        let (activation, slope) = (values[&node].clone(), slopes[&node].clone());
        measured.compare(layer, &graph.node(node).shape, activation, slope);
    }
    Ok(measured)
}

fn imported(case: &Case) -> Result<Imported, String> {
    let file = SourceFile::new("model.safetensors", safetensors(&case.parameters));
    import(vec![file], Some(case.size), &Device::flex()).map_err(|error| error.to_string())
}

/// The gradient of the explained score at the outputs.
fn seed(case: &Case, shape: &[usize]) -> Result<Value, String> {
    let mut seed = vec![0.0; shape.iter().product()];
    let one = [1.0];
    let chosen = case.mask.as_deref().unwrap_or(&one);
    let places = case.class * chosen.len()..(case.class + 1) * chosen.len();
    let there = format!("no class {} in scores of shape {shape:?}", case.class);
    seed.get_mut(places).ok_or(there)?.copy_from_slice(chosen);
    Value::new(seed, shape, &Device::flex())
}

/// The scores at the places that the case holds.
fn logits(case: &Case, graph: &Graph, value: Value) -> Vec<f32> {
    let &[_, _, height, width] = graph.node(graph.logits()).shape.as_slice() else {
        return read(value);
    };
    let every = |size: usize| (case.logits_step / 2..size).step_by(case.logits_step);
    let chosen = |plane: &[f32]| -> Vec<f32> {
        let rows = every(height).flat_map(|row| every(width).map(move |x| row * width + x));
        rows.map(|place| plane[place]).collect()
    };
    read(value)
        .chunks(height * width)
        .flat_map(chosen)
        .collect()
}

impl Measured {
    fn limit(&mut self, what: &str, error: f32, shaken: f32) {
        let limit = if shaken < LIMIT { LIMIT } else { 2.0 * shaken };
        if !within(error, limit) {
            self.wrong.push(format!("{what} differ by {error:.0e}"));
        }
    }

    fn compare(&mut self, layer: &Layer, shape: &[usize], activation: Value, slope: Value) {
        let expected = layer
            .shape
            .unwrap_or_else(|| grid(shape, layer.gradcam.len()));
        let [channels, height, width] = expected;
        let (Some(a), Some(g)) = (planes(activation, expected), planes(slope, expected)) else {
            let name = &layer.name;
            self.wrong
                .push(format!("{name} is {shape:?} instead of {expected:?}"));
            return;
        };
        if let Some([mean, norm]) = layer.activation {
            let found = a.iter().map(|v| f64::from(*v)).sum::<f64>() / a.len() as f64;
            let spread = norm / (a.len() as f32).sqrt();
            let squares = a.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>();
            let (of_mean, of_norm) = (found as f32 - mean, squares.sqrt() as f32 - norm);
            let name = &layer.name;
            self.limit(&format!("means of {name}"), of_mean.abs() / spread, 0.0);
            self.limit(&format!("norms of {name}"), of_norm.abs() / norm, 0.0);
        }
        let pixels = height * width;
        let thin = |map: Vec<f32>| -> Vec<f32> {
            let rows = map.chunks(width).step_by(layer.step);
            rows.flat_map(|row| row.iter().copied().step_by(layer.step))
                .collect()
        };
        let mut maps = vec![("Grad-CAM", grad_cam(&a, &g, pixels), &layer.gradcam)];
        if let Some(expected) = &layer.hirescam {
            maps.push((
                "HiResCAM",
                weighted(channels, pixels, |i| g[i] * a[i]),
                expected,
            ));
        }
        for ((method, map, expected), shaken) in maps.into_iter().zip(layer.shaken) {
            let what = format!("values of {method} at {}", layer.name);
            match compare(&thin(map), expected) {
                Err(problem) => self.wrong.push(format!("{what}: {problem}")),
                Ok(difference) => {
                    if shaken < LIMIT {
                        self.maps = self.maps.max(difference.relative);
                    }
                    self.limit(&what, difference.relative, shaken);
                }
            }
        }
    }
}

/// `[channel, height, width]` of a layer whose grid is a square of `pixels`.
fn grid(shape: &[usize], pixels: usize) -> [usize; 3] {
    let side = pixels.isqrt();
    match *shape {
        [1, channels, height, width] if [height, width] == [side; 2] => [channels, side, side],
        [.., channels] => [channels, side, side],
        [] => [0, side, side],
    }
}

/// `[channel][pixel]` from a picture, a picture with channels last, or tokens. Tokens of pixels
/// come after the class tokens.
fn planes(value: Value, [channels, height, width]: [usize; 3]) -> Option<Vec<f32>> {
    let (shape, pixels) = (value.shape(), height * width);
    let values = read(value);
    if shape == [1, channels, height, width] {
        return Some(values);
    }
    let tokens = match *shape.as_slice() {
        [1, h, w, c] if [h, w, c] == [height, width, channels] => pixels,
        [1, tokens, c] if c == channels && tokens >= pixels => tokens,
        _ => return None,
    };
    let first = tokens - pixels;
    let plane = |c: usize| (first..tokens).map(move |token| token * channels + c);
    Some(
        (0..channels)
            .flat_map(plane)
            .map(|place| values[place])
            .collect(),
    )
}

/// Sum over the channels.
fn weighted(channels: usize, pixels: usize, term: impl Fn(usize) -> f32) -> Vec<f32> {
    let pixel = |pixel: usize| {
        let terms = (0..channels).map(|channel| f64::from(term(channel * pixels + pixel)));
        terms.sum::<f64>() as f32
    };
    (0..pixels).map(pixel).collect()
}

fn grad_cam(activation: &[f32], slope: &[f32], pixels: usize) -> Vec<f32> {
    let mean = |plane: &[f32]| {
        let sum: f64 = plane.iter().map(|value| f64::from(*value)).sum();
        (sum / pixels as f64) as f32
    };
    let weights: Vec<f32> = slope.chunks(pixels).map(mean).collect();
    let term = |place: usize| weights[place / pixels] * activation[place];
    weighted(weights.len(), pixels, term)
}
