import type { Activation } from '../../network/network';
import { activationLabel, grouped, quoted } from '../../network/wording';
import type { Patient } from './patient';
import { say } from '../../words/say';

/** How findings call the parts of a network. */

/** `h_1 of layer "hidden"` */
export function unitName({ network, names }: Patient, layer: number, j: number): string {
  return say(
    '{0} of layer {1}',
    names.unicode({ kind: 'activation', layer, j }),
    quoted(network.layers[layer]!.name),
  );
}

export function layerName({ network }: Patient, layer: number): string {
  return say('layer {0}', quoted(network.layers[layer]!.name));
}

/** What an activation is called; of a long formula its beginning. */
export function activationName(activation: Activation): string {
  const label = activationLabel(activation);
  return label.length > 40 ? `${label.slice(0, 40)}…` : label;
}

/** How many things of a list are told by name. */
const toldNames = 4;

/** What is so for each of them: `all 150 training samples` */
export function trainingSamples(count: number): string {
  return count === 1 ? say('the only training sample') : say('all {0} training samples', grouped(count));
}

/** `a and b`; `a, b, c, d and 7 more` */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  if (names.length <= toldNames) return say('{0} and {1}', names.slice(0, -1).join(', '), names.at(-1)!);
  return say('{0} and {1} more', names.slice(0, toldNames).join(', '), names.length - toldNames);
}
