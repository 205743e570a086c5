import type { Notation } from './notation';

/** The TensorFlow Playground: its words in an address (src/state.ts there). Its one loss has no word. */
export const playgroundNotation: Notation = {
  activations: {
    linear: ['linear'],
    sigmoid: ['sigmoid'],
    tanh: ['tanh'],
    relu: ['relu'],
    leakyRelu: [],
    elu: [],
    gelu: [],
    geluTanh: [],
    silu: [],
    softplus: [],
    softmax: [],
    formula: [],
  },
  constants: { slope: 0.01, alpha: 1 },
  formulas: {},
  losses: {
    halfSquaredError: [],
    meanSquaredError: [],
    meanAbsoluteError: [],
    huber: [],
    binaryCrossEntropy: [],
    categoricalCrossEntropy: [],
  },
};
