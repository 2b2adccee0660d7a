//! All limits on what comes from outside, in one table: files of models, pictures, and what a network
//! may ask of the device. Each crate has its own, and its readers hold to them.

pub use formats::limits as model;
pub use imaging::limits as picture;

/// Bytes of the values that a network may need at one time for one picture.
pub const VALUES: u64 = 1 << 30;

/// Bytes of weights and values together: what fits into the memory of a tab, which is 4 GiB, beside
/// pictures and what the device needs.
pub const MEMORY: u64 = 3 << 30;

/// Characters of a message.
pub const MESSAGE: usize = formats::words::MAX_MESSAGE;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it is on, with its unit.
    pub what: &'static str,
    /// The most that is taken.
    pub most: u64,
}

const fn limit(what: &'static str, most: u64) -> Limit {
    Limit { what, most }
}

/// The table. `tests/laws/limits.rs` gives more than each of them.
pub const ALL: [Limit; 26] = [
    limit("bytes of a model's files", model::FILES_BYTES),
    limit("files of a model", model::ENTRIES as u64),
    limit("members of an archive", model::ENTRIES as u64),
    limit(
        "members of an archive of PyTorch",
        model::TENSOR_ENTRIES as u64,
    ),
    limit("bytes that archives unpack to", model::UNPACKED),
    limit(
        "bytes that a small archive unpacks to",
        model::UNPACKED_FREELY,
    ),
    limit(
        "bytes for each byte of an archive",
        model::UNPACKED_PER_BYTE,
    ),
    limit("bytes of JSON", model::JSON),
    limit("lists in lists of JSON", 127),
    limit("bytes of a pickle", model::PICKLE),
    limit("steps of a pickle", model::PICKLE_STEPS as u64),
    limit("bytes of a safetensors header", model::HEADER),
    limit("bytes of a list of labels", model::LABELS),
    limit("classes", model::CLASSES as u64),
    limit("characters of a name", model::NAME as u64),
    limit("values of a computed constant", model::CONSTANT as u64),
    limit(
        "values computed while a small file is read",
        model::WORK as u64,
    ),
    limit("values of one activation", graph::MOST_VALUES as u64),
    limit("weights", graph::MOST_WEIGHTS as u64),
    limit("bytes of values at one time", VALUES),
    limit("bytes of weights and values", MEMORY),
    limit("pixels of a picture", picture::MAX_PIXELS),
    limit("pixels along a picture", picture::MAX_SIDE as u64),
    limit("bytes of a picture", picture::MAX_BYTES),
    limit("scans of a JPEG", picture::MAX_SCANS as u64),
    limit("pixels along a network's input", picture::MAX_INPUT as u64),
];
