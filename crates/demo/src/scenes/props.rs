//! What stands around: the feeder, and things that no network names.

use super::figure::Figure;
use super::figure::Ink::{Fixed, Own, Sheer};

#[cfg(test)]
pub(crate) const ALL: [&Figure; 12] = [
    &FEEDER, &FIR, &BUSH, &FLOWERS, &BUOY, &STONES, &PUMPKIN, &LAMP, &CONE, &APPLE, &BOOKS,
    &BALLOON,
];

#[rustfmt::skip] // one part per line
pub(crate) const FEEDER: Figure = Figure {
    parts: &[
        ("M-7 44 L7 44 L9 190 L-9 190 Z", Fixed(0x6d4c33)),
        ("M2 44 L7 44 L9 190 L3 190 Z", Fixed(0x523823)),
        ("M-46 -34 L46 -34 L42 32 L-42 32 Z", Sheer(0xdfeaf0, 0.85)),
        ("M-44 -4 C-20 -12 20 0 44 -8 L42 32 L-42 32 Z", Fixed(0xd9a441)),
        ("O-30 8 4 O-14 16 4 O2 6 4 O18 18 4 O32 8 4 O-24 24 4 O8 26 4 O28 26 4 O-4 18 4", Fixed(0x8a5a1e)),
        ("M-46 -34 L-38 -34 L-34 32 L-42 32 Z M46 -34 L38 -34 L34 32 L42 32 Z", Fixed(0x8a5f3c)),
        ("M-82 30 L82 30 L74 46 L-74 46 Z", Fixed(0x9a6b43)),
        ("M-82 30 L82 30 L80 35 L-80 35 Z", Fixed(0xb98655)),
        ("M-78 -30 L0 -92 L78 -30 Z", Own(0, 1.0)),
        ("M0 -92 L78 -30 L40 -30 Z", Own(0, 0.78)),
        ("M-84 -34 L84 -34 L84 -24 L-84 -24 Z", Own(0, 0.66)),
        ("M-52 -50 L54 -50 L51 -53 L-48 -53 Z M-26 -71 L28 -71 L24 -74 L-22 -74 Z", Own(0, 0.72)),
        ("O0 -94 6", Fixed(0x523823)),
    ],
    colours: &[[0xb5443a, 0, 0], [0x2f6f6a, 0, 0], [0x5f6f8f, 0, 0]],
    foot: 190.0,
};

#[rustfmt::skip]
pub(crate) const FIR: Figure = Figure {
    parts: &[
        ("M-8 70 L8 70 L9 98 L-9 98 Z", Fixed(0x5d4330)),
        ("M0 -30 L62 78 C20 70 -20 70 -62 78 Z", Own(0, 0.8)),
        ("M0 -64 L50 36 C16 28 -16 28 -50 36 Z", Own(0, 0.95)),
        ("M0 -98 L36 -8 C12 -14 -12 -14 -36 -8 Z", Own(0, 1.1)),
        ("M0 -98 L36 -8 C24 -12 16 -13 10 -13 Z M6 -50 L50 36 C36 30 26 29 20 29 Z M8 0 L62 78 C44 72 34 71 26 71 Z", Sheer(0x000000, 0.16)),
    ],
    colours: &[[0x2f5d43, 0, 0], [0x3d6b4a, 0, 0], [0x2a5250, 0, 0]],
    foot: 98.0,
};

#[rustfmt::skip]
pub(crate) const BUSH: Figure = Figure {
    parts: &[
        ("E-44 44 52 46 E40 48 56 42 E0 20 58 56", Own(0, 0.78)),
        ("E-48 34 40 34 E36 36 44 34 E-4 8 46 42", Own(0, 1.0)),
        ("E-52 22 24 18 E28 22 26 20 E-10 -12 28 20", Own(0, 1.18)),
    ],
    colours: &[[0x4f8a3c, 0, 0], [0x6a8f3a, 0, 0], [0x3f7a52, 0, 0]],
    foot: 90.0,
};

#[rustfmt::skip]
pub(crate) const FLOWERS: Figure = Figure {
    parts: &[
        ("M-52 90 L-48 10 L-44 90 Z M-2 90 L0 -40 L4 90 Z M48 90 L54 20 L54 90 Z", Fixed(0x3f7a34)),
        ("M-48 60 C-70 50 -74 36 -70 28 C-58 34 -50 44 -48 60 Z M2 50 C24 42 28 26 26 16 C12 22 4 34 2 50 Z", Fixed(0x57963f)),
        ("O-48 -10 13 O-62 4 13 O-34 4 13 O-56 20 13 O-40 20 13", Own(0, 1.0)),
        ("O0 -60 13 O-14 -46 13 O14 -46 13 O-8 -30 13 O8 -30 13", Own(1, 1.0)),
        ("O54 0 12 O42 12 12 O66 12 12 O47 27 12 O61 27 12", Own(0, 0.95)),
        ("O-48 8 9 O0 -44 9 O54 14 8", Fixed(0xf2c84b)),
    ],
    colours: &[[0xf7f3ea, 0xe0576b, 0], [0xf2b134, 0xffffff, 0], [0xb277c9, 0xf6eef8, 0]],
    foot: 90.0,
};

#[rustfmt::skip]
pub(crate) const BUOY: Figure = Figure {
    parts: &[
        ("M-3 -80 L3 -80 L3 -40 L-3 -40 Z", Fixed(0x333b44)),
        ("O0 -84 9", Fixed(0xf6e27a)),
        ("M-22 -44 L22 -44 L40 40 L-40 40 Z", Own(0, 1.0)),
        ("M-29 -12 L29 -12 L34 12 L-34 12 Z", Fixed(0xf7f4ec)),
        ("M8 -44 L22 -44 L40 40 L16 40 Z", Sheer(0x000000, 0.18)),
        ("E0 44 58 18", Own(0, 0.75)),
    ],
    colours: &[[0xcf3c34, 0, 0], [0x2f8a5c, 0, 0], [0xe8a628, 0, 0]],
    foot: 62.0,
};

#[rustfmt::skip]
pub(crate) const STONES: Figure = Figure {
    parts: &[
        ("M-96 60 C-98 20 -66 0 -36 6 C-8 12 4 40 -2 60 Z", Own(0, 0.85)),
        ("M-84 34 C-70 14 -44 10 -26 18 C-40 18 -64 24 -84 34 Z", Own(0, 1.15)),
        ("M-18 64 C-16 24 26 14 54 24 C84 32 96 48 94 64 Z", Own(0, 1.0)),
        ("M4 40 C22 26 50 26 66 36 C46 34 22 36 4 40 Z", Own(0, 1.25)),
    ],
    colours: &[[0x8b8b8c, 0, 0], [0x9a8b78, 0, 0], [0x74797f, 0, 0]],
    foot: 64.0,
};

#[rustfmt::skip]
pub(crate) const PUMPKIN: Figure = Figure {
    parts: &[
        ("M-8 -40 C-8 -66 4 -74 18 -76 L22 -66 C12 -62 10 -52 10 -38 Z", Fixed(0x5c6b34)),
        ("E-46 14 42 50 E46 14 42 50", Own(0, 0.82)),
        ("E-24 14 40 56 E24 14 40 56", Own(0, 0.95)),
        ("E0 16 30 58", Own(0, 1.08)),
        ("E-34 -12 10 22", Sheer(0xffffff, 0.25)),
    ],
    colours: &[[0xd9772a, 0, 0], [0xc9602a, 0, 0], [0xd9a441, 0, 0]],
    foot: 74.0,
};

#[rustfmt::skip]
pub(crate) const LAMP: Figure = Figure {
    parts: &[
        ("M-5 -70 L5 -70 L7 96 L-7 96 Z", Fixed(0x3b424a)),
        ("M-16 88 L16 88 L20 98 L-20 98 Z", Fixed(0x2c3238)),
        ("M-16 -98 L16 -98 L24 -70 L-24 -70 Z", Fixed(0xf5e3a1)),
        ("M-20 -98 L0 -112 L20 -98 Z M-26 -72 L26 -72 L26 -66 L-26 -66 Z", Fixed(0x2c3238)),
    ],
    colours: &[[0, 0, 0]],
    foot: 98.0,
};

#[rustfmt::skip]
pub(crate) const CONE: Figure = Figure {
    parts: &[
        ("M-62 74 L62 74 L56 90 L-56 90 Z", Own(0, 0.75)),
        ("M-10 -84 L10 -84 L44 76 L-44 76 Z", Own(0, 1.0)),
        ("M-19 -40 L19 -40 L26 -8 L-26 -8 Z M-31 14 L31 14 L37 44 L-37 44 Z", Fixed(0xf7f4ec)),
        ("M3 -84 L10 -84 L44 76 L20 76 Z", Sheer(0x000000, 0.18)),
    ],
    colours: &[[0xe8662a, 0, 0], [0xd9482f, 0, 0]],
    foot: 90.0,
};

#[rustfmt::skip]
pub(crate) const APPLE: Figure = Figure {
    parts: &[
        ("M-3 -50 C-4 -70 4 -84 12 -88 L16 -82 C8 -76 4 -64 4 -50 Z", Fixed(0x5a3d22)),
        ("M6 -66 C18 -88 44 -88 54 -78 C44 -62 22 -58 6 -66 Z", Fixed(0x6a9c3c)),
        ("M0 -48 C-40 -72 -88 -40 -74 22 C-66 66 -34 88 0 76 C34 88 66 66 74 22 C88 -40 40 -72 0 -48 Z", Own(0, 1.0)),
        ("M30 -54 C72 -58 84 -20 74 22 C66 66 34 88 0 76 C40 62 60 0 30 -54 Z", Own(0, 0.78)),
        ("E-38 -14 14 22", Sheer(0xffffff, 0.4)),
    ],
    colours: &[[0xc93a34, 0, 0], [0x8fb53c, 0, 0], [0xe0a83a, 0, 0]],
    foot: 79.0,
};

#[rustfmt::skip]
pub(crate) const BOOKS: Figure = Figure {
    parts: &[
        ("M-88 44 L84 44 L84 76 L-88 76 Z", Own(0, 1.0)),
        ("M-80 49 L84 49 L84 71 L-80 71 Z", Fixed(0xf3ead6)),
        ("M-88 44 L-72 44 L-72 76 L-88 76 Z", Own(0, 0.8)),
        ("M-74 16 L70 16 L70 44 L-74 44 Z", Own(1, 1.0)),
        ("M-66 21 L70 21 L70 39 L-66 39 Z", Fixed(0xefe4cd)),
        ("M-74 16 L-58 16 L-58 44 L-74 44 Z", Own(1, 0.8)),
    ],
    colours: &[[0x7a3b3b, 0x35607d, 0], [0x2f6650, 0xb5762f, 0], [0x4f4a78, 0xa84a4a, 0]],
    foot: 76.0,
};

#[rustfmt::skip]
pub(crate) const BALLOON: Figure = Figure {
    parts: &[
        ("M-16 60 L-10 82 L10 82 L16 60 L14 60 L8 80 L-8 80 L-14 60 Z", Fixed(0x5d4330)),
        ("M-12 80 L12 80 L10 98 L-10 98 Z", Fixed(0x8a5f3c)),
        ("M0 -98 C70 -98 76 -20 18 62 L-18 62 C-76 -20 -70 -98 0 -98 Z", Own(0, 1.0)),
        ("M0 -98 C30 -98 32 -20 8 62 L-8 62 C-32 -20 -30 -98 0 -98 Z", Own(1, 1.0)),
        ("M20 -95 C70 -86 70 -14 18 62 L12 62 C44 -10 46 -70 20 -95 Z", Sheer(0x000000, 0.14)),
    ],
    colours: &[[0xd9534a, 0xf6e7b8, 0], [0x3f6fb0, 0xf2c14e, 0], [0x7a5aa8, 0xf3efe6, 0]],
    foot: 98.0,
};
