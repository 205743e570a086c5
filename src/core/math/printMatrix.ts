/** Matrix expressions as LaTeX and Unicode: ⊙ and ⊘ act entry by entry, factors side by side are matrix products. */

import type { Network } from '../network/network';
import { latexStyle } from './latex';
import { matrixShape, type MatrixExpression, type MatrixQuantity } from './matrix';
import type { MatrixNames } from './matrixNames';
import { operation } from './operations';
import { print, type Style } from './printer';
import { unicodeStyle } from './unicode';

/** How tightly a printed text holds together. */
const SUM = 1;
const ENTRYWISE = 2;
const PRODUCT = 3;
const ATOM = 4;

interface Printed {
  readonly text: string;
  readonly binding: 1 | 2 | 3 | 4;
}

/** What differs between the notations beyond what a `Style` says. */
interface MatrixStyle {
  readonly style: Style;
  readonly name: (of: MatrixQuantity) => string;
  readonly activation: (layer: number, isDerivative: boolean) => string;
  readonly gradient: (by: string) => string;
  readonly transpose: (text: string) => string;
  readonly ones: string;
  readonly diagonal: string;
  readonly times: string;
  readonly over: string;
  readonly numbers: (rows: readonly (readonly string[])[]) => string;
}

/** The notations of matrices. */
export type MatrixNotation = 'latex' | 'unicode';

function spelledElsewhere(): never {
  throw new RangeError('a matrix has no quantity of a single unit');
}

function styleOf(
  names: MatrixNames,
  notation: MatrixNotation,
  number: Style['number'] | null = null,
): MatrixStyle {
  const isLatex = notation === 'latex';
  const style = isLatex ? latexStyle(spelledElsewhere) : unicodeStyle(spelledElsewhere);
  return {
    style: number ? { ...style, number } : style,
    name: (of) => names.matrix(of)[notation],
    activation: (layer, isDerivative) => {
      const name = names.activation(layer)[notation];
      return isDerivative ? primed(name, isLatex) : name;
    },
    gradient: (by) =>
      isLatex ? `\\frac{\\partial ${names.loss.latex}}{\\partial ${by}}` : `∂${names.loss.unicode}/∂${by}`,
    transpose: (text) => {
      if (!isLatex) return `${text}ᵀ`;
      // x^{(1)} has a superscript already: braces let the transpose stand beside it.
      return text.includes('^') ? `{${text}}^{\\mathsf T}` : `${text}^{\\mathsf T}`;
    },
    ones: isLatex ? '\\mathbf{1}' : '𝟏',
    diagonal: isLatex ? '\\operatorname{diag}' : 'diag',
    times: isLatex ? '\\odot' : '⊙',
    over: isLatex ? '\\oslash' : '⊘',
    numbers: (rows) =>
      isLatex
        ? `\\begin{pmatrix} ${rows.map((row) => row.join(' & ')).join(' \\\\ ')} \\end{pmatrix}`
        : `[${rows.map((row) => `[${row.join(', ')}]`).join(', ')}]`,
  };
}

/** σ′; where the name carries its layer, σ′₂. */
function primed(name: string, isLatex: boolean): string {
  const at = name.search(isLatex ? /_\{\d+\}$/ : /[₀-₉]+$/);
  const prime = isLatex ? "'" : '′';
  return at < 0 ? `${name}${prime}` : `${name.slice(0, at)}${prime}${name.slice(at)}`;
}

/** The name of φ or φ′ of a layer, as the printer writes it before its argument. */
export function printedFunction(
  names: MatrixNames,
  notation: MatrixNotation,
  layer: number,
  isDerivative: boolean,
): string {
  return styleOf(names, notation).activation(layer, isDerivative);
}

/** `number` spells the entries of matrices in numbers; without it they have all their digits. */
export function printMatrix(
  names: MatrixNames,
  expression: MatrixExpression,
  notation: MatrixNotation,
  number: Style['number'] | null = null,
): string {
  return walk(expression, styleOf(names, notation, number)).text;
}

const atom = (text: string): Printed => ({ text, binding: ATOM });

function held(expression: MatrixExpression, binding: Printed['binding'], style: MatrixStyle): string {
  const printed = walk(expression, style);
  return printed.binding >= binding ? printed.text : style.style.parentheses(printed.text, 'round');
}

function walk(expression: MatrixExpression, style: MatrixStyle): Printed {
  switch (expression.kind) {
    case 'matrix':
      return atom(style.name(expression.of));
    case 'gradient':
      return atom(style.gradient(style.name(expression.by)));
    case 'ones':
      return atom(style.ones);
    case 'scalar': {
      const text = print(expression.value, style.style);
      return { text, binding: expression.value.value < 0 ? SUM : ATOM };
    }
    case 'numbers':
      return atom(style.numbers(expression.rows.map((row) => row.map((value) => style.style.number(value)))));
    case 'transpose':
      return atom(style.transpose(held(expression.of, ATOM, style)));
    case 'diagonal':
      return atom(`${style.diagonal}(${walk(expression.of, style).text})`);
    case 'product':
      return {
        text: `${held(expression.left, PRODUCT, style)} ${held(expression.right, ATOM, style)}`,
        binding: PRODUCT,
      };
    case 'entrywise':
      return walkEntrywise(expression, style);
    case 'function': {
      const inside = style.style.parentheses(walk(expression.of, style).text, 'round');
      return atom(`${style.activation(expression.layer, expression.isDerivative)}${inside}`);
    }
  }
}

function walkEntrywise(
  { operation: name, operands }: Extract<MatrixExpression, { kind: 'entrywise' }>,
  style: MatrixStyle,
): Printed {
  const [first, second] = [operands[0]!, operands[1]!];
  const { minus } = style.style;
  const text = (operand: MatrixExpression): string => walk(operand, style).text;
  switch (name) {
    case 'add':
      return { text: operands.map((operand) => held(operand, ENTRYWISE, style)).join(' + '), binding: SUM };
    case 'subtract':
      return { text: `${text(first)} ${minus} ${held(second, ENTRYWISE, style)}`, binding: SUM };
    case 'negate':
      return { text: `${minus}${held(first, ENTRYWISE, style)}`, binding: SUM };
    case 'oneMinus':
      return { text: `1 ${minus} ${held(first, ENTRYWISE, style)}`, binding: SUM };
    case 'multiply':
    case 'chain':
      return walkHadamard(operands, style);
    case 'divide':
      return {
        text: `${held(first, ATOM, style)} ${style.over} ${held(second, ATOM, style)}`,
        binding: ENTRYWISE,
      };
    case 'abs':
      return atom(style.style.absolute(text(first)));
    case 'where': {
      const [left, right, then, otherwise] = operands.map(text);
      return atom(style.style.cases(then!, left!, right!, otherwise!));
    }
    default: {
      const notation = operation(name).name;
      if (!notation) throw new RangeError(`the operation ${name} has no notation entry by entry`);
      return atom(style.style.call(notation, operands.map(text)));
    }
  }
}

/** Numbers stand in front of what they multiply; between matrices stands ⊙. */
function walkHadamard(factors: readonly MatrixExpression[], style: MatrixStyle): Printed {
  const printed = factors.map((factor, n) => {
    const isFirstNumber = n === 0 && factor.kind === 'scalar';
    return isFirstNumber ? walk(factor, style).text : held(factor, ATOM, style);
  });
  const text = printed.reduce((left, right, n) =>
    factors[n - 1]!.kind === 'scalar'
      ? style.style.juxtapose(left, right)
      : `${left} ${style.times} ${right}`,
  );
  return { text, binding: ENTRYWISE };
}

/**
 * The shapes of an equation's sides, factor by factor: [2, 3] = [2, 1] [1, 3]. What is computed entry by entry
 * has one shape.
 */
export function printShapes(network: Network, sides: readonly MatrixExpression[]): string {
  return sides.map((side) => shapesOf(network, side)).join(' = ');
}

function shapesOf(network: Network, expression: MatrixExpression): string {
  if (expression.kind === 'product') {
    const [left, right] = [expression.left, expression.right].map((factor) => {
      const isProduct = factor.kind === 'product' && factor !== expression.right;
      return isProduct ? shapesOf(network, factor) : ownShape(network, factor);
    });
    return `${left!} ${right!}`;
  }
  if (expression.kind !== 'entrywise' || !expression.operands.some(({ kind }) => kind === 'product')) {
    return ownShape(network, expression);
  }
  const times = expression.operation === 'multiply' ? ' ⊙ ' : null;
  if (times === null) return ownShape(network, expression);
  return expression.operands
    .filter(({ kind }) => kind !== 'scalar')
    .map((operand) =>
      operand.kind === 'product' ? `(${shapesOf(network, operand)})` : ownShape(network, operand),
    )
    .join(times);
}

function ownShape(network: Network, expression: MatrixExpression): string {
  const shape = matrixShape(network, expression);
  return shape ? `[${String(shape[0])}, ${String(shape[1])}]` : '1';
}
