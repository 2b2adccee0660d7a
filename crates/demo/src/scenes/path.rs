use tiny_skia::{Path, PathBuilder, Rect};

/// Reads an outline in the letters of SVG, all absolute: `M`, `L`, `Q`, `C`, `Z`; and two of our own:
/// `O x y radius`, a circle, and `E x y across down`, an ellipse. None for anything else.
pub(crate) fn path(text: &str) -> Option<Path> {
    let mut builder = PathBuilder::new();
    let letters = text
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_alphabetic());
    let starts: Vec<usize> = letters.map(|(at, _)| at).collect();
    for (place, start) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(text.len());
        let numbers = text[start + 1..end].split_whitespace();
        let numbers: Option<Vec<f32>> = numbers.map(|number| number.parse().ok()).collect();
        match (text.as_bytes()[*start], numbers?.as_slice()) {
            (b'M', [x, y]) => builder.move_to(*x, *y),
            (b'L', points) if points.len().is_multiple_of(2) => {
                points.chunks(2).for_each(|p| builder.line_to(p[0], p[1]));
            }
            (b'Q', points) if points.len().is_multiple_of(4) => points
                .chunks(4)
                .for_each(|p| builder.quad_to(p[0], p[1], p[2], p[3])),
            (b'C', points) if points.len().is_multiple_of(6) => points
                .chunks(6)
                .for_each(|p| builder.cubic_to(p[0], p[1], p[2], p[3], p[4], p[5])),
            (b'Z', []) => builder.close(),
            (b'O', [x, y, radius]) => builder.push_circle(*x, *y, *radius),
            (b'E', [x, y, across, down]) => {
                builder.push_oval(Rect::from_ltrb(x - across, y - down, x + across, y + down)?);
            }
            _ => return None,
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_an_outline_with_its_bounds() {
        let outline = path("M-2 0L4 0L4 3ZE0 10 5 1").unwrap();
        let bounds = outline.bounds();
        assert_eq!(Some(bounds), Rect::from_ltrb(-5.0, 0.0, 5.0, 11.0));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["M1", "L1 2 3", "M0 0 H5", "M0 0 L1 x", "", "O1 2 -3 4"] {
            assert!(path(text).is_none(), "{text}");
        }
    }
}
