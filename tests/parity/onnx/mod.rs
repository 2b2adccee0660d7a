//! ONNX models against onnxruntime and PyTorch.

mod efficientnet_lite0;
mod networks;
mod operators;
