//! ONNX models against onnxruntime and PyTorch.

mod networks;
mod operators;
