import { RequestError, type Cancellation, type Handlers } from '../../../protocol/channel';
import type { WhyRequests } from '../../../protocol/views/why';
import { newestPlace } from '../../training/shownMoment';
import { describeFailure } from '../../training/trainingWorker';
import type { ViewSource } from './viewSource';
import { whyView } from './whyRows';

/** So often it is asked whether somebody still waits. */
const pollMs = 50;

export function whyHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: WhyRequests; readonly events: object }> {
  return {
    why: async (_params, cancellation: Cancellation) => {
      const run = source.run();
      if (!run) return null;
      const uri = source.uri();
      const good = source.good();
      const { runs, time } = source.services;
      const moment = time.get(uri);
      const newest = newestPlace(run, time.updatesPerEpoch(uri));
      const place = moment && !moment.isNewest ? moment.place : newest;
      let poll: ReturnType<typeof setInterval> | undefined;
      try {
        const next = await runs.next(uri, place, true, (cancel) => {
          poll = setInterval(() => {
            if (cancellation.isCancelled) cancel();
          }, pollMs);
        });
        return whyView(good, run, next, moment?.words ?? '', time.updatesPerEpoch(uri));
      } catch (error) {
        if (error instanceof RequestError && error.code === 'cancelled') throw error;
        throw new RequestError({ code: 'unavailable', message: await describeFailure(error, null) });
      } finally {
        clearInterval(poll);
      }
    },
  };
}
