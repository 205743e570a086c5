import { floatLiteral, type Dialect } from './dialect';
import { indented, type LoopLanguage } from './loopLanguage';

/** Python 3 and its standard library. */
export const pythonDialect: Dialect = {
  number: floatLiteral,
  functions: {
    exp: 'math.exp',
    log: 'math.log',
    sqrt: 'math.sqrt',
    sin: 'math.sin',
    cos: 'math.cos',
    tanh: 'math.tanh',
    erf: 'math.erf',
    abs: 'abs',
    max: 'max',
    min: 'min',
    sign: 'sign',
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
        '    if x >= 0:',
        '        return 1 / (1 + math.exp(-x))',
        '    return math.exp(x) / (1 + math.exp(x))',
      ],
    },
    {
      name: 'softplus',
      lines: ['def softplus(x):', '    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))'],
    },
    { name: 'relu', lines: ['def relu(x):', '    return x if x > 0 else 0.0'] },
    { name: 'sign', lines: ['def sign(x):', '    return float((x > 0) - (x < 0))'] },
    { name: 'normal_cdf', lines: ['def normal_cdf(x):', '    return math.erfc(-x / math.sqrt(2)) / 2'] },
    {
      name: 'normal_pdf',
      lines: ['def normal_pdf(x):', '    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)'],
    },
  ],
  conditional: (then, left, right, otherwise) => `(${then} if ${left} > ${right} else ${otherwise})`,
  power: (base, exponent) => `${base} ** ${/^[\w.]+$/.test(exponent) ? exponent : `(${exponent})`}`,
  pi: 'math.pi',
};

const row = (values: ArrayLike<number>): string => `[${Array.from(values, floatLiteral).join(', ')}]`;
const STEP = '    ';

/** Plain Python: lists and loops. */
export const pythonLoops: LoopLanguage = {
  dialect: pythonDialect,
  comment: (words) => `# ${words}`,
  head: ['import math'],
  count: (name, value) => [`${name} = ${value}`],
  row: (name, values) => [`${name} = ${row(values)}`],
  table: (name, rows) => [`${name} = [`, ...rows.map((one) => `${STEP}${row(one)},`), ']'],
  zeroRow: (name, length) => [`${name} = [0.0] * ${length}`],
  zeroTable: (name, rows, columns) => [`${name} = [[0.0] * ${columns} for _ in range(${rows})]`],
  func: (name, parameters, _returns, body) => [
    `def ${name}(${parameters.map((one) => one.name).join(', ')}):`,
    ...indented(body, STEP),
  ],
  local: (name, value) => `${name} = ${value}`,
  localIndex: (name, value) => `${name} = ${value}`,
  assign: (target, operator, value) => `${target} ${operator} ${value}`,
  giveBack: (value) => `return ${value}`,
  call: (text) => text,
  loop: (index, from, to, body) => [
    `for ${index} in range(${from === '0' ? to : `${from}, ${to}`}):`,
    ...indented(body, STEP),
  ],
  when: (condition, then) => [`if ${condition}:`, ...indented(then, STEP)],
  smaller: (left, right) => `min(${left}, ${right})`,
  asNumber: (index) => index,
  print: (words, value) => (value === null ? `print("${words}")` : `print("${words}", ${value})`),
  demand: (condition, words) => [`assert ${condition}, "${words}"`],
  main: (body) => ['if __name__ == "__main__":', ...indented(body, STEP)],
  quotient: (left, right) => `${/^\w+$/.test(left) ? left : `(${left})`} // ${right}`,
};
