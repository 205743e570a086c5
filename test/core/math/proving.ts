import assert from 'node:assert/strict';
import { activationFunction } from '../../../src/core/math/activations';
import {
  evaluateExpression,
  indexValue,
  quantityValue,
  termMagnitude,
  type Letters,
  type SampleValues,
} from '../../../src/core/math/evaluate';
import {
  isSame,
  letters,
  type Expression,
  type Index,
  type Quantity,
} from '../../../src/core/math/expression';
import { indexCounts, lastLayer, unitCount } from '../../../src/core/math/formulas';
import { lossFunction } from '../../../src/core/math/losses';
import { evaluateMatrix, matrixMagnitude, quantityAt } from '../../../src/core/math/matrix';
import { createMatrixNames } from '../../../src/core/math/matrixNames';
import { createNames, type Names } from '../../../src/core/math/names';
import type { MatrixNotation } from '../../../src/core/math/printMatrix';
import { printView } from '../../../src/core/math/printView';
import { readEquation, type Vocabulary } from '../../../src/core/math/read';
import {
  matrixVocabulary,
  readMatrixEquation,
  type MatrixVocabulary,
} from '../../../src/core/math/readMatrix';
import { Spellings } from '../../../src/core/math/scanner';
import type { GradientView } from '../../../src/core/math/view';
import type { ViewEquation } from '../../../src/core/math/viewEquation';
import type { Network } from '../../../src/core/network/network';
import type { Subject } from '../../../src/core/network/subject';
import type { RandomNetwork } from '../insight/randomNetworks';
import { sampleValues } from './networks';

/** Every quantity of a small network, with the letters of general formulas. */
function quantities(network: Network): readonly Quantity[] {
  const all: Quantity[] = [{ kind: 'loss' }, { kind: 'learningRate' }];
  const indices = (count: number): readonly Index[] => [
    ...Array.from({ length: count }, (_, n) => n),
    ...letters,
  ];
  for (const i of indices(network.inputs.units)) all.push({ kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    for (const j of indices(units)) {
      all.push(
        { kind: 'preActivation', layer, j },
        { kind: 'activation', layer, j },
        { kind: 'delta', layer, j },
      );
      if (hasBiases) all.push({ kind: 'bias', layer, j });
      for (const i of indices(unitCount(network, layer - 1))) all.push({ kind: 'weight', layer, i, j });
    }
  });
  for (const k of indices(unitCount(network, lastLayer(network)))) {
    all.push({ kind: 'target', k }, { kind: 'lossTerm', k });
  }
  return all;
}

/** What the names of a network mean to the reader of printed formulas, with the letters of general formulas. */
export function vocabulary(network: Network, spell: Names['latex']): Vocabulary {
  const spelled = new Map<string, Quantity>();
  for (const of of quantities(network)) {
    const name = spell(of);
    assert.ok(!spelled.has(name), `${name} means two things`);
    spelled.set(name, of);
  }
  return { network, quantities: new Spellings(spelled) };
}

/** Everything of a network that has a gradient, δ among it. */
export function subjects(network: Network): readonly Subject[] {
  const all: Subject[] = [];
  for (let i = 0; i < network.inputs.units; i++) all.push({ kind: 'input', i });
  network.layers.forEach(({ units, hasBiases }, layer) => {
    for (let j = 0; j < units; j++) {
      all.push(
        { kind: 'preActivation', layer, j },
        { kind: 'activation', layer, j },
        { kind: 'delta', layer, j },
      );
      if (hasBiases) all.push({ kind: 'bias', layer, j });
      for (let i = 0; i < unitCount(network, layer - 1); i++) all.push({ kind: 'weight', layer, i, j });
    }
  });
  return all;
}

/** ∂L_s/∂subject as the engine has it, from its deltas; by an output, from the compiled loss. */
export function engineGradient(network: Network, values: SampleValues, subject: Subject): number {
  const delta = (layer: number, j: number): number => values.deltas[layer]![j]!;
  switch (subject.kind) {
    case 'weight': {
      const before = subject.layer === 0 ? values.inputs : values.activations[subject.layer - 1]!;
      return delta(subject.layer, subject.j) * before[subject.i]!;
    }
    case 'bias':
    case 'preActivation':
    case 'delta':
      return delta(subject.layer, subject.j);
    case 'activation':
    case 'input': {
      const layer = subject.kind === 'input' ? -1 : subject.layer;
      const unit = subject.kind === 'input' ? subject.i : subject.j;
      if (layer === lastLayer(network)) {
        const { derivative } = lossFunction(network.loss, unitCount(network, layer));
        return derivative(values.activations[layer]![unit]!, values.targets[unit]!);
      }
      let sum = 0;
      for (let j = 0; j < unitCount(network, layer + 1); j++) {
        sum += delta(layer + 1, j) * values.parameter({ kind: 'weight', layer: layer + 1, i: unit, j });
      }
      return sum;
    }
    default:
      throw new RangeError(`nobody differentiates by a ${subject.kind}`);
  }
}

/** The engine's numbers for the first sample of a random network. */
export function firstSample({ network, parameters, dataset }: RandomNetwork): SampleValues {
  const inputs = Array.from(dataset.inputs.subarray(0, dataset.inputUnits));
  const targets = Array.from(dataset.targets.subarray(0, dataset.targetUnits));
  return sampleValues(network, inputs, targets, parameters);
}

/** What has been proved: equations read back, and numbers in them that were compared with the engine's. */
export interface Proved {
  equations: number;
  numbers: number;
}

/** Reads the printed equations of views back and compares them with one sample's numbers of the engine. */
export class ViewProof {
  readonly #network: Network;
  readonly #values: SampleValues;
  readonly #notation: MatrixNotation;
  readonly #names: Names;
  readonly #words: Vocabulary;
  readonly #matrixWords: MatrixVocabulary;
  readonly #seen = new Set<string>();
  readonly #proved: Proved;
  readonly #known: Map<ViewEquation, readonly Expression[]>;

  /** `known`, which the proofs of both notations share: the sides of equations that have been compared. */
  constructor(
    network: Network,
    values: SampleValues,
    notation: MatrixNotation,
    proved: Proved,
    known = new Map<ViewEquation, readonly Expression[]>(),
  ) {
    this.#known = known;
    this.#network = network;
    this.#values = values;
    this.#notation = notation;
    this.#proved = proved;
    this.#names = createNames(network);
    this.#words = vocabulary(network, this.#names[notation]);
    this.#matrixWords = matrixVocabulary(network, createMatrixNames(network), notation);
  }

  /** Every equation of the view. Throws AssertionError or ReadError where one is not what the engine says. */
  prove(view: GradientView): void {
    const printed = printView(this.#network, this.#names, view, this.#notation, 'all');
    assert.equal(printed.length, view.equations.length);
    printed.forEach(({ text }, n) => {
      this.proveText(view.equations[n]!, text);
    });
  }

  /** One equation of the kind of `equation` that reads `text`. */
  proveText(equation: ViewEquation, text: string): void {
    if (this.#seen.has(text)) return;
    this.#seen.add(text);
    this.#proved.equations++;
    if (equation.kind === 'units') this.#proveUnits(equation, text);
    else if (equation.kind === 'matrices') this.#proveMatrices(text);
    else this.#proveFunction(equation.layer, equation.isDerivative, text);
  }

  /** `magnitude` is Σ |terms|, never less than the |value| itself: asked for only where that is not enough. */
  #same(value: number, engine: number, magnitude: () => number, text: string): void {
    this.#proved.numbers++;
    const error = Math.abs(value - engine);
    if (error <= 1e-12 * Math.abs(value)) return;
    const terms = Math.max(magnitude(), Number.MIN_VALUE);
    assert.ok(
      error <= 1e-12 * terms,
      `${text}: ${String(value)}, engine ${String(engine)}, terms ${String(terms)}`,
    );
  }

  #proveUnits(equation: ViewEquation, text: string): void {
    const [left, ...rights] = readEquation(text, this.#words);
    assert.ok(left && rights.length > 0, text);
    const of = left.kind === 'partial' ? left.by : left.kind === 'quantity' ? left.quantity : null;
    assert.ok(of && (left.kind !== 'partial' || left.of.kind === 'loss'), text);
    // The other notation has been read as the same expressions, and those have been compared.
    const known = this.#known.get(equation);
    if (known?.length === rights.length && known.every((side, n) => isSame(side, rights[n]!))) return;
    this.#known.set(equation, rights);
    for (const at of assignments(this.#network, of)) {
      const subject = { ...of, ...placed(of, at) };
      const engine =
        left.kind === 'quantity'
          ? quantityValue(this.#network, this.#values, subject)
          : engineGradient(this.#network, this.#values, subject as Subject);
      // What numbers come to is as exact as the terms they were made from.
      const magnitude = (): number =>
        Math.max(...rights.map((right) => termMagnitude(this.#network, this.#values, right, at)));
      for (const right of rights) {
        this.#same(evaluateExpression(this.#network, this.#values, right, at), engine, magnitude, text);
      }
    }
  }

  #proveMatrices(text: string): void {
    const [left, ...rights] = readMatrixEquation(text, this.#matrixWords);
    assert.ok(left && rights.length > 0, text);
    const of = left.kind === 'gradient' ? left.by : left.kind === 'matrix' ? left.of : null;
    assert.ok(of, text);
    for (const right of rights) {
      evaluateMatrix(this.#network, this.#values, right).forEach((row, i) => {
        row.forEach((value, j) => {
          const subject = quantityAt(of, i, j);
          const engine =
            left.kind === 'matrix'
              ? quantityValue(this.#network, this.#values, subject)
              : engineGradient(this.#network, this.#values, subject as Subject);
          const magnitude = (): number =>
            Math.max(...rights.map((side) => matrixMagnitude(this.#network, this.#values, side)[i]![j]!));
          this.#same(value, engine, magnitude, text);
        });
      });
    }
  }

  /** φ(a) = … at the pre-activations of the layer, a spelled as a name of its own. */
  #proveFunction(layer: number, isDerivative: boolean, text: string): void {
    const at = text.indexOf(' = ');
    const a: Quantity = { kind: 'preActivation', layer, j: 'j' };
    const words = { network: this.#network, quantities: new Spellings([['a', a] as const]) };
    const [right] = readEquation(text.slice(at + 3), words);
    const { value, derivative } = activationFunction(this.#network.layers[layer]!.activation);
    for (let j = 0; j < unitCount(this.#network, layer); j++) {
      const input = this.#values.preActivations[layer]![j]!;
      const found = evaluateExpression(this.#network, this.#values, right!, { j });
      const magnitude = (): number => termMagnitude(this.#network, this.#values, right!, { j });
      this.#same(found, (isDerivative ? derivative : value)(input), magnitude, text);
    }
  }
}

/** Every choice of numbers for the letters of a quantity. */
function assignments(network: Network, of: Quantity): readonly Letters[] {
  return indexCounts(network, of).reduce<readonly Letters[]>(
    (all, [index, count]) =>
      typeof index === 'number'
        ? all
        : all.flatMap((one) => Array.from({ length: count }, (_, n) => ({ ...one, [index]: n }))),
    [{}],
  );
}

/** The indices of a quantity with its letters replaced. */
function placed(of: Quantity, at: Letters): Partial<Record<string, number>> {
  const indices = Object.entries(of).filter(([key]) => key === 'i' || key === 'j' || key === 'k');
  return Object.fromEntries(indices.map(([key, index]) => [key, indexValue(index as Index, at)]));
}
