import type { Network } from '../../core/network/network';
import type { GoodNetwork } from '../networkState';
import type { Run } from './trainingRun';

/** Of a run what its path is taken from. */
export type WalkedRun = Pick<Run, 'epoch' | 'status' | 'parameters' | 'start' | 'network' | 'isStale'>;

/** The way of a run through the space of its parameters. */
export interface RunPath {
  readonly epochs: Float64Array;
  readonly points: readonly Float64Array[];
}

/** Points of a path at most, and numbers that all of them may have. */
const mostPoints = 200;
const mostNumbers = 2_000_000;
/** A run of more work than this is not trained once more for its path: parameters × samples × epochs, some seconds. */
const mostWork = 3_000_000_000;
/** What a sample costs beside its parameters, in parameters. */
const workOfSample = 30;

/** The epochs at which a run's path is looked at, 0 the first and the newest the last; null: it has none. */
export function pathEpochs({ dataset }: Pick<GoodNetwork, 'dataset'>, run: WalkedRun): Float64Array | null {
  const { epoch, isStale, start } = run;
  if (epoch === 0 || isStale || !dataset) return null;
  if (epoch * (start.length + workOfSample) * dataset.trainingIndices.length > mostWork) return null;
  const points = Math.min(mostPoints, Math.floor(mostNumbers / start.length), epoch + 1);
  if (points < 2) return null;
  return Float64Array.from({ length: points }, (_, n) => Math.round((n * epoch) / (points - 1)));
}

/** How far a replay may end from its run, relative to the parameters: the two have the same bits. */
const sameEnd = 1e-9;

/**
 * The path that a replay has walked, with the run's own parameters as its end; null where the replay of a run that has
 * ended came elsewhere, because it was trained by several settings.
 */
export function pathOf(run: WalkedRun, epochs: Float64Array, walked: Float64Array): RunPath | null {
  const { parameters, status } = run;
  const count = parameters.length;
  const points = Array.from({ length: walked.length / count }, (_, n) =>
    walked.subarray(n * count, (n + 1) * count),
  );
  const last = points.at(-1);
  if (!last) return null;
  const isWhole = status === 'epochs' && points.length === epochs.length;
  const isSame = last.every((value, p) => {
    const own = parameters[p]!;
    return Math.abs(value - own) <= sameEnd * Math.max(1, Math.abs(own));
  });
  if (isWhole && !isSame) return null;
  const ends = isSame ? points : [...points, parameters];
  return {
    epochs: Float64Array.from(ends, (_, n) => epochs[Math.min(n, epochs.length - 1)]!),
    points: ends,
  };
}

/** Whether the penalty is part of what is shown. */
export function hasPenalty({ training }: Network): boolean {
  return training.l1 > 0 || training.l2 > 0;
}
