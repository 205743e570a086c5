import { activationFunction } from '../../../src/core/math/activations';
import type { SampleValues } from '../../../src/core/math/evaluate';
import { isSameQuantity, type Quantity } from '../../../src/core/math/expression';
import { lossFunction } from '../../../src/core/math/losses';
import type { Network } from '../../../src/core/network/network';

/**
 * ∂of/∂by through the whole network by Richardson's extrapolation of central differences: `by` is held at a
 * moved value and everything after it is computed again. A forward pass of its own, so that nothing here
 * shares a derivative with what it checks.
 */
export function numericPartial(network: Network, values: SampleValues, of: Quantity, by: Quantity): number {
  const start = valueOf(network, values, by, null);
  const moved = (shift: number): number => valueOf(network, values, of, { by, value: start + shift });
  const central = (h: number): number => (moved(h) - moved(-h)) / (2 * h);
  const h = 1e-4 * Math.max(1, Math.abs(start));
  return (4 * central(h / 2) - central(h)) / 3;
}

interface Move {
  readonly by: Quantity;
  readonly value: number;
}

function valueOf(network: Network, values: SampleValues, of: Quantity, move: Move | null): number {
  const held = (q: Quantity, value: number): number =>
    move && isSameQuantity(q, move.by) ? move.value : value;
  if (of.kind === 'weight' || of.kind === 'bias') return held(of, values.parameter(of as never));
  let previous = Array.from(values.inputs, (x, i) => held({ kind: 'input', i }, x));
  const preActivations: number[][] = [];
  const activations: number[][] = [];
  network.layers.forEach(({ units, hasBiases, activation }, layer) => {
    const a = Array.from({ length: units }, (_, j) => {
      let sum = 0;
      previous.forEach((x, i) => {
        const weight = { kind: 'weight', layer, i, j } as const;
        sum += x * held(weight, values.parameter(weight));
      });
      const bias = { kind: 'bias', layer, j } as const;
      if (hasBiases) sum += held(bias, values.parameter(bias));
      return held({ kind: 'preActivation', layer, j }, sum);
    });
    const h = activation.type === 'softmax' ? softmax(a) : a.map(activationFunction(activation).value);
    previous = h.map((value, j) => held({ kind: 'activation', layer, j }, value));
    preActivations.push(a);
    activations.push(previous);
  });
  const { term } = lossFunction(network.loss, previous.length);
  const terms = previous.map((y, k) => term(y, values.targets[k]!));
  switch (of.kind) {
    case 'preActivation':
      return preActivations[of.layer]![of.j as number]!;
    case 'activation':
      return activations[of.layer]![of.j as number]!;
    case 'input':
      return held(of, values.inputs[of.i as number]!);
    case 'lossTerm':
      return terms[of.k as number]!;
    case 'loss':
      return terms.reduce((sum, term) => sum + term, 0);
    default:
      throw new RangeError(`no numeric derivative of a ${of.kind}`);
  }
}

function softmax(a: readonly number[]): number[] {
  const largest = Math.max(...a);
  const e = a.map((value) => Math.exp(value - largest));
  const sum = e.reduce((total, value) => total + value, 0);
  return e.map((value) => value / sum);
}
