import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../../../src/core/engine/dataset';
import { createLayout } from '../../../../src/core/engine/layout';
import type { Activation, Loss, Matrix, Network, Optimizer } from '../../../../src/core/network/network';
import { datasetOf, networkOf } from './networks';

/*
 * The reference values of test/fixtures/reference, under the names and in the shapes of the engine. What the
 * fields and their tolerances mean is in the README there.
 */

/** Parameters as the references write them. */
export interface ReferenceParameters {
  /** [layer][in][out] */
  readonly weights: readonly Matrix[];
  /** [layer][out]; null: no biases. */
  readonly biases: Matrix | null;
}

interface ReferenceNetwork extends ReferenceParameters {
  readonly layers: readonly number[];
  readonly activations: readonly string[];
  readonly loss: string;
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

export interface ReferenceStep extends ReferenceParameters {
  readonly loss: number;
  readonly spread: number;
}

interface ReferenceTraining extends Readonly<Record<string, unknown>> {
  readonly lr: number;
  readonly after: Readonly<Record<'1' | '10' | '100', ReferenceStep>>;
}

export interface ReferenceCase extends ReferenceNetwork {
  readonly id: string;
  readonly outputs: Matrix;
  readonly preActivationsLast: Matrix;
  readonly lossValue: number;
  readonly gradients: ReferenceParameters;
  readonly training: Readonly<Record<Optimizer['type'], ReferenceTraining>>;
}

const folder = join(process.cwd(), 'test', 'fixtures', 'reference');

/** Reads one file of the references; the caller says what it holds. */
export function readReference(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

export function readCases(): ReferenceCase[] {
  return ['00', '01', '02', '03', '04', '05'].flatMap(
    (number) => (readReference(`cases/case-${number}.json`) as { cases: ReferenceCase[] }).cases,
  );
}

export const activationNames: Readonly<Record<string, Activation>> = {
  linear: { type: 'linear' },
  sigmoid: { type: 'sigmoid' },
  tanh: { type: 'tanh' },
  relu: { type: 'relu' },
  leaky_relu: { type: 'leakyRelu', slope: 0.01 },
  elu: { type: 'elu', alpha: 1 },
  gelu: { type: 'gelu' },
  gelu_tanh: { type: 'geluTanh' },
  silu: { type: 'silu' },
  softplus: { type: 'softplus' },
  softmax: { type: 'softmax' },
};

const lossNames: Readonly<Record<string, Loss>> = {
  half_sse: { type: 'halfSquaredError' },
  mse: { type: 'meanSquaredError' },
  mae: { type: 'meanAbsoluteError' },
  huber: { type: 'huber', delta: 1 },
  bce: { type: 'binaryCrossEntropy' },
  categorical_ce: { type: 'categoricalCrossEntropy' },
};

export function referenceNetwork(
  reference: ReferenceNetwork,
  training: Partial<Network['training']> = {},
): Network {
  return networkOf({
    units: reference.layers,
    activations: reference.activations.map((name) => named(activationNames, name)),
    loss: named(lossNames, reference.loss),
    weights: reference.weights,
    biases: reference.biases ?? reference.activations.map(() => false as const),
    training,
  });
}

export function referenceDataset({ inputs, targets }: ReferenceNetwork): Dataset {
  return datasetOf(inputs, targets);
}

/** An optimizer with the constants that a reference gives it. */
export function referenceOptimizer(type: Optimizer['type'], training: ReferenceTraining): Optimizer {
  const constant = (name: string): number => {
    const value = training[name];
    if (typeof value !== 'number') throw new Error(`The reference for ${type} has no ${name}.`);
    return value;
  };
  switch (type) {
    case 'sgd':
      return { type };
    case 'momentum':
    case 'nesterov':
      return { type, momentum: constant('momentum') };
    case 'adagrad':
      return { type, epsilon: constant('eps') };
    case 'rmsprop':
      return { type, alpha: constant('alpha'), epsilon: constant('eps') };
    case 'adam':
      return { type, beta1: constant('beta1'), beta2: constant('beta2'), epsilon: constant('eps') };
    case 'adamw':
      return {
        type,
        beta1: constant('beta1'),
        beta2: constant('beta2'),
        epsilon: constant('eps'),
        weightDecay: constant('weightDecay'),
      };
  }
}

/** Weights and biases in the order of the flat vector. */
export function flatten(network: Network, { weights, biases }: ReferenceParameters): Float64Array {
  const { parameterCount, layers } = createLayout(network);
  const flat = new Float64Array(parameterCount);
  layers.forEach(({ weightOffset, biasOffset }, l) => {
    flat.set(weights[l]!.flat(), weightOffset);
    if (biasOffset !== null) flat.set(biases![l]!, biasOffset);
  });
  return flat;
}

/** The largest |a − b| / max(0.001, |b|): the difference that all tolerances of the references mean. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} numbers where the reference has ${expected.length}.`);
  }
  let largest = 0;
  for (let n = 0; n < actual.length; n++) {
    const difference = Math.abs(actual[n]! - expected[n]!) / Math.max(1e-3, Math.abs(expected[n]!));
    // Written so that NaN counts as a difference.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

/** How many representable doubles apart two finite numbers are; 0 and −0 are the same. */
export function ulpDistance(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b) ? 0 : Infinity;
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

/** The place of a double among all doubles in ascending order. */
function ordinal(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

function named<T>(table: Readonly<Record<string, T>>, name: string): T {
  const value = table[name];
  if (value === undefined) throw new Error(`The references name "${name}", which has no counterpart here.`);
  return value;
}
