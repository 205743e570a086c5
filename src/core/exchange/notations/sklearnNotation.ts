import type { Notation } from './notation';

/**
 * scikit-learn's MLPClassifier and MLPRegressor. Its log_loss is that of the last activation: with logistic the binary one,
 * which the library calls binary_log_loss inside.
 */
export const sklearnNotation: Notation = {
  activations: {
    linear: ['identity'],
    sigmoid: ['logistic'],
    tanh: ['tanh'],
    relu: ['relu'],
    softmax: ['softmax'],
    leakyRelu: [],
    elu: [],
    gelu: [],
    geluTanh: [],
    silu: [],
    softplus: [],
    formula: [],
  },
  constants: { slope: 0.01, alpha: 1 },
  formulas: {},
  losses: {
    halfSquaredError: ['squared_error', 'squared_loss'],
    meanSquaredError: [],
    meanAbsoluteError: [],
    huber: [],
    binaryCrossEntropy: ['binary_log_loss'],
    categoricalCrossEntropy: ['log_loss'],
  },
};
