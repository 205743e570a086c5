/**
 * One contender in a process of its own, so that nothing another one did to the compiler's or the collector's mind
 * changes its time: `node contender.cjs NAME JOB.json`, or with `warm` behind for one that has compiled what a thread
 * that waits compiles.
 *
 * It says `{"ready": VERSION}` or `{"absent": WHY}`; then for each line with a number of updates it trains so many
 * from the starting weights and says `{"loss", "seconds", "steps"}`. The peers in other languages talk the same.
 */

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { warmUpNetworks, warmUpRounds } from '../../src/host/training/warmUpNetworks';
import { createRunEvaluation, createRunTrainer } from '../../src/worker/engine';
import type { Reply } from './contenderProcess';
import { engines, type Engine } from './engines';
import { readNetwork, type Job } from './job';
import { objectGraph } from './peers/javascript/objectGraph';
import { plainLoop } from './peers/javascript/plainLoop';
import { straightLine } from './peers/javascript/straightLine';
import type { Trainable } from './peers/trainable';
import { simdPeak } from './simdPeak';
import { simdPeakOfTwo } from './simdPeakOfTwo';
import { workerSweep, type SweepRunner } from './workerSweep';

type Created = Trainable | SweepRunner;

const contenders: Readonly<Record<string, (job: Job) => Created>> = {
  'straight-line JavaScript': straightLine,
  'plain loop': plainLoop,
  'object graph': objectGraph,
  'SIMD128 f64x2': () => simdPeak('f64x2'),
  'SIMD128 f32x4': () => simdPeak('f32x4'),
  'SIMD128 f64x2, two cores': () => simdPeakOfTwo('f64x2'),
  'sweep with workers': (job) => workerSweep(job, false),
  'sweep with warm workers': (job) => workerSweep(job, true),
  ...Object.fromEntries(engines.map((engine) => [engine.name, (job: Job) => engineOf(engine, job)])),
};

function engineOf(engine: Engine, job: Job): Trainable {
  const { network, dataset } = readNetwork(job);
  const trainerOf = (learningRate: number) =>
    engine.create(
      { ...network, training: { ...network.training, learningRate, precision: engine.precision } },
      dataset,
    );
  let trainer = trainerOf(network.training.learningRate);
  return {
    reset(learningRate) {
      trainer = trainerOf(learningRate);
    },
    train(updates) {
      trainer.advance(updates);
    },
    loss: () => trainer.finish().loss,
    usesCores: engine.cores > 1,
  };
}

/** Milliseconds that the engine of this name takes to make the program for the job's network; null: it makes none. */
function compileTime(name: string, job: Job): number | null {
  const engine = engines.find((one) => one.name === name);
  if (!engine?.compile) return null;
  const { network } = readNetwork(job);
  const start = performance.now();
  engine.compile({ ...network, training: { ...network.training, precision: engine.precision } });
  return performance.now() - start;
}

/** What a thread does that waits for a run: see `StandbyWorker`. It goes on waiting until nothing is compiled beside it. */
async function warmUp(): Promise<void> {
  const jobs = warmUpNetworks.map((text) => readNetwork({ text, dataText: null }));
  for (let round = 0; round < warmUpRounds; round++) {
    for (const { network, dataset } of jobs) {
      const { trainer, engine } = createRunTrainer(network, dataset, null);
      trainer.stepOnce();
      await createRunEvaluation(trainer.model, dataset, engine)(trainer.parameters, () => false);
    }
  }
  await sleep(SETTLING_MS);
}

const SETTLING_MS = 300;

/** Trains with each learning rate from the start; setting up counts where there are several, as in any sweep. */
async function answer(created: Created, learningRates: readonly number[], updates: number): Promise<Reply> {
  if ('sweep' in created) return created.sweep();
  const [first] = learningRates;
  if (first === undefined) throw new Error('the job has no learning rate');
  if (learningRates.length === 1) {
    created.reset(first);
    const seconds = secondsOf(created, () => {
      created.train(updates);
    });
    return { loss: created.loss(), seconds, steps: updates };
  }
  let sum = 0;
  const seconds = secondsOf(created, () => {
    for (const learningRate of learningRates) {
      created.reset(learningRate);
      created.train(updates);
      sum += created.loss();
    }
  });
  return { loss: sum / learningRates.length, seconds, steps: updates * learningRates.length };
}

/** Seconds of the processor, all threads of this process together; of a clock for an engine that uses several cores. */
function secondsOf(created: Trainable, work: () => void): number {
  const [start, startWall] = [process.cpuUsage(), performance.now()];
  work();
  const { user, system } = process.cpuUsage(start);
  return created.usesCores ? (performance.now() - startWall) / 1000 : (user + system) / 1e6;
}

/** A library's adapter: a module that makes a `Trainable` of a job. */
interface Adapter {
  readonly version: string;
  create(job: Job): Trainable | Promise<Trainable>;
}

async function create(
  name: string,
  job: Job,
): Promise<{ readonly version: string; readonly created: Created }> {
  if (name.endsWith('.mjs')) {
    const adapter = (await import(pathToFileURL(name).href)) as Adapter;
    return { version: adapter.version, created: await adapter.create(job) };
  }
  const make = contenders[name];
  if (!make) throw new Error(`there is no contender ${JSON.stringify(name)}`);
  return { version: `Node ${process.version}`, created: make(job) };
}

function say(reply: object): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function main(): Promise<void> {
  const [name = '', file = '', state] = process.argv.slice(2);
  const job = JSON.parse(readFileSync(file, 'utf8')) as Job;
  try {
    if (state === 'warm') await warmUp();
    const compileMilliseconds = compileTime(name, job);
    const { version, created } = await create(name, job);
    say({ ready: version, compileMilliseconds });
    for await (const line of createInterface(process.stdin)) {
      say(await answer(created, job.learningRates, Number(line)));
    }
    engines.find((engine) => engine.name === name)?.end?.();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    say({ absent: 'not installed: `npm run bench -- --peers` installs it' });
  }
}

void main();
