import { RequestError } from '../../../protocol/channel';
import type { TrainingWorkerSide } from '../../../protocol/training';
import type { RunQuery } from '../../training/runs';
import type { ViewSource } from './viewSource';

type Requests = TrainingWorkerSide['requests'];

/**
 * Asks the thread of the run that is shown. Null where there is none that would go on from its own state: its next
 * update begins afresh, at the numbers that are shown.
 */
export async function askRun<K extends RunQuery>(
  source: ViewSource,
  what: K,
  params: Requests[K]['params'],
): Promise<Requests[K]['result'] | null> {
  const run = source.run();
  if (!run || run.isStale || run.parameters.length !== source.good().parameters.length) return null;
  try {
    return await source.services.runs.query(source.uri(), what, params);
  } catch (error) {
    const isGone =
      error instanceof RequestError && (error.code === 'unavailable' || error.code === 'disposed');
    if (isGone) return null;
    throw error;
  }
}

/**
 * Which epoch the run's thread is to be asked about, for the numbers on show: null for the newest; undefined where the
 * thread knows no such place, in the middle of an epoch or before a fork.
 */
export function epochOnShow(source: ViewSource): number | null | undefined {
  const moment = source.services.time.get(source.uri());
  if (!moment || moment.isNewest) return null;
  const { epoch, updates } = moment.place;
  const own = epoch - (source.run()?.epochsBefore ?? 0);
  return updates === 0 && own >= 0 ? own : undefined;
}
