import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { initialParameters } from '../../src/core/engine/initialise';
import { StandbyWorker } from '../../src/host/training/standbyWorker';
import {
  trainingProgram,
  trainingWorkerIn,
  withoutParameters,
  type TrainingWorker,
} from '../../src/host/training/trainingWorker';
import type { StartParams } from '../../src/protocol/training';
import { startNodeThread } from '../../src/worker/thread.node';
import { below, type Demand } from './demands';
import { readNetwork } from './job';
import { median, print } from './report';
import { workloads, type Workload } from './workloads';

/*
 * What a person waits for: from Train to the first update that is measured and told, by the threads and messages of the
 * product, without VS Code.
 */

/** Where a thread is gone, a new run has made its first update by then, in milliseconds: the slowest of all rounds. */
const mostAfterFault = 1000;

const rounds = 5;

/** Time in which a thread that waits has gone through its networks, and nothing is compiled any more. */
const settlingMs = 3000;

export async function benchWaits(): Promise<Demand[]> {
  console.log('\nFrom Train to the first update (ms, medians)\n');
  print('', 'thread waits', 'new thread', 'after a fault');
  const demands: Demand[] = [];
  for (const workload of workloads.filter(({ name }) => name !== 'W5')) {
    const start = startOf(workload);
    const waiting: number[] = [];
    const fresh: number[] = [];
    const afterFault: number[] = [];
    for (let round = 0; round < rounds; round++) {
      waiting.push(await withWaitingThread(start));
      fresh.push(await withNewThread(start));
      afterFault.push(await afterLostThread(start));
    }
    print(workload.name, median(waiting), median(fresh), median(afterFault));
    const what = `${workload.name}: a new run's first update after its thread was lost`;
    demands.push(below(what, Math.max(...afterFault), mostAfterFault, 'ms'));
  }
  return demands;
}

/** As the host starts a run: the parameters as one vector. */
function startOf({ files }: Workload): StartParams {
  const { text, dataText } = files();
  const { network } = readNetwork({ text, dataText });
  return {
    network: withoutParameters(network),
    fileText: dataText,
    parameters: initialParameters(network),
  };
}

const startThread = (): TrainingWorker => trainingWorkerIn(startNodeThread(join(__dirname, trainingProgram)));

async function firstUpdate(worker: TrainingWorker, start: StartParams): Promise<void> {
  await worker.channel.request('start', start);
  const { step } = await worker.channel.request('step', null);
  if (step !== 1) throw new Error(`the first update is update ${step}`);
}

async function withWaitingThread(start: StartParams): Promise<number> {
  const standby = new StandbyWorker(startThread, 0);
  standby.prepare();
  await sleep(settlingMs);
  const asked = performance.now();
  const worker = standby.take();
  await firstUpdate(worker, start);
  const took = performance.now() - asked;
  standby.dispose();
  worker.dispose();
  return took;
}

async function withNewThread(start: StartParams): Promise<number> {
  const asked = performance.now();
  const worker = startThread();
  await firstUpdate(worker, start);
  const took = performance.now() - asked;
  worker.dispose();
  return took;
}

/** A run is under way when its thread ends; nothing waits in its place. */
async function afterLostThread(start: StartParams): Promise<number> {
  const thread = startNodeThread(join(__dirname, trainingProgram));
  const worker = trainingWorkerIn(thread);
  await firstUpdate(worker, start);
  const run = worker.channel.request('run', null).catch(() => null);
  await sleep(20);
  thread.terminate();
  await worker.ended;
  if ((await run) !== null) throw new Error('the run has ended before its thread was lost');
  return withNewThread(start);
}
