import { parameterIndex } from '../../../core/engine/layout';
import { accountUpdate } from '../../../core/insight/nextUpdate/account';
import { freshState, nextUpdateSteps, type NextUpdate } from '../../../core/insight/nextUpdate/nextUpdate';
import { createNames } from '../../../core/math/names';
import type { ParameterSubject } from '../../../core/network/subject';
import { RequestError, type Cancellation, type Handlers } from '../../../protocol/channel';
import type { UpdateRequests } from '../../../protocol/views/update';
import { hasSubject } from '../knownSubject';
import { askRun, epochOnShow } from './askRun';
import { sliced } from './sliced';
import type { ViewSource } from './viewSource';
import { say } from '../../../core/words/say';

/** Answers the view "Update": from the run's thread where one knows the optimizer's memory, else from an empty one. */
export function updateHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: UpdateRequests; readonly events: object }> {
  return {
    updateOf: async ({ subject }, cancellation) => {
      const { network, symbols, model, dataset } = source.good();
      if (!hasSubject(network, subject)) {
        throw new RequestError({
          code: 'invalidParams',
          message: say('the network shown has no such quantity'),
        });
      }
      if ((subject.kind !== 'weight' && subject.kind !== 'bias') || !dataset) return null;
      const index = parameterIndex(model.layout, subject);
      const epoch = epochOnShow(source);
      const ofRun = epoch === undefined ? null : await askRun(source, 'nextUpdate', { epoch, index });
      const next = ofRun ?? (await nextAfresh(source, subject, cancellation));
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
        epoch: next.epoch + (ofRun ? (source.run()?.epochsBefore ?? 0) : 0),
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
