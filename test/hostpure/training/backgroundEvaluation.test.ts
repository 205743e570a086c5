import { strict as assert } from 'node:assert';
import { evaluate } from '../../../src/core/engine/evaluate';
import { BackgroundEvaluation } from '../../../src/host/training/backgroundEvaluation';
import type { GoodNetwork } from '../../../src/host/networkState';
import { goodNetworkOf } from '../goodNetworkOf';
import { FakeWorker } from './fakeWorker';

function networkWith(weight: number): GoodNetwork {
  return goodNetworkOf(
    JSON.stringify({
      inputs: 2,
      layers: [
        { units: 3, activation: 'tanh' },
        { units: 1, weights: [[weight], [0.5], [-1]] },
      ],
      data: { generator: 'circles', samples: 70, noise: 0.1 },
    }),
  );
}

const expected = ({ model, parameters, dataset }: GoodNetwork) =>
  evaluate(model, parameters, dataset!, dataset!.trainingIndices);

describe('evaluation in a thread', () => {
  let started: FakeWorker[];
  let areDeaf: boolean;
  let evaluations: BackgroundEvaluation;

  beforeEach(() => {
    started = [];
    areDeaf = false;
    evaluations = new BackgroundEvaluation(() => {
      const worker = new FakeWorker(areDeaf);
      started.push(worker);
      return worker;
    });
  });

  afterEach(() => {
    evaluations.dispose();
  });

  it('gives the numbers of the engine in one thread, samples known or not', async () => {
    const first = networkWith(0.25);
    assert.deepEqual(await evaluations.evaluate(first), expected(first));
    const second = { ...networkWith(2), dataset: first.dataset };
    assert.deepEqual(await evaluations.evaluate(second), expected(second));
    assert.deepEqual(started[0]!.asked, ['evaluate', 'evaluate']);
    assert.equal(started.length, 1);
  });

  it('leaves out what is out of date before its turn comes', async () => {
    const networks = [1, 2, 3].map(networkWith);
    const all = await Promise.all(networks.map((network) => evaluations.evaluate(network)));
    assert.deepEqual(
      all.map((one) => one !== null),
      [false, false, true],
    );
    assert.deepEqual(all[2], expected(networks[2]!));
  });

  it('gives a thread up that does not come to an end, and asks another', async () => {
    areDeaf = true;
    const stuck = evaluations.evaluate(networkWith(1));
    await new Promise((resolve) => setTimeout(resolve, 0));
    areDeaf = false;
    const network = networkWith(2);
    assert.deepEqual(await evaluations.evaluate(network), expected(network));
    assert.equal(await stuck, null);
    assert.deepEqual(
      started.map(({ isDisposed }) => isDisposed),
      [true, false],
    );
  });

  it('says so where there is no thread, where it has ended, and where it is over', async () => {
    const network = networkWith(1);
    assert.equal(await new BackgroundEvaluation(null).evaluate(network), null);
    areDeaf = true;
    const asked = evaluations.evaluate(network);
    await new Promise((resolve) => setTimeout(resolve, 0));
    started[0]!.fail('it ran out of memory');
    assert.equal(await asked, null);
    areDeaf = false;
    assert.deepEqual(await evaluations.evaluate(network), expected(network));
    evaluations.dispose();
    assert.equal(await evaluations.evaluate(network), null);
    assert.ok(started.every(({ isDisposed }) => isDisposed));
  });
});
