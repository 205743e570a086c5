import { floatLiteral, type Dialect } from './dialect';
import { indented, type LoopLanguage } from './loopLanguage';

/** C99 and its mathematics library. */
export const cDialect: Dialect = {
  number: (value) => (value < 0 || Object.is(value, -0) ? `(${floatLiteral(value)})` : floatLiteral(value)),
  functions: {
    exp: 'exp',
    log: 'log',
    sqrt: 'sqrt',
    sin: 'sin',
    cos: 'cos',
    tanh: 'tanh',
    erf: 'erf',
    abs: 'fabs',
    max: 'fmax',
    min: 'fmin',
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
        'static double sigmoid(double x) {',
        '  return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));',
        '}',
      ],
    },
    {
      name: 'softplus',
      lines: ['static double softplus(double x) {', '  return fmax(x, 0) + log1p(exp(-fabs(x)));', '}'],
    },
    { name: 'relu', lines: ['static double relu(double x) {', '  return x > 0 ? x : 0;', '}'] },
    { name: 'sign', lines: ['static double sign(double x) {', '  return (x > 0) - (x < 0);', '}'] },
    {
      name: 'normal_cdf',
      lines: ['static double normal_cdf(double x) {', '  return erfc(-x / sqrt(2)) / 2;', '}'],
    },
    {
      name: 'normal_pdf',
      lines: [
        'static double normal_pdf(double x) {',
        '  return exp(-x * x / 2) / sqrt(2 * 3.141592653589793);',
        '}',
      ],
    },
  ],
  conditional: (then, left, right, otherwise) => `(${left} > ${right} ? ${then} : ${otherwise})`,
  power: (base, exponent) => `pow(${base}, ${exponent})`,
  pi: '3.141592653589793',
};

const row = (values: ArrayLike<number>): string => `{${Array.from(values, floatLiteral).join(', ')}}`;
const STEP = '  ';

/**
 * C: one header with everything in it. Whoever defines BACKPROP_MAIN compiles it as a program that checks itself and
 * trains: cc -DBACKPROP_MAIN -x c network.h -lm
 */
export const cLoops: LoopLanguage = {
  dialect: cDialect,
  // A backslash, or the trigraph of one, at the end of a line would join the next line to the comment.
  comment: (words) => `// ${/(\\|\?\?\/)\s*$/.test(words) ? `${words} .` : words}`,
  head: [
    '#ifndef BACKPROP_NETWORK_H',
    '#define BACKPROP_NETWORK_H',
    '#include <math.h>',
    '#include <stdio.h>',
    '#include <stdlib.h>',
  ],
  count: (name, value) => [`enum { ${name} = ${value} };`],
  row: (name, values) => [`static double ${name}[${values.length}] = ${row(values)};`],
  table: (name, rows) => [
    `static double ${name}[${rows.length}][${rows[0]?.length ?? 0}] = {`,
    ...rows.map((one) => `${STEP}${row(one)},`),
    '};',
  ],
  zeroRow: (name, length) => [`static double ${name}[${length}];`],
  zeroTable: (name, rows, columns) => [`static double ${name}[${rows}][${columns}];`],
  func: (name, parameters, returns, body) => {
    const list = parameters.map((one) => `${one.type === 'index' ? 'int' : 'double'} ${one.name}`);
    return [
      `static ${returns === 'number' ? 'double' : 'void'} ${name}(${list.length === 0 ? 'void' : list.join(', ')}) {`,
      ...indented(body, STEP),
      '}',
    ];
  },
  local: (name, value) => `double ${name} = ${value};`,
  localIndex: (name, value) => `int ${name} = ${value};`,
  assign: (target, operator, value) => `${target} ${operator} ${value};`,
  giveBack: (value) => `return ${value};`,
  call: (text) => `${text};`,
  loop: (index, from, to, body) => [
    `for (int ${index} = ${from}; ${index} < ${to}; ${index}++) {`,
    ...indented(body, STEP),
    '}',
  ],
  when: (condition, then) => [`if (${condition}) {`, ...indented(then, STEP), '}'],
  smaller: (left, right) => `(${left} < ${right} ? ${left} : ${right})`,
  asNumber: (index) => `(double)${index}`,
  print: (words, value) =>
    value === null ? `printf("${words}\\n");` : `printf("${words} %.17g\\n", ${value});`,
  demand: (condition, words) => [
    `if (!(${condition})) {`,
    `${STEP}fprintf(stderr, "${words}\\n");`,
    `${STEP}exit(1);`,
    '}',
  ],
  main: (body) => [
    '#ifdef BACKPROP_MAIN',
    'int main(void) {',
    ...indented(body, STEP),
    `${STEP}return 0;`,
    '}',
    '#endif',
    '#endif',
  ],
  quotient: (left, right) => `((${left}) / ${right})`,
};
