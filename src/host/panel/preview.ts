import { evaluate } from '../../core/engine/evaluate';
import { parameterIndex } from '../../core/engine/layout';
import type { GoodNetwork } from '../documents';
import { workInOnePiece, workOf } from '../slicedEngine';
import type { ShownState } from './networkView';
import type { PreviewedChange } from './views/viewSource';

/** A state with one number changed that the file does not have yet; gone with the network it was made from. */
export interface Preview {
  readonly good: GoodNetwork;
  readonly state: ShownState;
}

/** Null for a network whose evaluation takes too long to follow a hand. */
export function previewed(good: GoodNetwork, { subject, value }: PreviewedChange): Preview | null {
  const { model, dataset } = good;
  if (dataset && workOf(model.layout.parameterCount, dataset.trainingIndices.length) > workInOnePiece)
    return null;
  const parameters = good.parameters.slice();
  parameters[parameterIndex(model.layout, subject)] = value;
  const evaluation = dataset && evaluate(model, parameters, dataset, dataset.trainingIndices);
  const { loss = Number.NaN, penalty = Number.NaN } = evaluation ?? {};
  return { good, state: { parameters, evaluation, loss, penalty } };
}
