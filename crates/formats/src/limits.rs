//! The most that is taken from a model's files, whatever they claim. Beside each limit is why it is no
//! smaller.

/// Bytes of all files together: a training checkpoint of the largest networks that fit into a tab.
pub const FILES_BYTES: u64 = 8_000_000_000;

/// Chosen files, and members of all archives among them. No folder of a model has more.
pub const ENTRIES: usize = 2_000;

/// Members of an archive of PyTorch, which has one for each tensor: a training checkpoint keeps three
/// of each weight.
pub const TENSOR_ENTRIES: usize = 10_000;

/// Bytes that archives unpack to, and the values of one tensor: a little more than the largest model
/// that fits into a tab.
pub const UNPACKED: u64 = 1_000_000_000;

/// Bytes that any archive may unpack to, beside [`UNPACKED_PER_BYTE`].
pub const UNPACKED_FREELY: u64 = 64_000_000;

/// How many bytes one byte of an archive may unpack to. Texts are packed to a tenth, weights hardly.
pub const UNPACKED_PER_BYTE: u64 = 20;

/// Bytes of a file in JSON: the names of 22 000 classes, twice, take 2 MB.
pub const JSON: u64 = 8_000_000;

/// Bytes of a pickle, which only names tensors: that of a large network has a few megabytes.
pub const PICKLE: u64 = 32_000_000;

/// Steps of a pickle. A checkpoint of a large network has some ten thousand; this many take less than
/// 200 MB of memory.
pub const PICKLE_STEPS: usize = 2_000_000;

/// Bytes of the header of a safetensors file: 100 for each tensor.
pub const HEADER: u64 = 8_000_000;

/// Bytes of a list of labels: that of 20 000 classes has half as many.
pub const LABELS: u64 = 1_000_000;

/// Names in a list of labels, and classes of a network: more than any classifier has.
pub const CLASSES: usize = 100_000;

/// Characters of the name of a class, a layer or a model. Longer names of classes are cut.
pub const NAME: usize = 1_000;

/// Values that are computed while a file is read, beside [`WORK_PER_BYTE`]: a second of work.
pub const WORK: usize = 1 << 26;

/// Values that are computed for each byte of the files: reading weights, turning and scaling them.
pub const WORK_PER_BYTE: usize = 8;

/// Values of one constant that is computed while a file is read, if what it comes from has fewer.
pub const CONSTANT: usize = 1 << 22;
