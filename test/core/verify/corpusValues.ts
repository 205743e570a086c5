import assert from 'node:assert/strict';
import { batchGradient, createBatchScratch } from '../../../src/core/engine/batchGradient';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { initialParameters } from '../../../src/core/engine/initialise';
import { parameterIndex } from '../../../src/core/engine/layout';
import { createModel, type Model } from '../../../src/core/engine/model';
import { sampleValues } from '../../../src/core/insight/sampleValues';
import { quantityValue, type SampleValues } from '../../../src/core/math/evaluate';
import type { Quantity } from '../../../src/core/math/expression';
import type { Network } from '../../../src/core/network/network';
import { plainSpelling } from '../../../src/core/network/spelling';
import type { ParameterSubject } from '../../../src/core/network/subject';
import { createSymbols } from '../../../src/core/network/symbols';
import { numericPartial } from '../math/numericPartial';
import { evaluateNode, type Node, type Scope, type Values } from './corpusArithmetic';

/** A name that is neither assigned nor the network's. */
export class UnknownNameError extends RangeError {}

/** The engine's numbers at the file's parameters, one entry of each list for each sample. */
interface EngineNumbers {
  readonly network: Network;
  readonly model: Model;
  readonly samples: readonly SampleValues[];
  /** ∂L_s/∂parameter of each sample alone. */
  readonly gradients: readonly Float64Array[];
  /** The gradient of the batch, by the network's reduction. */
  readonly batch: Float64Array;
  readonly names: ReadonlyMap<string, Quantity>;
}

export function engineNumbers(network: Network): EngineNumbers {
  const model = createModel(network);
  const parameters = initialParameters(network);
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  const { dataset } = prepared;
  const gradientOf = (batch: Uint32Array): Float64Array => {
    const gradient = new Float64Array(model.layout.parameterCount);
    batchGradient(model, parameters, dataset, batch, createBatchScratch(model), gradient, () => undefined);
    return gradient;
  };
  const indices = Array.from(dataset.trainingIndices);
  return {
    network,
    model,
    samples: indices.map((sample) => sampleValues(model, dataset, parameters, sample)),
    gradients: indices.map((sample) => gradientOf(Uint32Array.of(sample))),
    batch: gradientOf(dataset.trainingIndices),
    names: plainNames(network),
  };
}

/**
 * Every quantity by its plain spelling. Deltas are delta2_1 by layer and unit, delta_o1 by their pre-activation,
 * and delta1 in the last layer.
 */
function plainNames(network: Network): ReadonlyMap<string, Quantity> {
  const names = new Map<string, Quantity>([
    ['eta', { kind: 'learningRate' }],
    ['lr', { kind: 'learningRate' }],
    ['learning_rate', { kind: 'learningRate' }],
  ]);
  const symbols = createSymbols(network);
  const add = (symbol: string, quantity: Quantity): void => void names.set(plainSpelling(symbol), quantity);
  const count = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);
  add(symbols.loss, { kind: 'loss' });
  for (const i of count(network.inputs.units)) add(symbols.input(i), { kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    const previous = network.layers[layer - 1]?.units ?? network.inputs.units;
    const isLast = layer === network.layers.length - 1;
    for (const j of count(units)) {
      for (const i of count(previous)) add(symbols.weight(layer, i, j), { kind: 'weight', layer, i, j });
      if (hasBiases) add(symbols.bias(layer, j), { kind: 'bias', layer, j });
      const preActivation = symbols.preActivation(layer, j);
      const delta: Quantity = { kind: 'delta', layer, j };
      add(preActivation, { kind: 'preActivation', layer, j });
      add(symbols.activation(layer, j), { kind: 'activation', layer, j });
      add(`delta_{${preActivation}}`, delta);
      add(`delta^{(${layer + 1})}_${j + 1}`, delta);
      if (!isLast) continue;
      add(`delta_${j + 1}`, delta);
      add(symbols.target(j), { kind: 'target', k: j });
      add(symbols.lossTerm(j), { kind: 'lossTerm', k: j });
    }
  });
  return names;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Functions of one number, by what programs and twins call them. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  tanh: Math.tanh,
  sigmoid,
  dsigmoid: (x) => sigmoid(x) * sigmoid(-x),
  drelu: (x) => (x > 0 ? 1 : 0),
};

/**
 * Names and calls of a twin or program on a network's numbers. Beside Python's there are D(of, by), the total
 * derivative on each sample; batchD(loss, parameter), that of the batch's loss; new(parameter), its value after
 * one step; partial(expression, name), other names held; sum(letter, count, body); sum_s(body), over the samples.
 */
export class CorpusScope implements Scope {
  readonly samples: number;
  readonly #numbers: EngineNumbers;
  readonly #letters: ReadonlyMap<string, number>;
  readonly #assigned: ReadonlyMap<string, Values>;

  constructor(
    numbers: EngineNumbers,
    letters: ReadonlyMap<string, number> = new Map(),
    assigned: ReadonlyMap<string, Values> = new Map(),
  ) {
    this.samples = numbers.samples.length;
    this.#numbers = numbers;
    this.#letters = letters;
    this.#assigned = assigned;
  }

  withLetter(letter: string, value: number): CorpusScope {
    return new CorpusScope(this.#numbers, new Map([...this.#letters, [letter, value]]), this.#assigned);
  }

  withAssigned(name: string, values: Values): CorpusScope {
    return new CorpusScope(this.#numbers, this.#letters, new Map([...this.#assigned, [name, values]]));
  }

  name(name: string): Values {
    const assigned = this.#assigned.get(name);
    if (assigned) return assigned;
    const { network, samples } = this.#numbers;
    if (name === 'N') return this.#same(samples.length);
    const quantity = this.#quantity(name);
    if (quantity.kind === 'learningRate') return this.#same(network.training.learningRate);
    return samples.map((values) => quantityValue(network, values, quantity));
  }

  call(name: string, operands: readonly Node[]): Values {
    const [first, second, third] = operands;
    const of = functions[name.replace(/^(?:math|np)\./, '')];
    if (of) return evaluateNode(first!, this).map(of);
    switch (name) {
      case 'np.sum':
      case 'sum_s':
        return this.#same(total(evaluateNode(first!, this)));
      case 'np.mean':
        return this.#same(total(evaluateNode(first!, this)) / this.samples);
      case 'sum':
        return this.#sumOver(nameOf(first), evaluateNode(second!, this)[0]!, third!);
      case 'partial':
        return this.#partial(first!, nameOf(second));
      case 'D':
        return this.#derivative(this.#quantity(nameOf(first)), this.#quantity(nameOf(second)));
      case 'batchD':
        assert.equal(this.#quantity(nameOf(first)).kind, 'loss');
        return this.#same(this.#numbers.batch[this.#parameter(nameOf(second))]!);
      case 'new': {
        const gradient = this.#numbers.batch[this.#parameter(nameOf(first))]!;
        const { learningRate } = this.#numbers.network.training;
        return this.name(nameOf(first)).map((value) => value - learningRate * gradient);
      }
      default:
        throw new RangeError(`no function ${name}`);
    }
  }

  #same(value: number): Values {
    return new Array<number>(this.samples).fill(value);
  }

  /** w_1j, u_jk and the like with their letters' numbers; other names as they stand. */
  #quantity(name: string): Quantity {
    const { names } = this.#numbers;
    const general = /^(.+)_([ijk1-9]+)$/.exec(name);
    const [base, indices] = [general?.[1] ?? '', general?.[2] ?? ''];
    const numbered = indices.replace(/[ijk]/g, (letter) => String(this.#letters.get(letter) ?? letter));
    const quantity = names.get(name) ?? names.get(base + numbered) ?? names.get(`${base}_${numbered}`);
    if (!quantity) throw new UnknownNameError(`the network has no ${name}`);
    return quantity;
  }

  #parameter(name: string): number {
    const quantity = this.#quantity(name);
    if (!isParameter(quantity)) throw new UnknownNameError(`the network has no parameter ${name}`);
    return parameterIndex(this.#numbers.model.layout, quantity);
  }

  #sumOver(letter: string, count: number, body: Node): Values {
    let sum: Values = this.#same(0);
    for (let value = 1; value <= count; value++) {
      const term = evaluateNode(body, this.withLetter(letter, value));
      sum = sum.map((before, sample) => before + term[sample]!);
    }
    return sum;
  }

  /** Richardson's extrapolation of central differences of what stands there. */
  #partial(of: Node, by: string): Values {
    const start = this.name(by);
    const at = (h: number): Values =>
      evaluateNode(
        of,
        this.withAssigned(
          by,
          start.map((value) => value + h),
        ),
      );
    const central = (h: number): Values => {
      const below = at(-h);
      return at(h).map((value, sample) => (value - below[sample]!) / (2 * h));
    };
    const coarse = central(1e-4);
    return central(5e-5).map((fine, sample) => (4 * fine - coarse[sample]!) / 3);
  }

  /** The engine's own where it has one (the loss by a parameter or pre-activation), else by differences. */
  #derivative(of: Quantity, by: Quantity): Values {
    const { network, model, samples, gradients } = this.#numbers;
    return samples.map((values, sample) => {
      if (of.kind === 'loss' && isParameter(by)) return gradients[sample]![parameterIndex(model.layout, by)]!;
      if (of.kind === 'loss' && by.kind === 'preActivation') {
        return values.deltas[by.layer]![by.j as number]!;
      }
      return numericPartial(network, values, of, by);
    });
  }
}

/** In names made from a network's symbols every index is a number. */
function isParameter(quantity: Quantity): quantity is ParameterSubject {
  return quantity.kind === 'weight' || quantity.kind === 'bias';
}

function nameOf(node: Node | undefined): string {
  if (node?.kind !== 'name') throw new SyntaxError('a name expected');
  return node.name;
}

const total = (values: Values): number => values.reduce((sum, value) => sum + value, 0);
