import assert from 'node:assert/strict';
import { join } from 'node:path';
import { trainAll, workerCount, type SweepJob } from '../../src/cli/sweepRuns';
import { readyNetwork, withTraining } from '../../src/cli/load';
import { sweepCombinations } from '../../src/core/engine/sweep';
import { readReference } from '../core/engine/reference/referenceCases';
import { backprop, document, example, failure, smallNetwork, Workshop } from './program';

interface SweepDocument {
  readonly runs: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly loss: number;
    readonly epochs: number;
    readonly stopped: string;
    readonly history: { readonly loss: readonly number[] };
  }[];
}

const worker = join(process.cwd(), 'dist', 'worker.js');

describe('backprop sweep', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  const jobsOf = (file: string): SweepJob[] => {
    const { network, loaded, dataText } = readyNetwork(file);
    return sweepCombinations(network).map(({ training }) => ({
      network: withTraining(loaded.parsed, network, training),
      dataText,
    }));
  };
  const nothing = (): void => undefined;

  it('trains network B with six learning rates as the reference has them', () => {
    const { curves } = readReference('no-bias-2-2-2-learning-rates.json') as {
      curves: Record<string, number[]>;
    };
    const { runs } = document('sweep', example('network-b')) as SweepDocument;
    assert.deepEqual(
      runs.map(({ settings }) => settings),
      [0.1, 0.2, 0.5, 0.8, 1, 2].map((learningRate) => ({ learningRate })),
    );
    runs.forEach(({ loss, epochs, stopped, history }, n) => {
      const curve = Object.entries(curves).find(
        ([rate]) => Number(rate) === runs[n]!.settings['learningRate'],
      )![1];
      assert.equal(epochs, 1000);
      assert.equal(stopped, 'epochs');
      assert.equal(history.loss.length, 1000);
      [...history.loss, loss].forEach((value, e) => {
        assert.ok(Math.abs(value - curve[e]!) <= 1e-11 * curve[e]!, `epoch ${e}`);
      });
    });
  });

  it('gives the same bits with one worker, with two, and without any', async () => {
    const sweep = { optimizer: ['sgd', { type: 'adam', beta1: 0.5 }], batchSize: [2, 'full'], seed: [1, 2] };
    const training = { epochs: 20, learningRate: 0.1 };
    const data = { generator: 'moons', samples: 15, testFraction: 0.2 };
    const file = workshop.write('net.json', smallNetwork({ data, training, sweep, layers: [{ units: 1 }] }));
    const jobs = jobsOf(file);
    const one = await trainAll(jobs, worker, 1, nothing);
    const two = await trainAll(jobs, worker, 2, nothing);
    const none = await trainAll(jobs, join(workshop.folder, 'no-worker.js'), 2, nothing);
    assert.equal(one.note, null);
    assert.equal(two.note, null);
    assert.match(none.note!, /one after the other: the worker thread failed/);
    assert.deepEqual(two.runs, one.runs);
    assert.deepEqual(none.runs, one.runs);
    const { runs } = document('sweep', file) as SweepDocument;
    assert.deepEqual(
      runs.map(({ loss, epochs, stopped, history }) => ({ loss, epochs, stopped, history: history.loss })),
      one.runs,
    );
    // The first key varies slowest, and no two combinations come to the same.
    assert.deepEqual(runs[5]?.settings, { optimizer: { type: 'adam', beta1: 0.5 }, batchSize: 2, seed: 2 });
    assert.equal(new Set(runs.map(({ loss }) => loss)).size, 8);
    // A combination is what train makes of the same settings.
    const alone = document('train', file, '--batch-size', '2', '--seed', '2') as { loss: number };
    assert.equal(runs[1]?.loss, alone.loss);
  });

  it('uses no more workers than there is work', () => {
    assert.equal(workerCount(1), 1);
    assert.ok(workerCount(1000) >= 1 && workerCount(1000) < 1000);
  });

  it('compares for people and marks the least loss; a run that diverges is one of them', () => {
    const network = smallNetwork({
      layers: [{ units: 1, weights: [[0.1], [0.2]] }],
      training: { epochs: 200, stopWhen: { lossBelow: 0.12 } },
      sweep: { learningRate: [0.01, 1000], optimizer: ['sgd', 'adam'] },
    });
    const file = workshop.write('net.json', network);
    const { status, stdout, stderr } = backprop('sweep', file);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /^learningRate +optimizer +L +epochs +stopped/m);
    assert.match(stdout, /^ +1000 +sgd +\S+ +\d+ +diverged$/m);
    assert.equal(stdout.match(/← least/g)?.length, 1);
    assert.match(stdout, /mean over 3 samples/);
  });

  it('is an error without a sweep', () => {
    assert.match(
      failure('sweep', example('xor')),
      /xor\.backprop\.json: error: .*no sweep.*\[sweep\.missing\]$/,
    );
  });
});
