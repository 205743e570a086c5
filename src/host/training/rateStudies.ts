import { describeDivergence } from '../../core/engine/divergence';
import {
  drawnRun,
  epochsBelow,
  overshootsOf,
  usualThreshold,
  type ComparedRun,
} from '../../core/insight/rates';
import type { Training } from '../../core/network/network';
import type { Cancellation } from '../../protocol/channel';
import type { RateRunView, RateStudyView } from '../../protocol/views/rates';
import type { PoolOutcome, PoolProgress } from '../../worker/poolBatch';
import type { PoolJob } from '../../worker/poolProblems';
import type { GoodNetwork } from '../networkState';
import type { Laboratory } from './laboratory';
import { areSameNumbers, isSameFunction, isSameTraining } from './sameProblem';

/** Points of a curve that are sent to be drawn, about: more than a screen has columns. */
const drawnPoints = 1500;

/** A study that was made: runs of one network from its own parameters, which differ in the learning rate. */
interface Study {
  readonly good: GoodNetwork;
  /** Null where a run has no result. */
  readonly runs: readonly (ComparedRun | null)[];
  readonly view: RateStudyView;
}

/** Compares learning rates, and keeps the last study of each file while it is open. */
export class RateStudies {
  readonly #laboratory: Pick<Laboratory, 'train'>;
  readonly #studies = new Map<string, Study>();
  #lastId = 0;

  constructor(laboratory: Pick<Laboratory, 'train'>) {
    this.#laboratory = laboratory;
  }

  /**
   * Trains the network once with each rate, from its own parameters, on its own samples.
   *
   * @param file whose study it is, in place of its former one.
   * @param good with samples.
   * @throws RequestError as `Laboratory.train`.
   */
  async make(
    file: string,
    good: GoodNetwork,
    rates: readonly number[],
    onProgress: (progress: PoolProgress) => void,
    cancellation: Cancellation,
  ): Promise<RateStudyView> {
    const { network, dataset, parameters } = good;
    if (!dataset) throw new Error('A network without samples cannot be trained.');
    const trainings = rates.map((learningRate) => ({ ...network.training, learningRate }));
    const jobs = trainings.map((training): PoolJob => ({
      network: { ...network, training },
      samples: () => dataset,
      parameters: () => parameters,
    }));
    const outcomes = await this.#laboratory.train(jobs, onProgress, cancellation);
    const isFullBatch = isOnFullBatch(good);
    const runs = outcomes.map((outcome, n) => runView(good, trainings[n]!, outcome, isFullBatch));
    const ended = runs.filter(({ status }) => status !== 'diverged' && status !== 'failed');
    const best = Math.min(...ended.map(({ loss }) => loss));
    const lossAtStart = runs.find(({ drawn }) => drawn.losses.length > 0)?.drawn.losses[0] ?? 0;
    const view: RateStudyView = {
      id: ++this.#lastId,
      runs,
      epochs: network.training.epochs,
      threshold: usualThreshold(network, lossAtStart),
      best: ended.length === 0 ? null : best,
    };
    const compared = outcomes.map((one) => (one.kind === 'finished' ? one.result : null));
    this.#studies.set(file, { good, runs: compared, view });
    return view;
  }

  /** The last study of a file. */
  last(file: string): RateStudyView | null {
    return this.#studies.get(file)?.view ?? null;
  }

  /**
   * The last study of a file, and whether the file has changed since in what it is about: not its learning rate, and
   * no names.
   */
  state(file: string, good: GoodNetwork): { readonly id: number; readonly isStale: boolean } | null {
    const study = this.#studies.get(file);
    if (!study) return null;
    const { id } = study.view;
    if (study.good === good) return { id, isStale: false };
    const { network } = study.good;
    const { learningRate } = good.network.training;
    const sameRate = { ...network, training: { ...network.training, learningRate } };
    const isSame =
      isSameFunction(study.good, good) &&
      isSameTraining(sameRate, good.network) &&
      areSameNumbers(study.good.parameters, good.parameters);
    return { id, isStale: !isSame };
  }

  /** Epochs to a threshold of each run of the last study, in its order; null: never, or there is no result. */
  epochsBelow(file: string, threshold: number): (number | null)[] {
    const runs = this.#studies.get(file)?.runs ?? [];
    return runs.map((run) => run && epochsBelow(run, threshold));
  }

  forget(file: string): void {
    this.#studies.delete(file);
  }
}

export function isOnFullBatch({ network, dataset }: Pick<GoodNetwork, 'network' | 'dataset'>): boolean {
  const { batchSize } = network.training;
  return batchSize === 'full' || batchSize >= (dataset?.trainingIndices.length ?? 0);
}

function runView(
  { network }: GoodNetwork,
  training: Training,
  outcome: Exclude<PoolOutcome, { kind: 'cancelled' }>,
  isFullBatch: boolean,
): RateRunView {
  const rate = training.learningRate;
  if (outcome.kind === 'failed') {
    const none = new Float64Array(0);
    const drawn = { epochs: none, times: none, losses: none };
    return {
      rate,
      status: 'failed',
      sentence: outcome.message,
      epochs: 0,
      loss: Number.NaN,
      drawn,
      overshoots: null,
      isFullBatch,
    };
  }
  const { stopped, epochs, loss, divergence } = outcome.result;
  return {
    rate,
    status: stopped,
    // The engine counts the updates made before the one that failed.
    sentence:
      divergence &&
      describeDivergence(
        { ...network, training },
        { ...divergence, step: divergence.step - 1, parameter: null },
      ),
    epochs,
    loss,
    drawn: drawnRun(outcome.result, training, drawnPoints),
    overshoots: isFullBatch ? overshootsOf(outcome.result) : null,
    isFullBatch,
  };
}
