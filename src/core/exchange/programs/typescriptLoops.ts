import type { Dialect } from './dialect';
import { indented, type LoopLanguage } from './loopLanguage';

/** TypeScript and the functions of every JavaScript. */
export const typescriptDialect: Dialect = {
  number: (value) => (value < 0 || Object.is(value, -0) ? `(${String(value)})` : String(value)),
  functions: {
    exp: 'Math.exp',
    log: 'Math.log',
    sqrt: 'Math.sqrt',
    sin: 'Math.sin',
    cos: 'Math.cos',
    tanh: 'Math.tanh',
    erf: 'erf',
    abs: 'Math.abs',
    max: 'Math.max',
    min: 'Math.min',
    sign: 'Math.sign',
    sigmoid: 'sigmoid',
    softplus: 'softplus',
    relu: 'relu',
    normalCdf: 'normalCdf',
    normalPdf: 'normalPdf',
  },
  definitions: [
    {
      name: 'sigmoid',
      lines: [
        'function sigmoid(x: number): number {',
        '  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));',
        '}',
      ],
    },
    {
      name: 'softplus',
      lines: [
        'function softplus(x: number): number {',
        '  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));',
        '}',
      ],
    },
    { name: 'relu', lines: ['function relu(x: number): number {', '  return x > 0 ? x : 0;', '}'] },
    {
      name: 'normalCdf',
      lines: ['function normalCdf(x: number): number {', '  return (1 + erf(x / Math.SQRT2)) / 2;', '}'],
    },
    {
      name: 'normalPdf',
      lines: [
        'function normalPdf(x: number): number {',
        '  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);',
        '}',
      ],
    },
    {
      // Abramowitz and Stegun 7.1.6, all of whose terms have one sign; beyond 6 the error function is 1 in doubles.
      name: 'erf',
      lines: [
        'function erf(x: number): number {',
        '  const z = Math.abs(x);',
        '  if (z > 6) return Math.sign(x);',
        '  let term = z;',
        '  let sum = z;',
        '  for (let n = 1; term > sum * 1e-17; n++) {',
        '    term *= (2 * z * z) / (2 * n + 1);',
        '    sum += term;',
        '  }',
        '  return (Math.sign(x) * 2 * sum * Math.exp(-z * z)) / Math.sqrt(Math.PI);',
        '}',
      ],
    },
  ],
  conditional: (then, left, right, otherwise) => `(${left} > ${right} ? ${then} : ${otherwise})`,
  power: (base, exponent) => `Math.pow(${base}, ${exponent})`,
  pi: 'Math.PI',
};

const row = (values: ArrayLike<number>): string =>
  `[${Array.from(values, (value) => (Object.is(value, -0) ? '-0' : String(value))).join(', ')}]`;
const STEP = '  ';

/** TypeScript: arrays of numbers and loops, for any runtime that has a console. */
export const typescriptLoops: LoopLanguage = {
  dialect: typescriptDialect,
  comment: (words) => `// ${words}`,
  head: [],
  count: (name, value) => [`const ${name} = ${value};`],
  row: (name, values) => [`const ${name}: number[] = ${row(values)};`],
  table: (name, rows) => [`const ${name}: number[][] = [`, ...rows.map((one) => `${STEP}${row(one)},`), '];'],
  zeroRow: (name, length) => [`const ${name}: number[] = new Array<number>(${length}).fill(0);`],
  zeroTable: (name, rows, columns) => [
    `const ${name}: number[][] = Array.from({ length: ${rows} }, () => new Array<number>(${columns}).fill(0));`,
  ],
  func: (name, parameters, returns, body) => [
    `function ${name}(${parameters.map((one) => `${one.name}: number`).join(', ')}): ${returns === 'number' ? 'number' : 'void'} {`,
    ...indented(body, STEP),
    '}',
  ],
  local: (name, value) => `let ${name} = ${value};`,
  localIndex: (name, value) => `let ${name} = ${value};`,
  assign: (target, operator, value) => `${target} ${operator} ${value};`,
  giveBack: (value) => `return ${value};`,
  call: (text) => `${text};`,
  loop: (index, from, to, body) => [
    `for (let ${index} = ${from}; ${index} < ${to}; ${index}++) {`,
    ...indented(body, STEP),
    '}',
  ],
  when: (condition, then) => [`if (${condition}) {`, ...indented(then, STEP), '}'],
  smaller: (left, right) => `Math.min(${left}, ${right})`,
  asNumber: (index) => index,
  print: (words, value) =>
    value === null ? `console.log("${words}");` : `console.log("${words}", ${value});`,
  demand: (condition, words) => [`if (!(${condition})) throw new Error("${words}");`],
  main: (body) => body,
  quotient: (left, right) => `Math.floor((${left}) / ${right})`,
};
