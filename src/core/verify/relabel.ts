/** One unit for another in every name of a tree: what turns the path through one unit into the path through another. */

import type { Index, Quantity } from '../math/expression';
import { lastLayer, unitCount } from '../math/formulas';
import type { Network } from '../network/network';
import { quantitiesOf } from './trees';
import type { Written } from './written';

/** A unit of a layer, −1 for the inputs, with the number of units there. */
export interface Unit {
  readonly layer: number;
  readonly index: number;
  readonly count: number;
}

/** The units that the names of a tree tell of. */
export function unitsNamed(network: Network, node: Written): readonly Unit[] {
  const found = new Map<string, Unit>();
  const add = (layer: number, index: Index): void => {
    if (typeof index !== 'number') return;
    found.set(`${layer} ${index}`, { layer, index, count: unitCount(network, layer) });
  };
  for (const of of quantitiesOf(node)) {
    switch (of.kind) {
      case 'weight':
        add(of.layer, of.j);
        add(of.layer - 1, of.i);
        break;
      case 'bias':
      case 'preActivation':
      case 'activation':
      case 'delta':
        add(of.layer, of.j);
        break;
      case 'input':
        add(-1, of.i);
        break;
      case 'target':
      case 'lossTerm':
        add(lastLayer(network), of.k);
        break;
      case 'loss':
      case 'learningRate':
        break;
    }
  }
  return [...found.values()];
}

/** A quantity with the unit `to` of a layer wherever it has the unit `from`; itself where it has not. */
export function relabelled(network: Network, of: Quantity, from: Unit, to: number): Quantity {
  const { layer, index } = from;
  switch (of.kind) {
    case 'weight':
      if (of.layer === layer && of.j === index) return { ...of, j: to };
      return of.layer === layer + 1 && of.i === index ? { ...of, i: to } : of;
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return of.layer === layer && of.j === index ? { ...of, j: to } : of;
    case 'input':
      return layer === -1 && of.i === index ? { ...of, i: to } : of;
    case 'target':
    case 'lossTerm':
      return layer === lastLayer(network) && of.k === index ? { ...of, k: to } : of;
    case 'loss':
    case 'learningRate':
      return of;
  }
}
