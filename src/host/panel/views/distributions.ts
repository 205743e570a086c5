import { distributionSteps, type NetworkDistributions } from '../../../core/insight/distributions/layers';
import { freshState } from '../../../core/insight/nextUpdate/nextUpdate';
import type { Handlers } from '../../../protocol/channel';
import type { DistributionsRequests, DistributionsView } from '../../../protocol/views/distributions';
import { askRun, shownPlace } from './askRun';
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
      const view = (found: NetworkDistributions, epochsBefore: number): DistributionsView => ({
        ...found,
        epoch: found.epoch + epochsBefore,
        layers: found.layers.map((layer, l) => ({ ...layer, name: network.layers[l]!.name })),
      });
      const place = epoch === null ? shownPlace(source) : { epoch, updates: 0 };
      const found = await askRun(source, 'distributions', {}, place);
      if (found) return view(found.result, found.epochsBefore);
      if (epoch !== null) return null;
      const { parameters } = source.shown();
      const steps = distributionSteps(network, model, dataset, freshState(network, dataset, parameters));
      return view(await sliced(steps, cancellation), place?.epoch ?? source.run()?.epoch ?? 0);
    },
  };
}
