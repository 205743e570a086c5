import { initialParameters } from '../core/engine/initialise';
import type { SweepCombination } from '../core/engine/sweep';
import type { TrainingSamples } from '../core/engine/training';
import type { Network } from '../core/network/network';
import type { PoolJob } from '../worker/poolProblems';
import { datasetOf, withTraining, type ReadyNetwork } from './load';

/**
 * The runs of a sweep. They start alike and train on the same samples but where the seed is swept; samples and
 * starting parameters of another seed are made when a run is dealt out and forgotten with the next, since nobody knows
 * how many fit into memory.
 */
export function sweepJobs(ready: ReadyNetwork, combinations: readonly SweepCombination[]): PoolJob[] {
  const { loaded, network, dataset, dataText } = ready;
  const samplesOf = rememberLast<TrainingSamples>((changed) => datasetOf(changed, dataText));
  const parametersOf = rememberLast(initialParameters);
  return combinations.map(({ training }) => {
    const changed = withTraining(loaded.parsed, network, training);
    const isSameSeed = training.seed === network.training.seed;
    const areSameSamples = isSameSeed || (changed.data === network.data && network.testFraction === 0);
    return {
      network: changed,
      samples: () => (areSameSamples ? dataset : samplesOf(changed)),
      parameters: () => (isSameSeed ? ready.parameters : parametersOf(changed)),
    };
  });
}

/** Makes something of a network's seed, unless that was what it made last. */
function rememberLast<T>(make: (network: Network) => T): (network: Network) => T {
  let last: { readonly seed: number; readonly made: T } | null = null;
  return (network) => {
    const { seed } = network.training;
    if (last?.seed !== seed) last = { seed, made: make(network) };
    return last.made;
  };
}
