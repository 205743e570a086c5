import type { Network } from '../../core/network/network';
import type { Subject } from '../../core/network/subject';

/** Whether `network` has such a quantity. */
export function hasSubject(network: Network, subject: Subject): boolean {
  const unitsOf = (layer: number): number =>
    layer < 0 ? network.inputs.units : (network.layers[layer]?.units ?? 0);
  switch (subject.kind) {
    case 'weight':
      return subject.i < unitsOf(subject.layer - 1) && subject.j < unitsOf(subject.layer);
    case 'bias':
      return subject.j < unitsOf(subject.layer) && network.layers[subject.layer]?.hasBiases === true;
    case 'preActivation':
    case 'activation':
    case 'delta':
      return subject.j < unitsOf(subject.layer);
    case 'input':
      return subject.i < network.inputs.units;
    case 'target':
    case 'lossTerm':
      return subject.k < unitsOf(network.layers.length - 1);
    case 'loss':
      return true;
  }
}
