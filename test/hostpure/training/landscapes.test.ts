import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../../../src/core/engine/evaluate';
import { createTrainer } from '../../../src/core/engine/training';
import { RequestError } from '../../../src/protocol/channel';
import type { GoodNetwork } from '../../../src/host/networkState';
import { Laboratory } from '../../../src/host/training/laboratory';
import { Landscapes, type MapWish } from '../../../src/host/training/landscapes';
import { Restarts, type RestartRuns } from '../../../src/host/training/restartRuns';
import type { WalkedRun } from '../../../src/host/training/runPath';
import { startNodeThread } from '../../../src/worker/thread.node';
import { HANG_MS } from '../../worker/trainingThread';
import { goodNetworkOf } from '../goodNetworkOf';

const exampleText = (name: string): string =>
  readFileSync(join(process.cwd(), 'media', 'examples', `${name}.backprop.json`), 'utf8');

const xorText = (training: string): string =>
  exampleText('xor').replace(/"training": \{[^}]*\}/, `"training": ${training}`);

const wanted = { isCancelled: false };

/** A run of the engine in this thread, as the host would know it. */
function runOf({ network, dataset, parameters }: GoodNetwork): WalkedRun {
  const trainer = createTrainer(network, dataset!, parameters);
  trainer.advance(Infinity);
  const { epochs } = trainer.finish();
  return {
    epoch: epochs,
    status: 'epochs',
    parameters: trainer.parameters.slice(),
    start: parameters,
    network,
    isStale: false,
  };
}

describe('the landscape of XOR', () => {
  const laboratory = new Laboratory(() => startNodeThread(join(process.cwd(), 'dist', 'poolWorker.js')), 2);
  const good = goodNetworkOf(exampleText('xor'));
  const landscapes = new Landscapes(laboratory);
  const wish = (change: Partial<MapWish> = {}): MapWish => ({
    good,
    parameters: good.parameters,
    run: undefined,
    axes: { kind: 'parameters', first: 0, second: 3 },
    zoom: 1,
    ends: [],
    ...change,
  });

  after(() => {
    laboratory.dispose();
  });

  it('has at every node the loss that the engine has there', async () => {
    const map = await landscapes.map(wish(), wanted);
    const { values, lowest, lines, scale } = await landscapes.heights(map.id, 16, wanted);
    const { network, model, dataset, parameters } = good;
    assert.equal(network.training.l2, 0);
    let least = Infinity;
    for (let row = 0; row < 16; row++) {
      for (let column = 0; column < 16; column++) {
        const at = parameters.slice();
        at[0] = parameters[0]! + map.square.half * ((2 * column) / 15 - 1);
        at[3] = parameters[3]! + map.square.half * ((2 * row) / 15 - 1);
        const { loss } = evaluate(model, at, dataset!, dataset!.trainingIndices);
        assert.ok(Math.abs(values[row * 16 + column]! - loss) <= 1e-14, `${row} ${column}`);
        least = Math.min(least, values[row * 16 + column]!);
      }
    }
    assert.equal(lowest.loss, least);
    assert.equal(lines.length, scale.levels.length);
    assert.ok(lines.some((all) => all.length > 0));
  }).timeout(HANG_MS);

  it('has the run’s path, from the weights of the file to those of the run', async () => {
    const run = runOf(good);
    const map = await landscapes.map(wish({ run, parameters: run.parameters }), wanted);
    assert.ok(map.path);
    const { epochs, points } = map.path;
    assert.equal(epochs.length, 200);
    assert.deepEqual([epochs[0], epochs.at(-1)], [0, 500]);
    const [start, end] = [points[0]!, points.at(-1)!];
    assert.ok(Math.abs(start.u - (good.parameters[0]! - run.parameters[0]!)) < 1e-12);
    assert.ok(Math.abs(start.v - (good.parameters[3]! - run.parameters[3]!)) < 1e-12);
    const others = [1, 2, 4, 5, 6, 7, 8].map((p) => good.parameters[p]! - run.parameters[p]!);
    assert.ok(Math.abs(start.distance - Math.hypot(...others)) < 1e-9);
    assert.ok(Math.abs(end.u) < 1e-12 && Math.abs(end.v) < 1e-12 && end.distance < 1e-12);
    for (const { u, v } of points) {
      assert.ok(
        Math.abs(u - map.square.u) <= map.square.half && Math.abs(v - map.square.v) <= map.square.half,
      );
    }
    // A run that came elsewhere than its replay has no path.
    const other = { ...run, parameters: run.parameters.map((value) => value + 0.1) };
    assert.equal((await landscapes.map(wish({ run: other }), wanted)).path, null);
    assert.equal((await landscapes.map(wish({ run: { ...run, isStale: true } }), wanted)).path, null);
  }).timeout(HANG_MS);

  it('is looked at in the directions of the largest curvatures, and in random ones', async () => {
    const run = runOf(good);
    for (const axes of [{ kind: 'curvature' }, { kind: 'random', seed: 3 }] as const) {
      const map = await landscapes.map(wish({ axes, run, parameters: run.parameters }), wanted);
      const { values } = await landscapes.heights(map.id, 17, wanted);
      const { first, second, origin } = map.plane;
      const { u, v, half } = map.square;
      const at = origin.map((value, p) => value + (u - half) * first[p]! + (v - half) * second[p]!);
      const { loss } = evaluate(good.model, at, good.dataset!, good.dataset!.trainingIndices);
      assert.ok(Math.abs(values[0]! - loss) <= 1e-12 * Math.max(1, loss), axes.kind);
      assert.equal(map.curvatures === null, axes.kind === 'random');
    }
  }).timeout(HANG_MS);

  it('refuses what is not there, and what is another map by now', async () => {
    const refused = (code: string) => (error: unknown) =>
      error instanceof RequestError && error.code === code;
    for (const [first, second] of [
      [0, 9],
      [0, 0],
    ] as const) {
      const axes = { kind: 'parameters', first, second } as const;
      await assert.rejects(landscapes.map(wish({ axes }), wanted), refused('invalidParams'));
    }
    const old = await landscapes.map(wish(), wanted);
    await landscapes.map(wish(), wanted);
    await assert.rejects(landscapes.heights(old.id, 8, wanted), refused('unavailable'));
    const cancelled = { isCancelled: true };
    const map = await landscapes.map(wish(), wanted);
    await assert.rejects(landscapes.heights(map.id, 128, cancelled), refused('cancelled'));
  }).timeout(HANG_MS);
});

describe('the mountain in the fog: XOR 2-2-1 from 20 random starts, η = 2, 6,000 epochs', () => {
  const start = () => startNodeThread(join(process.cwd(), 'dist', 'poolWorker.js'));
  const text = xorText('{ "learningRate": 2, "epochs": 6000, "seed": 1 }');
  const good = goodNetworkOf(text);
  const made = async (threads: number): Promise<RestartRuns> => {
    const laboratory = new Laboratory(start, threads);
    try {
      return await new Restarts(laboratory).make('file', good, 20, () => undefined, wanted);
    } finally {
      laboratory.dispose();
    }
  };
  let first: RestartRuns;

  before(async function () {
    this.timeout(HANG_MS * 3);
    first = await made(1);
  });

  it('finds more than one kind of end, and counts each run once', () => {
    assert.ok(first.basins.length > 1, `${first.basins.length}`);
    const members = first.basins.flatMap((basin) => [...basin.members]).sort((a, b) => a - b);
    assert.deepEqual(members, [...Array(20).keys()]);
    const [lowest] = first.basins;
    assert.ok(lowest!.members.length > 1 && lowest!.greatest < 0.05, 'XOR is solved there');
    // The others are no solutions: at least one of the four samples is not told apart.
    for (const { least } of first.basins.slice(1)) assert.ok(least > 0.1, `${least}`);
  });

  it('is counted by an independent look at the ends', () => {
    const { network, model, dataset } = good;
    const trained = first.ends.map((_, n) => {
      // The engine in TypeScript, alone.
      const jobs = first.ends[n]!.parameters!;
      return evaluate(model, jobs, dataset!, dataset!.trainingIndices);
    });
    const solved = trained.filter(({ outputs }) =>
      [0, 1, 1, 0].every((t, s) => Math.abs(outputs[s]! - t) < 0.1),
    );
    assert.equal(solved.length, first.basins[0]!.members.length);
    trained.forEach(({ loss }, n) => {
      assert.equal(loss, first.ends[n]!.loss);
    });
    assert.equal(network.training.epochs, 6000);
  });

  it('comes to the same count each time for the same seed, with any number of threads', async () => {
    const again = await made(2);
    assert.deepEqual(again.basins, first.basins);
    again.ends.forEach(({ parameters }, n) => {
      assert.deepEqual(parameters, first.ends[n]!.parameters);
    });
  }).timeout(HANG_MS * 3);
});
