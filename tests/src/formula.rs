//! Values from a text or a number, the same in every language: `reference/weights.py` and
//! `reference/weights.mjs` have them too.

/// Returns values from -1 to 1, exact in float32, that follow from a text: FNV-1a makes its seed.
pub fn uniform(text: &str) -> impl Iterator<Item = f32> + use<> {
    let seed = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    from_seed(seed)
}

/// Returns values from -1 to 1, exact in float32, that follow from a seed: `SplitMix64` (Steele,
/// Lea and Flood, 2014).
pub fn from_seed(mut state: u64) -> impl Iterator<Item = f32> + use<> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples that Python and JavaScript check too.
    #[test]
    fn the_formula_gives_the_worked_examples() {
        let json = include_str!("../reference/weights.json");
        let examples: Vec<(String, usize, f32)> = serde_json::from_str(json).unwrap();
        assert_eq!(examples.len(), 5);
        for (text, index, expected) in examples {
            let found = uniform(&text).nth(index).map(f32::to_bits);
            assert_eq!(found, Some(expected.to_bits()), "{text} at {index}");
        }
    }
}
