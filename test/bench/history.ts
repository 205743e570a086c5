import { LossPyramid } from '../../src/core/engine/lossPyramid';
import { createRandom } from '../../src/core/engine/random';
import { createTrainer, type Trainer } from '../../src/core/engine/training';
import { createRunTrainer } from '../../src/worker/engine';
import { RunHistory } from '../../src/worker/runHistory';
import { below, type Demand } from './demands';
import { datasetOf, networkOf } from '../core/engine/reference/networks';
import { median, print, ROUNDS, shown, time } from './report';

/** What it costs to keep the whole of a run, and to come back to any epoch of it. */
export async function benchHistory(): Promise<Demand[]> {
  benchPyramid();
  benchMemoryOfRun();
  return await benchReplay();
}

/** Megabytes of objects and arrays after the garbage is gone. */
function memory(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('the bench needs node --expose-gc');
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

function benchPyramid(): void {
  const epochs = 10_000_000;
  const piece = Float64Array.from({ length: 10_000 }, (_, n) => Math.sin(n) ** 2);
  console.log('\nLosses of 10 000 000 epochs for drawing\n');
  print('', 'ns/epoch', 'ms', 'MB');
  let pyramid = new LossPyramid();
  const appended = Array.from({ length: ROUNDS }, () => {
    pyramid = new LossPyramid();
    return time(() => {
      for (let n = 0; n < epochs; n += piece.length) pyramid.append(piece);
    });
  });
  print('appended', (median(appended) * 1e6) / epochs, median(appended), pyramid.bytes / 1e6);
  for (const [name, from, to] of [
    ['all in 1 000 buckets', 0, epochs],
    ['100 000 in the middle in 1 000 buckets', epochs / 2, epochs / 2 + 100_000],
    ['the newest 1 000, each by itself', epochs - 1000, epochs],
  ] as const) {
    const asked = Array.from({ length: ROUNDS }, () =>
      time(() => {
        pyramid.query(from, to, 1000);
      }),
    );
    print(name, '', median(asked));
  }
}

/** 2-2-2 sigmoid, one sample, for ten million epochs, beside the same without a history. */
function benchMemoryOfRun(): void {
  const epochs = 10_000_000;
  const network = networkOf({
    units: [2, 2, 2],
    activations: ['sigmoid', 'sigmoid'],
    training: { epochs, learningRate: 0.5 },
  });
  const dataset = datasetOf([[0.05, 0.1]], [[0.01, 0.99]]);
  const create = () => createRunTrainer(network, dataset, null).trainer;
  console.log('\n2-2-2, one sample, 10 000 000 epochs\n');
  print('', 'ns/epoch', 'MB');
  const before = memory();
  const trainer = create();
  const history = new RunHistory(trainer, create);
  const took = time(() => {
    while (history.advance(1000) === 'running');
  });
  const held = memory() - before;
  print('run with history, losses and checkpoints', (took * 1e6) / epochs, held);
  const drawn = history.losses(0, epochs, 1000);
  if (drawn.epochs !== epochs) throw new Error(`${drawn.epochs} epochs were kept`);
  const plain = create();
  const alone = time(() => {
    while (plain.advance(1000) === 'running');
  });
  print('run with history alone', (alone * 1e6) / epochs);
}

/** From asking for an epoch to having it, at the size of a playground. */
const mostReplayMs = 50;

/** 2-8-8-1 tanh, 250 samples, batches of 10, by the engine that trains: epochs of a run of some seconds, in random order. */
async function benchReplay(): Promise<Demand[]> {
  const network = networkOf({
    units: [2, 8, 8, 1],
    activations: ['tanh', 'tanh', 'linear'],
    training: { epochs: 1_000_000, learningRate: 0.01, batchSize: 10 },
  });
  const random = createRandom(1);
  const inputs = Array.from({ length: 250 }, () => [2 * random.uniform() - 1, 2 * random.uniform() - 1]);
  const dataset = datasetOf(
    inputs,
    inputs.map(([x, y]) => [Math.sign(x! * y!)]),
  );
  const create = () => createRunTrainer(network, dataset, null).trainer;
  const trainer = create();
  const history = new RunHistory(trainer, create);
  const start = performance.now();
  while (performance.now() - start < 5000) history.advance(1000);
  const perEpoch = (performance.now() - start) / trainer.epoch;
  const took: number[] = [];
  const computed: number[] = [];
  for (let n = 0; n < 100; n++) {
    const epoch = Math.floor(random.uniform() * (trainer.epoch + 1));
    const [asked, used] = [performance.now(), process.cpuUsage()];
    const replayed = await history.at(
      { epoch, updates: 0 },
      () => false,
      (replay) => replay.parameters.slice(),
    );
    took.push(performance.now() - asked);
    computed.push(process.cpuUsage(used).user / 1000);
    if (n < 3) checkReplay(createTrainer(network, dataset), epoch, replayed ?? undefined);
  }
  console.log(`\n2-8-8-1, 250 samples, batches of 10: 100 random epochs of ${shown(trainer.epoch)}\n`);
  print('', 'median ms', 'worst ms', 'ms/epoch');
  print('an epoch restored by replay', median(took), Math.max(...took), perEpoch);
  print('  processor time of it', median(computed), Math.max(...computed));
  return [below('any epoch restored by replay, 2-8-8-1', Math.max(...took), mostReplayMs, 'ms')];
}

function checkReplay(fresh: Trainer, epoch: number, parameters: Float64Array | undefined): void {
  while (fresh.epoch < epoch) fresh.advance(fresh.updatesPerEpoch);
  if (!parameters?.every((value, p) => Object.is(value, fresh.parameters[p]))) {
    throw new Error(`epoch ${epoch} was not restored bit for bit`);
  }
}
