import { floatLiteral, type Dialect } from './dialect';

/** NumPy: the same formulas on whole arrays. Choices compute both sides, so what is not taken must not fail. */
export const numpyDialect: Dialect = {
  number: floatLiteral,
  functions: {
    exp: 'np.exp',
    log: 'np.log',
    sqrt: 'np.sqrt',
    sin: 'np.sin',
    cos: 'np.cos',
    tanh: 'np.tanh',
    erf: 'erf',
    abs: 'np.abs',
    max: 'np.maximum',
    min: 'np.minimum',
    sign: 'np.sign',
    sigmoid: 'sigmoid',
    softplus: 'softplus',
    relu: 'relu',
    normalCdf: 'normal_cdf',
    normalPdf: 'normal_pdf',
  },
  definitions: [
    {
      name: 'sigmoid',
      lines: [
        'def sigmoid(x):',
        '    e = np.exp(-np.abs(x))',
        '    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))',
      ],
    },
    {
      name: 'softplus',
      lines: ['def softplus(x):', '    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))'],
    },
    { name: 'relu', lines: ['def relu(x):', '    return np.maximum(x, 0.0)'] },
    {
      name: 'normal_cdf',
      lines: [
        'def normal_cdf(x):',
        '    return np.vectorize(math.erfc, otypes=[float])(-x / math.sqrt(2)) / 2',
      ],
    },
    {
      name: 'normal_pdf',
      lines: ['def normal_pdf(x):', '    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)'],
    },
    { name: 'erf', lines: ['def erf(x):', '    return np.vectorize(math.erf, otypes=[float])(x)'] },
    {
      name: 'log_of',
      lines: [
        'def log_of(t, y):',
        '    # t ln y, which is 0 where t is 0',
        '    return t * np.log(np.where(t == 0, 1.0, y))',
      ],
    },
    {
      name: 'softmax',
      lines: [
        'def softmax(a):',
        '    e = np.exp(a - a.max(axis=1, keepdims=True))',
        '    return e / e.sum(axis=1, keepdims=True)',
      ],
    },
  ],
  conditional: (then, left, right, otherwise) => `np.where(${left} > ${right}, ${then}, ${otherwise})`,
  power: (base, exponent) => `${base} ** ${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
  pi: 'math.pi',
};
