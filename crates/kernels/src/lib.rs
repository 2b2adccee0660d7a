//! The arithmetic of networks on the processor: plain slices in and out.
//!
//! Written for one thread of WebAssembly with 128-bit vectors, where a loop is fast only if its sums
//! stay in registers and its data lies side by side. Everything heavy is a product of two
//! operands that are packed piece by piece while they are used, so weights lie in memory once, as
//! their file has them. Pictures are `[picture, channel, row, column]`, row-major.
//!
//! Each function returns `None` if the lengths do not fit the shapes, or for a shape that it does
//! not take. Nothing here knows a network or a tensor library.

mod conv;
mod curve;
mod depthwise;
mod finish;
mod matrix;
mod planes;
mod pool;
mod product;
mod rows;
mod window;

pub use conv::{Conv, convolve, convolve_back};
pub use curve::{Curve, bend, bend_back};
pub use finish::{Finish, Limits, add, finish, limit_back};
pub use matrix::{product, product_turned};
pub use pool::{Pool, average_pool, average_pool_back, max_pool, max_pool_back};
pub use rows::{layer_norm, layer_norm_back, softmax, softmax_back};
pub use window::{Pictures, Window};

#[cfg(test)]
mod plain;
