//! The most that is taken from a picture file, whatever it claims. Beside each limit is why it is no
//! smaller.

/// Largest number of pixels in a picture. As RGB that is 192 MB, which fits in a browser tab beside
/// the decoder's buffers.
pub const MAX_PIXELS: u64 = 64_000_000;

/// Largest side in pixels: the limit of JPEG and GIF. It bounds the memory for one row and its
/// weights, even in a picture one pixel high.
pub const MAX_SIDE: u32 = 65_535;

/// Largest file in bytes: [`MAX_PIXELS`] of four bytes, uncompressed, and what stands before them.
pub const MAX_BYTES: u64 = 4 * MAX_PIXELS + (1 << 20);

/// The most bytes that a decoder allocates: 16-bit RGBA of the largest picture, and 64 MiB of
/// working memory.
pub const MAX_DECODING: u64 = MAX_PIXELS * 8 + (64 << 20);

/// The most scans of a JPEG, each of which goes over all of its pixels. Encoders write about ten.
pub const MAX_SCANS: usize = 100;

/// Largest side of a network's input in pixels.
pub const MAX_INPUT: u32 = 4096;
