//! `tests::weights`, for the test binaries of the methods until they are part of `tests/parity`.

pub(crate) use tests::weights::*;
