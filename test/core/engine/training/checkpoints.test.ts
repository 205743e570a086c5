import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Checkpoints, replayTo, type CheckpointLimits } from '../../../../src/core/engine/checkpoints';
import { createTrainer, type Trainer } from '../../../../src/core/engine/training';
import type { TrainerState } from '../../../../src/core/engine/trainerState';
import { runToEnd } from '../../../../src/core/network/steps';
import { createRandom } from '../../../../src/core/engine/random';
import { randomRun, type RandomRun } from './randomRuns';

const noStop = { lossBelow: null, patience: null };

/** Updates in a millisecond, as far as these tests are concerned: a state is due after 10 · 25. */
const rate = 10;

/** Everything but why the run is over, which a run that ends there knows and one that passed by does not. */
const numbersOf = (state: TrainerState) => ({ ...state, due: null, stopped: null });

/** Runs to the end, in pieces of random size, and keeps a state wherever one is due. */
function recorded(trainer: Trainer, limits: CheckpointLimits, seed: number): Checkpoints {
  const random = createRandom(seed);
  const checkpoints = new Checkpoints(trainer.snapshot(), limits);
  for (;;) {
    const next = checkpoints.nextStep(rate, trainer.updatesPerEpoch);
    const piece = 1 + Math.floor(random.uniform() * 20);
    const status = trainer.advance(Math.min(piece, next - trainer.step));
    if (trainer.step === next) checkpoints.keep(trainer.snapshot());
    if (status !== 'running') return checkpoints;
  }
}

/** A run from its beginning to the start of `epoch`. */
function fresh({ network, dataset }: RandomRun, epoch: number): Trainer {
  const trainer = createTrainer(network, dataset);
  while (trainer.epoch < epoch) trainer.stepOnce();
  return trainer;
}

describe('a replay from checkpoints', () => {
  it('comes to any epoch bit for bit as a fresh run does, thinned or not', () => {
    let thinned = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(3_000, 8_000, 1e6),
        fc.constantFrom(0.1, 1, 3),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 6 }),
        (seed, bytes, replayMs, places) => {
          const run = randomRun(seed);
          const trainer = createTrainer(run.network, run.dataset);
          const checkpoints = recorded(trainer, { bytes, replayMs }, seed);
          if (checkpoints.bytes > bytes / 2) thinned++;
          const replay = createTrainer(run.network, run.dataset);
          for (const place of places) {
            const epoch = Math.floor(place * trainer.epoch);
            runToEnd(replayTo(replay, checkpoints, epoch, 7));
            assert.deepEqual(numbersOf(replay.snapshot()), numbersOf(fresh(run, epoch).snapshot()));
          }
        },
      ),
      { numRuns: 200 },
    );
    assert.ok(thinned > 20, `only ${thinned} stores came near their limit`);
  });

  it('comes to epochs that were stepped to one update at a time, past the end and past stopWhen', () => {
    for (const stopWhen of [noStop, { lossBelow: 1e9, patience: null }, { lossBelow: null, patience: 1 }]) {
      const run = randomRun(12, { stopWhen, epochs: 6, batchSize: 2, learningRate: 0.3 });
      const trainer = createTrainer(run.network, run.dataset);
      const checkpoints = new Checkpoints(trainer.snapshot());
      trainer.stepOnce();
      trainer.advance(Infinity);
      while (trainer.epoch < 15) trainer.stepOnce();
      const replay = createTrainer(run.network, run.dataset);
      for (const epoch of [15, 1, 14, 6, 7, 0]) {
        runToEnd(replayTo(replay, checkpoints, epoch, 4));
        assert.deepEqual(
          numbersOf(replay.snapshot()),
          numbersOf(fresh(run, epoch).snapshot()),
          `epoch ${epoch}`,
        );
      }
    }
  });

  it('leaves the run that the states are of alone', () => {
    const run = randomRun(5, { epochs: 40, stopWhen: noStop });
    const trainer = createTrainer(run.network, run.dataset);
    trainer.advance(30);
    const checkpoints = new Checkpoints(createTrainer(run.network, run.dataset).snapshot());
    const state = trainer.snapshot();
    checkpoints.keep(state);
    const copy = structuredClone(state);
    runToEnd(replayTo(createTrainer(run.network, run.dataset), checkpoints, trainer.epoch, 3));
    assert.deepEqual(trainer.snapshot(), copy);
    assert.deepEqual(state, copy);
  });

  it('pauses after as many updates as it is told, and can be left', () => {
    const run = randomRun(8, { epochs: 100, batchSize: 2, stopWhen: noStop });
    const replay = createTrainer(run.network, run.dataset);
    const checkpoints = new Checkpoints(replay.snapshot());
    const steps = replayTo(replay, checkpoints, 50, 9);
    for (let pause = 1; pause <= 5; pause++) {
      assert.equal(steps.next().done, false);
      assert.equal(replay.step, 9 * pause);
    }
    runToEnd(replayTo(replay, checkpoints, 2, 9));
    assert.equal(replay.epoch, 2);
  });

  it('trains no more than what lies between the nearest state and the epoch', () => {
    const run = randomRun(8, { epochs: 100, batchSize: 2, stopWhen: noStop });
    const trainer = createTrainer(run.network, run.dataset);
    const checkpoints = recorded(trainer, { bytes: 1e6, replayMs: 2 }, 1);
    const replay = createTrainer(run.network, run.dataset);
    for (let epoch = 0; epoch <= 100; epoch++) {
      let pauses = 0;
      const steps = replayTo(replay, checkpoints, epoch, 1);
      while (!steps.next().done) pauses++;
      const before = checkpoints.steps.filter((step) => step <= epoch * trainer.updatesPerEpoch);
      assert.equal(pauses, epoch * trainer.updatesPerEpoch - before.at(-1)!);
    }
  });

  it('starts from a state in the middle of an epoch only for later epochs', () => {
    const run = randomRun(8, { epochs: 10, batchSize: 1, stopWhen: noStop });
    const trainer = createTrainer(run.network, run.dataset);
    const checkpoints = new Checkpoints(trainer.snapshot());
    trainer.advance(3 * trainer.updatesPerEpoch + 1);
    checkpoints.keep(trainer.snapshot());
    assert.equal(checkpoints.nearest(3).step, 0);
    assert.equal(checkpoints.nearest(4).step, 3 * trainer.updatesPerEpoch + 1);
  });

  it('says where there is no such epoch', () => {
    const run = randomRun(5, {
      epochs: 1000,
      learningRate: 1e200,
      stopWhen: noStop,
      optimizer: { type: 'sgd' },
    });
    const trainer = createTrainer(run.network, run.dataset);
    const checkpoints = new Checkpoints(trainer.snapshot());
    assert.equal(trainer.advance(Infinity), 'diverged');
    const replay = createTrainer(run.network, run.dataset);
    runToEnd(replayTo(replay, checkpoints, trainer.epoch, 5));
    assert.throws(() => {
      runToEnd(replayTo(replay, checkpoints, trainer.epoch + 1, 5));
    }, /diverged before epoch/);

    const late = fresh(randomRun(5), 3);
    assert.throws(() => new Checkpoints(late.snapshot()).nearest(2), /before the first state/);
  });
});

describe('a store of checkpoints', () => {
  /** The states of a long run, each of somewhat more than 1,000 bytes. */
  function store(limits: CheckpointLimits, updates: number, updatesPerEpoch = 1): Checkpoints {
    const state = createTrainer(randomRun(2).network, randomRun(2).dataset).snapshot();
    const checkpoints = new Checkpoints(state, limits);
    for (;;) {
      const step = checkpoints.nextStep(rate, updatesPerEpoch);
      if (step > updates) return checkpoints;
      checkpoints.keep({ ...state, step, epoch: step / updatesPerEpoch });
      assert.equal(checkpoints.steps.at(-1), step, 'the newest is kept');
    }
  }
  const gapsOf = ({ steps }: Checkpoints) => steps.slice(1).map((step, n) => step - steps[n]!);

  it('keeps a state whenever training from the last would take too long', () => {
    const checkpoints = store({ bytes: 1e9, replayMs: 25 }, 10_000);
    assert.deepEqual(new Set(gapsOf(checkpoints)), new Set([250]));
  });

  it('keeps them at starts of epochs, each of them where an epoch takes longer', () => {
    assert.deepEqual(new Set(gapsOf(store({ bytes: 1e9, replayMs: 25 }, 10_000, 40))), new Set([280]));
    assert.deepEqual(new Set(gapsOf(store({ bytes: 1e9, replayMs: 25 }, 10_000, 900))), new Set([900]));
  });

  it('keeps each epoch where the rate is not known', () => {
    const { dataset, network } = randomRun(2);
    const checkpoints = new Checkpoints(createTrainer(network, dataset).snapshot());
    assert.equal(checkpoints.nextStep(0, 4), 4);
  });

  it('stays within its memory, evenly thinned, with the first and the newest', () => {
    // One state more or less decides which ones go.
    for (const bytes of [20_000, 21_000, 22_000, 23_000]) {
      for (const updates of [3_000, 20_000, 77_777, 1_000_000]) {
        const checkpoints = store({ bytes, replayMs: 25 }, updates);
        assert.ok(checkpoints.bytes <= bytes, `${checkpoints.bytes} bytes`);
        const { steps, count } = checkpoints;
        assert.equal(steps[0], 0);
        assert.ok(checkpoints.bytes > 0.35 * bytes, `only ${count} states of ${updates} updates`);
        const gaps = gapsOf(checkpoints);
        const widest = Math.max(...gaps);
        // The newest state is kept whatever its place, so that each thinning can leave a narrower gap behind.
        assert.ok(steps.at(-1)! / gaps.length > 0.7 * widest, `gaps ${gaps.join(' ')}`);
        assert.ok(updates - steps.at(-1)! < widest * 2, `the newest is ${steps.at(-1)} of ${updates}`);
      }
    }
  });

  it('keeps the first and the newest even where they alone need more', () => {
    const checkpoints = store({ bytes: 10, replayMs: 25 }, 100_000);
    assert.equal(checkpoints.count, 2);
    assert.equal(checkpoints.steps[0], 0);
    assert.ok(checkpoints.steps[1]! > 0);
  });

  it('refuses a state that is not newer', () => {
    const trainer = createTrainer(randomRun(2).network, randomRun(2).dataset);
    const checkpoints = new Checkpoints(trainer.snapshot());
    assert.throws(() => {
      checkpoints.keep(trainer.snapshot());
    }, RangeError);
  });
});
