import type { Snapshot } from '../../src/protocol/panel';
import { denseText, example, hostParts } from './hostParts';
import { denseNetwork, fallingLosses, runView, snapshotB, subjectDerivation } from './snapshots';

const w1 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

/** The states the panel must be fit to be seen in, by name. */
export const STATES: Readonly<Record<string, () => Snapshot>> = {
  empty: () => ({ document: null, problem: null, network: null, derivation: null, run: null }),
  loading: () => ({
    document: { name: 'network-b.backprop.json', version: 1 },
    problem: null,
    network: null,
    derivation: null,
    run: null,
  }),
  opened: () => snapshotB(),
  running: () => snapshotB({ ...hostParts(example('network-b'), w1), run: runView() }),
  matrix: () => snapshotB(hostParts(example('network-a'), w1, { form: 'matrix' })),
  numbers: () => snapshotB(hostParts(example('network-b'), w1, { level: 'numbers', form: 'matrix' })),
  summation: () => snapshotB(hostParts(example('network-b'), w1, { level: 'inputs', form: 'summation' })),
  batch: () => snapshotB(hostParts(example('circles'), w1)),
  finished: () => {
    const losses = fallingLosses(300);
    const testLosses = losses.map((loss, e) => loss * 1.3 + e * 4e-6);
    return snapshotB({
      ...hostParts(example('network-b'), w1),
      run: runView({ status: 'epochs', epoch: 300, epochs: 300, losses, testLosses }),
    });
  },
  stopped: () =>
    snapshotB({
      ...hostParts(example('network-b'), w1),
      run: runView({ status: 'stopped', losses: fallingLosses(120), epoch: 120 }),
    }),
  diverged: () => {
    const losses = Float64Array.from({ length: 60 }, (_, e) => 0.3 * 1.6 ** e);
    return snapshotB({
      run: runView({
        status: 'diverged',
        losses,
        epoch: 60,
        divergence: {
          place: { epoch: 60, step: 60, what: 'weight', layer: 1, unit: 0, sample: null },
          sentence: 'Diverged in epoch 60: w₅ left the range of a double in update 60.',
        },
      }),
    });
  },
  stale: () =>
    snapshotB({ run: runView({ status: 'stopped', losses: fallingLosses(40), epoch: 40, isStale: true }) }),
  problem: () =>
    snapshotB({
      problem: {
        message: 'Layer "output" needs 2 rows of weights, one for each unit of "hidden", and has 3.',
        place: 'network-b.backprop.json:12:18',
      },
      run: runView(),
    }),
  broken: () => ({
    document: { name: 'network-b.backprop.json', version: 4 },
    problem: { message: 'Expected a comma or "]" here.', place: 'network-b.backprop.json:9:14' },
    network: null,
    derivation: null,
    run: null,
  }),
  biases: () => ({
    ...snapshotB({ derivation: subjectDerivation({ kind: 'weight', layer: 0, i: 1, j: 2 }) }),
    network: denseNetwork([2, 3, 2]),
  }),
  deep: () => snapshotB({ ...hostParts(denseText([2, 8, 8, 2]), w1), run: runView() }),
  huge: () => ({
    ...snapshotB({ derivation: null, run: runView() }),
    network: denseNetwork([784, 128, 10]),
  }),
};
