import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { rewindHistory } from '../../../../src/core/engine/history';
import { createTrainer } from '../../../../src/core/engine/training';
import type { TrainerState } from '../../../../src/core/engine/trainerState';
import type { Training } from '../../../../src/core/network/network';
import { datasetOf, defaultOptimizers, networkOf } from '../reference/networks';
import { everything } from './everything';
import { randomRun } from './randomRuns';

/*
 * A restored run must end as the one that was never interrupted: everything that both can tell is compared bit
 * for bit, −0 and 0 apart.
 */

/** JSON with arrays of doubles as their bytes, since JSON has no −0. */
const throughJson = (state: TrainerState): TrainerState =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) =>
      value instanceof Float64Array
        ? { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') }
        : value,
    ),
    (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'bytes' in value && typeof value.bytes === 'string'
        ? new Float64Array(Uint8Array.from(Buffer.from(value.bytes, 'hex')).buffer)
        : value,
  ) as TrainerState;

describe('the state of a training run', () => {
  for (const optimizer of defaultOptimizers) {
    it(`of ${optimizer.type} is all that the rest of the run depends on, in the middle of an epoch too`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1e6 }), fc.nat(60), (seed, updates) => {
          const { network, dataset } = randomRun(seed, { optimizer });
          const whole = createTrainer(network, dataset);
          whole.advance(Infinity);
          const trainer = createTrainer(network, dataset);
          trainer.advance(updates);
          const state = trainer.snapshot();
          const copy = structuredClone(state);
          trainer.advance(Infinity);
          assert.deepEqual(state, copy, 'the run has changed a state that was taken from it');
          assert.deepEqual(everything(trainer), everything(whole));

          trainer.restore(state);
          assert.deepEqual(trainer.snapshot(), copy);
          trainer.advance(Infinity);
          assert.deepEqual(everything(trainer), everything(whole), 'restored in its own trainer');

          for (const sent of [structuredClone(state), throughJson(state)]) {
            const other = createTrainer(network, dataset);
            other.restore(sent);
            assert.deepEqual(other.snapshot(), copy);
            other.advance(Infinity);
            assert.deepEqual(other.snapshot(), whole.snapshot(), 'restored in another trainer');
            const { history, ...rest } = other.finish();
            const { history: expected, ...others } = whole.finish();
            assert.deepEqual(rest, others);
            assert.equal(other.historyFrom, state.epoch);
            assert.deepEqual(history.loss, expected.loss.slice(state.epoch));
            assert.deepEqual(history.testLoss, expected.testLoss.slice(state.epoch));
          }
          assert.deepEqual(state, copy, 'a restored run has changed the state that it was given');
        }),
        { numRuns: 60 },
      );
    });
  }

  it('tells of every epoch to whoever listens', () => {
    const { network, dataset } = randomRun(3, { stopWhen: { lossBelow: null, patience: null } });
    const trainer = createTrainer(network, dataset);
    const heard: { epoch: number; loss: number; testLoss: number | null }[] = [];
    trainer.onEpochs = (first, losses, testLosses) => {
      losses.forEach((loss, n) => {
        heard.push({ epoch: first + n, loss, testLoss: testLosses?.[n] ?? null });
      });
    };
    trainer.advance(Infinity);
    assert.equal(heard.length, network.training.epochs);
    assert.deepEqual(
      heard,
      trainer.history.loss.map((loss, epoch) => ({
        epoch,
        loss,
        testLoss: trainer.history.testLoss[epoch] ?? null,
      })),
    );
  });

  it('keeps the memory of patience', () => {
    // With η = 2.1 each update multiplies b by −1.1, so that no epoch has a lower loss than the first.
    const stopWhen = { lossBelow: null, patience: 7 };
    const { network, dataset } = climbing({ stopWhen, learningRate: 2.1 });
    const whole = createTrainer(network, dataset, Float64Array.of(0, 1));
    assert.equal(whole.advance(Infinity), 'patience');
    const trainer = createTrainer(network, dataset, Float64Array.of(0, 1));
    trainer.advance(5);
    const other = createTrainer(network, dataset);
    other.restore(trainer.snapshot());
    assert.equal(other.advance(Infinity), 'patience');
    assert.equal(other.epoch, whole.epoch);
  });

  it('keeps why a run is over, and that it is', () => {
    for (const [training, reason] of [
      [{ learningRate: 1e200, epochs: 50 }, 'diverged'],
      [{ learningRate: 0.1, stopWhen: { lossBelow: 1e-3, patience: null } }, 'lossBelow'],
      [{ learningRate: 0.1, epochs: 3 }, 'epochs'],
    ] as const) {
      const { network, dataset } = climbing(training);
      const trainer = createTrainer(network, dataset, Float64Array.of(0, 1));
      assert.equal(trainer.advance(Infinity), reason);
      const other = createTrainer(network, dataset);
      other.restore(throughJson(trainer.snapshot()));
      assert.equal(other.advance(Infinity), reason);
      assert.equal(other.step, trainer.step);
      assert.deepEqual(other.finish().divergence, trainer.finish().divergence);
      assert.equal(other.stepOnce(), trainer.stepOnce());
      assert.deepEqual(other.snapshot(), trainer.snapshot());
    }
  });

  it('diverges at the same place when it was restored before', () => {
    const { network, dataset } = climbing({ learningRate: 1e3, epochs: 1000 });
    const whole = createTrainer(network, dataset, Float64Array.of(0, 1));
    assert.equal(whole.advance(Infinity), 'diverged');
    const trainer = createTrainer(network, dataset, Float64Array.of(0, 1));
    assert.equal(trainer.advance(10), 'running');
    const state = trainer.snapshot();
    trainer.advance(Infinity);
    trainer.restore(state);
    assert.equal(trainer.finish().divergence, null);
    assert.equal(trainer.advance(Infinity), 'diverged');
    assert.deepEqual(everything(trainer), everything(whole));
  });

  it('drops the history from its epoch on', () => {
    const { network, dataset } = randomRun(7, {
      epochs: 20,
      stopWhen: { lossBelow: null, patience: null },
    });
    const trainer = createTrainer(network, dataset);
    trainer.advance(trainer.updatesPerEpoch * 12);
    const state = trainer.snapshot();
    trainer.advance(Infinity);
    const { loss } = trainer.finish().history;
    trainer.restore(state);
    assert.deepEqual(trainer.history.loss, loss.slice(0, 12));
    assert.equal(trainer.historyFrom, 0);
  });

  it('of another run is refused, and changes nothing', () => {
    const { network, dataset } = climbing({});
    const own = createTrainer(network, dataset);
    own.advance(2);
    const before = own.snapshot();
    const others = [
      createTrainer(networkOf({ units: [1, 2, 1], activations: ['tanh', 'linear'] }), dataset),
      createTrainer(climbing({ optimizer: defaultOptimizers[1]! }).network, dataset),
      createTrainer(climbing({ batchSize: 1 }).network, datasetOf([[0], [0]], [[0], [1]])),
    ];
    for (const other of others) {
      assert.throws(() => {
        own.restore(other.snapshot());
      }, RangeError);
      assert.deepEqual(own.snapshot(), before);
    }
  });
});

/** y = b with L = ½ (b − t)², t = 0: b is multiplied by 1 − η in each update. */
function climbing(training: Partial<Training>) {
  const network = networkOf({
    units: [1, 1],
    activations: ['linear'],
    frozen: [{ weights: true, biases: false }],
    training,
  });
  return { network, dataset: datasetOf([[0]], [[0]]) };
}

describe('a history that goes on from another epoch', () => {
  const recorded = (every: number, entries: number) => ({
    loss: Array.from({ length: entries }, (_, n) => n),
    testLoss: Array.from({ length: entries }, (_, n) => -n),
    every,
  });

  it('keeps the entries before it', () => {
    for (const [epoch, kept] of [
      [0, 0],
      [1, 1],
      [3, 1],
      [4, 2],
      [27, 9],
      [28, 10],
      [30, 10],
    ] as const) {
      const history = recorded(3, 10);
      assert.equal(rewindHistory(history, 0, epoch), 0, `epoch ${epoch}`);
      assert.deepEqual(history, recorded(3, kept), `epoch ${epoch}`);
    }
  });

  it('starts anew where there is a gap, or nothing before', () => {
    const gap = recorded(3, 10);
    assert.equal(rewindHistory(gap, 0, 31), 33);
    assert.deepEqual(gap.loss, []);
    const earlier = recorded(3, 10);
    assert.equal(rewindHistory(earlier, 33, 7), 9);
    assert.deepEqual(earlier.testLoss, []);
    const later = recorded(3, 10);
    assert.equal(rewindHistory(later, 33, 40), 33);
    assert.deepEqual(later.loss, [0, 1, 2]);
  });
});
