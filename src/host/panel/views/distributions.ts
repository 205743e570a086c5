import { distributionSteps, type NetworkDistributions } from '../../../core/insight/distributions/layers';
import { freshState } from '../../../core/insight/nextUpdate/nextUpdate';
import type { Handlers } from '../../../protocol/channel';
import type { DistributionsRequests, DistributionsView } from '../../../protocol/views/distributions';
import { askRun, epochOnShow } from './askRun';
import { sliced } from './sliced';
import type { ViewSource } from './viewSource';

/** Answers the view "Distributions": from the run's thread, or at the numbers that are shown, as training begins there. */
export function distributionsHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: DistributionsRequests; readonly events: object }> {
  return {
    distributions: async ({ epoch }, cancellation) => {
      const { network, model, dataset } = source.good();
      if (!dataset) return null;
      const before = source.run()?.epochsBefore ?? 0;
      const view = (found: NetworkDistributions, counted: number): DistributionsView => ({
        ...found,
        epoch: found.epoch + counted,
        layers: found.layers.map((layer, l) => ({ ...layer, name: network.layers[l]!.name })),
      });
      if (epoch !== null) {
        const found =
          epoch < before ? null : await askRun(source, 'distributions', { epoch: epoch - before });
        return found && view(found, before);
      }
      const shown = epochOnShow(source);
      const found = shown === undefined ? null : await askRun(source, 'distributions', { epoch: shown });
      if (found) return view(found, before);
      const state = freshState(network, dataset, source.shown().parameters);
      const steps = distributionSteps(network, model, dataset, state);
      const at = source.services.time.get(source.uri())?.place.epoch ?? 0;
      return view(await sliced(steps, cancellation), at);
    },
  };
}
