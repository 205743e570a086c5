import type { Quantity } from './expression';
import type { Style } from './printer';

/** What a style needs to know of a network: how each quantity is spelled. */
export type Spelling = (quantity: Quantity) => string;

const CALLS_WITHOUT_SPACE = /^\\(sigma|Phi|varphi|operatorname|tanh|exp|ln|sin|cos|max|min)/;

/** LaTeX as KaTeX and every LaTeX with amsmath read it. */
export function latexStyle(spell: Spelling): Style {
  const parentheses: Style['parentheses'] = (inside, shape) => {
    const [open, close] = shape === 'round' ? ['(', ')'] : ['[', ']'];
    return inside.includes('\\frac') || inside.includes('\\begin')
      ? `\\left${open} ${inside} \\right${close}`
      : `${open}${inside}${close}`;
  };
  return {
    quantity: spell,
    hasSuperscript: (quantity) => spell(quantity).includes('^'),
    complement: () => null,
    number: latexNumber,
    ratio: (numerator, denominator) => `\\frac{${String(numerator)}}{${String(denominator)}}`,
    fractionsAreAtoms: true,
    fraction: (numerator, denominator) => `\\frac{${numerator}}{${denominator}}`,
    power: (base, exponent) => `${base}^{${exponent}}`,
    parentheses,
    dot: '\\cdot',
    minus: '-',
    juxtapose: (left, right) => `${left} \\, ${right}`.replace(/ \\, \(/, ' ('),
    call: (name, operands) => {
      const inside = parentheses(operands.join(', '), 'round');
      return CALLS_WITHOUT_SPACE.test(name.latex) ? `${name.latex}${inside}` : `${name.latex} ${inside}`;
    },
    root: (inside) => `\\sqrt{${inside}}`,
    absolute: (inside) => `\\left| ${inside} \\right|`,
    exponential: (exponent) => `e^{${exponent}}`,
    cases: (then, left, right, otherwise) =>
      `\\begin{cases} ${then} & ${left} > ${right} \\\\ ${otherwise} & ${left} \\le ${right} \\end{cases}`,
    bracket: (left, right) => `[${left} > ${right}]`,
    partial: (of, by) => `\\frac{\\partial ${spell(of)}}{\\partial ${spell(by)}}`,
    sum: (index, body) => `\\sum_{${index}} ${body}`,
    variable: (name) => (name === 'pi' ? '\\pi' : name),
  };
}

/**
 * The shortest decimal that reads back the same double, with a power of ten where JavaScript would use e; NaN and ∞
 * by name.
 */
export function latexNumber(value: number): string {
  if (Number.isNaN(value)) return '\\text{NaN}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const [mantissa, exponent] = String(value).split('e');
  return exponent === undefined ? mantissa! : `${mantissa!} \\times 10^{${String(Number(exponent))}}`;
}
