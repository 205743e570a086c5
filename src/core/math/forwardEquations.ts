/** What a network computes, equation by equation. */

import type { Network } from '../network/network';
import { step, type DerivationStep } from './derivation';
import { quantity, type Quantity } from './expression';
import { activationOf, lastLayer, lossTermOf, preActivationFormula, sumOver, unitCount } from './formulas';

const LOSS: Quantity = { kind: 'loss' };

/** The equations of the forward pass in order: each unit's sum and activation, each loss term, the loss. */
export function forwardEquations(network: Network): readonly DerivationStep[] {
  const steps: DerivationStep[] = [];
  for (let layer = 0; layer < network.layers.length; layer++) {
    const units = Array.from({ length: unitCount(network, layer) }, (_, j) => j);
    for (const j of units) {
      const a: Quantity = { kind: 'preActivation', layer, j };
      steps.push(step('weightedSum', a, quantity(a), preActivationFormula(network, layer, j)));
    }
    for (const j of units) {
      const h: Quantity = { kind: 'activation', layer, j };
      steps.push(step('activation', h, quantity(h), activationOf(network, layer, j)));
    }
  }
  const outputs = unitCount(network, lastLayer(network));
  for (let k = 0; k < outputs; k++) {
    const term: Quantity = { kind: 'lossTerm', k };
    steps.push(step('lossTerm', term, quantity(term), lossTermOf(network, k)));
  }
  const total = sumOver('k', outputs, (k) => quantity({ kind: 'lossTerm', k }));
  steps.push(step('loss', LOSS, quantity(LOSS), total));
  return steps;
}
