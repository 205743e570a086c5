import { storySteps } from '../../../core/insight/story/story';
import { createNames } from '../../../core/math/names';
import type { Handlers } from '../../../protocol/channel';
import type { StoryRequests } from '../../../protocol/views/story';
import { sliced } from './sliced';
import type { ViewSource } from './viewSource';

/** Answers the view "Story", at the numbers and the sample that are shown. */
export function storyHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: StoryRequests; readonly events: object }> {
  return {
    story: async (_, cancellation) => {
      const { network, symbols, model, dataset } = source.good();
      if (!dataset) return null;
      const { parameters, evaluation, loss } = source.shown();
      const steps = storySteps({
        network,
        names: createNames(network, symbols),
        model,
        dataset,
        parameters,
        sample: source.sample(),
        evaluation: evaluation && Number.isFinite(loss) ? { loss, gradient: evaluation.gradient } : null,
      });
      return sliced(steps, cancellation);
    },
  };
}
