import type { Random } from '../../../src/core/engine/random';
import { derive } from '../../../src/core/math/derivation';
import type { Quantity } from '../../../src/core/math/expression';
import type { Network } from '../../../src/core/network/network';
import type { Subject } from '../../../src/core/network/subject';
import { createSymbols } from '../../../src/core/network/symbols';
import { createSpelling } from '../../../src/core/verify/spelling';
import {
  applied,
  asWritten,
  childrenOf,
  isApplied,
  numbered,
  withChildren,
} from '../../../src/core/verify/trees';
import { Writer } from '../../../src/core/verify/writer';
import type { MistakeCode, Syntax, Written } from '../../../src/core/verify/written';

/** Everything of a network that has a gradient. */
export function subjectsOf(network: Network): readonly Subject[] {
  const subjects: Subject[] = Array.from({ length: network.inputs.units }, (_, i) => ({ kind: 'input', i }));
  let before = network.inputs.units;
  for (const [layer, { units, hasBiases }] of network.layers.entries()) {
    for (let j = 0; j < units; j++) {
      subjects.push({ kind: 'preActivation', layer, j }, { kind: 'activation', layer, j });
      if (hasBiases) subjects.push({ kind: 'bias', layer, j });
      for (let i = 0; i < before; i++) subjects.push({ kind: 'weight', layer, i, j });
    }
    before = units;
  }
  return subjects;
}

/** The network's own formula of ∂L/∂subject, as a tree that a person could have written; null where it has none. */
export function rightTree(network: Network, subject: Subject): Written | null {
  return asWritten(derive(network, subject).formula);
}

/** ∂L/∂subject = side, as a document of one equation. */
export function equation(network: Network, subject: Subject, side: Written, syntax: Syntax): string | null {
  const symbols = createSymbols(network);
  const style = syntax === 'python' ? 'd = *' : syntax === 'latex' ? '\\frac \\cdot' : '∂ *';
  const formula = {
    span: { start: 0, end: style.length },
    syntax,
    left: side,
    isUpdate: false,
    sides: [],
    misspellings: [],
  };
  const writer = new Writer(
    style,
    formula,
    createSpelling(network, symbols, '', { formulas: [], unreadable: [] }),
  );
  const right = writer.write(side);
  if (right === null) return null;
  const by = writer.name(subject);
  const loss = writer.name({ kind: 'loss' });
  if (syntax === 'python') return `d${by} = ${right}`;
  return syntax === 'latex'
    ? `\\frac{\\partial ${loss}}{\\partial ${by}} = ${right}`
    : `∂${loss}/∂${by} = ${right}`;
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!;

/** Every place of a tree, with what puts another node there. */
export function* placesIn(
  root: Written,
  put: (node: Written) => Written = (node) => node,
): Generator<{
  readonly node: Written;
  readonly put: (node: Written) => Written;
  readonly parent: Written | null;
}> {
  yield { node: root, put, parent: null };
  for (const [n, child] of childrenOf(root).entries()) {
    const inner = (node: Written): Written => put(withChildren(root, childrenOf(root).with(n, node)));
    for (const place of placesIn(child, inner)) yield { ...place, parent: place.parent ?? root };
  }
}

/** One identity of arithmetic applied at one place: another form of the same value. */
export function rewritten(root: Written, random: Random): Written {
  const { node, put } = pick(random, [...placesIn(root)]);
  return put(pick(random, identities(node)));
}

function identities(node: Written): readonly Written[] {
  const forms: Written[] = [node];
  if (isApplied(node, 'multiply', 'add')) {
    forms.push({ ...node, operands: node.operands.toReversed() });
    const [first, ...rest] = node.operands;
    if (rest.length > 1) forms.push(applied(node.operation, first!, applied(node.operation, ...rest)));
  }
  if (isApplied(node, 'subtract')) {
    const [left, right] = [node.operands[0]!, node.operands[1]!];
    forms.push(
      applied('negate', applied('subtract', right, left)),
      applied('add', left, applied('negate', right)),
    );
  }
  if (isApplied(node, 'oneMinus')) forms.push(applied('subtract', numbered(1), node.operands[0]!));
  if (isApplied(node, 'multiply')) {
    const at = node.operands.findIndex((factor) => isApplied(factor, 'subtract', 'add'));
    const sum = node.operands[at];
    if (sum && isApplied(sum, 'subtract', 'add')) {
      const spread = sum.operands.map((term) => applied('multiply', ...node.operands.with(at, term)));
      forms.push(applied(sum.operation, ...spread));
    }
    const square = node.operands.findIndex(
      (factor, n) =>
        isApplied(factor, 'oneMinus') &&
        JSON.stringify(factor.operands[0]) === JSON.stringify(node.operands[n - 1]),
    );
    if (square > 0) {
      const y = node.operands[square - 1]!;
      const difference = applied('subtract', y, applied('power', y, numbered(2)));
      forms.push(applied('multiply', ...node.operands.toSpliced(square - 1, 2, difference)));
    }
  }
  forms.push(
    applied('divide', applied('multiply', numbered(2), node), numbered(2)),
    applied('negate', applied('negate', node)),
  );
  return forms;
}

export interface Mutation {
  readonly tree: Written;
  /** The names that fit this mistake. */
  readonly codes: readonly MistakeCode[];
}

/** One mistake of a random kind at a random place; null where the tree has no place for that kind. */
export function mutated(network: Network, root: Written, random: Random): Mutation | null {
  const places = [...placesIn(root)];
  const terms = places.filter(({ parent }) => !parent || isApplied(parent, 'add'));
  const products = places.filter(({ node }) => isApplied(node, 'multiply') && node.operands.length > 2);
  const kinds: readonly (() => Mutation | null)[] = [
    () => {
      const { node, put } = pick(random, terms);
      return { tree: put(applied('negate', node)), codes: ['sign'] };
    },
    () => {
      const { node, put } = pick(random, terms);
      const factor = random.uniform() < 0.5 ? numbered(2) : applied('divide', numbered(1), numbered(2));
      const isMean = !['halfSquaredError', 'categoricalCrossEntropy'].includes(network.loss.type);
      return {
        tree: put(applied('multiply', factor, node)),
        codes: isMean ? ['factorTwo', 'sumForMean', 'meanForSum'] : ['factorTwo'],
      };
    },
    () => {
      const sums = places.filter(({ node }) => isApplied(node, 'add') && node.operands.length > 1);
      if (sums.length === 0) return null;
      const { node, put } = pick(random, sums);
      const operands = childrenOf(node);
      const left = operands.toSpliced(Math.floor(random.uniform() * operands.length), 1);
      return { tree: put(left.length === 1 ? left[0]! : applied('add', ...left)), codes: ['missingPath'] };
    },
    () => {
      const slopes = products.flatMap(({ node, put }) => withoutSlopes(node).map(put));
      return slopes.length === 0
        ? null
        : { tree: pick(random, slopes), codes: ['missingActivationDerivative'] };
    },
    () => {
      if (products.length === 0) return null;
      const { node, put } = pick(random, products);
      const n = Math.floor(random.uniform() * childrenOf(node).length);
      if (isApplied(childrenOf(node)[n]!, 'subtract', 'add', 'divide')) return null;
      const codes: MistakeCode[] = ['missingFactor'];
      if (isApplied(childrenOf(node)[n]!, 'oneMinusSquare', 'multiply'))
        codes.push('missingActivationDerivative');
      return { tree: put(applied('multiply', ...childrenOf(node).toSpliced(n, 1))), codes };
    },
    () => {
      const weights = places.filter(
        ({ node }) => node.kind === 'quantity' && node.quantity.kind === 'weight',
      );
      if (weights.length === 0) return null;
      const { node, put } = pick(random, weights);
      return { tree: put({ ...node, kind: 'updated' } as Written), codes: ['updatedWeights'] };
    },
    () => otherName(network, places, random),
  ];
  return pick(random, kinds)();
}

/** A product with the slope y (1 − y) or 1 − h² taken out, wherever one stands. */
function withoutSlopes(node: Written): readonly Written[] {
  const factors = childrenOf(node);
  return factors.flatMap((factor, n) => {
    if (isApplied(factor, 'oneMinusSquare')) return [applied('multiply', ...factors.toSpliced(n, 1))];
    const before = factors[n - 1];
    const isPair =
      isApplied(factor, 'oneMinus') && JSON.stringify(factor.operands[0]) === JSON.stringify(before);
    return isPair ? [applied('multiply', ...factors.toSpliced(n - 1, 2))] : [];
  });
}

function otherName(
  network: Network,
  places: readonly {
    readonly node: Written;
    readonly put: (node: Written) => Written;
    readonly parent: Written | null;
  }[],
  random: Random,
): Mutation | null {
  const names = places.filter(({ node }) => node.kind === 'quantity');
  const { node, put, parent } = pick(random, names);
  if (node.kind !== 'quantity') return null;
  const others = subjectsAndTargets(network).filter(
    (of) => of.kind === node.quantity.kind && JSON.stringify(of) !== JSON.stringify(node.quantity),
  );
  const same = others.filter(
    (of) => !('layer' in of) || of.layer === (node.quantity as { layer?: number }).layer,
  );
  if (same.length === 0) return null;
  const isError = parent !== null && isApplied(parent, 'subtract');
  return {
    tree: put({ ...node, quantity: pick(random, same) }),
    codes: isError ? ['wrongOutput'] : ['wrongIndex'],
  };
}

function subjectsAndTargets(network: Network): readonly Quantity[] {
  const outputs = network.layers.at(-1)!.units;
  return [
    ...subjectsOf(network),
    ...Array.from({ length: outputs }, (_, k): Quantity => ({ kind: 'target', k })),
  ];
}
