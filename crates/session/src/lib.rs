//! Placeholder.
use burn as _;
