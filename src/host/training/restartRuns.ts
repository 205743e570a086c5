import { alikeTolerance, basinsOf, outputSteps, type Basin, type RunEnding } from '../../core/insight/basins';
import { RequestError, type Cancellation } from '../../protocol/channel';
import type { PoolOutcome, PoolProgress } from '../../worker/poolBatch';
import { restartJobs } from '../../worker/restarts';
import type { GoodNetwork } from '../networkState';
import { runInSlices } from '../slices';
import type { Laboratory } from './laboratory';
import { areSameNumbers, isSameFunction, isSameTraining } from './sameProblem';
import { say } from '../../core/words/say';

/** Runs of a network from random starts, and where they ended. */
export interface RestartRuns {
  readonly good: GoodNetwork;
  /** One for each restart, in order. */
  readonly ends: readonly {
    /** Null where it diverged or failed. */
    readonly parameters: Float64Array | null;
    readonly loss: number;
    /** Index in `basins`, or −1. */
    readonly basin: number;
  }[];
  readonly basins: readonly Basin[];
  /** Outputs that differ by no more are alike. */
  readonly tolerance: number;
}

/** Restarts networks in the laboratory, and keeps what came of it for each file while it is open. */
export class Restarts {
  readonly #laboratory: Pick<Laboratory, 'train'>;
  readonly #made = new Map<string, RestartRuns>();

  constructor(laboratory: Pick<Laboratory, 'train'>) {
    this.#laboratory = laboratory;
  }

  /**
   * Trains from `count` random starts, by the settings of the file.
   *
   * @param good with samples.
   * @throws RequestError as `Laboratory.train`.
   */
  async make(
    file: string,
    good: GoodNetwork,
    count: number,
    onProgress: (progress: PoolProgress) => void,
    cancellation: Cancellation,
  ): Promise<RestartRuns> {
    const { network, model, dataset } = good;
    if (!dataset) throw new Error('A network without samples cannot be trained.');
    const jobs = restartJobs(network, dataset, count);
    const outcomes = await this.#laboratory.train(jobs, onProgress, cancellation);
    const indices = dataset.trainingIndices;
    const endings: RunEnding[] = [];
    for (const outcome of outcomes) {
      const parameters = endOf(outcome);
      const outputs =
        parameters && (await runInSlices(outputSteps(model, parameters, dataset, indices), cancellation));
      if (outputs === undefined)
        throw new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
      endings.push({ loss: lossOf(outcome), outputs });
    }
    const tolerance = alikeTolerance(model, dataset, indices);
    const basins = basinsOf(endings, tolerance);
    const runs: RestartRuns = {
      good,
      ends: outcomes.map((outcome, n) => ({
        parameters: endOf(outcome),
        loss: lossOf(outcome),
        basin: basins.findIndex(({ members }) => members.includes(n)),
      })),
      basins,
      tolerance,
    };
    this.#made.set(file, runs);
    return runs;
  }

  /** What came of the last restarts of a file, unless it trains otherwise by now. */
  of(file: string, good: GoodNetwork): RestartRuns | null {
    const runs = this.#made.get(file);
    if (!runs) return null;
    const isSame =
      runs.good === good ||
      (isSameFunction(runs.good, good) &&
        isSameTraining(runs.good.network, good.network) &&
        areSameNumbers(runs.good.parameters, good.parameters));
    return isSame ? runs : null;
  }

  forget(file: string): void {
    this.#made.delete(file);
  }
}

function endOf(outcome: PoolOutcome): Float64Array | null {
  return outcome.kind === 'finished' && outcome.result.stopped !== 'diverged'
    ? outcome.result.parameters
    : null;
}

function lossOf(outcome: PoolOutcome): number {
  return outcome.kind === 'finished' ? outcome.result.loss : Number.NaN;
}
