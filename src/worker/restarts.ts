import { restartParameters } from '../core/engine/restarts';
import type { TrainingSamples } from '../core/engine/training';
import type { Network } from '../core/network/network';
import type { PoolJob } from './poolProblems';

/**
 * Runs of one network from different starts, for a pool.
 *
 * @param samples those of the network.
 * @param count how many: the restarts 0 to before `count`, see `restartParameters`.
 */
export function restartJobs(network: Network, samples: TrainingSamples, count: number): PoolJob[] {
  return Array.from({ length: count }, (_, n) => ({
    network,
    samples: () => samples,
    parameters: () => restartParameters(network, n),
  }));
}
