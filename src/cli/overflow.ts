import {
  firstNonFinite,
  locateNonFinite,
  placeOfParameter,
  type NonFinitePlace,
} from '../core/engine/divergence';
import type { Evaluation } from '../core/engine/evaluate';
import type { Network } from '../core/network/network';
import type { LoadedFile, ReadyNetwork } from './load';
import { CommandError, located } from './problem';

/**
 * Throws a CommandError that names layer, unit and sample where loss or gradients over `indices` are not finite
 * numbers: what could be printed then would explain nothing.
 */
export function refuseOverflow(
  ready: ReadyNetwork,
  indices: Uint32Array,
  { loss, penalty, gradient }: Pick<Evaluation, 'loss' | 'penalty' | 'gradient'>,
): void {
  const parameter = firstNonFinite(gradient);
  if (Number.isFinite(loss) && Number.isFinite(penalty) && parameter < 0) return;
  const { file, loaded, network, model, parameters, dataset } = ready;
  const place =
    locateNonFinite(model, parameters, dataset, indices, true) ??
    (parameter >= 0 ? placeOfParameter(model, 'gradient', parameter) : lossOfAll);
  throw new CommandError(
    located(file, loaded.lines, {
      severity: 'error',
      code: 'number.overflow',
      message: overflowSentence(network, place),
      range: rangeOf(loaded, place),
    }),
  );
}

/** Each sample is finite, but not their sum. */
const lossOfAll: NonFinitePlace = { what: 'loss', layer: null, unit: null, sample: null, parameter: null };

function overflowSentence(network: Network, { what, layer, unit, sample }: NonFinitePlace): string {
  const noun = what === 'activation' ? 'An activation' : what === 'loss' ? 'The loss' : `A ${what}`;
  const place = [
    ...(unit === null ? [] : [`unit ${unit + 1}`]),
    ...(layer === null ? [] : [`layer "${network.layers[layer]!.name}"`]),
    ...(sample === null ? [] : [`sample ${sample + 1}`]),
  ];
  const where = place.length === 0 ? '' : ` at ${place.join(', ')}`;
  return `${noun} is past the largest double${where}. Use smaller weights, or scale the inputs.`;
}

/** The numbers of the layer where it happens. */
function rangeOf({ parsed }: LoadedFile, { layer }: NonFinitePlace): { offset: number; length: number } {
  const places = layer === null ? undefined : parsed.places.layers[layer];
  return places?.weights?.range ?? places?.object ?? parsed.places.data?.object ?? { offset: 0, length: 0 };
}
