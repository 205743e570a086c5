import { strict as assert } from 'node:assert';
import { initialParameters } from '../../src/core/engine/initialise';
import { createTrainer, type TrainingSamples } from '../../src/core/engine/training';
import type { Network } from '../../src/core/network/network';
import type { RunResult } from '../../src/protocol/pool';
import type { PoolOutcome } from '../../src/worker/poolBatch';
import type { PoolJob } from '../../src/worker/poolProblems';
import { resultOf } from '../../src/worker/runResult';
import { randomRun } from '../core/engine/training/randomRuns';

export function jobOf(network: Network, samples: TrainingSamples): PoolJob {
  const parameters = initialParameters(network);
  return { network, samples: () => samples, parameters: () => parameters };
}

/** Many small runs of different networks, each with two learning rates, so that programs are used again. */
export function mixedJobs(networks: number): PoolJob[] {
  return Array.from({ length: networks }, (_, seed) => randomRun(seed)).flatMap(({ network, dataset }) =>
    [0.02, 0.3].map((learningRate) =>
      jobOf({ ...network, training: { ...network.training, learningRate } }, dataset),
    ),
  );
}

/** A run that takes `epochs` epochs of two updates, some thousand of them a millisecond. */
export function longJob(epochs: number, learningRate = 0.1): PoolJob {
  const { network, dataset } = randomRun(1);
  const training = {
    ...network.training,
    epochs,
    learningRate,
    stopWhen: { lossBelow: null, patience: null },
  };
  return jobOf({ ...network, training }, dataset);
}

/** What the engine in TypeScript makes of a job, alone and in this thread. */
export function expectedResult({ network, samples, parameters }: PoolJob): RunResult {
  const trainer = createTrainer(network, samples(), parameters());
  trainer.advance(Infinity);
  return resultOf(trainer);
}

/** Every job has come to what it comes to alone, bit for bit. */
export function assertResults(jobs: readonly PoolJob[], outcomes: readonly PoolOutcome[]): void {
  assert.equal(outcomes.length, jobs.length);
  jobs.forEach((job, n) => {
    assert.deepEqual(outcomes[n], { kind: 'finished', result: expectedResult(job) }, `job ${n}`);
  });
}
