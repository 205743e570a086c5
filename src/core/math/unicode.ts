import type { Spelling } from './latex';
import type { Style } from './printer';

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '-': '⁻',
};

/** Plain text with the signs of mathematics: what terminals, lenses and screen readers get. */
export function unicodeStyle(spell: Spelling): Style {
  const power: Style['power'] = (base, exponent) =>
    /^-?\d+$/.test(exponent)
      ? `${base}${exponent.replace(/[-\d]/g, (digit) => SUPERSCRIPTS[digit]!)}`
      : `${base}^(${exponent})`;
  return {
    quantity: spell,
    hasSuperscript: (quantity) => /[⁰¹²³⁴-⁹⁽^]/u.test(spell(quantity)),
    complement: () => null,
    number: unicodeNumber,
    ratio: (numerator, denominator) =>
      numerator === 1 && denominator === 2 ? '½' : `${String(numerator)}/${String(denominator)}`,
    fractionsAreAtoms: false,
    fraction: (numerator, denominator) => `${numerator}/${denominator}`,
    power,
    parentheses: (inside, shape) => (shape === 'round' ? `(${inside})` : `[${inside}]`),
    dot: '·',
    minus: '−',
    // y₁(1 − y₁) reads as one thing; every other pair of factors is set apart by a space.
    juxtapose: (left, right) => {
      const last = left.split(' ').at(-1) ?? '';
      return right.startsWith('(1 − ') && right.includes(last) ? `${left}${right}` : `${left} ${right}`;
    },
    call: (name, operands) => `${name.unicode}(${operands.join(', ')})`,
    root: (inside) => `√(${inside})`,
    absolute: (inside) => `|${inside}|`,
    exponential: (exponent) => `e^(${exponent})`,
    cases: (then, left, right, otherwise) => `{${then} if ${left} > ${right}, else ${otherwise}}`,
    bracket: (left, right) => `[${left} > ${right}]`,
    partial: (of, by) => `∂${spell(of)}/∂${spell(by)}`,
    sum: (index, body) => `Σ_${index} ${body}`,
    variable: (name) => (name === 'pi' ? 'π' : name),
  };
}

/** The shortest decimal that reads back the same double; a true minus sign; NaN and ∞ by name. */
export function unicodeNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  return String(value).replace('-', '−').replace('e−', 'e-').replace('e+', 'e');
}
