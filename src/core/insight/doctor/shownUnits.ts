import type { Activation } from '../../network/network';
import { activationLabel, quoted } from '../../network/wording';
import type { Patient } from './patient';

/** How findings call the parts of a network. */

/** `h_1 of layer "hidden"` */
export function unitName({ network, names }: Patient, layer: number, j: number): string {
  return `${names.unicode({ kind: 'activation', layer, j })} of layer ${quoted(network.layers[layer]!.name)}`;
}

export function layerName({ network }: Patient, layer: number): string {
  return `layer ${quoted(network.layers[layer]!.name)}`;
}

/** What an activation is called; of a long formula its beginning. */
export function activationName(activation: Activation): string {
  const label = activationLabel(activation);
  return label.length > 40 ? `${label.slice(0, 40)}…` : label;
}

/** How many things of a list are told by name. */
const toldNames = 4;

/** `a and b`; `a, b, c, d and 7 more` */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  if (names.length <= toldNames) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
  return `${names.slice(0, toldNames).join(', ')} and ${names.length - toldNames} more`;
}
