//! The table of ONNX operators; each family is one file. Their definitions:
//! <https://onnx.ai/onnx/operators/>.

mod activation;
mod arithmetic;
mod attention;
mod comparison;
mod constants;
mod convolution;
mod einsum;
mod largest;
mod loss;
mod matrix;
mod norm;
mod padding;
mod pool;
mod quantised;
mod reduce;
mod resize;
mod rounded;
mod running;
mod sample;
mod scatter;
mod select;
mod shape;

use super::build::Known;
use super::step::Step;
use crate::FormatError;

/// Adds a node of the file to the graph, or computes a constant. Returns the first output.
pub(super) type Rule = fn(&mut Step) -> Result<Known, FormatError>;

/// All supported operators, by name.
#[rustfmt::skip] // one operator per line
const TABLE: &[(&str, Rule)] = &[
    ("Abs", activation::abs),
    ("Acos", activation::acos),
    ("Acosh", activation::acosh),
    ("Add", arithmetic::add),
    ("AffineGrid", sample::affine_grid),
    ("And", comparison::and),
    ("ArgMax", largest::arg_max),
    ("ArgMin", largest::arg_min),
    ("Asin", activation::asin),
    ("Asinh", activation::asinh),
    ("Atan", activation::atan),
    ("Atanh", activation::atanh),
    ("Attention", attention::attention),
    ("AveragePool", pool::average),
    ("BatchNormalization", norm::batch),
    ("Cast", arithmetic::cast),
    ("CastLike", arithmetic::cast_like),
    ("Ceil", activation::ceil),
    ("Celu", activation::celu),
    ("CenterCropPad", select::center_crop_pad),
    ("Clip", activation::clip),
    ("Compress", scatter::compress),
    ("Concat", shape::concat),
    ("Constant", constants::constant),
    ("ConstantOfShape", constants::of_shape),
    ("Conv", convolution::conv),
    ("ConvInteger", rounded::conv_integer),
    ("ConvTranspose", convolution::transposed),
    ("Cos", activation::cos),
    ("Cosh", activation::cosh),
    ("CumProd", running::product),
    ("CumSum", running::sum),
    ("DepthToSpace", shape::depth_to_space),
    ("DequantizeLinear", quantised::dequantize),
    ("Div", arithmetic::div),
    ("Dropout", shape::dropout),
    ("DynamicQuantizeLinear", rounded::dynamic),
    ("Einsum", einsum::einsum),
    ("Elu", activation::elu),
    ("Equal", comparison::equal),
    ("Erf", activation::erf),
    ("Exp", activation::exp),
    ("Expand", shape::expand),
    ("Flatten", shape::flatten),
    ("Floor", activation::floor),
    ("Gather", select::gather),
    ("GatherElements", scatter::gather_elements),
    ("GatherND", scatter::gather_nd),
    ("Gelu", activation::gelu),
    ("Gemm", matrix::gemm),
    ("GlobalAveragePool", pool::global_average),
    ("GlobalLpPool", pool::global_of_powers),
    ("GlobalMaxPool", pool::global_max),
    ("Greater", comparison::greater),
    ("GreaterOrEqual", comparison::greater_or_equal),
    ("GridSample", sample::grid_sample),
    ("GroupNormalization", norm::group),
    ("HardSigmoid", activation::hard_sigmoid),
    ("HardSwish", activation::hard_swish),
    ("Hardmax", largest::hardmax),
    ("Identity", shape::same),
    ("InstanceNormalization", norm::instance),
    ("IsInf", activation::is_infinite),
    ("IsNaN", activation::is_nan),
    ("LRN", norm::local_response),
    ("LayerNormalization", norm::layer),
    ("LeakyRelu", activation::leaky_relu),
    ("Less", comparison::less),
    ("LessOrEqual", comparison::less_or_equal),
    ("Log", activation::log),
    ("LogSoftmax", activation::log_softmax),
    ("LpNormalization", norm::length),
    ("LpPool", pool::of_powers),
    ("MatMul", matrix::mat_mul),
    ("MatMulInteger", rounded::mat_mul_integer),
    ("Max", arithmetic::max),
    ("MaxPool", pool::max),
    ("Mean", arithmetic::mean),
    ("MeanVarianceNormalization", norm::mean_variance),
    ("Min", arithmetic::min),
    ("Mish", activation::mish),
    ("Mod", arithmetic::modulo),
    ("Mul", arithmetic::mul),
    ("Neg", activation::negate),
    ("NegativeLogLikelihoodLoss", loss::of_logarithms),
    ("Not", comparison::not),
    ("OneHot", comparison::one_hot),
    ("Or", comparison::or),
    ("PRelu", activation::prelu),
    ("Pad", padding::pad),
    ("Pow", arithmetic::pow),
    ("QLinearConv", rounded::conv),
    ("QLinearMatMul", rounded::mat_mul),
    ("QuantizeLinear", rounded::quantize),
    ("RMSNormalization", norm::root_mean_square),
    ("Range", constants::range),
    ("Reciprocal", activation::reciprocal),
    ("ReduceL1", reduce::l1),
    ("ReduceL2", reduce::l2),
    ("ReduceLogSum", reduce::log_sum),
    ("ReduceLogSumExp", reduce::log_sum_exp),
    ("ReduceMax", reduce::max),
    ("ReduceMean", reduce::mean),
    ("ReduceMin", reduce::min),
    ("ReduceProd", reduce::prod),
    ("ReduceSum", reduce::sum),
    ("ReduceSumSquare", reduce::sum_square),
    ("Relu", activation::relu),
    ("Reshape", shape::reshape),
    ("Resize", resize::resize),
    ("ReverseSequence", scatter::reverse_sequence),
    ("RotaryEmbedding", attention::rotary),
    ("Round", activation::round),
    ("Scatter", scatter::scatter_elements),
    ("ScatterElements", scatter::scatter_elements),
    ("ScatterND", scatter::scatter_nd),
    ("Selu", activation::selu),
    ("Shape", shape::shape),
    ("Shrink", activation::shrink),
    ("Sigmoid", activation::sigmoid),
    ("Sign", activation::sign),
    ("Sin", activation::sin),
    ("Sinh", activation::sinh),
    ("Size", shape::size),
    ("Slice", select::slice),
    ("Softmax", activation::softmax),
    ("SoftmaxCrossEntropyLoss", loss::of_scores),
    ("Softplus", activation::softplus),
    ("Softsign", activation::softsign),
    ("SpaceToDepth", shape::space_to_depth),
    ("Split", select::split),
    ("Sqrt", activation::sqrt),
    ("Squeeze", shape::squeeze),
    ("Sub", arithmetic::sub),
    ("Sum", arithmetic::sum),
    ("Swish", activation::swish),
    ("Tan", activation::tan),
    ("Tanh", activation::tanh),
    ("ThresholdedRelu", activation::thresholded_relu),
    ("Tile", select::tile),
    ("TopK", largest::top),
    ("Transpose", shape::transpose),
    ("Trilu", select::triangle),
    ("Unsqueeze", shape::unsqueeze),
    ("Upsample", resize::upsample),
    ("Where", comparison::choose),
    ("Xor", comparison::xor),
];

/// Returns the rule of an operator. Returns `None` if it is not supported.
pub(super) fn find(name: &str) -> Option<Rule> {
    TABLE
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, rule)| *rule)
}
