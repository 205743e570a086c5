import { strict as assert } from 'node:assert';
import { prepareDataset, type Dataset } from '../../src/core/engine/dataset';
import { evaluate } from '../../src/core/engine/evaluate';
import { createTrainer } from '../../src/core/engine/training';
import type { Network, Training } from '../../src/core/network/network';
import type { RunParts } from '../../src/protocol/training';
import { epochsIn } from '../../src/worker/lossParts';
import { networkOf } from '../core/engine/data/networkOf';
import { HANG_MS, TrainingThread } from './trainingThread';

const samples = Array.from({ length: 12 }, (_, s) => [Math.sin(s), Math.cos(2 * s)]);

/** Two outputs, a penalty, batches in a shuffled order. */
function networkWith(training: Partial<Training> = {}): Network {
  return networkOf(
    2,
    [
      { units: 3, activation: { type: 'tanh' } },
      { units: 2, activation: { type: 'sigmoid' } },
    ],
    { data: { kind: 'inline', inputs: samples, targets: samples.map(([a, b]) => [b! ** 2, a! ** 2]) } },
    { learningRate: 0.2, batchSize: 5, l2: 0.01, epochs: 300, ...training },
  );
}

function datasetOf(network: Network): Dataset {
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return prepared.dataset;
}

/** Every value is that of a fresh run at that epoch, bit for bit, and the parts add up to the loss. */
function assertParts(network: Network, { epochs, terms, penalties }: RunParts): void {
  const dataset = datasetOf(network);
  const fresh = createTrainer(network, dataset);
  assert.equal(terms.length, 2);
  assert.ok(terms.every(({ length }) => length === epochs.length) && penalties.length === epochs.length);
  epochs.forEach((epoch, n) => {
    while (fresh.epoch < epoch) fresh.stepOnce();
    const { loss, lossTerms, penalty } = evaluate(
      fresh.model,
      fresh.parameters,
      dataset,
      dataset.trainingIndices,
    );
    assert.deepEqual(
      terms.map((values) => values[n]),
      [...lossTerms],
      `epoch ${epoch}`,
    );
    assert.equal(penalties[n], penalty);
    const sum = lossTerms[0]! + lossTerms[1]!;
    assert.ok(Math.abs(sum - loss) <= 4 * Number.EPSILON * loss, `${sum} is not ${loss}`);
  });
}

describe('the parts of the loss that a training worker measures', () => {
  let thread: TrainingThread;

  beforeEach(() => {
    thread = new TrainingThread();
  });

  afterEach(async () => {
    await thread.dispose();
  });

  const start = (network: Network) =>
    thread.channel.request('start', { network, fileText: null, parameters: null });
  const parts = (from: number, to: number, points: number) =>
    thread.channel.request('parts', { from, to, points });
  const whole = async (from: number, to: number, points: number): Promise<RunParts> => {
    for (;;) {
      const answer = await parts(from, to, points);
      if (answer.isComplete) return answer;
    }
  };

  it('are those of a fresh run at each epoch, bit for bit, and add up to the loss', async () => {
    const network = networkWith();
    await start(network);
    assert.deepEqual([...(await whole(0, 1000, 10)).epochs], [0], 'a run that has not begun');
    await thread.channel.request('run', null);
    const some = await whole(0, 1000, 40);
    assert.deepEqual([...some.epochs], [...Array.from({ length: 38 }, (_, n) => 8 * n), 300]);
    assertParts(network, some);
    const close = await whole(100, 110, 40);
    assert.deepEqual(
      [...close.epochs],
      Array.from({ length: 11 }, (_, n) => 100 + n),
    );
    assertParts(network, close);
    // Epochs that lie before those that were asked for last.
    const early = await whole(3, 5, 40);
    assertParts(network, early);
  }).timeout(HANG_MS);

  it('add up to the history of a run of full batches', async () => {
    const network = networkWith({ batchSize: 'full', l2: 0 });
    await start(network);
    const end = await thread.channel.request('run', null);
    const { epochs, terms } = await whole(0, 299, 1000);
    assert.equal(epochs.length, 300);
    epochs.forEach((epoch, n) => {
      const sum = terms[0]![n]! + terms[1]![n]!;
      const loss = end.losses[epoch - end.from] ?? NaN;
      assert.ok(Number.isNaN(loss) || Math.abs(sum - loss) <= 4 * Number.EPSILON * loss, `epoch ${epoch}`);
    });
    assert.ok(end.losses.length > 100);
  }).timeout(HANG_MS);

  it('are measured while the run goes on, which it does as if nobody had asked', async () => {
    const network = networkWith({ epochs: 60_000 });
    await start(network);
    const run = thread.channel.request('run', null);
    const answers: RunParts[] = [];
    for (let n = 0; n < 5; n++) answers.push(await parts(0, 60_000, 16));
    const end = await run;
    assert.ok(answers.some(({ epochs }) => epochs.length > 1));
    for (const { epochs, terms, penalties, isComplete } of answers) {
      const early = [...epochs].filter((epoch) => epoch <= 1500).length;
      const cut = (values: Float64Array) => values.slice(0, early);
      assertParts(network, {
        epochs: cut(epochs),
        terms: terms.map(cut),
        penalties: cut(penalties),
        isComplete,
      });
    }
    const undisturbed = createTrainer(network, datasetOf(network));
    while (undisturbed.advance(1000) === 'running');
    assert.deepEqual(end.parameters, undisturbed.parameters);
  }).timeout(HANG_MS * 3);

  it('refuses what are no counts', async () => {
    await assert.rejects(parts(0, 1, 1), { code: 'unavailable', message: 'No run was started.' });
    await start(networkWith());
    for (const [from, to, points] of [
      [-1, 5, 1],
      [0, 5, 0],
      [0, 5, 4097],
      [0, 0.5, 1],
    ] as const) {
      await assert.rejects(parts(from, to, points), { code: 'invalidParams' });
    }
  });
});

describe('the epochs at which parts are measured', () => {
  it('are multiples of a power of two, no more than were asked for but the last', () => {
    assert.deepEqual(epochsIn(0, 10, 6), [0, 2, 4, 6, 8, 10]);
    assert.deepEqual(epochsIn(3, 11, 4), [4, 8, 11]);
    assert.deepEqual(epochsIn(5, 5, 1), [5]);
    assert.deepEqual(epochsIn(6, 5, 1), []);
    for (const points of [2, 7, 256]) {
      const epochs = epochsIn(0, 1_000_000, points);
      assert.ok(epochs.length <= points + 1 && epochs.at(-1) === 1_000_000 && epochs[0] === 0);
    }
  });
});
