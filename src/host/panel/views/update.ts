import { parameterIndex } from '../../../core/engine/layout';
import { accountUpdate } from '../../../core/insight/nextUpdate/account';
import { freshState, nextUpdateSteps, type NextUpdate } from '../../../core/insight/nextUpdate/nextUpdate';
import { createNames } from '../../../core/math/names';
import type { ParameterSubject } from '../../../core/network/subject';
import { RequestError, type Cancellation, type Handlers } from '../../../protocol/channel';
import type { UpdateRequests } from '../../../protocol/views/update';
import { hasSubject } from '../knownSubject';
import { askRun, shownPlace } from './askRun';
import { sliced } from './sliced';
import type { ViewSource } from './viewSource';
import { say } from '../../../core/words/say';

/** Answers the view "Update": from the run's thread where one knows the optimizer's memory, else from an empty one. */
export function updateHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: UpdateRequests; readonly events: object }> {
  return {
    updateOf: async ({ subject }, cancellation) => {
      const { network: ofFile, symbols, model, dataset } = source.good();
      if (!hasSubject(ofFile, subject)) {
        throw new RequestError({
          code: 'invalidParams',
          message: say('the network shown has no such quantity'),
        });
      }
      if ((subject.kind !== 'weight' && subject.kind !== 'bias') || !dataset) return null;
      const index = parameterIndex(model.layout, subject);
      const ofRun = await askRun(source, 'nextUpdate', { index }, shownPlace(source));
      const next = ofRun?.result ?? (await nextAfresh(source, subject, cancellation));
      // A fork trains in another way than the file says, and than the run it goes on from.
      const network = ofRun ? { ...ofFile, training: ofRun.training } : ofFile;
      const names = createNames(network, symbols);
      const { terms, updated, isFrozen } = accountUpdate(network, names, subject, next);
      return {
        symbol: names.latex(subject),
        text: names.unicode(subject),
        optimizer: network.training.optimizer.type,
        terms,
        before: next.parameter,
        after: updated,
        isFrozen,
        step: next.step,
        epoch: next.epoch + (ofRun?.epochsBefore ?? 0),
        memory: ofRun ? 'run' : 'fresh',
        isSingle: ofRun !== null && network.training.precision === 'float32',
      };
    },
  };
}

/** As training begins at the numbers that are shown. */
async function nextAfresh(
  source: ViewSource,
  subject: ParameterSubject,
  cancellation: Cancellation,
): Promise<NextUpdate> {
  const { network, model, dataset } = source.good();
  if (!dataset) throw new RequestError({ code: 'unavailable', message: say('the network has no samples') });
  const state = freshState(network, dataset, source.shown().parameters);
  const index = parameterIndex(model.layout, subject);
  return sliced(nextUpdateSteps(network, model, dataset, state, index), cancellation);
}
