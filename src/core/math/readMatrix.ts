/** Reads matrix equations that printMatrix.ts wrote back, and sees that every product is one of fitting shapes. */

import type { Network } from '../network/network';
import { isNumber, number, ratio, type OperationName } from './expression';
import {
  entrywise,
  matrix,
  matrixProduct,
  matrixShape,
  transpose,
  type MatrixExpression,
  type MatrixQuantity,
} from './matrix';
import type { MatrixNames } from './matrixNames';
import { operationNotations } from './operations';
import { printedFunction, type MatrixNotation } from './printMatrix';
import { ReadError, Scanner, Spellings } from './scanner';

type FunctionName = Pick<Extract<MatrixExpression, { kind: 'function' }>, 'layer' | 'isDerivative'>;

/** What the names in a text of matrices mean. */
export interface MatrixVocabulary {
  readonly network: Network;
  readonly loss: string;
  readonly matrices: Spellings<MatrixQuantity>;
  /** The activation functions; a name that several layers share stands for the first of them. */
  readonly functions: Spellings<FunctionName>;
}

export function matrixVocabulary(
  network: Network,
  names: MatrixNames,
  notation: MatrixNotation,
): MatrixVocabulary {
  const layers = network.layers.map((_, layer) => layer);
  const matrices: MatrixQuantity[] = [
    { kind: 'targets' },
    { kind: 'activations', layer: -1 },
    ...layers.flatMap((layer) =>
      (['weights', 'biases', 'preActivations', 'activations', 'deltas'] as const).map((kind) => ({
        kind,
        layer,
      })),
    ),
  ];
  const functions = new Map<string, FunctionName>();
  for (const layer of layers) {
    for (const isDerivative of [false, true]) {
      const name = printedFunction(names, notation, layer, isDerivative);
      if (!functions.has(name)) functions.set(name, { layer, isDerivative });
    }
  }
  return {
    network,
    loss: names.loss[notation],
    matrices: new Spellings(matrices.map((of) => [names.matrix(of)[notation], of])),
    functions: new Spellings(functions),
  };
}

/**
 * The sides of a printed matrix equation. Throws ReadError for anything the printer does not write, and where the
 * shapes of a product, a sum or the two sides do not fit.
 */
export function readMatrixEquation(text: string, vocabulary: MatrixVocabulary): readonly MatrixExpression[] {
  return new MatrixReader(text, vocabulary).equation();
}

const CALLS = new Spellings<OperationName>(
  operationNotations()
    .filter(({ name }) => name === 'sign' || name === 'max' || name === 'min')
    .flatMap(({ name, notation }) => [[notation.latex, name] as const, [notation.unicode, name] as const]),
);

const RATIO = /\d+\/\d+/y;
const FACTOR = /[\d½([|{𝟏∂]|\\(?:frac|mathbf|operatorname|begin)|diag\(/uy;

class MatrixReader extends Scanner {
  readonly #vocabulary: MatrixVocabulary;
  #openBars = 0;

  constructor(text: string, vocabulary: MatrixVocabulary) {
    super(text);
    this.#vocabulary = vocabulary;
  }

  equation(): readonly MatrixExpression[] {
    const sides = [this.#sum()];
    while (this.take('=')) sides.push(this.#sum());
    this.end();
    const shapes = sides.map((side) => JSON.stringify(matrixShape(this.#vocabulary.network, side)));
    if (new Set(shapes).size > 1) throw new ReadError(`the sides have shapes ${shapes.join(' and ')}`, 0);
    return sides;
  }

  /** The expression, if its parts fit each other. */
  #fitting(start: number, expression: MatrixExpression): MatrixExpression {
    try {
      matrixShape(this.#vocabulary.network, expression);
    } catch (error) {
      if (error instanceof RangeError) throw new ReadError(error.message, start);
      throw error;
    }
    return expression;
  }

  #sum(): MatrixExpression {
    this.space();
    const start = this.at;
    const isNegative = this.takeMinus();
    let sum = this.#entrywise();
    if (isNegative) sum = entrywise('negate', sum);
    for (;;) {
      if (this.take('+')) sum = entrywise('add', sum, this.#entrywise());
      else if (this.takeMinus()) {
        const right = this.#entrywise();
        const isOne = sum.kind === 'scalar' && isNumber(sum.value, 1);
        sum = isOne ? entrywise('oneMinus', right) : entrywise('subtract', sum, right);
      } else return sum;
      this.#fitting(start, sum);
    }
  }

  #entrywise(): MatrixExpression {
    this.space();
    const start = this.at;
    let left = this.#product();
    for (;;) {
      if (this.take('\\odot') || this.take('⊙')) left = entrywise('multiply', left, this.#product());
      else if (this.take('\\oslash') || this.take('⊘')) left = entrywise('divide', left, this.#product());
      else return left;
      this.#fitting(start, left);
    }
  }

  #product(): MatrixExpression {
    this.space();
    const start = this.at;
    let left = this.#transposed();
    while (this.#startsFactor()) {
      const right = this.#transposed();
      const isScaled = left.kind === 'scalar';
      left = this.#fitting(start, isScaled ? entrywise('multiply', left, right) : matrixProduct(left, right));
    }
    return left;
  }

  #startsFactor(): boolean {
    this.space();
    // The condition of cases, whatever matrix may be called i.
    if (this.text.startsWith('if ', this.at)) return false;
    const { matrices, functions } = this.#vocabulary;
    if (matrices.at(this.text, this.at) ?? functions.at(this.text, this.at) ?? CALLS.at(this.text, this.at))
      return true;
    FACTOR.lastIndex = this.at;
    return FACTOR.test(this.text) && !(this.#openBars > 0 && this.text[this.at] === '|');
  }

  #transposed(): MatrixExpression {
    let of = this.#atom();
    while (this.take('^{\\mathsf T}') || this.take('ᵀ')) of = transpose(of);
    return of;
  }

  #atom(): MatrixExpression {
    this.space();
    if (this.take('\\operatorname{diag}') || this.take('diag(')) return this.#diagonal();
    const known = this.#vocabulary.functions.at(this.text, this.at);
    const named = this.#vocabulary.matrices.at(this.text, this.at);
    const call = CALLS.at(this.text, this.at);
    const nameLength = named?.[0].length ?? 0;
    if (known && known[0].length > nameLength) return this.#function(known);
    if (call && call[0].length > nameLength) return this.#call(call);
    if (named) {
      this.at += named[0].length;
      return matrix(named[1]);
    }
    if (this.take('½')) return { kind: 'scalar', value: ratio(1, 2) };
    if (this.take('\\mathbf{1}') || this.take('𝟏')) return { kind: 'ones' };
    if (this.take('\\begin{pmatrix}')) return this.#rows('&', '\\\\', '\\end{pmatrix}');
    if (this.take('[[')) return this.#rows(',', '], [', ']]');
    return this.#number() ?? this.#construct() ?? this.fail('this is not a matrix of the network');
  }

  #function([name, { layer, isDerivative }]: readonly [string, FunctionName]): MatrixExpression {
    const start = this.at;
    this.at += name.length;
    this.expect('(');
    const of = this.#sum();
    this.expect(')');
    return this.#fitting(start, { kind: 'function', layer: this.#layerOf(layer, of), isDerivative, of });
  }

  /** One name is the activation of every layer that has the same one: that of the argument's width is meant. */
  #layerOf(named: number, of: MatrixExpression): number {
    const { layers } = this.#vocabulary.network;
    const width = matrixShape(this.#vocabulary.network, of)?.[1];
    const activation = JSON.stringify(layers[named]!.activation);
    const found = layers.findIndex(
      (layer) => layer.units === width && JSON.stringify(layer.activation) === activation,
    );
    return found < 0 ? named : found;
  }

  #number(): MatrixExpression | null {
    const quotient = this.match(RATIO);
    if (quotient !== null) {
      const [numerator, denominator] = quotient.split('/').map(Number);
      return { kind: 'scalar', value: ratio(numerator!, denominator!) };
    }
    const decimal = this.decimal();
    return decimal === null ? null : { kind: 'scalar', value: number(decimal) };
  }

  #rows(column: string, row: string, end: string): MatrixExpression {
    const rows: number[][] = [[]];
    for (;;) {
      const isNegative = this.takeMinus();
      const value = this.decimal() ?? this.fail('expected a number');
      rows.at(-1)!.push(isNegative ? -value : value);
      if (this.take(end)) break;
      if (this.take(row)) rows.push([]);
      else this.expect(column);
    }
    if (rows.some(({ length }) => length !== rows[0]!.length)) this.fail('the rows differ in length before');
    return { kind: 'numbers', rows };
  }

  #construct(): MatrixExpression | null {
    if (this.take('\\frac{\\partial')) return this.#gradient('}{\\partial', '}');
    if (this.take('∂')) return this.#gradient('/∂', '');
    if (this.take('\\frac{')) {
      const numerator = this.decimal() ?? this.fail('expected a number');
      this.expect('}{');
      const denominator = this.decimal() ?? this.fail('expected a number');
      this.expect('}');
      return { kind: 'scalar', value: ratio(numerator, denominator) };
    }
    if (this.take('|')) {
      this.#openBars++;
      const inside = this.#sum();
      this.#openBars--;
      this.expect('|');
      return entrywise('abs', inside);
    }
    if (this.take('\\begin{cases}')) return this.#cases('&', '\\\\', '\\end{cases}');
    if (this.take('{')) return this.#braced();
    if (this.take('(')) return this.#inside(')');
    return null;
  }

  #inside(close: string): MatrixExpression {
    const inside = this.#sum();
    this.expect(close);
    return inside;
  }

  #braced(): MatrixExpression {
    const then = this.#sum();
    // Braces without a condition keep a name and its transpose together.
    if (this.take('}')) return then;
    this.expect('if');
    const left = this.#sum();
    this.expect('>');
    const right = this.#sum();
    this.expect(', else');
    return entrywise('where', left, right, then, this.#inside('}'));
  }

  #cases(condition: string, next: string, end: string): MatrixExpression {
    const then = this.#sum();
    this.expect(condition);
    const left = this.#sum();
    this.expect('>');
    const right = this.#sum();
    this.expect(next);
    const otherwise = this.#sum();
    this.expect(condition);
    this.#sum();
    this.expect('\\le');
    this.#sum();
    this.expect(end);
    return entrywise('where', left, right, then, otherwise);
  }

  #gradient(between: string, end: string): MatrixExpression {
    this.expect(this.#vocabulary.loss);
    this.expect(between);
    this.space();
    const by = this.#vocabulary.matrices.at(this.text, this.at) ?? this.fail('this is not a matrix');
    this.at += by[0].length;
    this.expect(end);
    return { kind: 'gradient', by: by[1] };
  }

  #diagonal(): MatrixExpression {
    const start = this.at;
    if (this.text[this.at - 1] !== '(') this.expect('(');
    return this.#fitting(start, { kind: 'diagonal', of: this.#inside(')') });
  }

  #call([name, operation]: readonly [string, OperationName]): MatrixExpression {
    this.at += name.length;
    this.expect('(');
    const operands = [this.#sum()];
    while (this.take(',')) operands.push(this.#sum());
    this.expect(')');
    return entrywise(operation, ...operands);
  }
}
