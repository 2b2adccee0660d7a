//! Colour maps: tables that turn a value in [0, 1] into a colour.

/// A table of 256 colours with a name.
#[derive(Debug)]
#[non_exhaustive]
pub struct ColourMap {
    /// Kebab-case id, the same in links and files.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// Whether the middle of the table means 0 instead of its start. For signed maps.
    pub diverging: bool,
    entry: fn(u8) -> [u8; 3],
}

impl ColourMap {
    /// The 256 colours as red, green, blue; entry `i` is the colour of `i / 255`.
    #[must_use]
    pub fn table(&self) -> [[u8; 3]; 256] {
        std::array::from_fn(|index| (self.entry)(index as u8))
    }
}

/// All colour maps, as the menu lists them. The first is the default: it reads the same with and
/// without colour blindness.
///
/// Sources: `colorous`, a port of d3-scale-chromatic, whose cividis and turbo are polynomials
/// fitted to the published tables; jet is OpenCV's `COLORMAP_JET`.
pub const COLOUR_MAPS: &[ColourMap] = &[
    sequential("cividis", "cividis", |i| gradient(colorous::CIVIDIS, i)),
    sequential("viridis", "viridis", |i| gradient(colorous::VIRIDIS, i)),
    sequential("magma", "magma", |i| gradient(colorous::MAGMA, i)),
    sequential("inferno", "inferno", |i| gradient(colorous::INFERNO, i)),
    sequential("turbo", "turbo", |i| gradient(colorous::TURBO, i)),
    sequential("grey", "grey", |i| [i; 3]),
    sequential("jet", "jet (uneven; for comparison with papers)", jet),
    ColourMap {
        id: "blue-red",
        label: "blue - light - red (against and for)",
        diverging: true,
        entry: |i| gradient(colorous::RED_BLUE, 255 - i),
    },
];

const fn sequential(id: &'static str, label: &'static str, entry: fn(u8) -> [u8; 3]) -> ColourMap {
    ColourMap {
        id,
        label,
        diverging: false,
        entry,
    }
}

fn gradient(gradient: colorous::Gradient, index: u8) -> [u8; 3] {
    let colour = gradient.eval_continuous(f64::from(index) / 255.0);
    [colour.r, colour.g, colour.b]
}

/// OpenCV's table in closed form: ramps of 4 per entry. Values halfway between two levels are
/// rounded to even, as in OpenCV.
fn jet(index: u8) -> [u8; 3] {
    let x = 4.0 * f64::from(index);
    let channel =
        |rise: f64, fall: f64| (x - rise).min(fall - x).clamp(0.0, 255.0).round_ties_even() as u8;
    [
        channel(382.5, 1147.5),
        channel(127.5, 892.5),
        channel(-127.5, 637.5),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(id: &str) -> [[u8; 3]; 256] {
        let map = COLOUR_MAPS.iter().find(|map| map.id == id);
        map.unwrap().table()
    }

    #[test]
    fn first_and_last_colours_match_the_published_tables() {
        struct Case {
            id: &'static str,
            low: [u8; 3],
            high: [u8; 3],
        }
        // From d3-scale-chromatic, and OpenCV for jet. `colorous` truncates computed colours
        // where d3 rounds them.
        #[rustfmt::skip] // one case per line
        let cases = [
            Case { id: "cividis", low: [0, 32, 81], high: [253, 233, 69] },
            Case { id: "viridis", low: [68, 1, 84], high: [253, 231, 37] },
            Case { id: "magma", low: [0, 0, 4], high: [252, 253, 191] },
            Case { id: "inferno", low: [0, 0, 4], high: [252, 255, 164] },
            Case { id: "turbo", low: [34, 23, 27], high: [144, 12, 0] },
            Case { id: "grey", low: [0; 3], high: [255; 3] },
            Case { id: "jet", low: [0, 0, 128], high: [128, 0, 0] },
            Case { id: "blue-red", low: [4, 47, 96], high: [103, 0, 31] },
        ];
        assert_eq!(
            cases.len(),
            COLOUR_MAPS.len(),
            "every colour map has a case"
        );
        for case in cases {
            let table = table(case.id);
            assert_eq!((table[0], table[255]), (case.low, case.high), "{}", case.id);
        }
    }

    /// Compared with the whole table of OpenCV 5. One value differs: the blue of entry 159 is 1
    /// there, since OpenCV rounds its own table first.
    #[test]
    fn jet_matches_opencv() {
        let jet = table("jet");
        let entries = [
            (1, [0, 0, 132]),
            (33, [0, 4, 255]),
            (96, [2, 255, 254]),
            (127, [126, 255, 130]),
            (159, [254, 255, 2]),
            (224, [252, 0, 0]),
        ];
        for (index, expected) in entries {
            assert_eq!(jet[index], expected, "entry {index}");
        }
        let sum = |channel: usize| {
            jet.iter()
                .map(|colour| u32::from(colour[channel]))
                .sum::<u32>()
        };
        assert_eq!([sum(0), sum(1), sum(2)], [30_592, 32_448, 30_592]);
    }
}
