import { RequestError } from '../../../protocol/channel';
import type { RunPlace, TrainingWorkerSide } from '../../../protocol/training';
import type { AboutRun, RunQuery } from '../../training/runs';
import type { ViewSource } from './viewSource';

type Requests = TrainingWorkerSide['requests'];

/** Where the run stood at the moment on show; null: there is no run, or its newest numbers are shown. */
export function shownPlace(source: ViewSource): RunPlace | null {
  const moment = source.run() && source.services.time.get(source.uri());
  return moment && !moment.isNewest ? moment.place : null;
}

/**
 * Asks the thread that knows a place of the run that is shown, or with null its newest state. Null where there is none
 * that would go on from there: the next update begins afresh, at the numbers that are shown.
 */
export async function askRun<K extends RunQuery>(
  source: ViewSource,
  what: K,
  params: Omit<Requests[K]['params'], 'place'>,
  place: RunPlace | null,
): Promise<AboutRun<Requests[K]['result']> | null> {
  const run = source.run();
  if (!run || run.isStale || run.parameters.length !== source.good().parameters.length) return null;
  try {
    return await source.services.runs.query(source.uri(), what, params, place);
  } catch (error) {
    const isGone =
      error instanceof RequestError && (error.code === 'unavailable' || error.code === 'disposed');
    if (isGone) return null;
    throw error;
  }
}
