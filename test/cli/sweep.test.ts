import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readyNetwork } from '../../src/cli/load';
import { sweepJobs } from '../../src/cli/sweepJobs';
import { threadCount, trainSweep } from '../../src/cli/sweepTraining';
import { sweepCombinations } from '../../src/core/engine/sweep';
import type { PoolJob } from '../../src/worker/poolProblems';
import { readReference } from '../core/engine/reference/referenceCases';
import { backprop, backpropWith, document, example, failure, smallNetwork, Workshop } from './program';

interface SweepDocument {
  readonly runs: readonly {
    readonly settings: Readonly<Record<string, unknown>>;
    readonly loss: number;
    readonly epochs: number;
    readonly stopped: string;
    readonly history: { readonly loss: readonly number[] };
  }[];
}

const worker = join(process.cwd(), 'dist', 'poolWorker.js');

describe('backprop sweep', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  const jobsOf = (file: string): PoolJob[] => {
    const ready = readyNetwork(file);
    return sweepJobs(ready, sweepCombinations(ready.network));
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
    const one = await trainSweep(jobs, worker, 1, nothing);
    const two = await trainSweep(jobs, worker, 2, nothing);
    const none = await trainSweep(jobs, join(workshop.folder, 'no-worker.js'), 2, nothing);
    assert.equal(one.note, null);
    assert.equal(two.note, null);
    assert.match(none.note!, /one after the other: no worker thread could be started \(.*no-worker\.js/s);
    assert.deepEqual(two.outcomes, one.outcomes);
    assert.deepEqual(none.outcomes, one.outcomes);
    const { runs } = document('sweep', file) as SweepDocument;
    assert.deepEqual(
      runs.map(({ loss, epochs, stopped, history }) => ({ loss, epochs, stopped, history: history.loss })),
      one.outcomes.map((outcome) => {
        assert.ok(outcome.kind === 'finished');
        const { loss, epochs, stopped, history } = outcome.result;
        return { loss, epochs, stopped, history: [...history.loss] };
      }),
    );
    // The first key varies slowest, and no two combinations come to the same.
    assert.deepEqual(runs[5]?.settings, { optimizer: { type: 'adam', beta1: 0.5 }, batchSize: 2, seed: 2 });
    assert.equal(new Set(runs.map(({ loss }) => loss)).size, 8);
    // A combination is what train makes of the same settings.
    const alone = document('train', file, '--batch-size', '2', '--seed', '2') as { loss: number };
    assert.equal(runs[1]?.loss, alone.loss);
  });

  it('uses no more workers than there is work', () => {
    assert.equal(threadCount(1), 1);
    assert.ok(threadCount(1000) >= 1 && threadCount(1000) < 1000);
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

  it('has samples of its own for each seed, and one set of them where the seed does not matter', () => {
    const seeds = { learningRate: [0.1, 0.2], seed: [1, 2] };
    const samplesOf = (data: object) => {
      const network = smallNetwork({ data, training: { seed: 1 }, sweep: seeds, layers: [{ units: 1 }] });
      return jobsOf(workshop.write('net.json', network)).map(({ samples }) => samples());
    };
    const own = samplesOf({ generator: 'moons', samples: 15, seed: 3 });
    assert.ok(own.every((samples) => samples === own[0]));
    const following = samplesOf({ generator: 'moons', samples: 15 });
    assert.equal(following[2], following[0]);
    assert.notDeepEqual(following[1], following[0]);
    const split = samplesOf({ generator: 'moons', samples: 15, seed: 3, testFraction: 0.2 });
    assert.notDeepEqual(split[1]!.testIndices, split[0]!.testIndices);
  });

  it('says in one sentence that the slower engine trains, with the same numbers', () => {
    const sweep = { learningRate: [0.1, 0.5], optimizer: ['sgd', 'adam'] };
    const file = workshop.write('net.json', smallNetwork({ sweep }));
    const compiled = backprop('sweep', file, '--json');
    const interpreted = backpropWith(['--no-expose-wasm'], 'sweep', file, '--json');
    assert.equal(compiled.stderr, '');
    assert.equal(
      interpreted.stderr,
      'note: the slower engine trained, with the same numbers: there is no WebAssembly here\n',
    );
    assert.equal(interpreted.status, 0);
    assert.equal(interpreted.stdout, compiled.stdout);
  });

  it('says which run needs more memory than there is, and how much', () => {
    const file = workshop.write('net.json', smallNetwork({ sweep: { learningRate: [0.1, 0.5] } }));
    const { status, stdout, stderr } = backpropWith(['--wasm-max-mem-pages=1'], 'sweep', file);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /error: The run with learningRate 0\.1 has no result\. Training this network needs \d MB of memory at once.*\[sweep\.failed\]\n$/,
    );
  });

  it('is an error without a sweep', () => {
    assert.match(
      failure('sweep', example('xor')),
      /xor\.backprop\.json: error: .*no sweep.*\[sweep\.missing\]$/,
    );
  });
});
