import { floatLiteral, type Dialect } from './dialect';

/** PyTorch: formulas on tensors, whose derivatives autograd makes: nothing here may have a slope of its own at a kink. */
export const torchDialect: Dialect = {
  number: floatLiteral,
  functions: {
    exp: 'torch.exp',
    log: 'torch.log',
    sqrt: 'torch.sqrt',
    sin: 'torch.sin',
    cos: 'torch.cos',
    tanh: 'torch.tanh',
    erf: 'torch.erf',
    abs: 'torch.abs',
    max: 'larger',
    min: 'smaller',
    sign: 'torch.sign',
    sigmoid: 'torch.sigmoid',
    softplus: 'softplus',
    relu: 'torch.relu',
    normalCdf: 'normal_cdf',
    normalPdf: 'normal_pdf',
  },
  definitions: [
    {
      name: 'softplus',
      lines: ['def softplus(x):', '    return torch.logaddexp(x, torch.zeros_like(x))'],
    },
    { name: 'normal_cdf', lines: ['def normal_cdf(x):', '    return torch.erfc(-x / math.sqrt(2)) / 2'] },
    {
      name: 'normal_pdf',
      lines: ['def normal_pdf(x):', '    return torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)'],
    },
    {
      name: 'larger',
      lines: ['def larger(x, y):', '    return torch.maximum(tensor(x), tensor(y))'],
    },
    {
      name: 'smaller',
      lines: ['def smaller(x, y):', '    return torch.minimum(tensor(x), tensor(y))'],
    },
    {
      name: 'choose',
      lines: [
        'def choose(condition, then, otherwise):',
        '    return torch.where(condition, tensor(then), tensor(otherwise))',
      ],
    },
    {
      name: 'tensor',
      lines: [
        'def tensor(x):',
        '    return x if torch.is_tensor(x) else torch.tensor(x, dtype=torch.float64)',
      ],
    },
  ],
  conditional: (then, left, right, otherwise) => `choose(${left} > ${right}, ${then}, ${otherwise})`,
  power: (base, exponent) => `${base} ** ${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
  pi: 'math.pi',
};
