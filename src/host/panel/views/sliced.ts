import { RequestError, type Cancellation } from '../../../protocol/channel';
import { runInSlices } from '../../slices';
import { say } from '../../../core/words/say';

/** Runs to the end while other work of the host has its turns; throws as `cancelled` once nobody waits. */
export async function sliced<T>(steps: Iterator<unknown, T>, cancellation: Cancellation): Promise<T> {
  const result = await runInSlices(steps, cancellation);
  if (result !== undefined) return result;
  throw new RequestError({ code: 'cancelled', message: say('Nobody waits for it any more.') });
}
