/** The functions that people write in formulas, by every name that is common. */

import type { OperationName, Quantity } from '../math/expression';
import { operation, operationNotations } from '../math/operations';
import type { Network } from '../network/network';
import type { Written } from './written';

/** An operation of the table, or `activation`: the activation function of whichever layer the argument is of. */
export type FunctionMeaning = OperationName | 'activation';

const ALIASES: Readonly<Record<string, FunctionMeaning>> = {
  exp: 'exp',
  log: 'log',
  ln: 'log',
  sqrt: 'sqrt',
  abs: 'abs',
  fabs: 'abs',
  sign: 'sign',
  sgn: 'sign',
  maximum: 'max',
  minimum: 'min',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  logistic: 'sigmoid',
  sigm: 'sigmoid',
  sigmoid: 'sigmoid',
  relu: 'relu',
  f: 'activation',
  g: 'activation',
  φ: 'activation',
  act: 'activation',
  activation: 'activation',
};

const FUNCTIONS: ReadonlyMap<string, FunctionMeaning> = new Map([
  ...operationNotations().flatMap(({ name, notation }) =>
    name === 'pi' ? [] : [[notation.unicode, name] as const, [name, name] as const],
  ),
  ...Object.entries(ALIASES),
]);

/**
 * What a function's name means in a network; null if it is none. σ is the sigmoid, but in a network without one it
 * is the activation function, as φ and f always are.
 */
export function functionMeaning(network: Network, name: string): FunctionMeaning | null {
  const meaning = FUNCTIONS.get(name) ?? null;
  const hasSigmoid = network.layers.some(({ activation }) => activation.type === 'sigmoid');
  return name === 'σ' && !hasSigmoid && usesActivations(network) ? 'activation' : meaning;
}

function usesActivations(network: Network): boolean {
  return network.layers.some(({ activation }) => activation.type !== 'linear');
}

/** How many arguments an operation takes; a list of any length gives null. */
export function argumentCount(meaning: FunctionMeaning): number | null {
  return meaning === 'activation' ? 1 : operation(meaning).arity;
}

/** The pre-activation that a node is, if it is one by itself. */
export function preActivationOf(node: Written): Extract<Quantity, { kind: 'preActivation' }> | null {
  return node.kind === 'quantity' && node.quantity.kind === 'preActivation' ? node.quantity : null;
}

/** The activation of the unit whose pre-activation is `of`. */
export function activationAfter(of: Extract<Quantity, { kind: 'preActivation' }>): Quantity {
  return { kind: 'activation', layer: of.layer, j: of.j };
}
