import type { Dataset } from '../../core/engine/dataset';
import type { Layer, Network, Training } from '../../core/network/network';
import type { GoodNetwork } from '../documents';

/*
 * What of an edit matters to a run. Names, symbols, comments and layout do not. What is computed (layers,
 * loss, penalty, samples, starting parameters) does: its results would be shown at a text they do not belong
 * to. In between are the settings of the training, which matter only to what a run does from now on.
 */

/** Whether both networks compute the same function and loss of their parameters, on the same samples. */
export function isSameFunction(a: GoodNetwork, b: GoodNetwork): boolean {
  return (
    a.network === b.network ||
    (areEqual(functionOf(a.network), functionOf(b.network)) && areSameSamples(a.dataset, b.dataset))
  );
}

/** Whether both train in the same way. */
export function isSameTraining(a: Network, b: Network): boolean {
  return a === b || (areEqual(a.training, b.training) && areEqual(frozenOf(a), frozenOf(b)));
}

/** Equal numbers in equal places; −0 is 0. */
export function areSameNumbers(a: Float64Array | Uint32Array, b: Float64Array | Uint32Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** What of a network shapes a run, beside samples and starting parameters; plain data in a fixed order. */
export function problemOf(network: Network): unknown {
  return [functionOf(network), network.training, frozenOf(network)];
}

function functionOf({ inputs, layers, loss, reduction, training }: Network): unknown {
  const { l1, l2, precision }: Training = training;
  return {
    inputs: inputs.units,
    layers: layers.map(({ units, hasBiases, activation }: Layer) => ({ units, hasBiases, activation })),
    loss,
    reduction,
    l1,
    l2,
    precision,
  };
}

function frozenOf({ layers }: Network): unknown {
  return layers.map(({ frozen }) => frozen);
}

function areSameSamples(a: Dataset | null, b: Dataset | null): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  return (
    areSameNumbers(a.inputs, b.inputs) &&
    areSameNumbers(a.targets, b.targets) &&
    areSameNumbers(a.trainingIndices, b.trainingIndices) &&
    areSameNumbers(a.testIndices, b.testIndices)
  );
}

/** Both are small plain data, made by the same code. */
function areEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
