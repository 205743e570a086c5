/**
 * Recognises the equations of the forward pass in a program, whatever the names on their left: what equals a unit's
 * pre-activation or activation, a loss term or the loss at arbitrary values of what it is made of, is that.
 */

import type { Expression, Quantity } from '../math/expression';
import { activationOf, lossTermOf, preActivationFormula, unitCount } from '../math/formulas';
import { operation } from '../math/operations';
import type { Network } from '../network/network';
import { READ_LIMITS } from './readLimits';
import { quantitiesIn } from './readScope';
import { childrenOf } from './trees';
import type { Written } from './written';

const keyOf = (of: Quantity): string => JSON.stringify(of);

/** A number in [0.2, 0.8) that depends on a name and nothing else. */
function arbitrary(name: string, salt: number): number {
  let hash = 2166136261 ^ salt;
  for (let n = 0; n < name.length; n++) hash = Math.imul(hash ^ name.charCodeAt(n), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return 0.2 + (((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32) * 0.6;
}

/** The values of a network's quantities where some of them are taken as given. */
class Point {
  readonly #network: Network;
  readonly #given: ReadonlySet<string>;
  readonly #salt: number;
  readonly #values = new Map<string, number>();

  constructor(network: Network, given: ReadonlySet<string>, salt: number) {
    this.#network = network;
    this.#given = given;
    this.#salt = salt;
  }

  value(of: Quantity): number {
    const key = keyOf(of);
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const formula = this.#given.has(key) ? null : this.#formula(of);
    const value = formula
      ? this.#evaluate(formula)
      : this.#given.has(key) || of.kind !== 'loss'
        ? arbitrary(key, this.#salt)
        : this.#loss();
    this.#values.set(key, value);
    return value;
  }

  #formula(of: Quantity): Expression | null {
    switch (of.kind) {
      case 'preActivation':
        return preActivationFormula(this.#network, of.layer, of.j);
      case 'activation':
        return activationOf(this.#network, of.layer, of.j);
      case 'lossTerm':
        return lossTermOf(this.#network, of.k);
      default:
        return null;
    }
  }

  #loss(): number {
    let sum = 0;
    const outputs = unitCount(this.#network, this.#network.layers.length - 1);
    for (let k = 0; k < outputs; k++) sum += this.value({ kind: 'lossTerm', k });
    return sum;
  }

  #evaluate(formula: Expression): number {
    switch (formula.kind) {
      case 'number':
        return formula.value;
      case 'quantity':
        return this.value(formula.quantity);
      case 'apply':
        return operation(formula.operation).evaluate(...formula.operands.map((one) => this.#evaluate(one)));
      default:
        return NaN;
    }
  }

  /** The value of what was written; NaN for what is no plain arithmetic. */
  written(node: Written, known = new Map<Written, number>()): number {
    const before = known.get(node);
    if (before !== undefined) return before;
    const value = this.#written(node, known);
    known.set(node, value);
    return value;
  }

  #written(node: Written, known: Map<Written, number>): number {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'quantity':
      case 'updated':
        return this.value(node.quantity);
      case 'apply':
        return operation(node.operation).evaluate(...childrenOf(node).map((one) => this.written(one, known)));
      default:
        return NaN;
    }
  }
}

/** What an expression over these quantities might be the forward equation of. */
function candidates(over: readonly Quantity[]): readonly Quantity[] {
  const found = new Map<string, Quantity>();
  const add = (of: Quantity): void => void found.set(keyOf(of), of);
  for (const one of over) {
    if (
      one.kind === 'weight' ||
      one.kind === 'bias' ||
      one.kind === 'preActivation' ||
      one.kind === 'activation'
    ) {
      add({ kind: 'preActivation', layer: one.layer, j: one.j });
      add({ kind: 'activation', layer: one.layer, j: one.j });
    } else if (one.kind === 'target' || one.kind === 'lossTerm') {
      add({ kind: 'lossTerm', k: one.k });
      add({ kind: 'loss' });
    }
    if (found.size > 64) break;
  }
  return [...found.values()];
}

/** How many parts of a network's own equation a candidate has, about; a much shorter text cannot be it. */
function sizeOf(network: Network, of: Quantity): number {
  const layer =
    of.kind === 'preActivation' || of.kind === 'activation' ? of.layer : network.layers.length - 1;
  const isLoss = of.kind === 'loss' || of.kind === 'lossTerm';
  return isLoss ? unitCount(network, layer) : unitCount(network, layer - 1);
}

/** Recognises forward equations; what it may cost in all is limited. */
export class ForwardEquations {
  readonly #network: Network;
  #left: number = READ_LIMITS.forwardWork;

  constructor(network: Network) {
    this.#network = network;
  }

  /** The quantity that `node`, a tree of `size` parts, is equal to at every point; null if there is none. */
  match(node: Written, size: number): Quantity | null {
    if (node.kind === 'quantity') return node.quantity;
    if (size > 5_000 || this.#left <= 0 || this.#network.layers.some(isFormula)) return null;
    const over = quantitiesIn(node);
    const given = new Set(over.map(keyOf));
    this.#left -= size * 4;
    for (const candidate of candidates(over)) {
      if (given.has(keyOf(candidate)) || sizeOf(this.#network, candidate) > size) continue;
      this.#left -= size;
      if ([1, 2].every((salt) => this.#isSame(node, candidate, given, salt))) return candidate;
    }
    return null;
  }

  #isSame(node: Written, candidate: Quantity, given: ReadonlySet<string>, salt: number): boolean {
    const point = new Point(this.#network, given, salt);
    const [mine, theirs] = [point.written(node), point.value(candidate)];
    return Math.abs(mine - theirs) <= 1e-9 * Math.max(Math.abs(mine), Math.abs(theirs));
  }
}

/** Formula activations are not compared: they are texts of their own. */
function isFormula({ activation }: Network['layers'][number]): boolean {
  return activation.type === 'formula';
}
