// The models of the fixtures: small ones, each about one thing that can go wrong between Keras'
// channels-last layers and the channels-first graph. Sides differ, so that a mix-up of height and
// width shows.

import * as tf from '@tensorflow/tfjs';

const L = tf.layers;

/** Keras layers that TensorFlow.js does not have; the importer knows them. */
class Subtract extends L.Layer {
  static className = 'Subtract';
  computeOutputShape(shapes) {
    return shapes[0];
  }
  call([a, b]) {
    return tf.sub(a, b);
  }
}
class SpatialDropout2D extends L.Layer {
  static className = 'SpatialDropout2D';
  call(inputs) {
    return Array.isArray(inputs) ? inputs[0] : inputs;
  }
}
class ActivityRegularization extends L.Layer {
  static className = 'ActivityRegularization';
  call(inputs) {
    return Array.isArray(inputs) ? inputs[0] : inputs;
  }
}
for (const layer of [Subtract, SpatialDropout2D, ActivityRegularization]) {
  tf.serialization.registerClass(layer);
}

const input = (height, width, channels = 3) =>
  tf.input({ shape: [height, width, channels], name: 'picture' });

/** Layers one after the other, behind an input. */
const chain = (shape, ...layers) => {
  const x = input(...shape);
  return tf.model({ inputs: x, outputs: layers.reduce((y, layer) => layer.apply(y), x) });
};

/** The layers of a model by name, applied to tensors one after the other. */
const through = (model, x, ...names) =>
  names.reduce((y, name) => model.getLayer(name).apply(y), x);

const conv = (name, filters, kernelSize, more = {}) =>
  L.conv2d({ name, filters, kernelSize, padding: 'same', ...more });
const dense = (name, units, more = {}) => L.dense({ name, units, ...more });
const average = (name = 'average') => L.globalAveragePooling2d({ name });
const relu = (name) => L.reLU({ name });

const strides = (shape) => () =>
  chain(
    shape,
    conv('three', 4, 3, { strides: 2, activation: 'relu' }),
    conv('two', 4, 2, { strides: 2 }),
    conv('oblong', 3, [2, 3], { strides: [1, 2], useBias: false }),
    L.flatten({ name: 'flatten' }),
    dense('scores', 3),
  );

const quantised = () =>
  chain([8, 6], conv('conv', 5, 3, { activation: 'relu' }), average(), dense('scores', 3));

/** Activations that a layer takes by name. */
const NAMES = [
  'linear', 'relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'hardSigmoid', 'swish', 'softmax', 'gelu', 'gelu_new',
  'selu', 'softplus', 'softsign', 'mish', 'logSoftmax',
];

/**
 * By name: `build` makes the model, `activations` are compared, `gradient` has the function from
 * the activation of `layer` (and the picture) to the output, `gain` scales the kernels but the
 * last layer's, `quantise` stores the weights in fewer bits, `forgotten` adds settings of layers to the saved topology, and
 * `reload: false` computes with what was built instead of with what was saved.
 */
export const MODELS = {
  'conv-same-even': {
    build: strides([8, 12]),
    activations: ['three', 'two', 'oblong'],
  },
  'conv-same-odd': {
    build: strides([9, 7]),
    activations: ['three', 'two', 'oblong'],
    gradient: {
      layer: 'three',
      class: 1,
      tail: (model, a) => through(model, a, 'two', 'oblong', 'flatten', 'scores'),
    },
  },
  'conv-valid': {
    build: () =>
      chain(
        [9, 8],
        conv('stride', 4, 3, { padding: 'valid', strides: 2, activation: 'relu' }),
        conv('oblong', 3, [2, 3], { padding: 'valid', useBias: false }),
        average(),
        dense('scores', 3),
      ),
    activations: ['stride', 'oblong'],
  },
  'conv-dilated': {
    build: () =>
      chain(
        [9, 8],
        conv('same', 4, 3, { dilationRate: 2, activation: 'relu' }),
        conv('oblong', 4, 3, { dilationRate: [3, 1] }),
        conv('valid', 3, [2, 3], { padding: 'valid', dilationRate: 3 }),
        average(),
        dense('scores', 3),
      ),
    activations: ['same', 'oblong', 'valid'],
  },
  depthwise: {
    build: () =>
      chain(
        [9, 8],
        L.depthwiseConv2d({ name: 'twice', kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2, activation: 'relu' }),
        L.depthwiseConv2d({ name: 'once', kernelSize: [2, 3], padding: 'valid', useBias: false }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['twice', 'once'],
    gradient: {
      layer: 'twice',
      class: 2,
      tail: (model, a) => through(model, a, 'once', 'flatten', 'scores'),
    },
  },
  separable: {
    build: () =>
      chain(
        [9, 8],
        L.separableConv2d({ name: 'stride', filters: 5, kernelSize: 3, depthMultiplier: 2, padding: 'same', strides: 2, activation: 'relu' }),
        L.separableConv2d({ name: 'dilated', filters: 3, kernelSize: 2, dilationRate: 2, padding: 'valid', useBias: false }),
        average(),
        dense('scores', 3),
      ),
    activations: ['stride', 'dilated'],
    // TensorFlow.js forgets this setting when it saves; Keras writes it.
    forgotten: { stride: { depth_multiplier: 2 } },
  },
  'max-pool': {
    // The bias outweighs the kernel, so that whole channels are negative up to the edge.
    gain: 0.3,
    build: () =>
      chain(
        [9, 8],
        conv('conv', 4, 3),
        L.maxPooling2d({ name: 'same', poolSize: 3, strides: 2, padding: 'same' }),
        L.maxPooling2d({ name: 'valid', poolSize: [2, 3], strides: 1, padding: 'valid' }),
        L.maxPooling2d({ name: 'default', padding: 'same' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['same', 'valid', 'default'],
    // Of the convolution: windows that overlap have equal maxima, and which of them is taken is
    // left open, but both lead to one pixel here.
    gradient: {
      layer: 'conv',
      class: 0,
      tail: (model, a) => through(model, a, 'same', 'valid', 'default', 'flatten', 'scores'),
    },
  },
  'average-pool': {
    build: () =>
      chain(
        [9, 8],
        L.averagePooling2d({ name: 'same', poolSize: 3, strides: 2, padding: 'same' }),
        L.averagePooling2d({ name: 'valid', poolSize: [2, 3], strides: 1, padding: 'valid' }),
        L.averagePooling2d({ name: 'default', padding: 'same' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['same', 'valid', 'default'],
  },
  'global-pools': {
    build: () => {
      const x = input(8, 6);
      const features = conv('conv', 4, 3).apply(x);
      const both = L.concatenate({ name: 'both' }).apply([
        average('mean').apply(features),
        L.globalMaxPooling2d({ name: 'max' }).apply(features),
      ]);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(both) });
    },
    activations: ['mean', 'max', 'both'],
  },
  'batch-norm': {
    build: () =>
      chain(
        [8, 6],
        conv('conv', 4, 3),
        L.batchNormalization({ name: 'full' }),
        L.batchNormalization({ name: 'no_scale', scale: false, epsilon: 0.1 }),
        L.batchNormalization({ name: 'no_center', center: false }),
        L.batchNormalization({ name: 'neither', scale: false, center: false, axis: 3 }),
        average(),
        L.batchNormalization({ name: 'row' }),
        dense('scores', 3),
      ),
    activations: ['full', 'no_scale', 'no_center', 'neither', 'row'],
  },
  'flatten-dense': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3, { activation: 'relu' }),
        L.flatten({ name: 'flatten' }),
        dense('hidden', 5, { activation: 'tanh' }),
        dense('scores', 3, { activation: 'softmax' }),
      ),
    activations: ['conv', 'flatten', 'hidden'],
    gradient: {
      layer: 'conv',
      class: 0,
      tail: (model, a) => through(model, a, 'flatten', 'hidden', 'scores'),
    },
  },
  'flatten-one-pixel': {
    build: () =>
      chain(
        [3, 4],
        conv('conv', 4, [3, 4], { padding: 'valid' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['conv', 'flatten'],
  },
  'reshape-picture': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rearranged', targetShape: [3, -1, 2] }),
        conv('second', 3, 3),
        average(),
        dense('wide', 24),
        L.reshape({ name: 'from_row', targetShape: [2, 4, 3] }),
        conv('third', 3, 2),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['rearranged', 'second', 'from_row', 'third'],
  },
  'reshape-rows': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rows', targetShape: [24, 4] }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['rows', 'flatten'],
  },
  'rows-to-picture': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rows', targetShape: [24, 4] }),
        L.activation({ name: 'relu', activation: 'relu' }),
        L.reshape({ name: 'picture_again', targetShape: [4, 6, 4] }),
        conv('second', 3, 3),
        average(),
        dense('scores', 3),
      ),
    activations: ['rows', 'picture_again', 'second'],
  },
  'rows-softmax': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rows', targetShape: [24, 4] }),
        L.activation({ name: 'softmax', activation: 'softmax' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['softmax'],
  },
  'rows-batch-norm': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rows', targetShape: [4, 24] }),
        L.batchNormalization({ name: 'norm' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['norm'],
  },
  'rows-concat': {
    build: () => {
      const x = input(6, 4);
      const left = L.reshape({ name: 'left', targetShape: [24, 3] }).apply(x);
      const right = L.reshape({ name: 'right', targetShape: [24, 4] }).apply(conv('conv', 4, 3).apply(x));
      const both = L.concatenate({ name: 'both' }).apply([left, right]);
      const flat = L.flatten({ name: 'flatten' }).apply(both);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(flat) });
    },
    activations: ['left', 'both'],
  },
  'rows-concat-down': {
    build: () => {
      const x = input(6, 4);
      const left = L.reshape({ name: 'left', targetShape: [24, 3] }).apply(x);
      const right = L.reshape({ name: 'right', targetShape: [32, 3] }).apply(conv('conv', 4, 3).apply(x));
      const both = L.concatenate({ name: 'both', axis: 1 }).apply([left, right]);
      const flat = L.flatten({ name: 'flatten' }).apply(both);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(flat) });
    },
    activations: ['both'],
  },
  'rows-dense': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.reshape({ name: 'rows', targetShape: [24, 4] }),
        dense('each', 2, { activation: 'relu' }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['each'],
  },
  'picture-dense': {
    build: () => chain([6, 4], dense('each', 4, { activation: 'relu' }), average(), dense('scores', 3)),
    activations: ['each'],
  },
  'zero-padding': {
    build: () =>
      chain(
        [8, 6],
        L.zeroPadding2d({ name: 'asymmetric', padding: [[1, 2], [0, 3]] }),
        L.depthwiseConv2d({ name: 'depthwise', kernelSize: 3, strides: 2, padding: 'valid' }),
        L.zeroPadding2d({ name: 'pair', padding: [2, 0] }),
        L.zeroPadding2d({ name: 'number', padding: 1 }),
        conv('conv', 3, 3, { padding: 'valid', activation: 'relu' }),
        average(),
        dense('scores', 3),
      ),
    activations: ['asymmetric', 'depthwise', 'pair', 'number', 'conv'],
  },
  concat: {
    build: () => {
      const x = input(8, 6);
      const [one, two, three] = [2, 3, 1].map((filters, i) => conv(`branch_${i}`, filters, 3, { strides: 2 }).apply(x));
      const last = L.concatenate({ name: 'last' }).apply([one, two, three]);
      const named = L.concatenate({ name: 'axis_3', axis: 3 }).apply([last, two]);
      const positive = relu('relu').apply(named);
      const rows = L.concatenate({ name: 'axis_1', axis: 1 }).apply([named, positive]);
      const columns = L.concatenate({ name: 'axis_2', axis: 2 }).apply([positive, named]);
      const y = conv('rows_conv', 2, 3).apply(rows);
      const z = conv('columns_conv', 2, 3).apply(columns);
      const flat = [L.flatten({ name: 'flat_rows' }).apply(y), L.flatten({ name: 'flat_columns' }).apply(z)];
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(L.concatenate({ name: 'flat' }).apply(flat)) });
    },
    activations: ['last', 'axis_3', 'axis_1', 'axis_2'],
  },
  'add-three': {
    build: () => {
      const x = input(8, 6);
      const stem = conv('stem', 4, 3, { activation: 'relu' }).apply(x);
      const deep = conv('deep', 4, 3, { activation: 'relu' }).apply(stem);
      const sum = L.add({ name: 'sum' }).apply([stem, deep, conv('side', 4, 1).apply(x)]);
      const y = average().apply(relu('relu').apply(sum));
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(y) });
    },
    activations: ['stem', 'deep', 'sum'],
    gradient: {
      layer: 'stem',
      class: 1,
      tail: (model, a, x) => {
        const sum = [a, through(model, a, 'deep'), through(model, x, 'side')];
        return through(model, model.getLayer('sum').apply(sum), 'relu', 'average', 'scores');
      },
    },
  },
  merges: {
    build: () => {
      const x = input(8, 6);
      const branches = [0, 1, 2].map((i) => conv(`branch_${i}`, 4, 3).apply(x));
      const largest = L.maximum({ name: 'largest' }).apply(branches);
      const smallest = L.minimum({ name: 'smallest' }).apply(branches);
      const mean = L.average({ name: 'mean' }).apply(branches);
      const all = L.concatenate({ name: 'all' }).apply([largest, smallest, mean]);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(all)) });
    },
    activations: ['largest', 'smallest', 'mean'],
  },
  transposed: {
    build: () => {
      const transposed = (name, kernelSize, strides, padding, more = {}) =>
        L.conv2dTranspose({ name, filters: 4, kernelSize, strides, padding, ...more });
      return chain(
        [3, 2],
        transposed('same', 3, 2, 'same', { activation: 'relu' }),
        transposed('same_even', 4, 2, 'same', { useBias: false }),
        conv('down', 2, 3, { strides: 6 }),
        transposed('valid', [2, 3], [2, 1], 'valid', { filters: 2 }),
        transposed('gaps', 2, 3, 'same', { filters: 2 }),
        transposed('gaps_valid', [1, 2], [2, 3], 'valid', { filters: 1 }),
        average(),
        dense('scores', 3),
      );
    },
    activations: ['same', 'same_even', 'valid', 'gaps', 'gaps_valid'],
    gradient: {
      layer: 'same_even',
      class: 1,
      tail: (model, a) => through(model, a, 'down', 'valid', 'gaps', 'gaps_valid', 'average', 'scores'),
    },
  },
  upsampling: {
    build: () =>
      chain(
        [4, 3],
        conv('conv', 3, 3),
        L.upSampling2d({ name: 'between', size: [2, 3], interpolation: 'bilinear' }),
        conv('second', 2, 3, { strides: 2 }),
        L.upSampling2d({ name: 'nearest', size: [3, 2] }),
        conv('third', 2, 3),
        average(),
        dense('scores', 3),
      ),
    activations: ['between', 'nearest'],
    // Not before `between`: TensorFlow.js has no gradient of it for two factors that differ.
    gradient: {
      layer: 'second',
      class: 0,
      tail: (model, a) => through(model, a, 'nearest', 'third', 'average', 'scores'),
    },
  },
  cropping: {
    build: () =>
      chain(
        [12, 11],
        L.cropping2D({ name: 'asymmetric', cropping: [[1, 2], [0, 3]] }),
        conv('conv', 4, 3),
        L.cropping2D({ name: 'rows', cropping: [[1, 0], [0, 0]] }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['asymmetric', 'rows'],
  },
  permute: {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 5, 3),
        L.permute({ name: 'turned', dims: [2, 1, 3] }),
        L.permute({ name: 'round', dims: [3, 1, 2] }),
        conv('second', 3, 3),
        L.reshape({ name: 'rows', targetShape: [20, 3] }),
        L.permute({ name: 'rows_turned', dims: [2, 1] }),
        L.flatten({ name: 'flatten' }),
        dense('scores', 3),
      ),
    activations: ['turned', 'round', 'rows_turned'],
  },
  'layer-norm': {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 5, 3),
        L.layerNormalization({ name: 'channels' }),
        L.layerNormalization({ name: 'plain', scale: false, epsilon: 0.1 }),
        L.layerNormalization({ name: 'last', axis: 3, center: false }),
        L.layerNormalization({ name: 'whole', axis: [1, 2, 3] }),
        L.reshape({ name: 'rows', targetShape: [24, 5] }),
        L.layerNormalization({ name: 'each_row' }),
        L.flatten({ name: 'flatten' }),
        L.layerNormalization({ name: 'row' }),
        dense('scores', 3),
      ),
    activations: ['channels', 'plain', 'last', 'whole', 'each_row', 'row'],
  },
  prelu: {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 3, 3),
        L.prelu({ name: 'channels', sharedAxes: [1, 2] }),
        conv('second', 3, 3),
        L.prelu({ name: 'each' }),
        conv('third', 3, 3),
        L.prelu({ name: 'columns', sharedAxes: [1, 3] }),
        conv('fourth', 3, 3),
        L.prelu({ name: 'one', sharedAxes: [1, 2, 3] }),
        L.flatten({ name: 'flatten' }),
        dense('hidden', 4),
        L.prelu({ name: 'row' }),
        dense('scores', 3),
      ),
    activations: ['channels', 'each', 'columns', 'one', 'row'],
    gradient: {
      layer: 'second',
      class: 2,
      tail: (model, a) =>
        through(model, a, 'each', 'third', 'columns', 'fourth', 'one', 'flatten', 'hidden', 'row', 'scores'),
    },
  },
  rescaling: {
    build: () =>
      chain(
        [6, 4],
        L.rescaling({ name: 'centred', scale: 1 / 127.5, offset: -1 }),
        L.rescaling({ name: 'larger', scale: 60 }),
        conv('conv', 3, 3),
        average(),
        dense('scores', 3),
      ),
    activations: ['centred', 'larger'],
  },
  'squeeze-excite': {
    build: () => {
      const x = input(8, 6);
      const stem = conv('stem', 4, 3, { activation: 'swish' }).apply(x);
      const gate = [
        average('squeeze'),
        L.reshape({ name: 'pixel', targetShape: [1, 1, 4] }),
        conv('reduce', 2, 1, { activation: 'relu' }),
        conv('expand', 4, 1, { activation: 'sigmoid' }),
      ].reduce((y, layer) => layer.apply(y), stem);
      const excited = L.multiply({ name: 'excited' }).apply([stem, gate]);
      const again = L.multiply({ name: 'gate_first' }).apply([gate, excited, stem]);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(again)) });
    },
    activations: ['stem', 'expand', 'excited', 'gate_first'],
    gradient: {
      layer: 'stem',
      class: 0,
      tail: (model, a) => {
        const gate = through(model, a, 'squeeze', 'pixel', 'reduce', 'expand');
        const excited = model.getLayer('excited').apply([a, gate]);
        const again = model.getLayer('gate_first').apply([gate, excited, a]);
        return through(model, again, 'average', 'scores');
      },
    },
  },
  subtract: {
    build: () => {
      const x = input(8, 6);
      const pair = [conv('from', 4, 3).apply(x), conv('taken', 4, 3).apply(x)];
      const difference = new Subtract({ name: 'difference' }).apply(pair);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(relu('relu').apply(difference))) });
    },
    activations: ['difference'],
  },
  'activations-by-name': {
    gain: 6,
    // TensorFlow.js cannot read its own `gelu_new` again.
    reload: false,
    build: () => {
      const x = input(6, 4);
      const stem = conv('stem', 2, 3).apply(x);
      const layers = NAMES.map((name) => L.activation({ name: `layer_${name}`, activation: name }).apply(stem));
      const convs = NAMES.map((name) => conv(`conv_${name}`, 2, 3, { activation: name }).apply(x));
      const all = L.concatenate({ name: 'all' }).apply([...layers, ...convs]);
      return tf.model({ inputs: x, outputs: dense('scores', 3, { activation: 'sigmoid' }).apply(average().apply(all)) });
    },
    activations: NAMES.flatMap((name) => [`layer_${name}`, `conv_${name}`]),
  },
  'gelu-near-zero': {
    // GELU and its approximation differ by 0.0005 at most: only small values tell them apart.
    gain: 1.5,
    reload: false,
    build: () => {
      const x = input(6, 4);
      const both = ['gelu', 'gelu_new'].map((name) => conv(name, 3, 3, { activation: name }).apply(x));
      const all = L.concatenate({ name: 'all' }).apply(both);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(all)) });
    },
    activations: ['gelu', 'gelu_new'],
  },
  'activations-as-layers': {
    gain: 6,
    build: () => {
      const x = input(6, 4);
      const stem = conv('stem', 3, 3).apply(x);
      const layers = [
        relu('relu'),
        L.reLU({ name: 'relu6', maxValue: 6 }),
        L.leakyReLU({ name: 'leaky_default' }),
        L.leakyReLU({ name: 'leaky', alpha: 0.05 }),
        L.elu({ name: 'elu' }),
        L.softmax({ name: 'softmax_last', axis: -1 }),
        L.softmax({ name: 'softmax_3', axis: 3 }),
      ];
      const all = L.concatenate({ name: 'all' }).apply(layers.map((layer) => layer.apply(stem)));
      const scores = dense('scores', 3).apply(average().apply(all));
      return tf.model({ inputs: x, outputs: L.softmax({ name: 'probabilities' }).apply(scores) });
    },
    activations: ['relu', 'relu6', 'leaky_default', 'leaky', 'elu', 'softmax_last', 'softmax_3'],
  },
  dropout: {
    build: () =>
      chain(
        [6, 4],
        conv('conv', 4, 3),
        L.dropout({ name: 'dropout', rate: 0.5 }),
        new SpatialDropout2D({ name: 'spatial' }),
        L.gaussianDropout({ name: 'gaussian', rate: 0.5 }),
        L.gaussianNoise({ name: 'noise', stddev: 1 }),
        L.alphaDropout({ name: 'alpha', rate: 0.5 }),
        new ActivityRegularization({ name: 'regular' }),
        L.flatten({ name: 'flatten' }),
        L.dropout({ name: 'row', rate: 0.5 }),
        dense('scores', 3),
      ),
    activations: ['dropout', 'regular', 'row'],
  },
  'nested-sequential': {
    build: () => {
      const body = tf.sequential({
        name: 'body',
        layers: [
          L.inputLayer({ inputShape: [8, 6, 3], name: 'body_input' }),
          conv('conv', 4, 3, { strides: 2, activation: 'relu' }),
          L.batchNormalization({ name: 'norm' }),
        ],
      });
      const head = tf.sequential({
        name: 'head',
        layers: [
          L.flatten({ name: 'flatten', inputShape: [4, 3, 4] }),
          dense('hidden', 5, { activation: 'relu' }),
          dense('scores', 3, { activation: 'softmax', useBias: false }),
        ],
      });
      return tf.sequential({ name: 'whole', layers: [body, head] });
    },
    activations: ['conv', 'norm', 'hidden'],
  },
  'nested-functional': {
    build: () => {
      const inner = tf.input({ shape: [4, 3, 4], name: 'inner_input' });
      const residual = L.add({ name: 'residual' }).apply([inner, conv('inner_conv', 4, 3).apply(inner)]);
      const block = tf.model({ inputs: inner, outputs: relu('inner_relu').apply(residual), name: 'block' });
      const x = input(8, 6);
      const stem = conv('stem', 4, 3, { strides: 2 }).apply(x);
      const y = L.add({ name: 'around' }).apply([stem, block.apply(stem)]);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(y)) });
    },
    activations: ['stem', 'inner_conv', 'residual', 'around'],
  },
  'nested-sequential-in-functional': {
    build: () => {
      const head = tf.sequential({
        name: 'head',
        layers: [
          conv('inner_conv', 4, 3, { inputShape: [8, 6, 4], activation: 'relu' }),
          average('inner_average'),
          dense('scores', 3),
        ],
      });
      const x = input(8, 6);
      return tf.model({ inputs: x, outputs: head.apply(conv('stem', 4, 3).apply(x)) });
    },
    activations: ['stem', 'inner_conv', 'inner_average', 'scores'],
  },
  'nested-twice': {
    build: () => {
      const inner = tf.input({ shape: [null, null, 4], name: 'inner_input' });
      const normal = L.batchNormalization({ name: 'inner_norm' }).apply(conv('inner_conv', 4, 3).apply(inner));
      const block = tf.model({ inputs: inner, outputs: relu('inner_relu').apply(normal), name: 'block' });
      const x = input(8, 6);
      const stem = conv('stem', 4, 3).apply(x);
      const other = conv('other', 4, 3, { strides: 2 }).apply(stem);
      const [first, second] = [block.apply(stem), block.apply(other)].map((y, i) => average(`average_${i}`).apply(y));
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(L.concatenate({ name: 'both' }).apply([first, second])) });
    },
    activations: ['stem', 'average_0', 'average_1'],
  },
  'shared-in-series': {
    build: () => {
      const x = input(8, 6);
      const shared = conv('shared', 3, 3, { activation: 'tanh' });
      const norm = L.batchNormalization({ name: 'shared_norm' });
      const last = [shared, norm, shared, norm].reduce((y, layer) => layer.apply(y), x);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(last)) });
    },
    activations: ['shared', 'shared_norm', 'average'],
  },
  'shared-in-parallel': {
    build: () => {
      const x = input(8, 6);
      const shared = conv('shared', 3, 3, { activation: 'tanh' });
      const late = shared.apply(conv('before', 3, 3).apply(x));
      const early = shared.apply(x);
      const difference = new Subtract({ name: 'difference' }).apply([late, early]);
      return tf.model({ inputs: x, outputs: dense('scores', 3).apply(average().apply(difference)) });
    },
    activations: ['before', 'difference'],
  },
  'quantised-uint8': { build: quantised, quantise: 'uint8', activations: ['conv'] },
  'quantised-uint16': { build: quantised, quantise: 'uint16', activations: ['conv'] },
  'quantised-float16': { build: quantised, quantise: 'float16', activations: ['conv'] },
};
