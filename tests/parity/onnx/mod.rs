//! ONNX models against onnxruntime, PyTorch and ONNX's own backend test suite.

mod backend_suite;
mod efficientnet_lite0;
mod networks;
mod operators;
mod rounded;
mod suite_page;
