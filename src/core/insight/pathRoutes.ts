/**
 * Every route from a quantity of the network to a term of its loss, as products of local derivatives. Routes are
 * counted before any is made: past a limit there is one for each unit of the next layer, with δ for all that lies
 * behind it, so that the work grows with the units of the network and never with its paths.
 */

import { isSoftmax } from '../math/activations';
import {
  add,
  divide,
  isNumber,
  multiply,
  negate,
  one,
  oneMinus,
  quantity,
  ratio,
  subtract,
  type Expression,
  type Quantity,
} from '../math/expression';
import {
  activationDerivativeOf,
  lastLayer,
  lossDerivative,
  output,
  outputDeltaFactors,
  pathCount,
  softmaxDerivative,
  unitCount,
} from '../math/formulas';
import type { Network } from '../network/network';
import type { Subject } from '../network/subject';

/** One link of a route: ∂of/∂by. */
export interface PathFactor {
  readonly kind:
    | 'lossDerivative'
    | 'activationDerivative'
    /** ∂y_k/∂a_j of a softmax layer. */
    | 'softmaxDerivative'
    /** Loss and last activation in one piece, where a factor of one cancels against the other. */
    | 'outputDelta'
    /** δ of a unit: all paths behind it. */
    | 'delta'
    | 'weight'
    /** What a weight is multiplied by. */
    | 'input';
  readonly of: Quantity;
  readonly by: Quantity;
  readonly formula: Expression;
}

export interface Route {
  /** The loss term it ends in; null where the terms are not told apart. */
  readonly term: number | null;
  /** What it passes after the subject's own unit: pre-activations, and an output that softmax leads to. */
  readonly through: readonly Quantity[];
  /** Indices into the plan's factors, from the loss to the subject. */
  readonly factors: readonly number[];
}

export interface RoutePlan {
  /** How many paths there are; beyond 2⁵³ about, and Infinity beyond every number. */
  readonly paths: number;
  /** True: one route for each unit of the next layer, with its δ. */
  readonly isMerged: boolean;
  /** Each local derivative once, however many routes share it; factors that are 1 everywhere are left out. */
  readonly factors: readonly PathFactor[];
  /** In the order of the units. */
  readonly routes: readonly Route[];
}

/** More paths than this are not listed one by one. */
const pathLimit = 64;

const LOSS: Quantity = { kind: 'loss' };

/** A route under way: its last link, and the route so far. */
interface Link {
  readonly before: Link | null;
  readonly factors: readonly number[];
  readonly through: Quantity | null;
  /** The unit of the current layer at which the route stands. */
  readonly unit: number;
}

/**
 * The routes from `subject`, in the order of the units of each layer in turn. Throws RangeError for a target, a
 * loss term and the loss, which are not something the loss is differentiated by.
 *
 * @param limit more paths than this are merged.
 */
export function planRoutes(network: Network, subject: Subject, limit = pathLimit): RoutePlan {
  const last = lastLayer(network);
  const pool = new FactorPool(network);
  const start = startOf(subject);
  if (start.isOutput && start.layer === last) {
    const factors = [pool.lossDerivative(start.unit)];
    const routes = [{ term: start.unit, through: [], factors }];
    return { paths: 1, isMerged: false, factors: pool.factors, routes };
  }
  const paths = pathCount(network, start.layer);
  const isMerged = paths > limit;
  const local = subject.kind === 'weight' ? pool.input(subject) : [];
  let links: Link[] = [{ before: null, factors: local, through: null, unit: start.unit }];
  for (let layer = start.layer; layer < last; layer++) {
    links = links.flatMap((link) =>
      nextLinks(network, pool, link, layer, start.isOutput && layer === start.layer),
    );
    if (isMerged) break;
  }
  const reached = isMerged ? Math.min(start.layer + 1, last) : last;
  const routes = links.flatMap((link) =>
    isMerged
      ? [routeOf(link, { term: null, factors: [pool.delta(reached, link.unit)], through: null })]
      : endings(network, pool, link.unit).map((ending) => routeOf(link, ending)),
  );
  return { paths, isMerged, factors: pool.factors, routes };
}

/** Where the routes begin: at the pre-activation of a unit, or at its output. */
function startOf(subject: Subject): {
  readonly layer: number;
  readonly unit: number;
  readonly isOutput: boolean;
} {
  switch (subject.kind) {
    case 'weight':
    case 'bias':
    case 'preActivation':
    case 'delta':
      return { layer: subject.layer, unit: subject.j, isOutput: false };
    case 'activation':
      return { layer: subject.layer, unit: subject.j, isOutput: true };
    case 'input':
      return { layer: -1, unit: subject.i, isOutput: true };
    case 'target':
    case 'lossTerm':
    case 'loss':
      throw new RangeError(`a ${subject.kind} is not something training differentiates by`);
  }
}

/** From a unit of `layer` to every unit of the next. */
function nextLinks(
  network: Network,
  pool: FactorPool,
  link: Link,
  layer: number,
  startsAtOutput: boolean,
): Link[] {
  const slope = startsAtOutput ? [] : pool.activationDerivative(layer, link.unit);
  return Array.from({ length: unitCount(network, layer + 1) }, (_, k) => ({
    before: link,
    factors: [...slope, pool.weight(layer + 1, link.unit, k)],
    through: { kind: 'preActivation', layer: layer + 1, j: k } as const,
    unit: k,
  }));
}

/** How a route goes on from the pre-activation of an output unit. */
interface Ending {
  readonly term: number | null;
  /** From the pre-activation to the loss. */
  readonly factors: readonly number[];
  readonly through: Quantity | null;
}

function endings(network: Network, pool: FactorPool, j: number): readonly Ending[] {
  const layer = lastLayer(network);
  const { activation, units } = network.layers[layer]!;
  const { type } = network.loss;
  const isCategorical = type === 'categoricalCrossEntropy';
  if (isSoftmax(activation)) {
    if (isCategorical) return [{ term: null, factors: [pool.outputDelta(j, null)], through: null }];
    return Array.from({ length: units }, (_, k) => ({
      term: k,
      factors:
        type === 'binaryCrossEntropy'
          ? [pool.outputDelta(j, k)]
          : [pool.softmaxDerivative(k, j), pool.lossDerivative(k)],
      through: units === 1 ? null : output(layer, k),
    }));
  }
  const isFused = activation.type === 'sigmoid' && (isCategorical || type === 'binaryCrossEntropy');
  const factors = isFused
    ? [pool.outputDelta(j, j)]
    : [...pool.activationDerivative(layer, j), pool.lossDerivative(j)];
  return [{ term: j, factors, through: null }];
}

function routeOf(link: Link, ending: Ending): Route {
  const factors = ending.factors.toReversed();
  const through = ending.through ? [ending.through] : [];
  for (let at: Link | null = link; at; at = at.before) {
    factors.push(...at.factors.toReversed());
    if (at.through) through.push(at.through);
  }
  return { term: ending.term, through: through.reverse(), factors };
}

/** Each factor of a network once. */
class FactorPool {
  readonly factors: PathFactor[] = [];
  readonly #network: Network;
  readonly #last: number;
  readonly #known = new Map<string, number>();

  constructor(network: Network) {
    this.#network = network;
    this.#last = lastLayer(network);
  }

  lossDerivative(k: number): number {
    const [of, by] = [{ kind: 'lossTerm', k } as const, output(this.#last, k)];
    return this.#add('lossDerivative', of, by, () => lossDerivative(this.#network, k));
  }

  /** None where φ′ is 1 everywhere. */
  activationDerivative(layer: number, j: number): readonly number[] {
    if (this.#network.layers[layer]!.activation.type === 'linear') return [];
    const [of, by] = [output(layer, j), { kind: 'preActivation', layer, j } as const];
    const make = () => activationDerivativeOf(this.#network, layer, j);
    return [this.#add('activationDerivative', of, by, make)];
  }

  softmaxDerivative(k: number, j: number): number {
    const by: Quantity = { kind: 'preActivation', layer: this.#last, j };
    const make = () => softmaxDerivative(this.#last, k, j);
    return this.#add('softmaxDerivative', output(this.#last, k), by, make);
  }

  weight(layer: number, i: number, j: number): number {
    const of: Quantity = { kind: 'preActivation', layer, j };
    return this.#add('weight', of, output(layer - 1, i), () => quantity({ kind: 'weight', layer, i, j }));
  }

  input(subject: Extract<Subject, { kind: 'weight' }>): readonly number[] {
    const { layer, i, j } = subject;
    const of: Quantity = { kind: 'preActivation', layer, j };
    return [this.#add('input', of, subject, () => quantity(output(layer - 1, i)))];
  }

  delta(layer: number, j: number): number {
    const by: Quantity = { kind: 'preActivation', layer, j };
    return this.#add('delta', LOSS, by, () => quantity({ kind: 'delta', layer, j }));
  }

  /** ∂L_k/∂a_j of a cross-entropy in one piece with its activation; `k` null: of the whole loss. */
  outputDelta(j: number, k: number | null): number {
    const of: Quantity = k === null ? LOSS : { kind: 'lossTerm', k };
    const by: Quantity = { kind: 'preActivation', layer: this.#last, j };
    return this.#add('outputDelta', of, by, () => fusedDerivative(this.#network, j, k));
  }

  #add(kind: PathFactor['kind'], of: Quantity, by: Quantity, make: () => Expression): number {
    const key = `${kind} ${Object.values(of).join()} ${Object.values(by).join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.factors.length);
    return this.factors.push({ kind, of, by, formula: make() }) - 1;
  }
}

/**
 * - sigmoid: (y_j − t_j)/n with binary, −t_j (1 − y_j) with categorical cross-entropy
 * - softmax with categorical: y_j Σ_m t_m − t_j, all terms together
 * - softmax with binary: (y_j − t_j)/n into the own term; into another, y_j [t_k − (1 − t_k) y_k / Σ_{m≠k} y_m]/n,
 *   with 1 − y_k as the sum of the others, so that a sure output keeps its digits
 */
function fusedDerivative(network: Network, j: number, k: number | null): Expression {
  const layer = lastLayer(network);
  const { activation, units } = network.layers[layer]!;
  const y = (unit: number) => quantity(output(layer, unit));
  const t = (unit: number) => quantity({ kind: 'target', k: unit });
  if (!isSoftmax(activation) && network.loss.type === 'categoricalCrossEntropy') {
    return negate(multiply(t(j), oneMinus(y(j))));
  }
  if (!isSoftmax(activation) || k === null) return multiply(...outputDeltaFactors(network, j));
  const share = units === 1 ? one : ratio(1, units);
  if (j === k) return scaledBy(share, subtract(y(j), t(j)));
  const others = Array.from({ length: units }, (_, m) => m).filter((m) => m !== k);
  const miss = divide(multiply(oneMinus(t(k)), y(k)), add(...others.map(y)));
  return scaledBy(share, y(j), subtract(t(k), miss));
}

function scaledBy(share: Expression, ...factors: readonly Expression[]): Expression {
  return isNumber(share, 1) ? multiply(...factors) : multiply(share, ...factors);
}
