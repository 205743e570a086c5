import type { Notation } from './notation';

/**
 * Keras 3: functions by name, and layers by class where the class takes no constants. In formulas a kink has the mean of both
 * slopes, in Keras one of the two; nowhere else do they differ.
 */
export const kerasNotation: Notation = {
  activations: {
    linear: ['linear'],
    sigmoid: ['sigmoid'],
    tanh: ['tanh'],
    relu: ['relu'],
    leakyRelu: ['leaky_relu'],
    elu: ['elu'],
    gelu: ['gelu'],
    geluTanh: [],
    silu: ['silu', 'swish'],
    softplus: ['softplus'],
    softmax: ['softmax'],
    formula: [],
  },
  constants: { slope: 0.2, alpha: 1 },
  formulas: {
    exponential: 'exp(a)',
    softsign: 'a / (1 + abs(a))',
    relu6: 'min(max(0, a), 6)',
    hard_sigmoid: 'max(0, min(1, a / 6 + 0.5))',
    hard_silu: 'a * max(0, min(1, a / 6 + 0.5))',
    hard_swish: 'a * max(0, min(1, a / 6 + 0.5))',
    hard_tanh: 'max(-1, min(1, a))',
    tanh_shrink: 'a - tanh(a)',
  },
  losses: {
    halfSquaredError: [],
    meanSquaredError: ['mean_squared_error', 'mse', 'MSE', 'MeanSquaredError'],
    meanAbsoluteError: ['mean_absolute_error', 'mae', 'MAE', 'MeanAbsoluteError'],
    huber: ['huber', 'Huber', 'huber_loss'],
    binaryCrossEntropy: ['binary_crossentropy', 'bce', 'BinaryCrossentropy'],
    categoricalCrossEntropy: [
      'categorical_crossentropy',
      'CategoricalCrossentropy',
      'sparse_categorical_crossentropy',
      'SparseCategoricalCrossentropy',
    ],
  },
};
