/**
 * The second look at a formula that has been read: which layer a name without a layer belongs to, and how far each
 * Σ runs. Both can be told only from the whole formula.
 */

import type { Index, Quantity } from '../math/expression';
import { unitCount } from '../math/formulas';
import type { Network } from '../network/network';
import { layerOf } from './namesPatterns';
import { ReadFailure } from './readFailure';
import { quantitiesIn, type Scope } from './readScope';
import { childrenOf } from './trees';
import type { Span, Written } from './written';
import { say } from '../words/say';

type Unit = Extract<Quantity, { readonly j: Index }>;

/** The quantities that stand as factors beside a place. */
type Siblings = readonly Quantity[];

export class Settler {
  readonly #scope: Scope;
  readonly #network: Network;
  readonly #sides: readonly Written[];
  readonly #made = new Map<Quantity, Quantity>();
  #about: number | null = null;

  /** `sides` are those of the whole equation, for what the left side alone cannot tell. */
  constructor(scope: Scope, sides: readonly Written[]) {
    this.#scope = scope;
    this.#network = scope.network;
    this.#sides = sides;
  }

  /** The left side first: it says which layer the formula is about. Throws ReadFailure. */
  left(node: Written): Written {
    const settled = this.settle(node);
    this.#about = aboutLayer(settled);
    return settled;
  }

  /** A tree with every name closed and every Σ measured; the same tree where there was nothing to do. */
  settle(node: Written, siblings: Siblings = []): Written {
    switch (node.kind) {
      case 'quantity':
      case 'updated':
        return { ...node, quantity: this.#closed(node.quantity, siblings, node.span) };
      case 'partial':
        return this.#partial(node, siblings);
      case 'derivative': {
        const of = this.settle(node.of);
        return { ...node, of, by: this.#closed(node.by, quantitiesIn(of), node.span) };
      }
      case 'prime':
        return { ...node, operand: this.settle(node.operand, siblings) };
      case 'sum': {
        const body = this.settle(node.body);
        return { ...node, body, count: this.#range(node, body) };
      }
      case 'sampleSum':
        return { ...node, body: this.settle(node.body) };
      case 'apply': {
        const beside = node.operation === 'multiply' ? node.operands.flatMap(directQuantities) : siblings;
        return { ...node, operands: node.operands.map((operand) => this.settle(operand, beside)) };
      }
      default:
        return node;
    }
  }

  #partial(node: Extract<Written, { kind: 'partial' }>, siblings: Siblings): Written {
    const { open } = this.#scope;
    if (!open.has(node.of) && !open.has(node.by)) return node;
    // Whichever end is known tells the other; a loss knows nothing.
    if (open.has(node.of) && !open.has(node.by)) {
      const layer = layerOf(node.by);
      const isParameter = node.by.kind === 'weight' || node.by.kind === 'bias';
      const isNext =
        node.by.kind === 'activation' &&
        this.#scope.open.get(node.of)?.candidates[0]?.kind === 'preActivation';
      return {
        ...node,
        of: this.#closed(node.of, siblings, node.ofSpan, isParameter ? layer : isNext ? layer + 1 : layer),
      };
    }
    const before =
      node.of.kind === 'preActivation' && this.#candidates(node.by)[0]?.kind === 'activation' ? 1 : 0;
    const hint = open.has(node.of) || layerOf(node.of) < 0 ? null : layerOf(node.of) - before;
    const by = this.#closed(node.by, siblings, node.bySpan, hint);
    return { ...node, by, of: this.#closed(node.of, siblings, node.ofSpan, layerOf(by)) };
  }

  #candidates(of: Quantity): readonly Quantity[] {
    return this.#scope.open.get(of)?.candidates ?? [of];
  }

  #closed(of: Quantity, siblings: Siblings, span: Span, hint: number | null = null): Quantity {
    const open = this.#scope.open.get(of);
    if (!open) return of;
    const known = this.#made.get(of);
    if (known) return known;
    const inLayer = (layer: number | null | undefined): Quantity | undefined =>
      layer === null || layer === undefined
        ? undefined
        : open.candidates.find((one) => layerOf(one) === layer);
    const found =
      inLayer(hint) ??
      (of.kind === 'delta' ? inLayer(layerLeadingTo(of, siblings)) : undefined) ??
      inLayer(this.#about ?? this.#aboutDelta(of)) ??
      (of.kind === 'delta' ? open.candidates.at(-1) : undefined);
    if (!found) {
      const layers = open.candidates.map((one) => layerOf(one) + 1).join(` ${say('or')} `);
      const name = this.#scope.text.slice(span.start, span.end);
      throw new ReadFailure(
        say('"{0}" may be of layer {1}: say which, as in {2}^{(1)}', name, layers, name),
        span,
      );
    }
    this.#made.set(of, found);
    return found;
  }

  /** The layer of a δ that is defined here: that of the unit whose activation, or whose outgoing weight, it meets. */
  #aboutDelta(of: Quantity): number | null {
    if (of.kind !== 'delta') return null;
    for (const side of this.#sides) {
      for (const other of quantitiesIn(side)) {
        const isUnit = other.kind === 'activation' || other.kind === 'preActivation';
        if (isUnit && other.j === of.j && !this.#scope.open.has(other)) return other.layer;
        if (other.kind === 'weight' && other.i === of.j && other.j !== of.j) return other.layer - 1;
      }
    }
    return null;
  }

  /** How many values the letter of a Σ takes. */
  #range(node: Extract<Written, { kind: 'sum' }>, body: Written): number {
    const name = this.#scope.text.slice(node.span.start, Math.min(node.span.end, node.span.start + 20));
    const ranges = quantitiesIn(body).flatMap((one) => this.#rangesOf(one, node.index));
    const range = ranges.length > 0 ? Math.min(...ranges) : null;
    if (range === null) {
      throw new ReadFailure(say('nothing in the sum "{0}" has its letter as an index', name), node.span);
    }
    const count = Number.isNaN(node.count) ? range : node.count;
    if (count < 1 || count > range) {
      throw new ReadFailure(
        say('the sum "{0}" runs over {1}, but there are {2}', name, count, range),
        node.span,
      );
    }
    return count;
  }

  #rangesOf(of: Quantity, letter: string): readonly number[] {
    const outputs = unitCount(this.#network, this.#network.layers.length - 1);
    switch (of.kind) {
      case 'weight':
        return [
          ...(of.i === letter ? [unitCount(this.#network, of.layer - 1)] : []),
          ...(of.j === letter ? [unitCount(this.#network, of.layer)] : []),
        ];
      case 'bias':
      case 'preActivation':
      case 'activation':
      case 'delta':
        return of.j === letter ? [unitCount(this.#network, of.layer)] : [];
      case 'input':
        return of.i === letter ? [unitCount(this.#network, -1)] : [];
      case 'target':
      case 'lossTerm':
        return of.k === letter ? [outputs] : [];
      default:
        return [];
    }
  }
}

/** The layer of the weight beside a δ that leads into its unit: 1 for δ_k beside u_{jk}. */
function layerLeadingTo(of: Unit, siblings: Siblings): number | null {
  const weight = siblings.find((one) => one.kind === 'weight' && one.j === of.j);
  return weight ? layerOf(weight) : null;
}

/** The quantities of a factor that is a name. */
function directQuantities(node: Written): readonly Quantity[] {
  return node.kind === 'quantity' || node.kind === 'updated' ? [node.quantity] : [];
}

/** The layer that a formula is about, by its left side. */
function aboutLayer(left: Written): number | null {
  switch (left.kind) {
    case 'quantity':
    case 'updated':
      return layerOf(left.quantity);
    case 'partial':
    case 'derivative':
      return layerOf(left.by);
    default: {
      const [first] = childrenOf(left);
      return first ? aboutLayer(first) : null;
    }
  }
}
