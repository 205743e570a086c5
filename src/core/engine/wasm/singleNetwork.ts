import type { Model } from '../model';
import type { Code } from './code';
import { DoubleValues } from './doubles';
import { isTakenFromPreActivations, writeLoss } from './losses';
import { activated } from './passes';
import { doublePrecision, loadBoth, loadPair, shuffled, type Precision } from './precision';
import type { Value } from './writtenCode';

/*
 * A network on one sample, every unit written out. One sample is a chain of operations that wait for each other, so
 * the lanes hold two neighbouring units, not two samples: half the instructions, and the same bits, because each
 * unit's own operations are what they were. The second lane of a last unit without a neighbour holds it again, so
 * that nothing can be infinite there that is not in the first.
 */

/** Two neighbours of a row, or its last one alone. */
export interface Pair {
  readonly first: number;
  readonly count: 1 | 2;
}

export function pairsOf(length: number): readonly Pair[] {
  return Array.from({ length: Math.ceil(length / 2) }, (_, n) => ({
    first: 2 * n,
    count: 2 * n + 1 < length ? 2 : 1,
  }));
}

/** Reads a pair of the row of numbers at `address`. */
export function pairFrom(code: Code, precision: Precision, address: number): (pair: Pair) => Value {
  return ({ first, count }) =>
    (count === 2 ? loadPair : loadBoth)(code, precision, code.i32(0), address + precision.bytes * first);
}

/** Rows whose entries are pairs of units: what is done with each unit by itself is done for both at once. */
export class PairedUnits extends DoubleValues {
  override forEach(count: number, body: (place: number) => void): void {
    super.forEach(Math.ceil(count / 2), body);
  }

  override forEachBackwards(count: number, body: (place: number) => void): void {
    super.forEachBackwards(Math.ceil(count / 2), body);
  }

  /** One unit of a row of pairs, in both lanes. */
  unit(row: readonly Value[], n: number): Value {
    return this.#lanes(row[n >> 1]!, row[n >> 1]!, n & 1, n & 1);
  }

  /** All units of a row of pairs, each in both lanes. */
  units(row: readonly Value[], count: number): Value[] {
    return Array.from({ length: count }, (_, n) => this.unit(row, n));
  }

  /** Units that stand in both lanes each, in pairs. */
  paired(units: readonly Value[]): Value[] {
    return pairsOf(units.length).map(({ first, count }) =>
      count === 1 ? units[first]! : this.#lanes(units[first]!, units[first + 1]!, 0, 1),
    );
  }

  /** Column j of two rows of pairs. */
  column(upper: readonly Value[], lower: readonly Value[], j: number): Value {
    return this.#lanes(upper[j >> 1]!, lower[j >> 1]!, j & 1, j & 1);
  }

  #lanes(left: Value, right: Value, ofLeft: number, ofRight: number): Value {
    return shuffled(this.code, doublePrecision, left, right, [ofLeft, 2 + ofRight]);
  }
}

/** A network between its inputs and its gradients. */
export interface SingleNetwork {
  /** In both lanes. */
  readonly loss: Value;
  /** ∂L/∂parameter of each pair, by the place of its first parameter. */
  readonly gradient: ReadonlyMap<number, Value>;
}

/**
 * @param inputs in pairs, as are `targets`.
 * @param parameters of a pair, by the place of the first.
 */
export function writeSingleNetwork(
  m: PairedUnits,
  model: Model,
  inputs: readonly Value[],
  targets: readonly Value[],
  parameters: (first: number) => Value,
): SingleNetwork {
  const { layers, inputUnits, outputUnits } = model;
  const sum = (terms: readonly Value[]): Value => terms.reduce((left, right) => m.add(left, right));
  const rowAt = (offset: number, units: number): Value[] =>
    pairsOf(units).map(({ first }) => parameters(offset + first));
  /** Rows of weights of each layer, in pairs. */
  const weights = layers.map(({ inputs: count, units, weightOffset }) =>
    Array.from({ length: count }, (_, i) => rowAt(weightOffset + i * units, units)),
  );
  const outputs: (readonly Value[])[] = [m.units(inputs, inputUnits)];
  const slopes: (readonly Value[])[] = [];
  let last: LastRows = { preActivations: [], outputs: [], slopes: [] };
  layers.forEach((layer, l) => {
    const biases = layer.biasOffset === null ? null : rowAt(layer.biasOffset, layer.units);
    const preActivations = pairsOf(layer.units).map((_, p) => {
      const a = sum(outputs[l]!.map((h, i) => m.multiply(h, weights[l]![i]![p]!)));
      return biases ? m.add(a, biases[p]!) : a;
    });
    const isTaken = l === layers.length - 1 && isTakenFromPreActivations(model);
    const units = isTaken ? [] : preActivations.map((a) => activated(m, layer, a));
    last = {
      preActivations,
      outputs: units.map(({ value }) => value),
      slopes: units.map(({ slope }) => slope),
    };
    slopes.push(last.slopes);
    outputs.push(isTaken ? [] : m.units(last.outputs, layer.units));
  });

  const { terms, deltas: ofOutputs } = lossOf(m, model, last, targets);
  const loss = sum([m.constant(0), ...m.units(terms, outputUnits)]);
  const gradient = new Map<number, Value>();
  let deltas: readonly Value[] = ofOutputs;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs: count, units, weightOffset, biasOffset } = layers[l]!;
    pairsOf(units).forEach(({ first }, p) => {
      for (let i = 0; i < count; i++) {
        gradient.set(weightOffset + i * units + first, m.multiply(outputs[l]![i]!, deltas[p]!));
      }
      if (biasOffset !== null) gradient.set(biasOffset + first, deltas[p]!);
    });
    if (l === 0) break;
    const errors = m.units(deltas, units);
    deltas = pairsOf(count).map(({ first, count: inPair }, q) => {
      const rows = [weights[l]![first]!, weights[l]![first + inPair - 1]!] as const;
      const error = sum(errors.map((delta, j) => m.multiply(m.column(...rows, j), delta)));
      return m.multiply(error, slopes[l - 1]![q]!);
    });
  }
  return { loss, gradient };
}

/** What the last layer gives its loss, in pairs. */
interface LastRows {
  readonly preActivations: readonly Value[];
  readonly outputs: readonly Value[];
  readonly slopes: readonly Value[];
}

/** L_k and δ_k in pairs; a loss of all outputs together is written unit by unit. */
function lossOf(
  m: PairedUnits,
  model: Model,
  last: LastRows,
  targets: readonly Value[],
): { readonly terms: readonly Value[]; readonly deltas: readonly Value[] } {
  const { outputUnits } = model;
  const [terms, deltas]: [Value[], Value[]] = [[], []];
  if (!isTakenFromPreActivations(model)) {
    const rows = { outputs: [...last.outputs], slopes: [...last.slopes], targets: [...targets] };
    writeLoss(m, model, { ...rows, preActivations: [], terms, deltas });
    return { terms, deltas };
  }
  const rows = {
    preActivations: m.units(last.preActivations, outputUnits),
    targets: m.units(targets, outputUnits),
  };
  const units = new DoubleValues(m.code, m.constants);
  writeLoss(units, model, { ...rows, outputs: [], slopes: [], terms, deltas });
  return { terms: m.paired(terms), deltas: m.paired(deltas) };
}
