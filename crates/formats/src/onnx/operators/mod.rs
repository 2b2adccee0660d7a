//! The table of ONNX operators; each family is one file. Their definitions:
//! <https://onnx.ai/onnx/operators/>.

mod activation;
mod arithmetic;
mod comparison;
mod constants;
mod convolution;
mod einsum;
mod matrix;
mod norm;
mod padding;
mod pool;
mod quantised;
mod reduce;
mod resize;
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
    ("Add", arithmetic::add),
    ("And", comparison::and),
    ("ArgMax", select::arg_max),
    ("AveragePool", pool::average),
    ("BatchNormalization", norm::batch),
    ("Cast", arithmetic::cast),
    ("CastLike", shape::same),
    ("Ceil", activation::ceil),
    ("Celu", activation::celu),
    ("Clip", activation::clip),
    ("Concat", shape::concat),
    ("Constant", constants::constant),
    ("ConstantOfShape", constants::of_shape),
    ("Conv", convolution::conv),
    ("ConvTranspose", convolution::transposed),
    ("Cos", activation::cos),
    ("CumSum", scatter::cum_sum),
    ("DepthToSpace", shape::depth_to_space),
    ("DequantizeLinear", quantised::dequantize),
    ("Div", arithmetic::div),
    ("Dropout", shape::same),
    ("Einsum", einsum::einsum),
    ("Elu", activation::elu),
    ("Equal", comparison::equal),
    ("Erf", activation::erf),
    ("Exp", activation::exp),
    ("Expand", shape::expand),
    ("Flatten", shape::flatten),
    ("Floor", activation::floor),
    ("Gather", select::gather),
    ("GatherND", scatter::gather_nd),
    ("Gelu", activation::gelu),
    ("Gemm", matrix::gemm),
    ("GlobalAveragePool", pool::global_average),
    ("GlobalMaxPool", pool::global_max),
    ("Greater", comparison::greater),
    ("GreaterOrEqual", comparison::greater_or_equal),
    ("GroupNormalization", norm::group),
    ("HardSigmoid", activation::hard_sigmoid),
    ("HardSwish", activation::hard_swish),
    ("Identity", shape::same),
    ("InstanceNormalization", norm::instance),
    ("LRN", norm::local_response),
    ("LayerNormalization", norm::layer),
    ("LeakyRelu", activation::leaky_relu),
    ("Less", comparison::less),
    ("LessOrEqual", comparison::less_or_equal),
    ("Log", activation::log),
    ("LogSoftmax", activation::log_softmax),
    ("LpNormalization", norm::length),
    ("MatMul", matrix::mat_mul),
    ("Max", arithmetic::max),
    ("MaxPool", pool::max),
    ("Mean", arithmetic::mean),
    ("Min", arithmetic::min),
    ("Mish", activation::mish),
    ("Mod", arithmetic::modulo),
    ("Mul", arithmetic::mul),
    ("Neg", activation::negate),
    ("Not", comparison::not),
    ("Or", comparison::or),
    ("PRelu", activation::prelu),
    ("Pad", padding::pad),
    ("Pow", arithmetic::pow),
    ("RMSNormalization", norm::root_mean_square),
    ("Range", constants::range),
    ("Reciprocal", activation::reciprocal),
    ("ReduceL1", reduce::l1),
    ("ReduceL2", reduce::l2),
    ("ReduceMax", reduce::max),
    ("ReduceMean", reduce::mean),
    ("ReduceMin", reduce::min),
    ("ReduceProd", reduce::prod),
    ("ReduceSum", reduce::sum),
    ("ReduceSumSquare", reduce::sum_square),
    ("Relu", activation::relu),
    ("Reshape", shape::reshape),
    ("Resize", resize::resize),
    ("Round", activation::round),
    ("ScatterND", scatter::scatter_nd),
    ("Selu", activation::selu),
    ("Shape", shape::shape),
    ("Sigmoid", activation::sigmoid),
    ("Sign", activation::sign),
    ("Sin", activation::sin),
    ("Size", shape::size),
    ("Slice", select::slice),
    ("Softmax", activation::softmax),
    ("Softplus", activation::softplus),
    ("Softsign", activation::softsign),
    ("SpaceToDepth", shape::space_to_depth),
    ("Split", select::split),
    ("Sqrt", activation::sqrt),
    ("Squeeze", shape::squeeze),
    ("Sub", arithmetic::sub),
    ("Sum", arithmetic::sum),
    ("Swish", activation::swish),
    ("Tanh", activation::tanh),
    ("ThresholdedRelu", activation::thresholded_relu),
    ("Tile", select::tile),
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

/// The names of all operators.
pub(super) fn supported() -> Vec<&'static str> {
    TABLE.iter().map(|(name, _)| *name).collect()
}
